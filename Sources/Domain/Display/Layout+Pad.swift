import Screenbook

/// Digits to be touched in place of pressed, in an order of their own: two rows of five, and behind them what erases
/// and what ends the entry.
struct DigitPad {
  /// The digit of each place, in reading order: all ten.
  var digits: [Int]
  var erase: [Glyph]
  var enter: [Glyph]
  /// Digits several cells high.
  var letters: Letters?

  static let digitsInRow = 5
  static let gap = 1
  static let wordsGap = 2
  /// As wide as a PIN's own boxes.
  var box: Int { letters.map { $0.columns + 6 } ?? Grid.digitBox }
  var boxRows: Int { (letters?.rows ?? 1) + 2 }
  var words: Int { max(Self.leastWords, max(erase.width, enter.width) + 4) }
  var columns: Int { Self.digitsInRow * box + (Self.digitsInRow - 1) * Self.gap + Self.wordsGap + words }

  private static let leastWords = 12
}

extension Layout {
  func draw(_ pad: DigitPad, row: Int, _ grid: Grid, left: Int, on canvas: inout Canvas) {
    let first = left + max(0, (grid.columns - pad.columns) / 2)
    for (place, digit) in pad.digits.enumerated() {
      let column = first + place % DigitPad.digitsInRow * (pad.box + DigitPad.gap)
      let rows = rows(of: place / DigitPad.digitsInRow, pad, row)
      drawKey(.digit(place), rows: rows, columns: column..<column + pad.box, on: &canvas)
      let sign = Glyph.all(in: InertText(String(digit)))
      for (line, glyphs) in (pad.letters?.rows(of: sign) ?? [sign]).enumerated() {
        canvas.write(
          glyphs, row: rows.lowerBound + 1 + line, column: column + (pad.box - glyphs.width) / 2, role: .choiceKey)
      }
    }
    let column = first + pad.columns - pad.words
    for (index, (key, words)) in [(ScreenContent.PadPlace.erase, pad.erase), (.enter, pad.enter)].enumerated() {
      let rows = rows(of: index, pad, row)
      drawKey(key, rows: rows, columns: column..<column + pad.words, on: &canvas)
      canvas.write(
        words, row: rows.lowerBound + rows.count / 2, column: column + (pad.words - words.width) / 2,
        end: column + pad.words - 1, role: .choice)
    }
  }

  private func rows(of index: Int, _ pad: DigitPad, _ row: Int) -> Range<Int> {
    row + index * pad.boxRows..<row + (index + 1) * pad.boxRows
  }

  private func drawKey(
    _ place: ScreenContent.PadPlace, rows: Range<Int>, columns: Range<Int>, on canvas: inout Canvas
  ) {
    canvas.box(rows: rows, columns: columns, border: .choiceBorder, inside: .choice)
    canvas.target(place.target, rows: rows, columns: columns)
  }
}
