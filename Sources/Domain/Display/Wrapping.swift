/// Breaks a text into lines of cells. A line breaks at a space first (Japanese texts carry spaces at phrase breaks) or
/// behind a sentence's end; inside a Japanese phrase only where the phrase is longer than a line, and never so that a
/// line begins with a closing mark or ends with an opening one (kinsoku, JIS X 4051).
public enum Wrapping {
  /// Lines without spaces at their ends; newlines in `text` end a line. At least one line; every line at most `columns`
  /// wide (`columns` ≥ 2).
  public static func lines(_ text: String, columns: Int) -> [[Glyph]] {
    paragraphs(text).flatMap { wrap($0, columns: columns) }
  }

  /// As `lines`, but where a paragraph needs more than one line, of nearly equal length: for centred text. No more
  /// lines than `lines` gives.
  public static func balancedLines(_ text: String, columns: Int) -> [[Glyph]] {
    paragraphs(text).flatMap { phrases in
      var best = wrap(phrases, columns: columns)
      guard best.count > 1 else { return best }
      for width in stride(from: columns - 1, through: columns / 2, by: -1) {
        let narrower = wrap(phrases, columns: width)
        guard narrower.count == best.count else { break }
        best = narrower
      }
      return best
    }
  }

  private static func paragraphs(_ text: String) -> [[Phrase]] {
    guard text.utf8.contains(0x0A) else { return [phrases(Glyph.all(in: InertText(text)))] }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { phrases(Glyph.all(in: InertText(String($0)))) }
  }

  /// Glyphs that stay together, with the spaces that stand before them.
  struct Phrase {
    var spaces: [Glyph]
    var glyphs: [Glyph]
    var width: Int
  }

  static func phrases(_ glyphs: [Glyph]) -> [Phrase] {
    var phrases: [Phrase] = []
    var spaces: [Glyph] = []
    var current: [Glyph] = []
    func end() {
      guard !current.isEmpty else { return }
      // A number stays with its counter: 3 回.
      if let last = phrases.last, last.glyphs.allSatisfy(\.isDigit), spaces.count == 1,
        current.first.map({ $0.width == 2 }) == true
      {
        phrases[phrases.count - 1].glyphs += spaces + current
      } else {
        phrases.append(Phrase(spaces: spaces, glyphs: current, width: 0))
      }
      (spaces, current) = ([], [])
    }
    for (index, glyph) in glyphs.enumerated() {
      if glyph.isSpace {
        end()
        spaces.append(glyph)
        continue
      }
      current.append(glyph)
      let next = index + 1 < glyphs.count ? glyphs[index + 1] : nil
      if glyph.endsSentence, let next, !next.isSpace, !Kinsoku.notAtStart.contains(next.base) { end() }
    }
    end()
    for index in phrases.indices { phrases[index].width = phrases[index].glyphs.width }
    return phrases
  }

  private static func wrap(_ phrases: [Phrase], columns: Int) -> [[Glyph]] {
    var lines: [[Glyph]] = []
    var line: [Glyph] = []
    var used = 0
    for phrase in phrases {
      let spaces = line.isEmpty ? [] : phrase.spaces
      if used + spaces.width + phrase.width <= columns {
        line += spaces + phrase.glyphs
        used += spaces.width + phrase.width
        continue
      }
      if !line.isEmpty { lines.append(line) }
      var rest = phrase.glyphs[...]
      while true {
        let count = Kinsoku.breakPoint(rest, columns: columns)
        if count == rest.count { break }
        lines.append(Array(rest.prefix(count)))
        rest = rest.dropFirst(count)
      }
      line = Array(rest)
      used = line.width
    }
    if !line.isEmpty || lines.isEmpty { lines.append(line) }
    return lines
  }
}
