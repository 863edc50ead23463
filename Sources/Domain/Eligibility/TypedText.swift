/// What somebody typed into a field of free text.
public enum TypedText {
  /// Why it cannot be taken.
  public enum Flaw: Error, Hashable, Sendable {
    case tooLong(limit: Int)
    /// A sign that no form has, such as a control character.
    case strangeCharacter
    /// A character that did not survive elsewhere: which one it was nobody knows, so that it is never passed on.
    case blackCircle
  }

  /// - Parameter limit: in characters.
  /// - Returns: the text without spaces round it; `nil` where nothing was typed.
  public static func checked(_ typed: String, limit: Int) throws(Flaw) -> String? {
    let text = trimmed(typed)
    guard !text.isEmpty else { return nil }
    guard text.unicodeScalars.allSatisfy(isWritten) else { throw .strangeCharacter }
    guard !BlackCircle.isIn(text) else { throw .blackCircle }
    guard text.count <= limit, text.unicodeScalars.count <= limit * mostScalars else { throw .tooLong(limit: limit) }
    return text
  }

  /// A letter with its mark, or a kanji with its variant's selector.
  static let mostScalars = 2

  /// Whether somebody can write it on a form: no control, and nothing that is not seen.
  static func isWritten(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    default: true
    }
  }

  /// Full-width digits and signs in their ASCII form, without spaces round them.
  public static func narrow(_ typed: String) -> String {
    String(
      String.UnicodeScalarView(
        trimmed(typed).unicodeScalars.map { scalar in
          (0xFF01...0xFF5E).contains(scalar.value) ? Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar : scalar
        }))
  }

  static func trimmed(_ typed: String) -> String {
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\u{3000}" || $0 == "\t" }
    guard let first = typed.firstIndex(where: { !isSpace($0) }), let last = typed.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(typed[first...last])
  }
}
