/// `MessageBody` of a reply: one person's result, a batch's receipt, or a batch's units.
public struct MessageBody: Equatable, Sendable {
  public var prescriptionIssueSelect: Coded<PrescriptionIssueSelect>?
  public var processingResultStatus: Coded<ProcessingResultStatus>?
  /// Can be set on success too: a certificate that is about to expire.
  public var processingResultCode: String?
  public var processingResultMessage: String?
  public var qualificationValidity: Coded<QualificationValidity>?
  public var qualificationConfirmSearchInfo: QualificationConfirmSearchInfo?
  /// `ResultList`.
  public var resultList: [ResultOfQualificationConfirmation] = []
  /// Sources disagree whether it stands inside the result or beside it: both are read.
  public var referenceNumber: String?
  /// The receipt of a batch; sources disagree whether it stands here or in the header: both are read.
  public var receptionNumber: String?
  public var receptionDateTime: MessageMoment?
  /// Batch only.
  public var bulkConfirmUnits: [BulkConfirmUnit] = []
  /// Told back where reference numbers are registered: one, or a unit for each of many.
  public var referenceNumberRegistrationInfo: ReferenceNumberRegistrationInfo?
  public var bulkRegistrationUnits: [BulkRegistrationUnit] = []
  public var unknown: [UnknownElement] = []

  public init() {}
}

/// `BulkConfirmUnit`: one person of a batch.
public struct BulkConfirmUnit: Equatable, Sendable {
  public var qualificationConfirmSearchInfo: QualificationConfirmSearchInfo?
  public var processingResultStatus: Coded<ProcessingResultStatus>?
  public var processingResultCode: String?
  public var processingResultMessage: String?
  public var qualificationValidity: Coded<QualificationValidity>?
  /// Directly in the unit, or in a `ResultList` of its own.
  public var results: [ResultOfQualificationConfirmation] = []
  /// One for each result, in their order; some services send one for all.
  public var referenceNumbers: [String] = []
  public var unknown: [UnknownElement] = []

  public init() {}
}

/// `QualificationConfirmSearchInfo`: what was asked for, told back by the reply.
public struct QualificationConfirmSearchInfo: Equatable, Sendable {
  /// 8 characters; shorter numbers are padded on the left, with zeros or, by some, with spaces. `InsurerNumber.isSame`
  /// compares.
  public var insurerNumber: String?
  public var insuredCardSymbol: String?
  public var insuredIdentificationNumber: String?
  /// 2 digits; cards issued before October 2020 have none.
  public var insuredBranchNumber: String?
  public var birthdate: MessageDate?
  public var limitApplicationCertificateRelatedConsFlg: Coded<LimitConsentFlag>?
  /// Some replies tell the bracket back in place of the consent.
  public var limitApplicationCertificateRelatedInfo: LimitApplicationCertificateRelatedInfo?
  public var arbitraryIdentifier: String?
  public var unknown: [UnknownElement] = []

  public init() {}
}
