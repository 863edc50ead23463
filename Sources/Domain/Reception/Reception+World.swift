import Cards
import CivilTime
import Journal

// Cards, reader, journal and time.

extension Reception {
  mutating func cardInserted(_ id: VisitID, at now: Instant) -> [Effect] {
    // A second card without a removal in between: the one that waited has gone unseen.
    if waitingCard != nil {
      waitingCard = id
      return []
    }
    switch phase {
    case .outOfService:
      waitingCard = id
      return []
    case .attract: return receive(id, at: now)
    case .departure(var departure):
      let effects = departure.settle()
      rest()
      return effects + receive(id, at: now)
    case .visit(var visit):
      visit.cardIsIn = false
      phase = .visit(visit)
      guard visit.isDelivering else {
        let effects = end(.cardRemoved, at: now, newCardLies: true)
        rest()
        return effects + receive(id, at: now)
      }
      waitingCard = id
      guard visit.isStranded, let trouble = visit.stop else { return [] }
      return end(.failed(trouble), at: now, newCardLies: true)
    }
  }

  mutating func cardRemoved(at now: Instant) -> [Effect] {
    if waitingCard != nil {
      waitingCard = nil
      return []
    }
    switch phase {
    case .outOfService, .attract: return []
    case .visit:
      let rules = rules
      return visit(at: now) { $0.cardRemoved(rules) }
    case .departure(var departure):
      let action = departure.cardRemoved(at: now, rules.limits)
      phase = .departure(departure)
      return depart(action, at: now)
    }
  }

  mutating func readerReady(at now: Instant) -> [Effect] {
    readerIsReady = true
    return openIfPossible(at: now)
  }

  mutating func faceHint(_ hint: FaceHint?) -> [Effect] {
    guard case .visit(var visit) = phase else { return [] }
    visit.faceHint(hint)
    phase = .visit(visit)
    return []
  }

  /// Typing on the reader shows as well as a key here that somebody is there.
  mutating func pinTypedOnReader(_ count: Int, at now: Instant) -> [Effect] {
    somebodyIsThere(at: now)
    let rules = rules
    return visit(at: now) { $0.pinTypedOnReader(count, at: now, rules) }
  }

  mutating func pinCancelledOnReader(at now: Instant) -> [Effect] {
    somebodyIsThere(at: now)
    let rules = rules
    return visit(at: now) { $0.pinCancelledOnReader(at: now, rules) }
  }

  mutating func journalFound(at now: Instant) -> [Effect] {
    journalIsFine = true
    return openIfPossible(at: now)
  }

  /// Whoever is at the kiosk finishes; the next patient finds it closed.
  mutating func closed() -> [Effect] {
    isOpen = false
    switch phase {
    case .attract: rest()
    case .outOfService, .visit, .departure: break
    }
    return []
  }

  mutating func opened(at now: Instant) -> [Effect] {
    isOpen = true
    return openIfPossible(at: now)
  }

  private mutating func openIfPossible(at now: Instant) -> [Effect] {
    switch phase {
    case .outOfService: isInService ? goOn(at: now) : []
    case .attract, .visit, .departure: []
    }
  }

  /// The card is as good as taken: nobody can see it. A visit whose consents are under way is delivered all the same.
  mutating func readerLost(at now: Instant) -> [Effect] {
    readerIsReady = false
    waitingCard = nil
    switch phase {
    case .outOfService: return []
    case .attract:
      rest()
      return []
    // Nobody is asked to put a card on a reader that is not there.
    case .departure(var departure) where departure.asksForCardAgain: return departure.settle() + goOn(at: now)
    case .departure: return cardRemoved(at: now)
    case .visit(var visit):
      visit.cardIsIn = false
      phase = .visit(visit)
      return visit.isDelivering ? [] : end(.lost(.readerGone), at: now)
    }
  }

  /// Fails closed: without a record nothing goes on.
  mutating func journalLost(at now: Instant) -> [Effect] {
    journalIsFine = false
    switch phase {
    case .outOfService: return []
    case .attract:
      rest()
      return []
    case .visit: return end(.lost(.journalUnavailable), at: now)
    case .departure(var departure):
      let effects = departure.settle()
      phase = .departure(departure)
      return effects
    }
  }

  mutating func answered(_ errand: Errand, _ answer: Answer, at now: Instant) -> [Effect] {
    switch phase {
    // The visit that asked is over: whatever comes is late (R5).
    case .outOfService, .attract, .departure: return []
    case .visit(let current):
      guard errand.visit == current.number else { return [] }
      let rules = rules
      return visit(at: now) { $0.answered(errand, answer, at: now, rules) }
    }
  }

  mutating func timePassed(at now: Instant) -> [Effect] {
    switch overlay?.passed(at: now) {
    case nil: break
    case .stays(let left): overlay = left
    case .gone: overlay = nil
    case .calledInVain:
      overlay = nil
      touch(at: now)
    case .unanswered(.visit): return end(.timedOut, at: now)
    case .unanswered(.staffEntry): return lockStaffEntry(at: now)
    }
    switch phase {
    case .outOfService, .attract:
      if let until = languageUntil, now >= until { forgetWishes() }
      if let until = phoneUntil, now >= until { phoneUntil = nil }
      return []
    case .visit(let current):
      let (rules, watchesIdle) = (rules, watchesIdle(current))
      return visit(at: now) { $0.timePassed(at: now, watchesIdle: watchesIdle, rules) }
    case .departure(var departure):
      let action = departure.timePassed(at: now, rules.limits)
      phase = .departure(departure)
      return depart(action, at: now)
    }
  }

  private mutating func depart(_ action: Departure.Action, at now: Instant) -> [Effect] {
    switch action {
    case .stay(let effects): effects
    case .leave(let effects): effects + goOn(at: now)
    }
  }
}
