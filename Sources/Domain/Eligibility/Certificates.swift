/// `ElderlyRecipientCertificateInfo` (70 to 74).
public struct ElderlyRecipientCertificateInfo: Equatable, Sendable {
  public var elderlyRecipientCertificateDate: MessageDate?
  public var elderlyRecipientValidStartDate: MessageDate?
  public var elderlyRecipientValidEndDate: MessageDate?
  /// Percent in three digits.
  public var elderlyRecipientContributionRatio: String?
  public var unknown: [UnknownElement] = []

  public init() {}
}

/// `LimitApplicationCertificateRelatedInfo`: the high-cost limit.
public struct LimitApplicationCertificateRelatedInfo: Equatable, Sendable {
  public var limitApplicationCertificateClassification: Coded<LimitCertificateKind>?
  public var limitApplicationCertificateClassificationFlag: Coded<LimitBracket>?
  public var limitApplicationCertificateDate: MessageDate?
  public var limitApplicationCertificateValidStartDate: MessageDate?
  public var limitApplicationCertificateValidEndDate: MessageDate?
  public var limitApplicationCertificateLongTermDate: MessageDate?
  public var unknown: [UnknownElement] = []

  public init() {}
}

/// `SpecificDiseasesCertificateInfo`.
public struct SpecificDiseasesCertificateInfo: Equatable, Sendable {
  public var specificDiseasesDiseaseCategory: Coded<SpecificDisease>?
  public var specificDiseasesCertificateDate: MessageDate?
  public var specificDiseasesValidStartDate: MessageDate?
  public var specificDiseasesValidEndDate: MessageDate?
  /// Yen.
  public var specificDiseasesSelfPay: String?
  public var unknown: [UnknownElement] = []

  public init() {}
}
