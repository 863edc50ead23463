import CivilTime
import Eligibility
import EligibilityJSON
import EligibilityXML
import Testing

struct WireTests {
  private let certificate = [UInt8](repeating: 0x30, count: 1_600)
  private let nonce = Nonce(bytes: Array(0..<32))
  private let signature = [UInt8](repeating: 7, count: 256)
  private let institution = "9999999999"

  private func staff() throws -> StaffNumber { try #require(StaffNumber("0123")) }

  private func requests() throws -> [ServiceRequest] {
    var answers = ConsentAnswers()
    answers[.medication] = true
    answers[.limit] = false
    func open(_ evidence: IdentityEvidence) -> ServiceRequest {
      .openSession(SessionRequest(visit: "0190-a_b", nonce: nonce, certificate: certificate, evidence: evidence))
    }
    return [
      .nonce, open(.cardSignature(.pin, signature)), open(.cardSignature(.face, signature)),
      open(.attestation(try staff(), signature: nil)), open(.attestation(try staff(), signature: signature)),
      .register(SessionID("s1")), .sendConsents(SessionID("s1"), answers),
      .sendConsents(SessionID("s1"), ConsentAnswers()),
    ]
  }

  @Test func everyRequestArrivesAsItWasSent() throws {
    for request in try requests() {
      let wire = EligibilityWire.encode(request, institution: institution)
      let received = try EligibilityWire.decodeRequest(
        path: wire.path, contentType: wire.contentType + "; charset=utf-8", body: wire.body)
      #expect(received.request == request)
      switch request {
      case .openSession: #expect(received.institution == institution)
      case .nonce, .register, .sendConsents: #expect(received.institution == nil)
      }
    }
  }

  private func session(
    _ identity: IdentityStatement, registered: Bool = true, consents: [ConsentKind] = [.medication, .limit]
  ) -> SessionAnswer {
    var header = MessageHeader()
    header.characterCodeIdentifier = .known(.utf8)
    return SessionAnswer(
      session: SessionID("s1"), identity: identity, consents: consents, needsRegistration: !registered,
      reply: registered ? EligibilityReply(header: header) : nil)
  }

  private func passed(
    _ result: Result<ServiceAnswer, ServiceRefusal>, for request: ServiceRequest
  ) -> Result<ServiceAnswer, ServiceFailure> {
    let answer = EligibilityWire.encodeAnswer(result)
    return EligibilityWire.decode(
      status: answer.status, contentType: answer.contentType, body: answer.body, for: request)
  }

  @Test func everyAnswerArrivesAsItWasGiven() throws {
    let pin = session(IdentityStatement(method: .pin, signed: true, voucher: nil))
    let word = session(IdentityStatement(method: .visual, signed: false, voucher: try staff()), registered: false)
    let all = try requests()
    #expect(passed(.success(.nonce(nonce)), for: .nonce) == .success(.nonce(nonce)))
    #expect(passed(.success(.session(pin)), for: all[1]) == .success(.session(pin)))
    #expect(passed(.success(.session(word)), for: all[3]) == .success(.session(word)))
    #expect(passed(.success(.session(pin)), for: .register(SessionID("s1"))) == .success(.session(pin)))
    let reply = try #require(pin.reply)
    #expect(passed(.success(.message(reply)), for: all[6]) == .success(.message(reply)))
  }

  @Test("Every refusal arrives as itself", arguments: ServiceRefusal.allCases)
  func refusals(refusal: ServiceRefusal) throws {
    for request in try requests() {
      #expect(passed(.failure(refusal), for: request) == .failure(.refused(refusal)))
    }
  }

  @Test func anAnswerToAnotherQuestionIsRubbish() throws {
    let all = try requests()
    let answers: [ServiceAnswer] = [
      .nonce(nonce), .session(session(IdentityStatement(method: .pin, signed: true, voucher: nil))),
      .message(EligibilityReply()),
    ]
    let fits: [Set<Int>] = [[0], [1, 5], [6, 7]]
    for (number, answer) in answers.enumerated() {
      for (index, request) in all.enumerated() where !fits[number].contains(index) {
        #expect(passed(.success(answer), for: request).isRubbish, "answer \(number) to request \(index)")
      }
    }
  }

  @Test func anotherIdentityThanTheOneSentIsRubbish() throws {
    let request = try requests()[3]
    let vouched = try staff()
    let other = try #require(StaffNumber("9999"))
    for identity in [
      IdentityStatement(method: .visual, signed: true, voucher: vouched),
      IdentityStatement(method: .visual, signed: false, voucher: nil),
      IdentityStatement(method: .visual, signed: false, voucher: other),
      IdentityStatement(method: .pin, signed: false, voucher: vouched),
    ] {
      #expect(passed(.success(.session(session(identity))), for: request).isRubbish)
    }
  }

  @Test(
    "What is no answer is rubbish",
    arguments: [
      (200, "application/json", ""), (200, "application/json", "{}"), (200, "application/json", "{\"nonce\":\"AA==\"}"),
      (200, "application/json", "{\"nonce\":7}"), (200, "application/json", "[]"), (200, "text/html", "<html>"),
      (
        200, "application/json",
        "{\"nonce\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\",\"more\":true}"
      ),
      (200, "text/plain", "{\"nonce\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"}"),
      (204, "application/json", "{\"nonce\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"}"),
      (403, "application/json", "{\"refusal\":\"S-999\"}"), (403, "text/html", "no"),
      (500, "application/json", "{\"refusal\":\"S-103\"}"), (302, "", ""),
    ])
  func rubbish(status: Int, type: String, body: String) {
    #expect(
      EligibilityWire.decode(status: status, contentType: type, body: Array(body.utf8), for: .nonce).isRubbish)
  }

  @Test func anAnswerThatIsTooLargeIsRubbish() {
    let body = [UInt8](repeating: 0x20, count: EligibilityWire.largestAnswerBytes + 1)
    #expect(
      EligibilityWire.decode(status: 200, contentType: "application/json", body: body, for: .nonce)
        == .failure(.rubbish("an answer larger than allowed")))
  }

  @Test func messageAndRegistrationMustAgree() throws {
    let request = try requests()[1]
    let answer = EligibilityWire.encodeAnswer(
      .success(.session(session(IdentityStatement(method: .pin, signed: true, voucher: nil)))))
    let text = String(decoding: answer.body, as: UTF8.self)
    for (from, to) in [
      ("\"needsRegistration\":false", "\"needsRegistration\":true"), ("\"YZK\"", "\"XXX\""),
      ("\"YZK\"", "\"LMT\""), ("\"session\":\"s1\"", "\"session\":\"../s\""), ("<XmlMsg>", "<!DOCTYPE x><XmlMsg>"),
    ] {
      let changed = text.replacing(from, with: to)
      #expect(changed != text)
      #expect(
        EligibilityWire.decode(
          status: 200, contentType: answer.contentType, body: Array(changed.utf8), for: request
        ).isRubbish, "\(from) → \(to)")
    }
  }

  @Test(
    "What is no request is refused",
    arguments: [
      ("/v1/nonce", "{\"x\":true}"), ("/v1/nonce", ""), ("/v1/other", "{}"), ("/", "{}"), ("/v1/sessions", "{}"),
      ("/v1/sessions/s1", "{}"), ("/v1/sessions/s1/consents", "{}"), ("/v1/sessions//consents", "{\"answers\":{}}"),
      ("/v1/sessions/s1/consents", "{\"answers\":{\"XXX\":true}}"),
      ("/v1/sessions/s1/consents", "{\"answers\":{\"YZK\":\"yes\"}}"),
      ("/v1/sessions/s1/consents/", "{\"answers\":{}}"), ("/v1/sessions/s1/registration/x", "{}"),
      ("/v1/messages/OQSsiquc01", "{}"),
    ])
  func noRequest(path: String, body: String) {
    #expect(throws: ServiceRefusal.requestMalformed) {
      try EligibilityWire.decodeRequest(path: path, contentType: "application/json", body: Array(body.utf8))
    }
  }

  @Test func methodAndVoucherMustAgree() throws {
    let wire = EligibilityWire.encode(try requests()[1], institution: institution)
    let text = String(decoding: wire.body, as: UTF8.self)
    for (from, to) in [
      ("\"method\":\"pin\"", "\"method\":\"visual\""),
      ("\"method\":\"pin\"", "\"method\":\"pin\",\"voucher\":\"0123\""),
      ("\"institution\":\"9999999999\"", "\"institution\":\"999\""), ("\"visit\":\"0190-a_b\"", "\"visit\":\"a/b\""),
      ("\"method\":\"pin\"", "\"method\":\"guess\""),
    ] {
      let changed = text.replacing(from, with: to)
      #expect(changed != text)
      #expect(throws: ServiceRefusal.requestMalformed, "\(from) → \(to)") {
        try EligibilityWire.decodeRequest(
          path: wire.path, contentType: wire.contentType, body: Array(changed.utf8))
      }
    }
  }
}

extension Result<ServiceAnswer, ServiceFailure> {
  fileprivate var isRubbish: Bool {
    if case .failure(.rubbish) = self { return true }
    return false
  }
}
