import Foundation
import Glibc
import Testing

/// `uketsuke run` with `driver: bridge` against `uketsuke reader-bridge simulate`. No PC/SC service runs here.
@Suite("Live: a face-auth reader behind its bridge", .serialized)
struct ReaderBridgeTests {
  private static let driver = ["driver: pcsc": "driver: bridge\n  socket: reader.sock"]

  /// - Parameter more: of the reader and its card.
  private func bridge(of site: Site, _ person: String, _ more: [String] = []) throws -> Server {
    let server = try Server(
      Site.program("uketsuke"),
      ["reader-bridge", "simulate", "--socket", "\(site.folder)/reader.sock", "--person", person, "--away"] + more)
    try server.wait(for: "serving \(person)")
    return server
  }

  private func kiosk(of site: Site) throws -> TerminalSession {
    try site.startStandin()
    try site.writeConfiguration(Self.driver)
    return try site.kiosk()
  }

  @Test("By face with a hint to the hand-over; the bridge is killed, and a new one is found without a restart")
  func byFace() throws {
    let site = try Site()
    defer { site.close() }
    let kiosk = try kiosk(of: site)
    defer { kiosk.close() }
    try kiosk.wait(for: "受付の窓口へ お越しください")
    let first = try bridge(of: site, "adult", ["--face-time", "1200"])
    defer { first.stop() }
    try kiosk.wait(for: "カードを ここに 置いてください")
    first.say("insert")
    try kiosk.wait(for: "どの方法で", "顔で 確認する")
    try kiosk.type("1")
    try kiosk.wait(for: "わくの中に お顔が")
    try first.wait(for: "asked: compare-face")
    first.say("hint closer")
    let hinted = try kiosk.wait(for: "もう少し 近づいてください")
    #expect(hinted.contains("╭───────────╮") && !hinted.contains("わくの中に"), "the picture stays\n\(hinted)")
    for (number, key) in ["1", "2", "1"].enumerated() {
      try kiosk.wait(for: "質問 \(number + 1) / 3")
      try kiosk.type(key)
    }
    try kiosk.wait(for: "この内容で よろしいですか")
    try kiosk.type("0")
    try kiosk.wait(for: "受付が できました")
    #expect(try site.onlyHandover().contains("<Name>見本　花子</Name>"))
    first.say("remove")
    try kiosk.wait(for: "        保険の資格が 確認できました。")
    #expect(try Audit(of: site).details(of: "faceOutcome").allSatisfy { $0.hasSuffix("result=signed") })
    // As a crash leaves it: the socket still lies there.
    kill(first.process.processIdentifier, SIGKILL)
    try kiosk.wait(for: "受付の窓口へ お越しください")
    let second = try bridge(of: site, "elderly")
    defer { second.stop() }
    try kiosk.wait(for: "カードを ここに 置いてください")
    second.say("insert")
    try kiosk.wait(for: "どの方法で")
    // The card goes while faces are compared.
    try kiosk.type("1")
    try second.wait(for: "asked: compare-face")
    second.say("remove")
    try kiosk.wait(for: "U-103")
    #expect(try site.audit("verify").status == 0)
    #expect(try String(contentsOfFile: "\(site.folder)/kiosk.log", encoding: .utf8).contains("it has hung up"))
  }

  @Test("No match, the tenth locks the camera, and the PIN typed at the kiosk goes through the bridge")
  func lockedFaceThenPIN() throws {
    let site = try Site()
    defer { site.close() }
    let bridge = try bridge(of: site, "adult", ["--face-time", "600", "--face-failures", "8"])
    defer { bridge.stop() }
    let kiosk = try kiosk(of: site)
    defer { kiosk.close() }
    try kiosk.wait(for: "カードを ここに 置いてください")
    bridge.say("look-away")
    bridge.say("insert")
    try kiosk.wait(for: "どの方法で")
    try kiosk.type("1")
    try kiosk.wait(for: "U-204")
    try kiosk.type("2")
    try kiosk.wait(for: "暗証番号 4 けたを")
    try kiosk.type("*")
    try kiosk.wait(for: "どの方法で")
    try kiosk.type("1")
    try kiosk.wait(for: "U-205")
    try kiosk.type("1")
    try kiosk.wait(for: "暗証番号 4 けたを")
    let memory = Memory(of: try #require(try kiosk.kioskID()))
    try kiosk.type("7391")
    try kiosk.wait(for: "＊ │ │  ＊ │ │  ＊ │ │  ＊")
    #expect(try memory.holds(Array("7391".utf8), locked: true), "the search finds what is there")
    try kiosk.press("Enter")
    try kiosk.wait(for: "U-201", "あと 2 回")
    #expect(try memory.holds(Array("7391".utf8), locked: true) == false)
    // VERIFY with this PIN, as it went over the line.
    #expect(try memory.holds(Array("00200080043733".utf8) + Array("3931".utf8)) == false)
    try kiosk.type("1")
    try kiosk.wait(for: "暗証番号 4 けたを")
    try kiosk.confirmPIN("1234")
    try kiosk.wait(for: "質問 1 / 3")
    bridge.say("tries")
    try bridge.wait(for: "tries left 3, verified 2, wrong 1")
    #expect(try site.files(holdingNumber: "7391") == [])
  }

  /// The kit waits for silences, and the visit goes on meanwhile.
  @Test(
    "The PIN on the reader's own pad, no digit is taken at the kiosk; beside it the conformance kit on another bridge")
  func padOnReaderAndKit() throws {
    let site = try Site()
    defer { site.close() }
    let checked = try Server(
      Site.program("uketsuke"),
      ["reader-bridge", "simulate", "--socket", "\(site.folder)/checked.sock", "--person", "child"])
    defer { checked.stop() }
    try checked.wait(for: "serving child")
    let kit = try Server(
      "sh", ["-c", "'\(Site.program("uketsuke"))' reader-bridge check --socket checked.sock; echo \"ended $?\""],
      folder: site.folder)
    defer { kit.stop() }
    let bridge = try bridge(of: site, "adult", ["--pin-pad", "reader", "--commands", "done", "--without-faces"])
    defer { bridge.stop() }
    let kiosk = try kiosk(of: site)
    defer { kiosk.close() }
    try kiosk.wait(for: "カードを ここに 置いてください")
    bridge.say("insert")
    let ways = try kiosk.wait(for: "どの方法で", "暗証番号で 確認する")
    #expect(!ways.contains("顔で 確認する"))
    try kiosk.type("2")
    try kiosk.wait(for: "カードリーダーで 暗証番号を 押してください")
    try kiosk.type("7")
    try bridge.wait(for: "asked: verify")
    bridge.say("type 1234")
    try kiosk.wait(for: "質問 1 / 3")
    bridge.say("tries")
    try bridge.wait(for: "tries left 3, verified 1, wrong 0")
    try kit.wait(for: "passed          flood")
    try kit.wait(for: ", 0 failed, ")
    try kit.wait(for: "ended 0")
  }

  @Test("69 where nobody listens, 1 and its row where a bridge is at fault, and what check says without connecting")
  func exits() throws {
    let site = try Site()
    defer { site.close() }
    let socket = "\(site.folder)/reader.sock"
    let none = try Command.run(try Site.program("uketsuke"), ["reader-bridge", "check", "--socket", socket])
    #expect(none.status == 69 && none.errors.contains("the bridge has not been started"), "\(none.errors)")
    for command in [["check"], ["simulate", "--person", "adult"]] {
      let empty = try Command.run(try Site.program("uketsuke"), ["reader-bridge"] + command + ["--socket", ""])
      #expect(empty.status == 64 && empty.errors.contains("--socket takes the path of a socket"), "\(empty)")
    }
    let bridge = try bridge(of: site, "adult")
    defer { bridge.stop() }
    chmod(socket, 0o666)
    let unsafe = try Command.run(try Site.program("uketsuke"), ["reader-bridge", "check", "--socket", socket])
    #expect(unsafe.status == 1 && unsafe.output.contains(/FAILED +socket\s/), "\(unsafe.output)")
    try site.writeConfiguration(Self.driver)
    let check = try Command.run(
      try Site.program("uketsuke"), ["check", "--config", "\(site.folder)/kiosk.yaml"])
    #expect(check.status == 78 && check.errors.contains("reader.socket:"), "\(check.errors)")
    let second = try Command.run(
      try Site.program("uketsuke"), ["reader-bridge", "simulate", "--socket", socket, "--person", "adlut"])
    #expect(second.status == 78 && second.errors.contains("did you mean \"adult\"?"), "\(second.errors)")
  }
}
