import Screenbook

/// A long text under a heading that always stays, a screen at a time, wrapped to whatever width there is.
public struct Pager: Equatable, Sendable {
  /// One line of the text. Spaces at its beginning are kept, also where it is wrapped.
  public struct Line: Equatable, Sendable {
    public var text: String
    public var role: Role

    public init(_ text: String, _ role: Role = .text) {
      self.text = text
      self.role = role
    }
  }

  /// What stands around the text on each screen of it.
  public struct Margins: Equatable, Sendable {
    /// On the first line, left.
    public var heading: String
    /// On the first line, right.
    public var corner: String
    /// Over the keys; nil where there is nothing to warn of.
    public var warning: String?
    /// On the last line: what the keys do.
    public var keys: String

    public init(heading: String, corner: String, warning: String? = nil, keys: String) {
      self.heading = heading
      self.corner = corner
      self.warning = warning
      self.keys = keys
    }
  }

  /// What became of one line, or of a part of it, at the width of the last frame.
  private struct Row: Equatable, Sendable {
    var line: Int
    var indent: Int
    var glyphs: [Glyph]
  }

  private let lines: [Line]
  private var rows: [Row] = []
  private var columns = 0
  /// How many rows of the text the last frame held.
  private var height = 0
  /// The first row that is shown.
  private var top = 0

  /// With less beside the corner the heading is below it.
  private static let leastHeading = 20
  /// A deeper indentation leaves no room for words.
  private static let mostIndent = 8

  public init(_ lines: [Line]) { self.lines = lines }

  // MARK: - Keys

  /// Moves by what a key means: arrows a row, Page Up and Down, Space and the pad's 8, 2, 9 and 3 as they are printed
  /// there, Home and End.
  ///
  /// - Returns: whether it means anything here.
  public mutating func take(_ key: KeyPress) -> Bool {
    // A row of the screen before stays in sight.
    let page = max(1, height - 1)
    switch key {
    case .up, .character("8"): top -= 1
    case .down, .enter, .character("2"): top += 1
    case .pageUp, .character("9"): top -= page
    case .pageDown, .character(" "), .character("3"): top += page
    case .home: top = 0
    case .end: top = rows.count
    case .character, .erase, .left, .right, .tab, .touch, .secret, .other: return false
    }
    keepInside()
    return true
  }

  private mutating func keepInside() { top = max(0, min(top, rows.count - height)) }

  // MARK: - Frame

  /// The text as far as it was scrolled. On another width it begins with the line that was the first before.
  public mutating func frame(size: Size, _ margins: Margins) -> Frame {
    let size = Size(
      columns: max(2, min(size.columns, Size.largest.columns)), rows: max(1, min(size.rows, Size.largest.rows)))
    wrap(to: size.columns)
    var canvas = Canvas(size: size)
    let corner = Glyph.all(in: InertText(margins.corner))
    let beside = size.columns - corner.width - 2
    let isBeside = beside >= Self.leastHeading
    let heading =
      Wrapping.lines(margins.heading, columns: isBeside ? beside : size.columns) + (isBeside ? [] : [corner])
    let warning = margins.warning.map { Wrapping.lines($0, columns: size.columns) } ?? []
    height = max(0, size.rows - heading.count - warning.count - 2)
    keepInside()

    for (row, glyphs) in heading.enumerated() { canvas.write(glyphs, row: row, column: 0, role: .heading) }
    if isBeside { canvas.write(corner, row: 0, column: size.columns - corner.width, role: .heading) }
    if heading.count < size.rows { canvas.rule(row: heading.count) }
    for (place, row) in rows[top..<min(rows.count, top + height)].enumerated() {
      canvas.write(row.glyphs, row: heading.count + 1 + place, column: row.indent, role: lines[row.line].role)
    }
    for (place, glyphs) in warning.enumerated() {
      canvas.write(glyphs, row: size.rows - 1 - warning.count + place, column: 0, role: .warning)
    }
    let place = Glyph.all(in: InertText("\(min(top + 1, rows.count))-\(min(rows.count, top + height))/\(rows.count)"))
    let keys = Wrapping.lines(margins.keys, columns: max(2, size.columns - place.width - 2))
    if heading.count + 1 < size.rows {
      canvas.write(keys[0], row: size.rows - 1, column: 0, role: .footer)
      canvas.write(place, row: size.rows - 1, column: size.columns - place.width, role: .footer)
    }
    return canvas.frame
  }

  private mutating func wrap(to columns: Int) {
    guard columns != self.columns else { return }
    let line = top < rows.count ? rows[top].line : 0
    self.columns = columns
    rows = lines.enumerated().flatMap { number, line in
      let indent = min(Self.mostIndent, columns / 4, line.text.prefix { $0 == " " }.count)
      return Wrapping.lines(line.text, columns: columns - indent).map { Row(line: number, indent: indent, glyphs: $0) }
    }
    top = rows.firstIndex { $0.line == line } ?? 0
  }
}
