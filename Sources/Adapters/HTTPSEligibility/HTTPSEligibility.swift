import CCurl
import Eligibility
import EligibilityJSON

/// The eligibility service over HTTPS: TLS 1.3 with the kiosk's client certificate, server name and chain checked, no
/// redirect, no proxy, no second attempt. A request is sent at most once, on a connection of its own: a kept connection
/// may be dead without anyone knowing, and then "never asked" and "answer lost" could not be told apart (R10).
///
/// Any thread may call it. Answers come on the network thread, exactly one for each request.
public final class HTTPSEligibility: Sendable {
  private let institution: String
  private let thread: NetworkThread

  /// Checks address and files and starts the network thread; no connection is made.
  public init(_ settings: Settings) throws(HTTPSEligibilityFailure) {
    institution = settings.institution
    thread = try NetworkThread(try TransferRules(settings), mostUnderWay: settings.limits.requestsUnderWay)
  }

  deinit { thread.stop() }

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

  /// Gives up what is under way and ends the network thread; waits for its end unless called on it. Later requests are
  /// answered with `.unreachable`.
  public func stop() { thread.stop() }
}

/// One request as the network sees it.
struct Order: Sendable {
  var path: String
  var contentType: String
  var body: [UInt8]
  /// Called exactly once.
  var completion: @Sendable (Result<Response, ServiceFailure>) -> Void
}

/// A whole HTTP answer.
struct Response: Equatable, Sendable {
  var status: Int
  var contentType: String
  var body: [UInt8]
}
