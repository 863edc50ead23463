import CCurl
import Eligibility
import EligibilityJSON
import Synchronization

/// The eligibility service over HTTPS: TLS 1.3 with the kiosk's client certificate, server name and chain checked, no
/// redirect, no proxy.
///
/// Connections are kept for a while and used again. A kept one may be dead: what the other side has ended is seen before
/// anything is sent on it, and a new one made; where it ends in the very moment of asking, the request may have arrived,
/// and is repeated (`Perseverance`), never reported as "not asked" (R10).
///
/// Any thread may call it. Answers come on the network thread, exactly one for each request; reading a batch's result
/// holds up the others for as long as that takes.
public final class HTTPSEligibility: Sendable {
  private let institution: String
  let thread: NetworkThread

  /// Checks address and files and starts the network thread; no connection is made.
  public init(_ settings: Settings) throws(HTTPSEligibilityFailure) {
    institution = settings.institution
    thread = try NetworkThread(try TransferRules(settings), mostUnderWay: settings.limits.requestsUnderWay)
  }

  deinit { thread.stop() }

  /// The interface's messages by this way.
  public var client: EligibilityClient {
    EligibilityClient(
      exchange: { [self] request, completion in send(request, completion: completion) }, stop: { [self] in stop() })
  }

  /// Asks. Returns at once.
  public func send(
    _ request: InterfaceRequest, completion: @escaping @Sendable (Result<InterfaceReply, ServiceFailure>) -> Void
  ) {
    let message = EligibilityWire.encode(request)
    let order = Order(
      path: message.path, contentType: message.contentType, body: message.body, size: request.size
    ) { result in
      completion(
        result.flatMap { response in
          EligibilityWire.decode(
            status: response.status, contentType: response.contentType, body: response.body, for: request)
        })
    }
    thread.take(order)
  }

  /// Asks. Returns at once.
  public func send(
    _ request: ServiceRequest, completion: @escaping @Sendable (Result<ServiceAnswer, ServiceFailure>) -> Void
  ) {
    let message = EligibilityWire.encode(request, institution: institution)
    let order = Order(path: message.path, contentType: message.contentType, body: message.body) { result in
      completion(
        result.flatMap { response in
          EligibilityWire.decode(
            status: response.status, contentType: response.contentType, body: response.body, for: request)
        })
    }
    thread.take(order)
  }

  /// Asks for a nonce, which changes nothing at the service, and tells how far that came: for who looks why there is no
  /// connection. Returns at once.
  public func tryConnection(completion: @escaping @Sendable (ConnectionTrial) -> Void) {
    let request = ServiceRequest.nonce
    let message = EligibilityWire.encode(request, institution: institution)
    let came = Mutex(ConnectionTrial.Stage.nowhere)
    let story = Story { stage in came.withLock { $0 = stage } }
    let order = Order(path: message.path, contentType: message.contentType, body: message.body, story: story) {
      result in
      let answer = result.flatMap { response in
        EligibilityWire.decode(
          status: response.status, contentType: response.contentType, body: response.body, for: request)
      }
      switch answer {
      case .success: completion(ConnectionTrial(stage: came.withLock(\.self), failure: nil))
      case .failure(let failure): completion(ConnectionTrial(stage: came.withLock(\.self), failure: failure))
      }
    }
    thread.take(order)
  }

  /// Gives up what is under way and ends the network thread; waits for its end unless called on it. Later requests are
  /// answered with `.unreachable`.
  public func stop() { thread.stop() }
}

extension InterfaceRequest {
  fileprivate var size: Order.Size {
    switch self {
    case .submitBatch, .collectBatch: .list
    case .registerReferenceNumbers(let request): request.registrations.count > 1 ? .list : .message
    case .medicalInformation(let request): request.form.isDocument ? .document : .message
    case .confirm: .message
    }
  }
}

/// How far a trial of the connection came, and what ended it.
public struct ConnectionTrial: Equatable, Sendable {
  public enum Stage: Int, Comparable, Sendable {
    case nowhere
    /// Somebody took the TCP connection.
    case connected
    /// TLS stands on our side: the service's name and chain hold. With TLS 1.3 the service judges our certificate later.
    case secured
    /// An HTTP answer came.
    case answered

    public static func < (left: Stage, right: Stage) -> Bool { left.rawValue < right.rawValue }
  }

  public var stage: Stage
  /// Nil when the service gave what was asked for.
  public var failure: ServiceFailure?
}

/// Who wants to know how far a request came.
struct Story: Sendable {
  var tell: @Sendable (ConnectionTrial.Stage) -> Void

  init(_ tell: @escaping @Sendable (ConnectionTrial.Stage) -> Void) { self.tell = tell }
}

/// One request as the network sees it.
struct Order: Sendable {
  var path: String
  var contentType: String
  var body: [UInt8]
  var size = Size.message
  /// Told how far the request came, before the completion.
  var story: Story?
  /// Called exactly once.
  var completion: @Sendable (Result<Response, ServiceFailure>) -> Void

  /// What it carries, or is answered with.
  enum Size: Sendable {
    case message
    /// A PDF.
    case document
    /// Thousands of people.
    case list
  }
}

/// A whole HTTP answer.
struct Response: Equatable, Sendable {
  var status: Int
  var contentType: String
  var body: [UInt8]
}
