import Cards
import CivilTime
import Eligibility
import Journal

/// One patient's visit, from the card on the reader until nothing is left to ask: it holds the stage's machine, maps
/// what that wants into effects under numbered errands, and drops every answer but the one that is waited for.
struct Visit: Sendable {
  enum Stage: Sendable {
    case card(CardReading)
    case identity(Identity)
    case inquiry(Inquiry)
    case consent(ConsentForm)
    case delivery(Delivery)
  }

  /// How a visit ends; what is shown then is `Departure`'s.
  enum Ending: Equatable {
    case cancelled
    case timedOut
    /// The patient left a trouble's screen, by key.
    case failed(Trouble)
    /// The card was taken where the trouble had left nothing else to do.
    case tookCard(Trouble)
    /// The phone was lifted to prove oneself to it, as the screen asked; it will be held again.
    case liftedPhone
    case cardRemoved
    /// Card, reader or journal are gone from under the visit.
    case lost(Trouble)
    case delivered
    case handoverWaits
  }

  enum Action: Equatable {
    case none
    case perform([Effect])
    case callStaff
    case askStillThere
    /// Whether the patient wants to give up.
    case askLeaving
    case end(Ending)
  }

  let id: VisitID
  /// Counts the visits since the kiosk started.
  let number: Int
  var stage: Stage
  var wait: Wait?
  var cardIsIn = true
  /// What lies on the reader, as far as it is known.
  var device: CardDevice
  /// The last key, or the moment when the patient's turn began.
  var quietSince: Instant
  /// Answers to "still there?", for each question apart.
  private var extensions = 0
  private var staffExtensions = 0
  var standing: CertificateStanding?
  /// Borrowed from the reception, which takes it back after every event.
  var lockout: StaffLockout
  /// Numbers the errands.
  var attempts = 0
  private var retries = Retries()

  /// Presses of "try again", for each request apart.
  private struct Retries {
    var card = 0
    var identity = 0
    var inquiry = 0
    var delivery = 0
  }

  init(_ id: VisitID, _ device: CardDevice, number: Int, lockout: StaffLockout, at now: Instant) {
    self.id = id
    self.number = number
    self.lockout = lockout
    quietSince = now
    self.device = device
    stage = .card(CardReading(device))
  }

  mutating func begin(at now: Instant, _ rules: Rules) -> Action {
    guard case .card(var reading) = stage else { return .none }
    return run(reading.begin(), reading, at: now, rules)
  }

  // MARK: - What the patient does

  mutating func chosen(_ choice: Choice, at now: Instant, _ rules: Rules) -> Action {
    quietSince = now
    guard choices(rules).contains(choice) else { return .none }
    if choice == .callStaff { return .callStaff }
    if choice == .finish { return leave(at: now, rules) }
    if choice == .retry { countRetry() }
    switch stage {
    case .card(var reading): return run(reading.chosen(choice), reading, at: now, rules)
    case .identity(var identity):
      return run(identity.chosen(choice, at: now, rules, lockout), identity, at: now, rules)
    case .inquiry(var inquiry): return run(inquiry.chosen(choice, at: now, lockout), inquiry, at: now, rules)
    case .consent(var form): return run(form.chosen(choice), form, at: now, rules)
    case .delivery(var delivery): return run(delivery.retry(), delivery, at: now, rules)
    }
  }

  mutating func pressed(_ key: Key, at now: Instant, _ rules: Rules) -> Action {
    quietSince = now
    switch stage {
    case .card(let reading): return key == .back && reading.stop != nil ? leave(at: now, rules) : .none
    case .identity(var identity): return run(identity.pressed(key, rules), identity, at: now, rules)
    case .inquiry(var inquiry): return run(inquiry.pressed(key), inquiry, at: now, rules)
    case .consent(var form): return run(form.pressed(key), form, at: now, rules)
    case .delivery(let delivery): return key == .back && delivery.stop != nil ? leave(at: now, rules) : .none
    }
  }

  mutating func secretTyped(_ count: Int, at now: Instant, _ rules: Rules) -> Action {
    quietSince = now
    switch stage {
    case .identity(var identity): return run(identity.secretTyped(count), identity, at: now, rules)
    case .inquiry(var inquiry): return run(inquiry.secretTyped(count), inquiry, at: now, rules)
    // No screen of these takes a secret.
    case .card, .consent, .delivery: return .perform([.wipeSecret])
    }
  }

  mutating func faceHint(_ hint: FaceHint?) {
    guard case .identity(var identity) = stage else { return }
    identity.faceHint(hint)
    stage = .identity(identity)
  }

  mutating func pinTypedOnReader(_ count: Int, at now: Instant, _ rules: Rules) -> Action {
    quietSince = now
    guard case .identity(var identity) = stage else { return .none }
    return run(identity.pinTypedOnReader(count), identity, at: now, rules)
  }

  mutating func pinCancelledOnReader(at now: Instant, _ rules: Rules) -> Action {
    quietSince = now
    guard case .identity(var identity) = stage else { return .none }
    return run(identity.pinCancelledOnReader(), identity, at: now, rules)
  }

  /// "End this visit", from a key.
  mutating func leave(at now: Instant, _ rules: Rules) -> Action {
    switch stage {
    case .delivery(let delivery): return run(delivery.left(), delivery, at: now, rules)
    case .card, .identity, .inquiry, .consent: return .end(stop.map(Ending.failed) ?? .cancelled)
    }
  }

  /// Whether "still there?" can be answered once more.
  func mayExtend(_ subject: StillThere.Subject, _ limits: Limits) -> Bool {
    switch subject {
    case .visit: extensions < limits.extensions
    case .staffEntry: staffExtensions < limits.staffExtensions
    }
  }

  mutating func extend(_ subject: StillThere.Subject) {
    switch subject {
    case .visit: extensions += 1
    case .staffEntry: staffExtensions += 1
    }
  }

  private mutating func countRetry() {
    switch stage {
    case .card: retries.card += 1
    case .identity(let identity): if identity.stop?.again?.isFree != true { retries.identity += 1 }
    case .inquiry: retries.inquiry += 1
    case .consent: break
    case .delivery: retries.delivery += 1
    }
  }

  // MARK: - What the world does

  mutating func answered(_ errand: Errand, _ answer: Answer, at now: Instant, _ rules: Rules) -> Action {
    guard errand == wait?.errand else { return .none }
    if case .failed(let failure) = answer, failure.trouble.endsVisitAtOnce {
      // The last screen says what became of the answers.
      if case .delivery(var delivery) = stage {
        _ = delivery.answered(answer)
        stage = .delivery(delivery)
      }
      return .end(.lost(failure.trouble))
    }
    switch stage {
    case .card(var reading):
      return run(reading.answered(answer, takesPhones: rules.takesPhones), reading, at: now, rules)
    case .identity(var identity):
      let action = identity.answered(answer, at: now, rules, &lockout)
      return run(action, identity, at: now, rules)
    case .inquiry(var inquiry):
      return run(inquiry.answered(answer, at: now, rules.limits, &lockout), inquiry, at: now, rules)
    case .consent: return .none
    case .delivery(var delivery): return run(delivery.answered(answer), delivery, at: now, rules)
    }
  }

  mutating func cardRemoved(_ rules: Rules) -> Action {
    guard cardIsIn else { return .none }
    cardIsIn = false
    if stop == .phoneNotUnlocked { return .end(.liftedPhone) }
    // The words are about a phone that is gone now.
    if let stop, [.phoneFound, .phoneNotTaken].contains(stop) { return .end(.failed(stop)) }
    switch stage {
    case .delivery: return .none
    // "Turn the card over": taking it is what the screen asked for.
    case .card(let reading): return .end(reading.stop.map(Ending.tookCard) ?? .cardRemoved)
    case .identity, .inquiry, .consent:
      guard let stop, !choices(rules).contains(where: { $0 != .callStaff && $0 != .finish }) else {
        return .end(.cardRemoved)
      }
      return .end(.tookCard(stop))
    }
  }

  /// Presses of "try again" for what this stage asks.
  var retriesUsed: Int {
    switch stage {
    case .card: retries.card
    case .identity: retries.identity
    case .inquiry: retries.inquiry
    case .consent: 0
    case .delivery: retries.delivery
    }
  }
}
