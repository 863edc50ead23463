import Display
import FontFiles
import Foundation

/// The raster fonts of Assets/fonts.
enum LetterFonts {
  /// For letters of half blocks, from 6 rows high to 12.
  static let cells = ["6x12", "8x16", "12x24"]

  static func read(folder: String) throws(ProgramFailure) -> [BitmapFont] {
    var fonts: [BitmapFont] = []
    for cell in cells { fonts.append(try read(cell, folder: folder)) }
    return fonts
  }

  /// - Parameters:
  ///   - cell: `12x24`.
  ///   - folder: Assets/.
  static func read(_ cell: String, folder: String) throws(ProgramFailure) -> BitmapFont {
    let file = "\(folder)/fonts/\(cell).ukft"
    guard let data = FileManager.default.contents(atPath: file) else {
      throw ProgramFailure(.inputOutput, "\(file): the font cannot be read")
    }
    let font: BitmapFont
    do {
      font = try FontFile.read(Array(data))
    } catch {
      throw ProgramFailure(.configuration, "\(file): \(error.sentence)")
    }
    guard "\(font.cellWidth)x\(font.cellHeight)" == cell, font.contains(InertText.lost) else {
      throw ProgramFailure(.configuration, "\(file): it is no whole font of \(cell)")
    }
    return font
  }
}
