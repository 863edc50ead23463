import CivilTime

// What the stages want, as effects under numbered errands; and how one stage leads to the next.

extension Visit {
  mutating func run(_ action: CardReading.Action, _ next: CardReading, at now: Instant, _ rules: Rules)
    -> Action
  {
    stage = .card(next)
    standing = next.standing
    device = next.device
    switch action {
    case .none: return .none
    case .read(.card): return .perform([ask(.readCertificate, at: now, rules)])
    case .read(.phone): return .perform([ask(.readPhoneCertificate, at: now, rules)])
    case .accepted(let card):
      var identity = Identity(card, device)
      switch device {
      case .card:
        stage = .identity(identity)
        return awaitPatient(at: now)
      case .phone: return run(identity.begin(.phone, at: now, rules, lockout), identity, at: now, rules)
      }
    case .stopped: return stopped(at: now)
    }
  }

  mutating func run(_ action: Identity.Action, _ next: Identity, at now: Instant, _ rules: Rules) -> Action {
    let leavesReader = wait?.isCardWork == true
    stage = .identity(next)
    switch action {
    case .none: return .none
    case .awaitPatient: return awaitPatient(at: now)
    case .typed: return .perform([.sound(.key)])
    case .tooFewDigits: return .perform([.sound(.error)])
    case .refusedEntry: return stopped(at: now)
    case .wipeSecret: return .perform([.wipeSecret])
    case .ask(let asking):
      // Each entry of a PIN begins with empty memory, also after a VERIFY that may not have used it up.
      let before: [Effect] = [.readTriesLeft, .readCheckNumberTries].contains(asking) ? [.wipeSecret] : []
      return .perform(before + [ask(asking, at: now, rules)])
    case .choose:
      _ = awaitPatient(at: now)
      return .perform(leavesReader ? [.cancelCardWork, .wipeSecret] : [.wipeSecret])
    case .stopped(let trouble):
      return trouble.endsVisitAtOnce ? .end(.lost(trouble)) : stopped(at: now)
    case .identified(let identified):
      var inquiry = Inquiry(identified, visit: id.text)
      return run(inquiry.begin(), inquiry, at: now, rules)
    case .askLeaving: return .askLeaving
    case .leave: return leave(at: now, rules)
    }
  }

  mutating func run(_ action: Inquiry.Action, _ next: Inquiry, at now: Instant, _ rules: Rules) -> Action {
    stage = .inquiry(next)
    switch action {
    case .none: return .none
    case .awaitPatient: return awaitPatient(at: now)
    case .openSession(let request): return .perform([ask(.openSession(request), at: now, rules)])
    case .register(let session): return .perform([ask(.register(session), at: now, rules)])
    case .typed: return .perform([.sound(.key)])
    case .wipeSecret: return .perform([.wipeSecret])
    case .checkStaff(let number): return .perform([ask(.checkStaff(number), at: now, rules)])
    case .recordChoice(let staff, let number, let count):
      return .perform([ask(.recordChoice(staff, number: number, of: count), at: now, rules)])
    case .leaveStaff:
      _ = awaitPatient(at: now)
      return .perform([.wipeSecret])
    case .eligible(let session):
      let form = ConsentForm(session, rules.profile)
      return run(form.begin(), form, at: now, rules)
    case .identifyAgain(let again):
      var identity = Identity(next.identified.card, again == .phone ? .phone : .card)
      return run(identity.begin(again, at: now, rules, lockout), identity, at: now, rules)
    case .stopped(let trouble): return trouble.endsVisitAtOnce ? .end(.lost(trouble)) : stopped(at: now)
    case .leave: return leave(at: now, rules)
    }
  }

  mutating func run(_ action: ConsentForm.Action, _ next: ConsentForm, at now: Instant, _ rules: Rules)
    -> Action
  {
    stage = .consent(next)
    switch action {
    case .none: return .none
    case .awaitPatient: return awaitPatient(at: now)
    case .askLeaving: return .askLeaving
    case .record(let records): return .perform(records.map(\.effect))
    case .filled(let form, let records):
      var delivery = Delivery(form)
      let sending = run(delivery.begin(), delivery, at: now, rules)
      guard case .perform(let effects) = sending else { return sending }
      return .perform(records.map(\.effect) + effects)
    }
  }

  mutating func run(_ action: Delivery.Action, _ next: Delivery, at now: Instant, _ rules: Rules) -> Action {
    stage = .delivery(next)
    switch action {
    case .none: return .none
    case .sendConsents(let session, let answers):
      return .perform([ask(.sendConsents(session, answers), at: now, rules)])
    case .handOver(let reply): return .perform([ask(.handOver(reply), at: now, rules)])
    case .delivered: return .end(.delivered)
    case .waits: return .end(.handoverWaits)
    case .stopped: return stopped(at: now)
    case .leave: return .end(stop.map(Ending.failed) ?? .cancelled)
    case .cancelled: return .end(.cancelled)
    }
  }

  private mutating func ask(_ asking: Asking, at now: Instant, _ rules: Rules) -> Effect {
    attempts += 1
    let errand = Errand(visit: number, attempt: attempts)
    let screen = screen
    let earlier = wait.flatMap { $0.screen == screen ? $0 : nil }
    wait = Wait(
      errand: errand, screen: screen, isCardWork: asking.isCardWork, isPatientsTurn: asking.isPatientsTurn,
      isDue: now.advanced(by: asking.limit(in: rules.limits)),
      isSlowFrom: earlier?.isSlowFrom ?? now.advanced(by: rules.limits.slow),
      // Also where nobody looked at the clock when it became so.
      isSlow: earlier.map { $0.isSlow || now >= $0.isSlowFrom } ?? false)
    if asking.isPatientsTurn { quietSince = now }
    return asking.effect(errand)
  }

  private mutating func awaitPatient(at now: Instant) -> Action {
    wait = nil
    quietSince = now
    return .perform([])
  }

  private mutating func stopped(at now: Instant) -> Action {
    wait = nil
    quietSince = now
    return .perform([.wipeSecret, .sound(.error)])
  }
}
