import CivilTime
import DemoPeople
import Eligibility
import EligibilityJSON
import EligibilityXML
import Foundation
import Testing
import X509
import _CryptoExtras

/// The whole server over the wire: real TLS, real certificates, signatures by openssl.
@Suite(.serialized)
struct JourneyTests {
  private let workshop: Workshop
  private let server: RunningStandin

  init() throws {
    workshop = try Workshop()
    try workshop.configure()
    server = try RunningStandin(workshop)
  }

  @Test func fromNonceToTheFinalMessage() throws {
    let session = try server.session("adult")
    #expect(session.identity == IdentityStatement(method: .pin, signed: true, voucher: nil))
    #expect(session.consents == ConsentKind.allCases.filter { $0 != .limit } + [.limit])
    #expect(session.reply?.patientName == "見本　花子")
    #expect(session.reply?.header.medicalInstitutionCode == RunningStandin.institution)
    var answers = ConsentAnswers()
    answers[.medication] = true
    answers[.limit] = true
    answers[.checkup] = false
    guard case .message(let final) = try server.ask(.sendConsents(session.session, answers)).get() else {
      return #expect(Bool(false), "no message")
    }
    #expect(final.processed && final.validity == .valid)
    #expect(final.result?.pharmacistsInfo.consFlg == .known(.given))
    #expect(final.result?.specificHealthCheckupsInfo.consFlg == .known(ConsentFlag.none))
    #expect(final.result?.limitApplicationCertificateRelatedInfo != nil)
    #expect(try server.ask(.sendConsents(session.session, answers)) == .success(.message(final)))
    answers[.checkup] = true
    #expect(
      try server.ask(.sendConsents(session.session, answers)) == .failure(.refused(.requestMalformed)))
    // Nothing about anybody was written anywhere.
    let end = try server.end()
    #expect(end.complaint.isEmpty && end.status == 0 && end.reason == .exit)
  }

  @Test func aVisualCheckRestsOnTheStaffMembersWord() throws {
    let session = try server.session("face-only", by: .visual)
    #expect(
      session.identity == IdentityStatement(method: .visual, signed: false, voucher: StaffNumber("0123")))
  }

  @Test func aNonceIsGoodOnce() throws {
    let nonce = try server.nonce()
    let certificate = try Workshop.card("adult")
    let evidence = IdentityEvidence.cardSignature(.pin, try workshop.signature(of: nonce, by: "adult"))
    func request(_ visit: String) -> ServiceRequest {
      .openSession(SessionRequest(visit: visit, nonce: nonce, certificate: certificate, evidence: evidence))
    }
    let first = try server.ask(request("v1"))
    #expect(throws: Never.self) { try first.get() }
    #expect(try server.ask(request("v2")) == .failure(.refused(.nonceStale)))
    // The same visit's same request, as after a lost answer.
    #expect(try server.ask(request("v1")) == first)
  }

  @Test func aSignatureByAnotherCardIsWrong() throws {
    #expect(
      try server.open("child", certificate: Workshop.card("adult")) == .failure(.refused(.signatureWrong)))
  }

  @Test(
    "Cards that are refused, and those that are not",
    arguments: [
      ("revoked", -400.0, 1_400.0, ServiceRefusal.certificateRevokedOrExpired),
      ("expired", -1_975, -150, .certificateRevokedOrExpired), ("adult", 1, 400, .certificateNotAccepted),
      ("in-grace", -1_855, -30, nil), ("locked", -400, 1_400, nil), ("face-only", -400, 1_400, nil),
    ])
  func dates(key: String, from: Double, until: Double, refusal: ServiceRefusal?) throws {
    let answer = try server.open(
      key, certificate: Workshop.card(key, fromDays: from, untilDays: until), by: .pin)
    if let refusal {
      #expect(answer == .failure(.refused(refusal)))
    } else {
      #expect(throws: Never.self) { try answer.get() }
    }
  }

  @Test func aForgedCardIsNotAccepted() throws {
    // Right names, and another key signed it.
    #expect(
      try server.open("adult", certificate: Workshop.card("adult", issuer: "child"))
        == .failure(.refused(.certificateNotAccepted)))
    // A certificate that may sign others, one for documents only, and rubbish.
    #expect(
      try server.open("adult", certificate: Workshop.card("adult", usage: KeyUsage(keyCertSign: true)))
        == .failure(.refused(.certificateNotAccepted)))
    #expect(
      try server.open("adult", certificate: Workshop.card("adult", usage: KeyUsage(nonRepudiation: true)))
        == .failure(.refused(.certificateNotAccepted)))
    #expect(
      try server.open("adult", certificate: [UInt8](repeating: 0x30, count: 1_600))
        == .failure(.refused(.certificateNotAccepted)))
    var broken = try Workshop.card("adult")
    broken[broken.count - 1] ^= 1
    #expect(try server.open("adult", certificate: broken) == .failure(.refused(.certificateNotAccepted)))
  }

  @Test func aCardOfNobodyIsUnknown() throws {
    let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
    #expect(
      try server.open("adult", certificate: Workshop.card("stranger", key: key), by: .visual)
        == .failure(.refused(.cardUnknown)))
  }

  @Test func registration() throws {
    let session = try server.session("unregistered")
    #expect(session.needsRegistration && session.reply == nil)
    guard case .session(let registered) = try server.ask(.register(session.session)).get() else {
      return #expect(Bool(false), "no session")
    }
    #expect(registered.reply?.validity == .valid)
    #expect(try !server.session("unregistered").needsRegistration)
  }

  @Test("A lookup in either encoding", arguments: MessageEncoding.allCases)
  func lookup(encoding: MessageEncoding) throws {
    let person = try #require(
      try DemoPeople.read(
        [UInt8](try Data(contentsOf: Workshop.assets.appending(path: "people/people.yaml"))), file: "people.yaml"
      )["lost"])
    let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
    let request = QualificationConfirmationRequest(
      confirmationDate: nil, medicalInstitutionCode: RunningStandin.institution,
      query: InsuranceCardQuery(
        insurerNumber: person.insurance.insurer.digits, symbol: person.insurance.symbol,
        identificationNumber: person.insurance.number, branchNumber: nil,
        birthdate: person.identity.birthdate(on: CivilMoment(now).date), limitConsent: false,
        arbitraryFileIdentifier: "f"))
    let answer = try server.curl(
      "/v1/messages/OQSsiquc01", type: "application/xml",
      body: EligibilityXML.encode(.confirm(request), encoding: encoding).bytes)
    #expect(answer.status == 200 && answer.type == "application/xml")
    let reply = try EligibilityXML.decodeReply(answer.body)
    #expect(reply.validity == .invalid && reply.result?.reasonOfLoss == .known(.other))
    #expect(reply.header.medicalInstitutionCode == RunningStandin.institution)
  }

  @Test func noConnectionWithoutAKiosksCertificate() throws {
    let none = try server.curl("/v1/nonce", body: Array("{}".utf8), identity: [])
    #expect(none.exit != 0 && none.status == 0)
    // A certificate of another CA.
    try #require(try workshop.standin("certificates", "--out", workshop.path("other")).status == 0)
    let foreign = try server.curl(
      "/v1/nonce", body: Array("{}".utf8),
      identity: ["--cert", workshop.path("other/client.pem"), "--key", workshop.path("other/client.key")])
    #expect(foreign.exit != 0 && foreign.status == 0)
    // TLS 1.2.
    let old = try server.curl("/v1/nonce", body: Array("{}".utf8), more: ["--tls-max", "1.2"])
    #expect(old.exit != 0 && old.status == 0)
    #expect(try server.curl("/v1/nonce", body: Array("{}".utf8)).status == 200)
  }

  @Test func theServersNameIsInItsCertificate() throws {
    let more = ["--resolve", "other.example:\(server.port):127.0.0.1"]
    let other = try server.curl("/v1/nonce", host: "other.example", body: Array("{}".utf8), more: more)
    // curl's own number for a peer that is not who it should be.
    #expect(other.exit == 60 && other.status == 0)
  }

  @Test func whatIsNoRequestIsRefused() throws {
    #expect(try server.curl("/v1/nonce", body: Array("{".utf8)).status == 400)
    #expect(try server.curl("/v1/nothing", body: Array("{}".utf8)).status == 400)
    #expect(try server.curl("/v1/nonce", body: Array("{}".utf8), more: ["--request", "GET"]).status == 405)
    let large = [UInt8](repeating: 0x20, count: EligibilityWire.largestRequestBytes + 1)
    #expect(try server.curl("/v1/nonce", body: large).status == 413)
    let hostile = Array("<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"b\">]><XmlMsg/>".utf8)
    #expect(try server.curl("/v1/messages/OQSsiquc01", type: "application/xml", body: hostile).status == 400)
    #expect(try server.ask(.sendConsents(SessionID("none"), ConsentAnswers())) == .failure(.refused(.sessionUnknown)))
    // It goes on.
    #expect(throws: Never.self) { try server.nonce() }
  }
}
