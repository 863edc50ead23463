import Eligibility
import EligibilityXML
import FolderExchange
import Foundation
import Testing

/// The kiosk's own way through a terminal's folders, before the real stand-in: whatever goes wrong there is told as what
/// it is.
@Suite(.serialized)
struct TerminalClientTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  /// What the kiosk hears of one lookup, and what it leaves in the folders.
  private func ask(
    _ faults: [String] = [], encoding: MessageEncoding = .utf8, patience: Duration = .seconds(20)
  ) async throws -> (result: Result<InterfaceReply, ServiceFailure>, requests: [String], replies: [String]) {
    try workshop.configureTerminal(["folders": "{ request: req, reply: res, encoding: \(encoding.rawValue) }"])
    let standin = try RunningStandin(workshop, faults: faults, ready: "watching ")
    var limits = TerminalLimits()
    limits.reply = patience
    limits.settle = .milliseconds(80)
    limits.secondThoughts = .milliseconds(80)
    let way = try FolderEligibility(
      TerminalSettings(folder: workshop.folder.path, encoding: encoding, limits: limits))
    let request = try workshop.lookup("under-40", file: "visit-1")
    let result = await withCheckedContinuation { continuation in
      way.send(request) { continuation.resume(returning: $0) }
    }
    way.stop()
    withExtendedLifetime(standin) {}
    func names(_ folder: String) throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: workshop.path(folder)).sorted()
    }
    return (result, try names("req"), try names("res"))
  }

  @Test("An answer in either encoding", arguments: MessageEncoding.allCases)
  func answers(encoding: MessageEncoding) async throws {
    let (result, requests, replies) = try await ask(encoding: encoding)
    guard case .eligibility(let reply) = try result.get() else { return #expect(Bool(false), "another reply") }
    #expect(reply.validity == .valid)
    #expect(reply.patientName == (encoding == .utf8 ? "試験　𠮷美" : "試験　●美"))
    #expect(requests.isEmpty && replies.isEmpty)
  }

  @Test("What does not hinder the answer", arguments: ["slow=0.2", "in-place=0.4", "duplicate", "foreign"])
  func survived(fault: String) async throws {
    let (result, _, replies) = try await ask([fault])
    guard case .eligibility(let reply) = try result.get() else { return #expect(Bool(false), "another reply") }
    #expect(reply.validity == .valid)
    // What is not this request's is left to whoever it is for.
    #expect(
      replies.filter { $0.hasSuffix(".xml") } == (fault == "foreign" ? ["OQSsiquc01res_foreign-visit-1.xml"] : []))
  }

  @Test(
    "What is no answer to this request is not taken for one",
    arguments: ["half", "wrong-encoding", "wrong-institution", "wrong-identifier"])
  func rubbish(fault: String) async throws {
    let (result, _, replies) = try await ask([fault], patience: .seconds(3))
    guard case .failure(.rubbish(let words)) = result else { return #expect(Bool(false), "\(result)") }
    #expect(!words.isEmpty && !words.contains("試験"))
    #expect(replies == ["OQSsiquc01res_visit-1.xml"])
  }

  @Test func anAbnormalAnswerIsAnAnswer() async throws {
    guard case .eligibility(let reply) = try await ask(["error"]).result.get() else {
      return #expect(Bool(false), "another reply")
    }
    #expect(reply.header.segmentOfResult == .known(.abnormal) && reply.header.errorCode == "S-391")
  }

  @Test func takenAndNotAnsweredIsAnotherThingThanNotTaken() async throws {
    guard case .failure(.answerLost) = try await ask(["never"], patience: .milliseconds(400)).result else {
      return #expect(Bool(false), "not lost")
    }
    let (result, requests, _) = try await ask(["unavailable"], patience: .milliseconds(400))
    guard case .failure(.unreachable) = result else { return #expect(Bool(false), "\(result)") }
    #expect(requests.isEmpty)
  }
}
