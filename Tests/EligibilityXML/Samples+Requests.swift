import CivilTime
import Eligibility

extension Samples {
  static let institution = "9999999999"

  static func day(_ compact: String) -> CivilDate { CivilDate(compact: compact) ?? CivilDate(dayNumber: 0) }

  static func batch(of people: [QualificationConfirmSearchInfo]) -> InterfaceRequest {
    .submitBatch(
      BatchRequest(
        confirmationDate: day("20260401"), medicalInstitutionCode: institution, arbitraryFileIdentifier: "batch",
        query: .people(people)))
  }

  private static func batch(_ query: BatchRequest.Query) -> InterfaceRequest {
    .submitBatch(
      BatchRequest(medicalInstitutionCode: institution, arbitraryFileIdentifier: "batch", query: query))
  }

  static func registering(_ registrations: [ReferenceNumberRegistrationInfo], isBatch: Bool? = nil) -> InterfaceRequest
  {
    .registerReferenceNumbers(
      ReferenceNumberRequest(
        medicalInstitutionCode: institution, arbitraryFileIdentifier: "numbers", registrations: registrations,
        isBatch: isBatch))
  }

  static func registration(of insurer: String) -> ReferenceNumberRegistrationInfo {
    var registration = registration
    registration.insurerNumber = insurer
    registration.unknown = []
    return registration
  }

  static func collecting(_ kind: BatchKind) -> InterfaceRequest {
    .collectBatch(
      BatchCollection(
        kind: kind, medicalInstitutionCode: institution, arbitraryFileIdentifier: "collect",
        receptionNumber: "0000000000001"))
  }

  static func medical(_ form: MedicalInformationForm) -> InterfaceRequest {
    let isMedication = form.subject == .medication
    return .medicalInformation(
      MedicalInformationRequest(
        form: form, medicalInstitutionCode: institution, arbitraryFileIdentifier: "見本-1", insurerNumber: "990036",
        symbol: isMedication ? "見本" : nil, identificationNumber: "9900004", branchNumber: isMedication ? "01" : nil,
        months: isMedication ? MessageMonth("202501")...MessageMonth("202604") : nil,
        treatment: isMedication ? .emergency : .outpatient))
  }

  private static var query: InterfaceRequest {
    .confirm(
      QualificationConfirmationRequest(
        confirmationDate: day("20260401"), medicalInstitutionCode: institution, arbitraryIdentifier: "x",
        query: InsuranceCardQuery(
          insurerNumber: "990036", symbol: "見本", identificationNumber: "9900004", branchNumber: nil,
          birthdate: day("19900102"), limitConsent: true, arbitraryFileIdentifier: "file")))
  }

  static var person: QualificationConfirmSearchInfo {
    var person = search
    person.limitApplicationCertificateRelatedInfo = nil
    person.unknown = []
    return person
  }

  static var shortPerson: QualificationConfirmSearchInfo {
    var person = QualificationConfirmSearchInfo()
    person.insurerNumber = "990036"
    person.insuredIdentificationNumber = "1"
    return person
  }

  /// One of each kind at least.
  static var requests: [InterfaceRequest] {
    let days = day("20260401")...day("20260430")
    return [
      query, batch(of: [person, shortPerson]), batch(.medicalAid(MessageMonth("202604"))),
      batch(.homeVisit(consented: days)), batch(.onlineCare(consented: days)), batch(.onlineCareExamined(days)),
      registering([registration(of: "990036")]), registering([registration, registration(of: "06990019")]),
      registering([registration], isBatch: true),
    ] + BatchKind.allCases.map(collecting) + MedicalInformationForm.allCases.map(medical)
  }
}
