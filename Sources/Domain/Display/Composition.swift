import Screenbook

/// Turns a screen's widgets and values into elements: fills texts, leaves away what does not apply now, wraps.
struct Composition {
  let book: Screenbook
  let content: ScreenContent
  private(set) var problems: [LayoutProblem] = []

  init(book: Screenbook, content: ScreenContent) {
    self.book = book
    self.content = content
  }

  mutating func elements() -> [Element] {
    var elements: [Element] = []
    for widget in content.plan.widgets { elements += self.elements(of: widget) }
    let placed = Set(content.plan.places.map(\.choice))
    for choice in content.choices where !placed.contains(choice) && !isNumbered(choice) {
      problems.append(.choiceWithoutPlace(choice))
    }
    return elements
  }

  private func isNumbered(_ choice: String) -> Bool {
    (choice.hasPrefix("change-") && content.plan.hasAnswers)
      || (choice.hasPrefix("language-") && content.plan.hasLanguages)
  }

  private mutating func elements(of widget: Widget) -> [Element] {
    let id = content.plan.id
    switch widget {
    case .heading(let role):
      guard let text = text("\(id).heading") else { return [] }
      let lines = Wrapping.balancedLines(text, columns: Grid.text.count)
      return [.paragraph(lines, role: role, .centre, heading: true)]
    case .lead(let alignment): return paragraph("\(id).lead", .text, alignment)
    case .body(let alignment): return paragraph("\(id).body", .text, alignment)
    case .line(let key, let alignment): return paragraph(key, .text, alignment)
    case .small(let key, let alignment): return paragraph(key, .subtle, alignment)
    case .notice(let notice, let alignment):
      return content.notices.contains(notice) ? paragraph(notice.textKey, .warning, alignment) : []
    case .choices(let rows): return choices(rows)
    case .answers: return answers()
    case .languages: return languages()
    case .pinBoxes, .numberBoxes, .passwordBox: return content.entry.map { [.entry($0)] } ?? []
    case .picture(let lines):
      let drawn = lines.map { Glyph.all(in: InertText($0)) }
      // One left edge for all lines: the picture is centred as a whole.
      let width = drawn.map(\.width).max() ?? 0
      let padded = drawn.map { $0 + Array(repeating: Glyph(" ", width: 1), count: width - $0.width) }
      return [.paragraph(padded, role: .picture, .centre, heading: false)]
    case .waiting:
      let sign = Glyph.all(in: InertText(Self.waitingSign))
      return [.paragraph([sign], role: .stepNow, .centre, heading: false)]
        + (content.slow ? paragraph("\(id).wait", .text, .centre) : [])
    case .tries:
      guard content.values[.tries] != nil else { return [] }
      let last = content.notices.contains(.lastTry)
      return paragraph(last ? Notice.lastTry.textKey : "common.tries", last ? .warning : .text, .centre)
    case .sent(let alignment):
      return paragraph(content.sending.textKey, .text, alignment)
    case .gap(let rows): return [.gap(rows)]
    }
  }

  /// Stands still: nothing on the screen moves while something is waited for.
  private static let waitingSign = "◇   ◇   ◇"

  // MARK: - Texts

  /// The filled text; `nil` when it names a value that is not known now. A missing text is a problem.
  private mutating func text(_ key: String) -> String? {
    guard let text = book.text(key, in: content.language) else {
      problems.append(.textMissing(key))
      return nil
    }
    return text.filled(with: content.values)
  }

  private func optionalText(_ key: String) -> String? {
    book.text(key, in: content.language)?.filled(with: content.values)
  }

  private mutating func paragraph(_ key: String, _ role: Role, _ alignment: Alignment) -> [Element] {
    guard let text = text(key) else { return [] }
    let lines =
      switch alignment {
      case .left: Wrapping.lines(text, columns: Grid.text.count)
      case .centre: Wrapping.balancedLines(text, columns: Grid.text.count)
      }
    return [.paragraph(lines, role: role, alignment, heading: false)]
  }

  // MARK: - Boxes

  private mutating func choices(_ rows: [ChoiceRow]) -> [Element] {
    let digits = content.plan.digits(for: content.choices)
    var drawn: [[Box]] = []
    for row in rows {
      let places = row.places.filter { content.choices.contains($0.choice) }
      let columns = places.count == 2 ? [Grid.leftHalf, Grid.rightHalf] : [Grid.full]
      let boxes = zip(places, columns).map { place, columns in
        let own = "\(content.plan.id).\(place.choice)"
        let common = "choice.\(place.choice)"
        return box(
          columns: columns, choice: place.choice, digit: digits.first { $0.choice == place.choice }?.digit,
          label: optionalText(own) ?? text(common) ?? "",
          hint: optionalText("\(own).hint") ?? optionalText("\(common).hint"))
      }
      if !boxes.isEmpty { drawn.append(boxes) }
    }
    return drawn.isEmpty ? [] : [.boxes(BoxGroup(rows: drawn, list: false))]
  }

  private func box(columns: Range<Int>, choice: String, digit: Int?, label: String, hint: String?) -> Box {
    let width = columns.count - Box.textOffset - Box.rightMargin
    func lines(_ text: String, _ role: Role) -> [Box.Line] {
      Wrapping.lines(text, columns: width).map {
        Box.Line(pieces: [.init(offset: Box.textOffset, glyphs: $0, role: role)])
      }
    }
    return Box(
      columns: columns, choice: choice, digit: digit, label: lines(label, .choice),
      hint: hint.map { lines($0, .subtle) } ?? [])
  }

  /// Each answer in a row: digit, "change", what was asked, what was answered.
  private mutating func answers() -> [Element] {
    let words = Dictionary(uniqueKeysWithValues: [true, false].map { ($0, glyphs(answerKey($0))) })
    let answerWidth = words.values.map(\.width).max() ?? 0
    let answerColumn = Grid.full.count - Box.rightMargin - answerWidth - 1
    let change = glyphs("choice.change")
    let titleColumn = Box.textOffset + change.width + 3
    var rows: [[Box]] = []
    for (index, answer) in content.answers.enumerated() {
      let choice = "change-\(index + 1)"
      let offered = content.choices.contains(choice)
      var pieces: [Box.Piece] = []
      if offered { pieces.append(.init(offset: Box.textOffset, glyphs: change, role: .choice)) }
      pieces.append(.init(offset: titleColumn, glyphs: glyphs("question.\(answer.question)"), role: .choice))
      pieces.append(.init(offset: answerColumn, glyphs: words[answer.agreed] ?? [], role: .choiceKey))
      rows.append([
        Box(
          columns: Grid.full, choice: offered ? choice : nil, digit: offered ? index + 1 : nil,
          label: [.init(pieces: pieces)], hint: [])
      ])
    }
    return rows.isEmpty ? [] : [.boxes(BoxGroup(rows: rows, list: true))]
  }

  private func answerKey(_ agreed: Bool) -> String { agreed ? "common.agreed" : "common.declined" }

  private mutating func glyphs(_ key: String) -> [Glyph] { Glyph.all(in: InertText(text(key) ?? "")) }

  private mutating func languages() -> [Element] {
    let offered = book.languages.enumerated().filter { content.choices.contains("language-\($0.offset + 1)") }
    let halves = offered.count > Self.mostFullLanguages
    let boxes = offered.enumerated().map { place, language in
      let name = book.texts[language.element]?["language.name"]?.filled(with: [:]) ?? language.element
      let columns = !halves ? Grid.full : place % 2 == 0 ? Grid.leftHalf : Grid.rightHalf
      return box(
        columns: columns, choice: "language-\(language.offset + 1)", digit: language.offset + 1, label: name,
        hint: nil)
    }
    guard !boxes.isEmpty else { return [] }
    let width = halves ? 2 : 1
    let rows = stride(from: 0, to: boxes.count, by: width).map { Array(boxes[$0..<min($0 + width, boxes.count)]) }
    return [.boxes(BoxGroup(rows: rows, list: false))]
  }

  /// More than these stand in two columns.
  private static let mostFullLanguages = 3
}
