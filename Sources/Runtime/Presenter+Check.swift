import Display
import Reception
import Screenbook

extension Presenter {
  /// All that is wrong with a book's screens, in the languages that are loaded: what no file alone shows, and every
  /// screen that does not fit with the longest values it can have (A7).
  ///
  /// - Parameter sizes: what has to hold every screen; the larger letters of a console leave 64×24.
  public static func findings(
    in book: Screenbook, nearest: Screenbook.Nearest, sizes: [Size] = [.smallest, .narrow]
  ) -> [Finding] {
    let samples = samples(of: book)
    let presenter = Presenter(book: book, institution: "")
    let requirements = samples.map { sample in
      ScreenRequirement(
        id: sample.screen.id,
        choices: sample.scenes.flatMap(\.choices).map(\.id).reduce(into: []) { if !$0.contains($1) { $0.append($1) } },
        values: sample.scenes.reduce(into: []) { $0.formUnion(presenter.values($1).keys) })
    }
    let findings =
      book.findings(requirements, nearest: nearest) + book.voiceFindings(isPersonal: \.isPersonal, nearest: nearest)
    // Screens whose texts or places are missing cannot be judged by their looks.
    return findings.isEmpty ? sizes.flatMap { layoutFindings(samples, in: book, $0) } : findings
  }

  /// As wide as an institution's name gets on the first line.
  static let longestInstitution = String(repeating: "長", count: 34)

  private static func layoutFindings(_ samples: [Sample], in book: Screenbook, _ size: Size) -> [Finding] {
    var presenter = Presenter(book: book, institution: longestInstitution)
    presenter.hasVoice = true
    presenter.offersLarger = true
    // A site may have a pad to be touched on the PIN's screen, and with it other rows.
    var padded = presenter
    padded.pad = Array(0...9)
    var all = samples.flatMap(\.scenes)
    // The key's other words stand in the same footer on every screen: one screen shows whether they fit.
    if var larger = all.first(where: { $0.keys.contains(.back) }) {
      larger.isLarger = true
      all.append(larger)
    }
    let entries = all.filter { if case .pin = $0.entry { true } else { false } }
    let placed = all.filter { book.screens[$0.screen.id]?.showsPlacement ?? false }
    var findings: [Finding] = []
    var seen: Set<String> = []
    func add(_ finding: Finding) { if seen.insert(finding.sentence).inserted { findings.append(finding) } }
    for language in book.texts.keys.sorted() {
      func contents(_ scenes: [Scene], by presenter: Presenter) -> [ScreenContent] {
        scenes.map { scene in
          var scene = scene
          scene.language = language
          return presenter.content(scene)
        }
      }
      let scenes = all + entries
      let drawn = contents(all, by: presenter) + contents(entries, by: padded)
      // With a strip, so that the demo fits too.
      let problems = presenter.layout.problems(of: drawn, clock: "23:59", size: size, strip: "demo")
      for (scene, problems) in zip(scenes, problems) {
        for problem in problems { add(finding(problem, scene.screen, language, size)) }
      }
      // Each maker's picture and words, on the screens that show them.
      for name in book.makers.keys.sorted() {
        var made = presenter
        made.maker = name
        let problems = made.layout.problems(
          of: contents(placed, by: made), clock: "23:59", size: size, strip: "demo")
        for (scene, problems) in zip(placed, problems) {
          for problem in problems {
            var found = finding(problem, scene.screen, language, size)
            guard !seen.contains(found.sentence) else { continue }
            found.message = "on \(scene.screen.id) " + found.message
            found.file = book.makers[name]?.file ?? found.file
            add(found)
          }
        }
      }
    }
    return findings
  }

  private static func finding(
    _ problem: LayoutProblem, _ screen: Screen, _ language: String, _ size: Size
  ) -> Finding {
    let place = "\(size.columns)×\(size.rows)"
    let (message, hint): (String, String) =
      switch problem {
      case .tooTall(let rows): ("is \(rows) rows too high for \(place)", "shorten its texts")
      case .cut(let words): ("cuts \"\(words)\" at \(place)", "shorten it")
      case .overlap(let row): ("draws twice on row \(row + 1) at \(place)", "shorten its texts")
      case .choiceWithoutPlace(let choice): ("has no place for \"\(choice)\"", "add it under choices")
      case .textMissing(let key): ("has no text \"\(key)\"", "add it to texts/\(language).yaml")
      }
    return Finding(
      file: "screens/\(screen.id).yaml", line: 1, message: "in \(language) the screen \(message)", hint: hint)
  }
}
