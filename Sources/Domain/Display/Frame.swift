import Screenbook

public struct Size: Hashable, Sendable {
  public var columns: Int
  public var rows: Int

  public init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }

  /// Every screen fits this, in every language (A7).
  public static let smallest = Size(columns: 80, rows: 24)
  /// What 16×32 pixels a cell leave of 1024×768: the console's larger letters.
  public static let narrow = Size(columns: 64, rows: 24)
  /// In letters of half blocks every screen of a visit says here what to do: nothing small has to be read.
  public static let roomForLargeWords = Size(columns: 160, rows: 45)
  /// More of a terminal stays blank: no hall has a larger one, and a frame's memory is bounded.
  public static let largest = Size(columns: 400, rows: 200)
}

/// One cell. A wide character fills its cell and the *continuation* to its right, which carries the same role.
public struct Cell: Hashable, Sendable {
  public var glyph: Glyph
  public var role: Role

  public var isContinuation: Bool { glyph.columns == 0 }
  /// One grapheme cluster of width 1 or 2; empty in a continuation.
  public var text: String { glyph.text }

  public init(_ glyph: Glyph, role: Role) {
    self.glyph = glyph
    self.role = role
  }

  /// The right half of a wide character.
  public static func continuation(_ role: Role) -> Cell { Cell(.continuation, role: role) }

  public static let blank = Cell(Glyph(" ", width: 1), role: .text)
}

/// A whole screen as cells: what the terminal shall look like. No escape sequence, no control character is ever in it.
public struct Frame: Equatable, Sendable {
  public let size: Size
  /// Row by row.
  public private(set) var cells: [Cell]
  /// Where a choice can be touched: row and column ranges by choice id.
  public var targets: [Target] = []
  /// Pictures of pixels that lie on blank cells; each terminal draws them as well as it can.
  public var rasters: [PlacedRaster] = []

  public struct Target: Equatable, Sendable {
    public var choice: String
    public var rows: Range<Int>
    public var columns: Range<Int>

    public init(choice: String, rows: Range<Int>, columns: Range<Int>) {
      self.choice = choice
      self.rows = rows
      self.columns = columns
    }
  }

  public struct PlacedRaster: Equatable, Sendable {
    public var rows: Range<Int>
    public var columns: Range<Int>
    public var picture: Picture

    public init(rows: Range<Int>, columns: Range<Int>, picture: Picture) {
      self.rows = rows
      self.columns = columns
      self.picture = picture
    }
  }

  /// Neighbouring cells of one role on one row, to be written at once.
  public struct Run: Equatable, Sendable {
    public var row: Int
    public var column: Int
    public var text: String
    public var role: Role
  }

  public init(size: Size) {
    self.size = size
    cells = Array(repeating: .blank, count: size.columns * size.rows)
  }

  public subscript(row: Int, column: Int) -> Cell {
    get { cells[row * size.columns + column] }
    set { cells[row * size.columns + column] = newValue }
  }
}
