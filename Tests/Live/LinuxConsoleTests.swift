import Display
import FontFiles
import Foundation
import Testing

/// The kernel's own console in a machine of its own, as a patient sees and presses it; the text is read back from the
/// pixels.
@Suite("Live: the plain Linux console", .serialized)
struct LinuxConsoleTests {
  static let attract = "マイナンバーカードを ここに 置いてください"

  /// What is pressed, and what stands on the screen then.
  private static let visit: [(keys: [String], words: [String])] = [
    ([], [attract]), (["a"], ["どの方法で", "1  顔で 確認する", "3  スタッフに 確認してもらう"]), (["2"], ["暗証番号 4 けたを"]),
    (["1", "2", "3"], ["│  ＊ │ │  ＊ │ │  ＊ │ │     │"]), (["4"], ["│  ＊ │ │  ＊ │ │  ＊ │ │  ＊ │"]),
    (["ret"], ["質問 1 / 3"]),
    (["1"], ["質問 2 / 3"]), (["2"], ["質問 3 / 3"]), (["1"], ["この内容で よろしいですか", "見せない"]),
    (["0"], ["受付が できました", "カードを お取りください", "同意のお答えを お送りしました"]), (["x"], [attract]),
  ]

  @Test("A whole visit by keys: every screen stands on the console cell by cell as in another terminal")
  func wholeVisit() throws {
    let console = try Console(screen: "vga=791", cell: "12x24")
    defer { console.close() }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("visit-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let before = try console.ownLetters()
    #expect(try console.machine.run("stty size </dev/tty1") == "48 128")

    try console.machine.startOnConsole("uketsuke demo")
    let other = try TerminalSession("'\(Site.program("uketsuke"))' demo", folder: folder, rows: 32, columns: 85)
    defer { other.close() }
    for (keys, words) in Self.visit {
      try console.machine.press(keys)
      for key in keys { try other.press(key == "ret" ? "Enter" : key) }
      let expected = try words.reduce("") { try other.wait(for: $1) + $0.prefix(0) }
      try console.wait(toRead: expected)
    }
    #expect(try console.machine.run("stty size </dev/tty1") == "32 85")

    try console.machine.press("ctrl-c")
    try console.waitForOwnLetters("exit 0")
    try console.machine.press("o", "k", "ret")
    try console.waitForOwnLetters("ok\nok")
    #expect(try console.ownLetters() == before)
    #expect(try console.machine.run("stty size </dev/tty1") == "48 128")
  }

  @Test("Whatever kills it, the console's own letters are back", arguments: [("SEGV", 139), ("TERM", 0), ("HUP", 129)])
  func killed(signal: String, code: Int) throws {
    let console = try Console(screen: "vga=791", cell: "12x24")
    defer { console.close() }
    let before = try console.ownLetters()
    try console.machine.startOnConsole("uketsuke demo")
    try console.wait(for: Self.attract)
    try console.machine.run("kill -\(signal) $(pidof uketsuke)")
    try console.waitForOwnLetters("exit \(code)")
    try console.machine.press("o", "k")
    try console.waitForOwnLetters("ok")
    #expect(try console.ownLetters() == before)
  }

  @Test("Where the console is not the program's own: English, one line why, and the console's own boxes")
  func refused() throws {
    let console = try Console(screen: "vga=791", cell: "12x24")
    defer { console.close() }
    let before = try console.ownLetters()
    try console.machine.startAsGuest("uketsuke demo")
    let why = "Japanese cannot be shown on this console"
    let attract = try console.waitForOwnLetters("Please put your My Number card here")
    #expect(attract.hasPrefix(" \(why) "))
    #expect(
      try attract.contains(console.ownReading(of: "┌────")) && !attract.unicodeScalars.contains(PixelReader.unreadable))
    try console.machine.press("a")
    let identity = try console.waitForOwnLetters("How would you like to confirm who you are?", "│  1  Use my face")
    #expect(identity.contains(try console.ownReading(of: "√ Card   ► Identity   · Consent   · Done")))
    #expect(!identity.unicodeScalars.contains(PixelReader.unreadable))
    try console.machine.press("2")
    try console.waitForOwnLetters("Please press the 4 digits of your PIN", "Tries left: 3")
    try console.machine.press("1", "2")
    try console.waitForOwnLetters("│  *  │ │  *  │ │     │ │     │")
    #expect(try console.machine.run("cat /tmp/errors").hasPrefix("uketsuke: \(why): it is not this program's own"))
    #expect(try console.ownLetters() == before)
  }

  @Test("In VGA's text mode too, with letters of 8 pixels")
  func textMode() throws {
    let console = try Console(screen: "", cell: "8x16", pitch: 9)
    defer { console.close() }
    try console.machine.startOnConsole("uketsuke demo")
    try console.wait(for: Self.attract)
    try console.machine.press("a")
    try console.wait(for: "どの方法で 本人確認を しますか？", "2  暗証番号で 確認する")
  }

  @Test("Letters are loaded within 10 ms")
  func loading() throws {
    let console = try Console(screen: "vga=791", cell: "12x24")
    defer { console.close() }
    let told = try console.machine.run("console-probe load /dev/tty1 /opt/share/uketsuke/Assets/fonts 101")
    let took = told.split(separator: " ").compactMap { Int($0) }
    try #require(took.count == 101)
    print("loading letters: median \(took[50]) µs, slowest \(took[100]) µs, in an emulated processor")
    #expect(took[50] <= 10_000)
  }
}

/// The machine's console and how it is read.
private final class Console {
  let machine: ConsoleMachine
  private let reader: PixelReader
  private var ownReader: PixelReader?

  /// - Parameters:
  ///   - cell: the font that the program is to draw with.
  ///   - pitch: of its cells, where they are wider than the font.
  init(screen: String, cell: String, pitch: Int? = nil) throws {
    let fonts = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Assets/fonts")
    reader = PixelReader(
      font: try FontFile.read([UInt8](Data(contentsOf: fonts.appendingPathComponent("\(cell).ukft")))), pitch: pitch)
    machine = try ConsoleMachine(screen: screen)
  }

  func close() { machine.close() }

  /// The console's own font and map of characters, as text.
  func ownLetters() throws -> String { try machine.run("console-probe letters /dev/tty1") }

  // MARK: - What is read from the pixels

  func wait(for words: String..., sourceLocation: SourceLocation = #_sourceLocation) throws {
    try wait(reader, words, sourceLocation) { seen in words.allSatisfy { seen.contains(self.reader.reading(of: $0)) } }
  }

  /// Waits for exactly this screen; the clocks may differ.
  func wait(toRead text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let expected = Self.withoutClock(reader.reading(of: text))
    try wait(reader, [text], sourceLocation) { Self.withoutClock($0) == expected }
  }

  func ownReading(of text: String) throws -> String { try readerOfOwn().reading(of: text) }

  private func readerOfOwn() throws -> PixelReader {
    let reader = try ownReader ?? PixelReader(font: OwnLetters.font(ownLetters()))
    ownReader = reader
    return reader
  }

  /// Reads in the console's own letters.
  @discardableResult
  func waitForOwnLetters(_ words: String..., sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    let reader = try readerOfOwn()
    return try wait(reader, words, sourceLocation) { seen in words.allSatisfy { seen.contains(reader.reading(of: $0)) }
    }
  }

  @discardableResult
  private func wait(
    _ reader: PixelReader, _ words: [String], _ sourceLocation: SourceLocation, until holds: (String) -> Bool
  ) throws -> String {
    let deadline = ContinuousClock.now + TerminalSession.patience
    while true {
      let seen = reader.text(of: try machine.picture())
      if holds(seen) { return seen }
      guard ContinuousClock.now < deadline else {
        Issue.record("never read \(words) but:\n\(seen)", sourceLocation: sourceLocation)
        throw TerminalSession.NeverSeen(words: words, screen: seen)
      }
    }
  }

  private static func withoutClock(_ text: String) -> String { text.replacing(/\d\d:\d\d/, with: "--:--") }
}

/// The font and map that `console-probe letters` tells, as a font.
private enum OwnLetters {
  static func font(_ told: String) throws -> BitmapFont {
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
      glyphs[UInt32(numbers[0])] = Bitmap(
        width: width, height: height, bytes: Array(bytes[start..<start + height * rowBytes]))
    }
    return BitmapFont(
      cellWidth: width, cellHeight: height,
      glyphs: glyphs.sorted { $0.key < $1.key }.compactMap { entry in
        Unicode.Scalar(entry.key).map { ($0, entry.value) }
      })
  }
}
