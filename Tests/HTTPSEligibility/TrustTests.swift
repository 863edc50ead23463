import CCurl
import Eligibility
import Foundation
import Testing

@testable import HTTPSEligibility

/// Who is believed, and that nothing is asked of anybody else.
@Suite(.timeLimit(.minutes(2))) struct TrustTests {
  @Test func bothSidesKnowEachOther() async throws {
    let sample = try Sample(.answers(Sample.nonceAnswer))
    #expect(try await sample.ask() == .success(Sample.nonce))
    let request = try #require(sample.service.requests.first)
    #expect(request.hasPrefix("POST /v1/nonce HTTP/1.1\r\n"))
    #expect(request.hasSuffix("\r\n\r\n{}"))
    #expect(request.contains("\r\nContent-Type: application/json\r\n"))
    #expect(!request.contains("Expect"))
    #expect(sample.service.requests.count == 1)
  }

  @Test func theAddressMayHaveAPath() async throws {
    let sample = try Sample(.answers(Sample.nonceAnswer))
    let settings = sample.settings(url: sample.service.url + "/eligibility/")
    #expect(try await sample.ask(settings) == .success(Sample.nonce))
    #expect(sample.service.requests.first?.hasPrefix("POST /eligibility/v1/nonce HTTP/1.1\r\n") == true)
  }

  @Test(arguments: ["elsewhere", "impostor", "oldService"])
  func aServiceOfAnotherNameIssuerOrTimeIsNotAsked(identity: String) async throws {
    let sample = try Sample(.answers(Sample.nonceAnswer), as: identity)
    let result = try await sample.ask()
    #expect(result.kind == "notTrusted", "\(result)")
    #expect(sample.service.requests.isEmpty)
  }

  /// With TLS 1.3 the refusal comes when our side has long finished.
  @Test(arguments: [TLS1_3_VERSION, TLS1_2_VERSION])
  func aKioskThatTheServiceDoesNotKnowIsToldSo(version: Int32) async throws {
    for (kiosk, words) in [("stranger", "unknown certificate authority"), ("oldKiosk", "certificate expired")] {
      let sample = try Sample(.answers(Sample.nonceAnswer), latestVersion: version)
      let result = try await sample.ask(sample.settings(kiosk: kiosk, allowsTLS12: true))
      #expect(result == .failure(.notTrusted("the service refused the connection: \(words)")))
      #expect(sample.service.requests.isEmpty)
    }
  }

  @Test func aServiceWithTLS12IsAskedOnlyByConfiguration() async throws {
    let sample = try Sample(.answers(Sample.nonceAnswer), latestVersion: TLS1_2_VERSION)
    let refused = try await sample.ask()
    #expect(refused.kind == "notTrusted", "\(refused)")
    #expect(sample.service.requests.isEmpty)
    let second = try Sample(.answers(Sample.nonceAnswer), latestVersion: TLS1_2_VERSION)
    #expect(try await second.ask(second.settings(allowsTLS12: true)) == .success(Sample.nonce))
  }

  @Test func anOlderTLSIsNeverSpoken() async throws {
    let sample = try Sample(.answers(Sample.nonceAnswer), latestVersion: TLS1_1_VERSION)
    let result = try await sample.ask(sample.settings(allowsTLS12: true))
    #expect(result.kind == "notTrusted", "\(result)")
  }

  /// OpenSSL would ask for the passphrase on the patient's screen.
  @Test func aKeyWithAPassphraseIsAFailureAndNotAQuestion() async throws {
    let sample = try Sample(.answers(Sample.nonceAnswer))
    var settings = sample.settings()
    settings.key = sample.certificates.key("locked")
    let result = try await sample.ask(settings)
    #expect(result.kind == "notTrusted", "\(result)")
    #expect(sample.service.requests.isEmpty)
  }

  @Test func filesThatVanishAfterTheStartAreNotTheServicesFault() async throws {
    let sample = try Sample(.answers(Sample.nonceAnswer))
    let copy = NSTemporaryDirectory() + UUID().uuidString
    try FileManager.default.copyItem(atPath: sample.certificates.pem("kiosk"), toPath: copy)
    var settings = sample.settings()
    settings.certificate = copy
    let client = try HTTPSEligibility(settings)
    #expect(await client.answer(to: .nonce) == .success(Sample.nonce))
    try FileManager.default.removeItem(atPath: copy)
    let result = await client.answer(to: .nonce)
    #expect(result.kind == "notTrusted", "\(result)")
    client.stop()
    sample.service.stop()
    #expect(sample.service.requests.count == 1)
  }

  @Test func withoutTLSNobodyIsAsked() async throws {
    let sample = try Sample(.isPlain(Sample.nonceAnswer))
    let result = try await sample.ask()
    #expect(result.kind == "notTrusted", "\(result)")
  }
}
