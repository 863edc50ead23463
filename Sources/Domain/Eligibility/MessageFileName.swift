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

  /// `OQSsiquc01req_ID.xml`: one eligibility query.
  public static func request(identifier: String) -> String { "OQSsiquc01req_\(safe(identifier)).xml" }

  /// `OQSsiquc01res_ID.xml`: its reply.
  public static func reply(identifier: String) -> String { "OQSsiquc01res_\(safe(identifier)).xml" }

  private static func safe(_ identifier: String) -> String {
    String(
      decoding: identifier.utf8.filter {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
      }, as: UTF8.self)
  }
}
