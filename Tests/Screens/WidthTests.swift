import Display
import Glibc
import Testing

@Suite("Widths and inert text")
struct WidthTests {
  /// Text as a hostile or broken source sends it, the same for each seed.
  struct HostileText {
    var random: SplitMix

    mutating func next() -> String {
      var text = ""
      for _ in 0..<Int(random.next() % 24) { text.unicodeScalars += piece() }
      return text
    }

    private mutating func piece() -> [Unicode.Scalar] {
      switch random.next() % 10 {
      case 0: return Array("見本花子".unicodeScalars)
      case 1: return Array("\u{1B}[31mA\u{1B}]0;title\u{07}".unicodeScalars)
      case 2: return Array("か\u{3099}e\u{301}\u{300}\u{301}\u{302}\u{303}".unicodeScalars)
      case 3: return Array("👨\u{200D}👩\u{FE0F}葛\u{E0100}".unicodeScalars)
      case 4: return Array("\u{202E}אב\u{2066}\u{0}\u{8}\u{9B}5n".unicodeScalars)
      case 5: return Array("ﾊﾝｶｸ ｶﾅ\t、。".unicodeScalars)
      case 6: return Array("각 각".unicodeScalars)
      default: return [Unicode.Scalar(UInt32(random.next() % 0x30000)) ?? "\u{1B}"]
      }
    }
  }

  @Test("Hostile text in every place of a frame never breaks a cell", arguments: 1...40)
  func frames(seed: UInt64) throws {
    var hostile = HostileText(random: SplitMix(state: seed))
    let text = hostile.next()
    for columns in 2...40 {
      for line in Wrapping.lines(text, columns: columns) {
        #expect(line.reduce(0) { $0 + $1.width } <= columns)
        #expect(line.allSatisfy { $0.width == 1 || $0.width == 2 })
      }
    }
    let glyphs = Glyph.all(in: InertText(text))
    #expect(glyphs.map(\.text).joined().unicodeScalars.allSatisfy { !Self.isDangerous($0) })
    #expect(InertText(InertText(text).text).text == InertText(text).text)
  }

  static func isDangerous(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || (0x200B...0x200F).contains(scalar.value)
      || (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
      || (0xFE00...0xFE0F).contains(scalar.value)
  }

  @Test(
    "What cannot be shown is removed or shown as lost",
    arguments: [
      ("abc", "abc"), ("a\u{1B}[2Jb", "ab"), ("a\u{1B}]0;x\u{07}b", "ab"), ("a\u{1B}Pq\u{1B}\\b", "ab"),
      ("a\u{1B}]0;never ends", "a"), ("a\u{9B}31mb", "ab"), ("a\u{1B}(Bb", "ab"), ("a\u{0}\u{7F}\u{85}b", "a b"),
      ("a\u{202E}b\u{2066}c", "abc"), ("葛\u{E0100}飾", "葛飾"), ("\u{E000}田", "●田"), ("😀", "●"), ("א", "●"),
      ("\u{301}a", "●a"), ("1\n2\t3", "1 2 3"), ("👨\u{200D}👩", "●●"), ("髙𠮷", "髙𠮷"),
    ])
  func inert(raw: String, shown: String) {
    #expect(InertText(raw).text == shown)
  }

  @Test("A base character keeps at most four marks")
  func marks() {
    let raw = "e" + String(repeating: "\u{301}", count: 40)
    #expect(InertText(raw).text.unicodeScalars.count == 1 + InertText.mostMarks)
    #expect(Glyph.all(in: InertText(raw)).count == 1)
  }

  @Test("Widths agree with the C library wherever both know the character")
  func widthsAsGlibc() throws {
    let locale = try #require(newlocale(LC_CTYPE_MASK, "C.UTF-8", nil))
    defer { freelocale(locale) }
    let before = uselocale(locale)
    defer { uselocale(before) }
    // The Swift overlay of the C library leaves wcwidth out.
    typealias WideWidth = @convention(c) (wchar_t) -> CInt
    let wcwidth = unsafeBitCast(try #require(dlsym(nil, "wcwidth")), to: WideWidth.self)
    var compared = 0
    var different: [String] = []
    for value in UInt32(0x20)..<0x31350 {
      guard let scalar = Unicode.Scalar(value), InertText(String(scalar)).text == String(scalar) else { continue }
      let system = Int(wcwidth(wchar_t(value)))
      guard system >= 0 else { continue }
      compared += 1
      if system != CellWidth.of(scalar) { different.append("U+\(String(value, radix: 16)) \(system)") }
    }
    #expect(compared > 90_000)
    #expect(different == [])
  }
}

/// A small generator whose numbers depend on its seed alone.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
