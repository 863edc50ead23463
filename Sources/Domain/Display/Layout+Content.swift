import Screenbook

extension Layout {
  /// Places the elements one under the other, as airily as they fit.
  func draw(_ elements: [Element], focus: String?, on canvas: inout Canvas) {
    let size = canvas.frame.size
    let extraRows = size.rows - Size.smallest.rows
    // A larger terminal keeps the grid in its middle, a little above the half as people look.
    let top = Grid.headingRow
    canvas.rows = top..<size.rows - Grid.rowsBelowContent
    let available = canvas.rows.count
    let densities = extraRows > 0 ? Density.airiest : Array(Density.airiest.dropFirst())
    guard
      let density = densities.first(where: { height(of: elements, $0) <= available }) ?? densities.last
    else { return }
    let needed = height(of: elements, density)
    if needed > available { canvas.note(.tooTall(rows: needed - available)) }
    let left = (size.columns - Grid.columns) / 2
    var row = top + max(0, min(extraRows / 3, available - needed))
    for (index, element) in elements.enumerated() {
      if index > 0 { row += gap(from: elements[index - 1], to: element, density) }
      draw(element, row: row, left: left, density, focus: focus, on: &canvas)
      row += height(of: element, density)
    }
  }

  private func height(of elements: [Element], _ density: Density) -> Int {
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
    case (.paragraph(_, _, _, heading: false), .paragraph), (.entry, .paragraph): density.gap
    case (.paragraph, .boxes), (.boxes, .paragraph): 1
    case (.boxes, .boxes): density.gap
    case (.paragraph, .paragraph), (_, .entry), (.entry, .boxes): 1
    }
  }

  private func height(of element: Element, _ density: Density) -> Int {
    switch element {
    case .paragraph(let lines, _, _, _): return lines.count
    case .entry: return 3
    case .gap(let rows): return rows
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

  private func draw(
    _ element: Element, row: Int, left: Int, _ density: Density, focus: String?, on canvas: inout Canvas
  ) {
    switch element {
    case .gap: break
    case .paragraph(let lines, let role, let alignment, _):
      for (index, line) in lines.enumerated() {
        let column =
          switch alignment {
          case .left: Grid.text.lowerBound
          case .centre: (Grid.columns - line.width) / 2
          }
        canvas.write(line, row: row + index, column: left + max(0, column), role: role)
      }
    case .entry(let entry): draw(entry, row: row, left: left, on: &canvas)
    case .boxes(let group):
      for (boxes, place) in zip(group.rows, tops(of: group, density)) {
        for box in boxes {
          draw(box, row: row + place.top, height: place.height, left: left, density, focus: focus, on: &canvas)
        }
      }
    }
  }

  private func draw(
    _ box: Box, row: Int, height: Int, left: Int, _ density: Density, focus: String?, on canvas: inout Canvas
  ) {
    let columns = left + box.columns.lowerBound..<left + box.columns.upperBound
    canvas.box(rows: row..<row + height, columns: columns, border: .choiceBorder, inside: .choice)
    if let choice = box.choice { canvas.target(choice, rows: row..<row + height, columns: columns) }
    let first = row + 1 + density.padding
    if let choice = box.choice, choice == focus {
      canvas.write("▶", row: first, column: columns.lowerBound + Box.focusOffset, role: .choiceKey)
    }
    if let digit = box.digit {
      canvas.write(String(digit), row: first, column: columns.lowerBound + Box.digitOffset, role: .choiceKey)
    }
    for (index, line) in box.lines(density.hints).enumerated() {
      for piece in line.pieces {
        canvas.write(
          piece.glyphs, row: first + index, column: columns.lowerBound + piece.offset,
          end: columns.upperBound - Box.rightMargin + 1, role: piece.role)
      }
    }
  }

  // MARK: - What is being typed

  private func draw(_ entry: ScreenContent.Entry, row: Int, left: Int, on canvas: inout Canvas) {
    switch entry {
    case .pin(let typed):
      drawDigitBoxes(Array(repeating: "＊", count: min(typed, 4)), row: row, left: left, on: &canvas)
    case .number(let digits):
      drawDigitBoxes(digits.prefix(4).map { String($0) }, row: row, left: left, on: &canvas)
    case .password(let typed):
      let column = left + (Grid.columns - Grid.passwordBox) / 2
      canvas.box(
        rows: row..<row + 3, columns: column..<column + Grid.passwordBox, border: .entryBorder, inside: .entry)
      canvas.write(
        String(repeating: "＊", count: min(typed, Grid.mostPasswordSigns)), row: row + 1, column: column + 2,
        role: .entry)
    }
  }

  private func drawDigitBoxes(_ signs: [String], row: Int, left: Int, on canvas: inout Canvas) {
    let count = 4
    let width = count * Grid.digitBox + (count - 1) * Grid.digitBoxGap
    for index in 0..<count {
      let column = left + (Grid.columns - width) / 2 + index * (Grid.digitBox + Grid.digitBoxGap)
      canvas.box(
        rows: row..<row + 3, columns: column..<column + Grid.digitBox, border: .entryBorder, inside: .entry)
      if index < signs.count { canvas.write(signs[index], row: row + 1, column: column + 3, role: .entry) }
    }
  }
}
