import ZipFiles

/// Why bytes are not a message of the eligibility interface. Element names only: never what stood in them.
public enum EligibilityXMLFailure: Error, Equatable, Sendable {
  case empty
  /// This machine has no libxml2 that can be used; its own reason.
  case libraryMissing(String)
  case noMemory
  case tooLarge(limitBytes: Int)
  /// The XML declaration names an encoding that the interface does not use.
  case encodingNotAllowed(String)
  /// The message declares another encoding than the one that was agreed on.
  case encodingNotAgreed(MessageEncoding)
  /// The bytes are not what the declaration says.
  case encodingViolated(MessageEncoding)
  /// A document type declaration, or an entity of its own (S6).
  case documentTypeRefused
  case tooDeep(limit: Int)
  case tooManyElements(limit: Int)
  case tagTooLong(limitBytes: Int)
  /// One element more often than anybody has a use for.
  case tooMany(element: String, limit: Int)
  /// Not well-formed, or cut off.
  case notWellFormed(line: Int)
  case wrongRoot(String)
  case missing(element: String)
  case duplicate(element: String)
  /// An element that should hold text holds elements, or its text is not of the element's form.
  case malformed(element: String)
  /// More people than one file of a batch may name.
  case tooManyPeople(limit: Int)
  /// A PDF, and none was asked for.
  case documentNotAskedFor
  /// A PDF without its end.
  case documentCutOff
  /// A batch's reply came in a ZIP, and no message comes out of it.
  case archive(ZipFailure)
  /// A ZIP, and nothing was asked for that comes in one.
  case archiveNotExpected

  /// One sentence for staff.
  public var sentence: String {
    switch self {
    case .empty: "the message is empty"
    case .libraryMissing(let reason): "messages cannot be read without libxml2 (Debian's libxml2): \(reason)"
    case .noMemory: "the machine has no memory left to read the message"
    case .tooLarge(let limit): "the message is larger than \(limit) bytes"
    case .encodingNotAllowed(let name): "the message declares the encoding \"\(name)\""
    case .encodingNotAgreed(let encoding): "the message is in \(encoding.declaredName), which was not agreed on"
    case .encodingViolated(let encoding): "the message's bytes are not \(encoding.declaredName)"
    case .documentTypeRefused: "the message carries a document type declaration"
    case .tooDeep(let limit): "the message nests more than \(limit) levels deep"
    case .tooManyElements(let limit): "the message has more than \(limit) elements"
    case .tagTooLong(let limit): "a tag of the message is longer than \(limit) bytes"
    case .tooMany(let element, let limit): "the message has \(element) more than \(limit) times"
    case .notWellFormed(let line): "the message is not well-formed XML (line \(line))"
    case .wrongRoot(let name): "the message's root element is \"\(name)\", not XmlMsg"
    case .missing(let element): "the message has no \(element)"
    case .duplicate(let element): "the message has \(element) more than once"
    case .malformed(let element): "\(element) of the message does not have its form"
    case .tooManyPeople(let limit): "the message names more than \(limit) people"
    case .documentNotAskedFor: "a PDF came, and none was asked for"
    case .documentCutOff: "the PDF that came is cut off"
    case .archive(let failure): failure.sentence
    case .archiveNotExpected: "a ZIP came, and only a batch's result may be one"
    }
  }
}
