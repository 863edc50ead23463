import CCurl
import TLSClient

/// A receiver of visits over HTTPS: TLS with the kiosk's client certificate under the same rules as every connection,
/// one POST for one visit on a connection of its own. The visit's id goes with it, so that a receiver that got it before
/// can say so and change nothing; then a POST whose answer was lost is simply sent again.
///
/// Calls block for the network's time, `Limits.whole` at most, and may come from any one thread.
public struct HTTPSHandover: Sendable {
  /// What bounds one POST.
  public struct Limits: Equatable, Sendable {
    /// Name look-up, connection and TLS.
    public var connect: Duration
    /// From the first step to the answer's last byte: the patient waits for it.
    public var whole: Duration
    /// A receiver may tell back what it made of each entry; nobody reads it.
    public var answerBytes: Int
    public var headerBytes: Int

    public static let standard = Limits(
      connect: .seconds(5), whole: .seconds(15), answerBytes: 4 << 20, headerBytes: 64 << 10)

    public init(connect: Duration, whole: Duration, answerBytes: Int, headerBytes: Int) {
      self.connect = connect
      self.whole = whole
      self.answerBytes = answerBytes
      self.headerBytes = headerBytes
    }
  }

  /// One visit on its way.
  public struct Message: Equatable, Sendable {
    /// The visit's id as a UUID with its hyphens: `Idempotency-Key`.
    public var id: String
    public var contentType: String
    public var body: [UInt8]
    /// A JSON Web Signature over `body`, without it: `X-JWS-Signature`.
    public var signature: String

    public init(id: String, contentType: String, body: [UInt8], signature: String) {
      self.id = id
      self.contentType = contentType
      self.body = body
      self.signature = signature
    }
  }

  private let rules: TLSRules
  private let limits: Limits

  /// Checks address and files; no connection is made.
  public init(_ party: TLSParty, limits: Limits = .standard) throws(TLSRefusal) {
    rules = try TLSRules(party)
    self.limits = limits
  }

  /// Sends one visit. When this returns, the receiver has said that it has it: with 200, 201 or 204.
  public func post(_ message: Message) throws(HTTPSHandoverFailure) {
    guard let post = Post(message, rules, limits) else { throw .unreachable("libcurl has no memory") }
    let status: Int
    do throws(TransferFailure) { status = try post.perform() } catch { throw HTTPSHandoverFailure(error) }
    switch status {
    case 200, 201, 204: return
    case 408, 425, 429, 502, 503, 504: throw .notReady("the receiver answered with HTTP \(status)")
    // No to this very message: also where the same id is under way there (409), or where its program fails over this
    // one (500). Later it may take it, and the others need not wait for that.
    default: throw .refused("the receiver answered with HTTP \(status)")
    }
  }

  /// Connects and makes TLS, and sends nothing: for who looks why there is no connection. With TLS 1.3 the receiver judges
  /// our certificate later, so that it takes it is known with the first hand-over alone.
  public func tryConnection() throws(HTTPSHandoverFailure) {
    guard let post = Post(nil, rules, limits) else { throw .unreachable("libcurl has no memory") }
    do throws(TransferFailure) { _ = try post.perform() } catch { throw HTTPSHandoverFailure(error) }
  }
}

/// Why a receiver has not got a visit, or has not said so. The texts are for staff: addresses, causes and HTTP's numbers,
/// never what the receiver wrote, which may be about the patient.
public enum HTTPSHandoverFailure: Error, Equatable, Sendable {
  /// No connection was made: nothing was sent.
  case unreachable(String)
  /// TLS failed, either side's certificate: nothing was sent.
  case notTrusted(String)
  /// Sent, and no whole answer came: the receiver may have it.
  case answerLost(String)
  /// The receiver cannot take it now.
  case notReady(String)
  /// The receiver says no to this very message.
  case refused(String)

  init(_ failure: TransferFailure) {
    self =
      switch failure {
      case .unreachable(let words): .unreachable(words)
      case .notTrusted(let words): .notTrusted(words)
      case .answerLost(let words): .answerLost(words)
      case .rubbish(let words): .answerLost("what came is no answer: \(words)")
      }
  }

  public var words: String {
    switch self {
    case .unreachable(let words), .notTrusted(let words), .answerLost(let words), .notReady(let words),
      .refused(let words):
      words
    }
  }
}
