import CivilTime
import Eligibility
import Testing

@testable import HTTPSEligibility

/// A connection is kept and used again; what its death looks like is never told as something else (R10).
@Suite(.timeLimit(.minutes(2))) struct KeptConnectionTests {
  @Test func requestsShareAConnection() async throws {
    let sample = try Sample(.keepsConnections(Sample.nonceAnswer))
    let client = try HTTPSEligibility(sample.settings())
    for _ in 0..<20 { #expect(await client.answer(to: .nonce) == .success(Sample.nonce)) }
    client.stop()
    sample.service.stop()
    #expect(sample.service.connections == 1)
    #expect(sample.service.requests.count == 20)
  }

  @Test func whatTheServiceEndedWhileNothingWasAskedIsNotAskedOn() async throws {
    let sample = try Sample(.answers(Sample.nonceAnswer))
    let client = try HTTPSEligibility(sample.settings())
    for count in 1...3 {
      #expect(await client.answer(to: .nonce) == .success(Sample.nonce))
      await sample.service.hasEnded(count)
    }
    // Each answered in its first try.
    client.stop()
    sample.service.stop()
    #expect(sample.service.connections == 3)
    #expect(sample.service.requests.count == 3)
  }

  @Test func aServiceThatIsGoneIsUnreachableThoughAConnectionWasKept() async throws {
    let sample = try Sample(.answers(Sample.nonceAnswer))
    let client = try HTTPSEligibility(sample.settings())
    #expect(await client.answer(to: .nonce) == .success(Sample.nonce))
    await sample.service.hasEnded(1)
    sample.service.stop()
    let result = await client.answer(to: .nonce)
    #expect(result.kind == "unreachable", "\(result)")
    #expect(result.words.hasSuffix("(3 tries)"))
    client.stop()
    #expect(sample.service.requests.count == 1)
  }

  @Test func aConnectionThatDiesWhileAskingIsAskedAgain() async throws {
    let sample = try Sample(.dropsTheSecond(Sample.nonceAnswer, goesOn: true))
    let client = try HTTPSEligibility(sample.settings())
    #expect(await client.answer(to: .nonce) == .success(Sample.nonce))
    #expect(await client.answer(to: .nonce) == .success(Sample.nonce))
    client.stop()
    sample.service.stop()
    #expect(sample.service.requests.count == 3)
    #expect(sample.service.connections == 2)
  }

  @Test("The service read the request, hung up and is gone: no later \"not reached\" makes it unasked")
  func aConnectionThatDiesForGoodLosesTheAnswer() async throws {
    let sample = try Sample(.dropsTheSecond(Sample.nonceAnswer, goesOn: false))
    let client = try HTTPSEligibility(sample.settings())
    #expect(await client.answer(to: .nonce) == .success(Sample.nonce))
    let result = await client.answer(to: .nonce)
    #expect(result.kind == "answerLost", "\(result)")
    client.stop()
    sample.service.stop()
    #expect(sample.service.requests.count == 2)
  }

  @Test func aPassingTroubleIsPassedOver() async throws {
    let gateway = Sample.answer("<html></html>", status: "503 Service Unavailable", type: "text/html")
    for first in ["", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", gateway] {
      let sample = try Sample(.answersInTurn([first, Sample.nonceAnswer]))
      #expect(try await sample.ask() == .success(Sample.nonce), "\(first)")
      #expect(sample.service.requests.count == 2)
    }
  }

  @Test("Nobody knows how far a gateway that goes on saying no let the request go")
  func aGatewayThatGoesOnSayingNo() async throws {
    let sample = try Sample(.answers(Sample.answer("<html></html>", status: "502 Bad Gateway", type: "text/html")))
    #expect(
      try await sample.ask()
        == .failure(.answerLost("something before the service answered with HTTP 502")))
    #expect(sample.service.requests.count == 3)
  }

  /// Longer than any budget: told at once.
  @Test func aPauseThatIsTooLongIsNotMade() async throws {
    let text = "HTTP/1.1 503 Busy\r\nRetry-After: 3600\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n"
    let sample = try Sample(.answers(text))
    #expect(
      try await sample.ask()
        == .failure(.answerLost("something before the service answered with HTTP 503")))
    #expect(sample.service.requests.count == 1)
  }

  @Test func aMessageIsAskedAndAnswered() async throws {
    let request = InterfaceRequest.confirm(
      QualificationConfirmationRequest(
        confirmationDate: nil, medicalInstitutionCode: "1311234567",
        query: InsuranceCardQuery(
          insurerNumber: "01990019", symbol: nil, identificationNumber: "1", branchNumber: nil,
          birthdate: CivilDate(dayNumber: 5_000), limitConsent: false, arbitraryFileIdentifier: "f-1")))
    let reply = """
      <?xml version="1.0" encoding="UTF-8" standalone="no"?><XmlMsg><MessageHeader>\
      <MedicalInstitutionCode>1311234567</MedicalInstitutionCode>\
      <ArbitraryFileIdentifier>f-1</ArbitraryFileIdentifier></MessageHeader><MessageBody></MessageBody></XmlMsg>
      """
    let sample = try Sample(.keepsConnections(Sample.answer(reply, type: "application/xml")))
    let client = try HTTPSEligibility(sample.settings()).client
    for _ in 0..<2 {
      let result = await withCheckedContinuation { continuation in
        client.exchange(request) { continuation.resume(returning: $0) }
      }
      guard case .success(.eligibility(let reply)) = result else { return #expect(Bool(false), "\(result)") }
      #expect(reply.header.arbitraryFileIdentifier == "f-1")
    }
    client.stop()
    sample.service.stop()
    #expect(sample.service.connections == 1)
    #expect(sample.service.requests.allSatisfy { $0.hasPrefix("POST /v1/messages/OQSsiquc01 HTTP/1.1\r\n") })
  }
}

/// When a request is asked again, and what is said in the end.
@Suite struct PerseveranceTests {
  private func perseverance() -> Perseverance { Perseverance(Limits.Repeating(), budget: .seconds(30)) }
  private func end(_ failure: ServiceFailure, ranOut: Bool = false) -> TryEnd {
    TryEnd(result: .failure(failure), ranOut: ranOut)
  }

  @Test func pausesGrowByChanceAndEnd() {
    var asked = perseverance()
    #expect(
      asked.judge(end(.unreachable("no")), elapsed: .zero, chance: 0) == .again(after: .milliseconds(150)))
    #expect(
      asked.judge(end(.unreachable("no")), elapsed: .seconds(1), chance: 1) == .again(after: .milliseconds(600)))
    #expect(
      asked.judge(end(.unreachable("no")), elapsed: .seconds(2), chance: 0)
        == .answer(.failure(.unreachable("no (3 tries)"))))
    #expect(asked.tries == 3)

    var many = Limits.Repeating()
    many.tries = 100
    var patient = Perseverance(many, budget: .seconds(1_000))
    for _ in 0..<98 { _ = patient.judge(end(.unreachable("no")), elapsed: .zero, chance: 1) }
    #expect(
      patient.judge(end(.unreachable("no")), elapsed: .zero, chance: 1) == .again(after: many.longestPause))
  }

  @Test func theBudgetEndsIt() {
    var asked = perseverance()
    #expect(
      asked.judge(end(.answerLost("cut")), elapsed: .milliseconds(27_701), chance: 1)
        == .answer(.failure(.answerLost("cut"))))
    var sooner = perseverance()
    #expect(
      sooner.judge(end(.answerLost("cut")), elapsed: .milliseconds(27_700), chance: 1)
        == .again(after: .milliseconds(300)))
  }

  @Test(arguments: [
    ServiceFailure.notTrusted("no"), .refused(.busy), .refused(.nonceStale), .rubbish("what"),
  ])
  func whatIsNotRepeated(failure: ServiceFailure) {
    var asked = perseverance()
    #expect(asked.judge(end(failure), elapsed: .zero, chance: 0) == .answer(.failure(failure)))
  }

  @Test func whatUsedUpItsTimeIsNotRepeated() {
    for failure in [ServiceFailure.unreachable("time"), .answerLost("time")] {
      var asked = perseverance()
      #expect(asked.judge(end(failure, ranOut: true), elapsed: .zero, chance: 0) == .answer(.failure(failure)))
    }
  }

  @Test("Once a try may have arrived, nothing later says that nothing was asked")
  func theTruestFailure() {
    for last in [ServiceFailure.unreachable("gone"), .notTrusted("gone")] {
      var asked = perseverance()
      _ = asked.judge(end(.answerLost("cut")), elapsed: .zero, chance: 0)
      _ = asked.judge(end(.unreachable("gone")), elapsed: .zero, chance: 0)
      #expect(asked.judge(end(last), elapsed: .zero, chance: 0) == .answer(.failure(.answerLost("gone (3 tries)"))))
    }
    // A gateway said something: the request may have passed it.
    var gateway = perseverance()
    let answered = TryEnd(result: .success(Response(status: 502, contentType: "text/html", body: [])))
    #expect(gateway.judge(answered, elapsed: .zero, chance: 1) == .again(after: .milliseconds(300)))
    #expect(gateway.truest(.failure(.unreachable("gone"))) == .failure(.answerLost("gone")))
    // A refusal is an answer, whatever came before.
    var refused = perseverance()
    _ = refused.judge(end(.answerLost("cut")), elapsed: .zero, chance: 0)
    let refusal = TryEnd(result: .success(Response(status: 503, contentType: "application/json", body: [])))
    #expect(refused.judge(refusal, elapsed: .zero, chance: 0) == .answer(refusal.result))
  }

  @Test func theServicesOwnPauseIsKept() {
    var asked = perseverance()
    var answered = TryEnd(result: .success(Response(status: 503, contentType: "text/html", body: [])))
    answered.askedToWait = .seconds(10)
    #expect(asked.judge(answered, elapsed: .zero, chance: 0) == .again(after: .seconds(10)))
    #expect(
      asked.judge(answered, elapsed: .seconds(20), chance: 0)
        == .answer(.failure(.answerLost("something before the service answered with HTTP 503"))))
  }

  @Test func everythingEndsBeforeTheKioskGivesUp() {
    // `Rules.Limits.service`.
    #expect(Limits.standard.budget < .seconds(40))
    #expect(Limits.standard.whole <= Limits.standard.budget)
    #expect(Limits.Lists().whole <= Limits.Lists().budget)
  }
}
