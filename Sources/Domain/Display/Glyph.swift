/// What one cell, or one cell and its continuation, shows: a character with the marks that sit on it.
public struct Glyph: Hashable, Sendable {
  public var text: String
  /// 1 or 2.
  public var width: Int
  /// The character without its marks, for the rules of line breaking: comparing texts costs their normalisation.
  public var base: Unicode.Scalar

  public init(_ base: Unicode.Scalar, width: Int) {
    text = String(base)
    self.width = width
    self.base = base
  }

  var isSpace: Bool { base == " " || isWideSpace }
  var isWideSpace: Bool { base == "\u{3000}" }
  var isDigit: Bool { (48...57).contains(base.value) }
  var endsSentence: Bool { base == "。" || base == "！" || base == "？" }

  /// The glyphs of a text, in order. Marks join the character before them; one without such a character is left out.
  public static func all(in inert: InertText) -> [Glyph] {
    var glyphs: [Glyph] = []
    glyphs.reserveCapacity(inert.text.utf8.count)
    for scalar in inert.text.unicodeScalars {
      let width = CellWidth.of(scalar)
      if width > 0 {
        glyphs.append(Glyph(scalar, width: width))
      } else if let last = glyphs.indices.last {
        glyphs[last].text.unicodeScalars.append(scalar)
      }
    }
    return glyphs
  }
}

extension [Glyph] {
  var width: Int { reduce(0) { $0 + $1.width } }
}
