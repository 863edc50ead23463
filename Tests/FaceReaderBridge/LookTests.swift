import Cards
import Foundation
import Glibc
import Synchronization
import Testing

@testable import FaceReaderBridge
@testable import KioskProgram

/// One short look at a bridge, as `uketsuke readers` and `uketsuke doctor` have it, and what they say of it.
@Suite(.serialized) struct LookTests {
  private static func look(at path: String) -> Result<BridgeLook, BridgeRefusal> {
    Result { () throws(BridgeRefusal) in try BridgeLook.at(path, program: "test", limits: RunningBridge.limits) }
  }

  /// The look at a bridge that does as it is told, which happens meanwhile.
  private static func look(_ script: (ScriptedBridge) throws -> Void) throws -> BridgeLook {
    let bridge = try ScriptedBridge()
    let path = bridge.path
    let found = Handed(Mutex<Result<BridgeLook, BridgeRefusal>?>(nil))
    let ended = Bell()
    startThread {
      found.value.withLock { $0 = Self.look(at: path) }
      ended.ring()
    }
    try bridge.accept()
    try script(bridge)
    ended.wait(until: .now + ScriptedBridge.patience)
    return try #require(try found.value.withLock { $0 }?.get())
  }

  @Test("A reader that is ready: its name and abilities, and nothing was asked of it")
  func ready() throws {
    let hello = BridgeHello.sample(pad: .reader, commands: .done)
    let bridge = try RunningBridge(hello)
    defer { bridge.stop() }
    let look = Self.look(at: bridge.path)
    #expect(look == .success(.answers(hello, .ready)))
    let standing = BridgeStanding(socket: bridge.path, look)
    #expect(standing.refusal == nil)
    #expect(standing.text.hasPrefix(hello.reader + "\n"))
    for line in [
      "  behind           the bridge at \(bridge.path)", "  faces            compares faces",
      "  visual checks    proves visual checks", "  PIN              typed on the reader",
      "  commands         done by the reader", "  state            ready",
      "  the kiosk's      yes, by reader.socket",
    ] { #expect(standing.text.contains(line), "\(line) in:\n\(standing.text)") }
    #expect(standing.report.kioskReader == hello.reader)
    #expect(standing.report.bridge?.commands == "done" && standing.report.bridge?.pinPad == "reader")
    #expect(standing.words.contains("PIN typed on the reader, commands done by the reader"))
  }

  @Test("A bridge that serves a kiosk is good, and its kiosk keeps its line")
  func servesAnother() throws {
    let bridge = try RunningBridge()
    defer { bridge.stop() }
    let kiosk = try ReaderUnderTest(bridge.path)
    defer { kiosk.reader.stop() }
    try kiosk.wait(for: "ready")
    let look = Self.look(at: bridge.path)
    #expect(look == .success(.servesAnother(reason: "another kiosk is connected")))
    let standing = BridgeStanding(socket: bridge.path, look)
    #expect(standing.refusal == nil)
    #expect(standing.words == "the bridge at \(bridge.path) serves a kiosk now")
    #expect(standing.report.bridge?.state == "serves-a-kiosk")
    #expect(kiosk.rest == [])
  }

  @Test("What no kiosk can use is told by its own cause")
  func notUsable() throws {
    let looks: [(String, BridgeLook)] = [
      (
        "is not ready: no power",
        try Self.look { bridge in
          bridge.say(.hello(.sample()))
          bridge.say(.readerUnavailable(reason: "no power"))
        }
      ),
      ("does not say whether its reader", try Self.look { $0.say(.hello(.sample())) }),
      ("refuses this program: full", try Self.look { $0.say(.refused(reason: "full")) }),
      ("speaks version 9 of the protocol, and this kiosk 1", try Self.look { $0.say(.foreignHello(version: 9)) }),
      ("says no hello within", try Self.look { _ in }),
      ("hangs up without a hello", try Self.look { $0.hangUp() }),
      ("sends what is no message", try Self.look { $0.say(Array("Guten Tag\n".utf8)) }),
      ("a line of more than 65536 bytes", try Self.look { $0.say([UInt8](repeating: 0x61, count: 70_000)) }),
    ]
    for (words, look) in looks {
      let standing = BridgeStanding(socket: "reader.sock", .success(look))
      let refusal = try #require(standing.refusal, "\(look)")
      #expect(refusal.reason.contains(words), "\(refusal)")
      #expect(refusal.kind == .serviceUnavailable)
      #expect(standing.report.kioskReader == nil && standing.report.refusal == refusal.reason)
      #expect(!standing.text.contains("the kiosk's"), "\(standing.text)")
    }
  }

  @Test("What comes before the reader's state, and behind hello what is no message, is passed over")
  func passedOver() throws {
    let look = try Self.look { bridge in
      bridge.say(.alive)
      bridge.say(.hello(.sample()))
      bridge.say(Array("{\"type\":\"x-mihon\"}\n".utf8))
      bridge.say(.readerReady)
    }
    #expect(look == .answers(.sample(), .ready))
  }

  @Test("A socket behind which nobody listens, one whose queue is full, one that others may write to, none")
  func sockets() throws {
    let folder = try TestFolder()
    let path = "\(folder.path)/reader.sock"
    func refusal() throws -> ReaderRefused {
      try #require(BridgeStanding(socket: path, Self.look(at: path)).refusal)
    }
    #expect(try refusal().reason.hasSuffix("is not there: the bridge has not been started"))
    let listening = try BridgeSocket.listen(path: path)
    var waiting: [Int32] = []
    defer { for descriptor in waiting { close(descriptor) } }
    var overrun: BridgeRefusal?
    for _ in 0..<64 where overrun == nil {
      do throws(BridgeRefusal) { waiting.append(try BridgeSocket.connect(path: path)) } catch { overrun = error }
    }
    #expect(overrun?.kind == .overrun)
    #expect(
      overrun?.sentence.hasSuffix("the bridge takes no connection, and as many as it allows wait for it: it hangs")
        == true)
    #expect(try refusal().kind == .serviceUnavailable)
    close(listening)
    let dead = try refusal()
    #expect(dead.reason.hasSuffix("nobody listens there: the bridge has ended and left its socket behind"), "\(dead)")
    #expect(dead.kind == .serviceUnavailable && dead.nextStep == "start the bridge's program anew, as this same user")
    chmod(path, 0o666)
    let open = try refusal()
    #expect(open.kind == .configuration && open.nextStep.contains("mode 0600"), "\(open)")
  }

  @Test("Only a second kiosk is refused by that cause; another cause is one of a later version")
  func cause() throws {
    let line = #"{"type":"refused","reason":"no","cause":"x-tired"}"#
    #expect(try BridgeMessage(line: Array(line.utf8)) == .refused(reason: "no"))
    let busy = #"{"type":"refused","reason":"no","cause":"another-kiosk"}"#
    #expect(try BridgeMessage(line: Array(busy.utf8)) == .refused(reason: "no", servesAnother: true))
  }
}
