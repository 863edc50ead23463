import Cards
import Foundation
import Glibc
import Testing

@testable import FaceReaderBridge

/// The reader on a real socket, against the reference bridge and against bridges that do as they like.
@Suite struct DriverTests {
  private static let digest = [UInt8](repeating: 0x22, count: 32)

  // MARK: - With the reference bridge

  @Test(
    "A visit by PIN and by face, whoever sends the commands",
    arguments: [BridgeHello.Commands.relayed, .done])
  func visit(commands: BridgeHello.Commands) throws {
    let bridge = try RunningBridge(.sample(commands: commands))
    defer { bridge.stop() }
    let kiosk = try ReaderUnderTest(bridge.path)
    defer { kiosk.reader.stop() }
    try kiosk.wait(for: "abilities")
    try kiosk.wait(for: "ready")
    bridge.say("insert")
    try kiosk.wait(for: "inserted")
    kiosk.begin(.readCertificate)
    try kiosk.wait(for: "certificate")
    kiosk.begin(.readTriesLeft)
    try kiosk.wait(for: "tries 3")
    kiosk.type("9999")
    kiosk.begin(.verifyAndSign(digest: Self.digest))
    try kiosk.wait(for: "failed wrongPIN(triesLeft: 2)")
    #expect(kiosk.pad.count == 0)
    kiosk.type("1234")
    kiosk.begin(.verifyAndSign(digest: Self.digest))
    try kiosk.wait(for: "signature")
    #expect(kiosk.pad.count == 0)
    kiosk.begin(.matchFace(digest: Self.digest))
    try kiosk.wait(for: "hint none")
    bridge.say("hint closer")
    try kiosk.wait(for: "hint closer")
    try kiosk.wait(for: "signature")
    bridge.say("look-away")
    kiosk.begin(.matchFace(digest: Self.digest))
    try kiosk.wait(for: "failed faceNotMatched")
    kiosk.reader.release()
    kiosk.begin(.readTriesLeft)
    try kiosk.wait(for: "failed removed")
    bridge.say("remove")
    try kiosk.wait(for: "removed")
  }

  @Test("The PIN on the reader's pad", arguments: [BridgeHello.Commands.relayed, .done])
  func pad(commands: BridgeHello.Commands) throws {
    let bridge = try RunningBridge(.sample(pad: .reader, commands: commands), isCardIn: true)
    defer { bridge.stop() }
    let kiosk = try ReaderUnderTest(bridge.path)
    defer { kiosk.reader.stop() }
    try kiosk.wait(for: "inserted")
    kiosk.begin(.readCertificate)
    try kiosk.wait(for: "certificate")
    kiosk.begin(.verifyAndSign(digest: Self.digest))
    try kiosk.wait(for: "typed 0")
    bridge.say("type 1234")
    for count in 1...4 { try kiosk.wait(for: "typed \(count)") }
    try kiosk.wait(for: "signature")
    kiosk.begin(.verifyAndSign(digest: Self.digest))
    try kiosk.wait(for: "typed 0")
    bridge.say("cancel")
    try kiosk.wait(for: "pin cancelled")
    kiosk.reader.cancel()
    try kiosk.wait(for: "failed reset")
    kiosk.begin(.readTriesLeft)
    try kiosk.wait(for: "tries 3")
  }

  @Test("A bridge that is killed and started again is found again by itself")
  func restart() throws {
    let folder = try TestFolder()
    let path = "\(folder.path)/reader.sock"
    let kiosk = try ReaderUnderTest(path)
    defer { kiosk.reader.stop() }
    try kiosk.wait(for: "is not there: the bridge has not been started")
    for _ in 1...2 {
      let bridge = try RunningBridge(path: path, isCardIn: true)
      try kiosk.wait(for: "ready")
      try kiosk.wait(for: "inserted")
      kiosk.begin(.readCertificate)
      try kiosk.wait(for: "certificate")
      bridge.stop()
      try kiosk.wait(for: "unavailable")
    }
    kiosk.begin(.readCertificate)
    try kiosk.wait(for: "failed readerGone")
  }

  @Test("The reader behind the bridge is unplugged in the middle of a comparison, and plugged in")
  func unplugged() throws {
    let bridge = try RunningBridge(isCardIn: true)
    defer { bridge.stop() }
    let kiosk = try ReaderUnderTest(bridge.path)
    defer { kiosk.reader.stop() }
    try kiosk.wait(for: "inserted")
    kiosk.begin(.readCertificate)
    try kiosk.wait(for: "certificate")
    kiosk.begin(.matchFace(digest: Self.digest))
    try kiosk.wait(for: "hint none")
    bridge.say("unplug")
    try kiosk.wait(for: "failed readerGone(\"the simulated reader is unplugged\")")
    try kiosk.wait(for: "unavailable the bridge says: the simulated reader is unplugged")
    bridge.say("plug")
    try kiosk.wait(for: "ready")
    try kiosk.wait(for: "inserted")
  }

  // MARK: - With bridges that do as they like

  private func open() throws -> (ScriptedBridge, ReaderUnderTest) {
    let bridge = try ScriptedBridge()
    return (bridge, try ReaderUnderTest(bridge.path))
  }

  @Test func anotherVersion() throws {
    let (bridge, kiosk) = try open()
    defer { kiosk.reader.stop() }
    try bridge.accept()
    bridge.say(.foreignHello(version: 7))
    #expect(try kiosk.wait(for: "unavailable").contains("it speaks version 7 of the protocol, and this kiosk 1"))
    _ = try bridge.next()
    guard case .refused = try bridge.next() else { throw ScriptedBridge.Never(description: "refused") }
    try bridge.greet()
    try kiosk.wait(for: "ready")
  }

  @Test func silence() throws {
    let (bridge, kiosk) = try open()
    defer { kiosk.reader.stop() }
    try bridge.accept()
    #expect(try kiosk.wait(for: "unavailable").contains("it has not said hello"))
    try bridge.greet()
    try kiosk.wait(for: "ready")
    #expect(try kiosk.wait(for: "unavailable").contains("it has fallen silent"))
    try bridge.greet()
    try kiosk.wait(for: "ready")
  }

  @Test func flood() throws {
    let (bridge, kiosk) = try open()
    defer { kiosk.reader.stop() }
    try bridge.greet()
    try kiosk.wait(for: "ready")
    let alive = BridgeMessage.alive.line
    bridge.say((0..<5_000).flatMap { _ in alive })
    #expect(try kiosk.wait(for: "unavailable").contains("more than 200 messages a second"))
    try bridge.greet()
    try kiosk.wait(for: "ready")
  }

  @Test func rubbish() throws {
    let (bridge, kiosk) = try open()
    defer { kiosk.reader.stop() }
    try bridge.greet()
    try kiosk.wait(for: "ready")
    let lines = [
      "Guten Tag", "", "[]", "{\"type\":\"x\"}", "{\"type\":\"card\"}", "\u{1}", "{\"type\":\"tries\",\"job\":1}",
    ]
    for line in lines {
      bridge.say(Array((line + "\n").utf8))
      guard case .error = try bridge.next() else { throw ScriptedBridge.Never(description: "error") }
    }
    bridge.say([0xC3, 0x28, 0x0A])
    #expect(try bridge.next() == .error(reason: "the line is not UTF-8", job: nil))
    bridge.say(.cardInserted)
    try kiosk.wait(for: "inserted")
    #expect(kiosk.remarked.count == lines.count + 1, "\(kiosk.remarked)")
    bridge.say([UInt8](repeating: 0x20, count: BridgeProtocol.mostLineBytes + 1))
    #expect(try kiosk.wait(for: "unavailable").contains("a line of more than 65536 bytes"))
  }

  @Test func byteByByteAndAllAtOnce() throws {
    let (bridge, kiosk) = try open()
    defer { kiosk.reader.stop() }
    try bridge.accept()
    _ = try bridge.next()
    for byte in BridgeMessage.hello(.sample()).line + BridgeMessage.readerReady.line { bridge.say([byte]) }
    try kiosk.wait(for: "ready")
    bridge.say(BridgeMessage.cardInserted.line + BridgeMessage.alive.line + BridgeMessage.cardRemoved.line)
    try kiosk.wait(for: "inserted")
    try kiosk.wait(for: "removed")
  }

  @Test("Half a line is nothing to the next connection")
  func halfLine() throws {
    let (bridge, kiosk) = try open()
    defer { kiosk.reader.stop() }
    try bridge.greet()
    bridge.say(Array("{\"type\":\"card\",".utf8))
    bridge.hangUp()
    try kiosk.wait(for: "it has hung up")
    try bridge.greet()
    bridge.say(.cardInserted)
    try kiosk.wait(for: "inserted")
    #expect(kiosk.remarked == [])
  }

  @Test("The bridge hangs up at each step of reading a certificate")
  func hangsUpAtEachStep() throws {
    let (bridge, kiosk) = try open()
    defer { kiosk.reader.stop() }
    for steps in 0...2 {
      try bridge.greet()
      bridge.say(.cardInserted)
      try kiosk.wait(for: "inserted")
      kiosk.begin(.readCertificate)
      let job = try bridge.request(.openCard)
      if steps > 0 { bridge.say(.answer(job: job, .cardOpened(extendedLength: true))) }
      if steps > 1, case .request(let select, _) = try bridge.next() {
        bridge.say(.answer(job: select, .response([0x90, 0x00])))
        _ = try bridge.next()
      }
      bridge.hangUp()
      #expect(try kiosk.wait(for: "failed").contains("readerGone"))
      try kiosk.wait(for: "unavailable")
    }
  }

  @Test("An answer that comes after its request was given up is dropped")
  func lateAnswers() throws {
    let (bridge, kiosk) = try open()
    defer { kiosk.reader.stop() }
    try bridge.greet(.sample(commands: .done))
    bridge.say(.cardInserted)
    try kiosk.wait(for: "inserted")
    kiosk.begin(.readCertificate)
    bridge.say(.answer(job: try bridge.request(.readCertificate), .certificate([0x30, 0x00])))
    try kiosk.wait(for: "certificate")
    kiosk.begin(.matchFace(digest: Self.digest))
    let comparison = try bridge.request(.compareFace(digest: Self.digest))
    kiosk.reader.cancel()
    try kiosk.wait(for: "failed reset")
    #expect(try bridge.next() == .cancel(job: comparison))
    kiosk.begin(.readTriesLeft)
    bridge.say(.answer(job: comparison, .signature([1, 2, 3])))
    let tries = try bridge.request(.readTries)
    bridge.say(.answer(job: comparison, .signature([1, 2, 3])))
    bridge.say(.answer(job: tries, .tries(1)))
    try kiosk.wait(for: "tries 1")
    #expect(kiosk.rest == [])
  }

  @Test("The line with the PIN is one good line, and the pad is empty behind it")
  func pinLine() throws {
    let (bridge, kiosk) = try open()
    defer { kiosk.reader.stop() }
    try bridge.greet(.sample(commands: .done))
    bridge.say(.cardInserted)
    try kiosk.wait(for: "inserted")
    kiosk.begin(.readCertificate)
    bridge.say(.answer(job: try bridge.request(.readCertificate), .certificate([0x30, 0x00])))
    try kiosk.wait(for: "certificate")
    kiosk.type("5603")
    kiosk.begin(.verifyAndSign(digest: Self.digest))
    _ = try bridge.request(.verify(digest: Self.digest, pin: Array("5603".utf8)))
    #expect(kiosk.pad.count == 0)
    bridge.hangUp()
    try kiosk.wait(for: "failed answerLost")
    try bridge.greet(.sample(commands: .done))
    bridge.say(.cardInserted)
    try kiosk.wait(for: "inserted")
    kiosk.begin(.readCertificate)
    bridge.say(.answer(job: try bridge.request(.readCertificate), .certificate([0x30, 0x00])))
    try kiosk.wait(for: "certificate")
    kiosk.type("56")
    kiosk.begin(.verifyAndSign(digest: Self.digest))
    try kiosk.wait(for: "failed reset")
  }

  @Test("A bridge that stops reading is left")
  func stuck() throws {
    let (bridge, kiosk) = try open()
    defer { kiosk.reader.stop() }
    try bridge.greet()
    try kiosk.wait(for: "ready")
    // Each is answered by an error, and nobody reads those.
    var lines = 0
    while kiosk.rest.isEmpty, lines < 400_000 {
      bridge.say(Array((0..<100).flatMap { _ in Array("{\"type\":\"x\"}\n".utf8) }))
      lines += 100
    }
    let reason = try kiosk.wait(for: "unavailable")
    #expect(reason.contains("does not read") || reason.contains("messages a second") || reason.contains("hung up"))
  }

  @Test("No wake-ups while nobody has anything to say, but for the heartbeat")
  func quiet() throws {
    let (bridge, kiosk) = try open()
    defer { kiosk.reader.stop() }
    try bridge.greet()
    try kiosk.wait(for: "ready")
    let before = try Self.processorTime()
    for _ in 0..<5 {
      bridge.say(.alive)
      var nothing = pollfd()
      _ = poll(&nothing, 0, 100)
    }
    // A loop that never sleeps would take all of this half second.
    let taken = try Self.processorTime() - before
    #expect(taken < .milliseconds(2_000), "\(taken)")
  }

  private static func processorTime() throws -> Duration {
    var time = timespec()
    guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { throw ScriptedBridge.Never(description: "time") }
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}
