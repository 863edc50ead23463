import Eligibility

/// A session whose reply lets the reception go on: the only thing from which consents can be asked.
struct EligibleSession: Equatable, Sendable {
  let session: SessionID
  /// What applies to this person, by the service's word alone.
  let consents: [ConsentKind]

  fileprivate init(_ answer: SessionAnswer) {
    session = answer.session
    consents = answer.consents
  }
}

/// The eligibility query: open a session, register the card where it has to be, judge the reply.
struct Inquiry: Sendable {
  enum State: Sendable {
    case opening
    case offeringRegistration(SessionID)
    case registering(SessionID)
    case declined(SessionID)
    case stopped(Trouble, Again?)
  }

  /// What "try again" asks.
  enum Again: Equatable, Sendable {
    /// The very same request: the service answers it as it did the first time.
    case open
    case register(SessionID)
    /// The nonce is spent: identity is proven again over a fresh one, by the patient's own hand where it was a PIN.
    case identify
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

  mutating func chosen(_ choice: Choice) -> Action {
    switch (state, choice) {
    case (.offeringRegistration(let session), .register): return register(session)
    case (.offeringRegistration(let session), .doNotRegister):
      state = .declined(session)
      return .stopped(.registrationDeclined)
    case (.stopped(_, .open), .retry): return begin()
    case (.stopped(_, .register(let session)), .retry): return register(session)
    case (.stopped(_, .identify), .retry): return .identifyAgain(identified.again)
    case (.opening, _), (.offeringRegistration, _), (.registering, _), (.declined, _), (.stopped, _): return .none
    }
  }

  mutating func pressed(_ key: Key) -> Action {
    guard key == .back else { return .none }
    switch state {
    case .declined(let session):
      state = .offeringRegistration(session)
      return .awaitPatient
    case .stopped: return .leave
    case .opening, .offeringRegistration, .registering: return .none
    }
  }

  mutating func answered(_ answer: Answer) -> Action {
    switch state {
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
    case .offeringRegistration, .declined, .stopped: return .none
    }
  }

  mutating func overdue() -> Action {
    switch state {
    case .opening: stop(.serviceAnswerLost, .open)
    case .registering(let session): stop(.serviceAnswerLost, .register(session))
    case .offeringRegistration, .declined, .stopped: .none
    }
  }

  private mutating func register(_ session: SessionID) -> Action {
    state = .registering(session)
    return .register(session)
  }

  private mutating func judge(_ session: SessionAnswer) -> Action {
    guard let reply = session.reply else { return stop(.serviceRubbish, .open) }
    let verdict = reply.verdict
    // Only time changes that one, and the very same request asks for it.
    if let trouble = verdict.trouble { return stop(trouble, verdict == .inProgress ? .open : nil) }
    return .eligible(EligibleSession(session))
  }

  private mutating func stop(_ trouble: Trouble, _ again: Again?) -> Action {
    state = .stopped(trouble, again)
    return .stopped(trouble)
  }
}

extension Inquiry {
  var screen: Screen {
    switch state {
    case .opening: .askingEligibility
    case .offeringRegistration: .registration
    case .registering: .registering
    case .declined: .trouble(.registrationDeclined)
    case .stopped(let trouble, _): .trouble(trouble)
    }
  }

  func choices(mayRetry: Bool) -> [Choice] {
    switch state {
    case .opening, .registering: []
    case .offeringRegistration: [.register, .doNotRegister]
    case .declined: Trouble.registrationDeclined.choices(offering: [])
    case .stopped(let trouble, let again): trouble.choices(offering: again != nil && mayRetry ? .retry : [])
    }
  }

  var keys: [Key] {
    switch state {
    case .opening, .offeringRegistration, .registering: []
    case .declined, .stopped: [.back]
    }
  }

  var stop: Trouble? {
    switch state {
    case .opening, .offeringRegistration, .registering: nil
    case .declined: .registrationDeclined
    case .stopped(let trouble, _): trouble
    }
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
