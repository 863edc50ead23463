import Eligibility
import EligibilityXML

// The interface's own messages: `POST /v1/messages/STEM`, where STEM is what their files' names begin with
// (`OQSsiquc01`), the message itself as body, answered with the message that answers it.

extension EligibilityWire {
  /// The message that a path is for; `nil` for a session's path, and for one that is none.
  public static func kind(ofPath path: String) -> MessageKind? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 4, path.hasPrefix("\(messagesPath)/") else { return nil }
    return MessageKind(rawValue: String(parts[3]))
  }

  /// What a service reads of a request at most, by its path. What is larger is no request.
  public static func largestRequestBytes(path: String) -> Int {
    kind(ofPath: path).map { $0.namesMany ? largestListBytes : largestRequestBytes } ?? largestRequestBytes
  }

  /// What a kiosk reads of the answer at most.
  public static func largestAnswerBytes(to request: InterfaceRequest) -> Int {
    switch request {
    case .collectBatch: EligibilityXML.largestBatchBytes
    case .medicalInformation(let request):
      request.form.isDocument ? EligibilityXML.largestDocumentBytes : largestAnswerBytes
    case .confirm, .submitBatch, .registerReferenceNumbers: largestAnswerBytes
    }
  }

  // MARK: - The kiosk's side

  public static func encode(_ request: InterfaceRequest) -> (path: String, contentType: String, body: [UInt8]) {
    ("\(messagesPath)/\(request.kind.rawValue)", xml, EligibilityXML.encode(request, encoding: .utf8).bytes)
  }

  /// Whatever is not exactly an answer to *this* request is `.rubbish`; the text is for staff and holds nothing of what
  /// came.
  public static func decode(
    status: Int, contentType: String, body: [UInt8], for request: InterfaceRequest
  ) -> Result<InterfaceReply, ServiceFailure> {
    guard body.count <= largestAnswerBytes(to: request) else {
      return .failure(.rubbish("an answer larger than allowed"))
    }
    do throws(JSONComplaint) {
      guard status == 200 else { return .failure(try refusal(status, contentType, body)) }
      guard MessageForm(contentType, body).isPossible(to: request) else {
        throw JSONComplaint("an answer whose type and content do not suit the question")
      }
      let reply = try reply(body, to: request)
      if let difference = reply.difference(from: request) { throw JSONComplaint(difference) }
      return .success(reply)
    } catch {
      return .failure(.rubbish(error.words))
    }
  }

  private static func reply(
    _ bytes: [UInt8], to request: InterfaceRequest
  ) throws(JSONComplaint) -> InterfaceReply {
    do throws(EligibilityXMLFailure) {
      return try EligibilityXML.decodeInterfaceReply(bytes, to: request)
    } catch {
      throw JSONComplaint(error.sentence)
    }
  }

  // MARK: - The service's side

  /// - Throws: `.requestMalformed` for everything that is not exactly a request of this kind.
  public static func decodeMessage(
    _ kind: MessageKind, contentType: String, body: [UInt8]
  ) throws(ServiceRefusal) -> InterfaceRequest {
    guard isType(contentType, xml), body.count <= (kind.namesMany ? largestListBytes : largestRequestBytes) else {
      throw .requestMalformed
    }
    do throws(EligibilityXMLFailure) {
      return try EligibilityXML.decodeInterfaceRequest(body, kind: kind)
    } catch {
      throw .requestMalformed
    }
  }

  /// - Parameter request: the one that is answered.
  public static func encodeAnswer(
    _ result: Result<InterfaceReply, ServiceRefusal>, to request: InterfaceRequest
  ) -> (status: Int, contentType: String, body: [UInt8]) {
    switch result {
    case .success(let reply):
      let bytes = EligibilityXML.encode(reply, to: request, encoding: .utf8).bytes
      return (200, bytes.starts(with: MessageForm.documentSign) ? pdf : xml, bytes)
    case .failure(let refusal):
      return encodeAnswer(.failure(refusal) as Result<ServiceAnswer, ServiceRefusal>)
    }
  }
}

/// What an answer is, by its media type and its first bytes, which must agree.
private enum MessageForm {
  case message
  /// A batch's result, packed (ZIP).
  case archive
  /// Made by the service for the eyes alone (PDF).
  case document
  case none

  static let archiveSign = Array("PK".utf8)
  static let documentSign = Array("%PDF-".utf8)

  init(_ contentType: String, _ body: [UInt8]) {
    let isArchive = body.starts(with: Self.archiveSign)
    let isDocument = body.starts(with: Self.documentSign)
    if EligibilityWire.isType(contentType, EligibilityWire.zip), isArchive {
      self = .archive
    } else if EligibilityWire.isType(contentType, EligibilityWire.pdf), isDocument {
      self = .document
    } else if EligibilityWire.isType(contentType, EligibilityWire.xml), !isArchive, !isDocument {
      self = .message
    } else {
      self = .none
    }
  }

  func isPossible(to request: InterfaceRequest) -> Bool {
    switch (self, request) {
    // A document that cannot be had is answered with a message that says why.
    case (.message, _), (.archive, .collectBatch): true
    case (.document, .medicalInformation(let asked)): asked.form.isDocument
    case (.archive, _), (.document, _), (.none, _): false
    }
  }
}

extension MessageKind {
  /// Whether its request can name thousands of people.
  fileprivate var namesMany: Bool {
    switch self {
    case .batchSubmission, .referenceNumbers: true
    case .confirmation, .batchCollection, .medicalAidSubmission, .medicalAidCollection, .homeVisitSubmission,
      .homeVisitCollection, .onlineCareSubmission, .onlineCareCollection, .referenceNumber,
      .referenceNumbersCollection, .medication, .checkup:
      false
    }
  }
}
