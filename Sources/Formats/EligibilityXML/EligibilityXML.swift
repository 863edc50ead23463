import Eligibility

/// The interface's messages as bytes. Reading is bounded (size, 16 levels, number of elements, no document type
/// declaration) and tolerant where the public facts are silent or disagree: elements stand in any order, unknown codes
/// and elements are kept. It is not tolerant of the same element twice.
public enum EligibilityXML {
  /// S6: of every message but a batch's.
  public static let largestMessageBytes = XMLTree.Limits.message.bytes
  /// Of a batch, asked or answered, unpacked: 10,000 people take some 20 MiB with what batches are known to say of each,
  /// and some 80 with every element that there is.
  public static let largestBatchBytes = XMLTree.Limits.batch.bytes
  /// Of a PDF: years of a person's medication with pictures of letters in it. (ours)
  public static let largestDocumentBytes = 16 << 20

  private static let root = "XmlMsg"

  // MARK: - One eligibility reply

  /// - Parameter bytes: a whole `OQSsiquc01res` or `…_face_…` document, UTF-8 or Shift_JIS as it declares.
  public static func decodeReply(_ bytes: [UInt8]) throws(EligibilityXMLFailure) -> EligibilityReply {
    try decodeReply(bytes, in: .message)
  }

  static func decodeReply(
    _ bytes: [UInt8], in limits: XMLTree.Limits
  ) throws(EligibilityXMLFailure) -> EligibilityReply {
    // Units become what they mean one by one: the trees of 10,000 would take five times their room.
    let units = Units()
    var message = try Message(bytes, in: limits) { (tree) throws(EligibilityXMLFailure) in try units.take(tree) }
    let header = try message.take("MessageHeader", as: MessageHeader.self)
    var body = try message.take("MessageBody", as: MessageBody.self)
    body.bulkConfirmUnits = units.confirmed
    body.bulkRegistrationUnits = units.registered
    return EligibilityReply(header: header, body: body, unknown: message.rest)
  }

  /// `CharacterCodeIdentifier` is set to the encoding written.
  public static func encode(_ reply: EligibilityReply, encoding: MessageEncoding) -> EncodedMessage {
    var header = reply.header
    header.characterCodeIdentifier = .known(encoding.identifier)
    return document(header, reply.body, encoding, unknown: reply.unknown)
  }

  private final class Units {
    var confirmed: [BulkConfirmUnit] = []
    var registered: [BulkRegistrationUnit] = []
    private var results = 0

    /// Of all people of a batch together: where several match, each has a few.
    private static let mostResults = 2 * BatchRequest.mostPeople

    func take(_ tree: XMLTree) throws(EligibilityXMLFailure) -> Bool {
      switch tree.name {
      case "BulkConfirmUnit":
        try hold(confirmed.count)
        let unit = try ElementExchange.read(tree, as: BulkConfirmUnit.self)
        results += unit.results.count
        guard results <= Self.mostResults else {
          throw .tooMany(element: "ResultOfQualificationConfirmation", limit: Self.mostResults)
        }
        confirmed.append(unit)
      case "BulkRegistrationUnit":
        try hold(registered.count)
        registered.append(try ElementExchange.read(tree, as: BulkRegistrationUnit.self))
      default: return false
      }
      return true
    }

    private func hold(_ count: Int) throws(EligibilityXMLFailure) {
      guard count < BatchRequest.mostPeople else { throw .tooManyPeople(limit: BatchRequest.mostPeople) }
    }
  }

  // MARK: - Documents

  static func document(
    _ header: some ExchangedStructure, _ body: some ExchangedStructure, _ encoding: MessageEncoding,
    unknown: [UnknownElement] = []
  ) -> EncodedMessage {
    var (header, body, unknown) = (header, body, unknown)
    return document(encoding) { (elements) throws(EligibilityXMLFailure) in
      try elements.write("MessageHeader", &header) { (header, elements) throws(EligibilityXMLFailure) in
        try header.exchange(&elements)
      }
      try elements.write("MessageBody", &body) { (body, elements) throws(EligibilityXMLFailure) in
        try body.exchange(&elements)
      }
      try elements.rest(&unknown)
    }
  }

  /// - Parameter content: writes what stands in the root.
  static func document(
    _ encoding: MessageEncoding, _ content: (inout ElementExchange) throws(EligibilityXMLFailure) -> Void
  ) -> EncodedMessage {
    var elements = ElementExchange(writing: encoding)
    do {
      var nothing: Void = ()
      try elements.write(root, &nothing) { (_, elements) throws(EligibilityXMLFailure) in try content(&elements) }
    } catch {
      preconditionFailure("writing takes what a structure holds: \(error.sentence)")
    }
    return elements.message
  }

  /// A document's two parts and what stands beside them, as they were read.
  struct Message {
    private(set) var children: [XMLTree]

    init(
      _ bytes: [UInt8], in limits: XMLTree.Limits, taking: @escaping XMLTree.Taking = { _ in false }
    ) throws(EligibilityXMLFailure) {
      let tree = try XMLTree.read(bytes, in: limits, taking: taking)
      guard tree.name == EligibilityXML.root else { throw .wrongRoot(tree.name) }
      guard tree.text.isEmpty else { throw .malformed(element: tree.name) }
      children = tree.children
    }

    mutating func take<Structure: ExchangedStructure>(
      _ name: String, as type: Structure.Type
    ) throws(EligibilityXMLFailure) -> Structure {
      guard let tree = try takeIfAny(name) else { throw .missing(element: name) }
      return try ElementExchange.read(tree, as: type)
    }

    mutating func takeIfAny(_ name: String) throws(EligibilityXMLFailure) -> XMLTree? {
      let found = children.filter { $0.name == name }
      guard found.count <= 1 else { throw .duplicate(element: name) }
      children.removeAll { $0.name == name }
      return found.first
    }

    /// The only element of that name, wherever it stands.
    mutating func takeAnywhere(_ name: String) throws(EligibilityXMLFailure) -> String? {
      var found: [XMLTree] = []
      children = children.compactMap { $0.without(name, &found) }
      guard found.count <= 1 else { throw .duplicate(element: name) }
      guard let tree = found.first else { return nil }
      guard tree.children.isEmpty else { throw .malformed(element: name) }
      return tree.text.isEmpty ? nil : tree.text
    }

    /// Beside header and body the interface has nothing.
    var rest: [UnknownElement] { children.map(UnknownElement.init) }
  }
}

extension XMLTree {
  /// `nil`: it is of that name itself.
  fileprivate func without(_ name: String, _ found: inout [XMLTree]) -> XMLTree? {
    guard self.name != name else {
      found.append(self)
      return nil
    }
    var tree = self
    tree.children = children.compactMap { $0.without(name, &found) }
    return tree
  }
}

extension MessageEncoding {
  fileprivate var identifier: CharacterCodeIdentifier {
    switch self {
    case .utf8: .utf8
    case .cp932: .shiftJIS
    }
  }
}
