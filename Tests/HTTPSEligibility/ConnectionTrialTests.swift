import CCurl
import Eligibility
import Testing

@testable import HTTPSEligibility

/// How far a trial of the connection comes, for who looks why there is none.
@Suite(.timeLimit(.minutes(2))) struct ConnectionTrialTests {
  private func trial(_ sample: Sample, _ settings: Settings? = nil) async throws -> ConnectionTrial {
    defer { sample.service.stop() }
    let client = try HTTPSEligibility(settings ?? sample.settings())
    defer { client.stop() }
    return await withCheckedContinuation { continuation in
      client.tryConnection { continuation.resume(returning: $0) }
    }
  }

  @Test func aNonceIsAskedForAndNothingElse() async throws {
    let sample = try Sample(.answers(Sample.nonceAnswer))
    #expect(try await trial(sample) == ConnectionTrial(stage: .answered, failure: nil))
    #expect(sample.service.requests.count == 1)
    #expect(sample.service.requests.first?.hasPrefix("POST /v1/nonce ") == true)
  }

  @Test func nobodyListens() async throws {
    let sample = try Sample(.answers(Sample.nonceAnswer))
    sample.service.stop()
    let trial = try await trial(sample)
    #expect(trial.stage == .nowhere)
    #expect(trial.failure.map { Result<ServiceAnswer, ServiceFailure>.failure($0).kind } == "unreachable")
  }

  @Test(arguments: ["elsewhere", "impostor", "oldService"])
  func aServiceThatIsNotBelievedWasConnectedTo(identity: String) async throws {
    let trial = try await trial(try Sample(.answers(Sample.nonceAnswer), as: identity))
    #expect(trial.stage == .connected, "\(trial)")
    #expect(trial.failure.map { Result<ServiceAnswer, ServiceFailure>.failure($0).kind } == "notTrusted")
  }

  @Test func aKioskThatIsNotBelievedHasTLS() async throws {
    let sample = try Sample(.answers(Sample.nonceAnswer))
    let trial = try await trial(sample, sample.settings(kiosk: "stranger"))
    #expect(trial.stage == .secured, "\(trial)")
    #expect(
      trial.failure == .notTrusted("the service refused the connection: unknown certificate authority"))
  }

  @Test func anAnswerThatIsNoneCameAllTheSame() async throws {
    let trial = try await trial(try Sample(.answers(Sample.answer("見本"))))
    #expect(trial.stage == .answered)
    #expect(trial.failure.map { Result<ServiceAnswer, ServiceFailure>.failure($0).kind } == "rubbish")
  }
}
