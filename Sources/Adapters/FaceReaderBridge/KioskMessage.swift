import Cards

/// What a kiosk says to a bridge.
public enum KioskMessage: Equatable, Sendable {
  /// The first message.
  case hello(version: Int, program: String)
  /// This connection is of no use, and ends.
  case refused(reason: String)
  case alive
  /// A message could not be understood.
  case error(reason: String, job: Int?)
  case request(job: Int, Request)
  /// The request need not be finished; it is answered all the same.
  case cancel(job: Int)
  /// The visit is over: the card forgets a verified PIN and is given back.
  case release

  /// What a bridge answers, once, under the same job number.
  public enum Request: Equatable, Sendable {
    /// Take hold of the card, freshly reset, for nobody else. Answers `card-opened`.
    case openCard
    /// One command of the card, as it is. Answers `response`.
    case transmit([UInt8])
    /// A command that ends with the PIN, which is typed on the reader's pad. Answers `response`.
    case transmitPIN(header: [UInt8])
    /// DER of the user-authentication certificate. Answers `certificate`.
    case readCertificate
    /// Answers `tries`.
    case readTries
    /// One VERIFY and the card's signature over a SHA-256 digest. Without `pin` it is typed on the reader's pad. With it
    /// this value is for a bridge that reads the line: a kiosk writes such a line in locked memory alone. Answers `signature`.
    case verify(digest: [UInt8], pin: [UInt8]?)
    /// Answers `signature`.
    case compareFace(digest: [UInt8])
    /// Answers `signature`.
    case signVisualCheck(digest: [UInt8])

    static let words = [
      "open-card", "transmit", "transmit-pin", "read-certificate", "read-tries", "verify", "compare-face",
      "sign-visual-check",
    ]

    var word: String {
      switch self {
      case .openCard: "open-card"
      case .transmit: "transmit"
      case .transmitPIN: "transmit-pin"
      case .readCertificate: "read-certificate"
      case .readTries: "read-tries"
      case .verify: "verify"
      case .compareFace: "compare-face"
      case .signVisualCheck: "sign-visual-check"
      }
    }
  }
}

extension KioskMessage {
  /// As it goes over the line, its end included.
  public var line: [UInt8] {
    switch self {
    case .hello(let version, let program):
      var writer = JSONWriter(type: "hello")
      writer.add("protocol", version)
      writer.add("program", program)
      return writer.line
    case .refused(let reason):
      var writer = JSONWriter(type: "refused")
      writer.add("reason", reason)
      return writer.line
    case .alive: return JSONWriter(type: "alive").line
    case .error(let reason, let job):
      var writer = JSONWriter(type: "error", job: job)
      writer.add("reason", reason)
      return writer.line
    case .request(let job, let request): return Self.line(job, request)
    case .cancel(let job): return JSONWriter(type: "cancel", job: job).line
    case .release: return JSONWriter(type: "release").line
    }
  }

  private static func line(_ job: Int, _ request: Request) -> [UInt8] {
    var writer = JSONWriter(type: request.word, job: job)
    switch request {
    case .openCard, .readCertificate, .readTries: break
    case .transmit(let apdu): writer.add("apdu", hex: apdu)
    case .transmitPIN(let header): writer.add("header", hex: header)
    case .verify(let digest, let pin):
      writer.add("digest", hex: digest)
      if let pin { writer.add("pin", hex: pin) }
    case .compareFace(let digest), .signVisualCheck(let digest): writer.add("digest", hex: digest)
    }
    return writer.line
  }

  /// SHA-256, or SHA-384 for an ECDSA key.
  static let digestBytes = 32...48
  static let apduBytes = 4...BridgeProtocol.mostAPDUBytes

  /// - Parameter line: without its end.
  init(line: [UInt8]) throws(MessageFault) {
    let fields = try MessageFields(line: line)
    switch fields.type {
    case "hello":
      self = .hello(
        version: try fields.whole("protocol", in: 0...BridgeProtocol.largestJob),
        program: try fields.optionalWords("program") ?? "")
    case "refused": self = .refused(reason: try fields.words("reason"))
    case "alive": self = .alive
    case "error": self = .error(reason: try fields.words("reason"), job: fields.optionalJob)
    case "cancel": self = .cancel(job: try fields.job)
    case "release": self = .release
    default:
      guard Request.words.contains(fields.type) else { throw fields.unknownType }
      self = .request(job: try fields.job, try Self.request(fields))
    }
  }

  private static func request(_ fields: MessageFields) throws(MessageFault) -> Request {
    switch fields.type {
    case "open-card": return .openCard
    case "transmit": return .transmit(try fields.bytes("apdu", apduBytes))
    case "transmit-pin": return .transmitPIN(header: try fields.bytes("header", 4...7))
    case "read-certificate": return .readCertificate
    case "read-tries": return .readTries
    case "verify":
      return .verify(digest: try digest(fields), pin: try fields.optionalBytes("pin", 4...4))
    case "compare-face": return .compareFace(digest: try digest(fields))
    case "sign-visual-check": return .signVisualCheck(digest: try digest(fields))
    // Texts are no enum of ours.
    default: throw fields.unknownType
    }
  }

  private static func digest(_ fields: MessageFields) throws(MessageFault) -> [UInt8] {
    let digest = try fields.bytes("digest", digestBytes)
    guard SignatureAlgorithm(digestLength: digest.count) != nil else {
      throw fields.fault("digest", "32 or 48 bytes in hexadecimal digits")
    }
    return digest
  }
}
