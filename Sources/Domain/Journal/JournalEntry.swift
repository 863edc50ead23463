import CivilTime

/// A visit's name for good: a UUIDv7, made by Runtime, written to the journal before anything leaves the kiosk, and
/// reused after a restart (R1).
public struct VisitID: Hashable, Sendable {
  /// How many random bytes a new id takes.
  public static let randomBytes = 10

  /// 16 bytes.
  public let bytes: [UInt8]

  /// - Parameter random: 10 random bytes; of them 74 bits are used (RFC 9562, 5.7).
  public init(at time: Timestamp, random: [UInt8]) {
    precondition(random.count == Self.randomBytes, "a UUIDv7 takes 10 random bytes")
    let milliseconds = UInt64(bitPattern: time.milliseconds)
    var bytes = (0..<6).map { UInt8(truncatingIfNeeded: milliseconds >> (40 - 8 * UInt64($0))) } + random
    bytes[6] = 0x70 | (bytes[6] & 0x0F)
    bytes[8] = 0x80 | (bytes[8] & 0x3F)
    self.bytes = bytes
  }

  /// Reads 32 hexadecimal digits; hyphens are passed over.
  public init?(_ text: some StringProtocol) {
    let digits = text.utf8.filter { $0 != 0x2D }
    guard digits.count == 32 else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: 32, by: 2) {
      guard let high = Self.value(of: digits[index]), let low = Self.value(of: digits[index + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    self.bytes = bytes
  }

  /// 32 lower-case hexadecimal digits.
  public var text: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  private static func value(of digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x41...0x46: digit - 0x37
    case 0x61...0x66: digit - 0x57
    default: nil
    }
  }
}

/// What a record is about. *Intents* stand before an effect that the world can see, *outcomes* after it (R1, R4).
public enum JournalKind: String, CaseIterable, Sendable {
  case kioskStarted
  case kioskStopped
  case visitBegan
  /// The card's certificate was read and judged.
  case certificateRead
  case pinIntent
  case pinOutcome
  case faceIntent
  case faceOutcome
  /// The reader's proof for a visual check.
  case visualProofIntent
  case visualProofOutcome
  case phoneIntent
  case phoneOutcome
  /// A staff member has the card's face read by check number B, which may cost a try.
  case chipIntent
  case chipOutcome
  /// A staff number and password were given for this visit's visual check.
  case staffIntent
  case staffOutcome
  /// The staff member said "this is the person" or "I cannot confirm".
  case attestation
  /// The service named several eligibilities, and a staff member chose one for this visit.
  case eligibilityChosen
  case eligibilityIntent
  case eligibilityOutcome
  case registrationIntent
  case registrationOutcome
  /// One answer on one consent screen, at the key press (R2).
  case consentAnswered
  case consentIntent
  case consentOutcome
  /// The hand-over's name and bytes are kept (personal part) so that it can be delivered after a crash.
  case handoverPrepared
  case handoverStaged
  case handoverDelivered
  /// Delivery was given up: too old. `file unknown` among the details: whether it had been delivered could not be told.
  case handoverAbandoned
  case visitEnded
  // At the counter, in a journal of its own
  /// Staff look a person up by certificate or card data.
  case lookupIntent
  case lookupOutcome
  /// A batch is submitted or collected.
  case batchIntent
  case batchOutcome
  /// Qualified staff look at a person's medical information.
  case viewIntent
  case viewOutcome
  /// A patient's signed word about their insurance (被保険者資格申立書).
  case declarationRecorded
  case declarationExported
  case declarationForgotten
  /// Staff read one, or the list with everybody's names.
  case declarationShown
  /// A patient is noted down while the service cannot be reached, and asked about afterwards.
  case outageNoted
  case outageIntent
  case outageOutcome
  case outageForgotten
  case outageShown
  /// The disaster mode, and each search and view on the strength of it.
  case disasterOpened
  case disasterClosed
  case disasterSearchIntent
  case disasterSearchOutcome
  case disasterViewIntent
  case disasterViewOutcome
  /// The list of whom was found.
  case disasterShown

  /// Whether it is written at the counter, and never by a kiosk.
  public var isOfCounter: Bool {
    switch self {
    case .lookupIntent, .lookupOutcome, .batchIntent, .batchOutcome, .viewIntent, .viewOutcome,
      .declarationRecorded, .declarationExported, .declarationForgotten, .declarationShown, .outageNoted, .outageIntent,
      .outageOutcome,
      .outageForgotten, .disasterOpened, .disasterClosed, .disasterSearchIntent, .disasterSearchOutcome,
      .disasterViewIntent, .disasterViewOutcome, .outageShown, .disasterShown:
      true
    case .kioskStarted, .kioskStopped, .visitBegan, .certificateRead, .pinIntent, .pinOutcome, .faceIntent,
      .faceOutcome, .visualProofIntent, .visualProofOutcome, .phoneIntent, .phoneOutcome, .chipIntent, .chipOutcome,
      .staffIntent, .staffOutcome, .attestation, .eligibilityChosen, .eligibilityIntent, .eligibilityOutcome,
      .registrationIntent,
      .registrationOutcome, .consentAnswered, .consentIntent, .consentOutcome, .handoverPrepared, .handoverStaged,
      .handoverDelivered, .handoverAbandoned, .visitEnded:
      false
    }
  }
}

/// One thing to write down. `details` hold codes and numbers only; names, insurer numbers and the like stand in
/// `personal`, which the journal encrypts and forgets after a consent's life (S9, S10).
public struct JournalEntry: Equatable, Sendable {
  public var kind: JournalKind
  public var visit: VisitID?
  /// Counts the tries of one effect within a visit; an outcome carries its intent's number.
  public var attempt: Int
  /// In the order given; keys are short ASCII words.
  public var details: [Detail]
  public var personal: [UInt8]?

  public struct Detail: Equatable, Sendable {
    public var key: String
    public var value: String

    public init(_ key: String, _ value: String) {
      self.key = key
      self.value = value
    }
  }

  public init(
    _ kind: JournalKind, visit: VisitID?, attempt: Int = 0, details: [Detail] = [], personal: [UInt8]? = nil
  ) {
    self.kind = kind
    self.visit = visit
    self.attempt = attempt
    self.details = details
    self.personal = personal
  }
}

/// Why nothing could be written or read. The texts are for staff.
public enum JournalFailure: Error, Equatable, Sendable {
  case cannotOpen(String)
  case cannotWrite(String)
  /// The disk is full.
  case full(String)
  /// More hand-overs wait than the journal may hold, or the oldest is older than a consent lives.
  case backlog(String)
  /// The chain does not hold.
  case damaged(String)
}

/// A hand-over that was prepared and not seen delivered.
public struct PendingHandover: Equatable, Sendable {
  public var visit: VisitID
  public var prepared: Timestamp
  /// The personal part of `handoverPrepared`.
  public var payload: HandoverPayload
  /// Whether `handoverStaged` stands in the journal.
  public var staged: Bool

  public init(visit: VisitID, prepared: Timestamp, payload: HandoverPayload, staged: Bool) {
    self.visit = visit
    self.prepared = prepared
    self.payload = payload
    self.staged = staged
  }
}

/// The file that the reception system gets: its final name and bytes.
public struct HandoverPayload: Equatable, Sendable {
  public var name: String
  public var bytes: [UInt8]

  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}

/// What a journal knows at start.
public struct JournalState: Equatable, Sendable {
  public var records: Int
  public var pending: [PendingHandover]
  /// Visits that began and have not ended, oldest first. They are closed at the next start and never resumed; one that
  /// also stands in `pending` is delivered all the same (R4).
  public var unfinished: [VisitID]

  public init(records: Int, pending: [PendingHandover], unfinished: [VisitID]) {
    self.records = records
    self.pending = pending
    self.unfinished = unfinished
  }
}
