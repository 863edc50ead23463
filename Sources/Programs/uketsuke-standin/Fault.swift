/// Something that goes wrong on purpose: `KIND[=VALUE][@TIMES]`, from `--fault` or the configuration's `faults`.
struct Fault: Equatable, Sendable {
  enum Kind: String, CaseIterable, Sendable {
    /// Every answer comes so many seconds late.
    case slow
    /// A message is not worked on (`SegmentOfResult` 9, a `ResultCode` other than 1).
    case error
    /// 503 without a word of the service; a request in the folder is left lying, as by a terminal that is off.
    case unavailable
    /// An answer is cut in the middle.
    case half
    /// A message is declared in one encoding and written in the other.
    case wrongEncoding = "wrong-encoding"
    /// A message names another institution.
    case wrongInstitution = "wrong-institution"
    /// A message is to another request.
    case wrongIdentifier = "wrong-identifier"
    /// A reply lies in the folder twice: as `.xml` and, packed, as `.zip`.
    case duplicate
    /// A reply to somebody else lies in the folder first.
    case foreign
    /// A request is taken, and no answer ever comes.
    case never
    /// A reply is written in its place, slowly, for so many seconds (1), instead of beside and renamed.
    case inPlace = "in-place"
    /// The service starts anew after so many requests, and again after as many.
    case restartAfter = "restart-after"
    /// TLS with a certificate that has expired: the one that `certificates` writes beside the server's.
    case expiredCertificate = "expired-certificate"
    /// No area is open for searches in a disaster.
    case disasterClosed = "disaster-closed"

    fileprivate enum Value {
      case none
      case seconds(default: Int?)
      case requests
    }

    fileprivate var value: Value {
      switch self {
      case .slow: .seconds(default: nil)
      case .inPlace: .seconds(default: 1)
      case .restartAfter: .requests
      case .error, .unavailable, .half, .wrongEncoding, .wrongInstitution, .wrongIdentifier, .duplicate, .foreign,
        .never, .expiredCertificate, .disasterClosed:
        .none
      }
    }
  }

  var kind: Kind
  /// Milliseconds, or requests; 0 where the kind has no value.
  var amount = 0
  /// How often it happens; `nil`: always.
  var times: Int?

  /// Longer than every client waits.
  static let longestSeconds = 600.0
  static let most = 1_000_000

  /// Why a text names no fault.
  struct Misfit: Error, Equatable {
    var words: String
  }

  /// One without a value, always.
  init(kind: Kind) { self.kind = kind }

  init(_ text: String) throws(Misfit) {
    var rest = Substring(text)
    if let at = rest.lastIndex(of: "@") {
      guard let times = Int(rest[rest.index(after: at)...]), (1...Self.most).contains(times) else {
        throw Misfit(words: "\"\(text)\" says behind @ how often, from 1 to \(Self.most)")
      }
      self.times = times
      rest = rest[..<at]
    }
    let parts = rest.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let kind = Kind(rawValue: String(parts[0])) else {
      let known = Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw Misfit(words: "\"\(parts[0])\" is no fault; there are \(known)")
    }
    self.kind = kind
    let value = parts.count == 2 ? String(parts[1]) : nil
    switch kind.value {
    case .none:
      guard value == nil else { throw Misfit(words: "\"\(kind.rawValue)\" has no value") }
    case .seconds(let usual):
      guard let seconds = value.map({ Double($0) }) ?? usual.map({ Double($0) }), seconds > 0,
        seconds <= Self.longestSeconds
      else {
        throw Misfit(
          words: "\"\(kind.rawValue)\" needs seconds up to \(Int(Self.longestSeconds)), as in \(kind.rawValue)=2.5")
      }
      amount = max(1, Int(seconds * 1_000))
    case .requests:
      guard let count = value.flatMap({ Int($0) }), (1...Self.most).contains(count) else {
        throw Misfit(words: "\"\(kind.rawValue)\" needs a number of requests, as in \(kind.rawValue)=10")
      }
      amount = count
    }
  }
}
