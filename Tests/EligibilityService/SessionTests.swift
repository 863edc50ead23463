import CivilTime
import DemoPeople
import Eligibility
import EligibilityService
import Testing

struct SessionTests {
  @Test(
    "Who is asked what",
    arguments: [
      ("adult", [ConsentKind.medication, .treatment, .operation, .checkup, .specificDisease, .limit]),
      ("elderly", [.medication, .treatment, .operation, .checkup, .specificDisease, .limit]),
      ("child", [.medication, .treatment, .operation, .specificDisease, .limit]),
      ("foreign", [.medication, .treatment, .operation, .specificDisease, .limit]),
      ("under-40", [.medication, .treatment, .operation, .specificDisease, .limit]),
      ("in-grace", [.limit]), ("insurer-changed", []),
      ("several", [.medication, .treatment, .operation, .specificDisease, .limit]),
    ])
  func consents(key: String, kinds: [ConsentKind]) throws {
    var town = try Town()
    #expect(try town.open(key).consents == kinds)
  }

  @Test("Two eligibilities are both listed, and the consents are the person's")
  func several() throws {
    var town = try Town()
    let session = try town.open("several")
    let reply = try #require(session.reply)
    #expect(reply.verdict == .several(2) && reply.choosable.count == 2)
    let last = try town.consent(session.session, [.medication: true, .limit: false])
    #expect(last.verdict == .several(2))
    #expect(last.body.resultList.map(\.insurerNumber) == reply.body.resultList.map(\.insurerNumber))
    for result in last.body.resultList {
      #expect(result.pharmacistsInfo.consFlg == .known(.given))
      #expect(result.limitApplicationCertificateRelatedConsFlg == .known(.no))
    }
    let key = try #require(EligibilityKey(last.body.resultList[1]))
    #expect(last.holding(key)?.body.resultList == [last.body.resultList[1]])
  }

  @Test func checkupsAreAskedFromTheDayBeforeTheFortiethBirthday() throws {
    // Her age stays 39 on every day, by the file; so the same rule is asked of somebody with a fixed birthday.
    let person = try #require(try Town.people()["under-40"])
    var turning = person
    let birthday = try #require(CivilDate(year: Town.today.year - 40, month: Town.today.month, day: Town.today.day))
    for (days, asked) in [(0, true), (1, true), (2, false)] {
      turning.identity.birth = .on(birthday.adding(days: days))
      var town = try Town(people: DemoPeople([turning]))
      #expect(try town.open("under-40").consents.contains(.checkup) == asked, "born \(days) days later")
    }
  }

  @Test(
    "How the person was recognised is told back",
    arguments: [
      (IdentityMethod.pin, true), (.face, true), (.visual, false),
    ])
  func identity(method: IdentityMethod, signed: Bool) throws {
    var town = try Town()
    let session = try town.open("adult", by: method)
    let voucher = method == .visual ? StaffNumber("0123") : nil
    #expect(session.identity == IdentityStatement(method: method, signed: signed, voucher: voucher))
  }

  @Test func aVisualCheckWithTheReadersProofIsSigned() throws {
    var town = try Town()
    var request = try town.request("adult", by: .visual)
    let staff = try #require(StaffNumber("0123"))
    request.evidence = .attestation(staff, signature: request.certificate + request.nonce.bytes)
    #expect(try town.open(request).identity == IdentityStatement(method: .visual, signed: true, voucher: staff))
    var second = try town.request("adult", by: .visual)
    second.evidence = .attestation(staff, signature: [1])
    #expect(throws: ServiceRefusal.signatureWrong) { try town.open(second) }
  }

  @Test(
    "Cards that are refused",
    arguments: [
      ("revoked", ServiceRefusal.certificateRevokedOrExpired), ("expired", .certificateRevokedOrExpired),
      ("stranger", .cardUnknown), ("nobody", .certificateNotAccepted), ("tomorrow", .certificateNotAccepted),
    ])
  func refusedCards(key: String, refusal: ServiceRefusal) throws {
    for method in IdentityMethod.allCases {
      var town = try Town()
      #expect(throws: refusal) { try town.open(key, by: method) }
    }
  }

  @Test func aNonceIsGoodOnce() throws {
    var town = try Town()
    let first = try town.request("adult")
    _ = try town.open(first)
    var second = first
    second.visit = "another"
    #expect(throws: ServiceRefusal.nonceStale) { try town.open(second) }
  }

  @Test func aNonceIsSpentByAWrongSignature() throws {
    var town = try Town()
    let right = try town.request("adult")
    var wrong = right
    wrong.evidence = .cardSignature(.pin, [9])
    #expect(throws: ServiceRefusal.signatureWrong) { try town.open(wrong) }
    #expect(throws: ServiceRefusal.nonceStale) { try town.open(right) }
  }

  @Test func aNonceLivesAMinute() throws {
    var town = try Town()
    let late = try town.request("adult")
    let inTime = try town.request("child")
    town.now = town.now.advanced(by: .seconds(60))
    _ = try town.open(inTime)
    town.now = town.now.advanced(by: .milliseconds(1))
    #expect(throws: ServiceRefusal.nonceStale) { try town.open(late) }
  }

  @Test func anInventedNonceIsStale() throws {
    var town = try Town()
    var request = try town.request("adult")
    request.nonce = Nonce(bytes: [UInt8](repeating: 0xEE, count: 32))
    #expect(throws: ServiceRefusal.nonceStale) { try town.open(request) }
  }

  @Test("PIN and face need the card's signature", arguments: [IdentityMethod.pin, .face])
  func evidenceMissing(method: IdentityMethod) throws {
    var town = try Town()
    var request = try town.request("adult", by: method)
    request.evidence = .cardSignature(method, [])
    #expect(throws: ServiceRefusal.evidenceMissing) { try town.open(request) }
  }

  @Test func aSignatureOverAnotherNonceIsWrong() throws {
    var town = try Town()
    let other = try town.nonce()
    var request = try town.request("adult")
    request.evidence = .cardSignature(.pin, request.certificate + other.bytes)
    #expect(throws: ServiceRefusal.signatureWrong) { try town.open(request) }
  }

  @Test func aRepeatedOpeningAnswersAsTheFirst() throws {
    var town = try Town()
    let request = try town.request("adult", visit: "v")
    let first = try town.open(request)
    // The very same bytes again, an hour's nonce long gone.
    town.now = town.now.advanced(by: .seconds(300))
    #expect(try town.open(request) == first)
    // Asked anew after a lost answer: another nonce, another signature, the same visit.
    let again = try town.request("adult", visit: "v")
    #expect(try town.open(again) == first)
    // Another institution's visit of the same name is another visit.
    let elsewhere = try town.request("adult", visit: "v")
    let other = try town.service.handle(.openSession(elsewhere), at: town.now, from: "8888888888").get()
    guard case .session(let session) = other else { return #expect(Bool(false), "no session") }
    #expect(session.session != first.session)
    #expect(session.reply?.header.medicalInstitutionCode == "8888888888")
  }

  @Test func aRepeatedOpeningMustStillBeRight() throws {
    var town = try Town()
    _ = try town.open(try town.request("adult", visit: "v"))
    var wrong = try town.request("adult", visit: "v")
    wrong.evidence = .cardSignature(.pin, [1])
    #expect(throws: ServiceRefusal.signatureWrong) { try town.open(wrong) }
    let other = try town.request("child", visit: "v")
    #expect(throws: ServiceRefusal.requestMalformed) { try town.open(other) }
  }

  @Test func anotherWayOfIdentificationReplacesTheSession() throws {
    var town = try Town()
    let first = try town.open(try town.request("adult", visit: "v"))
    let second = try town.open(try town.request("adult", visit: "v", by: .visual))
    #expect(second.session != first.session)
    #expect(second.identity.method == .visual && !second.identity.signed)
    #expect(throws: ServiceRefusal.sessionUnknown) { try town.consent(first.session, [:]) }
  }

  @Test func firstTimeRegistration() throws {
    var town = try Town()
    let session = try town.open("unregistered")
    #expect(session.needsRegistration && session.reply == nil && session.consents.isEmpty)
    #expect(throws: ServiceRefusal.requestMalformed) { try town.consent(session.session, [:]) }
    let registered = try town.register(session.session)
    #expect(!registered.needsRegistration && registered.session == session.session)
    #expect(registered.reply?.validity == .valid)
    #expect(registered.consents.contains(.checkup))
    #expect(try town.register(session.session) == registered)
    // Once in a lifetime: the next visit begins registered.
    #expect(try !town.open("unregistered").needsRegistration)
    #expect(throws: ServiceRefusal.sessionUnknown) { try town.register(SessionID("none")) }
  }

  @Test func sessionsAndNoncesAreBounded() throws {
    var limits = ServiceLimits()
    limits.mostNonces = 3
    limits.mostSessions = 2
    var town = try Town(limits: limits)
    _ = try town.nonce()
    _ = try town.nonce()
    _ = try town.nonce()
    #expect(throws: ServiceRefusal.busy) { try town.nonce() }
    town.now = town.now.advanced(by: .seconds(61))
    _ = try town.open("adult")
    _ = try town.open("child")
    #expect(throws: ServiceRefusal.busy) { try town.open("elderly") }
    town.now = town.now.advanced(by: .seconds(3_601))
    _ = try town.open("elderly")
  }

  @Test func aSessionEndsAfterAnHour() throws {
    var town = try Town()
    let session = try town.open("adult")
    town.now = town.now.advanced(by: .seconds(3_601))
    #expect(throws: ServiceRefusal.sessionUnknown) { try town.consent(session.session, [:]) }
  }

  // MARK: - Callers

  private static let one = EligibilityService.Caller(fingerprint: [1])
  private static let other = EligibilityService.Caller(fingerprint: [2])

  private func nonce(_ town: inout Town, to caller: EligibilityService.Caller) throws -> Nonce {
    guard case .nonce(let nonce) = try town.service.handle(.nonce, at: town.now, by: caller).get() else {
      throw ServiceRefusal.requestMalformed
    }
    return nonce
  }

  private func request(_ key: String, _ nonce: Nonce) -> SessionRequest {
    let certificate = Town.certificate(key)
    return SessionRequest(
      visit: "v", nonce: nonce, certificate: certificate,
      evidence: .cardSignature(.pin, certificate + nonce.bytes))
  }

  private func session(
    _ town: inout Town, _ asked: SessionRequest, by caller: EligibilityService.Caller
  ) throws -> SessionAnswer {
    guard case .session(let answer) = try town.service.handle(.openSession(asked), at: town.now, by: caller).get()
    else { throw ServiceRefusal.requestMalformed }
    return answer
  }

  @Test func aNonceIsItsCallersAlone() throws {
    var town = try Town()
    let asked = request("adult", try nonce(&town, to: Self.one))
    #expect(throws: ServiceRefusal.nonceStale) { try session(&town, asked, by: Self.other) }
    // The stranger has not spent it.
    #expect(try session(&town, asked, by: Self.one).reply?.validity == .valid)
  }

  @Test func aSessionIsItsCallersAlone() throws {
    var town = try Town()
    let opened = try session(&town, request("adult", try nonce(&town, to: Self.one)), by: Self.one)
    var answers = ConsentAnswers()
    answers[.medication] = true
    let sent = ServiceRequest.sendConsents(opened.session, answers)
    #expect(town.service.handle(sent, at: town.now, by: Self.other) == .failure(.sessionUnknown))
    let own = town.service.handle(sent, at: town.now, by: Self.one)
    #expect(throws: Never.self) { try own.get() }
    // Not even the answer that was given already.
    #expect(town.service.handle(sent, at: town.now, by: Self.other) == .failure(.sessionUnknown))

    let new = try session(&town, request("unregistered", try nonce(&town, to: Self.other)), by: Self.other)
    #expect(town.service.handle(.register(new.session), at: town.now, by: Self.one) == .failure(.sessionUnknown))
    #expect(throws: Never.self) { try town.service.handle(.register(new.session), at: town.now, by: Self.other).get() }
  }

  @Test func theVerySameRequestByAnotherIsNotAnswered() throws {
    var town = try Town()
    let asked = request("adult", try nonce(&town, to: Self.one))
    let first = try session(&town, asked, by: Self.one)
    #expect(throws: ServiceRefusal.nonceStale) { try session(&town, asked, by: Self.other) }
    #expect(try session(&town, asked, by: Self.one) == first)
    // A visit of the same name is another visit.
    let second = try session(&town, request("adult", try nonce(&town, to: Self.other)), by: Self.other)
    #expect(second.session != first.session)
  }

  @Test func manyVisitsGoThrough() throws {
    // More than the bounds hold at once: what is old makes room.
    var limits = ServiceLimits()
    limits.mostNonces = 50
    limits.mostSessions = 50
    var town = try Town(limits: limits)
    for _ in 0..<2_000 {
      let session = try town.open("adult")
      _ = try town.consent(session.session, [.limit: true])
      town.now = town.now.advanced(by: .seconds(90))
    }
  }
}
