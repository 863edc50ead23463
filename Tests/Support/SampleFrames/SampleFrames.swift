import Display
import Screenbook

/// Frames for tests of the terminal: a fixed pair with and without one more PIN digit, and rubbish from a seed that is
/// still a proper frame.
public enum SampleFrames {
  /// Black on white with the signs of every role set apart by attributes as well.
  public static let theme = Theme(
    name: "sample", monochrome: false,
    styles: Dictionary(
      uniqueKeysWithValues: Role.allCases.enumerated().map { index, role in
        let ink = Colour(red: UInt8(index * 6), green: 0, blue: UInt8(100 - index * 5))
        let paper = Colour(red: 255, green: 255, blue: UInt8(255 - index))
        return (role, Style(foreground: ink, background: paper, bold: index % 3 == 1, underline: index % 5 == 2))
      }))

  /// The PIN screen with so many digits typed.
  public static func pin(typed: Int, size: Size = .smallest) -> Frame {
    var frame = Frame(size: size)
    write(" さくら診療所（見本）", role: .text, row: 0, column: 0, in: &frame)
    write(String(repeating: "─", count: size.columns), role: .rule, row: 2, column: 0, in: &frame)
    write("暗証番号 4 けたを 押してください", role: .heading, row: 4, column: 24, in: &frame)
    for box in 0..<4 {
      let column = 24 + box * 8
      write("┌─────┐", role: .entryBorder, row: 7, column: column, in: &frame)
      write("│     │", role: .entryBorder, row: 8, column: column, in: &frame)
      if box < typed { write("＊", role: .entry, row: 8, column: column + 3, in: &frame) }
      write("└─────┘", role: .entryBorder, row: 9, column: column, in: &frame)
    }
    write(" *  もどる", role: .footer, row: size.rows - 1, column: 0, in: &frame)
    write("スタッフを呼ぶ", role: .footer, row: size.rows - 1, column: size.columns - 14, in: &frame)
    return frame
  }

  /// Everything that a frame may hold in any order: kanji, kana full and half, Latin with marks, Hangul, boxes, a
  /// character beyond the basic plane; the last column and the last cell too.
  public static func random(seed: UInt64, size: Size = .smallest) -> Frame {
    var random = SplitMix(state: seed)
    var frame = Frame(size: size)
    for row in 0..<size.rows {
      // Some rows stay as they are in every frame, so that differences are sparse too.
      if row % 5 == 4 { continue }
      var column = 0
      while column < size.columns {
        let role = Role.allCases[random.next(below: Role.allCases.count)]
        for _ in 0..<(1 + random.next(below: 6)) {
          let glyph = glyphs[random.next(below: glyphs.count)]
          column += write(glyph, role: role, row: row, column: column, in: &frame)
        }
      }
    }
    return frame
  }

  private static let glyphs = Glyph.all(
    in: InertText(" a1*.~┌─┐│ｱｶﾞ※①→■●ãéọữe\u{0323}\u{0302}受付診療所あのグ＊（〜한국어请𠮷髙"))

  private static func write(_ text: String, role: Role, row: Int, column: Int, in frame: inout Frame) {
    var column = column
    for glyph in Glyph.all(in: InertText(text)) {
      column += write(glyph, role: role, row: row, column: column, in: &frame)
    }
  }

  /// - Returns: how many cells were filled; a wide character that would straddle the edge becomes a blank.
  private static func write(_ glyph: Glyph, role: Role, row: Int, column: Int, in frame: inout Frame) -> Int {
    guard column < frame.size.columns else { return 0 }
    if glyph.width == 2 && column + 1 == frame.size.columns {
      frame[row, column] = Cell(Glyph(" ", width: 1), role: role)
      return 1
    }
    frame[row, column] = Cell(glyph, role: role)
    if glyph.width == 2 { frame[row, column + 1] = .continuation(role) }
    return glyph.width
  }
}

/// SplitMix64: the same numbers from the same seed on every machine.
public struct SplitMix {
  private var state: UInt64

  public init(state: UInt64) { self.state = state }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  public mutating func next(below limit: Int) -> Int { Int(next() % UInt64(limit)) }
}
