import Display

/// Lines, blocks and two small signs, drawn by rule instead of from an outline: they have to meet those of the neighbouring cell exactly.
struct DrawnSigns {
  let width: Int
  let height: Int

  /// Of a light line: a sixth of the cell.
  private var stroke: Int { (width + 3) / 6 }

  func bitmap(of scalar: Unicode.Scalar) -> Bitmap? {
    if let arms = Self.arms[scalar] { return lines(arms) }
    if let corner = Self.arcs[scalar] { return arc(corner) }
    if scalar == "✓" { return tick() }
    if scalar == "▪" { return square() }
    return block(scalar.value)
  }

  // MARK: - Lines

  /// Which edges a line leads to, and how heavy it is: 0 none, 1 light, 2 heavy; up, right, down, left.
  private typealias Arms = (up: Int, right: Int, down: Int, left: Int)

  private static let arms: [Unicode.Scalar: Arms] = [
    "─": (0, 1, 0, 1), "━": (0, 2, 0, 2), "│": (1, 0, 1, 0), "┃": (2, 0, 2, 0), "┌": (0, 1, 1, 0), "┐": (0, 0, 1, 1),
    "└": (1, 1, 0, 0), "┘": (1, 0, 0, 1), "├": (1, 1, 1, 0), "┤": (1, 0, 1, 1), "┬": (0, 1, 1, 1), "┴": (1, 1, 0, 1),
    "┼": (1, 1, 1, 1), "┏": (0, 2, 2, 0), "┓": (0, 0, 2, 2), "┗": (2, 2, 0, 0), "┛": (2, 0, 0, 2), "┣": (2, 2, 2, 0),
    "┫": (2, 0, 2, 2), "┳": (0, 2, 2, 2), "┻": (2, 2, 0, 2), "╋": (2, 2, 2, 2), "╴": (0, 0, 0, 1), "╵": (1, 0, 0, 0),
    "╶": (0, 1, 0, 0), "╷": (0, 0, 1, 0), "╸": (0, 0, 0, 2), "╹": (2, 0, 0, 0), "╺": (0, 2, 0, 0), "╻": (0, 0, 2, 0),
  ]

  private func lines(_ arms: Arms) -> Bitmap {
    var bitmap = Bitmap(width: width, height: height)
    let heaviest = max(arms.up, arms.right, arms.down, arms.left)
    let middle = (column: span(width, heaviest), row: span(height, heaviest))
    if arms.up > 0 { fill(&bitmap, rows: 0..<middle.row.upperBound, columns: span(width, arms.up)) }
    if arms.down > 0 { fill(&bitmap, rows: middle.row.lowerBound..<height, columns: span(width, arms.down)) }
    if arms.left > 0 { fill(&bitmap, rows: span(height, arms.left), columns: 0..<middle.column.upperBound) }
    if arms.right > 0 { fill(&bitmap, rows: span(height, arms.right), columns: middle.column.lowerBound..<width) }
    return bitmap
  }

  /// The pixels of a line in the middle of so many.
  private func span(_ length: Int, _ weight: Int) -> Range<Int> {
    let thick = stroke * weight
    let start = (length - thick) / 2
    return start..<start + thick
  }

  private func fill(_ bitmap: inout Bitmap, rows: Range<Int>, columns: Range<Int>) {
    for row in rows { for column in columns { bitmap[row, column] = true } }
  }

  // MARK: - Round corners

  /// The edges that each joins: right or left, down or up.
  private static let arcs: [Unicode.Scalar: (right: Bool, down: Bool)] = [
    "╭": (true, true), "╮": (false, true), "╰": (true, false), "╯": (false, false),
  ]

  private func arc(_ corner: (right: Bool, down: Bool)) -> Bitmap {
    var bitmap = Bitmap(width: width, height: height)
    let (columns, rows) = (span(width, 1), span(height, 1))
    // A quarter of a circle from the middle of the side to the middle of the end, and the straight rest of the longer way.
    let radius = Double(width) / 2
    let centre = (
      x: corner.right ? Double(width) : 0, y: Double(height) / 2 + (corner.down ? radius : -radius)
    )
    for row in 0..<height {
      for column in 0..<width {
        let (x, y) = (Double(column) + 0.5 - centre.x, Double(row) + 0.5 - centre.y)
        let distance = (x * x + y * y).squareRoot()
        let isBeside = corner.right ? x <= 0 : x >= 0
        let isWithin = corner.down ? y <= 0 : y >= 0
        if isBeside, isWithin, abs(distance - radius) <= Double(stroke) / 2 { bitmap[row, column] = true }
      }
    }
    let straight = corner.down ? Int(centre.y)..<height : 0..<Int(centre.y)
    fill(&bitmap, rows: straight, columns: columns)
    // Meets the neighbour's line where the circle rounds away from it.
    fill(&bitmap, rows: rows, columns: corner.right ? width - 1..<width : 0..<1)
    return bitmap
  }

  // MARK: - Signs that outlines draw too thin for a cell

  /// Two strokes: down to the right over a third of the cell, up over the rest.
  private func tick() -> Bitmap {
    var bitmap = Bitmap(width: width, height: height)
    let (low, thick) = (height * 13 / 16, max(2, stroke + 1))
    let turn = width / 3
    for column in 0..<width {
      let rise = column <= turn ? turn - column : (column - turn) * 3 / 2
      let bottom = low - rise * height / (width * 2)
      fill(&bitmap, rows: max(0, bottom - thick)..<bottom, columns: column..<column + 1)
    }
    return bitmap
  }

  private func square() -> Bitmap {
    var bitmap = Bitmap(width: width, height: height)
    let side = width / 2
    let (top, left) = ((height - side) / 2, (width - side) / 2)
    fill(&bitmap, rows: top..<top + side, columns: left..<left + side)
    return bitmap
  }

  // MARK: - Blocks

  private func block(_ value: UInt32) -> Bitmap? {
    switch value {
    case 0x2580: filled(rows: 0..<height / 2)
    case 0x2581...0x2587: filled(rows: height - height * Int(value - 0x2580) / 8..<height)
    case 0x2588: filled()
    case 0x2589...0x258F: filled(columns: 0..<width * (8 - Int(value - 0x2588)) / 8)
    case 0x2590: filled(columns: width / 2..<width)
    case 0x2591...0x2593: shade(Int(value - 0x2590))
    case 0x2594: filled(rows: 0..<height / 8)
    case 0x2595: filled(columns: width - width / 8..<width)
    case 0x2596...0x259F: quadrants(Self.quadrants[Int(value - 0x2596)])
    default: nil
    }
  }

  private func filled(rows: Range<Int>? = nil, columns: Range<Int>? = nil) -> Bitmap {
    var bitmap = Bitmap(width: width, height: height)
    fill(&bitmap, rows: rows ?? 0..<height, columns: columns ?? 0..<width)
    return bitmap
  }

  /// A quarter, a half or three quarters of the pixels.
  private func shade(_ quarters: Int) -> Bitmap {
    var bitmap = Bitmap(width: width, height: height)
    for row in 0..<height {
      for column in 0..<width {
        let rank = [[0, 2], [3, 1]][row % 2][column % 2]
        bitmap[row, column] = rank < quarters
      }
    }
    return bitmap
  }

  /// Upper left, upper right, lower left, lower right, from U+2596 on.
  private static let quadrants: [[Bool]] = [
    [false, false, true, false], [false, false, false, true], [true, false, false, false], [true, false, true, true],
    [true, false, false, true], [true, true, true, false], [true, true, false, true], [false, true, false, false],
    [false, true, true, false], [false, true, true, true],
  ]

  private func quadrants(_ set: [Bool]) -> Bitmap {
    var bitmap = Bitmap(width: width, height: height)
    for (index, isSet) in set.enumerated() where isSet {
      let rows = index < 2 ? 0..<height / 2 : height / 2..<height
      fill(&bitmap, rows: rows, columns: index % 2 == 0 ? 0..<width / 2 : width / 2..<width)
    }
    return bitmap
  }
}
