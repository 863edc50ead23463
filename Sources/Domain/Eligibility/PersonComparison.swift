/// How texts about a person are compared where somebody is searched for by them: spaces and the width of letters and
/// digits do not count, everything else does. A text in which a character was lost is like no other: nothing is guessed.
public enum PersonComparison {
  public static func isSameName(_ one: String, as other: String) -> Bool {
    guard let one = folded(one), let other = folded(other) else { return false }
    return one == other
  }

  /// Of readings hiragana and katakana are the same, too.
  public static func isSameReading(_ one: String, as other: String) -> Bool {
    guard let one = HalfWidthKana.converted(one).flatMap(folded),
      let other = HalfWidthKana.converted(other).flatMap(folded)
    else { return false }
    return one == other
  }

  /// Whether a part of an address, such as a town, stands in it.
  public static func isPart(_ part: String, ofAddress address: String) -> Bool {
    guard let part = folded(part), let address = folded(address) else { return false }
    return address.contains(part)
  }

  /// Without spaces; katakana, letters and digits half-width, hyphens as one sign. `nil` where nothing is left, or a
  /// character was lost.
  private static func folded(_ text: String) -> String? {
    guard !BlackCircle.isIn(text) else { return nil }
    var folded = ""
    for scalar in text.unicodeScalars where ![0x20, 0x3000, 0x09].contains(scalar.value) {
      // Hiragana are letters of their own in a name; a voice mark behind one belongs to it.
      let isHiragana = (0x3041...0x3096).contains(scalar.value)
      let isMarkOfHiragana = [0x3099, 0x309A].contains(scalar.value) && !endsHalfWidth(folded)
      if isHiragana || isMarkOfHiragana {
        folded.unicodeScalars.append(scalar)
      } else {
        folded += HalfWidthKana.converted(String(scalar)) ?? String(scalar)
      }
    }
    return folded.isEmpty ? nil : folded
  }

  private static func endsHalfWidth(_ text: String) -> Bool {
    text.unicodeScalars.last.map { HalfWidthKana.isHalfWidth(String($0)) } ?? false
  }
}
