/// An eligibility reply (`OQSsiquc01res`, and the result that a card reader session leaves in the `face` folder).
///
/// The parts lie behind one reference, so that events, effects and the simulator pass a reply for the price of a
/// pointer; a change makes a new one, so it is a value all the same.
public struct EligibilityReply: Equatable, Sendable {
  private final class Parts: Sendable {
    let header: MessageHeader
    let body: MessageBody
    let unknown: [UnknownElement]

    init(_ header: MessageHeader, _ body: MessageBody, _ unknown: [UnknownElement]) {
      self.header = header
      self.body = body
      self.unknown = unknown
    }
  }

  private var parts: Parts

  /// - Parameter unknown: elements beside header and body.
  public init(
    header: MessageHeader = MessageHeader(), body: MessageBody = MessageBody(), unknown: [UnknownElement] = []
  ) {
    parts = Parts(header, body, unknown)
  }

  public var header: MessageHeader {
    get { parts.header }
    set { parts = Parts(newValue, parts.body, parts.unknown) }
  }

  public var body: MessageBody {
    get { parts.body }
    set { parts = Parts(parts.header, newValue, parts.unknown) }
  }

  public var unknown: [UnknownElement] { parts.unknown }

  public static func == (left: EligibilityReply, right: EligibilityReply) -> Bool {
    left.parts === right.parts
      || left.header == right.header && left.body == right.body && left.unknown == right.unknown
  }
}

extension EligibilityReply {
  /// `nil` when the reply has none, or one outside the table: never taken for "valid".
  public var validity: QualificationValidity? { body.qualificationValidity?.value }

  /// Whether the service did its work: `SegmentOfResult` 1 and `ProcessingResultStatus` 1, both present.
  public var processed: Bool {
    header.segmentOfResult == .known(.normal) && body.processingResultStatus == .known(.normal)
  }

  /// The person's eligibility; the first where there are several.
  public var result: ResultOfQualificationConfirmation? { body.resultList.first }

  /// As it came, a black circle for an unwritable character included: never guessed.
  public var patientName: String? { result?.name }

  /// In the body of a receipt, or in its header.
  public var receptionNumber: String? { body.receptionNumber ?? header.receptionNumber }

  /// Inside the result or beside it.
  public var referenceNumber: String? { result?.referenceNumber ?? body.referenceNumber }
}
