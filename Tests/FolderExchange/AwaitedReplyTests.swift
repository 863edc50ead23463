import Eligibility
import EligibilityXML
import Foundation
import Testing

@testable import FolderExchange

/// The careful reading of `res`, with the time given: no test waits.
@Suite struct AwaitedReplyTests {
  private let scene: TerminalScene
  private let settings: TerminalSettings
  private let start = ContinuousClock.now

  init() throws {
    scene = try TerminalScene()
    settings = TerminalSettings(folder: scene.folder, encoding: .utf8)
  }

  private func awaited(_ request: InterfaceRequest = TerminalScene.request()) throws -> AwaitedReply {
    try #require(AwaitedReply(Question(request: request) { _ in }, settings, start))
  }

  /// Asked at the beginning.
  private func asked(_ request: InterfaceRequest = TerminalScene.request()) throws -> AwaitedReply {
    let reply = try awaited(request)
    #expect(try step(reply, 0) == "ask")
    reply.asked(start)
    return reply
  }

  private func step(_ reply: AwaitedReply, _ milliseconds: Int) throws -> String {
    let step = try reply.step(try Directory(settings.replies), start + .milliseconds(milliseconds))
    switch step {
    case .wait(let until): return "wait \((until - start) / .milliseconds(1))"
    case .ask: return "ask"
    case .answer: return "answer"
    case .failure(let failure): return Result<InterfaceReply, ServiceFailure>.failure(failure).told
    case .timeUp: return "time up"
    }
  }

  private var good: [UInt8] { TerminalScene.bytes(TerminalScene.reply()) }

  @Test func aReplyIsTakenAfterTwoIdenticalReads() throws {
    let reply = try asked()
    #expect(try step(reply, 0) == "wait 60000.0")
    try scene.write(good, TerminalScene.replyName)
    #expect(try step(reply, 100) == "wait 400.0")
    #expect(try step(reply, 399) == "wait 400.0")
    #expect(try step(reply, 400) == "answer")
  }

  @Test func aFileThatGrowsIsNotTaken() throws {
    let reply = try asked()
    try scene.write(Array(good.prefix(20)), TerminalScene.replyName)
    #expect(try step(reply, 0) == "wait 300.0")
    try scene.write(Array(good.prefix(40)), TerminalScene.replyName)
    #expect(try step(reply, 300) == "wait 600.0")
    try scene.write(good, TerminalScene.replyName)
    #expect(try step(reply, 600) == "wait 900.0")
    #expect(try step(reply, 900) == "answer")
  }

  @Test("A writer that pauses looks like one that is done: it gets its time")
  func aPauseInTheMiddle() throws {
    let reply = try asked()
    try scene.write(Array(good.prefix(40)), TerminalScene.replyName)
    #expect(try step(reply, 0) == "wait 300.0")
    #expect(try step(reply, 300) == "wait 3300.0")
    try scene.write(good, TerminalScene.replyName)
    #expect(try step(reply, 3_299) == "wait 3599.0")
    #expect(try step(reply, 3_599) == "answer")
  }

  @Test func halfAReplyIsRubbishInTheEnd() throws {
    let reply = try asked()
    try scene.write(Array(good.prefix(80)), TerminalScene.replyName)
    #expect(try step(reply, 0) == "wait 300.0")
    #expect(try step(reply, 300) == "wait 3300.0")
    #expect(try step(reply, 3_300).hasPrefix("rubbish: the message is not well-formed XML"))
    // It is left for whoever looks into it.
    #expect(scene.names("res") == [TerminalScene.replyName])
  }

  @Test("What is whole and no reply to this request is rubbish, with its reason")
  func noReply() throws {
    let cases: [([UInt8], String)] = [
      (
        TerminalScene.bytes(TerminalScene.reply(encoding: .cp932), .cp932),
        "the reply is in Shift_JIS, and eligibility.encoding says UTF-8"
      ),
      (TerminalScene.bytes(TerminalScene.reply(institution: "1111111111")), "a reply for another institution"),
      (
        TerminalScene.bytes(TerminalScene.reply(institution: "111")),
        "a reply without an institution's code of 10 digits"
      ),
      (TerminalScene.bytes(TerminalScene.reply(to: "another")), "a reply to another request"),
      (Array("<!DOCTYPE x><XmlMsg/>".utf8), "the message carries a document type declaration"),
      ([], "the message is empty"), (Array("%PDF-1.4".utf8), EligibilityXMLFailure.documentNotAskedFor.sentence),
    ]
    for (bytes, words) in cases {
      let reply = try asked()
      try scene.write(bytes, TerminalScene.replyName)
      _ = try step(reply, 0)
      _ = try step(reply, 300)
      #expect(try step(reply, 3_300) == "rubbish: \(words)")
      try scene.remove(TerminalScene.replyName)
    }
  }

  @Test func aReplyThatIsMovedAwayIsLost() throws {
    let reply = try asked()
    try scene.write(good, TerminalScene.replyName)
    #expect(try step(reply, 0) == "wait 300.0")
    try scene.remove(TerminalScene.replyName)
    #expect(try step(reply, 200) == "wait 1200.0")
    #expect(try step(reply, 1_200) == "answerLost: \(AwaitedReply.movedAway)")

    // Heard of and never seen: somebody was quicker.
    let quick = try asked()
    quick.heard()
    #expect(try step(quick, 0) == "wait 1000.0")
    #expect(try step(quick, 1_000) == "answerLost: \(AwaitedReply.movedAway)")
  }

  @Test func aReplyThatComesBackIsTaken() throws {
    let reply = try asked()
    try scene.write(good, TerminalScene.replyName)
    _ = try step(reply, 0)
    try scene.remove(TerminalScene.replyName)
    _ = try step(reply, 200)
    try scene.write(good, TerminalScene.replyName)
    #expect(try step(reply, 1_199) == "wait 1499.0")
    #expect(try step(reply, 1_499) == "answer")
  }

  @Test func whatIsNoFileIsNeverOpened() throws {
    let files = FileManager.default
    let path = "\(scene.folder)/res/\(TerminalScene.replyName)"
    try scene.write(good, "elsewhere.xml", to: ".")
    let makers: [() throws -> Void] = [
      { try files.createSymbolicLink(atPath: path, withDestinationPath: "\(scene.folder)/elsewhere.xml") },
      { try files.createDirectory(atPath: path, withIntermediateDirectories: false) },
      { #expect(mkfifo(path, 0o600) == 0) },
    ]
    for make in makers {
      let reply = try asked()
      try make()
      #expect(try step(reply, 0) == "wait 3000.0")
      #expect(try step(reply, 3_000) == "rubbish: what has the reply's name is no ordinary file")
      // The folder's link is removed, not what it leads to.
      try files.removeItem(atPath: path)
    }
    #expect(try scene.bytes("elsewhere.xml", in: ".") == good)
  }

  @Test func whatIsTooLargeIsNotRead() throws {
    let reply = try asked()
    let path = "\(scene.folder)/res/\(TerminalScene.replyName)"
    // A hole: no disk is needed for it.
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    #expect(truncate(path, off_t(EligibilityXML.largestMessageBytes) + 1) == 0)
    #expect(try step(reply, 0) == "wait 3000.0")
    #expect(try step(reply, 3_000) == "rubbish: the reply is larger than \(EligibilityXML.largestMessageBytes) bytes")
    // A batch's result may be that large.
    let batch = try asked(TerminalScene.collection)
    try FileManager.default.moveItem(atPath: path, toPath: "\(scene.folder)/res/OQSmuquc02res_\(TerminalScene.id).xml")
    #expect(try step(batch, 0) == "wait 300.0")
  }

  @Test func whatLayThereBeforeIsNoReplyToThisAsking() throws {
    try scene.write(Array("見本".utf8), TerminalScene.replyName)
    let reply = try awaited()
    #expect(try step(reply, 0) == "wait 300.0")
    #expect(try step(reply, 300) == "ask")
    reply.asked(start + .milliseconds(300))
    #expect(try step(reply, 301) == "wait 60300.0")
    #expect(try step(reply, 5_000) == "wait 60300.0")
    // The terminal writes over it.
    try scene.put(good, TerminalScene.replyName)
    #expect(try step(reply, 6_000) == "wait 6300.0")
    #expect(try step(reply, 6_300) == "answer")
  }

  @Test func aReplyThatLiesThereIsTakenWithoutAsking() throws {
    try scene.write(good, TerminalScene.replyName)
    let reply = try awaited()
    #expect(try step(reply, 0) == "wait 300.0")
    #expect(try step(reply, 300) == "answer")
    #expect(!reply.isAsked)
  }

  @Test func ofTwoRepliesTheGoodOneIsTaken() throws {
    let names = ["OQSmuquc02res_\(TerminalScene.id).xml", "OQSmuquc02res_\(TerminalScene.id).xml.zip"]
    let reply = try asked(TerminalScene.collection)
    try scene.write(Array(good.prefix(30)), names[1])
    _ = try step(reply, 0)
    try scene.write(good, names[0])
    #expect(try step(reply, 300) == "wait 600.0")
    #expect(try step(reply, 600) == "answer")
  }

  @Test func aDocumentOrWhyThereIsNone() throws {
    let stem = "TKKsiquc01res_\(TerminalScene.id)"
    #expect(try awaited(TerminalScene.document).names == ["\(stem).pdf", "\(stem).xml"])
    #expect(try awaited().names == [TerminalScene.replyName])
    let reply = try asked(TerminalScene.document)
    var answer = MedicalInformationReply()
    answer.resultCode = "2"
    answer.messageContents = "同意がありません"
    let bytes = EligibilityXML.encode(.medicalInformation(answer), to: TerminalScene.document, encoding: .utf8).bytes
    try scene.write(bytes, "\(stem).xml")
    #expect(try step(reply, 0) == "wait 300.0")
    #expect(try step(reply, 300) == "answer")
  }

  @Test func timeGoesByWhileTheFolderIsGone() throws {
    let reply = try asked()
    let gone = FolderFailure.folderMissing("It is gone.")
    guard case .wait = reply.blind(gone, start + .seconds(59)), case .timeUp = reply.blind(gone, start + .seconds(60))
    else { return #expect(Bool(false)) }
    #expect(reply.trouble == "It is gone.")
    #expect(try step(reply, 59_000) == "wait 60000.0")
    #expect(try step(reply, 60_000) == "time up")
  }

  @Test func aListHasMoreTime() throws {
    let reply = try asked(TerminalScene.collection)
    #expect(try step(reply, 0) == "wait 300000.0")
  }
}
