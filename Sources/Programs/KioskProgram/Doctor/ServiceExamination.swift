import Dispatch
import Eligibility
import HTTPSEligibility
import Runtime
import Synchronization

/// The eligibility service, as far as one harmless request comes: connection, TLS, and whether it takes our certificate.
struct ServiceExamination {
  private let site: Runtime.Configuration

  init(_ site: Runtime.Configuration) { self.site = site }

  private static let parts = ["service: connection", "service: TLS", "service: our certificate"]
  /// Longer than the request's own limit.
  private static let limit = DispatchTimeInterval.seconds(20)

  var diagnoses: [Diagnosis] {
    let service: HTTPSEligibility
    do throws(ProgramFailure) {
      service = try Site.eligibilityService(site)
    } catch {
      return Self.parts.map { .skipped($0, "not tried, see eligibility.serverTrust") }
    }
    defer { service.stop() }
    let outcome = Mutex<ConnectionTrial?>(nil)
    let isDone = DispatchSemaphore(value: 0)
    service.tryConnection { trial in
      outcome.withLock { $0 = trial }
      isDone.signal()
    }
    _ = isDone.wait(timeout: .now() + Self.limit)
    guard let trial = outcome.withLock(\.self) else { return [notReached("no answer in time")] }
    return lines(trial)
  }

  private func notReached(_ reason: String) -> Diagnosis {
    .fault(
      Self.parts[0], .serviceUnavailable, reason,
      hint: "check eligibility.url (\(site.eligibility.url)), the network, and that the service runs")
  }

  private func lines(_ trial: ConnectionTrial) -> [Diagnosis] {
    guard trial.stage >= .connected else {
      return [notReached(trial.failure?.words ?? "no connection")]
        + Self.parts.dropFirst().map { .skipped($0, "no connection") }
    }
    let connected = Diagnosis.good(Self.parts[0], "the service takes connections")
    guard trial.stage >= .secured else {
      return [
        connected,
        .fault(
          Self.parts[1], .configuration, trial.failure?.words ?? "no TLS",
          hint: "eligibility.serverTrust must hold the issuer of this service, and the address its name"),
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

extension ServiceFailure {
  fileprivate var words: String {
    switch self {
    case .unreachable(let words), .notTrusted(let words), .answerLost(let words), .rubbish(let words): words
    case .refused(let refusal): refusal.rawValue
    }
  }
}
