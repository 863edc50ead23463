import Eligibility

/// Whether one request is asked again, and which failure is the true one when it is not: pure, the chance given.
///
/// Every request of ours may be repeated: the service knows it by the visit's name, the session's, or its
/// `ArbitraryFileIdentifier`, and answers it as it did the first time; a nonce binds nobody. What is repeated:
/// - no connection, a connection cut before TLS stood, an answer that broke off: the network's passing troubles;
/// - the answer of a gateway (429, 502, 503, 504 without a refusal), after the pause that it asks for.
///
/// What is not: a refusal (the service has answered), a peer that is not trusted, an answer that is none, and whatever
/// used up its whole time — a service that is slow is not helped by being asked twice, and the patient has waited. So a
/// patient's "try again" still starts one asking (`Limits.retries` of the reception counts presses); these tries are
/// within it, and end before the kiosk's own limit for its service.
///
/// R10: once a try may have arrived, a later "nothing was asked" is no longer the truth; the answer is lost.
struct Perseverance: Equatable, Sendable {
  private let limits: Limits.Repeating
  private let budget: Duration
  private(set) var tries = 0
  private var mayHaveArrived = false

  init(_ limits: Limits.Repeating, budget: Duration) {
    self.limits = limits
    self.budget = budget
  }

  enum Verdict: Equatable {
    case answer(Result<Response, ServiceFailure>)
    case again(after: Duration)
  }

  /// - Parameters:
  ///   - end: how this try ended.
  ///   - elapsed: since the request was taken.
  ///   - chance: 0 ..< 1.
  mutating func judge(_ end: TryEnd, elapsed: Duration, chance: Double) -> Verdict {
    tries += 1
    let hasArrived = mayHaveArrived || end.mayHaveArrived
    defer { mayHaveArrived = hasArrived }
    guard tries < limits.tries, end.isWorthRepeating else { return .answer(truest(end.result)) }
    let pause = max(pause(chance), end.askedToWait ?? .zero)
    guard elapsed + pause + limits.leastTry <= budget else { return .answer(truest(end.result)) }
    return .again(after: pause)
  }

  /// What is said when no further try is made.
  func truest(_ result: Result<Response, ServiceFailure>) -> Result<Response, ServiceFailure> {
    guard case .failure(let failure) = result else {
      guard case .success(let response) = result, response.isOfGateway else { return result }
      // Nobody knows how far it let the request go.
      return .failure(.answerLost("something before the service answered with HTTP \(response.status)"))
    }
    let end = tries > 1 ? " (\(tries) tries)" : ""
    switch failure {
    case .unreachable(let words):
      return .failure(mayHaveArrived ? .answerLost(words + end) : .unreachable(words + end))
    case .notTrusted(let words):
      return .failure(mayHaveArrived ? .answerLost(words + end) : .notTrusted(words + end))
    case .answerLost(let words): return .failure(.answerLost(words + end))
    case .refused, .rubbish: return result
    }
  }

  private func pause(_ chance: Double) -> Duration {
    let full = (1..<max(1, tries)).reduce(limits.firstPause) { pause, _ in min(pause * 2, limits.longestPause) }
    return full * (0.5 + chance / 2)
  }
}

/// How one try ended.
struct TryEnd: Equatable, Sendable {
  var result: Result<Response, ServiceFailure>
  /// It used up its time.
  var ranOut = false
  /// `Retry-After`.
  var askedToWait: Duration?

  var mayHaveArrived: Bool {
    switch result {
    case .success: true
    case .failure(.unreachable), .failure(.notTrusted): false
    case .failure(.answerLost), .failure(.rubbish), .failure(.refused): true
    }
  }

  var isWorthRepeating: Bool {
    guard !ranOut else { return false }
    switch result {
    case .success(let response): return response.isOfGateway
    case .failure(.unreachable), .failure(.answerLost): return true
    case .failure(.notTrusted), .failure(.refused), .failure(.rubbish): return false
    }
  }
}

extension Response {
  /// Something before the service answered in its place: the service's own refusals are JSON.
  fileprivate var isOfGateway: Bool {
    [429, 502, 503, 504].contains(status) && !contentType.lowercased().hasPrefix("application/json")
  }
}
