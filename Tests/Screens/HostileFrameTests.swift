import Display
import Reception
import Screenbook
import Testing

@testable import Runtime

/// Whatever names, addresses, numbers and texts come from cards, services, files and staff: every frame stays a frame.
@Suite("Hostile values")
struct HostileFrameTests {
  /// Values as no hospital wants them, from a seed.
  struct HostileValues {
    var random: SplitMix

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
      elements[Int(random.next() % UInt64(elements.count))]
    }

    mutating func number(below limit: Int) -> Int { Int(random.next() % UInt64(limit)) }

    /// Up to 200 characters: a name with one thing wrong, a long address, or rubbish.
    mutating func text() -> String {
      switch number(below: 6) {
      case 0: return pick(Self.names) + pick(Self.oddities) + pick(Self.names)
      case 1: return pick(Self.oddities)
      case 2:
        return String(repeating: pick(["東京都千代田区", "é", "か\u{3099}", "W", "●", "각"]), count: 1 + number(below: 200))
      case 3: return (0..<number(below: 60)).map { _ in pick(Self.oddities) }.joined()
      case 4: return (0..<number(below: 200)).map { _ in String(scalar()) }.joined()
      default: return pick(Self.names) + String(repeating: " ", count: number(below: 90)) + pick(Self.names)
      }
    }

    private mutating func scalar() -> Unicode.Scalar {
      let limits = [0x20, 0xA0, 0x300, 0x3000, 0x1_0000, 0x2_0000, 0x11_0000]
      return Unicode.Scalar(UInt32(number(below: pick(limits)))) ?? "\u{FFFD}"
    }

    static let names = ["", "見本 花子", "ﾐﾎﾝ ﾊﾅｺ", "Nguyễn Thị Mẫu", "견본", "髙𠮷", "MIHON HANAKO", "1丁目2番3号"]

    /// Controls, escape sequences, directions, joiners, marks, emoji, private, unassigned and lost characters.
    static let oddities = [
      "\u{0}", "\u{7}\u{8}\u{9}\u{A}\u{D}", "\u{1B}[2J", "\u{1B}]0;x\u{7}", "\u{1B}P1$r\u{1B}\\", "\u{1B}", "\u{9B}31m",
      "\u{90}x\u{9C}", "\u{7F}\u{85}", "\u{202E}", "\u{2066}\u{2069}\u{200F}", "אבג", "ابج", "\u{200D}\u{200B}\u{FEFF}",
      "\u{FE0F}\u{E0101}", "\u{301}\u{302}\u{303}\u{304}\u{305}", "e\u{323}\u{302}\u{301}\u{300}", "\u{3099}",
      "か\u{3099}",
      "\u{20DD}", "👨\u{200D}👩\u{200D}👧", "🇯🇵", "❤\u{FE0F}", "\u{E000}", "\u{F0000}", "\u{378}", "\u{2FE0}", "\u{3FFFD}",
      "●", "●●●",
      "\u{2028}\u{2029}", "\u{3000}", "\u{AD}", "\u{1100}\u{1161}\u{11A8}", "\u{115F}", "ｶﾞ", "㍿", "﷽", "𒐫", "⸻",
      "{tries}", "{",
      "───", "┼", "\u{1160}", "\u{FFFE}\u{FFFF}",
    ]
  }

  private static let sizes = [
    Size(columns: 80, rows: 24), Size(columns: 80, rows: 24), Size(columns: 80, rows: 24), Size(columns: 81, rows: 25),
    Size(columns: 100, rows: 30), Size(columns: 64, rows: 24), Size(columns: 79, rows: 24), Size(columns: 3, rows: 2),
    Size(columns: 1, rows: 1), Size(columns: 80, rows: 23), Size(columns: 133, rows: 40),
  ]

  private static let grey = Colour(red: 99, green: 99, blue: 99)

  /// Seeds × cases: 24,000 frames.
  private static let casesASeed = 1_000

  @Test("No frame ever has a wrong width or a cell that is not inert", arguments: 1...24)
  func frames(seed: UInt64) throws {
    var hostile = HostileValues(random: SplitMix(state: seed))
    var book = try Sample.book()
    let scenes = Presenter.samples(of: book).flatMap(\.scenes)
    let tables = book.languages.map { (language: $0, keys: book.texts[$0]?.keys ?? []) }
    for number in 0..<Self.casesASeed {
      // A hospital's own texts are no better: now and then another one is spoilt.
      if number % 4 == 0 {
        let (language, keys) = tables[hostile.number(below: tables.count)]
        let key = keys[hostile.number(below: keys.count)]
        // Names in braces that do not exist are refused where the file is read.
        if let text = try? ScreenText(hostile.text(), line: 1) { book.texts[language]?.add(key, text) }
      }
      if number % 100 == 0 { book = try Sample.book() }
      var scene = scenes[hostile.number(below: scenes.count)]
      scene.language = tables[hostile.number(below: tables.count)].language
      scene.values.staffNumber = hostile.text()
      for index in scene.values.eligibilities.indices {
        scene.values.eligibilities[index].insurerNumber = hostile.text()
        scene.values.eligibilities[index].insurerName = hostile.text()
      }
      if case .staffNumber = scene.entry { scene.entry = .staffNumber(hostile.text()) }
      let institution = hostile.text()
      var content = Presenter(book: book, institution: institution).content(scene)
      for placeholder in Placeholder.allCases where number % 2 == 0 { content.values[placeholder] = hostile.text() }
      if number % 3 == 0 { content.photo = Picture(width: 1 + number % 50, height: 1 + number % 70, filled: Self.grey) }
      let size = Self.sizes[hostile.number(below: Self.sizes.count)]
      let strip = number % 3 == 0 ? hostile.text() : nil
      let frame = Layout(book: book, institution: institution)
        .frame(of: content, clock: number % 5 == 0 ? hostile.text() : "10:24", size: size, strip: strip).frame
      #expect(frame.size == size)
      // A frame judges its cells by the same rule that lets text in; this list is another.
      let dangerous = frame.text.unicodeScalars.filter { $0 != "\n" && WidthTests.isDangerous($0) }
      let flaws = frame.flaws + dangerous.map { "U+\(String($0.value, radix: 16))" }
      #expect(flaws.isEmpty, "seed \(seed), case \(number), \(scene.screen.id): \(flaws.prefix(3))")
      if !flaws.isEmpty { return }
    }
  }
}
