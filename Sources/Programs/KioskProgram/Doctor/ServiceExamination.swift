import Dispatch
import Eligibility
import HTTPSEligibility
import Runtime
import Synchronization

/// The eligibility service, as far as one harmless request comes: connection, TLS, and whether it takes our certificate.
/// It is asked once, however often one wants to know.
final class ServiceExamination {
  private let address: Runtime.Configuration.Service
  private let institution: String

  init(_ address: Runtime.Configuration.Service, institution: String) {
    self.address = address
    self.institution = institution
  }

  private static let parts = ["service: connection", "service: TLS", "service: our certificate"]
  /// Longer than the request's own limit.
  private static let limit = DispatchTimeInterval.seconds(20)

  private enum Outcome {
    /// Without this key of the configuration there is nothing to try it with.
    case notTried(String)
    case noAnswer
    case came(ConnectionTrial)
  }

  private lazy var outcome = tried()

  private func tried() -> Outcome {
    let service: HTTPSEligibility
    do throws(HTTPSEligibilityFailure) {
      service = try HTTPSEligibility(Settings(address, institution: institution))
    } catch {
      switch error {
      case .fileUnreadable(let setting, _, _): return .notTried(setting)
      case .addressMalformed: return .notTried("eligibility.url")
      case .noCertificateInTrust: return .notTried("eligibility.serverTrust")
      case .libraryUnsuitable: return .notTried("libcurl")
      case .noThread: return .notTried("threads")
      }
    }
    defer { service.stop() }
    let outcome = Mutex<ConnectionTrial?>(nil)
    let isDone = DispatchSemaphore(value: 0)
    service.tryConnection { trial in
      outcome.withLock { $0 = trial }
      isDone.signal()
    }
    _ = isDone.wait(timeout: .now() + Self.limit)
    return outcome.withLock(\.self).map { .came($0) } ?? .noAnswer
  }

  /// Whether the service's own certificate is out of its dates by this machine's clock.
  var isServerOutOfDates: Bool {
    switch outcome {
    case .notTried, .noAnswer: false
    case .came(let trial): trial.stage == .connected && TLSTrouble(trial.failure?.words ?? "") == .dates
    }
  }

  /// - Parameter unusable: the key of the configuration by which TLS cannot be had whatever the service does, if any.
  func diagnoses(unusable: String?) -> [Diagnosis] {
    switch outcome {
    case .notTried(let part): Self.parts.map { .skipped($0, "not tried, see \(part)") }
    case .noAnswer: [notReached("no answer in time")] + Self.parts.dropFirst().map { .skipped($0, "no connection") }
    case .came(let trial): lines(trial, unusable)
    }
  }

  private func notReached(_ reason: String) -> Diagnosis {
    .fault(
      Self.parts[0], .serviceUnavailable, reason,
      hint: "check eligibility.url (\(address.url)), the network, and that the service runs")
  }

  private func lines(_ trial: ConnectionTrial, _ unusable: String?) -> [Diagnosis] {
    if trial.stage < .secured, let unusable {
      // The connection may not even have been tried with such files.
      let connection =
        trial.stage == .connected
        ? Diagnosis.good(Self.parts[0], "the service takes connections")
        : .skipped(Self.parts[0], "not tried, see \(unusable)")
      return [connection] + Self.parts.dropFirst().map { .skipped($0, "not tried, see \(unusable)") }
    }
    guard trial.stage >= .connected else {
      return [notReached(trial.failure?.words ?? "no connection")]
        + Self.parts.dropFirst().map { .skipped($0, "no connection") }
    }
    let connected = Diagnosis.good(Self.parts[0], "the service takes connections")
    guard trial.stage >= .secured else {
      let words = trial.failure?.words ?? "no TLS"
      let trouble = TLSTrouble(words)
      return [
        connected,
        .fault(
          Self.parts[1], .configuration, trouble.words(words), hint: trouble.hint(url: address.url)),
        .skipped(Self.parts[2], "no TLS"),
      ]
    }
    let secured = Diagnosis.good(Self.parts[1], "its name and its issuer hold")
    return [connected, secured, acceptance(trial)]
  }

  private func acceptance(_ trial: ConnectionTrial) -> Diagnosis {
    switch trial.failure {
    case nil: return .good(Self.parts[2], "taken; the service gave a nonce")
    case .notTrusted(let words):
      return .fault(
        Self.parts[2], .configuration, words, hint: "ask the service which certificate it expects of this institution")
    case .refused(let refusal):
      return .warning(
        Self.parts[2], "taken, but the service refuses the question: \(refusal.rawValue)",
        hint: "compare institution.code with what the service knows")
    case .unreachable(let words), .answerLost(let words), .rubbish(let words):
      return .warning(Self.parts[2], "not known: \(words)", hint: "try again; then ask who runs the service")
    }
  }
}

/// Why TLS does not come about with a service that takes connections, by OpenSSL's and libcurl's own words: neither gives
/// a number for it. Words that are not known here are told as they are.
enum TLSTrouble: Equatable {
  /// The service's certificate is out of its dates by this machine's clock.
  case dates
  /// What answers there is no TLS.
  case notTLS
  /// The certificate is another host's.
  case name
  case issuer
  case other

  /// What OpenSSL 3.0 (crypto/x509/x509_txt.c, ssl/ssl_err.c) and libcurl 7.88 (lib/vtls/openssl.c) say.
  private static let signs: [(String, TLSTrouble)] = [
    ("certificate has expired", .dates), ("certificate is not yet valid", .dates),
    ("wrong version number", .notTLS), ("packet length too long", .notTLS), ("http request", .notTLS),
    ("no alternative certificate subject name", .name), ("hostname mismatch", .name),
    ("does not match target host", .name), ("issuer certificate", .issuer), ("self-signed certificate", .issuer),
    ("self signed certificate", .issuer),
  ]

  init(_ words: String) {
    let words = words.lowercased()
    self = Self.signs.first { words.contains($0.0) }?.1 ?? .other
  }

  func words(_ words: String) -> String {
    switch self {
    case .notTLS: "what answers there does not speak TLS, as a plain HTTP server does not (\(words))"
    case .dates, .name, .issuer, .other: words
    }
  }

  func hint(url: String) -> String {
    switch self {
    case .dates: MachineExamination.compareClock(orElse: "tell who runs the service: its certificate has to be renewed")
    case .notTLS: "eligibility.url (\(url)) must name the port at which the service speaks https"
    case .name: "eligibility.url (\(url)) must name the service as its certificate does"
    case .issuer: "eligibility.serverTrust must hold the certificate of this service's issuer"
    case .other:
      "compare eligibility.url (\(url)) and eligibility.serverTrust with what the service gave; then ask who runs it"
    }
  }
}

extension Settings {
  /// As the kiosk takes them from its configuration.
  init(_ address: Runtime.Configuration.Service, institution: String) {
    self.init(
      url: address.url, serverTrust: address.serverTrust, certificate: address.certificate, key: address.key,
      institution: institution)
  }
}

extension ServiceFailure {
  fileprivate var words: String {
    switch self {
    case .unreachable(let words), .notTrusted(let words), .answerLost(let words), .rubbish(let words): words
    case .refused(let refusal): refusal.rawValue
    }
  }
}
