import CivilTime

/// The names that messages have in the folders of an eligibility terminal.
public enum MessageFileName {
  /// `OQSsiquc01res_face_ID_yyyyMMddHHmmss.xml`: the result of a card reader session, for the `face` folder.
  ///
  /// - Parameter identifier: the visit's own name; what is not an ASCII letter, digit or hyphen is left out, so that it
  ///   can neither leave the folder nor break the name's parts.
  public static func faceResult(identifier: String, at moment: CivilMoment) -> String {
    "OQSsiquc01res_face_\(safe(identifier))_\(moment.compact).xml"
  }

  /// `OQSsiquc01req_ID.xml`.
  ///
  /// - Returns: `nil` for an identifier that is not `isIdentifier`: leaving characters out would make two requests one.
  public static func request(_ kind: MessageKind, identifier: String) -> String? {
    isIdentifier(identifier) ? "\(kind.rawValue)req_\(identifier).xml" : nil
  }

  /// `OQSsiquc01res_ID`, to which the reply's ending is added.
  public static func replyStem(_ kind: MessageKind, identifier: String) -> String? {
    isIdentifier(identifier) ? "\(kind.rawValue)res_\(identifier)" : nil
  }

  /// Whether it can be part of a file's name, on the eligibility terminal's file system too: ASCII letters, digits,
  /// hyphen and underscore, as many as `ArbitraryFileIdentifier` may have in the field.
  public static func isIdentifier(_ text: String) -> Bool {
    (1...50).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
          || $0 == 0x5F
      }
  }

  private static func safe(_ identifier: String) -> String {
    String(
      decoding: identifier.utf8.filter {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
      }, as: UTF8.self)
  }
}
