import Screenbook

/// Breaks a text into lines of cells. A line breaks at a space first (Japanese texts carry spaces at phrase breaks) or
/// behind a sentence's end; inside a Japanese phrase only where the phrase is longer than a line, and never so that a
/// line begins with a closing mark or ends with an opening one (kinsoku, JIS X 4051).
public enum Wrapping {
  /// Lines without spaces at their ends; newlines in `text` end a line. At least one line; every line at most `columns`
  /// wide (`columns` ≥ 2).
  public static func lines(_ text: String, columns: Int) -> [[Glyph]] {
    paragraphs(text).flatMap { $0.cut($0.lines(columns: columns)) }
  }

  /// As `lines`, but where a paragraph needs more than one line, of nearly equal length: for centred text. No more
  /// lines than `lines` gives.
  public static func balancedLines(_ text: String, columns: Int) -> [[Glyph]] {
    paragraphs(text).flatMap { paragraph in
      var best = paragraph.lines(columns: columns)
      guard best.count > 1 else { return paragraph.cut(best) }
      for width in stride(from: columns - 1, through: columns / 2, by: -1) {
        let narrower = paragraph.lines(columns: width)
        guard narrower.count == best.count else { break }
        best = narrower
      }
      return paragraph.cut(best)
    }
  }

  /// Text that stands left fills its lines; centred text has lines of nearly equal length.
  static func lines(_ text: String, columns: Int, _ alignment: Alignment) -> [[Glyph]] {
    switch alignment {
    case .left: lines(text, columns: columns)
    case .centre: balancedLines(text, columns: columns)
    }
  }

  private static func paragraphs(_ text: String) -> [Paragraph] {
    guard text.utf8.contains(0x0A) else { return [Paragraph(Glyph.all(in: InertText(text)))] }
    return text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
      .map { Paragraph(Glyph.all(in: InertText(String(Substring($0))))) }
  }
}

/// Glyphs without a forced line end, and where they may be parted. Lines and phrases are ranges of the glyphs.
struct Paragraph {
  let glyphs: [Glyph]
  private(set) var phrases: [Phrase] = []

  /// Glyphs that stay together; what lies between two phrases is spaces.
  struct Phrase: Equatable {
    var range: Range<Int>
    var width: Int
  }

  init(_ glyphs: [Glyph]) {
    self.glyphs = glyphs
    var begin = 0
    for (index, glyph) in glyphs.enumerated() {
      if glyph.isSpace {
        add(begin..<index)
        begin = index + 1
      } else if glyph.endsSentence, index + 1 < glyphs.count, !glyphs[index + 1].isSpace,
        !Kinsoku.notAtStart.contains(glyphs[index + 1].base)
      {
        add(begin..<index + 1)
        begin = index + 1
      }
    }
    add(begin..<glyphs.count)
  }

  private mutating func add(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    // A number stays with its counter: 3 回.
    if let last = phrases.last, range.lowerBound == last.range.upperBound + 1, glyphs[range.lowerBound].width == 2,
      glyphs[last.range].allSatisfy(\.isDigit)
    {
      let whole = last.range.lowerBound..<range.upperBound
      phrases[phrases.count - 1] = Phrase(range: whole, width: width(of: whole))
    } else {
      phrases.append(Phrase(range: range, width: width(of: range)))
    }
  }

  func cut(_ lines: [Range<Int>]) -> [[Glyph]] { lines.map { Array(glyphs[$0]) } }

  func lines(columns: Int) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var line = 0..<0
    var used = 0
    for phrase in phrases {
      let spaces = line.isEmpty ? 0 : width(of: line.upperBound..<phrase.range.lowerBound)
      if used + spaces + phrase.width <= columns {
        line = (line.isEmpty ? phrase.range.lowerBound : line.lowerBound)..<phrase.range.upperBound
        used += spaces + phrase.width
        continue
      }
      if !line.isEmpty { lines.append(line) }
      line = phrase.range
      while case let count = Kinsoku.breakPoint(glyphs[line], columns: columns), count < line.count {
        lines.append(line.lowerBound..<line.lowerBound + count)
        line = line.lowerBound + count..<line.upperBound
      }
      used = width(of: line)
    }
    if !line.isEmpty || lines.isEmpty { lines.append(line) }
    return lines
  }

  private func width(of range: Range<Int>) -> Int {
    var width = 0
    for index in range { width += glyphs[index].width }
    return width
  }
}
