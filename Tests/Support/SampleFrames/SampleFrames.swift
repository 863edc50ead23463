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

  /// A shaded ball before a sky on 20×8 cells, or nothing there.
  public static func photo(shown: Bool, size: Size = .smallest) -> Frame {
    var frame = Frame(size: size)
    write("スタッフ用", role: .heading, row: 2, column: 24, in: &frame)
    guard shown else {
      write("写真は ありません", role: .text, row: 5, column: 4, in: &frame)
      return frame
    }
    frame.rasters = [.init(rows: 3..<11, columns: 2..<22, picture: ball)]
    return frame
  }

  /// 60×75 pixels: as high as eight rows, narrower than twenty columns.
  public static let ball: Picture = {
    var ball = Picture(width: 60, height: 75, filled: Colour(red: 0, green: 0, blue: 0))
    for row in 0..<75 {
      for column in 0..<60 {
        let (down, right) = (row - 37, column - 30)
        let light = 255 - min(255, ((down + 8) * (down + 8) + (right + 8) * (right + 8)) / 4)
        ball[row, column] =
          down * down + right * right < 600
          ? Colour(red: UInt8(light), green: UInt8(light * 3 / 4), blue: UInt8(light / 2))
          : Colour(red: 40, green: UInt8(90 + row), blue: UInt8(120 + row))
      }
    }
    return ball
  }()

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
