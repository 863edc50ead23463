import Display
import Reception
import Screenbook

extension Presenter {
  /// All that is wrong with a book's screens, in the languages that are loaded: what no file alone shows, and every
  /// screen that does not fit with the longest values it can have (A7).
  ///
  /// - Parameters:
  ///   - unread: files that could not be read; what depends on them is not judged.
  ///   - sizes: what has to hold every screen; the larger letters of a console leave 64×24.
  public static func findings(
    in book: Screenbook, unread: Set<String> = [], nearest: Screenbook.Nearest, sizes: [Size] = [.smallest, .narrow]
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
      book.findings(requirements, unread: unread, nearest: nearest)
      + book.voiceFindings(isPersonal: \.isPersonal, nearest: nearest)
    // A screen that is missing has no looks, and a list that is too long anyway need not be told so in each language.
    let scenes = samples.filter { book.screens[$0.screen.id] != nil }.flatMap(\.scenes)
      .filter { !(book.hasTooManyLanguages && $0.screen == .languages) }
    return sizes.reduce(findings) { $0 + layoutFindings(scenes, in: book, $1, beside: $0) }
  }

  /// As wide as an institution's name gets on the first line.
  static let longestInstitution = String(repeating: "長", count: 34)

  /// - Parameter others: what has been found already.
  private static func layoutFindings(
    _ scenes: [Scene], in book: Screenbook, _ size: Size, beside others: [Finding]
  ) -> [Finding] {
    var presenter = Presenter(book: book, institution: longestInstitution)
    presenter.hasVoice = true
    presenter.offersLarger = true
    // A site may have a pad to be touched on the PIN's screen, and with it other rows.
    var padded = presenter
    padded.pad = Array(0...9)
    var all = scenes
    // The key's other words stand in the same footer on every screen: one screen shows whether they fit.
    if var larger = all.first(where: { $0.keys.contains(.back) }) {
      larger.isLarger = true
      all.append(larger)
    }
    let entries = all.filter { if case .pin = $0.entry { true } else { false } }
    let placed = all.filter { book.screens[$0.screen.id]?.showsPlacement ?? false }
    var findings: [Finding] = []
    for language in book.texts.keys.sorted() {
      func contents(_ scenes: [Scene], by presenter: Presenter) -> [ScreenContent] {
        scenes.map { scene in
          var scene = scene
          scene.language = language
          return presenter.content(scene)
        }
      }
      var look = LookCheck(layout: presenter.layout, language: language, size: size)
      look.take(contents(all, by: presenter) + contents(entries, by: padded))
      // Each maker's picture and words, on the screens that show them.
      for name in book.makers.keys.sorted() {
        var made = presenter
        made.maker = name
        look.take(contents(placed, by: made))
      }
      findings += look.findings(beside: others + findings)
    }
    return findings
  }
}
