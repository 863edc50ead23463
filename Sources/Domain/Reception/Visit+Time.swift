import CivilTime

// What time does to a visit.

extension Visit {
  /// - Parameter watchesIdle: false while something lies over the screen that has a time of its own.
  func deadline(watchesIdle: Bool, _ rules: Rules) -> Instant? {
    let idle = watchesIdle ? quietSince.advanced(by: rules.idle(on: screen)) : nil
    guard let wait else { return idle }
    guard wait.isPatientsTurn else { return wait.deadline }
    return idle.map { min($0, wait.isDue) } ?? wait.isDue
  }

  mutating func timePassed(at now: Instant, watchesIdle: Bool, _ rules: Rules) -> Action {
    if let wait {
      if now >= wait.isDue { return overdue(at: now, rules) }
      if !wait.isPatientsTurn {
        if now >= wait.isSlowFrom { self.wait?.isSlow = true }
        return .none
      }
    }
    return watchesIdle && now >= quietSince.advanced(by: rules.idle(on: screen)) ? .askStillThere : .none
  }

  /// Staff are not there any more, or never came: their screens go back by themselves.
  mutating func lockStaffEntry(at now: Instant, _ rules: Rules) -> Action {
    switch stage {
    case .identity(var identity): return run(identity.lockStaffEntry(), identity, at: now, rules)
    case .inquiry(var inquiry): return run(inquiry.lockStaffEntry(), inquiry, at: now, rules)
    case .card, .consent, .delivery: return .none
    }
  }

  private mutating func overdue(at now: Instant, _ rules: Rules) -> Action {
    // The reader may still be at work; a secret that waits for it is wiped by whatever comes next.
    let given: [Effect] = wait?.isCardWork == true ? [.cancelCardWork] : []
    let action: Action
    switch stage {
    case .card(var reading): action = run(reading.overdue(), reading, at: now, rules)
    case .identity(var identity): action = run(identity.overdue(), identity, at: now, rules)
    case .inquiry(var inquiry): action = run(inquiry.overdue(), inquiry, at: now, rules)
    case .consent: action = .none
    case .delivery(var delivery): action = run(delivery.overdue(), delivery, at: now, rules)
    }
    switch action {
    case .perform(let effects): return .perform(given + effects)
    case .none, .callStaff, .askStillThere, .askLeaving, .end: return action
    }
  }
}
