/// Where a line may not begin or end (JIS X 4051), and where a phrase longer than a line is broken.
enum Kinsoku {
  /// Closing marks, small kana, iteration and length marks.
  static let notAtStart = members(
    """
    、。，．・：；？！）］｝〕〉》」』】〗〙〟’”々〻ーァィゥェォッャュョヮヵヶぁぃぅぇぉっゃゅょゎゕゖゝゞヽヾ゛゜…‥‐–—〜～％℃
    ､｡･｣ﾞﾟｰｧｨｩｪｫｯｬｭｮ,.:;?!)]}%'"
    """)
  /// Opening marks.
  static let notAtEnd = members("（［｛〔〈《「『【〖〘〝‘“([{¥￥＄$#№")

  private static func members(_ marks: String) -> Set<Unicode.Scalar> {
    Set(marks.unicodeScalars.filter { $0 != "\n" })
  }

  /// How many glyphs of an overlong phrase stand on the first line: all when they fit, else the most that fit and obey
  /// the rules; where nothing obeys them, the most that fit. At least one.
  static func breakPoint(_ glyphs: ArraySlice<Glyph>, columns: Int) -> Int {
    var used = 0
    var most = 0
    for glyph in glyphs {
      guard used + glyph.width <= columns else { break }
      used += glyph.width
      most += 1
    }
    most = max(most, 1)
    if most >= glyphs.count { return glyphs.count }
    var count = most
    while count > 0 {
      if mayBreak(glyphs[glyphs.startIndex + count - 1], glyphs[glyphs.startIndex + count]) { return count }
      count -= 1
    }
    return most
  }

  private static func mayBreak(_ before: Glyph, _ after: Glyph) -> Bool {
    if notAtStart.contains(after.base) || notAtEnd.contains(before.base) || after.isSpace || before.isSpace {
      return false
    }
    // Inside a Latin word or a number nothing breaks while a break beside a wide character can be had.
    return before.width == 2 || after.width == 2
  }
}
