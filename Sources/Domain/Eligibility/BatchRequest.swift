import CivilTime

/// A batch query (`OQSmuquc01req` and its sisters).
public struct BatchRequest: Equatable, Sendable {
  /// So many people at most in one file: what a large hospital books for a day, several times over. (ours)
  public static let mostPeople = 10_000

  /// Whom it asks about.
  public enum Query: Equatable, Sendable {
    /// The people of a day's bookings; each `ArbitraryIdentifier` comes back with the person's result.
    case people([QualificationConfirmSearchInfo])
    /// All people on medical aid whose tickets of this month name the institution (`MedicalTreatmentMonth`).
    case medicalAid(MessageMonth)
    /// All who gave their consent at home in these days (`ConsentDateFrom`, `ConsentDateTo`).
    case homeVisit(consented: ClosedRange<CivilDate>)
    /// The same for online care.
    case onlineCare(consented: ClosedRange<CivilDate>)
    /// All whose online care is on these days (`ExaminationDateFrom`, `ExaminationDateTo`).
    case onlineCareExamined(ClosedRange<CivilDate>)

    public var kind: BatchKind {
      switch self {
      case .people: .eligibility
      case .medicalAid: .medicalAid
      case .homeVisit: .homeVisit
      case .onlineCare, .onlineCareExamined: .onlineCare
      }
    }
  }

  /// `nil`: the day on which the service gets it.
  public var confirmationDate: CivilDate?
  /// 10 digits.
  public var medicalInstitutionCode: String
  /// Told back by the receipt.
  public var arbitraryFileIdentifier: String
  public var query: Query

  public init(
    confirmationDate: CivilDate? = nil, medicalInstitutionCode: String, arbitraryFileIdentifier: String, query: Query
  ) {
    self.confirmationDate = confirmationDate
    self.medicalInstitutionCode = medicalInstitutionCode
    self.arbitraryFileIdentifier = arbitraryFileIdentifier
    self.query = query
  }
}

/// Asks for a batch's result (`OQSmuquc02req` and its sisters) by the reception number of its receipt. While the service
/// works on it the reply's `SegmentOfResult` is 2.
public struct BatchCollection: Equatable, Sendable {
  public var kind: BatchKind
  /// 10 digits.
  public var medicalInstitutionCode: String
  /// In the file's name; this message's header has no place for it.
  public var arbitraryFileIdentifier: String
  public var receptionNumber: String

  public init(
    kind: BatchKind, medicalInstitutionCode: String, arbitraryFileIdentifier: String, receptionNumber: String
  ) {
    self.kind = kind
    self.medicalInstitutionCode = medicalInstitutionCode
    self.arbitraryFileIdentifier = arbitraryFileIdentifier
    self.receptionNumber = receptionNumber
  }
}
