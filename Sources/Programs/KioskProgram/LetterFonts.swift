import Display
import FontFiles
import Glibc

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
    guard let bytes = bytes(of: file) else { throw ProgramFailure(.inputOutput, "\(file): the font cannot be read") }
    let font: BitmapFont
    do {
      font = try FontFile.read(bytes)
    } catch {
      throw ProgramFailure(.configuration, "\(file): \(error.sentence)")
    }
    guard "\(font.cellWidth)x\(font.cellHeight)" == cell, font.contains(InertText.lost) else {
      throw ProgramFailure(.configuration, "\(file): it is no whole font of \(cell)")
    }
    return font
  }

  /// Nil also for what is no ordinary file: a pipe would be waited for, and a device may have no end. Read without
  /// Foundation: on the plain console the first screen waits for it.
  private static func bytes(of path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= FontFile.mostBytes
    else { return nil }
    return [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
      count = max(0, Glibc.read(descriptor, buffer.baseAddress, buffer.count))
    }
  }
}
