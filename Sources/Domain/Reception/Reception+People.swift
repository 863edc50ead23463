import CivilTime

// Keys and choices: the overlay's first, then the screen's below.

extension Reception {
  mutating func chosen(_ choice: Choice, at now: Instant) -> [Effect] {
    switch overlay {
    case .stillThere(let warning):
      guard choice == warning.subject.way else { return stay(warning, at: now) }
      switch warning.subject {
      case .visit: return end(.cancelled, at: now)
      case .staffEntry: return lockStaffEntry(at: now)
      }
    case .languages:
      guard case .language(let number) = choice, rules.languages.indices.contains(number - 1) else { return [] }
      setLanguage(rules.languages[number - 1], at: now)
      return []
    case .callingStaff:
      if choice == .endCall { closeOverlay(at: now) }
      return []
    case .leaving:
      if choice == .finish { return end(.cancelled, at: now) }
      if choice == .stay { closeOverlay(at: now) }
      return []
    case nil: break
    }
    let rules = rules
    switch phase {
    case .attract:
      if choice == .usePhone, rules.takesPhones { phoneUntil = now.advanced(by: rules.limits.holdPhone) }
      return []
    // These screens offer no choice.
    case .outOfService, .departure: return []
    case .visit: return visit(at: now) { $0.chosen(choice, at: now, rules) }
    }
  }

  mutating func pressed(_ key: Key, at now: Instant) -> [Effect] {
    switch overlay {
    case .stillThere(let warning):
      // An answer as any key is. Where none counts any more, the time runs on under the list.
      let effects = stay(warning, at: now)
      if key == .language { openLanguages(at: now) }
      return effects
    case .languages:
      if key == .back { closeOverlay(at: now) }
      if key == .larger { changeLetters(at: now) }
      return []
    case .callingStaff, .leaving:
      if key == .back { closeOverlay(at: now) }
      if key == .larger { changeLetters(at: now) }
      if key == .language { openLanguages(at: now) }
      return []
    case nil: break
    }
    switch key {
    case .larger:
      changeLetters(at: now)
      touch(at: now)
      return []
    case .language:
      openLanguages(at: now)
      return []
    case .voice:
      touch(at: now)
      return []
    case .staff: return callStaff(at: now)
    case .digit, .enter, .erase, .back, .other: break
    }
    let rules = rules
    switch phase {
    case .attract:
      if key == .back { phoneUntil = nil }
      return []
    case .outOfService, .departure: return []
    case .visit: return visit(at: now) { $0.pressed(key, at: now, rules) }
    }
  }

  /// Locked memory fills whatever lies over the screen, so the count goes to the screen below.
  mutating func secretTyped(_ count: Int, at now: Instant) -> [Effect] {
    somebodyIsThere(at: now)
    let rules = rules
    switch phase {
    case .outOfService, .attract, .departure: return [.wipeSecret]
    case .visit: return visit(at: now) { $0.secretTyped(count, at: now, rules) }
    }
  }

  /// Answers the question whether anybody is, where it is asked.
  mutating func somebodyIsThere(at now: Instant) {
    if case .stillThere(let warning) = overlay { _ = stay(warning, at: now) }
  }

  mutating func callStaff(at now: Instant) -> [Effect] {
    let until = now.advanced(by: rules.limits.staffCall)
    overlay = .callingStaff(until: until)
    // Also before a visit whoever called goes on reading in their language.
    if languageUntil != nil { languageUntil = until }
    touch(at: now)
    return [.sound(.staffCall)]
  }

  /// The kiosk warns before it gives up on somebody (A5); heard as well as seen.
  mutating func askStillThere(at now: Instant) -> [Effect] {
    guard case .visit(let visit) = phase else { return [] }
    let subject: StillThere.Subject = visit.screen.isStaffEntry ? .staffEntry : .visit
    overlay = .stillThere(
      StillThere(subject, at: now, rules.limits, mayExtend: visit.mayExtend(subject, rules.limits)))
    return [.sound(.cardLeft)]
  }

  /// Back to the ways of identity; what staff had typed is wiped (R7, S11).
  mutating func lockStaffEntry(at now: Instant) -> [Effect] {
    overlay = nil
    let rules = rules
    return visit(at: now) { $0.lockStaffEntry(at: now, rules) }
  }

  private mutating func openLanguages(at now: Instant) {
    touch(at: now)
    guard rules.languages.count > 1 else { return }
    let until = now.advanced(by: rules.limits.idle)
    overlay = .languages(until: until, over: overlay?.kept(until: until))
  }

  mutating func askLeaving(at now: Instant) -> [Effect] {
    overlay = .leaving(until: now.advanced(by: rules.limits.idle))
    touch(at: now)
    return []
  }

  private mutating func stay(_ warning: StillThere, at now: Instant) -> [Effect] {
    guard warning.mayExtend, case .visit(var visit) = phase else { return [] }
    visit.extend(warning.subject)
    phase = .visit(visit)
    closeOverlay(at: now)
    return []
  }

  private mutating func setLanguage(_ chosen: String, at now: Instant) {
    language = chosen
    closeOverlay(at: now)
    keepWishes(at: now)
  }

  private mutating func changeLetters(at now: Instant) {
    isLarger.toggle()
    keepWishes(at: now)
  }

  /// Before a visit, what somebody set for themselves holds for a while; a visit keeps it to its end.
  private mutating func keepWishes(at now: Instant) {
    switch phase {
    case .outOfService, .attract:
      languageUntil = language == rules.defaultLanguage && !isLarger ? nil : now.advanced(by: rules.limits.idle)
    case .visit, .departure: break
    }
  }

  /// Back to what lies below, where the quiet begins anew.
  mutating func closeOverlay(at now: Instant) {
    switch overlay {
    case .languages(_, let below): overlay = below?.kept(until: now.advanced(by: rules.limits.idle))
    case .stillThere, .callingStaff, .leaving, nil: overlay = nil
    }
    keepWishes(at: now)
    touch(at: now)
  }

  /// Somebody is there.
  mutating func touch(at now: Instant) {
    guard case .visit(var visit) = phase else { return }
    visit.quietSince = now
    phase = .visit(visit)
  }
}
