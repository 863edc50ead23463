import Display
import Foundation
import PictureReading
import Testing

/// The machine's console and how it is read.
final class Console {
  let machine: ConsoleMachine
  /// As it was before any program of ours.
  let ownLettersBefore: String
  private var reader: CellReader
  private let ownReader: CellReader
  private let hasNinthColumns: Bool

  /// - Parameters:
  ///   - screen: see `ConsoleMachine`.
  ///   - cell: the font that the program is to draw with.
  init(screen: String, cell: String) throws {
    reader = try .checkout(cell)
    hasNinthColumns = screen.isEmpty
    machine = try ConsoleMachine(screen: screen)
    do {
      ownLettersBefore = try machine.ownLetters()
      ownReader = CellReader(font: try Self.font(ownLettersBefore))
    } catch {
      machine.close()
      throw error
    }
  }

  func close() { machine.close() }

  /// The program is to draw with this font from now on.
  func expect(cell: String) throws { reader = try .checkout(cell) }

  // MARK: - What is read from the pixels

  /// Waits until all the words can be read at once.
  func wait(for words: String..., sourceLocation: SourceLocation = #_sourceLocation) throws {
    try wait(reader, words, sourceLocation) { seen in words.allSatisfy { seen.contains(reading(of: $0)) } }
  }

  /// Waits for exactly this screen. The clocks may differ, and here is a key for larger cells, which another terminal of
  /// this size has not.
  func wait(toRead text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let expected = Self.withoutClock(reading(of: text))
    let key = reading(of: Self.largerKey)
    try wait(reader, [text], sourceLocation) { seen in
      guard let range = seen.range(of: key) else { return Self.withoutClock(seen) == expected }
      let blank = String(repeating: " ", count: CellWidth.of(Self.largerKey))
      return Self.withoutClock(seen.replacingCharacters(in: range, with: blank)) == expected
    }
  }

  static let largerKey = "+  文字を大きく"

  /// Waits until the words can be read in letters of half blocks, each of which is about square.
  func wait(forLarge words: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let lines = try ["6x12", "8x16", "12x24"].map { cell in
      let font = try CellReader.checkout(cell).font
      return try words.unicodeScalars.map { try #require(font.bitmap(of: $0)) }
    }
    let deadline = ContinuousClock.now + TerminalSession.patience
    while true {
      let picture = try machine.picture()
      let dots = Dots(picture, width: reader.font.cellWidth, height: reader.font.cellHeight / 2)
      if lines.contains(where: dots.show) { return }
      guard ContinuousClock.now < deadline else {
        Issue.record("never read \(words) in large letters", sourceLocation: sourceLocation)
        throw TerminalSession.NeverSeen(words: [words], screen: "large letters")
      }
    }
  }

  private func reading(of text: String) -> String { reader.canonical(text, papers: false) }

  /// Waits until all the words can be read in the console's own letters.
  @discardableResult
  func waitForOwnLetters(_ words: String..., sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    try wait(ownReader, words, sourceLocation) { seen in
      words.allSatisfy { seen.contains(ownReader.canonical($0, papers: false)) }
    }
  }

  @discardableResult
  private func wait(
    _ reader: CellReader, _ words: [String], _ sourceLocation: SourceLocation, until holds: (String) -> Bool
  ) throws -> String {
    let deadline = ContinuousClock.now + TerminalSession.patience
    while true {
      let picture = try machine.picture()
      let screen = hasNinthColumns ? picture.withoutNinthColumns() ?? picture : picture
      let size = Size(
        columns: screen.width / reader.font.cellWidth, rows: screen.height / reader.font.cellHeight)
      let seen = reader.text(in: screen, size: size)
      if holds(seen) { return seen }
      guard ContinuousClock.now < deadline else {
        Issue.record("never read \(words) but:\n\(seen)", sourceLocation: sourceLocation)
        throw TerminalSession.NeverSeen(words: words, screen: seen)
      }
    }
  }

  private static func withoutClock(_ text: String) -> String { text.replacing(/\d\d:\d\d/, with: "--:--") }

  // MARK: - The console's own font

  /// As `console-probe letters` tells it.
  private static func font(_ told: String) throws -> BitmapFont {
    let lines = told.split(separator: "\n").map { $0.split(separator: " ") }
    guard lines.count == 2, lines[0].count == 5, let width = Int(lines[0][1]), let height = Int(lines[0][2]) else {
      throw Site.Missing(what: "the console's own font")
    }
    let rowBytes = (width + 7) / 8
    let digits = Array(lines[0][4].utf8)
    let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap { place in
      UInt8(String(decoding: digits[place...place + 1], as: UTF8.self), radix: 16)
    }
    var glyphs: [UInt32: Bitmap] = [:]
    for pair in lines[1].dropFirst() {
      let numbers = pair.split(separator: ":").compactMap { Int($0) }
      guard numbers.count == 2, (numbers[1] + 1) * 32 * rowBytes <= bytes.count else { continue }
      let start = numbers[1] * 32 * rowBytes
      let rows = Array(bytes[start..<start + height * rowBytes])
      // Many characters are blank; read as one, it is the space.
      guard numbers[0] == 0x20 || rows.contains(where: { $0 != 0 }) else { continue }
      glyphs[UInt32(numbers[0])] = Bitmap(width: width, height: height, bytes: rows)
    }
    return BitmapFont(
      cellWidth: width, cellHeight: height,
      glyphs: glyphs.sorted { $0.key < $1.key }.compactMap { entry in
        Unicode.Scalar(entry.key).map { ($0, entry.value) }
      })
  }
}
