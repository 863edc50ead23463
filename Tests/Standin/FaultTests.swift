import CivilTime
import Eligibility
import EligibilityJSON
import EligibilityXML
import Foundation
import Testing

@testable import uketsuke_standin

/// What goes wrong on purpose over HTTPS, and the messages that go right there.
@Suite(.serialized)
struct FaultTests {
  private let workshop: Workshop

  init() throws {
    workshop = try Workshop()
    try workshop.configure(["crowd": "50", "batch": "{ pauseMilliseconds: 0, microsecondsPerPerson: 0 }"])
  }

  @Test func everyMessageIsAnswered() throws {
    let server = try RunningStandin(workshop)
    func eligibility(_ request: InterfaceRequest) throws -> EligibilityReply {
      guard case .eligibility(let reply) = try server.ask(request).get() else { throw ServiceRefusal.requestMalformed }
      return reply
    }
    #expect(try eligibility(try workshop.lookup("insurer-changed")).validity == .invalidNewEligibility)
    let number = try #require(try eligibility(workshop.crowd(50)).receptionNumber)
    #expect(try eligibility(workshop.crowd(50)).receptionNumber == number)
    let result = try eligibility(workshop.collection(number))
    #expect(result.header.segmentOfResult == .known(.normal) && result.body.bulkConfirmUnits.count == 50)
    #expect(try eligibility(workshop.crowd(49)).header.errorCode == "S-303")

    let query = try workshop.query("adult")
    var info = ReferenceNumberRegistrationInfo()
    info.referenceNumber = "K-7"
    info.insurerNumber = query.insurerNumber
    info.insuredCardSymbol = query.symbol
    info.insuredIdentificationNumber = query.identificationNumber
    info.insuredBranchNumber = query.branchNumber
    let registered = try eligibility(
      .registerReferenceNumbers(
        ReferenceNumberRequest(
          medicalInstitutionCode: RunningStandin.institution, arbitraryFileIdentifier: "r", registrations: [info])))
    #expect(registered.processed)
    #expect(try eligibility(try workshop.lookup("adult")).referenceNumber == "K-7")
    #expect(try server.session("adult").reply?.referenceNumber == "K-7")
    // Nobody agreed to anything here.
    guard case .medicalInformation(let records) = try server.ask(try workshop.records("adult", .medication)).get()
    else { return #expect(Bool(false), "no records") }
    #expect(!records.isDone && records.months.isEmpty)
  }

  @Test(
    "An answer that is none of this request's", arguments: ["wrong-institution", "wrong-identifier", "wrong-encoding"])
  func rubbish(fault: String) throws {
    let server = try RunningStandin(workshop, faults: ["\(fault)@1"])
    guard case .failure(.rubbish) = try server.ask(try workshop.lookup("adult")) else {
      return #expect(Bool(false), "\(fault) was taken")
    }
    // Once only, and never where there is no message.
    #expect(throws: Never.self) { try server.ask(try workshop.lookup("adult")).get() }
    #expect(throws: Never.self) { try server.nonce() }
  }

  @Test func aMessageThatIsNotWorkedOn() throws {
    let server = try RunningStandin(workshop, faults: ["error"])
    guard case .eligibility(let reply) = try server.ask(try workshop.lookup("adult")).get(),
      case .medicalInformation(let records) = try server.ask(try workshop.records("adult", .checkup)).get()
    else { return #expect(Bool(false), "no replies") }
    #expect(reply.header.segmentOfResult == .known(.abnormal) && reply.header.errorCode == "S-391")
    #expect(reply.header.errorMessage?.isEmpty == false && reply.validity == nil)
    #expect(records.resultCode == "9" && records.messageContents == reply.header.errorMessage)
  }

  @Test func anUnavailableServiceSaysWhenToComeAgain() throws {
    let server = try RunningStandin(workshop, faults: ["unavailable@2"])
    let wire = EligibilityWire.encode(try workshop.lookup("adult"))
    let headers = workshop.path("headers")
    let answer = try server.curl(wire.path, type: wire.contentType, body: wire.body, more: ["--dump-header", headers])
    #expect(answer.status == 503 && answer.type == "text/plain")
    #expect(String(decoding: try workshop.bytes("headers"), as: UTF8.self).lowercased().contains("retry-after: 1\r\n"))
    #expect(try server.curl("/v1/nonce", body: Array("{}".utf8)).status == 503)
    #expect(throws: Never.self) { try server.nonce() }
  }

  @Test func anAnswerIsCut() throws {
    let server = try RunningStandin(workshop, faults: ["half@1"])
    let wire = EligibilityWire.encode(try workshop.lookup("adult"))
    let answer = try server.curl(wire.path, type: wire.contentType, body: wire.body)
    // curl's own numbers for a body, or a connection, that ends too soon.
    #expect([18, 56].contains(answer.exit) && answer.status == 200, "\(answer.exit)")
    #expect(!answer.body.isEmpty && answer.body.starts(with: Array("<?xml".utf8)))
    #expect(throws: EligibilityXMLFailure.self) { try EligibilityXML.decodeReply(answer.body) }
    #expect(throws: Never.self) { try server.nonce() }
  }

  @Test func anAnswerIsLateOrNeverComes() throws {
    let server = try RunningStandin(workshop, faults: ["slow=0.3@1"])
    let start = ContinuousClock.now
    _ = try server.nonce()
    #expect(start.duration(to: .now) >= .milliseconds(300))

    let silent = try RunningStandin(workshop, faults: ["never@1"])
    let wire = EligibilityWire.encode(try workshop.lookup("adult"))
    let answer = try silent.curl(wire.path, type: wire.contentType, body: wire.body, more: ["--max-time", "0.5"])
    #expect(answer.exit == 28 && answer.body.isEmpty)
    // It goes on, and ends when it is told to.
    #expect(throws: Never.self) { try silent.nonce() }
    #expect(try silent.end().status == 0)
  }

  @Test func anExpiredCertificate() throws {
    let server = try RunningStandin(workshop, faults: ["expired-certificate"])
    let answer = try server.curl("/v1/nonce", body: Array("{}".utf8))
    // curl's own number for a peer's certificate that is not good.
    #expect(answer.exit == 60 && answer.status == 0)
    let looked = try server.curl("/v1/nonce", body: Array("{}".utf8), more: ["--insecure"])
    #expect(looked.status == 200)
  }

  @Test func aRestartForgetsSessionsAndKeepsTheRest() throws {
    // Nonce, session, batch; the fourth finds a new service.
    let server = try RunningStandin(workshop, faults: ["restart-after=3"])
    let session = try server.session("adult")
    guard case .eligibility(let receipt) = try server.ask(workshop.crowd(5)).get() else {
      return #expect(Bool(false), "no receipt")
    }
    #expect(
      try server.ask(.sendConsents(session.session, ConsentAnswers())) == .failure(.refused(.sessionUnknown)))
    let number = try #require(receipt.receptionNumber)
    guard case .eligibility(let result) = try server.ask(workshop.collection(number)).get() else {
      return #expect(Bool(false), "no result")
    }
    #expect(result.header.segmentOfResult == .known(.normal) && result.body.bulkConfirmUnits.count == 5)
  }

  // MARK: - As they are written

  @Test(
    "A fault by its text",
    arguments: [
      ("half", Fault.Kind.half, 0, nil), ("half@3", .half, 0, 3), ("slow=2.5", .slow, 2_500, nil),
      ("slow=0.0001@1", .slow, 1, 1), ("in-place", .inPlace, 1_000, nil), ("in-place=600", .inPlace, 600_000, nil),
      ("restart-after=10", .restartAfter, 10, nil),
    ] as [(String, Fault.Kind, Int, Int?)])
  func texts(text: String, kind: Fault.Kind, amount: Int, times: Int?) throws {
    let fault = try Fault(text)
    #expect(fault.kind == kind && fault.amount == amount && fault.times == times)
  }

  @Test(
    "What is no fault",
    arguments: [
      "", "halves", "half=", "half@", "half@x", "half@-1", "slow", "slow=", "slow=nan", "slow=-1", "slow=601",
      "slow=inf",
      "restart-after", "restart-after=0", "restart-after=1.5", "@1", "=1",
    ])
  func noFaults(text: String) { #expect(throws: Fault.Misfit.self) { try Fault(text) } }

  @Test func aFaultStrikesWhereItCanAndSoOften() {
    let board = FaultBoard([Fault(kind: .duplicate), Fault(kind: .error)])
    #expect(board.strike(.session).faults.isEmpty)
    #expect(board.strike(.message).faults.map(\.kind) == [.error])
    #expect(board.strike(.file).faults.map(\.kind) == [.duplicate, .error])
    var once = Fault(kind: .error)
    once.times = 1
    board.set([once])
    // A session cannot use it up.
    #expect(!board.strike(.session).has(.error) && board.strike(.message).has(.error))
    #expect(!board.strike(.message).has(.error))
  }
}
