/// Which medical information is asked for, by the name of its message.
public enum MedicalInformationSubject: String, CaseIterable, Sendable {
  /// Medication, and with it treatment (`YZK`).
  case medication = "YZK"
  /// Health check-ups (`TKK`).
  case checkup = "TKK"

  public var message: MessageKind {
    switch self {
    case .medication: .medication
    case .checkup: .checkup
    }
  }
}

/// What is asked for, and in which form (`FileCategory`). The numbers' meaning hangs on the message.
public enum MedicalInformationForm: String, CaseIterable, Sendable {
  case medicationDocument
  case medication
  case medicationAndTreatmentDocument
  case medicationAndTreatment
  case checkupDocument
  case checkup

  /// `FileCategory`: odd numbers are PDF, even ones XML.
  public var fileCategory: String {
    switch self {
    case .medicationDocument, .checkupDocument: "1"
    case .medication, .checkup: "2"
    case .medicationAndTreatmentDocument: "3"
    case .medicationAndTreatment: "4"
    }
  }

  public var subject: MedicalInformationSubject {
    switch self {
    case .medicationDocument, .medication, .medicationAndTreatmentDocument, .medicationAndTreatment: .medication
    case .checkupDocument, .checkup: .checkup
    }
  }

  /// A PDF made by the service, for the eyes alone; its reply's file ends in `.pdf`.
  public var isDocument: Bool {
    switch self {
    case .medicationDocument, .medicationAndTreatmentDocument, .checkupDocument: true
    case .medication, .medicationAndTreatment, .checkup: false
    }
  }

  public init?(subject: MedicalInformationSubject, fileCategory: String) {
    guard let form = Self.allCases.first(where: { $0.subject == subject && $0.fileCategory == fileCategory }) else {
      return nil
    }
    self = form
  }
}

/// `MedicalTreatmentFlag`.
public enum MedicalTreatmentFlag: String, CaseIterable, Sendable {
  case outpatient = "1"
  case homeVisit = "2"
  case online = "3"
  case emergency = "4"
}

/// A request for the medical information that a person agreed to show (`YZKsiquc01req`, `TKKsiquc01req`). The service
/// answers it only while the consent to this institution lives.
public struct MedicalInformationRequest: Equatable, Sendable {
  public var form: MedicalInformationForm
  /// 10 digits.
  public var medicalInstitutionCode: String
  /// Told back by the reply.
  public var arbitraryFileIdentifier: String
  public var insurerNumber: String
  /// `InsuranceCardSymbol` in these two messages.
  public var symbol: String?
  /// `InsuredPersonIdentificationNumber`.
  public var identificationNumber: String
  /// `BranchNumber`, 2 digits.
  public var branchNumber: String?
  /// `StartDate` and `EndDate`, both included; medication only.
  public var months: ClosedRange<MessageMonth>?
  public var treatment: MedicalTreatmentFlag

  public init(
    form: MedicalInformationForm, medicalInstitutionCode: String, arbitraryFileIdentifier: String,
    insurerNumber: String, symbol: String?, identificationNumber: String, branchNumber: String?,
    months: ClosedRange<MessageMonth>?, treatment: MedicalTreatmentFlag = .outpatient
  ) {
    self.form = form
    self.medicalInstitutionCode = medicalInstitutionCode
    self.arbitraryFileIdentifier = arbitraryFileIdentifier
    self.insurerNumber = insurerNumber
    self.symbol = symbol
    self.identificationNumber = identificationNumber
    self.branchNumber = branchNumber
    self.months = months
    self.treatment = treatment
  }
}
