import Display

/// Which cells a screen is drawn with, by its pixels.
enum CellChoice {
  /// The cells of which Assets/fonts has fonts for a console, the smallest first.
  static let cells = [(8, 16), (12, 24), (16, 32), (24, 48)].map { CellSize(width: $0.0, height: $0.1) }
  /// With large letters a screen needs only these.
  static let leastLarge = Size(columns: 64, rows: 24)

  /// The cells that still leave room for every screen, the largest and best first (A7).
  static func usual(width: Int, height: Int) -> [CellSize] {
    cells.reversed().filter { holds(.smallest, of: $0, width: width, height: height) }
  }

  /// The next larger cells that leave room for screens in large letters, the smallest first.
  static func larger(than cell: CellSize, width: Int, height: Int) -> [CellSize] {
    cells.filter { $0.width > cell.width && holds(leastLarge, of: $0, width: width, height: height) }
  }

  private static func holds(_ size: Size, of cell: CellSize, width: Int, height: Int) -> Bool {
    width / cell.width >= size.columns && height / cell.height >= size.rows
  }
}
