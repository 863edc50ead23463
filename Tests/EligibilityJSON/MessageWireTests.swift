import CivilTime
import Eligibility
import EligibilityJSON
import EligibilityXML
import Testing

/// The interface's messages on the wire: whose they are, in which form, and how large at most.
struct MessageWireTests {
  static let institution = "9999999999"

  private var confirmation: InterfaceRequest {
    .confirm(
      QualificationConfirmationRequest(
        confirmationDate: CivilDate(dayNumber: 20_000), medicalInstitutionCode: Self.institution,
        query: InsuranceCardQuery(
          insurerNumber: "01990019", symbol: "見本", identificationNumber: "1", branchNumber: "01",
          birthdate: CivilDate(dayNumber: 5_000), limitConsent: true, arbitraryFileIdentifier: "f-1")))
  }

  private var collection: InterfaceRequest {
    .collectBatch(
      BatchCollection(
        kind: .eligibility, medicalInstitutionCode: Self.institution, arbitraryFileIdentifier: "c-1",
        receptionNumber: "R1"))
  }

  private var document: InterfaceRequest {
    .medicalInformation(
      MedicalInformationRequest(
        form: .checkupDocument, medicalInstitutionCode: Self.institution, arbitraryFileIdentifier: "d-1",
        insurerNumber: "01990019", symbol: nil, identificationNumber: "1", branchNumber: nil, months: nil))
  }

  private func reply(institution: String? = institution, identifier: String? = "f-1") -> EligibilityReply {
    var header = MessageHeader()
    header.medicalInstitutionCode = institution
    header.arbitraryFileIdentifier = identifier
    header.characterCodeIdentifier = .known(.utf8)
    return EligibilityReply(header: header)
  }

  private func passed(
    _ reply: EligibilityReply, for request: InterfaceRequest, type: String? = nil
  ) -> Result<InterfaceReply, ServiceFailure> {
    let answer = EligibilityWire.encodeAnswer(.success(.eligibility(reply)), to: request)
    return EligibilityWire.decode(
      status: answer.status, contentType: type ?? answer.contentType, body: answer.body, for: request)
  }

  @Test func aMessageArrivesAsItWasSent() throws {
    let wire = EligibilityWire.encode(confirmation)
    #expect(wire.path == "/v1/messages/OQSsiquc01")
    let kind = try #require(EligibilityWire.kind(ofPath: wire.path))
    #expect(kind == .confirmation)
    let received = try EligibilityWire.decodeMessage(
      kind, contentType: "\(wire.contentType); charset=utf-8", body: wire.body)
    #expect(received == confirmation)
    #expect(passed(reply(), for: confirmation) == .success(.eligibility(reply())))
  }

  @Test(arguments: MessageKind.allCases)
  func everyKindHasAPath(kind: MessageKind) {
    let path = "/v1/messages/\(kind.rawValue)"
    #expect(EligibilityWire.kind(ofPath: path) == kind)
    let many = kind == .batchSubmission || kind == .referenceNumbers
    #expect(
      EligibilityWire.largestRequestBytes(path: path)
        == (many ? EligibilityWire.largestListBytes : EligibilityWire.largestRequestBytes))
  }

  @Test(arguments: [
    "/v1/messages", "/v1/messages/", "/v1/messages/OQSsiquc0", "/v1/messages/oqssiquc01", "/v1/messages/OQSsiquc01/",
    "/v1/messages/OQSsiquc01/x", "/v1/messages//OQSsiquc01", "/v2/messages/OQSsiquc01", "v1/messages/OQSsiquc01",
    "/v1/nonce", "",
  ])
  func whatIsNoMessagesPath(path: String) {
    #expect(EligibilityWire.kind(ofPath: path) == nil)
    #expect(EligibilityWire.largestRequestBytes(path: path) == EligibilityWire.largestRequestBytes)
  }

  @Test("Somebody else's reply is rubbish, and nothing of it is told")
  func anothersReply() {
    let cases: [(EligibilityReply, InterfaceRequest, String)] = [
      (reply(institution: "1111111111"), confirmation, "a reply for another institution"),
      (reply(institution: nil), confirmation, "a reply without an institution's code of 10 digits"),
      (reply(institution: "12345"), confirmation, "a reply without an institution's code of 10 digits"),
      (reply(identifier: "f-2"), confirmation, "a reply to another request"),
    ]
    for (reply, request, words) in cases {
      #expect(passed(reply, for: request) == .failure(.rubbish(words)))
    }
    var other = reply(identifier: "the submission's")
    other.header.receptionNumber = "R2"
    #expect(passed(other, for: collection) == .failure(.rubbish("a reply to another batch")))
    // A collection's reply may come without the submission's name; its reception number is held against ours all the same.
    other.header.arbitraryFileIdentifier = nil
    #expect(passed(other, for: collection) == .failure(.rubbish("a reply to another batch")))
    other.header.receptionNumber = "R1"
    #expect(passed(other, for: collection) == .success(.eligibility(other)))
    // Nobody's number: a lookup's reply would pass for a batch of nobody.
    other.header.receptionNumber = nil
    other.header.arbitraryFileIdentifier = "a lookup's"
    #expect(passed(other, for: collection) == .failure(.rubbish("a reply to another request")))
    #expect(
      InterfaceReply.eligibility(reply()).difference(from: document) == "a reply of another kind")
    #expect(
      InterfaceReply.medicalInformation(MedicalInformationReply()).difference(from: confirmation)
        == "a reply of another kind")
    #expect(InterfaceReply.medicalInformation(MedicalInformationReply()).difference(from: document) == nil)
  }

  @Test(
    "Type and content must agree, and suit the question",
    arguments: [
      ("application/zip", nil), ("application/pdf", nil), ("application/json", nil), ("", nil),
      ("application/xml", "PK\u{3}\u{4}"), ("application/zip", "PK\u{3}\u{4}"), ("application/pdf", "%PDF-1.7"),
      ("application/xml", "%PDF-1.7"),
    ] as [(String, String?)])
  func forms(type: String, body: String?) {
    let whole = EligibilityWire.encodeAnswer(.success(.eligibility(reply())), to: confirmation).body
    let result = EligibilityWire.decode(
      status: 200, contentType: type, body: body.map { Array($0.utf8) } ?? whole, for: confirmation)
    #expect(result == .failure(.rubbish("an answer whose type and content do not suit the question")))
  }

  @Test(arguments: ServiceRefusal.allCases)
  func refusalsArriveAsThemselves(refusal: ServiceRefusal) {
    for request in [confirmation, collection, document] {
      let answer = EligibilityWire.encodeAnswer(.failure(refusal), to: request)
      #expect(
        EligibilityWire.decode(
          status: answer.status, contentType: answer.contentType, body: answer.body, for: request)
          == .failure(.refused(refusal)))
    }
  }

  @Test func sizesAreByKind() {
    #expect(EligibilityWire.largestAnswerBytes(to: confirmation) == EligibilityWire.largestAnswerBytes)
    #expect(EligibilityWire.largestAnswerBytes(to: collection) == EligibilityXML.largestBatchBytes)
    #expect(EligibilityWire.largestAnswerBytes(to: document) == EligibilityXML.largestDocumentBytes)
    let body = [UInt8](repeating: 0x20, count: EligibilityWire.largestAnswerBytes + 1)
    #expect(
      EligibilityWire.decode(status: 200, contentType: "application/xml", body: body, for: confirmation)
        == .failure(.rubbish("an answer larger than allowed")))
    let request = [UInt8](repeating: 0x20, count: EligibilityWire.largestRequestBytes + 1)
    #expect(throws: ServiceRefusal.requestMalformed) {
      try EligibilityWire.decodeMessage(.confirmation, contentType: "application/xml", body: request)
    }
  }
}
