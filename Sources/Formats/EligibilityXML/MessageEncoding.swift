/// The two encodings that the interface's messages have.
public enum MessageEncoding: String, CaseIterable, Sendable {
  case utf8 = "utf-8"
  /// Shift_JIS with Microsoft's additions, which is what "Shift_JIS" means in the field.
  case cp932 = "cp932"

  /// As the XML declaration says it.
  public var declaredName: String {
    switch self {
    case .utf8: "UTF-8"
    case .cp932: "Shift_JIS"
    }
  }

  /// Reads the name of an XML declaration; upper and lower case are the same.
  init?(declared name: String) {
    switch name.lowercased() {
    case "utf-8", "utf8": self = .utf8
    case "shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "cp932", "ms932", "windows-31j": self = .cp932
    default: return nil
    }
  }
}

/// A message ready to be written or sent.
public struct EncodedMessage: Equatable, Sendable {
  public var bytes: [UInt8]
  /// How many characters the encoding lacks and a black circle `●` stands for: staff must know of them.
  public var replacedCharacters: Int

  public init(bytes: [UInt8], replacedCharacters: Int) {
    self.bytes = bytes
    self.replacedCharacters = replacedCharacters
  }
}
