import Eligibility
import ZipFiles

extension EligibilityXML {
  /// - Returns: a document's bytes are the PDF itself, as a folder has it under the name `….pdf`.
  public static func encode(
    _ reply: InterfaceReply, to request: InterfaceRequest, encoding: MessageEncoding
  ) -> EncodedMessage {
    switch reply {
    case .eligibility(let reply): encode(reply, encoding: encoding)
    case .medicalInformation(let reply): encode(reply, subject(of: request), encoding: encoding)
    }
  }

  /// - Parameter bytes: a whole reply: XML; a PDF where a document was asked for; a ZIP with the XML in it where a
  ///   batch's result was.
  /// - Parameter encoding: what the XML must declare, in a ZIP too; `nil` where either will do.
  public static func decodeInterfaceReply(
    _ bytes: [UInt8], to request: InterfaceRequest, in encoding: MessageEncoding? = nil
  ) throws(EligibilityXMLFailure) -> InterfaceReply {
    if ZipFiles.isArchive(bytes) {
      guard case .collectBatch = request else { throw .archiveNotExpected }
      let message = try unpack(bytes, request.kind)
      try hold(message, to: encoding)
      return .eligibility(try decodeReply(message, in: .batch))
    }
    if !bytes.starts(with: pdfSignature) { try hold(bytes, to: encoding) }
    guard bytes.starts(with: pdfSignature) else {
      switch request {
      case .confirm, .submitBatch, .registerReferenceNumbers: return .eligibility(try decodeReply(bytes, in: .message))
      case .collectBatch: return .eligibility(try decodeReply(bytes, in: .batch))
      case .medicalInformation(let asked):
        return .medicalInformation(try decodeMedicalInformation(bytes, asked.form.subject))
      }
    }
    guard case .medicalInformation(let asked) = request, asked.form.isDocument else { throw .documentNotAskedFor }
    guard bytes.count <= largestDocumentBytes else { throw .tooLarge(limitBytes: largestDocumentBytes) }
    guard isWholeDocument(bytes) else { throw .documentCutOff }
    var reply = MedicalInformationReply()
    reply.document = bytes
    return .medicalInformation(reply)
  }

  private static func hold(
    _ message: [UInt8], to encoding: MessageEncoding?
  ) throws(EligibilityXMLFailure) {
    guard let encoding else { return }
    let declared = try XMLDeclaration(of: message).encoding
    guard declared == encoding else { throw .encodingNotAgreed(declared) }
  }

  // MARK: - Medical information

  private static func encode(
    _ reply: MedicalInformationReply, _ subject: MedicalInformationSubject, encoding: MessageEncoding
  ) -> EncodedMessage {
    if let document = reply.document { return EncodedMessage(bytes: document, replacedCharacters: 0) }
    var header = MedicalInformationHeader()
    header.medicalInstitutionCode = reply.medicalInstitutionCode
    header.arbitraryFileIdentifier = reply.arbitraryFileIdentifier
    if reply.person != MedicalInformationPerson() { header.person = reply.person }
    var body = MedicalInformationBody()
    body.resultCode = reply.resultCode
    body.messageContents = reply.messageContents
    body.months = reply.months
    body.checkups = reply.checkups
    body.unknown = reply.unknown
    return document(encoding) { (elements) throws(EligibilityXMLFailure) in
      try elements.write("MessageHeader", &header) { (header, elements) throws(EligibilityXMLFailure) in
        try header.exchange(subject, &elements)
      }
      try elements.write("MessageBody", &body) { (body, elements) throws(EligibilityXMLFailure) in
        try body.exchange(&elements)
      }
    }
  }

  /// A reply that only says why there is nothing may lack either part.
  private static func decodeMedicalInformation(
    _ bytes: [UInt8], _ subject: MedicalInformationSubject
  ) throws(EligibilityXMLFailure) -> MedicalInformationReply {
    var message = try Message(bytes, in: .message)
    var reply = MedicalInformationReply()
    reply.resultCode = try message.takeAnywhere("ResultCode")
    reply.messageContents = try message.takeAnywhere("MessageContents")
    if let tree = try message.takeIfAny("MessageHeader") {
      let header = try ElementExchange.read(tree, MedicalInformationHeader()) {
        (header, elements) throws(EligibilityXMLFailure) in try header.exchange(subject, &elements)
      }
      reply.medicalInstitutionCode = header.medicalInstitutionCode
      reply.arbitraryFileIdentifier = header.arbitraryFileIdentifier
      reply.person = header.person ?? MedicalInformationPerson()
      reply.unknown = header.unknown
    }
    if let tree = try message.takeIfAny("MessageBody") {
      let body = try ElementExchange.read(tree, MedicalInformationBody()) {
        (body, elements) throws(EligibilityXMLFailure) in try body.exchange(&elements)
      }
      reply.months = body.months
      reply.checkups = body.checkups
      reply.unknown += body.unknown
    } else if reply.resultCode == nil, reply.messageContents == nil {
      throw .missing(element: "MessageBody")
    }
    reply.unknown += message.rest
    return reply
  }

  private static func subject(of request: InterfaceRequest) -> MedicalInformationSubject {
    switch request {
    case .medicalInformation(let request): request.form.subject
    // Nothing else is answered with medical information.
    case .confirm, .submitBatch, .collectBatch, .registerReferenceNumbers: .medication
    }
  }

  // MARK: - ZIP

  /// The message of a batch's reply in the one XML file whose name begins as such a reply's does, else in the only one.
  private static func unpack(_ bytes: [UInt8], _ kind: MessageKind) throws(EligibilityXMLFailure) -> [UInt8] {
    do throws(ZipFailure) {
      return try ZipFiles.unpack(bytes, upTo: largestBatchBytes) { entries in
        let messages = entries.indices.filter { entries[$0].name.lowercased().hasSuffix(".xml") }
        let named = messages.filter { entries[$0].name.hasPrefix("\(kind.rawValue)res") }
        let candidates = named.isEmpty ? messages : named
        return candidates.count == 1 ? candidates[0] : nil
      }
    } catch {
      throw .archive(error)
    }
  }

  // MARK: - PDF

  private static let pdfSignature = Array("%PDF-".utf8)
  private static let pdfEnd = Array("%%EOF".utf8)

  /// The mark of the end stands in the last 1,024 bytes (ISO 32000-1, Annex H, note 18).
  private static func isWholeDocument(_ bytes: [UInt8]) -> Bool {
    let tail = bytes.suffix(1_024)
    return tail.indices.contains { tail[$0...].starts(with: pdfEnd) }
  }
}
