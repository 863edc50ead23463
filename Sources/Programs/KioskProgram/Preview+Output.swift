import ArgumentParser
import Display
import Foundation
import PictureFiles
import Screenbook

extension Preview {
  /// Larger would take more than half a gigabyte.
  private static let mostPixels = 50_000_000

  /// - Parameter path: a file, for several texts too; standard output when nil.
  func writeTexts(_ choice: Choice, to path: String?) throws {
    let entries = try noted(entries(choice))
    var text = ""
    for entry in entries {
      if entries.count > 1 {
        let maker = among(choice, entry, ", ")
        text += "# \(entry.screen), state \(entry.state) of \(entry.states), \(entry.language)\(maker)\n"
      }
      text += entry.frame.text
    }
    guard let path else {
      return try printAll(text)
    }
    try Self.write(Array(text.utf8), to: path)
  }

  /// - Parameter isFolder: what `path` is; a file holds one picture.
  func writePictures(_ choice: Choice, to path: String, isFolder: Bool, font: BitmapFont) throws {
    let count = choice.frames * choice.languages.count * choice.makers.count * choice.themes.count
    guard isFolder || count == 1 else {
      throw ValidationError("\(count) pictures need a folder: --format png --out FOLDER")
    }
    try Self.checkPixels(choice.size.columns * font.cellWidth, choice.size.rows * font.cellHeight)
    let entries = try noted(entries(choice))
    if isFolder { try Self.makeFolder(path) }
    for theme in choice.themes.compactMap({ book.themes[$0] }) {
      for entry in entries {
        let name = "\(entry.screen)-\(entry.state).\(entry.language).\(theme.name)\(among(choice, entry, ".")).png"
        try Self.write(entry.frame.picture(theme: theme, font: font), to: isFolder ? "\(path)/\(name)" : path)
      }
    }
  }

  /// One sheet for each language, theme and maker; where they are several, their names go before the file's ending.
  func writeSheets(_ choice: Choice, to path: String, font: BitmapFont) throws {
    let pages = choice.themes.compactMap { book.themes[$0] }.flatMap { theme in
      choice.languages.flatMap { language in choice.makers.map { (theme: theme, language: language, maker: $0) } }
    }
    let stem = path.dropLast(PreviewTarget.pictureEnding.count)
    for (number, page) in pages.enumerated() {
      let sheet = ContactSheet(font: font, theme: page.theme, size: choice.size)
      let pixels = sheet.pixels(frames: choice.frames)
      try Self.checkPixels(pixels.width, pixels.height)
      var choice = choice
      (choice.languages, choice.makers) = ([page.language], [page.maker])
      let entries = try noted(entries(choice))
      let maker = page.maker.map { "-\($0)" } ?? ""
      let picture = sheet.picture(
        of: entries.map { entry in
          let state = entry.states > 1 ? " \(entry.state)/\(entry.states)" : ""
          let maker = entry.maker.map { "  \($0)" } ?? ""
          return ("\(entry.screen)\(state)  \(entry.language)  \(page.theme.name)\(maker)", entry.frame)
        })
      let file =
        pages.count == 1 ? path : "\(stem)-\(page.language)-\(page.theme.name)\(maker)\(PreviewTarget.pictureEnding)"
      try Self.write(picture, to: file)
      if pages.count > 1 { printError("\(file) (\(number + 1) of \(pages.count))") }
    }
  }

  /// The maker behind a mark, where there are several.
  private func among(_ choice: Choice, _ entry: Entry, _ mark: String) -> String {
    choice.makers.count > 1 ? entry.maker.map { mark + $0 } ?? "" : ""
  }

  /// Says which of them have no room for the larger letters.
  private func noted(_ entries: [Entry]) -> [Entry] {
    let without = entries.filter(\.lacksRoom)
    guard let size = without.first?.frame.size else { return entries }
    var names: [String] = []
    for entry in without where !names.contains(entry.screen) { names.append(entry.screen) }
    let shown = names.prefix(Self.mostNames).joined(separator: ", ") + (names.count > Self.mostNames ? ", …" : "")
    printError(
      "uketsuke: \(without.count) of \(entries.count) shown in the usual letters, the larger ones have no room there on "
        + "\(size.columns)x\(size.rows): \(shown)")
    return entries
  }

  private static let mostNames = 8

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

  /// Into an ordinary file alone: a pipe that nobody reads would be waited for.
  private static func write(_ bytes: [UInt8], to path: String) throws(ProgramFailure) {
    let failure = ProgramFailure(.inputOutput, "\(path): the file cannot be written")
    let strange = ProgramFailure(.inputOutput, "\(path): this is not an ordinary file")
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0o666)
    guard descriptor >= 0 else { throw errno == ENXIO ? strange : failure }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw strange }
    do {
      try file.truncate(atOffset: 0)
      try file.write(contentsOf: Data(bytes))
      try file.close()
    } catch {
      throw failure
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
