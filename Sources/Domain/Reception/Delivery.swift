import Eligibility

/// From "send" to the hand-over. It goes on without the card once the consents are on their way (R4).
struct Delivery: Sendable {
  enum State: Sendable {
    case sending
    /// `mayPass`: the same consents can be sent again.
    case stopped(Trouble, mayPass: Bool)
    case handingOver
  }

  let form: FilledForm
  private(set) var state: State = .sending
  /// By all tries so far: what one left open, a later one that went nowhere does not close.
  private var known = Sending.nothing
  /// Medical aid, valid and not registered for the card: staff see to it.
  private(set) var isUnregistered = false

  init(_ form: FilledForm) { self.form = form }

  enum Action: Equatable {
    case none
    case sendConsents(SessionID, ConsentAnswers)
    case handOver(EligibilityReply)
    case delivered
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
        // A reply that says "not processed" does not say what became of the answers.
        known = reply.processed ? .sent : .perhaps
        return handOver(reply)
      case .failed(let failure):
        if failure.mayHaveArrived { known = .perhaps }
        return stop(failure.trouble, mayPass: failure.mayPass)
      case .certificate, .chip, .triesLeft, .nonce, .signature, .staffAccepted, .staffRefused, .recorded, .session,
        .handedOver:
        return .none
      }
    case .handingOver:
      switch answer {
      case .handedOver: return .delivered
      case .failed: return .waits
      case .certificate, .chip, .triesLeft, .nonce, .signature, .staffAccepted, .staffRefused, .recorded, .session,
        .message:
        return .none
      }
    case .stopped: return .none
    }
  }

  /// Where staff chose, what they chose has to be found again, and it is all that is handed over: whatever else the
  /// message holds is not what was received (R7).
  private mutating func handOver(_ reply: EligibilityReply) -> Action {
    let verdict = reply.verdict
    var handed = reply
    if let key = form.chosen, verdict.isValid || verdict.trouble == .severalEligibilities {
      guard let own = reply.holding(key) else { return stop(.severalEligibilities, mayPass: false) }
      handed = own
    } else if let trouble = verdict.trouble {
      return stop(trouble, mayPass: verdict == .inProgress)
    }
    isUnregistered = verdict == .validUnregistered
    state = .handingOver
    return .handOver(handed)
  }

  mutating func overdue() -> Action {
    switch state {
    case .sending:
      known = .perhaps
      return stop(.serviceAnswerLost, mayPass: true)
    case .handingOver: return .waits
    case .stopped: return .none
    }
  }

  mutating func retry() -> Action {
    switch state {
    case .stopped(_, let mayPass): mayPass ? begin() : .none
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

  private mutating func stop(_ trouble: Trouble, mayPass: Bool) -> Action {
    state = .stopped(trouble, mayPass: mayPass)
    return .stopped(trouble)
  }
}

extension Delivery {
  var screen: Screen {
    switch state {
    case .sending: .sendingConsents
    case .handingOver: .handingOver
    case .stopped(let trouble, _): .trouble(trouble)
    }
  }

  func choices(mayRetry: Bool) -> [Choice] {
    switch state {
    case .sending, .handingOver: []
    case .stopped(let trouble, let mayPass): trouble.choices(offering: mayPass && mayRetry ? .retry : [])
    }
  }

  var stop: Trouble? {
    switch state {
    case .sending, .handingOver: nil
    case .stopped(let trouble, _): trouble
    }
  }

  /// Where nothing was asked there is nothing to send.
  var sending: Sending {
    if form.answers.isEmpty { return .nothing }
    switch state {
    // The request is under way.
    case .sending: return .perhaps
    case .stopped, .handingOver: return known
    }
  }
}
