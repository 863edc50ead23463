extension Frame {
  /// The rows as plain text without spaces at their ends, one line each, for golden files and test messages.
  public var text: String {
    (0..<size.rows).map { row in
      var line = (0..<size.columns).map { self[row, $0].text }.joined()
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  /// Places that break the rules of a frame, in words; empty for every frame that a layout makes. A wide character
  /// must have its continuation of the same role beside it on the same row, no continuation stands alone, and pictures
  /// lie inside, on blank cells.
  public var flaws: [String] {
    var flaws: [String] = []
    for row in 0..<size.rows {
      var column = 0
      while column < size.columns {
        let cell = self[row, column]
        let width = CellWidth.of(cell.text)
        if cell.isContinuation {
          flaws.append("row \(row), column \(column): a continuation without its character")
        } else if InertText(cell.text).text != cell.text {
          flaws.append("row \(row), column \(column): not inert")
        } else if width != 1 && width != 2 {
          flaws.append("row \(row), column \(column): width \(width)")
        } else if width == 2 {
          if column + 1 == size.columns {
            flaws.append("row \(row): a wide character straddles the last column")
          } else if self[row, column + 1] != .continuation(cell.role) {
            flaws.append("row \(row), column \(column): a wide character without its continuation")
          }
        }
        column += max(1, width)
      }
    }
    for raster in rasters {
      let isInside =
        !raster.rows.isEmpty && !raster.columns.isEmpty && raster.rows.clamped(to: 0..<size.rows) == raster.rows
        && raster.columns.clamped(to: 0..<size.columns) == raster.columns
      if !isInside {
        flaws.append("rows \(raster.rows), columns \(raster.columns): a picture outside the frame")
      } else if raster.rows.contains(where: { row in raster.columns.contains { self[row, $0].text != " " } }) {
        flaws.append("rows \(raster.rows), columns \(raster.columns): a picture on cells that are not blank")
      }
    }
    return flaws
  }
}
