import ArgumentParser
import Display
import FontFiles
import Foundation

/// The program `uketsuke-fonts`: draws the raster fonts of Assets/fonts from outline fonts, once, ahead of time.
@main
struct FontsProgram: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "uketsuke-fonts",
    abstract: "Draw the raster fonts of Assets/fonts from Debian's outline fonts.",
    discussion: """
      Needs Debian's fonts-morisawa-bizud-gothic, fonts-noto-mono and fonts-noto-cjk. The same fonts give the same bytes.

      EXAMPLES
        uketsuke-fonts --out Assets/fonts
        uketsuke-fonts --out /tmp --size 12x24
      """)

  @Option(help: "The folder that the files are written to.") var out: String
  @Option(help: "Only this cell: 6x12, 8x16, 12x24, 16x32 or 24x48.") var size: String?
  @Option(help: "The folder of the outline fonts.") var outlines = "/usr/share/fonts"

  /// 6×12 and 8×16 are for letters of half blocks, the others for cells of the console and for pictures of screens.
  private static let cells = [(6, 12), (8, 16), (12, 24), (16, 32), (24, 48)]

  func validate() throws {
    if let size, !Self.cells.contains(where: { "\($0.0)x\($0.1)" == size }) {
      throw ValidationError("no cell is \(size); there are 6x12, 8x16, 12x24, 16x32 and 24x48")
    }
  }

  func run() throws {
    do {
      let outlines = try OutlineSet(folder: outlines)
      for (width, height) in Self.cells where size == nil || size == "\(width)x\(height)" {
        let font = outlines.rasterise(cellWidth: width, cellHeight: height)
        let file = URL(fileURLWithPath: out).appendingPathComponent("\(width)x\(height).ukft")
        try Data(FontFile.bytes(of: font)).write(to: file)
        print("\(file.path): \(font.count) glyphs")
      }
    } catch let failure as OutlineFailure {
      FileHandle.standardError.write(Data("uketsuke-fonts: \(failure.sentence)\n".utf8))
      throw ExitCode(failure.exitCode)
    } catch {
      FileHandle.standardError.write(Data("uketsuke-fonts: \(out): \(error.localizedDescription)\n".utf8))
      throw ExitCode(EX_IOERR)
    }
  }
}
