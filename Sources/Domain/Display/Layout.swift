import Screenbook

/// Lays a screen and its values out into a frame of cells. Pure: equal arguments give equal frames.
public struct Layout: Sendable {
  public var book: Screenbook
  /// Shown on the first line of every screen.
  public var institution: String
  /// For letters several cells high; the largest that fits is taken.
  public var letterFonts: [BitmapFont] = []
  /// A terminal with less room is asked to be made larger.
  public var least = Size.smallest

  public init(book: Screenbook, institution: String) {
    self.book = book
    self.institution = institution
  }

  /// - Parameters:
  ///   - clock: as shown, `10:24`.
  ///   - strip: the demo's own line above the footer; `nil` on a real kiosk.
  /// - Returns: the frame, and what could not be shown as it should (nothing, when the book was checked).
  public func frame(
    of content: ScreenContent, clock: String, size: Size, strip: String?
  ) -> (frame: Frame, problems: [LayoutProblem]) {
    guard size.columns >= least.columns, size.rows >= least.rows else {
      return (tooSmall(size, language: content.language), [])
    }
    let canvas = draw(content, on: margins(of: content, clock: clock, size: size, strip: strip))
    return (canvas.frame, canvas.problems)
  }

  /// What of each content could not be shown at that size, as `frame` says it. Margins that contents share are
  /// drawn once: a single screen keeps nobody waiting, the check of them all does.
  public func problems(
    of contents: [ScreenContent], clock: String, size: Size = .smallest, strip: String?
  ) -> [[LayoutProblem]] {
    var drawn: [Margins: Canvas] = [:]
    return contents.map { content in
      let margins = Margins(
        language: content.language, step: content.step, keys: content.keys, isLarger: content.isLarger)
      let canvas = drawn[margins] ?? self.margins(of: content, clock: clock, size: size, strip: strip)
      drawn[margins] = canvas
      return draw(content, on: canvas).problems
    }
  }

  /// What of a content stands around it.
  private struct Margins: Hashable {
    var language: String
    var step: Int?
    var keys: Set<FooterKey>
    var isLarger: Bool
  }

  private func margins(of content: ScreenContent, clock: String, size: Size, strip: String?) -> Canvas {
    var canvas = Canvas(size: size)
    drawHeader(clock, on: &canvas)
    drawSteps(content, on: &canvas)
    drawFooter(content, on: &canvas)
    if let strip { drawStrip(strip, on: &canvas) }
    return canvas
  }

  private func draw(_ content: ScreenContent, on margins: Canvas) -> Canvas {
    var canvas = margins
    let size = canvas.frame.size
    if content.isLarger, let (elements, grid, _) = largest(content, size) {
      draw(elements, grid: grid, focus: content.focus, on: &canvas)
      return canvas
    }
    let grid = Grid(within: size.columns)
    var composition = Composition(book: book, content: content, grid: grid)
    let elements = composition.elements()
    for problem in composition.problems { canvas.note(problem) }
    draw(elements, grid: grid, focus: content.focus, on: &canvas)
    return canvas
  }

  /// The best way of larger letters that fits; nil where none does.
  func largest(_ content: ScreenContent, _ size: Size) -> (elements: [Element], grid: Grid, lettering: Lettering)? {
    // Nothing may be smaller than without large letters: the photo would make room for them.
    guard !content.plan.widgets.contains(.photo) else { return nil }
    let grid = Grid.whole(size.columns)
    let ways = Lettering.ways(
      letterFonts, hasChoices: !content.choices.isEmpty || content.entry != nil,
      keepsQuestion: content.plan.asksConsent)
    for way in ways {
      var composition = Composition(book: book, content: content, grid: grid, lettering: way)
      let elements = composition.elements()
      if composition.problems.isEmpty, density(for: elements, grid, size) != nil { return (elements, grid, way) }
    }
    return nil
  }

  // MARK: - What every screen has

  private func drawHeader(_ clock: String, on canvas: inout Canvas) {
    let size = canvas.frame.size
    let clockColumn = size.columns - Grid.edge - CellWidth.of(clock)
    canvas.fill(rows: 0..<1, columns: 0..<size.columns, role: .subtle)
    canvas.write(
      shortened(institution, to: clockColumn - Grid.edge - 2), row: Grid.headerRow, column: Grid.edge, role: .subtle)
    canvas.write(clock, row: Grid.headerRow, column: clockColumn, role: .subtle)
    canvas.rule(row: Grid.topRuleRow)
    canvas.rule(row: size.rows - Grid.bottomRuleRows)
  }

  /// A name that is too long for its place ends in `…`.
  private func shortened(_ text: String, to columns: Int) -> [Glyph] {
    let glyphs = Glyph.all(in: InertText(text))
    guard glyphs.width > columns else { return glyphs }
    var kept: [Glyph] = []
    for glyph in glyphs where kept.width + glyph.width <= columns - 1 { kept.append(glyph) }
    return kept + [Glyph("…", width: 1)]
  }

  /// A sign and a role for each step, never the role alone.
  private func drawSteps(_ content: ScreenContent, on canvas: inout Canvas) {
    guard let now = content.step else { return }
    let steps = Self.steps.enumerated().map { index, key -> (glyphs: [Glyph], role: Role) in
      let name = plainText("step.\(key)", content.language)
      let (sign, role): (String, Role) =
        index < now ? ("✓ ", .stepDone) : index == now ? ("▶ ", .stepNow) : ("・", .stepToCome)
      return (Glyph.all(in: InertText(sign + name)), role)
    }
    let width = steps.reduce(0) { $0 + $1.glyphs.width } + Self.stepGap * (steps.count - 1)
    var column = max(0, (canvas.frame.size.columns - width) / 2)
    for step in steps {
      canvas.write(step.glyphs, row: Grid.stepsRow, column: column, role: step.role)
      column += step.glyphs.width + Self.stepGap
    }
  }

  /// The names of the four steps' texts, in order.
  public static let steps = ["card", "identity", "consent", "done"]
  private static let stepGap = 3

  private func drawFooter(_ content: ScreenContent, on canvas: inout Canvas) {
    let size = canvas.frame.size
    let row = size.rows - Grid.footerRows
    let places = FooterPlaces(isNarrow: size.columns < Size.smallest.columns)
    let left = places.isNarrow ? 0 : (size.columns - Size.smallest.columns) / 2
    canvas.fill(rows: row..<size.rows, columns: 0..<size.columns, role: .footer)
    for key in FooterKey.allCases where content.keys.contains(key) {
      let sign = Glyph.all(in: InertText(key.sign + String(repeating: " ", count: places.signGap)))
      let label = Glyph.all(in: InertText(footerLabel(key, content, isShort: places.isNarrow)))
      let width = sign.width + label.width
      let column =
        switch key {
        case .back: Grid.edge
        case .larger, .voice, .language: left + (places.column(of: key) ?? 0)
        case .staff: size.columns - Grid.edge - width
        }
      canvas.write(sign, row: row, column: column, role: .footerKey)
      canvas.write(label, row: row, column: column + sign.width, role: .footer)
      canvas.target(key.target, rows: row..<size.rows, columns: column..<column + width)
    }
  }

  private func footerLabel(_ key: FooterKey, _ content: ScreenContent, isShort: Bool) -> String {
    let name = "footer.\(key == .larger && content.isLarger ? "smaller" : key.rawValue)"
    let short = isShort ? book.text("\(name).short", in: content.language)?.filled(with: [:]) : nil
    return short ?? plainText(name, content.language)
  }

  private func drawStrip(_ strip: String, on canvas: inout Canvas) {
    let size = canvas.frame.size
    let row = size.rows - Grid.stripRows
    canvas.fill(rows: row..<row + 1, columns: 0..<size.columns, role: .strip)
    canvas.write(shortened(strip, to: size.columns - 2 * Grid.edge), row: row, column: Grid.edge, role: .strip)
  }

  private func plainText(_ key: String, _ language: String) -> String {
    book.text(key, in: language)?.filled(with: [:]) ?? ""
  }

  /// Calm words where a screen has no room; cut where even they have none.
  private func tooSmall(_ size: Size, language: String) -> Frame {
    var canvas = Canvas(size: size)
    let words = plainText("common.too-small", language)
    let lines = size.columns >= 2 ? Wrapping.lines(words, columns: size.columns) : []
    var row = max(0, (size.rows - lines.count) / 2)
    for line in lines where row < size.rows {
      canvas.write(line, row: row, column: (size.columns - line.width) / 2, role: .text)
      row += 1
    }
    return canvas.frame
  }
}
