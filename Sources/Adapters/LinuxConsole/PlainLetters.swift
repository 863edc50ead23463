import Display

/// Frames on a console that keeps its own letters: what it cannot draw is replaced by what means the same, and a word
/// that would be unreadable is left away rather than shown as a row of boxes.
public struct PlainLetters: Sendable {
  private let drawn: Set<UInt32>

  /// - Parameter drawn: the scalars that the console's font has.
  public init(drawn: Set<UInt32>) { self.drawn = drawn }

  /// Signs of the screens and what stands for them where the font has them not.
  private static let substitutes: [Unicode.Scalar: [Unicode.Scalar]] = [
    "▶": ["►", ">"], "✓": ["√", "+"], "・": ["·", "-"], "＊": ["*"], "●": ["•", "o"], "◇": ["♦", "o"], "…": ["."],
    "▼": ["v"], "▲": ["^"], "━": ["─", "-"], "▗": ["▄", "+"], "▖": ["▄", "+"], "▝": ["▀", "+"], "▘": ["▀", "+"],
    "▐": ["█", "#"], "▌": ["█", "#"], "█": ["#"], "▄": ["#"], "▀": ["#"], "─": ["-"], "│": ["|"], "┌": ["+"],
    "┐": ["+"], "└": ["+"], "┘": ["+"], "├": ["+"], "┤": ["+"], "┬": ["+"], "┴": ["+"], "┼": ["+"], "╭": ["┌", "+"],
    "╮": ["┐", "+"], "╰": ["└", "+"], "╯": ["┘", "+"], "╷": ["│", "|"], "┻": ["┴", "+"], "▪": ["■", "·"],
    "▙": ["█", "#"], "▟": ["█", "#"], "’": ["'"], "‘": ["'"], "“": ["\""], "”": ["\""], "–": ["-"], "—": ["-"],
    "　": [" "],
  ]

  /// - Returns: a character for each cell, row by row; each takes one cell.
  public func signs(of frame: Frame) -> [Unicode.Scalar] {
    var signs: [Unicode.Scalar?] = frame.cells.map { $0.isContinuation ? " " : sign(for: $0.glyph.base) }
    for row in 0..<frame.size.rows {
      let cells = row * frame.size.columns..<(row + 1) * frame.size.columns
      let phrases = Self.parts(of: cells) { isGap(frame, $0, in: cells) }
      let isGone = phrases.map { leaveAway($0, of: frame, &signs) }
      for (index, phrase) in phrases.enumerated() where isPunctuation(phrase, signs) {
        let neighbours = [index - 1, index + 1].filter(phrases.indices.contains)
        if neighbours.contains(where: { isGone[$0] }) { for cell in phrase { signs[cell] = " " } }
      }
    }
    return signs.map { $0 ?? " " }
  }

  /// nil for what cannot be shown.
  private func sign(for scalar: Unicode.Scalar) -> Unicode.Scalar? {
    if scalar.isASCII || drawn.contains(scalar.value) { return scalar }
    return Self.substitutes[scalar]?.first { $0.isASCII || drawn.contains($0.value) }
  }

  /// Words with something unreadable go; when they are most of a phrase, all of it.
  ///
  /// - Returns: whether all of it went.
  private func leaveAway(_ phrase: Range<Int>, of frame: Frame, _ signs: inout [Unicode.Scalar?]) -> Bool {
    let words = Self.parts(of: phrase) { Self.isBlank(frame, $0) }
    let unreadable = words.filter { word in word.contains { signs[$0] == nil } }
    let isGone = unreadable.count * 2 > words.count
    for word in isGone ? [phrase] : unreadable { for cell in word { signs[cell] = " " } }
    return isGone
  }

  /// A key's sign or a full stop: alone, beside words that were left away, it says nothing.
  private func isPunctuation(_ phrase: Range<Int>, _ signs: [Unicode.Scalar?]) -> Bool {
    phrase.allSatisfy { cell in
      guard let sign = signs[cell] else { return true }
      return sign.isASCII && !sign.properties.isAlphabetic && !("0"..."9").contains(sign)
    }
  }

  /// A blank beside another or at the row's end: what lies between two such is a phrase.
  private func isGap(_ frame: Frame, _ cell: Int, in row: Range<Int>) -> Bool {
    guard Self.isBlank(frame, cell) else { return false }
    return !row.contains(cell + 1) || !row.contains(cell - 1) || Self.isBlank(frame, cell - 1)
      || Self.isBlank(frame, cell + 1)
  }

  private static func isBlank(_ frame: Frame, _ cell: Int) -> Bool {
    frame.cells[cell].glyph.base == " " || frame.cells[cell].glyph.base == "　"
  }

  /// The stretches between what separates.
  private static func parts(of cells: Range<Int>, where separates: (Int) -> Bool) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start: Int?
    for cell in cells {
      if separates(cell) {
        if let begun = start { parts.append(begun..<cell) }
        start = nil
      } else if start == nil {
        start = cell
      }
    }
    if let begun = start { parts.append(begun..<cells.upperBound) }
    return parts
  }
}
