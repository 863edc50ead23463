import Display
import Screenbook

/// Finds what does not fit on the screens of one language at one size, and the text that is to blame: the one whose
/// shortening mends most.
struct LookCheck {
  private let layout: Layout
  private let language: String
  private let size: Size
  /// The layout with every text that was found too long as short as it has to be: it shows what else is wrong.
  private var mended: Layout
  private var tooLong: [TooLong] = []
  private var rest: [Rest] = []

  /// A text that is too long.
  private struct TooLong {
    var text: TextPlace
    /// What it does to the screen where it is worst.
    var screen: String
    var problem: LayoutProblem
    /// Its width there, and how much of that has room.
    var cells: Int
    var fitting: Int
  }

  /// What no text is to blame for.
  private struct Rest: Equatable {
    var screen: String
    var problem: LayoutProblem
    /// Nil where the screen has no room of its own.
    var maker: String?
  }

  /// Where a text stands; only languages' names stand in another language's file.
  private struct TextPlace: Hashable {
    var language: String
    var key: String
  }

  init(layout: Layout, language: String, size: Size) {
    self.layout = layout
    self.language = language
    self.size = size
    mended = layout
  }

  mutating func take(_ contents: [ScreenContent]) {
    // With a strip, so that the demo fits too.
    let problems = layout.problems(of: contents, clock: Self.clock, size: size, strip: Self.strip)
    for (content, problems) in zip(contents, problems) where !problems.isEmpty { search(content) }
  }

  private static let clock = "23:59"
  private static let strip = "demo"

  private func problems(of content: ScreenContent, by layout: Layout) -> [LayoutProblem] {
    layout.problems(of: [content], clock: Self.clock, size: size, strip: Self.strip).flatMap(\.self)
  }

  /// Shortens one text after the other until all fits, or nothing helps any more.
  private mutating func search(_ content: ScreenContent) {
    // Each text once, and once more where another had to be shortened first.
    for _ in 0..<Self.mostRounds {
      let left = problems(of: content, by: mended)
      guard let found = culprit(of: left, on: content) else {
        for problem in Self.told(of: left) {
          var found = Rest(screen: content.plan.id, problem: problem, maker: nil)
          // What is wrong without the maker's picture too is not the maker's.
          if rest.contains(found) { continue }
          found.maker = content.maker?.name
          if !rest.contains(found) { rest.append(found) }
        }
        return
      }
      set(found.text, to: found.words, in: &mended)
      // What it was before any of this.
      let cells = words(found.text, content, in: layout).map(Self.cells) ?? 0
      let known = tooLong.firstIndex { $0.text == found.text }
      let here = TooLong(
        text: found.text, screen: content.plan.id, problem: Self.told(of: left)[0], cells: cells,
        fitting: Self.cells(found.words))
      if let known { tooLong[known] = here } else { tooLong.append(here) }
    }
  }

  private static let mostRounds = 16

  /// What is too high is cut below, and told once; of a picture that is cut the widest row stands for it.
  private static func told(of problems: [LayoutProblem]) -> [LayoutProblem] {
    let tall = problems.filter { if case .tooTall = $0 { true } else { false } }
    guard tall.isEmpty else { return tall }
    let widest = problems.max { $0.cutCells < $1.cutCells }
    return problems.filter { $0.cutCells == 0 || $0 == widest }
  }

  // MARK: - The culprit

  private struct Culprit {
    var text: TextPlace
    /// As much of it as has room.
    var words: String
  }

  /// The text whose shortening takes most of the problems away; among equals the one that goes furthest beyond its
  /// other languages.
  private func culprit(of problems: [LayoutProblem], on content: ScreenContent) -> Culprit? {
    let weight = problems.reduce(0) { $0 + $1.weight }
    guard weight > 0 else { return nil }
    var best: (text: TextPlace, words: String, weight: Int, excess: Int)?
    for text in texts(on: content) {
      guard let words = words(text, content, in: mended), Self.cells(words) > 1 else { continue }
      let left = self.weight(of: content, with: text, as: "-")
      guard left < weight else { continue }
      let excess = excess(of: text, words, content)
      if let best, (best.weight, -best.excess) <= (left, -excess) { continue }
      best = (text, words, left, excess)
    }
    guard let best else { return nil }
    // The longest beginning of it that is as good as next to nothing.
    var (fits, tooMany) = (1, Self.cells(best.words))
    while tooMany - fits > 1 {
      let middle = (fits + tooMany) / 2
      let words = Self.beginning(of: best.words, cells: middle)
      if self.weight(of: content, with: best.text, as: words) <= best.weight { fits = middle } else { tooMany = middle }
    }
    return Culprit(text: best.text, words: Self.beginning(of: best.words, cells: fits))
  }

  private func weight(of content: ScreenContent, with text: TextPlace, as words: String) -> Int {
    var trial = mended
    set(text, to: words, in: &trial)
    return problems(of: content, by: trial).reduce(0) { $0 + $1.weight }
  }

  /// Every text that may stand on the screen, once.
  private func texts(on content: ScreenContent) -> [TextPlace] {
    var texts = layout.book.textKeys(on: content.plan).map { TextPlace(language: language, key: $0) }
    if content.plan.hasLanguages {
      texts += layout.book.languages.map { TextPlace(language: $0, key: "language.name") }
    }
    var seen: Set<TextPlace> = []
    return texts.filter { seen.insert($0).inserted }
  }

  /// By how much it is longer than the longest that its key has in any other language.
  private func excess(of text: TextPlace, _ words: String, _ content: ScreenContent) -> Int {
    let others = layout.book.languages.filter { $0 != text.language }
      .compactMap { self.words(TextPlace(language: $0, key: text.key), content, in: layout) }
    return Self.cells(words) - (others.map(Self.cells).max() ?? 0)
  }

  /// A text of that language's own file, filled; nil where there is none, or a value is not known.
  private func words(_ text: TextPlace, _ content: ScreenContent, in layout: Layout) -> String? {
    layout.book.texts[text.language]?[text.key]?.filled(with: content.values)
  }

  private func set(_ text: TextPlace, to words: String, in layout: inout Layout) {
    let line = layout.book.texts[text.language]?[text.key]?.line ?? 1
    layout.book.texts[text.language]?.add(text.key, ScreenText(pieces: [.literal(words)], line: line))
  }

  private static func cells(_ words: String) -> Int {
    words.unicodeScalars.reduce(0) { $0 + ($1 == "\n" ? 0 : CellWidth.of($1)) }
  }

  private static func beginning(of words: String, cells: Int) -> String {
    var kept = String.UnicodeScalarView()
    var used = 0
    for scalar in words.unicodeScalars {
      used += scalar == "\n" ? 0 : CellWidth.of(scalar)
      if used > cells { break }
      kept.append(scalar)
    }
    return String(kept)
  }

  // MARK: - In words

  /// - Parameter others: what has been found already: what is missing is not told again.
  func findings(beside others: [Finding]) -> [Finding] {
    var findings = tooLong.map(finding)
    for rest in rest {
      let finding = finding(rest)
      let isTold = (others + findings).contains { other in
        guard other.file == finding.file else { return false }
        return switch rest.problem {
        case .choiceWithoutPlace(let name), .textMissing(let name): other.sentence.contains("\"\(name)\"")
        case .tooTall, .cut, .overlap: other == finding
        }
      }
      if !isTold { findings.append(finding) }
    }
    return findings
  }

  private var place: String { "\(size.columns)×\(size.rows)" }

  private func finding(_ tooLong: TooLong) -> Finding {
    let table = layout.book.texts[tooLong.text.language]
    let (screen, key) = (tooLong.screen, tooLong.text.key)
    let message =
      switch tooLong.problem {
      case .tooTall(let rows):
        "\"\(key)\" makes the screen \(screen) in \(language) \(Self.rows(rows)) too high for \(place)"
      case .overlap(let row):
        "\"\(key)\" runs into its neighbour on row \(row + 1) of the screen \(screen) in \(language) at \(place)"
      case .cut, .choiceWithoutPlace, .textMissing:
        "\"\(key)\" is cut on the screen \(screen) in \(language) at \(place)"
      }
    let over = tooLong.cells - tooLong.fitting
    return Finding(
      file: table?.file ?? "", line: table?[key]?.line ?? 1, message: message,
      hint: "shorten it by \(over) of its \(tooLong.cells) cells")
  }

  private static func rows(_ count: Int) -> String { count == 1 ? "1 row" : "\(count) rows" }

  private func finding(_ rest: Rest) -> Finding {
    if case .textMissing(let key) = rest.problem {
      return Finding(
        file: layout.book.texts[language]?.file ?? "", line: 1, message: "the text \"\(key)\" is missing",
        hint: "add it under texts")
    }
    // A picture is the same in all languages, and told once.
    let (message, hint): (String, String) =
      switch rest.problem {
      case .tooTall(let rows):
        (
          "is \(Self.rows(rows)) too high for \(place) in \(language)",
          "make its picture lower, or leave something away"
        )
      case .cut(let words):
        ("cuts \"\(Self.trimmed(words))\" at \(place)", "its row of \(CellWidth.of(words)) cells has no room")
      case .overlap(let row):
        ("draws twice on row \(row + 1) at \(place) in \(language)", "make what stands there narrower")
      case .choiceWithoutPlace(let choice): ("has no place for \"\(choice)\"", "add it under choices")
      case .textMissing(let key): ("has no text \"\(key)\"", "add it under texts")
      }
    let file = (rest.maker.flatMap { layout.book.makers[$0]?.file } ?? layout.book.screens[rest.screen]?.file) ?? ""
    return Finding(file: file, line: 1, message: "the screen \(rest.screen) \(message)", hint: hint)
  }

  fileprivate static func trimmed(_ words: String) -> String {
    String(words.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

extension LayoutProblem {
  /// How wide the piece is that was cut, without the blanks around it; 0 for anything else.
  fileprivate var cutCells: Int {
    switch self {
    case .cut(let words): max(1, CellWidth.of(LookCheck.trimmed(words)))
    case .tooTall, .overlap, .choiceWithoutPlace, .textMissing: 0
    }
  }

  /// How bad it is, in rows or pieces.
  fileprivate var weight: Int {
    switch self {
    case .tooTall(let rows): rows
    case .cut, .overlap: 1
    // No other words change that.
    case .choiceWithoutPlace, .textMissing: 0
    }
  }
}
