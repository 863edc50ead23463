import Eligibility

/// What the reply says, kept for the last screen.
struct Delivered: Equatable, Sendable {
  var name: String?
  var consentsSent: Bool
}

/// From "send" to the hand-over. It goes on without the card once the consents are on their way (R4).
struct Delivery: Sendable {
  enum State: Sendable {
    case sending
    /// `mayPass`: the same consents can be sent again. `sent`: the service has them, and refuses the patient.
    case stopped(Trouble, mayPass: Bool, sent: Bool)
    case handingOver(Delivered)
  }

  let form: FilledForm
  private(set) var state: State = .sending

  init(_ form: FilledForm) { self.form = form }

  enum Action: Equatable {
    case none
    case sendConsents(SessionID, ConsentAnswers)
    case handOver(EligibilityReply)
    case delivered(Delivered)
    /// Prepared, and in the outbox: Runtime goes on trying.
    case waits
    case stopped(Trouble)
    case leave
    case cancelled
  }

  mutating func begin() -> Action {
    state = .sending
    return .sendConsents(form.session, form.answers)
  }

  mutating func answered(_ answer: Answer) -> Action {
    switch state {
    case .sending:
      switch answer {
      case .message(let reply):
        if let trouble = reply.trouble { return stop(trouble, mayPass: false, sent: true) }
        state = .handingOver(Delivered(name: reply.patientName, consentsSent: !form.answers.isEmpty))
        return .handOver(reply)
      case .failed(let failure): return stop(failure.trouble, mayPass: failure.mayPass, sent: false)
      case .certificate, .triesLeft, .nonce, .signature, .staffAccepted, .staffRefused, .recorded, .session,
        .handedOver:
        return .none
      }
    case .handingOver(let delivered):
      switch answer {
      case .handedOver: return .delivered(delivered)
      case .failed: return .waits
      case .certificate, .triesLeft, .nonce, .signature, .staffAccepted, .staffRefused, .recorded, .session, .message:
        return .none
      }
    case .stopped: return .none
    }
  }

  mutating func overdue() -> Action {
    switch state {
    case .sending: stop(.serviceAnswerLost, mayPass: true, sent: false)
    case .handingOver: .waits
    case .stopped: .none
    }
  }

  mutating func retry() -> Action {
    switch state {
    case .stopped(_, let mayPass, _): mayPass ? begin() : .none
    case .sending, .handingOver: .none
    }
  }

  /// The patient goes while the wait is long. What was prepared is delivered all the same.
  func left() -> Action {
    switch state {
    case .sending: .cancelled
    case .handingOver: .waits
    case .stopped: .leave
    }
  }

  private mutating func stop(_ trouble: Trouble, mayPass: Bool, sent: Bool) -> Action {
    state = .stopped(trouble, mayPass: mayPass, sent: sent)
    return .stopped(trouble)
  }
}

extension Delivery {
  var screen: Screen {
    switch state {
    case .sending: .sendingConsents
    case .handingOver: .handingOver
    case .stopped(let trouble, _, _): .trouble(trouble)
    }
  }

  func choices(mayRetry: Bool) -> [Choice] {
    switch state {
    case .sending, .handingOver: []
    case .stopped(let trouble, let mayPass, _): trouble.choices(offering: mayPass && mayRetry ? .retry : [])
    }
  }

  var stop: Trouble? {
    switch state {
    case .sending, .handingOver: nil
    case .stopped(let trouble, _, _): trouble
    }
  }

  /// The service has confirmed the answers.
  var consentsSent: Bool {
    switch state {
    case .sending: false
    case .stopped(_, _, let sent): sent && !form.answers.isEmpty
    case .handingOver(let delivered): delivered.consentsSent
    }
  }
}
