import Screenbook

extension Frame {
  /// The frame as a terminal with this font shows it in the theme's exact colours.
  ///
  /// A character that the font has not is drawn as `●`, a mark that it has not is left out. Bold is the theme's colour
  /// and, where a cell has the room, strokes one pixel wider. A theme without colours is drawn dark on light. Rasters
  /// are drawn in all their colours.
  public func picture(theme: Theme, font: BitmapFont) -> Picture {
    let (width, height) = (font.cellWidth, font.cellHeight)
    var picture = Picture(
      width: size.columns * width, height: size.rows * height, filled: theme[.text].background)
    for row in 0..<size.rows {
      for column in 0..<size.columns {
        let cell = self[row, column]
        guard !cell.isContinuation else { continue }
        let style = theme[cell.role]
        let ink = style.reverse ? style.background : style.foreground
        let paper = style.reverse ? style.foreground : style.background
        let columns = column * width..<(column + cell.glyph.width) * width
        picture.fill(rows: row * height..<(row + 1) * height, columns: columns, with: paper)
        for scalar in cell.text.unicodeScalars where scalar != " " {
          let isBase = scalar == cell.glyph.base
          guard let bitmap = font.bitmap(of: scalar) ?? (isBase ? font.bitmap(of: InertText.lost) : nil) else {
            continue
          }
          let drawn = bitmap.columns(0..<min(bitmap.width, columns.count))
          picture.draw(drawn, row: row * height, column: columns.lowerBound, in: ink)
          if style.bold, width >= Self.leastWidthOfBold, !Self.isSolid(scalar) {
            picture.draw(
              drawn.columns(0..<drawn.width - 1), row: row * height, column: columns.lowerBound + 1, in: ink)
          }
        }
        if style.underline {
          let line = (row + 1) * height - Self.underlineFromBottom
          picture.fill(rows: line..<line + 1, columns: columns, with: ink)
        }
      }
    }
    for raster in rasters {
      let place = raster.picture.fitted(width: raster.columns.count * width, height: raster.rows.count * height)
      picture.draw(
        raster.picture.scaled(width: place.columns.count, height: place.rows.count),
        row: raster.rows.lowerBound * height + place.rows.lowerBound,
        column: raster.columns.lowerBound * width + place.columns.lowerBound)
    }
    return picture
  }

  /// In smaller cells a second stroke fills a kanji up.
  private static let leastWidthOfBold = 12
  private static let underlineFromBottom = 2

  /// Lines and blocks must meet their neighbours, not run over.
  private static func isSolid(_ scalar: Unicode.Scalar) -> Bool { (0x2500...0x259F).contains(scalar.value) }
}
