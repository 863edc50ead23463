import Foundation
import Testing

/// A whole visit on every kind of terminal that the README names, and what is sent where no colours are wanted.
@Suite("Live: kinds of terminals", .serialized)
struct TerminalKindsTests {
  private func inDemo(_ kind: String, visit: (TerminalSession) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kinds-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let screen = try TerminalSession("'\(try Site.program("uketsuke"))'", folder: folder, term: kind)
    defer { screen.close() }
    try visit(screen)
  }

  @Test(
    "From the first screen to the card taken",
    arguments: ["screen", "tmux-256color", "xterm-256color", "linux", "vt100"])
  func visit(_ kind: String) throws {
    try inDemo(kind) { screen in
      try screen.wait(for: "マイナンバーカードを", "x取る PIN1234")
      try screen.lay("a")
      try screen.choosePIN()
      try screen.confirmPIN("1234")
      for (number, (words, key)) in [("お薬・診療の情報を", "1"), ("健康診断", "2"), ("上限を", "1")].enumerated() {
        try screen.wait(for: words, "質問 \(number + 1) / 3")
        try screen.type(key)
      }
      let review = try screen.wait(for: "この内容で よろしいですか")
      #expect(review.contains("┌") && review.contains("┘"))
      try screen.type("0")
      try screen.wait(for: "受付が できました", "カードを お取りください")
      try screen.type("x")
      try screen.wait(for: "        保険の資格が 確認できました。")
      try screen.press("C-c")
      try screen.wait(for: "exit 0")
    }
  }

  @Test(
    "The photo on the staff's screen: half blocks within its frame, and gone with the screen",
    arguments: ["screen", "tmux-256color", "xterm-256color", "vt100"])
  func photo(_ kind: String) throws {
    try inDemo(kind) { screen in
      try screen.wait(for: "x取る PIN1234")
      try screen.lay("a")
      try screen.type("3")
      try screen.wait(for: "スタッフ番号")
      try screen.type("0123")
      try screen.press("Enter")
      try screen.wait(for: "パスワードを 入力してください")
      try screen.type("01230123")
      try screen.press("Enter")
      try screen.compare()
      // The lowest line that changes: the photo is drawn.
      let compare = try screen.wait(for: "同じ方ですか", "カードの写真", "PIN1234")
      let rows = compare.split(separator: "\n").filter { $0.hasPrefix("   │") && !$0.contains("│  │") }
      let photo = rows.prefix { !$0.contains("本人である") }.joined().filter { "▀▄█".contains($0) }
      #expect(photo.count > 30, "\(compare)")
      #expect(!compare.contains("読み取れません"))
      try screen.type("1")
      let next = try screen.wait(for: "お薬・診療の情報を")
      #expect(!next.contains { "▀▄█".contains($0) })
    }
  }

  @Test(
    "NO_COLOR: no colour is sent, and choices, errors and the step are told apart all the same",
    arguments: ["screen", "tmux-256color", "xterm-256color", "linux"])
  func withoutColours(_ kind: String) throws {
    let coloured = try ProgramInTerminal("uketsuke", environment: ["TERM": kind])
    try coloured.wait(for: "PIN1234")
    #expect(!coloured.colours.isEmpty)
    #expect(coloured.child.end(milliseconds: 0) == .stillRunning)
    let plain = try ProgramInTerminal("uketsuke", environment: ["TERM": kind, "NO_COLOR": "1"])
    try plain.wait(for: "PIN1234")
    plain.terminal.type("a")
    try plain.wait(for: "どの方法で")
    plain.terminal.type("2")
    try plain.wait(for: "暗証番号")
    #expect(plain.colours == [])
    #expect(!plain.written.contains("\u{1B}]"))
    // Bold, and reversed for the footer.
    #expect(plain.renditions.contains(1))
    #expect(plain.renditions.contains(7))
  }

  @Test("A terminal that cannot show a screen is refused in a sentence, and nothing is written to it")
  func dumb() throws {
    let program = try ProgramInTerminal("uketsuke", environment: ["TERM": "dumb"])
    #expect(program.end() == .exited(69))
    #expect(
      program.written
        == "uketsuke: A terminal of type \"dumb\" (TERM) cannot show a screen: it cannot place its cursor.\r\n")
    #expect(program.isAsFound)
  }
}

extension ProgramInTerminal {
  /// The numbers in all sequences that say how letters look (ECMA-48 SGR); those of a 256-colour are one with theirs.
  var renditions: [Int] {
    written.matches(of: /\u{1B}\[([0-9;]*)m/).flatMap { match in
      match.1.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    }
  }

  /// Those that set a colour; 39 and 49 go back to the terminal's own.
  var colours: [Int] {
    renditions.filter { (30...38).contains($0) || (40...48).contains($0) || (90...107).contains($0) }
  }
}
