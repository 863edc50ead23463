import Cards
import CivilTime
import DemoPeople
import Eligibility

extension EligibilityService {
  mutating func openSession(
    _ asked: SessionRequest, _ visit: Visit, at now: Timestamp
  ) throws(ServiceRefusal) -> SessionAnswer {
    let earlier = sessionByVisit[visit].flatMap { sessions.value($0, at: now) }
    // The very same request: its answer was lost on the way.
    if let earlier, earlier.request == asked { return earlier.answer }
    // A visit is one card's.
    if let earlier, earlier.request.certificate != asked.certificate { throw .requestMalformed }

    let signed = try checkNonceAndShape(asked, by: visit.caller, at: now)
    let (holder, standing) = try judgeCard(asked, at: now)
    if let signature = asked.evidence.signature, signed,
      !ports.verifySignature(asked.certificate, asked.nonce.bytes, signature)
    {
      throw .signatureWrong
    }
    let identity = IdentityStatement(
      method: asked.evidence.method, signed: signed, voucher: asked.evidence.voucher)
    if let earlier, earlier.answer.identity == identity { return earlier.answer }
    // The same visit identified in another way: what was stated before no longer holds.
    if let earlier { _ = sessions.remove(earlier.answer.session) }
    return try begin(asked, visit, holder, standing, identity, at: now)
  }

  /// Takes the nonce out of use, whatever comes of the request. Answers whether there is a signature to check.
  private mutating func checkNonceAndShape(
    _ asked: SessionRequest, by caller: Caller, at now: Timestamp
  ) throws(ServiceRefusal) -> Bool {
    // Another's nonce is left to its owner: whoever saw it cannot spend it.
    guard nonces.value(asked.nonce, at: now) == caller else { throw .nonceStale }
    _ = nonces.remove(asked.nonce)
    switch asked.evidence {
    case .cardSignature(.visual, _): throw .requestMalformed
    case .cardSignature(.face, let signature), .cardSignature(.pin, let signature),
      .cardSignature(.phone, let signature):
      guard !signature.isEmpty else { throw .evidenceMissing }
      return true
    case .attestation(_, let signature):
      return signature != nil
    }
  }

  private func judgeCard(
    _ asked: SessionRequest, at now: Timestamp
  ) throws(ServiceRefusal) -> (holder: Int, standing: CertificateStanding) {
    let certificate: CheckedCertificate
    switch ports.verifyChain(asked.certificate, now) {
    case .success(let checked): certificate = checked
    case .failure(.unreadable), .failure(.unknownIssuer), .failure(.wrongKeyUsage): throw .certificateNotAccepted
    }
    // The rule looks at the dates alone.
    let standing = CertificateStanding(
      CertificateFindings(
        notBefore: certificate.notBefore, notAfter: certificate.notAfter, algorithm: .rsa2048, fingerprint: []), at: now
    )
    switch standing {
    case .notYetValid: throw .certificateNotAccepted
    case .expired: throw .certificateRevokedOrExpired
    case .valid, .expiresSoon, .inGrace: break
    }
    guard let holder = residents.index(publicKeyHash: certificate.publicKeyHash) else { throw .cardUnknown }
    return (holder, standing)
  }

  private mutating func begin(
    _ asked: SessionRequest, _ visit: Visit, _ holder: Int, _ standing: CertificateStanding,
    _ identity: IdentityStatement, at now: Timestamp
  ) throws(ServiceRefusal) -> SessionAnswer {
    let resident = residents.resident(holder, on: CivilMoment(now).date)
    guard let registration = resident.person.registration else { throw .cardUnknown }
    switch registration.status {
    case .revoked: throw .certificateRevokedOrExpired
    case .valid: break
    }
    let name = SessionID(Hexadecimal.text(ports.random(ServiceLimits.sessionBytes)))
    var session = Session(
      visit: visit, request: asked, holder: holder, standing: standing,
      answer: SessionAnswer(
        session: name, identity: identity, consents: [],
        needsRegistration: !registration.forInsurance && !registeredHere.contains(holder), reply: nil))
    if !session.answer.needsRegistration { state(&session, resident, at: now) }
    guard sessions.insert(session, for: name, at: now) else { throw .busy }
    sessionByVisit[visit] = name
    if sessionByVisit.count > 2 * limits.mostSessions {
      sessionByVisit = sessionByVisit.filter { sessions.value($0.value, at: now) != nil }
    }
    return session.answer
  }

  mutating func register(
    _ name: SessionID, by caller: Caller, at now: Timestamp
  ) throws(ServiceRefusal) -> SessionAnswer {
    var session = try session(name, of: caller, at: now)
    guard session.answer.needsRegistration else { return session.answer }
    registeredHere.insert(session.holder)
    session.answer.needsRegistration = false
    state(&session, residents.resident(session.holder, on: CivilMoment(now).date), at: now)
    sessions.update(session, for: name)
    return session.answer
  }

  /// The eligibility, and what the person is to be asked.
  private func state(_ session: inout Session, _ resident: Residents.Resident, at now: Timestamp) {
    session.answer.consents = Self.consents(for: resident, session.standing, on: CivilMoment(now).date)
    session.answer.reply = reply(to: session.visit, session.standing, about: resident, at: now)
  }

  /// Which consents apply. With a certificate in its three months of grace eligibility works, and medical information is
  /// not shared. Without a valid eligibility there is nothing to consent to.
  static func consents(
    for resident: Residents.Resident, _ standing: CertificateStanding, on today: CivilDate
  ) -> [ConsentKind] {
    switch resident.person.insurance.validity {
    case .severalMatch where resident.person.otherInsurance != nil: break
    case .invalid, .invalidNewEligibility, .noSuchEligibility, .severalMatch: return []
    case .valid, .medicalAidOnly: break
    }
    switch standing {
    case .inGrace, .expired, .notYetValid: return [.limit]
    case .valid, .expiresSoon: break
    }
    let isAskedAboutCheckups = resident.birthdate.age(on: today) >= CheckupAge.first
    return [.medication, .treatment, .operation] + (isAskedAboutCheckups ? [.checkup] : [])
      + [.specificDisease, .limit]
  }
}
