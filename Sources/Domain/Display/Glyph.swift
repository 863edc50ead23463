/// What one cell, or one cell and its continuation, shows: a character with the marks that sit on it. Plain bytes
/// without a reference: a screen has 1,920 of them, and before the first key counts all screens are laid out once.
public struct Glyph: Hashable, Sendable {
  /// The character without its marks.
  public let base: Unicode.Scalar
  /// 1 or 2; 0 only in a cell's continuation.
  let columns: UInt8
  /// Scalars of 21 bits, the first in the lowest; 0 where there is none.
  private var marks: UInt64 = 0

  public var width: Int { Int(columns) }

  public init(_ base: Unicode.Scalar, width: Int) {
    self.base = base
    columns = UInt8(width)
  }

  /// Stands in the right half of a wide character.
  static let continuation = Glyph("\0", width: 0)

  public var text: String {
    guard columns > 0 else { return "" }
    guard marks > 0 else { return String(base) }
    var view = String.UnicodeScalarView()
    view.append(base)
    var rest = marks
    while rest > 0 {
      if let mark = Unicode.Scalar(UInt32(rest & Self.scalarMask)) { view.append(mark) }
      rest >>= Self.scalarBits
    }
    return String(view)
  }

  private static let scalarBits: UInt64 = 21
  private static let scalarMask: UInt64 = 0x1F_FFFF

  /// Lets a mark sit on it; one more than `InertText.mostMarks` finds no room.
  mutating func put(_ mark: Unicode.Scalar) {
    for place in 0..<UInt64(InertText.mostMarks) where (marks >> (place * Self.scalarBits)) & Self.scalarMask == 0 {
      marks |= UInt64(mark.value) << (place * Self.scalarBits)
      return
    }
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
        glyphs[last].put(scalar)
      }
    }
    return glyphs
  }
}

extension [Glyph] {
  var width: Int {
    var width = 0
    for glyph in self { width += glyph.width }
    return width
  }
}
