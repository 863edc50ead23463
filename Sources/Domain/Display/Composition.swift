import Screenbook

/// Turns a screen's widgets and values into elements: fills texts, leaves away what does not apply now, wraps.
struct Composition {
  let book: Screenbook
  let content: ScreenContent
  let grid: Grid
  let lettering: Lettering
  private(set) var problems: [LayoutProblem] = []
  /// One label of the group is too long for large letters: then all have their short forms.
  private var takesShortForms = false

  /// What is drawn in letters several cells high.
  enum Lettering {
    case none
    case choices(Letters)
    case headingAndChoices(Letters)

    var ofChoices: Letters? {
      switch self {
      case .none: nil
      case .choices(let letters), .headingAndChoices(let letters): letters
      }
    }

    var ofHeading: Letters? {
      switch self {
      case .none, .choices: nil
      case .headingAndChoices(let letters): letters
      }
    }
  }

  init(book: Screenbook, content: ScreenContent, grid: Grid, lettering: Lettering = .none) {
    self.book = book
    self.content = content
    self.grid = grid
    self.lettering = lettering
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
      let large = lettering.ofHeading?.lines(text, within: grid.full.count, balanced: true)
      let lines = large?.flatMap(\.self) ?? Wrapping.balancedLines(text, columns: grid.text.count)
      return [.paragraph(lines, role: role, .centre, heading: true)]
    // It says which keys end and erase: the pad has them on it.
    case .lead(let alignment): return content.pad == nil ? paragraph("\(id).lead", .text, alignment) : []
    case .body(let alignment): return paragraph("\(id).body", .text, alignment)
    case .line(let key, let alignment): return paragraph(key, .text, alignment)
    case .small(let key, let alignment): return paragraph(key, .subtle, alignment)
    case .notice(let notice, let alignment):
      return content.notices.contains(notice) ? paragraph(notice.textKey, .warning, alignment) : []
    case .choices(let rows): return choices(rows)
    case .answers: return answers()
    case .languages: return languages()
    case .pinBoxes:
      guard let entry = content.entry else { return [] }
      return [.entry(entry, lettering.ofChoices)] + pad()
    case .numberBoxes, .passwordBox: return content.entry.map { [.entry($0, lettering.ofChoices)] } ?? []
    case .picture(let lines): return [.paragraph(Self.art(lines), role: .picture, .centre, heading: false)]
    case .placement:
      guard let maker = content.maker else { return [] }
      return [.paragraph(Self.art(maker.picture), role: .picture, .centre, heading: false)]
        + paragraph(maker.placement.textKey, .text, .centre)
    case .pictures(let pictures): return self.pictures(pictures)
    case .photo: return [.photo(photo())]
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
    // The pad needs the rows.
    case .gap(let rows): return content.pad == nil ? [.gap(rows)] : []
    }
  }

  private mutating func pad() -> [Element] {
    guard let digits = content.pad else { return [] }
    return [
      .pad(
        DigitPad(
          digits: digits, erase: glyphs("pin-pad.erase"), enter: glyphs("pin-pad.enter"), letters: lettering.ofChoices))
    ]
  }

  /// One left edge for all lines: a picture is centred as a whole.
  private static func art(_ lines: [String]) -> [[Glyph]] {
    let drawn = lines.map { Glyph.all(in: InertText($0)) }
    let width = drawn.map(\.width).max() ?? 0
    return drawn.map { $0 + Array(repeating: Glyph(" ", width: 1), count: width - $0.width) }
  }

  private mutating func pictures(_ captioned: [CaptionedPicture]) -> [Element] {
    let share = grid.full.count / max(1, captioned.count)
    var pictures: [CaptionedArt] = []
    for (index, picture) in captioned.enumerated() {
      let left = grid.full.lowerBound + index * share
      var (art, key) = (picture.art, picture.text)
      if picture.isPlacement, let maker = content.maker { (art, key) = (maker.picture, maker.placement.textKey) }
      pictures.append(
        CaptionedArt(
          columns: left..<left + share, art: Self.art(art),
          caption: text(key).map { Wrapping.balancedLines($0, columns: share - Self.captionGap) } ?? []))
    }
    return pictures.isEmpty ? [] : [.pictures(pictures)]
  }

  private mutating func photo() -> FramedPhoto {
    let id = content.plan.id
    let width = grid.full.count > Self.roomForWidePhoto ? Self.widePhoto : Self.narrowPhoto
    let columns = grid.full.lowerBound..<grid.full.lowerBound + width
    let room = grid.full.upperBound - columns.upperBound - Self.besidePhoto
    func beside(_ text: String?, _ role: Role) -> [(lines: [[Glyph]], role: Role)] {
      text.map { [(Wrapping.lines($0, columns: room), role)] } ?? []
    }
    let missing = content.photo == nil ? text("\(id).no-photo") : nil
    return FramedPhoto(
      picture: content.photo, columns: columns,
      missing: missing.map { Wrapping.lines($0, columns: width - 2) } ?? [],
      textColumn: columns.upperBound + Self.besidePhoto,
      beside: beside(text("\(id).photo"), .subtle) + beside(text("\(id).lead"), .text)
        + beside(text("\(id).body"), .text))
  }

  /// Of its frame, in columns; the wide one where letters are large or the terminal is.
  private static let narrowPhoto = 20
  private static let widePhoto = 28
  private static let roomForWidePhoto = 90
  private static let besidePhoto = 3

  /// Between the words of two pictures.
  private static let captionGap = 2

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
      case .left: Wrapping.lines(text, columns: grid.text.count)
      case .centre: Wrapping.balancedLines(text, columns: grid.text.count)
      }
    return [.paragraph(lines, role: role, alignment, heading: false)]
  }

  // MARK: - Boxes

  private mutating func choices(_ rows: [ChoiceRow]) -> [Element] {
    let digits = content.plan.digits(for: content.choices)
    let shown = rows.flatMap(\.places).map(\.choice).filter(content.choices.contains)
    takesShortForms = shown.contains { !fitsLarge(label(of: $0) ?? "") }
    var drawn: [[Box]] = []
    for row in rows {
      let places = row.places.filter { content.choices.contains($0.choice) }
      let isHalved = places.count == 2 && lettering.ofChoices == nil
      let columns = isHalved ? [grid.leftHalf, grid.rightHalf] : places.map { _ in grid.full }
      let boxes = zip(places, columns).map { place, columns in
        let own = "\(content.plan.id).\(place.choice)"
        let common = "choice.\(place.choice)"
        return box(
          columns: columns, choice: place.choice, digit: digits.first { $0.choice == place.choice }?.digit,
          label: label(of: place.choice) ?? text(common) ?? "",
          short: optionalText("\(own).large") ?? optionalText("\(common).large"),
          hint: optionalText("\(own).hint") ?? optionalText("\(common).hint"))
      }
      if isHalved { drawn.append(boxes) } else { drawn += boxes.map { [$0] } }
    }
    return drawn.isEmpty ? [] : [.boxes(BoxGroup(rows: drawn, list: false))]
  }

  private func label(of choice: String) -> String? {
    optionalText("\(content.plan.id).\(choice)") ?? optionalText("choice.\(choice)")
  }

  /// Whether a label fits a box over the whole width in the letters of choices, behind its digit.
  private func fitsLarge(_ label: String) -> Bool {
    guard let letters = lettering.ofChoices else { return true }
    let room = grid.full.count - Box.rightMargin - Box.largeTextOffset(letters)
    return letters.width(of: Glyph.all(in: InertText(label))) <= room
  }

  /// - Parameter short: for large letters, where the label is too long for them.
  private mutating func box(
    columns: Range<Int>, choice: String, digit: Int?, label: String, short: String? = nil, hint: String?
  ) -> Box {
    if let letters = lettering.ofChoices {
      let below = hint.map { [$0] } ?? []
      return largeBox(
        letters, choice: choice, digit: digit, label: label, short: short, end: grid.full.count - Box.rightMargin,
        below: below)
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
  private mutating func largeBox(
    _ letters: Letters, choice: String, digit: Int?, label: String, short: String?, end: Int, below: [String]
  ) -> Box {
    let offset = Box.largeTextOffset(letters)
    let width = end - offset
    var words = label
    if takesShortForms || letters.width(of: Glyph.all(in: InertText(label))) > width, let short { words = short }
    let lines = letters.lines(words, within: width, balanced: false) ?? []
    // Words that take two lines are no label any more.
    if lines.count != 1 || letters.width(of: Glyph.all(in: InertText(words))) > width { problems.append(.cut(label)) }
    var rows = lines.joined().map { Box.Line(pieces: [.init(offset: offset, glyphs: $0, role: .choice)]) }
    if let digit {
      for (index, row) in letters.rows(of: Glyph.all(in: InertText(String(digit)))).enumerated()
      where rows.indices.contains(index) {
        rows[index].pieces.append(.init(offset: Box.digitOffset, glyphs: row, role: .choiceKey))
      }
    }
    let below = (words == label || below.isEmpty ? [] : [label]) + below
    let small = below.isEmpty ? [] : Wrapping.lines(below.joined(separator: "   "), columns: width)
    return Box(
      columns: grid.full, isWhole: true, choice: choice, digit: nil, label: rows,
      hint: small.map { Box.Line(pieces: [.init(offset: offset, glyphs: $0, role: .choiceHint)]) }, isLarge: true)
  }

  /// Each answer in a row: digit, "change", what was asked, what was answered.
  private mutating func answers() -> [Element] {
    if let letters = lettering.ofChoices { return largeAnswers(letters) }
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
    guard whole.width > columns, let short = optionalText("question.\(question).large") else { return whole }
    return Glyph.all(in: InertText(short))
  }

  /// Digit, question and answer in letters, in one row each.
  private mutating func largeAnswers(_ letters: Letters) -> [Element] {
    var rows: [[Box]] = []
    for (index, answer) in content.answers.enumerated() {
      let choice = "change-\(index + 1)"
      let title = text("question.\(answer.question)") ?? ""
      let words = optionalText("\(answerKey(answer.agreed)).large") ?? text(answerKey(answer.agreed)) ?? ""
      let drawn = Glyph.all(in: InertText(words))
      let column = grid.full.count - Box.rightMargin - letters.width(of: drawn) - 1
      var box = largeBox(
        letters, choice: choice, digit: content.choices.contains(choice) ? index + 1 : nil, label: title,
        short: optionalText("question.\(answer.question).large"), end: column - letters.columns, below: [])
      for (row, glyphs) in letters.rows(of: drawn).enumerated() where box.label.indices.contains(row) {
        box.label[row].pieces.append(.init(offset: column, glyphs: glyphs, role: .choiceKey))
      }
      if !content.choices.contains(choice) { box.choice = nil }
      rows.append([box])
    }
    return rows.isEmpty ? [] : [.boxes(BoxGroup(rows: rows, list: true))]
  }

  private func answerKey(_ agreed: Bool) -> String { agreed ? "common.agreed" : "common.declined" }

  private mutating func glyphs(_ key: String) -> [Glyph] { Glyph.all(in: InertText(text(key) ?? "")) }

  private mutating func languages() -> [Element] {
    let offered = book.languages.enumerated().filter { content.choices.contains("language-\($0.offset + 1)") }
    let halves = offered.count > Self.mostFullLanguages && lettering.ofChoices == nil
    var boxes: [Box] = []
    for (place, language) in offered.enumerated() {
      let name = book.texts[language.element]?["language.name"]?.filled(with: [:]) ?? language.element
      let columns = !halves ? grid.full : place % 2 == 0 ? grid.leftHalf : grid.rightHalf
      boxes.append(
        box(
          columns: columns, choice: "language-\(language.offset + 1)", digit: language.offset + 1, label: name,
          hint: nil))
    }
    guard !boxes.isEmpty else { return [] }
    let width = halves ? 2 : 1
    let rows = stride(from: 0, to: boxes.count, by: width).map { Array(boxes[$0..<min($0 + width, boxes.count)]) }
    return [.boxes(BoxGroup(rows: rows, list: false))]
  }

  /// More than these stand in two columns.
  private static let mostFullLanguages = 3
}
