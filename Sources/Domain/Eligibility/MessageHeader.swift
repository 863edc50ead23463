/// `MessageHeader` of a reply. Every field is one element of the interface, under its own name.
public struct MessageHeader: Equatable, Sendable {
  public var processExecutionTime: MessageMoment?
  public var qualificationConfirmationDate: MessageDate?
  /// 10 digits.
  public var medicalInstitutionCode: String?
  /// The request's own name, told back.
  public var arbitraryFileIdentifier: String?
  public var referenceClassification: Coded<ReferenceClassification>?
  public var segmentOfResult: Coded<SegmentOfResult>?
  public var errorCode: String?
  public var errorMessage: String?
  public var characterCodeIdentifier: Coded<CharacterCodeIdentifier>?
  /// Batch only, like the three counts.
  public var receptionNumber: String?
  public var numberOfProcessingResult: String?
  public var numberOfNormalProcessing: String?
  public var numberOfError: String?
  public var unknown: [UnknownElement] = []

  public init() {}
}
