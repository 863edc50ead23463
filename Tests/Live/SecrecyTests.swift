import Foundation
import Testing

/// A PIN that stands nowhere else, and the person it belongs to: sought in every file of the site and in the kiosk's
/// memory (S4, S9, S10).
@Suite("Live: what is never written down", .serialized)
struct SecrecyTests {
  private static let pin = "5083"
  private static let wrongPIN = "6190"

  /// The made-up people and their cards, the adult's with another PIN.
  private final class People {
    let assets: String

    init() throws {
      assets = FileManager.default.temporaryDirectory.appendingPathComponent("assets-\(UUID().uuidString)").path
      let original = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Assets").path
      try FileManager.default.copyItem(atPath: original, toPath: assets)
      let file = "\(assets)/people/people.yaml"
      let text = try String(contentsOfFile: file, encoding: .utf8)
      let first = try #require(text.range(of: "pin: \"1234\""))
      try text.replacingCharacters(in: first, with: "pin: \"\(SecrecyTests.pin)\"")
        .write(toFile: file, atomically: true, encoding: .utf8)
    }

    deinit { try? FileManager.default.removeItem(atPath: assets) }
  }

  @Test("A PIN is in locked memory while it is typed and verified, where the search finds it, and nowhere after")
  func foundThenGone() throws {
    let people = try People()
    let kiosk = try OpenKiosk()
    defer { kiosk.close() }
    let card = try kiosk.site.card("adult", ["--assets", people.assets])
    try kiosk.screen.wait(for: "どの方法で")
    try kiosk.screen.choosePIN()
    let memory = Memory(of: try #require(try kiosk.screen.kioskID()))
    let digits = Array(Self.pin.utf8)
    // VERIFY with this PIN: header, length, digits.
    let verify: [UInt8] = [0x00, 0x20, 0x00, 0x80, 0x04] + digits
    try kiosk.screen.type(Self.pin)
    try kiosk.screen.wait(for: "＊ │ │  ＊ │ │  ＊ │ │  ＊")
    #expect(try memory.holds(digits, locked: true))
    card.say("hang-at +1")
    try card.wait(for: "hangs at ")
    try kiosk.screen.press("Enter")
    try card.wait(for: "hangs at ")
    #expect(try memory.holds(verify))
    #expect(try memory.holds(verify, locked: true))
    card.say("go-on")
    try kiosk.screen.wait(for: "質問 1 / 3")
    #expect(try memory.holds(digits, locked: true) == false)
    #expect(try memory.holds(verify) == false)
    #expect(try kiosk.site.files(holdingNumber: Self.pin) == [])
  }

  @Test("PINs, name and insurance numbers: in the hand-over alone what belongs there, in no journal and no log")
  func nowhere() throws {
    let people = try People()
    let kiosk = try OpenKiosk()
    defer { kiosk.close() }
    let card = try kiosk.site.card("adult", ["--assets", people.assets])
    try kiosk.screen.wait(for: "どの方法で")
    try kiosk.enterPIN(Self.wrongPIN)
    try kiosk.screen.wait(for: "合いませんでした", "あと 2 回")
    // So that the log has something to say.
    try kiosk.screen.type(".")
    try kiosk.screen.wait(for: "スタッフを 呼んでいます")
    try kiosk.screen.type("1")
    try kiosk.screen.wait(for: "合いませんでした")
    // "Again" has the digit of the key just pressed, which counts once in half a second (A3).
    try kiosk.screen.press("Down")
    try kiosk.screen.press("Enter")
    try kiosk.screen.wait(for: "暗証番号 4 けたを", "あと 2 回")
    try kiosk.screen.confirmPIN(Self.pin)
    try kiosk.answer(
      (words: "お薬・診療の情報を", key: "1"), (words: "健康診断", key: "2"), (words: "上限を", key: "1"))
    try kiosk.send()
    #expect(try kiosk.site.counters(of: card) == [3, 2, 1])

    let memory = Memory(of: try #require(try kiosk.screen.kioskID()))
    for pin in [Self.wrongPIN, Self.pin] {
      // VERIFY with this PIN: header, length, digits.
      #expect(try memory.holds([0x00, 0x20, 0x00, 0x80, 0x04] + Array(pin.utf8)) == false)
      #expect(try kiosk.site.files(holdingNumber: pin) == [])
    }
    #expect(try kiosk.screen.endKiosk() == "exit 0")
    for pin in [Self.wrongPIN, Self.pin] { #expect(try kiosk.site.files(holdingNumber: pin) == []) }
    #expect(try kiosk.site.files(holdingNumber: "1312345670") != [], "the search finds what is there")

    let log = try String(contentsOfFile: "\(kiosk.site.folder)/kiosk.log", encoding: .utf8)
    #expect(log.contains("staff are called"))
    for pin in [Self.wrongPIN, Self.pin] { #expect(!log.contains(pin)) }
    let allowed = ["face/\(try #require(kiosk.site.handovers.first))", "people.yaml"]
    for words in ["見本　花子", "ﾐﾎﾝ ﾊﾅｺ", "01990019", "9000001", "見本県見本市見本町1-99"] {
      #expect(try kiosk.site.files(holding: words).sorted() == allowed, "\(words)")
    }
  }
}
