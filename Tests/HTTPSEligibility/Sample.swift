import Eligibility
import Testing

@testable import HTTPSEligibility

/// A service of some temper and the kiosk's client of it.
struct Sample {
  let certificates: TestCertificates
  let service: LoopbackService

  /// Long beside a loopback's microseconds, short beside a test's patience.
  static let patient = quick(
    Limits(
      connect: .seconds(60), whole: .seconds(60), answerBytes: 64 << 10, headerBytes: 16 << 10, requestsUnderWay: 8))
  /// Enough for a handshake on a busy machine, and then an end.
  static let hurried = quick(
    Limits(
      connect: .seconds(60), whole: .milliseconds(1_500), answerBytes: 64 << 10, headerBytes: 16 << 10,
      requestsUnderWay: 8))
  static let impatient = quick(
    Limits(
      connect: .milliseconds(200), whole: .milliseconds(400), answerBytes: 64 << 10, headerBytes: 16 << 10,
      requestsUnderWay: 8))

  /// With pauses that a test does not notice.
  private static func quick(_ limits: Limits) -> Limits {
    var limits = limits
    limits.budget = .seconds(60)
    limits.repeating.firstPause = .milliseconds(1)
    limits.repeating.leastTry = .zero
    return limits
  }

  static let nonceAnswer = answer(#"{"nonce":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}"#)
  static let nonce = ServiceAnswer.nonce(Nonce(bytes: Array(0..<32)))

  static func answer(_ body: String, status: String = "200 OK", type: String = "application/json") -> String {
    "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  init(
    _ temper: LoopbackService.Temper, as identity: String = "service", latestVersion: Int32? = nil
  ) throws {
    certificates = try TestCertificates.shared.get()
    var server = LoopbackService.Identity(
      certificate: certificates.pem(identity), key: certificates.key(identity),
      clientTrust: certificates.pem("kioskCA"))
    if let latestVersion { server.latestVersion = latestVersion }
    service = try LoopbackService(server, temper)
  }

  func settings(
    kiosk: String = "kiosk", trust: String = "serviceCA", limits: Limits = patient, allowsTLS12: Bool = false,
    url: String? = nil
  ) -> Settings {
    Settings(
      url: url ?? service.url, serverTrust: certificates.pem(trust), certificate: certificates.pem(kiosk),
      key: certificates.key(kiosk), institution: "1311234567", allowsTLS12: allowsTLS12, limits: limits)
  }

  /// Asks for a nonce once, then ends client and service.
  func ask(_ settings: Settings? = nil, _ request: ServiceRequest = .nonce) async throws -> Result<
    ServiceAnswer, ServiceFailure
  > {
    defer { service.stop() }
    let client = try HTTPSEligibility(settings ?? self.settings())
    defer { client.stop() }
    return await client.answer(to: request)
  }
}

extension HTTPSEligibility {
  func answer(to request: ServiceRequest) async -> Result<ServiceAnswer, ServiceFailure> {
    await withCheckedContinuation { continuation in send(request) { continuation.resume(returning: $0) } }
  }
}

extension Result<ServiceAnswer, ServiceFailure> {
  /// The failure's case without its words.
  var kind: String {
    switch self {
    case .success: "answer"
    case .failure(.unreachable): "unreachable"
    case .failure(.notTrusted): "notTrusted"
    case .failure(.answerLost): "answerLost"
    case .failure(.refused(let refusal)): "refused \(refusal.rawValue)"
    case .failure(.rubbish): "rubbish"
    }
  }

  var words: String {
    switch self {
    case .success, .failure(.refused): ""
    case .failure(.unreachable(let words)), .failure(.notTrusted(let words)), .failure(.answerLost(let words)),
      .failure(.rubbish(let words)):
      words
    }
  }
}
