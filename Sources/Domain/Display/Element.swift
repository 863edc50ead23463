import Screenbook

/// A piece of a screen with its texts filled in and wrapped, before it has a place.
enum Element {
  case paragraph(TextBlock)
  case boxes(BoxGroup)
  /// In letters where there are any.
  case entry(ScreenContent.Entry, Letters?)
  case pad(DigitPad)
  /// Pictures side by side, each with its words below.
  case pictures([CaptionedArt])
  /// A photo in its frame, texts beside it.
  case photo(FramedPhoto)
  case gap(Int)
}

/// Lines of text that stand together.
struct TextBlock {
  var lines: [[Glyph]]
  var role: Role
  var alignment: Alignment
  /// The screen's question: it stands apart even where rows are short.
  var isHeading = false
  /// Nil for letters of one cell.
  var letters: Letters?
  /// A short form of it stands right above in large letters.
  var followsShortForm = false
  /// It is left away where rows are short, as hints are: only what the short form says as well.
  var givesWay = false

  var rows: Int { lines.count * (letters?.rows ?? 1) }

  /// How wide a line is, in cells.
  func width(of line: [Glyph]) -> Int { letters?.width(of: line) ?? line.width }
}

/// The photo of the card's holder, or words in its place, and the texts at its right.
struct FramedPhoto {
  var picture: Picture?
  /// Of the frame with its borders.
  var columns: Range<Int>
  /// Within the frame where there is no photo.
  var missing: [[Glyph]]
  var textColumn: Int
  var beside: [(lines: [[Glyph]], role: Role)]

  /// In cells that are twice as high as wide a photo of 4:5 fills the frame's width with five eighths as many rows.
  /// Where rows are short the photo gives way.
  func frameRows(_ density: Density) -> Int {
    if density.padding > 0 { return (columns.count - 2) * 5 / 8 + 2 }
    return density.gap > 0 ? 10 : 8
  }

  func textRows(_ density: Density) -> Int {
    beside.reduce(0) { $0 + $1.lines.count } + density.gap * max(0, beside.count - 1)
  }
}

/// Cell art and the words below it, within their share of the grid.
struct CaptionedArt {
  var columns: Range<Int>
  var art: [[Glyph]]
  var caption: [[Glyph]]
}

/// Boxes that belong together: all of one height.
struct BoxGroup {
  var rows: [[Box]]
  /// Rows of a list stand close even where there is room.
  var list: Bool

  /// Rows of text that each row of boxes has: all alike, or each as its own boxes need.
  func contentHeights(_ density: Density) -> [Int] {
    let needed = rows.map { boxes in boxes.map { $0.rows(density.hints) }.max() ?? 1 }
    return density.equalHeights ? needed.map { _ in needed.max() ?? 1 } : needed
  }
}

/// One box: relative columns, and what stands in it.
struct Box {
  var columns: Range<Int>
  /// Over the whole width.
  var isWhole: Bool
  var choice: String?
  var digit: Int?
  var label: [Line]
  var hint: [Line]

  struct Line {
    var pieces: [Piece]
    /// Nil for letters of one cell.
    var letters: Letters?

    var rows: Int { letters?.rows ?? 1 }
  }

  struct Piece {
    /// From the box's left border.
    var offset: Int
    var glyphs: [Glyph]
    var role: Role
  }

  /// Where label and hint begin, behind border and digit.
  static let textOffset = 6
  static let digitOffset = 3
  /// Where a label in large letters begins, a little less than a letter behind its digit: half of 160 columns has room
  /// for ten letters then, the longest name of a language.
  static func largeTextOffset(_ letters: Letters) -> Int { digitOffset + letters.columns * 2 - 1 }
  /// For such a label, in cells.
  static func roomForLarge(_ letters: Letters, in columns: Range<Int>) -> Int {
    columns.count - rightMargin - largeTextOffset(letters)
  }
  /// Where the sign of arrow keys stands.
  static let focusOffset = 1
  /// Cells kept free before the right border, which counts with them.
  static let rightMargin = 2

  func rows(_ hints: Density.Hints) -> Int { lines(hints).reduce(0) { $0 + $1.rows } }

  /// Hints never stand beside a label in large letters.
  func lines(_ hints: Density.Hints) -> [Line] {
    switch hints {
    case .below: return label + hint
    case .beside, .short:
      guard isWhole, label.count == 1, hint.count == 1, let text = label.first, text.letters == nil,
        let small = hint.first,
        let last = text.pieces.last, let piece = small.pieces.first,
        case let offset = last.offset + last.glyphs.width + Self.besideGap,
        offset + piece.glyphs.width <= columns.count - Self.rightMargin
      else { return hints == .short && hint.count > 1 ? label : label + hint }
      return [Line(pieces: text.pieces + [Piece(offset: offset, glyphs: piece.glyphs, role: piece.role)])]
    case .away: return label
    }
  }

  /// Between a label and the hint beside it.
  private static let besideGap = 3
}

/// How closely the pieces stand. The layout takes the airiest that fits; where a screen offers many choices at once,
/// the small print under them gives way last.
struct Density {
  /// Empty rows inside a box above and below its text.
  var padding = 0
  var rowGap = 0
  /// Boxes share their borders.
  var joined = true
  /// Between paragraphs, and between two groups of boxes.
  var gap = 0
  var equalHeights = false
  var hints: Hints

  enum Hints {
    /// Under their labels.
    case below
    /// Behind their labels in boxes over the whole width where that fits, else under them.
    case beside
    /// As `beside`; those longer than a row are left away.
    case short
    case away
  }

  func shows(_ element: Element) -> Bool {
    if case .paragraph(let text) = element, text.givesWay, hints == .away { return false }
    return true
  }

  static let airiest = [
    Density(padding: 1, rowGap: 1, joined: false, gap: 1, equalHeights: true, hints: .below),
    Density(rowGap: 1, joined: false, gap: 1, equalHeights: true, hints: .below),
    Density(joined: false, gap: 1, equalHeights: true, hints: .below),
    Density(gap: 1, equalHeights: true, hints: .below),
    Density(gap: 1, hints: .below),
    Density(gap: 1, hints: .beside),
    Density(hints: .beside),
    Density(hints: .short),
    Density(hints: .away),
  ]
}
