import CivilTime
import Journal

// Visits begin and end here, and nowhere else.

extension Reception {
  /// Receives a card, or keeps its name until one can be received.
  mutating func receive(_ id: VisitID, at now: Instant) -> [Effect] {
    overlay = nil
    languageUntil = nil
    let device: CardDevice = phoneUntil == nil ? .card : .phone
    phoneUntil = nil
    guard isInService else {
      waitingCard = id
      rest()
      return []
    }
    waitingCard = nil
    visits += 1
    var visit = Visit(id, device, number: visits, lockout: lockout, at: now)
    let action = visit.begin(at: now, rules)
    phase = .visit(visit)
    return [.beginVisit(id)] + perform(action, at: now)
  }

  /// The next patient's screen, in the default language.
  mutating func rest() {
    overlay = nil
    phoneUntil = nil
    forgetWishes()
    phase = isInService ? .attract : .outOfService
  }

  /// The next patient's language and letters are the usual ones.
  mutating func forgetWishes() {
    language = rules.defaultLanguage
    isLarger = false
    languageUntil = nil
  }

  /// The screen is free: for a card that waits, or for whoever comes.
  mutating func goOn(at now: Instant) -> [Effect] {
    rest()
    guard let id = waitingCard, isInService else { return [] }
    return receive(id, at: now)
  }

  /// Runs a step of the visit in place and does what it wants.
  mutating func visit(at now: Instant, _ step: (inout Visit) -> Visit.Action) -> [Effect] {
    guard case .visit(var visit) = phase else { return [] }
    // The visit's only copy is the one at work: nothing in it is copied on write.
    phase = .attract
    let action = step(&visit)
    lockout = visit.lockout
    phase = .visit(visit)
    return perform(action, at: now)
  }

  private mutating func perform(_ action: Visit.Action, at now: Instant) -> [Effect] {
    switch action {
    case .none: return []
    case .perform(let effects): return effects + afterStranding(at: now)
    case .callStaff: return callStaff(at: now)
    case .askStillThere: return askStillThere(at: now)
    case .askLeaving: return askLeaving(at: now)
    case .end(let ending): return end(ending, at: now)
    }
  }

  /// A delivery that stopped when its patient had gone does not keep the next card waiting.
  private mutating func afterStranding(at now: Instant) -> [Effect] {
    guard waitingCard != nil, case .visit(let visit) = phase, visit.isStranded, let trouble = visit.stop else {
      return []
    }
    return end(.failed(trouble), at: now)
  }

  /// - Parameter newCardLies: the reader already holds another card, which must not be given back.
  mutating func end(_ ending: Visit.Ending, at now: Instant, newCardLies: Bool = false) -> [Effect] {
    guard case .visit(let visit) = phase else { return [] }
    overlay = nil
    var effects: [Effect] = []
    if visit.wait?.isCardWork == true || !visit.cardIsIn { effects.append(.cancelCardWork) }
    effects.append(.wipeSecret)
    if !newCardLies && waitingCard == nil { effects.append(.releaseCard) }

    var values = visit.notices
    values.sending = visit.sending
    values.device = visit.device
    let face: Departure.Face
    let outcome: VisitOutcome
    var isOver = true
    switch ending {
    case .cancelled: (face, outcome) = (.takeCard, .cancelled)
    case .timedOut: (face, outcome) = (.takeCard, .timedOut)
    case .failed(let trouble): (face, outcome) = (.takeCard, .failed(trouble))
    case .tookCard(let trouble): (face, outcome) = (.trouble(trouble), .failed(trouble))
    case .liftedPhone: (face, outcome) = (.takeCard, .failed(.phoneNotUnlocked))
    case .cardRemoved:
      (face, outcome) = (.trouble(visit.device.removed), .cardRemoved)
      effects.append(.sound(.error))
    case .lost(let trouble):
      (face, outcome) =
        trouble == .cardRemoved
        ? (.trouble(visit.device.removed), .cardRemoved) : (.trouble(trouble), .failed(trouble))
      effects.append(.sound(.error))
    case .delivered:
      (face, outcome) = (.completion, .completed)
      isOver = !visit.cardIsIn
      effects.append(.sound(.done))
    case .handoverWaits:
      (face, outcome) = (.trouble(.handoverWaiting), .handoverWaiting)
      isOver = !visit.cardIsIn
      effects.append(.sound(.error))
    }
    if isOver { effects.append(.endVisit(outcome)) }

    // With the card out there is nothing to take; with a card waiting nobody waits for a farewell.
    if !visit.cardIsIn && (face == .takeCard || waitingCard != nil) {
      return effects + (ending == .liftedPhone && waitingCard == nil ? awaitPhone(at: now) : goOn(at: now))
    }
    phase = .departure(
      Departure(
        face, owed: isOver ? nil : outcome, values: values, cardIsIn: visit.cardIsIn, at: now, rules.limits))
    return effects
  }
}

extension Reception {
  /// The same person comes back with the phone: nothing that was wished or chosen is asked again.
  private mutating func awaitPhone(at now: Instant) -> [Effect] {
    let (language, isLarger) = (language, isLarger)
    rest()
    guard isInService else { return [] }
    let until = now.advanced(by: rules.limits.holdPhone)
    (self.language, self.isLarger, phoneUntil, languageUntil) = (language, isLarger, until, until)
    return []
  }
}

extension CardDevice {
  fileprivate var removed: Trouble {
    switch self {
    case .card: .cardRemoved
    case .phone: .phoneRemoved
    }
  }
}
