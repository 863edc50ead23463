import Display
import Testing

@Suite("Pager")
struct PagerTests {
  private static let size = Size(columns: 40, rows: 10)

  private func margins(_ warning: String? = nil) -> Pager.Margins {
    Pager.Margins(heading: "同意 見本", corner: "10:00 まで", warning: warning, keys: "* : 閉じる")
  }

  private func rows(_ pager: inout Pager, _ size: Size = Self.size, warning: String? = nil) -> [String] {
    let frame = pager.frame(size: size, margins(warning))
    #expect(frame.flaws == [])
    return frame.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  /// A macro cannot call what changes its subject.
  private func take(_ key: KeyPress, _ pager: inout Pager) -> Bool { pager.take(key) }

  private let twenty = (1...20).map { Pager.Line("行 \($0)") }

  @Test("The heading stays on every screen of the text, and so does the place in it")
  func heading() {
    var pager = Pager(twenty)
    let first = rows(&pager)
    #expect(first.count == 10)
    #expect(first[0] == "同意 見本                     10:00 まで")
    #expect(first[1] == String(repeating: "─", count: 40))
    #expect(Array(first[2...8]) == (1...7).map { "行 \($0)" })
    #expect(first[9] == "* : 閉じる                        1-7/20")
    #expect(take(.end, &pager))
    let last = rows(&pager)
    #expect(last[0] == first[0])
    #expect(Array(last[2...8]) == (14...20).map { "行 \($0)" })
    #expect(last[9].hasSuffix("14-20/20"))
  }

  @Test(
    "Every key moves as its name says, and no further than there is text",
    arguments: [
      ([KeyPress.down], 2), ([.down, .up], 1), ([.up], 1), ([.pageDown], 7), ([.character(" "), .pageUp], 1),
      ([.pageDown, .pageDown, .pageDown], 14), ([.end, .home], 1), ([.character("2"), .character("2")], 3),
      ([.character("3"), .character("9")], 1), ([.end, .character("8")], 13), ([.enter], 2),
    ])
  func keys(pressed: [KeyPress], first: Int) {
    var pager = Pager(twenty)
    _ = rows(&pager)
    for key in pressed { #expect(take(key, &pager)) }
    #expect(rows(&pager)[2] == "行 \(first)")
  }

  @Test("Other keys mean nothing")
  func otherKeys() {
    var pager = Pager(twenty)
    let before = rows(&pager)
    for key in [KeyPress.left, .tab, .erase, .character("x"), .other, .touch(row: 3, column: 3)] {
      #expect(!take(key, &pager))
    }
    #expect(rows(&pager) == before)
  }

  @Test("A long line wraps and keeps its indentation; on another width the same line stays the first")
  func wrapping() {
    var pager = Pager(
      [Pager.Line("  " + String(repeating: "あ", count: 30))] + (1...20).map { Pager.Line("行 \($0)") })
    let narrow = rows(&pager)
    #expect(narrow[2] == "  " + String(repeating: "あ", count: 19))
    #expect(narrow[3] == "  " + String(repeating: "あ", count: 11))
    for _ in 0..<4 { _ = pager.take(.down) }
    #expect(rows(&pager)[2] == "行 3")
    #expect(rows(&pager, Size(columns: 100, rows: 10))[2] == "行 3")
    #expect(rows(&pager, Size(columns: 20, rows: 12))[0] == "同意 見本")
    #expect(rows(&pager, Size(columns: 20, rows: 12))[1] == "10:00 まで")
  }

  @Test("A warning takes its rows from the text, also at the end of it")
  func warning() {
    var pager = Pager(twenty)
    _ = rows(&pager)
    _ = pager.take(.end)
    let warned = rows(&pager, warning: "あと 30 秒で 閉じます。")
    #expect(warned[8] == "あと 30 秒で 閉じます。")
    #expect(warned[9].hasPrefix("* : 閉じる"))
    #expect(warned[7] == "行 19")
  }

  @Test("Text steers no terminal, and no size is too small to be drawn")
  func hostile() {
    var pager = Pager([Pager.Line("見本\u{1B}[2J\u{202E}薬"), Pager.Line(String(repeating: "x", count: 5_000))])
    #expect(rows(&pager)[2] == "見本薬")
    for size in [Size(columns: 1, rows: 1), Size(columns: 2, rows: 3), Size(columns: 9, rows: 4)] {
      #expect(pager.frame(size: size, margins("警告")).flaws == [])
      _ = pager.take(.pageDown)
    }
    var empty = Pager([])
    #expect(rows(&empty)[9].hasSuffix("0-0/0"))
    #expect(take(.pageDown, &empty))
  }
}
