import Screenbook

// What is being typed, and pictures side by side.

extension Layout {
  static func entryRows(_ entry: ScreenContent.Entry, _ letters: Letters?) -> Int {
    switch entry {
    case .pin, .number: (letters?.rows ?? 1) + 2
    case .password, .checkNumber: 3
    }
  }

  func draw(
    _ entry: ScreenContent.Entry, _ letters: Letters?, row: Int, _ grid: Grid, left: Int, on canvas: inout Canvas
  ) {
    switch entry {
    case .pin(let typed):
      drawDigitBoxes(
        Array(repeating: "＊", count: min(typed, Self.digitBoxes)), letters, row: row, grid, left: left, on: &canvas)
    case .number(let digits):
      drawDigitBoxes(
        digits.prefix(Self.digitBoxes).map { String($0) }, letters, row: row, grid, left: left, on: &canvas)
    case .password(let typed):
      let column = left + (grid.columns - Grid.passwordBox) / 2
      canvas.box(
        rows: row..<row + 3, columns: column..<column + Grid.passwordBox, border: .entryBorder, inside: .entry)
      canvas.write(
        String(repeating: "＊", count: min(typed, Grid.mostPasswordSigns)), row: row + 1, column: column + 2,
        role: .entry)
    case .checkNumber(let typed): drawCheckNumber(typed, row: row, grid, left: left, on: &canvas)
    }
  }

  /// Birth date, year of expiry, security code: a box for each, with room for its digits.
  private static let checkNumberParts = [6, 4, 4]

  private func drawCheckNumber(_ typed: Int, row: Int, _ grid: Grid, left: Int, on canvas: inout Canvas) {
    // Two cells a digit, a border and a cell of air on each side.
    let widths = Self.checkNumberParts.map { $0 * 2 + 4 }
    let width = widths.reduce(0, +) + (widths.count - 1) * Grid.digitBoxGap
    var column = left + (grid.columns - width) / 2
    var rest = typed
    for (digits, box) in zip(Self.checkNumberParts, widths) {
      canvas.box(rows: row..<row + 3, columns: column..<column + box, border: .entryBorder, inside: .entry)
      canvas.write(
        String(repeating: "＊", count: min(rest, digits)), row: row + 1, column: column + 2, role: .entry)
      rest = max(0, rest - digits)
      column += box + Grid.digitBoxGap
    }
  }

  private static let digitBoxes = 4

  private func drawDigitBoxes(
    _ signs: [String], _ letters: Letters?, row: Int, _ grid: Grid, left: Int, on canvas: inout Canvas
  ) {
    // A wide letter, a border and a cell of air on each side; the usual box has room for one that stands off its middle.
    let box = letters.map { $0.columns * 2 + 4 } ?? Grid.digitBox
    let height = (letters?.rows ?? 1) + 2
    let width = Self.digitBoxes * box + (Self.digitBoxes - 1) * Grid.digitBoxGap
    for index in 0..<Self.digitBoxes {
      let column = left + (grid.columns - width) / 2 + index * (box + Grid.digitBoxGap)
      canvas.box(
        rows: row..<row + height, columns: column..<column + box, border: .entryBorder, inside: .entry)
      guard index < signs.count else { continue }
      guard let letters else {
        canvas.write(signs[index], row: row + 1, column: column + 3, role: .entry)
        continue
      }
      for (line, glyphs) in letters.rows(of: Glyph.all(in: InertText(signs[index]))).enumerated() {
        canvas.write(glyphs, row: row + 1 + line, column: column + (box - glyphs.width) / 2, role: .entry)
      }
    }
  }

  // MARK: - The photo

  /// - Parameter density: of the screen; decides how high the photo is.
  func draw(_ photo: FramedPhoto, row: Int, left: Int, _ density: Density, on canvas: inout Canvas) {
    let rows = row..<row + photo.frameRows(density)
    let columns = left + photo.columns.lowerBound..<left + photo.columns.upperBound
    canvas.box(rows: rows, columns: columns, border: .picture, inside: .picture)
    let (inRows, inColumns) = (rows.dropFirst().dropLast(), columns.dropFirst().dropLast())
    if let picture = photo.picture { canvas.raster(picture, rows: inRows, columns: inColumns) }
    if photo.missing.count > inRows.count {
      canvas.note(.cut(photo.missing.joined().map(\.text).joined()))
    }
    let top = inRows.lowerBound + max(0, (inRows.count - photo.missing.count) / 2)
    for (index, line) in photo.missing.prefix(inRows.count).enumerated() {
      let column = inColumns.lowerBound + (inColumns.count - line.width) / 2
      canvas.write(line, row: top + index, column: column, end: inColumns.upperBound, role: .text)
    }
    var textRow = row
    for (lines, role) in photo.beside {
      for line in lines {
        canvas.write(line, row: textRow, column: left + photo.textColumn, role: role)
        textRow += 1
      }
      textRow += density.gap
    }
  }

  // MARK: - Pictures

  static func artRows(_ pictures: [CaptionedArt]) -> Int { pictures.map(\.art.count).max() ?? 0 }

  /// All stand on one line, their words below it.
  func draw(_ pictures: [CaptionedArt], row: Int, left: Int, on canvas: inout Canvas) {
    let floor = row + Self.artRows(pictures)
    for picture in pictures {
      func write(_ line: [Glyph], _ row: Int, _ role: Role) {
        let column = left + picture.columns.lowerBound + max(0, (picture.columns.count - line.width) / 2)
        canvas.write(line, row: row, column: column, end: left + picture.columns.upperBound, role: role)
      }
      for (index, line) in picture.art.enumerated() { write(line, floor - picture.art.count + index, .picture) }
      for (index, line) in picture.caption.enumerated() { write(line, floor + index, .text) }
    }
  }
}
