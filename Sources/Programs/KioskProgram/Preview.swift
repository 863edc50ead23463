import ArgumentParser
import Display
import FontFiles
import Reception
import Runtime
import SampleAssets
import ScreenFiles
import Screenbook

/// Screens for people who look them over: read, checked, drawn without a terminal.
struct Preview {
  let book: Screenbook
  private let folders: DataFolders

  /// What a preview shows; the same on every machine.
  private static let institution = "さくら診療所（見本）"
  private static let clock = "10:24"

  /// What was asked for.
  struct Choice {
    var screens: [Presenter.Sample]
    var languages: [String]
    var themes: [String]
    var size: Size
    /// From 1; nil for all.
    var state: Int?
    var isLarger = false
    /// Of Screens/makers; nil for a reader of which nothing is known.
    var makers: [String?] = [nil]

    /// Frames in one language with one maker's reader.
    var frames: Int { state == nil ? screens.reduce(0) { $0 + $1.scenes.count } : screens.count { has($0) } }

    func has(_ sample: Presenter.Sample) -> Bool { state.map { $0 <= sample.scenes.count } ?? true }
  }

  /// One frame and what it is.
  struct Entry {
    var screen: String
    var state: Int
    var states: Int
    var language: String
    var maker: String?
    var frame: Frame
    /// Asked for in larger letters, which do not fit.
    var lacksRoom = false
  }

  /// - Throws: whatever `uketsuke check` finds.
  init(folders: DataFolders) throws(ProgramFailure) {
    book = try Screenbook.whole(folders)
    self.folders = folders
  }

  // MARK: - What there is

  /// A line for each screen: its id, how many states it has, its heading.
  func list(in language: String) -> String {
    let samples = Presenter.samples(of: book)
    let width = samples.map(\.screen.id.count).max() ?? 0
    return samples.map { sample in
      let id = sample.screen.id + String(repeating: " ", count: width - sample.screen.id.count)
      let heading = book.text("\(sample.screen.id).heading", in: language)?.pieces.map { piece in
        switch piece {
        case .literal(let words): words
        case .value(let placeholder): "{\(placeholder.rawValue)}"
        }
      }
      let words = heading?.joined().split(separator: "\n").joined(separator: " ") ?? ""
      return "\(id)  \(sample.scenes.count)  \(words)\n"
    }.joined()
  }

  func samples(_ names: String) throws -> [Presenter.Sample] {
    let samples = Presenter.samples(of: book)
    let ids = try samples.map(\.screen.id).chosen(names, as: "screen", otherwise: "--list names them")
    return ids.flatMap { id in samples.filter { $0.screen.id == id } }
  }

  func languages(_ names: String) throws -> [String] { try book.languages.chosen(names, as: "language") }

  func themes(_ names: String) throws -> [String] { try book.themes.keys.sorted().chosen(names, as: "theme") }

  func makers(_ names: String?) throws -> [String?] {
    guard let names else { return [nil] }
    return try book.makers.keys.sorted().chosen(names, as: "maker")
  }

  /// - Parameter cell: such as `12x24`.
  func font(_ cell: String) throws -> BitmapFont {
    let known = try folders.fonts()
    guard known.contains(cell) else {
      throw ValidationError("there is no font of \(cell); there are \(known.joined(separator: ", "))")
    }
    return try LetterFonts.read(cell, folder: folders.assets)
  }

  // MARK: - Drawing

  /// A state that none of the screens has was asked for wrongly.
  func checkState(_ choice: Choice) throws {
    guard let state = choice.state, choice.frames == 0, let sample = choice.screens.first else { return }
    let states = sample.scenes.count
    throw ValidationError(
      choice.screens.count == 1
        ? "the screen \(sample.screen.id) has \(states) state\(states == 1 ? "" : "s")"
        : "no screen has \(state) states")
  }

  /// What the frames do not say by themselves: that a kiosk would show something else at that size.
  func notes(on choice: Choice) -> [String] {
    let size = "\(choice.size.columns)x\(choice.size.rows)"
    guard Self.holds(choice.size, .narrow) else {
      return ["no screen has room on \(size): so small a terminal is asked to be made larger"]
    }
    guard Self.holds(choice.size, .smallest) else {
      return [
        "\(size) is shown as a console shows it in larger cells; any other terminal below 80x24 is asked to be made "
          + "larger"
      ]
    }
    guard choice.isLarger, !hasRoomForLetters(choice.size) else { return [] }
    let least = Presenter.roomForLetters
    return [
      "--larger changes nothing at \(size): the letters need \(least.columns)x\(least.rows), a console's larger cells "
        + "leave 64x24"
    ]
  }

  private static func holds(_ size: Size, _ least: Size) -> Bool {
    size.columns >= least.columns && size.rows >= least.rows
  }

  private func hasRoomForLetters(_ size: Size) -> Bool {
    Presenter(book: book, institution: Self.institution).canShowLarger(on: size)
  }

  func entries(_ choice: Choice) throws -> [Entry] {
    var presenter = Presenter(book: book, institution: Self.institution)
    presenter.photo = CartoonFace.picture(of: "adult")
    // So narrow only where a console shows larger cells by itself.
    let isNarrow = choice.size.columns < Size.smallest.columns
    if isNarrow { presenter.least = .narrow }
    presenter.hasCellsForLarger = isNarrow && choice.isLarger
    if choice.isLarger { presenter.letterFonts = try LetterFonts.read(folder: folders.assets) }
    let isLarger = choice.isLarger && presenter.canShowLarger(on: choice.size)
    var entries: [Entry] = []
    for maker in choice.makers {
      presenter.maker = maker
      for language in choice.languages {
        for sample in choice.screens where choice.has(sample) {
          for (index, scene) in sample.scenes.enumerated() where choice.state.map({ $0 == index + 1 }) ?? true {
            var scene = scene
            scene.language = language
            let usual = presenter.frame(scene, clock: Self.clock, size: choice.size, strip: nil)
            scene.isLarger = isLarger
            let frame = isLarger ? presenter.frame(scene, clock: Self.clock, size: choice.size, strip: nil) : usual
            entries.append(
              Entry(
                screen: sample.screen.id, state: index + 1, states: sample.scenes.count, language: language,
                maker: maker, frame: frame,
                lacksRoom: isLarger && !isNarrow && frame.looks(like: usual, above: choice.size.rows - 1)))
          }
        }
      }
    }
    return entries
  }
}

extension Frame {
  /// Whether all rows above that one are the same.
  fileprivate func looks(like other: Frame, above row: Int) -> Bool {
    cells.prefix(row * size.columns) == other.cells.prefix(row * size.columns)
  }
}
