import CivilTime

/// An eligibility request (`OQSsiquc01req`): a query with insurance card data, and what stands in its header.
public struct QualificationConfirmationRequest: Equatable, Sendable {
  /// `nil`: the day on which the service gets it.
  public var confirmationDate: CivilDate?
  /// 10 digits.
  public var medicalInstitutionCode: String
  /// Told back by the reply; `nil` where the sender gave none.
  public var arbitraryIdentifier: String?
  public var query: InsuranceCardQuery

  public init(
    confirmationDate: CivilDate?, medicalInstitutionCode: String, arbitraryIdentifier: String? = nil,
    query: InsuranceCardQuery
  ) {
    self.confirmationDate = confirmationDate
    self.medicalInstitutionCode = medicalInstitutionCode
    self.arbitraryIdentifier = arbitraryIdentifier
    self.query = query
  }
}

/// 10 digits of a medical institution.
public enum InstitutionCode {
  public static func isWellFormed(_ text: String) -> Bool {
    text.utf8.count == 10 && text.utf8.allSatisfy { (48...57).contains($0) }
  }
}
