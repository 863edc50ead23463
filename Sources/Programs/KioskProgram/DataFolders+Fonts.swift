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
  ///
  /// - Throws: all that is wrong, a line each.
  static func whole(_ folders: DataFolders) throws(ProgramFailure) -> Screenbook {
    let (book, found) = ScreenFiles.survey(folder: folders.screens, language: "ja")
    var findings = found
    findings += Presenter.findings(in: book, unread: Set(found.map(\.file)), nearest: NearestWord.to)
    var failures: [ProgramFailure] = []
    var cells: [String] = []
    failures.noting { () throws(ProgramFailure) in cells = try folders.fonts() }
    for cell in cells where cell != DataFolders.consoleFont {
      failures.noting { () throws(ProgramFailure) in _ = try LetterFonts.read(cell, folder: folders.assets) }
    }
    failures.noting { () throws(ProgramFailure) in
      findings += book.glyphFindings(in: try LetterFonts.read(DataFolders.consoleFont, folder: folders.assets))
    }
    failures.insert(contentsOf: findings.map { ProgramFailure(.configuration, $0.sentence) }, at: 0)
    try failures.throwIfAny()
    return book
  }
}
