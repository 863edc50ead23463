import Screenbook

/// A frame being drawn: clips, keeps wide characters whole, joins lines that meet, and notes what went wrong.
struct Canvas {
  private(set) var frame: Frame
  private(set) var problems: [LayoutProblem] = []
  /// Which neighbours a cell's line leads to, by cell; see `Line`.
  private var lines: [Line]
  /// Cells that something visible stands on.
  private var taken: [Bool]
  /// Nothing is drawn outside these rows.
  var rows: Range<Int>

  init(size: Size) {
    frame = Frame(size: size)
    rows = 0..<size.rows
    lines = Array(repeating: [], count: size.columns * size.rows)
    taken = Array(repeating: false, count: size.columns * size.rows)
  }

  /// Writes glyphs from a column on, up to but not into `end`.
  mutating func write(_ glyphs: [Glyph], row: Int, column: Int, end: Int? = nil, role: Role) {
    let end = min(end ?? frame.size.columns, frame.size.columns)
    guard rows.contains(row), column >= 0 else {
      problems.append(.cut(glyphs.map(\.text).joined()))
      return
    }
    var at = column
    for glyph in glyphs {
      guard at + glyph.width <= end else {
        problems.append(.cut(glyphs.map(\.text).joined()))
        return
      }
      let index = row * frame.size.columns + at
      for offset in 0..<glyph.width where taken[index + offset] {
        problems.append(.overlap(row: row))
        return
      }
      for offset in 0..<glyph.width {
        let part = glyph.isWideSpace ? Cell.blank.glyph : offset == 0 ? glyph : .continuation
        frame[row, at + offset] = Cell(part, role: role)
        taken[index + offset] = !glyph.isSpace
      }
      at += glyph.width
    }
  }

  mutating func write(_ text: String, row: Int, column: Int, end: Int? = nil, role: Role) {
    write(Glyph.all(in: InertText(text)), row: row, column: column, end: end, role: role)
  }

  /// Gives blank cells a role, so that their background is drawn in it.
  mutating func fill(rows: Range<Int>, columns: Range<Int>, role: Role) {
    for row in rows.clamped(to: self.rows) {
      for column in columns.clamped(to: 0..<frame.size.columns) { frame[row, column].role = role }
    }
  }

  /// A box with its border on the outermost rows and columns. Borders of neighbours that share cells are joined.
  mutating func box(rows: Range<Int>, columns: Range<Int>, border: Role, inside: Role) {
    let (top, bottom, left, right) = (rows.lowerBound, rows.upperBound - 1, columns.lowerBound, columns.upperBound - 1)
    for row in [top, bottom] {
      for column in left...right {
        var line: Line = []
        if column > left { line.insert(.left) }
        if column < right { line.insert(.right) }
        draw(line, row: row, column: column, role: border)
      }
    }
    for row in top...bottom {
      for column in [left, right] {
        var line: Line = []
        if row > top { line.insert(.up) }
        if row < bottom { line.insert(.down) }
        draw(line, row: row, column: column, role: border)
      }
    }
    fill(rows: top + 1..<bottom, columns: left + 1..<right, role: inside)
  }

  mutating func rule(row: Int) {
    for column in 0..<frame.size.columns { draw([.left, .right], row: row, column: column, role: .rule) }
  }

  mutating func target(_ choice: String, rows: Range<Int>, columns: Range<Int>) {
    frame.targets.append(.init(choice: choice, rows: rows, columns: columns))
  }

  /// Cells that stay blank for a picture of pixels.
  mutating func raster(_ picture: Picture, rows: Range<Int>, columns: Range<Int>) {
    guard rows.clamped(to: self.rows) == rows, columns.clamped(to: 0..<frame.size.columns) == columns else { return }
    frame.rasters.append(.init(rows: rows, columns: columns, picture: picture))
  }

  mutating func note(_ problem: LayoutProblem) { problems.append(problem) }

  private mutating func draw(_ line: Line, row: Int, column: Int, role: Role) {
    guard rows.contains(row), (0..<frame.size.columns).contains(column) else { return }
    let index = row * frame.size.columns + column
    if taken[index], lines[index].isEmpty { problems.append(.overlap(row: row)) }
    taken[index] = true
    let joined = line.union(lines[index])
    lines[index] = joined
    frame[row, column] = Cell(joined.sign, role: role)
  }

  private struct Line: OptionSet {
    let rawValue: UInt8
    static let up = Line(rawValue: 1)
    static let down = Line(rawValue: 2)
    static let left = Line(rawValue: 4)
    static let right = Line(rawValue: 8)

    var sign: Glyph { Self.signs[Int(rawValue)] }

    /// By raw value: none, up, down, both, then with left, with right, with both.
    static let signs: [Glyph] = [
      " ", "│", "│", "│", "─", "┘", "┐", "┤", "─", "└", "┌", "├", "─", "┴", "┬", "┼",
    ].map { Glyph($0, width: 1) }
  }
}
