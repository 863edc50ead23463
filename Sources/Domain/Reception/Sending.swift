/// What is known of whether the service has the patient's answers about consent; the last screen says it (A6).
public enum Sending: Equatable, Sendable {
  /// Nothing left the kiosk, or the service said no.
  case nothing
  /// They were on their way, and nothing came back that tells. Never to be said as "nothing" (R10).
  case perhaps
  case sent
}

extension Failure {
  /// Whether a request that ended so may have reached the service and been acted upon.
  var mayHaveArrived: Bool {
    switch self {
    case .service(let failure):
      switch failure {
      case .unreachable, .notTrusted, .refused: false
      case .answerLost, .rubbish: true
      }
    // What could not be written is the outcome of a request that was made.
    case .journal: true
    case .intentNotRecorded: false
    // None of these says anything about a request.
    case .card, .certificate, .signatureWrong, .handover, .staffFile: true
    }
  }
}
