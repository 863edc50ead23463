import Foundation
import Testing

/// `uketsuke` without arguments: everything around it is made up and runs inside it.
@Suite("Live: the demo", .serialized)
struct DemoTests {
  /// The demo in a terminal, with its first screen.
  private final class Demo {
    let screen: TerminalSession
    private let folder: String

    init() throws {
      folder = FileManager.default.temporaryDirectory.appendingPathComponent("demo-\(UUID().uuidString)").path
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      screen = try TerminalSession("'\(Site.program("uketsuke"))'", folder: folder)
      try screen.wait(for: Self.attract, "a大人 b子", "x取る PIN1234")
    }

    static let attract = "マイナンバーカードを ここに 置いてください"

    func close() {
      screen.close()
      try? FileManager.default.removeItem(atPath: folder)
    }
  }

  @Test("A whole visit: card, face, consents, one answer changed, completion, the card taken, the next patient")
  func wholeVisit() throws {
    let demo = try Demo()
    defer { demo.close() }
    try demo.screen.type("a")
    try demo.screen.wait(for: "どの方法で", "1  顔で 確認する", "2  暗証番号で 確認する", "3  スタッフに 確認してもらう")
    try demo.screen.type("1")
    try demo.screen.wait(for: "お薬・診療の情報を", "質問 1 / 3")
    try demo.screen.type("1")
    try demo.screen.wait(for: "健康診断の情報を", "質問 2 / 3")
    try demo.screen.type("2")
    try demo.screen.wait(for: "上限を", "質問 3 / 3")
    try demo.screen.type("1")
    let before = try demo.screen.wait(for: "この内容で よろしいですか")
    #expect(answers(in: before) == ["見せてもよい", "見せない", "見せてもよい"])
    try demo.screen.type("2")
    try demo.screen.wait(for: "健康診断の情報を", "質問 2 / 3")
    try demo.screen.type("1")
    let after = try demo.screen.wait(for: "この内容で よろしいですか")
    #expect(answers(in: after) == ["見せてもよい", "見せてもよい", "見せてもよい"])
    try demo.screen.type("0")
    try demo.screen.wait(for: "受付が できました", "カードを お取りください", "同意のお答えを お送りしました")
    try demo.screen.type("x")
    let farewell = try demo.screen.wait(for: "受付が できました", "        保険の資格が 確認できました。")
    #expect(!farewell.contains("カードを お取りください"))
    try demo.screen.wait(for: Demo.attract)
  }

  /// What the review's rows say, from the top.
  private func answers(in review: String) -> [String] {
    review.split(separator: "\n").filter { $0.contains("変える") }.map { row in
      row.contains("見せない") ? "見せない" : row.contains("見せてもよい") ? "見せてもよい" : String(row)
    }
  }

  /// What the card of each key leads to.
  private static let cards: [(key: String, words: [String])] =
    "abcdefhijkm".map { (String($0), ["どの方法で"]) } + [
      ("l", ["どの方法で", "更新するまで 伝わりません"]), ("g", ["期限が 切れています", "お知らせ番号 006"]),
    ]

  @Test("Every key of the strip lays a card down, and x takes it away")
  func everyKey() throws {
    let demo = try Demo()
    defer { demo.close() }
    for (key, words) in Self.cards {
      let seen = try demo.screen.text()
      for word in words { #expect(!seen.contains(word), "\(key)") }
      try demo.screen.type(key)
      for word in words { try demo.screen.wait(for: word) }
      // The last card's screen stays for a while also without it.
      guard key != "g" else { break }
      try demo.screen.type("x")
      try demo.screen.wait(for: "カードを もう一度 置いてください", "お知らせ番号 U-103")
    }
  }

  @Test("Another card's key changes cards, and the new one's holder begins anew")
  func otherCard() throws {
    let demo = try Demo()
    defer { demo.close() }
    try demo.screen.lay("a")
    try demo.screen.choosePIN()
    // The card of somebody whose PIN is locked.
    try demo.screen.lay("f")
    try demo.screen.type("2")
    try demo.screen.wait(for: "このカードでは 暗証番号が 使えません", "お知らせ番号 U-202")
  }

  @Test("On the PIN screen digits are the PIN's, and x takes the card away")
  func removedAtPIN() throws {
    let demo = try Demo()
    defer { demo.close() }
    try demo.screen.lay("a")
    try demo.screen.choosePIN()
    try demo.screen.type("12")
    try demo.screen.wait(for: "│  ＊ │ │  ＊ │ │     │ │     │")
    try demo.screen.type("x")
    try demo.screen.wait(for: "カードを もう一度 置いてください", "お知らせ番号 U-103")
  }

  @Test("The staff's password stands in the strip, and no other does on their screens")
  func staffPassword() throws {
    let demo = try Demo()
    defer { demo.close() }
    try demo.screen.lay("b")
    try demo.screen.type("3")
    try demo.screen.wait(for: "スタッフ番号 0123  パスワード 01230123")
    try demo.screen.type("0123")
    try demo.screen.press("Enter")
    try demo.screen.wait(for: "パスワードを 入力してください", "スタッフ番号 0123  パスワード 01230123")
    try demo.screen.type("01230123")
    try demo.screen.press("Enter")
    try demo.screen.wait(for: "このカードの 14 けた")
    try demo.screen.compare()
  }

  @Test("Ctrl-C ends it with 0 and leaves the terminal as it was found, nothing on it", arguments: [false, true])
  func interrupted(inVisit: Bool) throws {
    let demo = try Demo()
    defer { demo.close() }
    if inVisit {
      try demo.screen.type("a")
      try demo.screen.wait(for: "どの方法で")
    }
    try demo.screen.press("C-c")
    let left = try demo.screen.wait(for: "exit 0")
    #expect(left.split(whereSeparator: \.isWhitespace) == ["exit", "0"])
    let plain = try ProgramInTerminal("uketsuke")
    try plain.wait(for: "マイナンバーカードを")
    plain.terminal.type([0x03])
    #expect(plain.end() == .exited(0))
    #expect(plain.isAsFound)
  }
}
