import Foundation

extension MessageEncoding {
  /// What the field writes for a character that cannot be written.
  static let blackCircle: Character = "●"

  /// `nil` when the bytes are not of this encoding, to the last one.
  func decode(_ bytes: ArraySlice<UInt8>) -> String? {
    switch self {
    case .utf8: String(validating: bytes, as: UTF8.self)
    case .cp932: CP932.table.decode(bytes)
    }
  }

  /// Every character that the encoding lacks becomes one `●`, except those whose only difference is which of two code
  /// points the maker of a table chose.
  func encode(_ text: String) -> (bytes: [UInt8], replaced: Int) {
    switch self {
    case .utf8: return (Array(text.utf8), 0)
    case .cp932:
      var bytes: [UInt8] = []
      var replaced = 0
      bytes.reserveCapacity(text.utf8.count)
      for character in text where !Self.append(character, to: &bytes) {
        // A character whole or not at all: a name without its variation selector would be a guess.
        bytes += [0x81, 0x9C]  // ●
        replaced += 1
      }
      return (bytes, replaced)
    }
  }

  private static func append(_ character: Character, to bytes: inout [UInt8]) -> Bool {
    let start = bytes.count
    for scalar in character.unicodeScalars where !CP932.table.encode(scalar, to: &bytes) {
      bytes.removeSubrange(start...)
      guard let other = writable(character) else { return false }
      return CP932.table.encode(other, to: &bytes)
    }
    return true
  }

  /// The pairs on which Unicode's JIS mapping and Microsoft's differ, and kana written with a combining voice mark.
  private static func writable(_ character: Character) -> Unicode.Scalar? {
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
