import Cards

/// What a bridge says to a kiosk.
public enum BridgeMessage: Equatable, Sendable {
  case hello(BridgeHello)
  /// A `hello` of a version that this program does not know; nothing else of it is looked at.
  case foreignHello(version: Int)
  /// The kiosk is not served, and the connection ends.
  ///
  /// - Parameter servesAnother: because another kiosk is served now; of any other cause the reason tells.
  case refused(reason: String, servesAnother: Bool = false)
  case alive
  /// A message could not be understood.
  case error(reason: String, job: Int?)
  case readerReady
  case readerUnavailable(reason: String)
  case cardInserted
  case cardRemoved
  /// The comparison has begun: the camera is on, or the person stands right now; or what the person should do.
  case face(job: Int, FaceHint?)
  /// So many digits of the PIN have been typed on the reader's pad; never which.
  case pinTyped(job: Int, count: Int)
  /// The person pressed "cancel" on the reader's pad.
  case pinCancelled(job: Int)
  case answer(job: Int, Answer)

  /// The one end of a request.
  public enum Answer: Equatable, Sendable {
    /// - Parameter extendedLength: whether reader and card take extended commands.
    case cardOpened(extendedLength: Bool)
    case response([UInt8])
    case certificate([UInt8])
    case tries(Int)
    case signature([UInt8])
    case failed(CardFailure)
    /// By the kiosk's own `cancel`.
    case cancelled

    static let words = ["card-opened", "response", "certificate", "tries", "signature", "failed"]

    var word: String {
      switch self {
      case .cardOpened: "card-opened"
      case .response: "response"
      case .certificate: "certificate"
      case .tries: "tries"
      case .signature: "signature"
      case .failed, .cancelled: "failed"
      }
    }
  }

  /// The one `cause` that a kiosk knows.
  private static let anotherKiosk = "another-kiosk"

  static let states = ["hello", "refused", "alive", "error", "reader", "card", "face", "pin-typed", "pin-cancelled"]
}

private enum ReaderState: String, CaseIterable {
  case ready
  case unavailable
}

private enum CardState: String, CaseIterable {
  case inserted
  case removed
}

/// The word of each failure in `failed`: one for each `CardFailure` and one for the kiosk's own cancel, so that none is
/// ever told as another (R10).
enum FailureWord: String, CaseIterable {
  case removed
  case mute
  case notMyNumberCard = "not-my-number-card"
  case residentRegisterCard = "resident-register-card"
  case phone
  case notPhone = "not-phone"
  case phoneNotUnlocked = "phone-not-unlocked"
  case wrongPIN = "wrong-pin"
  case pinLocked = "pin-locked"
  case wrongCheckNumber = "wrong-check-number"
  case checkNumberLocked = "check-number-locked"
  case implausibleCheckNumber = "implausible-check-number"
  case answerLost = "answer-lost"
  case rubbish
  case heldByAnother = "held-by-another"
  case reset
  case readerGone = "reader-gone"
  case notSupported = "not-supported"
  case faceNotMatched = "face-not-matched"
  case faceLocked = "face-locked"
  case cancelled

  init(_ failure: CardFailure) {
    self =
      switch failure {
      case .removed: .removed
      case .mute: .mute
      case .notMyNumberCard: .notMyNumberCard
      case .residentRegisterCard: .residentRegisterCard
      case .phone: .phone
      case .notPhone: .notPhone
      case .phoneNotUnlocked: .phoneNotUnlocked
      case .wrongPIN: .wrongPIN
      case .pinLocked: .pinLocked
      case .wrongCheckNumber: .wrongCheckNumber
      case .checkNumberLocked: .checkNumberLocked
      case .implausibleCheckNumber: .implausibleCheckNumber
      case .answerLost: .answerLost
      case .rubbish: .rubbish
      case .heldByAnother: .heldByAnother
      case .reset: .reset
      case .readerGone: .readerGone
      case .notSupported: .notSupported
      case .faceNotMatched: .faceNotMatched
      case .faceLocked: .faceLocked
      }
  }
}

extension BridgeMessage {
  /// As it goes over the line, its end included.
  public var line: [UInt8] {
    var writer: JSONWriter
    switch self {
    case .hello(let hello): writer = Self.writer(hello)
    case .foreignHello(let version):
      writer = JSONWriter(type: "hello")
      writer.add("protocol", version)
    case .refused(let reason, let servesAnother):
      writer = JSONWriter(type: "refused")
      writer.add("reason", reason)
      if servesAnother { writer.add("cause", Self.anotherKiosk) }
    case .alive: writer = JSONWriter(type: "alive")
    case .error(let reason, let job):
      writer = JSONWriter(type: "error", job: job)
      writer.add("reason", reason)
    case .readerReady:
      writer = JSONWriter(type: "reader")
      writer.add("state", ReaderState.ready.rawValue)
    case .readerUnavailable(let reason):
      writer = JSONWriter(type: "reader")
      writer.add("state", ReaderState.unavailable.rawValue)
      writer.add("reason", reason)
    case .cardInserted:
      writer = JSONWriter(type: "card")
      writer.add("state", CardState.inserted.rawValue)
    case .cardRemoved:
      writer = JSONWriter(type: "card")
      writer.add("state", CardState.removed.rawValue)
    case .face(let job, let hint):
      writer = JSONWriter(type: "face", job: job)
      if let hint { writer.add("hint", hint.rawValue) }
    case .pinTyped(let job, let count):
      writer = JSONWriter(type: "pin-typed", job: job)
      writer.add("count", count)
    case .pinCancelled(let job): writer = JSONWriter(type: "pin-cancelled", job: job)
    case .answer(let job, let answer): writer = Self.writer(job, answer)
    }
    return writer.line
  }

  private static func writer(_ hello: BridgeHello) -> JSONWriter {
    var abilities = JSONWriter.nested
    abilities.add("comparesFaces", hello.abilities.comparesFaces)
    abilities.add("provesVisualChecks", hello.abilities.provesVisualChecks)
    abilities.add("pinPad", hello.abilities.pinPad.rawValue)
    abilities.add("commands", hello.commands.rawValue)
    var writer = JSONWriter(type: "hello")
    writer.add("protocol", BridgeProtocol.version)
    writer.add("program", hello.program)
    writer.add("reader", hello.reader)
    writer.add("abilities", abilities)
    return writer
  }

  private static func writer(_ job: Int, _ answer: Answer) -> JSONWriter {
    var writer = JSONWriter(type: answer.word, job: job)
    switch answer {
    case .cardOpened(let extendedLength): writer.add("extendedLength", extendedLength)
    case .response(let bytes): writer.add("apdu", hex: bytes)
    case .certificate(let der): writer.add("der", hex: der)
    case .tries(let left): writer.add("left", left)
    case .signature(let bytes): writer.add("signature", hex: bytes)
    case .cancelled: writer.add("error", FailureWord.cancelled.rawValue)
    case .failed(let failure):
      writer.add("error", FailureWord(failure).rawValue)
      switch failure {
      case .wrongPIN(let left), .wrongCheckNumber(let left): writer.add("left", left)
      case .rubbish(let reason), .readerGone(let reason): writer.add("reason", reason)
      case .removed, .mute, .notMyNumberCard, .residentRegisterCard, .phone, .notPhone, .phoneNotUnlocked, .pinLocked,
        .checkNumberLocked, .implausibleCheckNumber, .answerLost, .heldByAnother, .reset, .notSupported,
        .faceNotMatched, .faceLocked:
        break
      }
    }
    return writer
  }

  /// - Parameter line: without its end.
  init(line: [UInt8]) throws(MessageFault) {
    let fields = try MessageFields(line: line)
    switch fields.type {
    case "hello": self = try Self.hello(fields)
    case "refused":
      // Another cause is one of a later version, and tells no more than its reason.
      self = .refused(
        reason: try fields.words("reason"), servesAnother: try fields.optionalWords("cause") == Self.anotherKiosk)
    case "alive": self = .alive
    case "error": self = .error(reason: try fields.words("reason"), job: fields.optionalJob)
    case "reader":
      self =
        switch try fields.word("state", ReaderState.self) {
        case .ready: .readerReady
        case .unavailable: .readerUnavailable(reason: try fields.words("reason"))
        }
    case "card":
      self =
        switch try fields.word("state", CardState.self) {
        case .inserted: .cardInserted
        case .removed: .cardRemoved
        }
    case "face": self = .face(job: try fields.job, try fields.optionalWord("hint", FaceHint.self))
    case "pin-typed": self = .pinTyped(job: try fields.job, count: try fields.whole("count", in: 0...4))
    case "pin-cancelled": self = .pinCancelled(job: try fields.job)
    default:
      guard Answer.words.contains(fields.type) else { throw fields.unknownType }
      self = .answer(job: try fields.job, try Self.answer(fields))
    }
  }

  private static func hello(_ fields: MessageFields) throws(MessageFault) -> BridgeMessage {
    let version = try fields.whole("protocol", in: 0...BridgeProtocol.largestJob)
    guard version == BridgeProtocol.version else { return .foreignHello(version: version) }
    let abilities = try fields.nested("abilities")
    let commands = try abilities.word("commands", BridgeHello.Commands.self)
    return .hello(
      BridgeHello(
        program: try fields.optionalWords("program") ?? "", reader: try fields.words("reader"),
        abilities: ReaderAbilities(
          comparesFaces: try abilities.flag("comparesFaces"),
          provesVisualChecks: try abilities.flag("provesVisualChecks"), readsCardFace: commands.reachCardFace,
          pinPad: try abilities.word("pinPad", ReaderAbilities.PINPad.self)),
        commands: commands))
  }

  private static func answer(_ fields: MessageFields) throws(MessageFault) -> Answer {
    switch fields.type {
    case "card-opened": return .cardOpened(extendedLength: try fields.flag("extendedLength"))
    // Fewer than two bytes are no answer of a card; what is to be made of them is the card session's matter.
    case "response": return .response(try fields.bytes("apdu", 0...BridgeProtocol.mostAPDUBytes))
    case "certificate": return .certificate(try fields.bytes("der", 1...CardSession.mostCertificateBytes))
    case "tries": return .tries(try fields.whole("left", in: 0...CardSecret.pin.mostTries))
    case "signature": return .signature(try fields.bytes("signature", 1...BridgeProtocol.mostSignatureBytes))
    case "failed": return try failed(fields)
    // Texts are no enum of ours.
    default: throw fields.unknownType
    }
  }

  private static func failed(_ fields: MessageFields) throws(MessageFault) -> Answer {
    switch try fields.word("error", FailureWord.self) {
    case .removed: .failed(.removed)
    case .mute: .failed(.mute)
    case .notMyNumberCard: .failed(.notMyNumberCard)
    case .residentRegisterCard: .failed(.residentRegisterCard)
    case .phone: .failed(.phone)
    case .notPhone: .failed(.notPhone)
    case .phoneNotUnlocked: .failed(.phoneNotUnlocked)
    // The last miss is `pin-locked`.
    case .wrongPIN: .failed(.wrongPIN(triesLeft: try fields.whole("left", in: 1...CardSecret.pin.mostTries - 1)))
    case .pinLocked: .failed(.pinLocked)
    case .wrongCheckNumber:
      .failed(.wrongCheckNumber(triesLeft: try fields.whole("left", in: 1...CardSecret.checkNumberB.mostTries)))
    case .checkNumberLocked: .failed(.checkNumberLocked)
    case .implausibleCheckNumber: .failed(.implausibleCheckNumber)
    case .answerLost: .failed(.answerLost)
    case .rubbish: .failed(.rubbish(try fields.optionalWords("reason") ?? "the bridge gives no reason"))
    case .heldByAnother: .failed(.heldByAnother)
    case .reset: .failed(.reset)
    case .readerGone: .failed(.readerGone(try fields.optionalWords("reason") ?? "the bridge gives no reason"))
    case .notSupported: .failed(.notSupported)
    case .faceNotMatched: .failed(.faceNotMatched)
    case .faceLocked: .failed(.faceLocked)
    case .cancelled: .cancelled
    }
  }
}

extension KioskMessage.Request {
  /// Whether the bridge may end it so. A failure that cannot happen to a request is never believed (R10).
  func mayEnd(as answer: BridgeMessage.Answer) -> Bool {
    switch (self, answer) {
    case (.openCard, .cardOpened), (.transmit, .response), (.transmitPIN, .response),
      (.readCertificate, .certificate), (.readTries, .tries), (.verify, .signature), (.compareFace, .signature),
      (.signVisualCheck, .signature), (_, .cancelled):
      true
    case (_, .failed(let failure)): mayFail(as: FailureWord(failure))
    case (_, .cardOpened), (_, .response), (_, .certificate), (_, .tries), (_, .signature): false
    }
  }

  private func mayFail(as word: FailureWord) -> Bool {
    switch word {
    case .removed, .mute, .answerLost, .rubbish, .heldByAnother, .reset, .readerGone, .notSupported, .cancelled: true
    // Where commands are relayed the kiosk itself sees what the card answers.
    case .notMyNumberCard: [.readCertificate, .readTries].contains(self) || usesKeyByItself
    case .residentRegisterCard, .phone: self == .readCertificate
    // Nothing in version 1 asks for a phone or for check number B.
    case .notPhone, .phoneNotUnlocked, .wrongCheckNumber, .checkNumberLocked, .implausibleCheckNumber: false
    case .wrongPIN, .pinLocked:
      switch self {
      case .verify: true
      case .readTries: word == .pinLocked
      case .openCard, .transmit, .transmitPIN, .readCertificate, .compareFace, .signVisualCheck: false
      }
    case .faceNotMatched, .faceLocked:
      switch self {
      case .compareFace: true
      case .openCard, .transmit, .transmitPIN, .readCertificate, .readTries, .verify, .signVisualCheck: false
      }
    }
  }

  private var usesKeyByItself: Bool {
    switch self {
    case .verify, .compareFace, .signVisualCheck: true
    case .openCard, .transmit, .transmitPIN, .readCertificate, .readTries: false
    }
  }
}
