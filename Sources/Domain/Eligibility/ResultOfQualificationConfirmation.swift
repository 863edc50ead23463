/// `ResultOfQualificationConfirmation`: one eligibility of a person, in the order that programs write it.
public struct ResultOfQualificationConfirmation: Equatable, Sendable {
  // 1: the insurance
  public var insuredCardClassification: Coded<InsuredCardClassification>?
  /// Of medical aid the number of its bearer (`PublicExpenseNumber` in some replies).
  public var insurerNumber: String?
  public var insuredCardSymbol: String?
  /// Of medical aid the beneficiary's number (`BeneficiaryNumber` in some replies).
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
  /// Of medical aid the welfare office (`WelfareOfficeName` in some replies).
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
  /// The consents that the interface gained in 2025, as far as they came.
  public var furtherConsents: [FurtherConsent] = []
  // 10
  public var referenceNumber: String?
  // What stands here in some replies, and beside the result in others.
  public var arbitraryIdentifier: String?
  public var prescriptionIssueSelect: Coded<PrescriptionIssueSelect>?
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

/// One of the consents that the interface gained in 2025. Public sources show their names in a receipt program that
/// repeats the interface's names; which of them a reply carries is not public.
public struct FurtherConsent: Equatable, Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    case diagnosisName = "DiagnosisName"
    case infection = "InfectiousInfo"
    case allergy = "AllergyInfo"
    /// Drugs that must not be given.
    case contraindication = "ContraindicationInfo"
    case test = "TestInfo"
    case prescription = "PrescriptionInfo"
  }

  public var kind: Kind
  public var consent: ViewConsent

  public init(kind: Kind, consent: ViewConsent) {
    self.kind = kind
    self.consent = consent
  }
}
