import Screenbook

/// Letters several cells high, drawn with half blocks: every pixel of a raster font is half a cell, which is about
/// square.
struct Letters {
  let font: BitmapFont

  /// Rows of cells that a line takes.
  var rows: Int { font.cellHeight / 2 }
  /// Columns that a narrow letter takes; a wide one takes twice as many.
  var columns: Int { font.cellWidth }

  /// Cells that a text takes on one line.
  func width(of glyphs: [Glyph]) -> Int { glyphs.width * columns }

  /// A text broken into lines of at most so many cells; nil when a letter alone is too wide, or a word or a phrase would
  /// be parted: large letters are for who reads with difficulty.
  func lines(_ text: String, within cells: Int, _ alignment: Alignment) -> [[Glyph]]? {
    let most = cells / columns
    guard most >= 2, Self.longestWord(in: text) <= most else { return nil }
    return Wrapping.lines(text, columns: most, alignment)
  }

  /// The widest run without a space; in a text that has none between wide letters, as Chinese, the widest of narrow ones.
  private static func longestWord(in text: String) -> Int {
    let glyphs = Glyph.all(in: InertText(text.replacing("\n", with: " ")))
    let hasPhrases = zip(glyphs, zip(glyphs.dropFirst(), glyphs.dropFirst(2))).contains { first, rest in
      first.width > 1 && rest.0.isSpace && rest.1.width > 1
    }
    var (longest, run) = (0, 0)
    for glyph in glyphs {
      run = glyph.isSpace || (glyph.width > 1 && !hasPhrases) ? 0 : run + glyph.width
      longest = max(longest, run)
    }
    return longest
  }

  /// One line as `rows` rows of half blocks.
  func rows(of line: [Glyph]) -> [[Glyph]] {
    let bitmaps = line.map(bitmap)
    return (0..<rows).map { row in
      bitmaps.flatMap { bitmap in
        (0..<bitmap.width).map { column in
          Self.blocks[(bitmap[row * 2, column] ? 1 : 0) + (bitmap[row * 2 + 1, column] ? 2 : 0)]
        }
      }
    }
  }

  private func bitmap(of glyph: Glyph) -> Bitmap {
    let width = glyph.width * columns
    guard !glyph.isSpace else { return Bitmap(width: width, height: font.cellHeight) }
    if let bitmap = font.bitmap(of: glyph.base), bitmap.width == width { return bitmap }
    // What cannot be drawn is seen to be missing.
    var lost = Bitmap(width: width, height: font.cellHeight)
    if let sign = font.bitmap(of: InertText.lost) {
      for row in 0..<sign.height { for column in 0..<min(sign.width, width) { lost[row, column] = sign[row, column] } }
    }
    return lost
  }

  /// By which halves are set: none, the upper, the lower, both.
  private static let blocks: [Glyph] = [" ", "▀", "▄", "█"].map { Glyph($0, width: 1) }
}
