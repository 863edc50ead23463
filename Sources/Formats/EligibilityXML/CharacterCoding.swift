import Foundation

extension MessageEncoding {
  /// Whether this encoding has the character, as it is.
  func canWrite(_ character: Character) -> Bool {
    switch self {
    case .utf8: return true
    case .cp932:
      var bytes: [UInt8] = []
      return character.unicodeScalars.allSatisfy { CP932.table.encode($0, to: &bytes) }
    }
  }

  /// For a character that CP932 lacks the one that it has in its place, where the only difference is which of two code
  /// points the maker of a table chose: the pairs on which Unicode's JIS mapping and Microsoft's differ, and kana
  /// written with a combining voice mark.
  static func writable(_ character: Character) -> Unicode.Scalar? {
    switch character {
    case "\u{301C}": return "\u{FF5E}"  // 〜 ～
    case "\u{2212}": return "\u{FF0D}"  // − －
    case "\u{2016}": return "\u{2225}"  // ‖ ∥
    case "\u{00A5}": return "\u{FFE5}"  // ¥ ￥
    case "\u{2014}": return "\u{2015}"  // — ―
    case "\u{00A2}": return "\u{FFE0}"  // ¢ ￠
    case "\u{00A3}": return "\u{FFE1}"  // £ ￡
    case "\u{00AC}": return "\u{FFE2}"  // ¬ ￢
    default:
      let text = String(character)
      // Only these: composing kanji would exchange compatibility forms, that is, one spelling of a name for another.
      guard text.unicodeScalars.contains(where: { $0.value == 0x3099 || $0.value == 0x309A }) else { return nil }
      let composed = text.precomposedStringWithCanonicalMapping.unicodeScalars
      return composed.count == 1 ? composed.first : nil
    }
  }
}
