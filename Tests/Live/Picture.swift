import Display

/// A screen as pixels.
struct Picture {
  let width: Int
  let height: Int
  /// Row by row, as 0xRRGGBB.
  let pixels: [UInt32]

  struct Damaged: Error {}

  /// - Parameter ppm: of the kind P6 with 255 as the highest value.
  init(ppm: [UInt8]) throws {
    var place = 0
    func word() -> String {
      var word: [UInt8] = []
      while place < ppm.count, ppm[place] <= 0x20 { place += 1 }
      while place < ppm.count, ppm[place] > 0x20 {
        word.append(ppm[place])
        place += 1
      }
      return String(decoding: word, as: UTF8.self)
    }
    guard word() == "P6", let width = Int(word()), let height = Int(word()), word() == "255",
      ppm.count == place + 1 + width * height * 3
    else { throw Damaged() }
    let start = place + 1
    (self.width, self.height) = (width, height)
    pixels = (0..<width * height).map { pixel in
      let byte = start + pixel * 3
      return UInt32(ppm[byte]) << 16 | UInt32(ppm[byte + 1]) << 8 | UInt32(ppm[byte + 2])
    }
  }
}

/// Reads a screen of cells back from its pixels: each cell against the glyphs of a font. Glyphs that look alike to the
/// pixel are one, the first of them; what looks like none is read as U+FFFD.
struct PixelReader {
  private let font: BitmapFont
  /// From one cell's left edge to the next one's; VGA's text mode has a ninth column between letters.
  private let pitch: Int
  private var narrow: [Bitmap: Unicode.Scalar] = [:]
  private var wide: [Bitmap: Unicode.Scalar] = [:]

  static let unreadable: Unicode.Scalar = "\u{FFFD}"
  private static let block: Unicode.Scalar = "█"

  init(font: BitmapFont, pitch: Int? = nil) {
    self.font = font
    self.pitch = pitch ?? font.cellWidth
    for (scalar, bitmap) in font.glyphs {
      if bitmap.width > font.cellWidth {
        // A wide blank is two narrow ones.
        if wide[bitmap] == nil, bitmap.bytes.contains(where: { $0 != 0 }) { wide[bitmap] = scalar }
      } else if narrow[bitmap] == nil {
        narrow[bitmap] = scalar
      }
    }
  }

  /// What a text is read as.
  func reading(of text: String) -> String {
    var read = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      guard let bitmap = font.bitmap(of: scalar) else {
        read.append(scalar == "\n" ? scalar : Self.unreadable)
        continue
      }
      if bitmap.bytes.allSatisfy({ $0 == 0 }) {
        read.append(contentsOf: bitmap.width > font.cellWidth ? "  ".unicodeScalars : " ".unicodeScalars)
      } else {
        read.append((bitmap.width > font.cellWidth ? wide[bitmap] : narrow[bitmap]) ?? Self.unreadable)
      }
    }
    return String(read)
  }

  /// A line each row of cells, without blanks at their ends.
  func text(of picture: Picture) -> String {
    (0..<picture.height / font.cellHeight).map { line(of: picture, row: $0) + "\n" }.joined()
  }

  private func line(of picture: Picture, row: Int) -> String {
    let cells = (0..<picture.width / pitch).map { colours(of: picture, row: row, column: $0) }
    var area: [UInt32: Int] = [:]
    for colour in cells.joined() { area[colour, default: 0] += 1 }
    // What is written on is the colour that the row has more of.
    let papers = cells.map { cell in Set(cell).max { (area[$0] ?? 0, $0) < (area[$1] ?? 0, $1) } ?? 0 }
    let written = Set(cells.indices.filter { Set(cells[$0]).count > 1 }.map { papers[$0] })
    let largest = area.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key
    var line = String.UnicodeScalarView()
    var column = 0
    while column < cells.count {
      let ink = bitmap([cells[column]], paper: papers[column])
      if ink.bytes.allSatisfy({ $0 == 0 }) {
        // All of one colour: a full block, when nothing is written on that colour.
        let isBlank = papers[column] == largest || written.contains(papers[column])
        if isBlank, let half = wideGlyph(cells, papers, column) {
          line.append(half)
          column += 2
          continue
        }
        line.append(isBlank ? " " : Self.block)
      } else if let glyph = wideGlyph(cells, papers, column) {
        line.append(glyph)
        column += 1
      } else {
        line.append(narrow[ink] ?? Self.unreadable)
      }
      column += 1
    }
    while line.last == " " { line.removeLast() }
    return String(line)
  }

  /// A glyph that takes this cell and the next; the papers agree where both halves have ink.
  private func wideGlyph(_ cells: [[UInt32]], _ papers: [UInt32], _ column: Int) -> Unicode.Scalar? {
    guard column + 1 < cells.count, papers[column] == papers[column + 1] else { return nil }
    return wide[bitmap([cells[column], cells[column + 1]], paper: papers[column])]
  }

  /// The glyph's pixels of one cell, row by row.
  private func colours(of picture: Picture, row: Int, column: Int) -> [UInt32] {
    (0..<font.cellHeight).flatMap { y in
      let start = (row * font.cellHeight + y) * picture.width + column * pitch
      return picture.pixels[start..<start + font.cellWidth]
    }
  }

  private func bitmap(_ cells: [[UInt32]], paper: UInt32) -> Bitmap {
    var bitmap = Bitmap(width: font.cellWidth * cells.count, height: font.cellHeight)
    for (place, cell) in cells.enumerated() {
      for (pixel, colour) in cell.enumerated() where colour != paper {
        bitmap[pixel / font.cellWidth, place * font.cellWidth + pixel % font.cellWidth] = true
      }
    }
    return bitmap
  }
}
