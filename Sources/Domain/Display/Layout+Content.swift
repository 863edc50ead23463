import Screenbook

extension Layout {
  /// Places the elements one under the other, as airily as they fit.
  func draw(_ elements: [Element], grid: Grid, focus: String?, on canvas: inout Canvas) {
    let size = canvas.frame.size
    let extraRows = size.rows - Size.smallest.rows
    // A larger terminal keeps the grid in its middle, a little above the half as people look.
    let top = grid.firstRow
    canvas.rows = Self.contentRows(size, grid)
    let available = canvas.rows.count
    guard let density = density(for: elements, grid, size) ?? Density.airiest.last else { return }
    let elements = elements.filter { density.shows($0) }
    let needed = height(of: elements, density)
    if needed > available { canvas.note(.tooTall(rows: needed - available)) }
    let left = grid.left(on: size.columns)
    let place = Place(grid: grid, left: left, density: density, focus: focus)
    var row = top + max(0, min(extraRows / 3, available - needed))
    for (index, element) in elements.enumerated() {
      if index > 0 { row += gap(from: elements[index - 1], to: element, density) }
      draw(element, row: row, place, on: &canvas)
      row += height(of: element, density)
    }
  }

  static func contentRows(_ size: Size, _ grid: Grid) -> Range<Int> {
    grid.firstRow..<size.rows - Grid.rowsBelowContent
  }

  /// The airiest that fits; nil where none does.
  func density(for elements: [Element], _ grid: Grid, _ size: Size) -> Density? {
    let densities = size.rows > Size.smallest.rows ? Density.airiest : Array(Density.airiest.dropFirst())
    return densities.first { height(of: elements, $0) <= Self.contentRows(size, grid).count }
  }

  /// Where and how the elements of one screen are drawn.
  private struct Place {
    var grid: Grid
    var left: Int
    var density: Density
    var focus: String?
  }

  private func height(of elements: [Element], _ density: Density) -> Int {
    let elements = elements.filter { density.shows($0) }
    var height = 0
    for (index, element) in elements.enumerated() {
      if index > 0 { height += gap(from: elements[index - 1], to: element, density) }
      height += self.height(of: element, density)
    }
    return height
  }

  private func gap(from above: Element, to below: Element, _ density: Density) -> Int {
    switch (above, below) {
    case (.gap, _), (_, .gap): 0
    case (_, .paragraph(let text)) where text.followsShortForm: 0
    case (.paragraph(let text), .paragraph) where !text.isHeading: density.gap
    case (.entry, .paragraph), (.pad, .paragraph): density.gap
    case (_, .pad): density.gap
    case (.paragraph, .boxes), (.boxes, .paragraph): 1
    case (.boxes, .boxes), (.pictures, .paragraph), (.photo, .paragraph): density.gap
    case (.paragraph, .paragraph), (_, .entry), (.entry, .boxes), (_, .pictures), (.pictures, .boxes), (_, .photo),
      (.photo, .boxes),
      (.pad, .boxes):
      1
    }
  }

  private func height(of element: Element, _ density: Density) -> Int {
    switch element {
    case .paragraph(let text): return text.rows
    case .entry(let entry, let letters): return Self.entryRows(entry, letters)
    case .pad(let pad): return 2 * pad.boxRows
    case .pictures(let pictures): return Self.artRows(pictures) + (pictures.map(\.caption.count).max() ?? 0)
    case .photo(let photo): return max(photo.frameRows(density), photo.textRows(density))
    // Where rows are short, so is the air.
    case .gap(let rows): return density.hints == .away ? 0 : density.gap == 0 ? rows / 2 : rows
    case .boxes(let group):
      guard let last = tops(of: group, density).last else { return 0 }
      return last.top + last.height
    }
  }

  /// Where each row of boxes begins, from the group's first row on, and its height with the borders.
  private func tops(of group: BoxGroup, _ density: Density) -> [(top: Int, height: Int)] {
    var tops: [(top: Int, height: Int)] = []
    var row = 0
    for content in group.contentHeights(density) {
      let height = content + 2 + 2 * density.padding
      tops.append((row, height))
      row += density.joined ? height - 1 : height + (group.list ? 0 : density.rowGap)
    }
    return tops
  }

  private func draw(_ element: Element, row: Int, _ place: Place, on canvas: inout Canvas) {
    let (grid, left) = (place.grid, place.left)
    switch element {
    case .gap: break
    case .paragraph(let text): draw(text, row: row, place, on: &canvas)
    case .entry(let entry, let letters): draw(entry, letters, row: row, grid, left: left, on: &canvas)
    case .pad(let pad): draw(pad, row: row, grid, left: left, on: &canvas)
    case .pictures(let pictures): draw(pictures, row: row, left: left, on: &canvas)
    case .photo(let photo): draw(photo, row: row, left: left, place.density, on: &canvas)
    case .boxes(let group):
      for (boxes, span) in zip(group.rows, tops(of: group, place.density)) {
        for box in boxes { draw(box, row: row + span.top, height: span.height, place, on: &canvas) }
      }
    }
  }

  private func draw(_ text: TextBlock, row: Int, _ place: Place, on canvas: inout Canvas) {
    var row = row
    for line in text.lines {
      let column =
        switch text.alignment {
        case .left: place.grid.text.lowerBound
        case .centre: max(0, (place.grid.columns - text.width(of: line)) / 2)
        }
      for glyphs in text.letters?.rows(of: line) ?? [line] {
        canvas.write(glyphs, row: row, column: place.left + column, role: text.role)
        row += 1
      }
    }
  }

  private func draw(_ box: Box, row: Int, height: Int, _ place: Place, on canvas: inout Canvas) {
    let (left, density) = (place.left, place.density)
    let columns = left + box.columns.lowerBound..<left + box.columns.upperBound
    canvas.box(rows: row..<row + height, columns: columns, border: .choiceBorder, inside: .choice)
    if let choice = box.choice { canvas.target(choice, rows: row..<row + height, columns: columns) }
    let first = row + 1 + density.padding
    if let choice = box.choice, choice == place.focus {
      canvas.write("▶", row: first, column: columns.lowerBound + Box.focusOffset, role: .choiceKey)
    }
    if let digit = box.digit {
      canvas.write(String(digit), row: first, column: columns.lowerBound + Box.digitOffset, role: .choiceKey)
    }
    var top = first
    for line in box.lines(density.hints) {
      for piece in line.pieces {
        for (index, glyphs) in (line.letters?.rows(of: piece.glyphs) ?? [piece.glyphs]).enumerated() {
          canvas.write(
            glyphs, row: top + index, column: columns.lowerBound + piece.offset,
            end: columns.upperBound - Box.rightMargin + 1, role: piece.role)
        }
      }
      top += line.rows
    }
  }
}
