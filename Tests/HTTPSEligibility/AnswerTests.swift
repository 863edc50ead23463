import Eligibility
import Foundation
import Synchronization
import Testing

@testable import HTTPSEligibility

/// "Never asked", "lost", "refused" and "rubbish" are told apart (R10), and every wait has an end (R9).
@Suite(.timeLimit(.minutes(2))) struct AnswerTests {
  @Test func aClosedPortIsUnreachable() async throws {
    let sample = try Sample(.staysSilent)
    sample.service.stop()
    let result = try await sample.ask()
    #expect(result.kind == "unreachable", "\(result)")
    #expect(result.words.contains("\(sample.service.port)"))
  }

  @Test func anUnknownHostIsUnreachable() async throws {
    let sample = try Sample(.staysSilent)
    let settings = sample.settings(limits: Sample.impatient, url: "https://kiosk-test.invalid")
    let result = try await sample.ask(settings)
    #expect(result.kind == "unreachable", "\(result)")
  }

  @Test func aConnectionCutBeforeTLSStandsIsUnreachable() async throws {
    let sample = try Sample(.hangsUpAtOnce)
    let result = try await sample.ask()
    #expect(result.kind == "unreachable", "\(result)")
  }

  @Test func aServiceThatSaysNothingIsUnreachableInTime() async throws {
    let clock = ContinuousClock()
    let began = clock.now
    let sample = try Sample(.isMute)
    let result = try await sample.ask(sample.settings(limits: Sample.impatient))
    #expect(result.kind == "unreachable", "\(result)")
    #expect(clock.now - began < .seconds(60))
  }

  @Test func aServiceThatNeverAnswersLosesTheAnswerInTime() async throws {
    let clock = ContinuousClock()
    let sample = try Sample(.staysSilent)
    let began = clock.now
    let result = try await sample.ask(sample.settings(limits: Sample.hurried))
    #expect(result.kind == "answerLost", "\(result)")
    #expect(clock.now - began >= Sample.hurried.whole)
    #expect(clock.now - began < .seconds(60))
    #expect(sample.service.requests.count == 1)
  }

  @Test(arguments: [
    "", "HTTP/1.1 200 OK\r\nContent-Ty", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"nonce\":",
  ])
  func anAnswerThatBreaksOffIsLost(text: String) async throws {
    let sample = try Sample(.answersAndCuts(text))
    let result = try await sample.ask()
    #expect(result.kind == "answerLost", "\(result)")
    // Asked again under the same name, so that it acts once; and then it is enough.
    #expect(result.words.hasSuffix("(3 tries)"))
    #expect(sample.service.requests.count == 3)
    #expect(Set(sample.service.requests).count == 1)
  }

  @Test(arguments: [
    (Sample.answer(#"{"refusal":"S-108"}"#, status: "503 Service Unavailable"), "refused S-108"),
    (Sample.answer(#"{"refusal":"006"}"#, status: "403 Forbidden"), "refused 006"),
    (Sample.answer("<html></html>", status: "500 Internal Server Error", type: "text/html"), "rubbish"),
    (Sample.answer("<html></html>", type: "text/html"), "rubbish"),
    (Sample.answer(#"{"nonce":"AA=="}"#), "rubbish"), (Sample.answer(""), "rubbish"),
    ("HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", "rubbish"),
    ("rubbish that is no HTTP at all\r\n\r\n", "rubbish"),
    ("HTTP/1.1 200 OK\r\nContent-Length: rubbish\r\n\r\n", "rubbish"),
  ])
  func whatTheServiceSaysIsTakenAsItIs(text: String, kind: String) async throws {
    let sample = try Sample(.answers(text))
    let result = try await sample.ask()
    #expect(result.kind == kind, "\(result)")
    #expect(sample.service.requests.count == 1)
  }

  /// `*` stands for a part that is sent again and again.
  @Test(arguments: [
    ("HTTP/1.1 200 OK\r\nContent-Length: 65537\r\n\r\n", "*"),
    ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", "*"),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1000\r\n*\r\n"),
    ("HTTP/1.1 200 OK\r\n", "X-Filler: *\r\n"),
  ])
  func moreThanAllowedIsRubbish(first: String, part: String) async throws {
    let filled = part.replacingOccurrences(of: "*", with: String(repeating: "x", count: 4_096))
    let sample = try Sample(.neverEnds(first, filled))
    let result = try await sample.ask()
    #expect(result == .failure(.rubbish("an answer larger than allowed")))
  }

  /// Without a length the answer ends with the connection, and TLS's farewell says that nothing was cut off.
  @Test func anAnswerMayEndWithTheConnection() async throws {
    let body = Sample.nonceAnswer.split(separator: "\r\n\r\n")[1]
    let sample = try Sample(.answers("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n\(body)"))
    #expect(try await sample.ask() == .success(Sample.nonce))
  }

  @Test func aRequestCarriesItsBodyWhole() async throws {
    let sample = try Sample(.answers(Sample.answer(#"{"refusal":"S-104"}"#, status: "403 Forbidden")))
    let certificate = [UInt8](repeating: 0xA5, count: 12_000)
    let request = SessionRequest(
      visit: "visit-1", nonce: Nonce(bytes: Array(0..<32)), certificate: certificate,
      evidence: .cardSignature(.pin, [UInt8](repeating: 1, count: 256)))
    #expect(try await sample.ask(nil, .openSession(request)) == .failure(.refused(.cardUnknown)))
    let sent = try #require(sample.service.requests.first)
    #expect(sent.hasPrefix("POST /v1/sessions HTTP/1.1\r\n"))
    #expect(sent.contains(Data(certificate).base64EncodedString()))
    #expect(sent.contains("1311234567"))
  }
}

/// The queue, the end, and many at once.
@Suite(.timeLimit(.minutes(2))) struct ThreadTests {
  @Test func moreThanTheLimitIsRefusedAndRoomComesBack() async throws {
    let sample = try Sample(.answersWhenLet(Sample.nonceAnswer))
    var limits = Sample.patient
    limits.requestsUnderWay = 1
    let client = try HTTPSEligibility(sample.settings(limits: limits))
    async let first = client.answer(to: .nonce)
    // The first is under way as soon as the service has it.
    await sample.service.hasBeenAsked()
    #expect(await client.answer(to: .nonce) == .failure(.unreachable("too many requests are under way")))
    sample.service.gate.signal()
    #expect(await first == .success(Sample.nonce))
    sample.service.gate.signal()
    #expect(await client.answer(to: .nonce) == .success(Sample.nonce))
    client.stop()
    sample.service.stop()
    #expect(sample.service.requests.count == 2)
  }

  @Test func everyRequestIsAnsweredOnce() async throws {
    let sample = try Sample(.answers(Sample.nonceAnswer))
    let client = try HTTPSEligibility(sample.settings())
    for _ in 0..<5 {
      let answers = await withTaskGroup(of: Result<ServiceAnswer, ServiceFailure>.self) { group in
        for _ in 0..<8 { group.addTask { await client.answer(to: .nonce) } }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(answers == Array(repeating: .success(Sample.nonce), count: 8))
    }
    client.stop()
    sample.service.stop()
    #expect(sample.service.requests.count == 40)
  }

  @Test func stoppingAnswersWhatIsUnderWay() async throws {
    let sample = try Sample(.staysSilent)
    let client = try HTTPSEligibility(sample.settings())
    async let pending = client.answer(to: .nonce)
    await sample.service.hasBeenAsked()
    client.stop()
    #expect(await pending == .failure(.answerLost("the program is ending")))
    #expect(await client.answer(to: .nonce) == .failure(.unreachable("the program is ending")))
    client.stop()
    sample.service.stop()
  }

  @Test func itMayBeStoppedFromAnAnswer() async throws {
    let sample = try Sample(.answers(Sample.nonceAnswer))
    let client = try HTTPSEligibility(sample.settings())
    await withCheckedContinuation { continuation in
      client.send(.nonce) { _ in
        client.stop()
        continuation.resume()
      }
    }
    #expect(await client.answer(to: .nonce).kind == "unreachable")
    sample.service.stop()
  }
}

@Suite struct SettingsTests {
  @Test(arguments: [
    "http://127.0.0.1:8443", "https://", "127.0.0.1", "", "ftp://127.0.0.1", "https://user@127.0.0.1",
    "https://user:secret@127.0.0.1", "https://127.0.0.1/?query", "https://127.0.0.1/#part", "file:///etc/passwd",
    "https://127.0.0.1:99999", "https://a b",
  ])
  func onlyPlainHTTPSAddressesAreTaken(url: String) throws {
    let sample = try Sample(.staysSilent)
    defer { sample.service.stop() }
    #expect(throws: HTTPSEligibilityFailure.addressMalformed(url)) {
      _ = try HTTPSEligibility(sample.settings(url: url))
    }
  }

  @Test func filesAreCheckedAtTheStart() throws {
    let sample = try Sample(.staysSilent)
    defer { sample.service.stop() }
    let missing = sample.certificates.pem("missing")
    for (setting, place) in [
      ("eligibility.serverTrust", \Settings.serverTrust), ("eligibility.certificate", \Settings.certificate),
      ("eligibility.key", \Settings.key),
    ] {
      var settings = sample.settings()
      settings[keyPath: place] = missing
      let error = #expect(throws: HTTPSEligibilityFailure.self) { _ = try HTTPSEligibility(settings) }
      #expect(error == .fileUnreadable(setting: setting, path: missing, reason: "No such file or directory"))
      #expect(error?.isInputOutput == true)
      #expect(error?.sentence == "\(setting): \(missing) cannot be read: No such file or directory")
    }
    // OpenSSL would wait for ever for somebody to write into it.
    let pipe = sample.certificates.pem("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    #expect(
      throws: HTTPSEligibilityFailure.fileUnreadable(
        setting: "eligibility.serverTrust", path: pipe, reason: "it is not an ordinary file")
    ) {
      _ = try HTTPSEligibility(sample.settings(trust: "pipe"))
    }
    #expect(throws: HTTPSEligibilityFailure.noCertificateInTrust(path: sample.certificates.pem("rubbish"))) {
      _ = try HTTPSEligibility(sample.settings(trust: "rubbish"))
    }
  }

  @Test func theStandardLimits() {
    #expect(
      Limits.standard
        == Limits(
          connect: .seconds(5), whole: .seconds(15), answerBytes: 4_194_304, headerBytes: 65_536, requestsUnderWay: 8))
    #expect(Duration.milliseconds(1_500).wholeMilliseconds == 1_500)
    #expect(Duration.zero.wholeMilliseconds == 1)
  }
}
