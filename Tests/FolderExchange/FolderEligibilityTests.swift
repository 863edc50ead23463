import Eligibility
import EligibilityXML
import Foundation
import JournalTestSupport
import Testing

@testable import FolderExchange

/// Whole exchanges with a terminal that the test plays.
@Suite(.timeLimit(.minutes(2))) struct FolderEligibilityTests {
  @Test("A request is asked and answered in either encoding", arguments: MessageEncoding.allCases)
  func exchange(encoding: MessageEncoding) async throws {
    let scene = try TerminalScene()
    let client = try FolderEligibility(scene.settings(encoding)).client
    async let result = withCheckedContinuation { continuation in
      client.exchange(TerminalScene.request()) { continuation.resume(returning: $0) }
    }
    let sent = try await scene.takeRequest()
    #expect(String(decoding: sent.prefix(60), as: UTF8.self).contains("encoding=\"\(encoding.declaredName)\""))
    #expect(try EligibilityXML.decodeInterfaceRequest(sent, kind: .confirmation) == TerminalScene.request())
    let reply = TerminalScene.reply(encoding: encoding)
    try scene.put(TerminalScene.bytes(reply, encoding), TerminalScene.replyName)
    #expect(await result == .success(.eligibility(reply)))
    #expect(scene.names("req") == [] && scene.names("res") == [])
    client.stop()
  }

  @Test func severalAtOnceAndForeignFilesBeside() async throws {
    let scene = try TerminalScene()
    let client = try FolderEligibility(scene.settings())
    // Another's, one with a name that looks like ours to who does not look closely, and a pipe: opening it would hang.
    try scene.write(Array("見本".utf8), "OQSsiquc01res_other.xml")
    try scene.write(Array("見本".utf8), "OQSsiquc01res_a.xml.bak")
    #expect(mkfifo("\(scene.folder)/res/OQSsiquc01res_pipe.xml", 0o600) == 0)
    let foreign = scene.names("res")
    let ids = (0..<8).map { "id-\($0)" }
    let asking = ids.map { id in
      Task { await client.answer(to: TerminalScene.request(id)) }
    }
    for id in ids {
      _ = try await scene.takeRequest("OQSsiquc01req_\(id).xml")
      try scene.put(TerminalScene.bytes(TerminalScene.reply(to: id)), "OQSsiquc01res_\(id).xml")
    }
    for (id, task) in zip(ids, asking) {
      #expect(await task.value == .success(.eligibility(TerminalScene.reply(to: id))))
    }
    #expect(scene.names("res") == foreign)
    client.stop()
  }

  @Test func aRequestThatNobodyTakesIsTakenBackAndWasNotAsked() async throws {
    let scene = try TerminalScene()
    let client = try FolderEligibility(scene.settings(replyWithin: .milliseconds(50)))
    let told = await client.answer(to: TerminalScene.request()).told
    #expect(told.hasPrefix("unreachable: no reply came in time: the eligibility terminal did not take the request"))
    #expect(scene.names("req") == [])
    client.stop()
  }

  @Test func aRequestThatWasTakenHasLostItsAnswer() async throws {
    let scene = try TerminalScene()
    let client = try FolderEligibility(scene.settings(replyWithin: .milliseconds(300)))
    async let result = client.answer(to: TerminalScene.request())
    _ = try await scene.takeRequest()
    #expect(
      await result.told == "answerLost: no reply came in time, though the eligibility terminal took the request")
    client.stop()
  }

  @Test func theFolderMayGoAndComeBack() async throws {
    let scene = try TerminalScene()
    var settings = scene.settings()
    // A folder that is not there cannot be watched.
    settings.limits.rescan = .milliseconds(20)
    let client = try FolderEligibility(settings)
    async let result = client.answer(to: TerminalScene.request())
    _ = try await scene.takeRequest()
    let files = FileManager.default
    try files.removeItem(atPath: "\(scene.folder)/res")
    try files.createDirectory(atPath: "\(scene.folder)/res", withIntermediateDirectories: false)
    try scene.put(TerminalScene.bytes(TerminalScene.reply()), TerminalScene.replyName)
    #expect(await result == .success(.eligibility(TerminalScene.reply())))
    client.stop()
  }

  @Test func aFolderThatIsGoneIsToldAtOnce() async throws {
    let scene = try TerminalScene()
    let client = try FolderEligibility(scene.settings())
    try FileManager.default.removeItem(atPath: "\(scene.folder)/req")
    #expect(
      await client.answer(to: TerminalScene.request()).told
        == "unreachable: The eligibility terminal's folder \(scene.folder)/req does not exist.")
    try FileManager.default.removeItem(atPath: "\(scene.folder)/res")
    #expect(
      await client.answer(to: TerminalScene.request()).told
        == "unreachable: The eligibility terminal's folder \(scene.folder)/res does not exist.")
    #expect(throws: FolderFailure.self) { _ = try FolderEligibility(scene.settings()) }
    client.stop()
  }

  @Test func afterARestartTheReplyIsTakenAndNothingIsAskedAgain() async throws {
    let scene = try TerminalScene()
    // Of an earlier run.
    try scene.write(TerminalScene.bytes(TerminalScene.reply()), TerminalScene.replyName)
    let client = try FolderEligibility(scene.settings())
    #expect(await client.answer(to: TerminalScene.request()) == .success(.eligibility(TerminalScene.reply())))
    #expect(scene.names("req") == [] && scene.names("res") == [])
    client.stop()
  }

  @Test func theSameRequestThatLiesThereIsNotWrittenAgain() async throws {
    let scene = try TerminalScene()
    let bytes = EligibilityXML.encode(TerminalScene.request(), encoding: .utf8).bytes
    try scene.write(bytes, TerminalScene.requestName, to: "req")
    let client = try FolderEligibility(scene.settings())
    async let result = client.answer(to: TerminalScene.request())
    #expect(try await scene.takeRequest() == bytes)
    try scene.put(TerminalScene.bytes(TerminalScene.reply()), TerminalScene.replyName)
    #expect(await result == .success(.eligibility(TerminalScene.reply())))

    try scene.write([0x20], TerminalScene.requestName, to: "req")
    #expect(
      await client.answer(to: TerminalScene.request()).told
        == "unreachable: another request named \(TerminalScene.requestName) lies in \(scene.folder)/req")
    #expect(scene.names("req") == [TerminalScene.requestName])
    client.stop()
  }

  @Test(arguments: ["", "../x", "a/b", "a.b", "..", "é", "a\u{0}"])
  func aNameThatWouldLeaveTheFolderIsNotAsked(id: String) async throws {
    let scene = try TerminalScene()
    let client = try FolderEligibility(scene.settings())
    #expect(
      await client.answer(to: TerminalScene.request(id)).told
        == "unreachable: the request's identifier cannot be part of a file's name")
    client.stop()
    #expect(scene.names("req") == [] && scene.names(".") == ["req", "res"])
  }

  @Test func theSameNameTwiceAtOnceIsRefused() async throws {
    let scene = try TerminalScene()
    let client = try FolderEligibility(scene.settings())
    async let first = client.answer(to: TerminalScene.request())
    await scene.requestIsThere()
    #expect(await client.answer(to: TerminalScene.request()).told == "unreachable: a request of this name is under way")
    client.stop()
    // The end takes it back.
    #expect(await first.told.hasPrefix("unreachable: the program is ending: the eligibility terminal did not take"))
    #expect(scene.names("req") == [])
    #expect(await client.answer(to: TerminalScene.request()).told == "unreachable: the program is ending")
  }

  @Test func aPartOfAnEarlierTryIsInNobodysWay() async throws {
    let scene = try TerminalScene()
    try scene.write([0x20], ".uketsuke-\(TerminalScene.requestName).part", to: "req")
    let client = try FolderEligibility(scene.settings())
    async let result = client.answer(to: TerminalScene.request())
    let sent = try await scene.takeRequest()
    #expect(try EligibilityXML.decodeInterfaceRequest(sent, kind: .confirmation) == TerminalScene.request())
    #expect(scene.names("req") == [])
    try scene.put(TerminalScene.bytes(TerminalScene.reply()), TerminalScene.replyName)
    #expect(await result.told == "answer")
    client.stop()
  }

  /// Without a watch and a time to wake at, nothing but the next request can wake the thread.
  /// What a command that was killed while it staged has left is personal data.
  @Test func whatKilledCommandsLeftIsSweptAtTheNextStart() throws {
    let scene = try TerminalScene()
    let old = ".uketsuke-OQSsiquc01req_1.xml.part"
    let new = ".uketsuke-OQSsiquc01req_2.xml.part"
    let foreign = ".other.part"
    for name in [old, new, foreign] { try scene.put([1], name, in: "req") }
    for name in [old, foreign] {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -7_200)], ofItemAtPath: "\(scene.folder)/req/\(name)")
    }
    try FolderEligibility(scene.settings()).stop()
    #expect(scene.names("req").sorted() == [foreign, new].sorted())
  }

  @Test func aRequestIsTakenBackOrWasTaken() throws {
    let scene = try TerminalScene()
    let folder = try Directory("\(scene.folder)/req")
    try scene.put([1], "request", in: "req")
    #expect(try folder.takeBack("request", as: ".aside"))
    #expect(try !folder.takeBack("request", as: ".aside"))
    #expect(scene.names("req") == [])
  }

  @Test func nothingRunsWhileNothingIsAwaited() async throws {
    let scene = try TerminalScene()
    var settings = scene.settings()
    settings.limits.rescan = .milliseconds(1)
    let client = try FolderEligibility(settings)
    async let result = client.answer(to: TerminalScene.request())
    _ = try await scene.takeRequest()
    try scene.put(TerminalScene.bytes(TerminalScene.reply()), TerminalScene.replyName)
    #expect(await result.told == "answer")
    while client.isAwake, !Task.isCancelled { await Task.yield() }
    #expect(!client.isAwake)
    client.stop()
  }
}
