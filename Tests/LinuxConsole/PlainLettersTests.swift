import Display
import Screenbook
import Testing

@testable import LinuxConsole

@Suite struct PlainLettersTests {
  /// What the kernel's own font has of the signs of our screens.
  private let letters = PlainLetters(drawn: Set("─│┌┐└┘►√·•♦█▄▀é".unicodeScalars.map(\.value)))

  private func shown(_ text: String) -> String {
    let glyphs = Glyph.all(in: InertText(text))
    var frame = Frame(size: Size(columns: 60, rows: 1))
    var column = 0
    for glyph in glyphs {
      frame[0, column] = Cell(glyph, role: .text)
      if glyph.width == 2 { frame[0, column + 1] = .continuation(.text) }
      column += glyph.width
    }
    let signs = letters.signs(of: frame)
    #expect(signs.count == 60)
    var view = String.UnicodeScalarView(signs)
    while view.last == " " { view.removeLast() }
    return String(view)
  }

  @Test(arguments: [
    ("✓ Card   ▶ Identity   ・Consent", "√ Card   ► Identity   · Consent"),
    ("╭────╮ ╰────╯", "┌────┐ └────┘"), ("│  ＊ │ │     │", "│  *  │ │     │"),
    ("┌──────┐ caf\u{E9} O’Brien", "┌──────┐ caf\u{E9} O'Brien"),
    (" *  Back    /  Language 言語", " *  Back    /  Language"),
    ("さくら診療所（見本）      10:24", "                          10:24"),
    ("日本語は   / を 押してください。    Put it here", "                                    Put it here"),
    ("│  1  日本語     │", "│  1             │"),
    ("Đặt thẻ vào đây", ""),
  ])
  func whatCannotBeDrawn(text: String, expected: String) {
    #expect(shown(text) == expected)
  }
}
