import Eligibility

/// The interface's messages as bytes. Reading is bounded (4 MiB, 16 levels, no document type declaration) and tolerant
/// where the public facts are silent: unknown codes and elements are kept. It is not tolerant of the same element twice.
public enum EligibilityXML {
  public static let largestMessageBytes = XMLTree.largestBytes

  private static let root = "XmlMsg"

  /// - Parameter bytes: a whole `OQSsiquc01res` or `…_face_…` document, UTF-8 or Shift_JIS as it declares.
  public static func decodeReply(_ bytes: [UInt8]) throws(EligibilityXMLFailure) -> EligibilityReply {
    var message = try Message(bytes)
    return EligibilityReply(
      header: try message.take("MessageHeader", as: MessageHeader.self),
      body: try message.take("MessageBody", as: MessageBody.self), unknown: try message.rest)
  }

  /// `CharacterCodeIdentifier` is set to the encoding written.
  public static func encode(_ reply: EligibilityReply, encoding: MessageEncoding) -> EncodedMessage {
    var header = reply.header
    header.characterCodeIdentifier = .known(encoding.identifier)
    return document(header, reply.body, reply.unknown, encoding)
  }

  /// - Throws: also `.missing` and `.malformed` for what a query cannot do without.
  public static func decodeRequest(
    _ bytes: [UInt8]
  ) throws(EligibilityXMLFailure) -> QualificationConfirmationRequest {
    var message = try Message(bytes)
    let header = try message.take("MessageHeader", as: RequestHeader.self)
    let body = try message.take("MessageBody", as: RequestBody.self)
    guard let search = body.searchInfo else { throw .missing(element: "QualificationConfirmSearchInfo") }
    guard let institution = header.medicalInstitutionCode else { throw .missing(element: "MedicalInstitutionCode") }
    guard InstitutionCode.isWellFormed(institution) else { throw .malformed(element: "MedicalInstitutionCode") }
    guard let insurer = search.insurerNumber else { throw .missing(element: "InsurerNumber") }
    guard insurer.utf8.count <= 8, insurer.utf8.allSatisfy({ (48...57).contains($0) }) else {
      throw .malformed(element: "InsurerNumber")
    }
    guard let number = search.insuredIdentificationNumber else {
      throw .missing(element: "InsuredIdentificationNumber")
    }
    guard let birthdate = search.birthdate else { throw .missing(element: "Birthdate") }
    guard let birthday = birthdate.date else { throw .malformed(element: "Birthdate") }
    if let day = header.qualificationConfirmationDate, day.date == nil {
      throw .malformed(element: "QualificationConfirmationDate")
    }
    let query = InsuranceCardQuery(
      insurerNumber: insurer, symbol: search.insuredCardSymbol, identificationNumber: number,
      branchNumber: search.insuredBranchNumber, birthdate: birthday,
      limitConsent: search.limitApplicationCertificateRelatedConsFlg == .known(.yes),
      arbitraryFileIdentifier: header.arbitraryFileIdentifier ?? "")
    return QualificationConfirmationRequest(
      confirmationDate: header.qualificationConfirmationDate?.date, medicalInstitutionCode: institution,
      arbitraryIdentifier: search.arbitraryIdentifier, query: query)
  }

  /// The insurer number is padded to its 8 characters.
  public static func encode(
    _ request: QualificationConfirmationRequest, encoding: MessageEncoding
  ) -> EncodedMessage {
    let query = request.query
    var header = RequestHeader()
    header.qualificationConfirmationDate = request.confirmationDate.map { MessageDate($0) }
    header.medicalInstitutionCode = request.medicalInstitutionCode
    header.arbitraryFileIdentifier = query.arbitraryFileIdentifier
    var search = QualificationConfirmSearchInfo()
    search.insurerNumber = String(repeating: "0", count: max(0, 8 - query.insurerNumber.count)) + query.insurerNumber
    search.insuredCardSymbol = query.symbol
    search.insuredIdentificationNumber = query.identificationNumber
    search.insuredBranchNumber = query.branchNumber
    search.birthdate = MessageDate(query.birthdate)
    search.limitApplicationCertificateRelatedConsFlg = .known(query.limitConsent ? .yes : .no)
    search.arbitraryIdentifier = request.arbitraryIdentifier
    var body = RequestBody()
    body.searchInfo = search
    return document(header, body, [], encoding)
  }

  private static func document(
    _ header: some ExchangedStructure, _ body: some ExchangedStructure, _ unknown: [UnknownElement],
    _ encoding: MessageEncoding
  ) -> EncodedMessage {
    var parts = MessageParts()
    parts.unknown = unknown
    do {
      let trees = [try ElementExchange.tree("MessageHeader", header), try ElementExchange.tree("MessageBody", body)]
      let rest = try ElementExchange.tree(root, parts).children
      return XMLTree(name: root, children: trees + rest).document(in: encoding)
    } catch {
      preconditionFailure("writing takes what a structure holds: \(error.sentence)")
    }
  }

  /// A document's two parts and what stands beside them.
  private struct Message {
    private var children: [XMLTree]

    init(_ bytes: [UInt8]) throws(EligibilityXMLFailure) {
      let tree = try XMLTree.read(bytes)
      guard tree.name == EligibilityXML.root else { throw .wrongRoot(tree.name) }
      guard tree.text.isEmpty else { throw .malformed(element: tree.name) }
      children = tree.children
    }

    mutating func take<Structure: ExchangedStructure>(
      _ name: String, as type: Structure.Type
    ) throws(EligibilityXMLFailure) -> Structure {
      let found = children.filter { $0.name == name }
      guard let tree = found.first else { throw .missing(element: name) }
      guard found.count == 1 else { throw .duplicate(element: name) }
      children.removeAll { $0.name == name }
      return try ElementExchange.read(tree, as: type)
    }

    var rest: [UnknownElement] {
      get throws(EligibilityXMLFailure) {
        try ElementExchange.read(XMLTree(name: EligibilityXML.root, children: children), as: MessageParts.self).unknown
      }
    }
  }

  /// Beside header and body the interface has nothing.
  private struct MessageParts: ExchangedStructure {
    var unknown: [UnknownElement] = []

    mutating func exchange(_ elements: inout ElementExchange) throws(EligibilityXMLFailure) {
      elements.rest(&unknown)
    }
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
