import Cards
import CivilTime
import Eligibility

/// The patient is known, and this is what stands behind it: the only thing from which a session can be asked for.
struct Identified: Equatable, Sendable {
  let card: AcceptedCard
  let nonce: Nonce
  let evidence: IdentityEvidence
  /// How the same proof is made again over a fresh nonce.
  let again: Identity.Again

  fileprivate init(_ card: AcceptedCard, _ nonce: Nonce, _ evidence: IdentityEvidence, again: Identity.Again) {
    self.card = card
    self.nonce = nonce
    self.evidence = evidence
    self.again = again
  }
}

/// The ways of identity side by side (A4): face, PIN, a staff member's eyes. Whatever stops one leaves the others open.
struct Identity: Sendable {
  enum State: Sendable {
    case choosing
    case pin(PINCheck)
    case face(FaceCheck)
    case visual(VisualCheck)
    case phone(PhoneCheck)
    case stopped(Stop)
  }

  /// Why a way came to its end, and how "try again" would go on.
  struct Stop: Equatable, Sendable {
    let trouble: Trouble
    let triesLeft: Int?
    let again: Again?

    init(_ trouble: Trouble, triesLeft: Int? = nil, again: Again? = nil) {
      self.trouble = trouble
      self.triesLeft = triesLeft
      self.again = again
    }
  }

  enum Again: Equatable, Sendable {
    case pin
    case pinEntry(PINEntry)
    case face
    case visual
    case proof(RecordedAttestation)
    case phone
  }

  let card: AcceptedCard
  let device: CardDevice
  private(set) var state: State = .choosing
  private var pinIsLocked = false
  private var faceIsLocked = false

  init(_ card: AcceptedCard, _ device: CardDevice) {
    self.card = card
    self.device = device
  }

  enum Action: Equatable {
    case none
    /// The patient's turn: no answer is waited for.
    case awaitPatient
    case typed
    /// Enter came too soon.
    case tooFewDigits
    /// The patient's or staff's turn again, and the screen says why.
    case refusedEntry
    case wipeSecret
    case ask(Asking)
    /// Back at the ways: stop the reader, wipe what was typed.
    case choose
    case stopped(Trouble)
    case identified(Identified)
    case askLeaving
    case leave
  }

  /// In the order in which they stand on the screen. A phone has its own way alone: its holder's face and PIN are
  /// between the two of them.
  func ways(_ rules: Rules) -> [Choice] {
    guard device == .card else { return [] }
    var ways: [Choice] = []
    if rules.abilities.comparesFaces && !faceIsLocked { ways.append(.face) }
    if !pinIsLocked { ways.append(.pin) }
    if rules.offersVisualCheck { ways.append(.visual) }
    return ways
  }

  mutating func chosen(_ choice: Choice, at now: Instant, _ rules: Rules, _ lockout: StaffLockout) -> Action {
    switch choice {
    case .face: return begin(.face, at: now, rules, lockout)
    case .pin: return begin(.pin, at: now, rules, lockout)
    case .visual: return begin(.visual, at: now, rules, lockout)
    case .otherWay: return goBack()
    case .retry:
      switch state {
      case .stopped(let stop): return stop.again.map { begin($0, at: now, rules, lockout) } ?? .none
      case .choosing, .pin, .face, .visual, .phone: return .none
      }
    case .isPerson: return compared(isPerson: true)
    case .isNotPerson: return compared(isPerson: false)
    case .agree, .decline, .agreeAll, .oneByOne, .change, .send, .register, .doNotRegister, .chooseEligibility,
      .eligibility, .stay, .finish, .callStaff, .endCall, .language, .usePhone:
      return .none
    }
  }

  /// - Parameter again: which proof to make (again); nothing of an earlier one is reused but a recorded attestation.
  mutating func begin(_ again: Again, at now: Instant, _ rules: Rules, _ lockout: StaffLockout) -> Action {
    switch again {
    case .pin:
      var check = PINCheck(pad: rules.abilities.pinPad)
      return run(check.begin(), .pin(check))
    case .pinEntry(let entry):
      var check = PINCheck(pad: rules.abilities.pinPad)
      return run(check.begin(entry), .pin(check))
    case .face:
      var check = FaceCheck()
      return run(check.begin(), .face(check))
    case .visual:
      guard !lockout.isLocked(at: now) else { return stop(Stop(.staffLockedOut)) }
      let check = VisualCheck()
      return run(check.begin(), .visual(check))
    case .proof(let attestation):
      let check = VisualCheck(attestation)
      return run(check.begin(), .visual(check))
    case .phone:
      var check = PhoneCheck()
      return run(check.begin(), .phone(check))
    }
  }

  private mutating func compared(isPerson: Bool) -> Action {
    switch state {
    case .visual(var check): run(check.compared(isPerson: isPerson), .visual(check))
    case .choosing, .pin, .face, .phone, .stopped: .none
    }
  }

  mutating func pressed(_ key: Key, _ rules: Rules) -> Action {
    switch state {
    case .choosing: return key == .back ? .askLeaving : .none
    case .pin(var check): return run(check.pressed(key), .pin(check))
    case .face: return key == .back ? goBack() : .none
    case .visual(var check): return run(check.pressed(key), .visual(check))
    case .phone: return .none
    case .stopped(let stop):
      guard key == .back else { return .none }
      return stop.trouble.isFinal || ways(rules).isEmpty ? .leave : goBack()
    }
  }

  mutating func secretTyped(_ count: Int) -> Action {
    switch state {
    case .pin(var check): run(check.secretTyped(count), .pin(check))
    case .visual(var check): run(check.secretTyped(count), .visual(check))
    // Typed after the screen had gone: nobody will use it.
    case .choosing, .face, .phone, .stopped: .wipeSecret
    }
  }

  mutating func faceHint(_ hint: FaceHint?) {
    switch state {
    case .face(var check):
      check.hinted(hint)
      state = .face(check)
    case .choosing, .pin, .visual, .phone, .stopped: break
    }
  }

  mutating func pinTypedOnReader(_ count: Int) -> Action {
    switch state {
    case .pin(var check): run(check.typedOnReader(count), .pin(check))
    case .choosing, .face, .visual, .phone, .stopped: .none
    }
  }

  mutating func pinCancelledOnReader() -> Action {
    switch state {
    case .pin(let check): run(check.cancelledOnReader(), .pin(check))
    case .choosing, .face, .visual, .phone, .stopped: .none
    }
  }

  mutating func answered(_ answer: Answer, at now: Instant, _ rules: Rules, _ lockout: inout StaffLockout) -> Action {
    switch state {
    case .choosing, .stopped: return .none
    case .pin(var check): return run(check.answered(answer), .pin(check))
    case .face(var check): return run(check.answered(answer), .face(check))
    case .phone(var check): return run(check.answered(answer), .phone(check))
    case .visual(var check):
      let action = check.answered(
        answer, proof: rules.abilities.provesVisualChecks ? .signs : .none, readsChip: rules.abilities.readsCardFace)
      switch action {
      case .refused:
        let trouble = lockout.refused(at: now, limits: rules.limits)
        return stop(Stop(trouble, again: trouble == .staffRefused ? .visual : nil))
      case .accepted: lockout.accepted()
      case .none, .awaitPatient, .typed, .tooFewDigits, .refusedEntry, .wipeSecret, .checkStaff, .readCheckNumberTries,
        .readCardFace, .recordAttestation, .fetchNonce, .signVisualCheck, .attested, .goBack, .stop:
        break
      }
      return run(action, .visual(check))
    }
  }

  mutating func overdue() -> Action {
    switch state {
    case .choosing, .stopped: .none
    case .pin(var check): run(check.overdue(), .pin(check))
    case .face(let check): run(check.overdue(), .face(check))
    case .visual(var check): run(check.overdue(), .visual(check))
    case .phone(let check): run(check.overdue(), .phone(check))
    }
  }

  mutating func lockStaffEntry() -> Action {
    switch state {
    case .visual: goBack()
    case .choosing, .pin, .face, .phone, .stopped: .none
    }
  }

  private mutating func goBack() -> Action {
    state = .choosing
    return .choose
  }

  private mutating func stop(_ stop: Stop) -> Action {
    if stop.trouble == .pinLocked { pinIsLocked = true }
    if stop.trouble == .faceLocked { faceIsLocked = true }
    state = .stopped(stop)
    return .stopped(stop.trouble)
  }

  // MARK: - What the ways ask, in this machine's words

  private mutating func run(_ action: PINCheck.Action, _ next: State) -> Action {
    state = next
    switch action {
    case .none: return .none
    case .awaitPatient: return .awaitPatient
    case .typed: return .typed
    case .tooFewDigits: return .tooFewDigits
    case .readTriesLeft: return .ask(.readTriesLeft)
    case .fetchNonce: return .ask(.fetchNonce)
    case .verifyPIN(let nonce): return .ask(.verifyPIN(nonce))
    case .verifyPINOnReader(let nonce): return .ask(.verifyPINOnReader(nonce))
    case .signed(let nonce, let signature):
      return .identified(Identified(card, nonce, .cardSignature(.pin, signature), again: .pin))
    case .goBack: return goBack()
    case .stop(let stop): return self.stop(stop)
    }
  }

  private mutating func run(_ action: FaceCheck.Action, _ next: State) -> Action {
    state = next
    switch action {
    case .none: return .none
    case .fetchNonce: return .ask(.fetchNonce)
    case .compareFace(let nonce): return .ask(.compareFace(nonce))
    case .signed(let nonce, let signature):
      return .identified(Identified(card, nonce, .cardSignature(.face, signature), again: .face))
    case .stop(let stop): return self.stop(stop)
    }
  }

  private mutating func run(_ action: VisualCheck.Action, _ next: State) -> Action {
    state = next
    switch action {
    case .none: return .none
    // A refusal is counted where the lockout is at hand, before it comes here.
    case .awaitPatient, .accepted(readsChip: false), .refused: return .awaitPatient
    case .accepted(readsChip: true), .readCheckNumberTries: return .ask(.readCheckNumberTries)
    case .readCardFace(let number): return .ask(.readCardFace(number))
    case .typed: return .typed
    case .tooFewDigits: return .tooFewDigits
    case .refusedEntry: return .refusedEntry
    case .wipeSecret: return .wipeSecret
    case .checkStaff(let number): return .ask(.checkStaff(number))
    case .recordAttestation(let number, let isPerson, let comparedWith):
      return .ask(.recordAttestation(number, isPerson: isPerson, comparedWith))
    case .fetchNonce: return .ask(.fetchNonce)
    case .signVisualCheck(let nonce): return .ask(.signVisualCheck(nonce))
    case .attested(let attestation, let nonce, let signature):
      let evidence = IdentityEvidence.attestation(attestation.number, signature: signature)
      return .identified(Identified(card, nonce, evidence, again: .proof(attestation)))
    case .goBack: return goBack()
    case .stop(let stop): return self.stop(stop)
    }
  }

  private mutating func run(_ action: PhoneCheck.Action, _ next: State) -> Action {
    state = next
    switch action {
    case .none: return .none
    case .fetchNonce: return .ask(.fetchNonce)
    case .signByPhone(let nonce): return .ask(.signByPhone(nonce))
    case .signed(let nonce, let signature):
      return .identified(Identified(card, nonce, .cardSignature(.phone, signature), again: .phone))
    case .stop(let stop): return self.stop(stop)
    }
  }
}

extension Rules {
  /// `signed` asks for a proof that only some readers can give.
  var offersVisualCheck: Bool {
    switch visualCheck {
    case .attested: true
    case .signed: abilities.provesVisualChecks
    case .off: false
    }
  }
}

extension Trouble {
  /// Nothing but staff or the way out is ever offered: the patient has done what can be done here.
  var isFinal: Bool { !choices.contains { $0 != .callStaff && $0 != .finish } }
}
