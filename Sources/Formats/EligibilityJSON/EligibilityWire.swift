import CivilTime
import Eligibility
import EligibilityXML

/// What kiosk and stand-in service say to each other over HTTPS: a thin JSON envelope around the interface's own
/// messages, every request a POST.
///
/// | path | request | answer |
/// |---|---|---|
/// | `/v1/nonce` | `{}` | `{"nonce"}` |
/// | `/v1/sessions` | `{"institution","visit","nonce","certificate","method","signature"?,"voucher"?}` | session |
/// | `/v1/sessions/ID/registration` | `{}` | session |
/// | `/v1/sessions/ID/consents` | `{"answers":{"YZK":true,…}}` | XML |
/// | `/v1/messages/OQSsiquc01` | XML | XML |
/// | … every other message | XML | XML, a batch's result also ZIP, a document PDF |
/// | `/v1/persons` | see `EligibilityWire+PersonSearch` | XML |
///
/// A session is `{"session","identity":{"method","signed","voucher"?},"consents":[…],"needsRegistration","message"}`;
/// `message` is the XML text of a reply, `null` before registration. Bytes travel as base64. A refusal is a 4xx or 503
/// with `{"refusal":"S-103"}`.
public enum EligibilityWire {
  public static let json = "application/json"
  public static let xml = "application/xml"

  public static let zip = "application/zip"
  public static let pdf = "application/pdf"

  /// A certificate of the card is about 1.6 kB, a message about one person 1 kB.
  public static let largestRequestBytes = 64 << 10
  /// A batch of 10,000 people: some 600 bytes each, and room for longer identifiers.
  public static let largestListBytes = 16 << 20
  /// One message of the interface, escaped for JSON.
  public static let largestAnswerBytes = 6 << 20

  /// The service's nonces: enough to be unguessable, little enough to be one signature's input.
  static let nonceBytes = 16...64
  static let certificateBytes = 64...(16 << 10)
  /// RSA-2048 today, ECDSA P-384 in the next generation of cards.
  static let signatureBytes = 64...1_024
  static let longestName = 128

  static let noncePath = "/v1/nonce"
  static let sessionsPath = "/v1/sessions"
  static let messagesPath = "/v1/messages"
  static let registration = "registration"
  static let consents = "consents"

  /// A visit's or session's name: so that it can stand in a path.
  static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= longestName
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
          || $0 == 0x5F
      }
  }

  /// Whether a Content-Type header names this media type; parameters such as `charset` are passed over.
  static func isType(_ header: String, _ type: String) -> Bool {
    let name = header.split(separator: ";", omittingEmptySubsequences: false).first ?? ""
    return name.filter { $0 != " " }.lowercased() == type
  }
}
