import CivilTime
import DemoPeople
import Eligibility
import EligibilityJSON
import EligibilityService
import Foundation
import Synchronization
import Testing

@testable import uketsuke_standin

/// Two kiosks with a client certificate each before one server: what one asked for is not there for the other.
@Suite(.serialized)
struct CallerTests {
  private let workshop: Workshop
  private let server: RunningStandin
  private let other: [String]

  init() throws {
    workshop = try Workshop()
    try workshop.configure(["clientTrust": "both.pem"])
    // Each set of certificates has a CA of its own; the server takes clients of both.
    try #require(try workshop.standin("certificates", "--out", workshop.path("other")).status == 0)
    let both = try workshop.bytes("tls/ca.pem") + workshop.bytes("other/ca.pem")
    try Data(both).write(to: workshop.folder.appending(path: "both.pem"))
    other = ["--cert", workshop.path("other/client.pem"), "--key", workshop.path("other/client.key")]
    server = try RunningStandin(workshop)
  }

  @Test func anothersSessionIsUnknown() throws {
    let session = try server.session("adult")
    var answers = ConsentAnswers()
    answers[.medication] = true
    let sent = ServiceRequest.sendConsents(session.session, answers)
    #expect(try server.ask(sent, identity: other) == .failure(.refused(.sessionUnknown)))
    guard case .message(let reply) = try server.ask(sent).get() else { return #expect(Bool(false), "no message") }
    #expect(reply.processed && reply.result?.pharmacistsInfo.consFlg == .known(.given))
    #expect(try server.ask(sent, identity: other) == .failure(.refused(.sessionUnknown)))
  }

  @Test func anothersRegistrationIsUnknown() throws {
    let session = try server.session("unregistered")
    #expect(try server.ask(.register(session.session), identity: other) == .failure(.refused(.sessionUnknown)))
    #expect(throws: Never.self) { try server.ask(.register(session.session)).get() }
  }

  @Test func anothersNonceIsStaleAndStaysItsOwners() throws {
    let nonce = try server.nonce()
    let request = ServiceRequest.openSession(
      SessionRequest(
        visit: "v", nonce: nonce, certificate: try Workshop.card("adult"),
        evidence: .cardSignature(.pin, try workshop.signature(of: nonce, by: "adult"))))
    #expect(try server.ask(request, identity: other) == .failure(.refused(.nonceStale)))
    let own = try server.ask(request)
    #expect(throws: Never.self) { try own.get() }
    // The very same bytes over the other's connection tell nothing of the patient either.
    #expect(try server.ask(request, identity: other) == .failure(.refused(.nonceStale)))
  }

  /// The program's own desk with a clock that the test moves: 60 seconds, and not a moment more.
  @Test func aNonceOfTheProgramLivesAMinute() async throws {
    let people = try DemoPeople.read(
      [UInt8](try Data(contentsOf: Workshop.assets.appending(path: "people/people.yaml"))), file: "people.yaml")
    let trust = try CardTrust(
      pem: [UInt8](try Data(contentsOf: Workshop.assets.appending(path: "cards/ca.pem"))), file: "ca.pem")
    let start = Timestamp(Date())
    let clock = MovedClock(start)
    let desk = ServiceDesk(people: people, trust: trust, clock: { clock.now })
    func ask(_ request: ServiceRequest) async -> Result<ServiceAnswer, ServiceRefusal> {
      await desk.answer(
        ReceivedRequest(institution: RunningStandin.institution, request: request), by: .sameProcess)
    }
    for (age, isGood) in [(Duration.seconds(60), true), (.milliseconds(60_001), false)] {
      clock.now = start
      guard case .nonce(let nonce) = try await ask(.nonce).get() else { return #expect(Bool(false), "no nonce") }
      let asked = SessionRequest(
        visit: "v\(age)", nonce: nonce, certificate: try Workshop.card("adult"),
        evidence: .cardSignature(.pin, try workshop.signature(of: nonce, by: "adult")))
      clock.now = start.advanced(by: age)
      let answer = await ask(.openSession(asked))
      if isGood {
        #expect(throws: Never.self) { try answer.get() }
      } else {
        #expect(answer == .failure(.nonceStale))
      }
    }
  }
}

/// The test moves it; the server's desk reads it on its own executor.
private final class MovedClock: Sendable {
  private let moment: Mutex<Timestamp>

  init(_ start: Timestamp) { moment = Mutex(start) }

  var now: Timestamp {
    get { moment.withLock { $0 } }
    set { moment.withLock { $0 = newValue } }
  }
}
