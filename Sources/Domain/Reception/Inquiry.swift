import CivilTime
import Eligibility

/// A session whose reply lets the reception go on: the only thing from which consents can be asked.
struct EligibleSession: Equatable, Sendable {
  let session: SessionID
  /// What applies to this person, by the service's word alone.
  let consents: [ConsentKind]
  /// The one of several that staff chose, for this visit alone.
  let chosen: EligibilityKey?

  fileprivate init(_ answer: SessionAnswer, chosen: EligibilityKey? = nil) {
    session = answer.session
    consents = answer.consents
    self.chosen = chosen
  }
}

/// A session whose reply names several eligibilities that can be told apart: staff choose one.
struct SeveralEligibilities: Equatable, Sendable {
  fileprivate let session: SessionAnswer
  let listed: [ResultOfQualificationConfirmation]

  /// `nil` where there is nothing to choose from.
  init?(_ session: SessionAnswer) {
    listed = session.reply?.choosable ?? []
    guard !listed.isEmpty else { return nil }
    self.session = session
  }

  /// - Parameter number: from 1, as on the screen.
  fileprivate func choosing(_ number: Int) -> EligibleSession? {
    guard listed.indices.contains(number - 1), let key = EligibilityKey(listed[number - 1]) else { return nil }
    return EligibleSession(session, chosen: key)
  }
}

/// The eligibility query: open a session, register the card where it has to be, judge the reply; where it names several,
/// staff choose.
struct Inquiry: Sendable {
  enum State: Sendable {
    case opening
    case offeringRegistration(SessionID)
    case registering(SessionID)
    case declined(SessionID)
    case stopped(Trouble, Again?)
    /// Who chooses?
    case gate(StaffGate, SeveralEligibilities)
    case choosing(AcceptedStaff, SeveralEligibilities)
    case recording(EligibleSession)
  }

  /// What "try again" asks.
  enum Again: Equatable, Sendable {
    /// The very same request: the service answers it as it did the first time.
    case open
    case register(SessionID)
    /// The nonce is spent: identity is proven again over a fresh one, by the patient's own hand where it was a PIN.
    case identify
    /// Staff's choice, from their number on.
    case choose(SeveralEligibilities)
  }

  let identified: Identified
  private let visit: String
  private(set) var state: State = .opening

  /// - Parameter visit: the visit's name (`ArbitraryFileIdentifier`).
  init(_ identified: Identified, visit: String) {
    self.identified = identified
    self.visit = visit
  }

  enum Action: Equatable {
    case none
    case awaitPatient
    case openSession(SessionRequest)
    case register(SessionID)
    case typed
    case wipeSecret
    case checkStaff(StaffNumber)
    case recordChoice(StaffNumber, number: Int, of: Int)
    /// Staff's screens are left: wipe what was typed.
    case leaveStaff
    case eligible(EligibleSession)
    case identifyAgain(Identity.Again)
    case stopped(Trouble)
    case leave
  }

  mutating func begin() -> Action {
    state = .opening
    return .openSession(
      SessionRequest(
        visit: visit, nonce: identified.nonce, certificate: identified.card.identity.certificate,
        evidence: identified.evidence))
  }

  mutating func chosen(_ choice: Choice, at now: Instant, _ lockout: StaffLockout) -> Action {
    switch (state, choice) {
    case (.offeringRegistration(let session), .register): return register(session)
    case (.offeringRegistration(let session), .doNotRegister):
      state = .declined(session)
      return .stopped(.registrationDeclined)
    case (.stopped(_, .open), .retry): return begin()
    case (.stopped(_, .register(let session)), .retry): return register(session)
    case (.stopped(_, .identify), .retry): return .identifyAgain(identified.again)
    case (.stopped(_, .choose(let several)), .retry), (.stopped(_, .choose(let several)), .chooseEligibility):
      guard !lockout.isLocked(at: now) else { return stop(.staffLockedOut, .choose(several)) }
      state = .gate(StaffGate(), several)
      return .awaitPatient
    case (.choosing(let staff, let several), .eligibility(let number)):
      guard let session = several.choosing(number) else { return .none }
      state = .recording(session)
      return .recordChoice(staff.number, number: number, of: several.listed.count)
    case (.opening, _), (.offeringRegistration, _), (.registering, _), (.declined, _), (.stopped, _), (.gate, _),
      (.choosing, _), (.recording, _):
      return .none
    }
  }

  mutating func pressed(_ key: Key) -> Action {
    if case .gate(var gate, let several) = state { return run(gate.pressed(key), gate, several) }
    guard key == .back else { return .none }
    switch state {
    case .declined(let session):
      state = .offeringRegistration(session)
      return .awaitPatient
    // A password that was wrong is no reason to leave.
    case .stopped(let trouble, .choose(let several)) where trouble != .severalEligibilities: return offer(several)
    case .stopped: return .leave
    case .choosing(_, let several): return offer(several)
    case .opening, .offeringRegistration, .registering, .gate, .recording: return .none
    }
  }

  mutating func secretTyped(_ count: Int) -> Action {
    switch state {
    case .gate(var gate, let several): run(gate.secretTyped(count), gate, several)
    // No screen of these takes a secret.
    case .opening, .offeringRegistration, .registering, .declined, .stopped, .choosing, .recording: .wipeSecret
    }
  }

  /// Staff are not there any more, or never came.
  mutating func lockStaffEntry() -> Action {
    switch state {
    case .gate(_, let several), .choosing(_, let several): offer(several)
    case .opening, .offeringRegistration, .registering, .declined, .stopped, .recording: .none
    }
  }

  private mutating func offer(_ several: SeveralEligibilities) -> Action {
    state = .stopped(.severalEligibilities, .choose(several))
    return .leaveStaff
  }

  /// What the gate asks, in this machine's words.
  private mutating func run(
    _ action: StaffGate.Action, _ gate: StaffGate, _ several: SeveralEligibilities
  ) -> Action {
    state = .gate(gate, several)
    switch action {
    // A refusal is counted where the lockout is at hand, before it comes here.
    case .none, .refused: return .none
    case .awaitStaff: return .awaitPatient
    case .typed: return .typed
    case .wipeSecret: return .wipeSecret
    case .checkStaff(let number): return .checkStaff(number)
    case .accepted(let staff):
      state = .choosing(staff, several)
      return .awaitPatient
    case .goBack: return offer(several)
    case .stop(let trouble): return stop(trouble, .choose(several))
    }
  }

  mutating func answered(_ answer: Answer, at now: Instant, _ limits: Limits, _ lockout: inout StaffLockout) -> Action {
    switch state {
    case .gate(let gate, let several):
      let action = gate.answered(answer)
      switch action {
      case .refused: return stop(lockout.refused(at: now, limits: limits), .choose(several))
      case .accepted: lockout.accepted()
      case .none, .awaitStaff, .typed, .wipeSecret, .checkStaff, .goBack, .stop: break
      }
      return run(action, gate, several)
    case .recording(let session):
      switch answer {
      case .recorded: return .eligible(session)
      case .failed(let failure): return stop(failure.trouble, nil)
      case .certificate, .chip, .triesLeft, .nonce, .signature, .staffAccepted, .staffRefused, .session, .message,
        .handedOver:
        return .none
      }
    case .opening:
      switch answer {
      case .session(let session):
        guard session.identity.agrees(with: identified.evidence) else { return stop(.serviceRubbish, .open) }
        guard session.needsRegistration else { return judge(session) }
        state = .offeringRegistration(session.session)
        return .awaitPatient
      case .failed(let failure): return stop(failure.trouble, failure.againAfterOpening)
      case .certificate, .chip, .triesLeft, .nonce, .signature, .staffAccepted, .staffRefused, .recorded, .message,
        .handedOver:
        return .none
      }
    case .registering(let asked):
      switch answer {
      case .session(let session):
        guard !session.needsRegistration, session.identity.agrees(with: identified.evidence) else {
          return stop(.serviceRubbish, .register(asked))
        }
        return judge(session)
      case .failed(let failure): return stop(failure.trouble, failure.mayPass ? .register(asked) : nil)
      case .certificate, .chip, .triesLeft, .nonce, .signature, .staffAccepted, .staffRefused, .recorded, .message,
        .handedOver:
        return .none
      }
    case .offeringRegistration, .declined, .stopped, .choosing: return .none
    }
  }

  mutating func overdue() -> Action {
    switch state {
    case .gate(let gate, let several): run(gate.overdue(), gate, several)
    case .recording: stop(.journalUnavailable, nil)
    case .opening: stop(.serviceAnswerLost, .open)
    case .registering(let session): stop(.serviceAnswerLost, .register(session))
    case .offeringRegistration, .declined, .stopped, .choosing: .none
    }
  }

  private mutating func register(_ session: SessionID) -> Action {
    state = .registering(session)
    return .register(session)
  }

  private mutating func judge(_ session: SessionAnswer) -> Action {
    guard let reply = session.reply else { return stop(.serviceRubbish, .open) }
    let verdict = reply.verdict
    guard let trouble = verdict.trouble else { return .eligible(EligibleSession(session)) }
    // Only time changes that one, and the very same request asks for it.
    if verdict == .inProgress { return stop(trouble, .open) }
    return stop(trouble, SeveralEligibilities(session).map(Again.choose))
  }

  private mutating func stop(_ trouble: Trouble, _ again: Again?) -> Action {
    state = .stopped(trouble, again)
    return .stopped(trouble)
  }
}

extension IdentityStatement {
  /// Kiosk and service must mean the same visit: a service that says otherwise has not answered this request.
  func agrees(with evidence: IdentityEvidence) -> Bool {
    method == evidence.method && signed == (evidence.signature != nil) && voucher == evidence.voucher
  }
}

extension Failure {
  fileprivate var againAfterOpening: Inquiry.Again? {
    if case .service(.refused(.nonceStale)) = self { return .identify }
    return mayPass ? .open : nil
  }

  /// Whether the same request can fare better a moment later.
  var mayPass: Bool {
    switch self {
    case .service(let failure):
      switch failure {
      case .unreachable, .answerLost, .rubbish: true
      case .notTrusted: false
      case .refused(let refusal):
        switch refusal {
        case .busy: true
        case .certificateRevokedOrExpired, .certificateNotAccepted, .signatureWrong, .nonceStale, .cardUnknown,
          .evidenceMissing, .sessionUnknown, .requestMalformed:
          false
        }
      }
    case .card, .certificate, .signatureWrong, .journal, .intentNotRecorded, .handover, .staffFile: false
    }
  }
}
