import Display

/// Which cells a screen is drawn with, by its pixels.
enum CellChoice {
  /// The cells of which Assets/fonts has fonts for a console, the smallest first.
  static let cells = [(8, 16), (12, 24), (16, 32), (24, 48)].map { CellSize(width: $0.0, height: $0.1) }

  /// The cells that still leave room for every screen, the largest and best first (A7).
  static func usual(width: Int, height: Int) -> [CellSize] {
    cells.reversed().filter { holds(.smallest, of: $0, width: width, height: height) }
  }

  /// The cells for larger letters, the best first: the next larger ones that hold every screen; and where the pixels do
  /// not suffice for these, the largest that leave room for letters of half blocks.
  static func forLargerLetters(than cell: CellSize, width: Int, height: Int) -> [CellSize] {
    let larger = cells.filter { $0.width > cell.width && holds(.narrow, of: $0, width: width, height: height) }
    let others = cells.reversed().filter {
      $0.width <= cell.width && holds(.roomForLargeWords, of: $0, width: width, height: height)
    }
    return larger + others
  }

  private static func holds(_ size: Size, of cell: CellSize, width: Int, height: Int) -> Bool {
    width / cell.width >= size.columns && height / cell.height >= size.rows
  }
}
