/// `ResultOfQualificationConfirmation`: one eligibility of a person, in the order that programs write it.
public struct ResultOfQualificationConfirmation: Equatable, Sendable {
  // 1: the insurance
  public var insuredCardClassification: Coded<InsuredCardClassification>?
  public var insurerNumber: String?
  public var insuredCardSymbol: String?
  public var insuredIdentificationNumber: String?
  public var insuredBranchNumber: String?
  public var personalFamilyClassification: Coded<PersonalFamilyClassification>?
  /// The head of the household.
  public var insuredName: String?
  // 2: the person
  public var name: String?
  public var nameOfOther: String?
  /// Half-width kana.
  public var nameKana: String?
  public var nameOfOtherKana: String?
  public var sex1: Coded<Sex>?
  public var sex2: Coded<Sex>?
  public var birthdate: MessageDate?
  public var address: String?
  public var postNumber: String?
  // 3: the dates
  public var qualificationDate: MessageDate?
  public var disqualificationDate: MessageDate?
  public var insuredCertificateIssuanceDate: MessageDate?
  public var insuredCardValidDate: MessageDate?
  public var insuredCardExpirationDate: MessageDate?
  // 4
  /// Late-stage elderly only; percent in three digits, 10 % = `010`.
  public var insuredPartialContributionRatio: String?
  public var preschoolClassification: Coded<PreschoolClassification>?
  public var reasonOfLoss: Coded<ReasonOfLoss>?
  public var insurerName: String?
  // 5
  public var elderlyRecipientCertificateInfo: ElderlyRecipientCertificateInfo?
  // 6: the high-cost limit
  public var limitApplicationCertificateRelatedConsFlg: Coded<LimitConsentFlag>?
  public var limitApplicationCertificateRelatedConsTime: MessageMoment?
  public var limitApplicationCertificateRelatedInfo: LimitApplicationCertificateRelatedInfo?
  /// Batch only.
  public var limitApplicationCertificateChanged: Coded<LimitChanged>?
  // 7: specific diseases
  public var specificDiseasesCertificateRelatedConsFlg: Coded<ConsentFlag>?
  public var specificDiseasesCertificateRelatedConsTime: MessageMoment?
  public var specificDiseasesCertificateList: [SpecificDiseasesCertificateInfo] = []
  // 8: medical aid
  public var publicExpenseResultList: [MedicalTicketInfo] = []
  // 9: what medical information may be looked at, and until when
  public var specificHealthCheckupsInfo = ViewConsent()
  public var pharmacistsInfo = ViewConsent()
  public var diagnosisInfo = ViewConsent()
  public var operationInfo = ViewConsent()
  // 10
  public var referenceNumber: String?
  public var unknown: [UnknownElement] = []

  public init() {}
}

/// The three elements that the interface repeats for each kind of medical information (`…ConsFlg`, `…ConsTime`,
/// `…AvailableTime`).
public struct ViewConsent: Equatable, Sendable {
  public var consFlg: Coded<ConsentFlag>?
  public var consTime: MessageMoment?
  /// Until when it may be looked at: a consent lives 24 hours.
  public var availableTime: MessageMoment?

  public init(
    consFlg: Coded<ConsentFlag>? = nil, consTime: MessageMoment? = nil, availableTime: MessageMoment? = nil
  ) {
    self.consFlg = consFlg
    self.consTime = consTime
    self.availableTime = availableTime
  }
}
