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

/// What the patient is received with.
public enum CardDevice: Equatable, Sendable {
  case card
  case phone
}

/// From a card or a phone on the reader to an accepted card.
struct CardReading: Sendable {
  enum State: Sendable {
    case reading
    case stopped(Trouble)
  }

  private(set) var state: State = .reading
  private(set) var device: CardDevice
  /// Dates that the screens name, as soon as they are known.
  private(set) var standing: CertificateStanding?

  enum Action {
    case none
    case read(CardDevice)
    case accepted(AcceptedCard)
    case stopped
  }

  init(_ device: CardDevice) { self.device = device }

  mutating func begin() -> Action {
    state = .reading
    return .read(device)
  }

  /// - Parameter takesPhones: whether the site receives phones.
  mutating func answered(_ answer: Answer, takesPhones: Bool) -> Action {
    switch state {
    case .stopped: return .none
    case .reading:
      switch answer {
      case .certificate(let identity):
        standing = identity.standing
        if let card = AcceptedCard(identity) { return .accepted(card) }
        return stop(identity.standing == .notYetValid ? .certificateNotYetValid : .certificateExpired)
      // Whoever lays the card after all is received with it.
      case .failed(.card(.notPhone)):
        device = .card
        return begin()
      case .failed(.card(.phone)):
        device = .phone
        return stop(takesPhones ? .phoneFound : .phoneNotTaken)
      case .failed(let failure): return stop(failure.trouble)
      case .chip, .triesLeft, .nonce, .signature, .staffAccepted, .staffRefused, .recorded, .session, .message,
        .handedOver:
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

  /// "Try again" is on screen only where `mayRetry` holds, "use the phone" where the site takes phones.
  mutating func chosen(_ choice: Choice) -> Action {
    switch state {
    case .reading: return .none
    case .stopped:
      if choice == .usePhone { device = .phone }
      return begin()
    }
  }

  var stop: Trouble? {
    switch state {
    case .reading: nil
    case .stopped(let trouble): trouble
    }
  }

  func choices(mayRetry: Bool, takesPhones: Bool) -> [Choice] {
    switch state {
    case .reading: return []
    case .stopped(let trouble):
      var offers: Offers = []
      if mayRetry { offers.insert(.retry) }
      if takesPhones { offers.insert(.phone) }
      return trouble.choices(offering: offers)
    }
  }

  private mutating func stop(_ trouble: Trouble) -> Action {
    state = .stopped(trouble)
    return .stopped
  }
}
