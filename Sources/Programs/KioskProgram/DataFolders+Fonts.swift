import Display
import Foundation
import Runtime
import ScreenFiles
import Screenbook
import StrictYAML

extension DataFolders {
  /// The cells of the fonts in Assets/fonts, smallest first: `6x12`, …
  func fonts() throws(ProgramFailure) -> [String] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: "\(assets)/fonts")
    } catch {
      throw ProgramFailure(.inputOutput, "\(assets)/fonts: the folder cannot be read")
    }
    return names.filter { $0.hasSuffix(Self.ending) }.map { String($0.dropLast(Self.ending.count)) }
      .sorted { ($0.count, $0) < ($1.count, $1) }
  }

  private static let ending = ".ukft"

  /// The font of a console of 1024×768: what it has no glyph for no console of ours draws.
  static let consoleFont = "12x24"
}

extension Screenbook {
  /// All of Screens/, as `uketsuke check` judges it: the forms of the files, what they say of one another, the looks of
  /// every screen, and whether the console's font has every character.
  static func whole(_ folders: DataFolders) throws(ProgramFailure) -> Screenbook {
    let book: Screenbook
    do throws(ScreenFilesFailure) {
      book = try ScreenFiles.load(folder: folders.screens, language: "ja")
    } catch {
      throw ProgramFailure(.configuration, error.sentence)
    }
    for cell in try folders.fonts() { _ = try LetterFonts.read(cell, folder: folders.assets) }
    let font = try LetterFonts.read(DataFolders.consoleFont, folder: folders.assets)
    let findings = Presenter.findings(in: book, nearest: NearestWord.to) + book.glyphFindings(in: font)
    guard findings.isEmpty else {
      throw ProgramFailure(.configuration, findings.map(\.sentence).joined(separator: "\n"))
    }
    return book
  }
}
