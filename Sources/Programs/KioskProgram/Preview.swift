import ArgumentParser
import Display
import FontFiles
import Foundation
import PictureFiles
import Reception
import Runtime
import ScreenFiles
import Screenbook
import StrictYAML

/// Screens for people who look them over: read, checked, drawn without a terminal.
struct Preview {
  private let book: Screenbook
  private let folders: DataFolders

  /// What a preview shows; the same on every machine.
  private static let institution = "さくら診療所（見本）"
  private static let clock = "10:24"
  /// Larger would take more than half a gigabyte.
  private static let mostPixels = 50_000_000

  /// What was asked for.
  struct Choice {
    var screens: [Presenter.Sample]
    var languages: [String]
    var themes: [String]
    var size: Size
    /// From 1; nil for all.
    var state: Int?
    var isLarger = false
    /// Of Screens/makers.
    var maker: String?
  }

  /// One frame and what it is.
  private struct Entry {
    var screen: String
    var state: Int
    var states: Int
    var language: String
    var frame: Frame
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

  /// - Parameter id: or `all`.
  func samples(_ id: String) throws -> [Presenter.Sample] {
    let samples = Presenter.samples(of: book)
    if id == "all" { return samples }
    let found = samples.filter { $0.screen.id == id }
    guard found.isEmpty else { return found }
    throw Self.unknown("screen", id, among: samples.map(\.screen.id), otherwise: "--list names them")
  }

  func languages(_ names: String) throws -> [String] { try chosen(names, "language", among: book.languages) }

  func maker(_ name: String?) throws -> String? { try name.map { try chosen($0, "maker", among: makers) }?.first }

  private var makers: [String] { book.makers.keys.sorted() }

  func themes(_ names: String) throws -> [String] { try chosen(names, "theme", among: book.themes.keys.sorted()) }

  /// `all`, or names with commas between them.
  private func chosen(_ names: String, _ noun: String, among known: [String]) throws -> [String] {
    if names == "all" { return known }
    let chosen = names.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
    for name in chosen where !known.contains(name) {
      throw Self.unknown(noun, name, among: known, otherwise: "there are \(known.joined(separator: ", "))")
    }
    return chosen
  }

  private static func unknown(_ noun: String, _ name: String, among known: [String], otherwise: String)
    -> ValidationError
  {
    let nearest = NearestWord.to(name, among: known).map { "did you mean \"\($0)\"?" }
    return ValidationError("there is no \(noun) \"\(name)\"; \(nearest ?? otherwise)")
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

  private func entries(_ choice: Choice) throws -> [Entry] {
    var presenter = Presenter(book: book, institution: Self.institution)
    presenter.maker = choice.maker
    presenter.photo = CartoonFace.picture(of: "adult")
    // So narrow only where a console shows larger cells by itself.
    if choice.size.columns < Size.smallest.columns { presenter.least = .narrow }
    if choice.isLarger { presenter.letterFonts = try LetterFonts.read(folder: folders.assets) }
    var entries: [Entry] = []
    for language in choice.languages {
      for sample in choice.screens {
        let states = sample.scenes.count
        if let state = choice.state, choice.screens.allSatisfy({ state > $0.scenes.count }) {
          throw ValidationError(
            choice.screens.count == 1
              ? "the screen \(sample.screen.id) has \(states) state\(states == 1 ? "" : "s")"
              : "no screen has \(state) states")
        }
        for (index, scene) in sample.scenes.enumerated() where choice.state.map({ $0 == index + 1 }) ?? true {
          var scene = scene
          scene.language = language
          scene.isLarger = choice.isLarger
          let frame = presenter.frame(scene, clock: Self.clock, size: choice.size, strip: nil)
          entries.append(
            Entry(screen: sample.screen.id, state: index + 1, states: states, language: language, frame: frame))
        }
      }
    }
    return entries
  }

  /// - Parameter path: a file, for several texts too; standard output when nil.
  func writeTexts(_ choice: Choice, to path: String?) throws {
    let entries = try entries(choice)
    var text = ""
    for entry in entries {
      if entries.count > 1 {
        text += "# \(entry.screen), state \(entry.state) of \(entry.states), \(entry.language)\n"
      }
      text += entry.frame.text
    }
    guard let path else {
      print(text, terminator: "")
      return
    }
    try Self.write(Array(text.utf8), to: path)
  }

  /// - Parameter path: a file, or a folder where there are several pictures.
  func writePictures(_ choice: Choice, to path: String, font: BitmapFont) throws {
    let entries = try entries(choice)
    try Self.checkPixels(choice.size.columns * font.cellWidth, choice.size.rows * font.cellHeight)
    let isOne = entries.count * choice.themes.count == 1
    if !isOne { try Self.makeFolder(path) }
    for theme in choice.themes.compactMap({ book.themes[$0] }) {
      for entry in entries {
        let name = "\(entry.screen)-\(entry.state).\(entry.language).\(theme.name).png"
        try Self.write(entry.frame.picture(theme: theme, font: font), to: isOne ? path : "\(path)/\(name)")
      }
    }
  }

  /// One sheet for each language and theme; where they are several, their names go before the file's ending.
  func writeSheets(_ choice: Choice, to path: String, font: BitmapFont) throws {
    let pages = choice.themes.flatMap { theme in choice.languages.map { (theme: theme, language: $0) } }
    let stem = path.hasSuffix(".png") ? String(path.dropLast(".png".count)) : path
    for (number, page) in pages.enumerated() {
      guard let theme = book.themes[page.theme] else { continue }
      var choice = choice
      choice.languages = [page.language]
      let entries = try entries(choice)
      let sheet = ContactSheet(font: font, theme: theme, size: choice.size)
      let pixels = sheet.pixels(frames: entries.count)
      try Self.checkPixels(pixels.width, pixels.height)
      let picture = sheet.picture(
        of: entries.map { entry in
          let state = entry.states > 1 ? " \(entry.state)/\(entry.states)" : ""
          return ("\(entry.screen)\(state)  \(entry.language)  \(theme.name)", entry.frame)
        })
      let file = pages.count == 1 ? path : "\(stem)-\(page.language)-\(page.theme).png"
      try Self.write(picture, to: file)
      if pages.count > 1 { printError("\(file) (\(number + 1) of \(pages.count))") }
    }
  }

  private static func checkPixels(_ width: Int, _ height: Int) throws {
    guard width * height <= mostPixels else {
      throw ValidationError("a picture of \(width)x\(height) pixels is too large; take a smaller --size or --cell")
    }
  }

  // MARK: - Files

  private static func write(_ picture: Picture, to path: String) throws(ProgramFailure) {
    let bytes: [UInt8]
    do throws(PictureFileFailure) {
      bytes = try PNGFile.bytes(of: picture)
    } catch {
      throw ProgramFailure(.inputOutput, error.sentence)
    }
    try write(bytes, to: path)
  }

  private static func write(_ bytes: [UInt8], to path: String) throws(ProgramFailure) {
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: path))
    } catch {
      throw ProgramFailure(.inputOutput, "\(path): the file cannot be written")
    }
  }

  private static func makeFolder(_ path: String) throws(ProgramFailure) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw ProgramFailure(.inputOutput, "\(path): the folder cannot be made")
    }
  }
}
