import Foundation
import Testing

/// Configuration keys that change what patients see, in the program that runs.
@Suite("Live: what the configuration changes", .serialized)
struct ConfigurationKeysTests {
  private static let simulated = ["driver: pcsc": "driver: simulated"]

  @Test("reader.name: the reader of that name is watched, and no other")
  func readerName() throws {
    let kiosk = try OpenKiosk(["driver: pcsc": "driver: pcsc\n  name: Virtual PCD 00 01"])
    defer { kiosk.close() }
    _ = try kiosk.site.card("child")
    try kiosk.site.pcscd?.wait(for: "Card inserted into Virtual PCD 00 00")
    // The second slot of the virtual reader listens at the next port.
    let card = try kiosk.site.card("adult", ["--port", "35964"])
    try kiosk.screen.wait(for: "どの方法で")
    try kiosk.enterPIN()
    try kiosk.screen.wait(for: "お薬・診療の情報を", "質問 1 / 3")
    #expect(try kiosk.site.counters(of: card) == [3, 1, 0])
    #expect(try kiosk.audit().visits.count == 1)
  }

  @Test("reader.name: a reader that is not there keeps the kiosk closed")
  func missingReader() throws {
    let site = try Site()
    defer { site.close() }
    try site.startPCSC()
    try site.writeConfiguration(["driver: pcsc": "driver: pcsc\n  name: Mihon Reader 99"])
    let kiosk = try site.kiosk()
    defer { kiosk.close() }
    try kiosk.wait(for: "受付の窓口へ お越しください")
    _ = try site.card("adult")
    try site.pcscd?.wait(for: "Card inserted into Virtual PCD 00 00")
    #expect(try kiosk.text().contains("受付の窓口へ お越しください"))
    #expect(try Audit(of: site).visits == [])
  }

  @Test("display.language: what the kiosk begins with")
  func language() throws {
    let site = try Site()
    defer { site.close() }
    try site.writeConfiguration(Self.simulated.merging(["language: ja": "language: en"]) { $1 })
    let kiosk = try site.kiosk()
    defer { kiosk.close() }
    try kiosk.wait(for: "Please put your My Number card here", "Call staff")
    try kiosk.type("a")
    try kiosk.wait(for: "How would you like to confirm who you are?")
  }

  @Test("display.theme: colours, or attributes alone", arguments: [("default", true), ("monochrome", false)])
  func theme(_ name: String, hasColours: Bool) throws {
    let site = try Site()
    defer { site.close() }
    try site.writeConfiguration(Self.simulated.merging(["theme: default": "theme: \(name)"]) { $1 })
    let kiosk = try ProgramInTerminal("uketsuke", ["run", "--config", "\(site.folder)/kiosk.yaml"])
    try kiosk.wait(for: "マイナンバーカードを")
    kiosk.child.signal(SIGTERM)
    #expect(kiosk.end() == .exited(0))
    // The foreground's colour in the form that this kind of terminal has.
    #expect(kiosk.written.contains(/\u{1B}\[[0-9;]*38;5;/) == hasColours)
  }

  @Test("identity.visual: off, nobody vouches", arguments: [false, true])
  func visualOff(isSimulated: Bool) throws {
    let kiosk = try self.kiosk("off", isSimulated)
    defer { kiosk.close() }
    #expect(!(try ways(kiosk, isSimulated).contains("スタッフに 確認してもらう")))
    try kiosk.screen.type("3")
    try kiosk.screen.type("2")
    let seen = try kiosk.screen.wait(for: "暗証番号 4 けたを")
    #expect(!seen.contains("スタッフ番号"))
  }

  @Test("identity.visual: signed, an ordinary reader has nothing to sign with")
  func visualSignedWithoutProof() throws {
    let kiosk = try self.kiosk("signed", false)
    defer { kiosk.close() }
    #expect(!(try ways(kiosk, false).contains("スタッフに 確認してもらう")))
  }

  @Test("identity.visual: signed, a reader that proves it; service and journal say so")
  func visualSigned() throws {
    let kiosk = try self.kiosk("signed", true)
    defer { kiosk.close() }
    #expect(try ways(kiosk, true).contains("スタッフに 確認してもらう"))
    try kiosk.screen.type("3")
    try kiosk.vouch()
    try kiosk.screen.wait(for: "お薬・診療の情報を", "質問 1 / 3")
    let answered = try kiosk.audit().details(of: "eligibilityOutcome")
    #expect(
      answered.count == 1 && answered.allSatisfy { $0.contains("method=visual") && $0.contains("signed=yes") },
      "\(answered)")
  }

  private func kiosk(_ visual: String, _ isSimulated: Bool) throws -> OpenKiosk {
    let visual = ["visual: attested": "visual: \(visual)"]
    return try OpenKiosk(isSimulated ? visual.merging(Self.simulated) { $1 } : visual, service: !isSimulated)
  }

  /// The screen with the ways of identity.
  private func ways(_ kiosk: OpenKiosk, _ isSimulated: Bool) throws -> String {
    if isSimulated {
      try kiosk.screen.type("a")
    } else {
      _ = try kiosk.site.card("adult")
    }
    return try kiosk.screen.wait(for: "どの方法で", "暗証番号で 確認する")
  }
}
