import ArgumentParser
import DemoPeople
import Display
import FontFiles
import Glibc
import PhotoDecoder
import PictureFiles
import SampleAssets
import Screenbook

/// Draws what is printed on the demo cards: for who changes the people in Assets/people.
struct DrawFacesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "draw-faces",
    abstract: "Draw the demo cards' names, addresses and codes (PNG) and photos (JPEG 2000).", shouldDisplay: false)

  @OptionGroup var samples: SampleOptions
  @Option(help: "The folder to write into; made when missing.") var out: String
  @Option(help: "The font: a file of Assets/fonts.") var font: String

  /// About as a card's, in pixels.
  private static let photoWidth = 240
  private static let photoHeight = 300
  /// 3.6 kB.
  private static let photoRatio: Float = 20
  private static let ink = Colour(red: 0, green: 0, blue: 0)
  private static let paper = Colour(red: 255, green: 255, blue: 255)

  func run() throws {
    try reportingFailures {
      let people = try samples.load().people
      let font = try readFont()
      try OutputFolder.make(out)
      for person in people.people {
        guard let face = person.card?.face else { continue }
        let files = CardPictureFiles(folder: out, person: person.key)
        for (text, path) in [
          (person.identity.name, files.name), (person.identity.address, files.address),
          (face.securityCode, files.code),
        ] {
          try OutputFolder.write(try png(text, font), to: path)
        }
        if face.hasPhoto { try OutputFolder.write(try photo(of: person.key), to: files.photo) }
      }
    }
  }

  private func readFont() throws(CardProgramFailure) -> BitmapFont {
    guard let file = fopen(font, "re") else {
      throw CardProgramFailure(.inputOutput, "\(font) cannot be read: \(systemWords())")
    }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: FontFile.mostBytes)
    let count = fread(&bytes, 1, bytes.count, file)
    do {
      return try FontFile.read(Array(bytes[..<count]))
    } catch {
      throw CardProgramFailure(.configuration, "\(font): \(error.sentence)")
    }
  }

  /// One line, black on white.
  private func png(_ text: String, _ font: BitmapFont) throws(CardProgramFailure) -> [UInt8] {
    let glyphs = text.unicodeScalars.compactMap { scalar in
      scalar == "\u{3000}"
        ? Bitmap(width: font.cellWidth * 2, height: font.cellHeight)
        : font.bitmap(of: scalar) ?? font.bitmap(of: InertText.lost)
    }
    let width = glyphs.reduce(0) { $0 + $1.width }
    var picture = Picture(width: max(1, width), height: font.cellHeight, filled: Self.paper)
    var left = 0
    for glyph in glyphs {
      for row in 0..<glyph.height {
        for column in 0..<glyph.width where glyph[row, column] { picture[row, left + column] = Self.ink }
      }
      left += glyph.width
    }
    do {
      return try PNGFile.bytes(of: picture)
    } catch {
      throw CardProgramFailure(.configuration, error.sentence)
    }
  }

  private func photo(of person: String) throws(CardProgramFailure) -> [UInt8] {
    var form = PhotoEncoder.Form()
    form.ratio = Self.photoRatio
    let drawn = CartoonFace.picture(of: person).scaled(width: Self.photoWidth, height: Self.photoHeight)
    do {
      return try PhotoEncoder.bytes(of: drawn, as: form)
    } catch {
      throw CardProgramFailure(.configuration, error.sentence)
    }
  }
}
