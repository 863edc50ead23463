/// The interface's way to write a reading (`NameKana`): half-width kana, voice marks as characters of their own
/// (ｶﾞ for ガ), and with them ASCII for spaces, hyphens and foreign names.
public enum HalfWidthKana {
  /// Whether a text can stand in such an element: no character of it is anything else. An empty text cannot.
  public static func isHalfWidth(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.unicodeScalars.allSatisfy { isKana($0) || (0x20..<0x7F).contains($0.value) }
  }

  /// Full-width katakana, hiragana and letters in their half-width form; what is half-width already stays. `nil` where a
  /// character has none: kanji, a black circle, marks of repetition. A reading is never guessed.
  public static func converted(_ text: some StringProtocol) -> String? {
    var written = ""
    for scalar in text.unicodeScalars {
      if isKana(scalar) || (0x20..<0x7F).contains(scalar.value) {
        written.unicodeScalars.append(scalar)
      } else if let letters = halfWidth(scalar) {
        written += letters
      } else {
        return nil
      }
    }
    return written
  }

  /// The block that begins at U+FF61, ｡ to ﾟ.
  private static func isKana(_ scalar: Unicode.Scalar) -> Bool { (0xFF61...0xFF9F).contains(scalar.value) }

  private static func halfWidth(_ scalar: Unicode.Scalar) -> String? {
    switch scalar.value {
    // Hiragana lie 0x60 before their katakana.
    case 0x3041...0x3096: katakana(scalar.value + 0x60)
    case 0x30A1...0x30FA: katakana(scalar.value)
    // Full-width ASCII lies 0xFEE0 behind ASCII.
    case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0).map { String($0) }
    case 0x3000: " "
    case 0x30FC: "ｰ"
    case 0x3099, 0x309B: "ﾞ"
    case 0x309A, 0x309C: "ﾟ"
    case 0x3001: "､"
    case 0x3002: "｡"
    case 0x300C: "｢"
    case 0x300D: "｣"
    case 0x30FB: "･"
    // Hyphens and minus signs, as they stand in foreign names.
    case 0x2010, 0x2011, 0x2212: "-"
    default: nil
    }
  }

  private static func katakana(_ value: UInt32) -> String { table[Int(value - 0x30A1)] }

  /// U+30A1 to U+30FA. Small ヮ, ヵ, ヶ and the old ヰ, ヱ have no half-width form of their own and are written as the
  /// letters that they are read as.
  private static let table = """
    ｧ ｱ ｨ ｲ ｩ ｳ ｪ ｴ ｫ ｵ ｶ ｶﾞ ｷ ｷﾞ ｸ ｸﾞ ｹ ｹﾞ ｺ ｺﾞ ｻ ｻﾞ ｼ ｼﾞ ｽ ｽﾞ ｾ ｾﾞ ｿ ｿﾞ ﾀ ﾀﾞ ﾁ ﾁﾞ ｯ ﾂ ﾂﾞ ﾃ ﾃﾞ ﾄ ﾄﾞ ﾅ ﾆ ﾇ ﾈ ﾉ \
    ﾊ ﾊﾞ ﾊﾟ ﾋ ﾋﾞ ﾋﾟ ﾌ ﾌﾞ ﾌﾟ ﾍ ﾍﾞ ﾍﾟ ﾎ ﾎﾞ ﾎﾟ ﾏ ﾐ ﾑ ﾒ ﾓ ｬ ﾔ ｭ ﾕ ｮ ﾖ ﾗ ﾘ ﾙ ﾚ ﾛ ﾜ ﾜ ｲ ｴ ｦ ﾝ ｳﾞ ｶ ｹ ﾜﾞ ｲﾞ ｴﾞ ｦﾞ
    """.split(separator: " ").map(String.init)
}
