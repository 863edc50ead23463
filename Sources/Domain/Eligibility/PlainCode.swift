/// A code of the service as records and logs may hold it: codes only (S9), and what is not shaped like one could be
/// anything.
public enum PlainCode {
  /// The interface's codes have up to 9 characters, and the stand-in's fewer; 12 leave room.
  public static let mostCharacters = 12
  /// A reception number has a moment and a count in it.
  public static let mostOfReceptionNumber = 32
  private static let notACode = "not-a-code"

  public static func of(_ text: String, most: Int = mostCharacters) -> String {
    let isCode =
      (1...most).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D: true
        default: false
        }
      }
    return isCode ? text : notACode
  }
}
