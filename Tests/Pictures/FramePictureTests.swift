import Display
import PictureFiles
import PictureReading
import Screenbook
import Testing

@Suite("Pictures of frames")
struct FramePictureTests {
  @Test(
    "Every screen × language × theme can be read back from its pixels",
    arguments: ["ja", "ja-easy", "en", "zh-Hans", "ko", "vi", "pt"])
  func readBack(language: String) throws {
    let reader = try CellReader.checkout("12x24")
    let themes = try Checkout.book().themes
    #expect(themes.count >= 4)
    let frames = try Checkout.frames(language)
    #expect(frames.count >= 60)
    for (index, entry) in frames.enumerated() {
      // Each screen in one theme by turns: all would take a minute and tell no more.
      let name = try #require(themes.keys.sorted().dropFirst(index % themes.count).first)
      let theme = try #require(themes[name])
      let picture = entry.frame.picture(theme: theme, font: reader.font)
      #expect((picture.width, picture.height) == (80 * 12, 24 * 24))
      let read = reader.text(in: picture, size: .smallest) { Self.paper(entry.frame[$0, $1].role, in: theme) }
      #expect(read == reader.canonical(entry.frame.text, papers: true), "\(entry.id), \(name)")
    }
  }

  private static func paper(_ role: Role, in theme: Theme) -> Colour {
    theme[role].reverse ? theme[role].foreground : theme[role].background
  }

  @Test("A small cell can be read back as well", arguments: ["6x12", "8x16", "16x32", "24x48"])
  func otherFonts(cell: String) throws {
    let reader = try CellReader.checkout(cell)
    let theme = try #require(try Checkout.book().themes["default"])
    let frame = try #require(try Checkout.frames("ja").first { $0.id == "identity" }).frame
    let read = reader.text(in: frame.picture(theme: theme, font: reader.font), size: .smallest)
    #expect(read == reader.canonical(frame.text, papers: false))
  }

  private let font: BitmapFont = {
    var bar = Bitmap(width: 12, height: 24)
    for row in 0..<24 { bar[row, 3] = true }
    var kanji = Bitmap(width: 24, height: 24)
    kanji[10, 20] = true
    var lost = Bitmap(width: 12, height: 24)
    lost[12, 5] = true
    return BitmapFont(
      cellWidth: 12, cellHeight: 24, glyphs: [("A", bar), ("─", bar), (InertText.lost, lost), ("診", kanji)])
  }()

  private let paper = Colour(red: 250, green: 250, blue: 240)
  private let ink = Colour(red: 10, green: 20, blue: 30)

  private func theme(_ change: (inout Style) -> Void) throws -> Theme {
    var style = Style(foreground: ink, background: paper)
    change(&style)
    return try #require(
      Theme(name: "t", monochrome: false, styles: Dictionary(uniqueKeysWithValues: Role.allCases.map { ($0, style) })))
  }

  private func frame(_ text: String) -> Frame {
    var frame = Frame(size: Size(columns: 4, rows: 1))
    var column = 0
    for glyph in Glyph.all(in: InertText(text)) {
      frame[0, column] = Cell(glyph, role: .text)
      if glyph.width == 2 { frame[0, column + 1] = .continuation(.text) }
      column += glyph.width
    }
    return frame
  }

  @Test("Colours, bold, underline and reverse")
  func attributes() throws {
    let plain = frame("A").picture(theme: try theme { _ in }, font: font)
    #expect((plain[0, 2], plain[0, 3], plain[0, 4]) == (paper, ink, paper))
    let bold = frame("A").picture(theme: try theme { $0.bold = true }, font: font)
    #expect((bold[0, 2], bold[0, 3], bold[0, 4], bold[0, 5]) == (paper, ink, ink, paper))
    let line = frame("─").picture(theme: try theme { $0.bold = true }, font: font)
    #expect(line[0, 4] == paper, "a bold line is the same line")
    let turned = frame("A").picture(theme: try theme { $0.reverse = true }, font: font)
    #expect((turned[0, 2], turned[0, 3]) == (ink, paper))
    let under = frame("診").picture(theme: try theme { $0.underline = true }, font: font)
    #expect((under[22, 0], under[22, 47], under[21, 0], under[23, 0]) == (ink, ink, paper, paper))
  }

  @Test("A wide glyph fills two cells; what the font has not is lost, its mark left out")
  func glyphs() throws {
    let theme = try theme { _ in }
    let wide = frame("診A").picture(theme: theme, font: font)
    #expect((wide[10, 20], wide[0, 27], wide[0, 3]) == (ink, ink, paper))
    #expect(frame("B").picture(theme: theme, font: font)[12, 5] == ink)
    #expect(frame("療").picture(theme: theme, font: font)[12, 5] == ink)
    #expect(frame("A\u{301}").picture(theme: theme, font: font) == frame("A").picture(theme: theme, font: font))
  }

  @Test("A PNG file holds the picture, with a palette or without", arguments: [1, 2, 4, 16, 17, 255, 256, 257, 1_000])
  func pngFiles(colours: Int) throws {
    var picture = Picture(width: 61, height: 23, filled: paper)
    for pixel in 0..<61 * 23 {
      let number = pixel % colours
      picture[pixel / 61, pixel % 61] = Colour(red: UInt8(number % 256), green: UInt8(number / 256), blue: 7)
    }
    let bytes = try PNGFile.bytes(of: picture)
    #expect(bytes == (try PNGFile.bytes(of: picture)))
    #expect(try PNGFile.picture(of: bytes, mostPixels: 10_000) == picture)
    // The colour type in IHDR: 3 is a palette, 2 is red, green and blue; before it the bits of a pixel.
    let bits: UInt8 = colours <= 2 ? 1 : colours <= 4 ? 2 : colours <= 16 ? 4 : 8
    #expect((bytes[24], bytes[25]) == (bits, colours <= 256 ? 3 : 2))
    #expect(try PNGFile.picture(of: bytes, mostPixels: 1_000) == nil)
    #expect(try PNGFile.picture(of: Array(bytes.dropLast(20)), mostPixels: 10_000) != picture)
    #expect(try PNGFile.picture(of: [], mostPixels: 10_000) == nil)
  }

  @Test("A contact sheet holds every screen under its name")
  func contactSheet() throws {
    let reader = try CellReader.checkout("6x12")
    let theme = try #require(try Checkout.book().themes["default"])
    let frames = try Checkout.frames("ja")
    let sheet = ContactSheet(font: reader.font, theme: theme, size: .smallest)
    let picture = sheet.picture(of: frames.map { (label: $0.id, frame: $0.frame) })
    let pixels = sheet.pixels(frames: frames.count)
    #expect((picture.width, picture.height) == (pixels.width, pixels.height))
    for (index, entry) in frames.enumerated() {
      let (row, column) = sheet.place(of: index)
      let label = reader.text(in: picture, row: row, column: column, size: Size(columns: 80, rows: 1))
      #expect(label == reader.canonical(" \(entry.id)\n", papers: false))
      let read = reader.text(in: picture, row: row + reader.font.cellHeight, column: column, size: .smallest)
      #expect(read == reader.canonical(entry.frame.text, papers: false), "\(entry.id)")
    }
  }

  @Test("A character without a glyph is a finding with its file and line")
  func glyphFindings() throws {
    var book = try Checkout.book()
    let font = try CellReader.checkout("12x24").font
    #expect(book.glyphFindings(in: font) == [])
    book.texts["en"]?.add("pin.lead", try ScreenText("Press ⛄ {tries} ⛄", line: 7))
    book.texts["ja"]?.add("pin.lead", try ScreenText("か\u{3099}😀", line: 9))
    book.screens["pin"]?.widgets.append(.picture(["♔"]))
    #expect(
      book.glyphFindings(in: font).map(\.sentence) == [
        "texts/en.yaml:7: the font has no glyph for U+26C4 \"⛄\"; write it with another character",
        "texts/ja.yaml:9: the font has no glyph for U+3099; write the letter and its mark as one character",
        "texts/ja.yaml:9: the font has no glyph for U+1F600; write it with another character",
        "screens/pin.yaml:1: the font has no glyph for U+2654 \"♔\"; write it with another character",
      ])
  }
}
