import Display
import Screenbook

/// How a frame's pictures are drawn with the colours and pairs that a terminal has left.
struct RasterInks {
  /// Numbers that may be drawn with and what they show; empty without colours.
  let shown: [Palette.Definition]
  /// The number behind all text, for cells that a picture covers by half.
  let paper: Int
  /// Pairs that no role uses.
  let freePairs: Range<Int>

  /// One cell of a picture.
  struct Cell: Equatable {
    var row: Int
    var column: Int
    var sign: Character
    /// nil: drawn as text is.
    var pair: Int?
  }

  /// Pairs to be set, and the cells that are drawn with them.
  struct Drawing: Equatable {
    var pairs: [(number: Int, pair: Palette.Pair)] = []
    var cells: [Cell] = []

    static func == (one: Drawing, other: Drawing) -> Bool {
      one.cells == other.cells && one.pairs.elementsEqual(other.pairs) { $0 == $1 }
    }
  }

  /// - Parameter isInkLight: whether letters are lighter than what they stand on, for pictures without colours.
  func drawing(of rasters: [Frame.PlacedRaster], isInkLight: Bool) -> Drawing {
    coloured(rasters) ?? plain(rasters, isInkLight: isInkLight)
  }

  /// nil where there are no colours, or fewer pairs than the pictures need.
  private func coloured(_ rasters: [Frame.PlacedRaster]) -> Drawing? {
    guard !shown.isEmpty else { return nil }
    var drawing = Drawing()
    var known: [Palette.Pair: Int] = [:]
    var single: [(row: Int, column: Int, number: Int)] = []
    func number(of pair: Palette.Pair) -> Int? {
      if let number = known[pair] { return number }
      let number = freePairs.lowerBound + known.count
      guard freePairs.contains(number) else { return nil }
      known[pair] = number
      drawing.pairs.append((number, pair))
      return number
    }
    for (row, column, halves) in cells(of: rasters, colours: shown.map(\.colour)) {
      guard halves.upper != nil || halves.lower != nil else { continue }
      let upper = halves.upper.map { shown[$0].number } ?? paper
      let lower = halves.lower.map { shown[$0].number } ?? paper
      if upper == lower {
        single.append((row, column, upper))
      } else if let turned = known[Palette.Pair(foreground: lower, background: upper)] {
        drawing.cells.append(Cell(row: row, column: column, sign: "▄", pair: turned))
      } else {
        guard let number = number(of: Palette.Pair(foreground: upper, background: lower)) else { return nil }
        drawing.cells.append(Cell(row: row, column: column, sign: "▀", pair: number))
      }
    }
    // Afterwards, because nearly all of these find a pair that has their colour.
    for cell in single {
      if let pair = drawing.pairs.first(where: { $0.pair.background == cell.number }) {
        drawing.cells.append(Cell(row: cell.row, column: cell.column, sign: " ", pair: pair.number))
      } else {
        guard let number = number(of: Palette.Pair(foreground: cell.number, background: cell.number)) else {
          return nil
        }
        drawing.cells.append(Cell(row: cell.row, column: cell.column, sign: " ", pair: number))
      }
    }
    return drawing
  }

  /// Light and dark alone.
  private func plain(_ rasters: [Frame.PlacedRaster], isInkLight: Bool) -> Drawing {
    let black = Colour(red: 0, green: 0, blue: 0)
    let white = Colour(red: 255, green: 255, blue: 255)
    var drawing = Drawing()
    for (row, column, halves) in cells(of: rasters, colours: isInkLight ? [black, white] : [white, black]) {
      let sign: Character =
        switch (halves.upper == 1, halves.lower == 1) {
        case (true, true): "█"
        case (true, false): "▀"
        case (false, true): "▄"
        case (false, false): " "
        }
      drawing.cells.append(Cell(row: row, column: column, sign: sign, pair: nil))
    }
    return drawing
  }

  private func cells(
    of rasters: [Frame.PlacedRaster], colours: [Colour]
  ) -> [(row: Int, column: Int, halves: (upper: Int?, lower: Int?))] {
    rasters.flatMap { placed in
      let raster = Raster(
        placed.picture, columns: placed.columns.count, rows: placed.rows.count, colours: colours)
      return (0..<raster.rows).flatMap { row in
        (0..<raster.columns).map { column in
          (
            placed.rows.lowerBound + row, placed.columns.lowerBound + column,
            raster.halves(row: row, column: column)
          )
        }
      }
    }
  }
}

extension Frame {
  /// With the signs of pictures in its cells, where they lie inside.
  func covered(by cells: [RasterInks.Cell]) -> Frame {
    guard !cells.isEmpty else { return self }
    var frame = self
    for cell in cells where cell.row < size.rows && cell.column < size.columns {
      guard let sign = cell.sign.unicodeScalars.first else { continue }
      frame[cell.row, cell.column] = Cell(Glyph(sign, width: 1), role: .text)
    }
    return frame
  }
}
