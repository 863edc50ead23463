import Screenbook

// What stands in boxes: choices, answers, languages.

extension Composition {
  mutating func choices(_ rows: [ChoiceRow]) -> [Element] {
    let digits = content.plan.digits(for: content.choices)
    let placed = rows.map { row in columns(of: row.places.map(\.choice).filter(content.choices.contains)) }
    // One label is too long for large letters: then all have their short forms.
    let takesShortForm = placed.joined().contains { !fitsLarge(label(of: $0.choice) ?? "", in: $0.columns) }
    var drawn: [[Box]] = []
    for row in placed {
      let boxes = row.map { choice, columns in
        box(
          columns: columns, choice: choice, digit: digits.first { $0.choice == choice }?.digit,
          label: label(of: choice) ?? text("choice.\(choice)") ?? "", short: shortLabel(of: choice),
          takesShortForm: takesShortForm,
          hint: optionalText("\(content.plan.id).\(choice).hint") ?? optionalText("choice.\(choice).hint"))
      }
      if boxes.first?.isWhole ?? true { drawn += boxes.map { [$0] } } else { drawn.append(boxes) }
    }
    return drawn.isEmpty ? [] : [.boxes(BoxGroup(rows: drawn, list: false))]
  }

  /// Two stand side by side: in large letters only where no other way is left and the labels have room.
  private func columns(of choices: [String]) -> [(choice: String, columns: Range<Int>)] {
    let halves = [grid.leftHalf, grid.rightHalf]
    let isHalved =
      choices.count == halves.count
      && (lettering.choices == nil
        || lettering.isCompact
          && choices.allSatisfy { fitsLarge(shortLabel(of: $0) ?? label(of: $0) ?? "", in: grid.leftHalf) })
    return Array(zip(choices, isHalved ? halves : choices.map { _ in grid.full }))
  }

  private func label(of choice: String) -> String? {
    optionalText("\(content.plan.id).\(choice)") ?? optionalText("choice.\(choice)")
  }

  private func shortLabel(of choice: String) -> String? {
    optionalText("\(content.plan.id).\(choice).large") ?? optionalText("choice.\(choice).large")
  }

  /// Whether a label fits its box in the letters of choices, behind its digit.
  private func fitsLarge(_ label: String, in columns: Range<Int>) -> Bool {
    guard let letters = lettering.choices else { return true }
    return letters.width(of: Glyph.all(in: InertText(label))) <= Box.roomForLarge(letters, in: columns)
  }

  /// - Parameters:
  ///   - short: for large letters, where the label is too long for them.
  ///   - takesShortForm: also where it is not.
  private mutating func box(
    columns: Range<Int>, choice: String, digit: Int?, label: String, short: String?, takesShortForm: Bool = false,
    hint: String?
  ) -> Box {
    if let letters = lettering.choices {
      return largeBox(
        letters, columns: columns, choice: choice, digit: digit, label: label, short: short,
        takesShortForm: takesShortForm, width: Box.roomForLarge(letters, in: columns), below: hint.map { [$0] } ?? [])
    }
    let width = columns.count - Box.textOffset - Box.rightMargin
    func lines(_ text: String, _ role: Role) -> [Box.Line] {
      Wrapping.lines(text, columns: width).map {
        Box.Line(pieces: [.init(offset: Box.textOffset, glyphs: $0, role: role)])
      }
    }
    return Box(
      columns: columns, isWhole: columns == grid.full, choice: choice, digit: digit, label: lines(label, .choice),
      hint: hint.map { lines($0, .choiceHint) } ?? [])
  }

  /// Digit and label in letters; the label's own words stand below where only its short form finds room.
  ///
  /// - Parameters:
  ///   - width: of the room for the label.
  ///   - below: small.
  private mutating func largeBox(
    _ letters: Letters, columns: Range<Int>, choice: String, digit: Int?, label: String, short: String?,
    takesShortForm: Bool = false, width: Int, below: [String]
  ) -> Box {
    let offset = Box.largeTextOffset(letters)
    var words = Glyph.all(in: InertText(label))
    let isShort = takesShortForm || letters.width(of: words) > width
    if isShort, let short { words = Glyph.all(in: InertText(short)) }
    // Words that take two lines are no label any more.
    if letters.width(of: words) > width { problems.append(.cut(label)) }
    var line = Box.Line(pieces: [.init(offset: offset, glyphs: words, role: .choice)], letters: letters)
    if let digit {
      line.pieces.append(
        .init(offset: Box.digitOffset, glyphs: Glyph.all(in: InertText(String(digit))), role: .choiceKey))
    }
    let below = (isShort && short != nil ? [label] : []) + below
    let small = below.isEmpty ? [] : Wrapping.lines(below.joined(separator: "   "), columns: width)
    return Box(
      columns: columns, isWhole: columns == grid.full, choice: choice, digit: nil, label: [line],
      hint: small.map { Box.Line(pieces: [.init(offset: offset, glyphs: $0, role: .choiceHint)]) })
  }

  /// Each answer in a row: digit, "change", what was asked, what was answered.
  mutating func answers() -> [Element] {
    if let letters = lettering.choices { return largeAnswers(letters) }
    let words = Dictionary(uniqueKeysWithValues: [true, false].map { ($0, glyphs(answerKey($0))) })
    let answerWidth = words.values.map(\.width).max() ?? 0
    let answerColumn = grid.full.count - Box.rightMargin - answerWidth - 1
    let change = glyphs("choice.change")
    let titleColumn = Box.textOffset + change.width + 3
    var rows: [[Box]] = []
    for (index, answer) in content.answers.enumerated() {
      let choice = "change-\(index + 1)"
      let offered = content.choices.contains(choice)
      var pieces: [Box.Piece] = []
      if offered { pieces.append(.init(offset: Box.textOffset, glyphs: change, role: .choice)) }
      pieces.append(
        .init(
          offset: titleColumn, glyphs: title(answer.question, within: answerColumn - titleColumn - 1), role: .choice))
      pieces.append(.init(offset: answerColumn, glyphs: words[answer.agreed] ?? [], role: .choiceKey))
      rows.append([
        Box(
          columns: grid.full, isWhole: true, choice: offered ? choice : nil, digit: offered ? index + 1 : nil,
          label: [.init(pieces: pieces)], hint: [])
      ])
    }
    return rows.isEmpty ? [] : [.boxes(BoxGroup(rows: rows, list: true))]
  }

  /// A question's name, its short form where the whole has no room.
  private mutating func title(_ question: String, within columns: Int) -> [Glyph] {
    let whole = glyphs("question.\(question)")
    guard whole.width > columns, let short = optionalText("question.\(question).short") else { return whole }
    return Glyph.all(in: InertText(short))
  }

  /// Digit, question and answer in letters, in one row each.
  private mutating func largeAnswers(_ letters: Letters) -> [Element] {
    var rows: [[Box]] = []
    for (index, answer) in content.answers.enumerated() {
      let choice = "change-\(index + 1)"
      let offered = content.choices.contains(choice)
      let whole = text(answerKey(answer.agreed)) ?? ""
      let short = optionalText("\(answerKey(answer.agreed)).large")
      let drawn = Glyph.all(in: InertText(short ?? whole))
      let column = grid.full.count - Box.rightMargin - letters.width(of: drawn) - 1
      var box = largeBox(
        letters, columns: grid.full, choice: choice, digit: offered ? index + 1 : nil,
        label: text("question.\(answer.question)") ?? "", short: optionalText("question.\(answer.question).large"),
        width: column - letters.columns - Box.largeTextOffset(letters), below: short == nil ? [] : [whole])
      box.label[0].pieces.append(.init(offset: column, glyphs: drawn, role: .choiceKey))
      if !offered { box.choice = nil }
      rows.append([box])
    }
    return rows.isEmpty ? [] : [.boxes(BoxGroup(rows: rows, list: true))]
  }

  private func answerKey(_ agreed: Bool) -> String { agreed ? "common.agreed" : "common.declined" }

  mutating func glyphs(_ key: String) -> [Glyph] { Glyph.all(in: InertText(text(key) ?? "")) }

  mutating func languages() -> [Element] {
    let offered = book.languages.enumerated().filter { content.choices.contains("language-\($0.offset + 1)") }
    func name(_ language: String, _ form: String = "") -> String? {
      book.texts[language]?["language.name\(form)"]?.filled(with: [:])
    }
    let halves =
      offered.count > Self.mostFullLanguages
      && offered.allSatisfy { fitsLarge(name($0.element, ".large") ?? name($0.element) ?? "", in: grid.leftHalf) }
    var boxes: [Box] = []
    for (place, language) in offered.enumerated() {
      let columns = !halves ? grid.full : place % 2 == 0 ? grid.leftHalf : grid.rightHalf
      boxes.append(
        box(
          columns: columns, choice: "language-\(language.offset + 1)", digit: language.offset + 1,
          label: name(language.element) ?? language.element, short: name(language.element, ".large"), hint: nil))
    }
    guard !boxes.isEmpty else { return [] }
    let width = halves ? 2 : 1
    let rows = stride(from: 0, to: boxes.count, by: width).map { Array(boxes[$0..<min($0 + width, boxes.count)]) }
    return [.boxes(BoxGroup(rows: rows, list: false))]
  }

  /// Each eligibility in a row: digit, number and name of the insurer, and what else tells it from the others. A long
  /// name gives way: the number says the same.
  mutating func eligibilities() -> [Element] {
    var rows: [[Box]] = []
    for (index, eligibility) in content.eligibilities.enumerated() {
      let details = Glyph.all(in: InertText(eligibility.details))
      let number = Glyph.all(in: InertText(eligibility.number))
      let room = grid.full.count - Box.textOffset - Box.rightMargin - number.width - details.width - Self.besideNumber
      var name: [Glyph] = []
      for glyph in Glyph.all(in: InertText(eligibility.name)) where name.width + glyph.width <= room - Self.besideName {
        name.append(glyph)
      }
      let label = Box.Line(pieces: [
        .init(offset: Box.textOffset, glyphs: number, role: .choiceKey),
        .init(offset: Box.textOffset + number.width + Self.besideNumber, glyphs: name, role: .choice),
      ])
      let hint = Box.Line(pieces: [.init(offset: Box.textOffset, glyphs: details, role: .choiceHint)])
      rows.append([
        Box(
          columns: grid.full, isWhole: true, choice: "eligibility-\(index + 1)", digit: index + 1, label: [label],
          hint: [hint])
      ])
    }
    return rows.isEmpty ? [] : [.boxes(BoxGroup(rows: rows, list: true))]
  }

  private static let besideNumber = 2
  /// What `Box` leaves between label and hint, and one more.
  private static let besideName = 4

  /// More than these stand in two columns.
  private static let mostFullLanguages = 3
}
