import Cards

/// A card whose certificate may be used today: the only thing from which an identity check can begin.
struct AcceptedCard: Equatable, Sendable {
  let identity: CardIdentity

  /// `nil` for a certificate that is not valid yet, or expired longer ago than its grace.
  init?(_ identity: CardIdentity) {
    switch identity.standing {
    case .notYetValid, .expired: return nil
    case .valid, .expiresSoon, .inGrace: self.identity = identity
    }
  }
}

/// From a card on the reader to an accepted card.
struct CardReading: Sendable {
  enum State: Sendable {
    case reading
    case stopped(Trouble)
  }

  private(set) var state: State = .reading
  /// Dates that the screens name, as soon as they are known.
  private(set) var standing: CertificateStanding?

  enum Action {
    case none
    case readCertificate
    case accepted(AcceptedCard)
    case stopped
  }

  mutating func begin() -> Action {
    state = .reading
    return .readCertificate
  }

  mutating func answered(_ answer: Answer) -> Action {
    switch state {
    case .stopped: return .none
    case .reading:
      switch answer {
      case .certificate(let identity):
        standing = identity.standing
        if let card = AcceptedCard(identity) { return .accepted(card) }
        return stop(identity.standing == .notYetValid ? .certificateNotYetValid : .certificateExpired)
      case .failed(let failure): return stop(failure.trouble)
      case .triesLeft, .nonce, .signature, .staffAccepted, .staffRefused, .recorded, .session, .message, .handedOver:
        return .none
      }
    }
  }

  mutating func overdue() -> Action {
    switch state {
    case .stopped: .none
    case .reading: stop(.cardMute)
    }
  }

  /// "Try again" is on screen only where `mayRetry` holds.
  mutating func retry() -> Action {
    switch state {
    case .reading: .none
    case .stopped: begin()
    }
  }

  var stop: Trouble? {
    switch state {
    case .reading: nil
    case .stopped(let trouble): trouble
    }
  }

  func choices(mayRetry: Bool) -> [Choice] {
    switch state {
    case .reading: []
    case .stopped(let trouble): trouble.choices(offering: mayRetry ? .retry : [])
    }
  }

  private mutating func stop(_ trouble: Trouble) -> Action {
    state = .stopped(trouble)
    return .stopped
  }
}
