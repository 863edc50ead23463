import Eligibility
import EligibilityXML
import Testing

struct HostileTests {
  private func refusal(_ bytes: [UInt8]) -> EligibilityXMLFailure? {
    do throws(EligibilityXMLFailure) {
      _ = try EligibilityXML.decodeReply(bytes)
      return nil
    } catch {
      return error
    }
  }

  private func refusal(_ text: String) -> EligibilityXMLFailure? { refusal(Array(text.utf8)) }

  @Test func theHarmlessOneIsTaken() { #expect(refusal(Samples.message("")) == nil) }

  @Test(
    "A document type is refused, however it is written",
    arguments: [
      "<!DOCTYPE XmlMsg>", "<!DOCTYPE XmlMsg [<!ENTITY a \"b\">]>", "<!DOCTYPE XmlMsg SYSTEM \"file:///etc/hostname\">",
      "<!doctype XmlMsg>", "<!-- c --><!DOCTYPE XmlMsg>",
      "<?x <!-- ?><!DOCTYPE XmlMsg>", "<!-- <![CDATA[ --><!DOCTYPE XmlMsg>",
    ])
  func documentTypes(type: String) {
    #expect(
      refusal(#"<?xml version="1.0"?>\#(type)<XmlMsg><MessageHeader/><MessageBody/></XmlMsg>"#) == .documentTypeRefused)
    // In Shift_JIS as well, where its bytes are the same.
    #expect(
      refusal(#"<?xml version="1.0" encoding="Shift_JIS"?>\#(type)<XmlMsg/>"#) == .documentTypeRefused)
  }

  /// libxml2 would look for each attribute among all before it.
  @Test(
    "A tag with a hundred thousand attributes is refused at once, wherever its end seems to be",
    arguments: ["", ">", "'>'", "<!-- \" -->", "<![CDATA[ \" ]]>", "<?x \" ?>"])
  func longTags(before: String) {
    let attributes = (0..<100_000).map { " a\($0)=\"\(before.isEmpty ? "" : ">")\"" }.joined()
    let lead = before.hasPrefix("<") ? before : ""
    let start = ContinuousClock.now
    #expect(refusal(Samples.message("\(lead)<a\(attributes)/>")) == .tagTooLong(limitBytes: 4_096))
    #expect(ContinuousClock.now - start < .seconds(5))
  }

  @Test func whatIsLongAndNoTagIsTaken() {
    let long = String(repeating: "x", count: 10_000)
    for text in [
      "<!-- <a \(long) -->", "<Name><![CDATA[<a \(long)]]></Name>", "<?x <a \(long)?>", "<Name>\(long)</Name>",
    ] {
      #expect(refusal(Samples.message(text)) == nil, "\(text.prefix(20))")
    }
  }

  /// An empty element has 33 bytes in a message, and what it becomes in memory a hundred times as many.
  @Test func peopleAndTheirResultsAreCounted() {
    let most = BatchRequest.mostPeople
    let result = "<ResultOfQualificationConfirmation/>"
    #expect(
      refusal(Samples.message("<ResultList>\(String(repeating: result, count: most + 2))</ResultList>"))
        == .tooMany(element: "ResultOfQualificationConfirmation", limit: most + 1))
    #expect(
      refusal(Samples.message(String(repeating: "<BulkConfirmUnit/>", count: most + 1))) == .tooManyPeople(limit: most))
    #expect(
      refusal(Samples.message(String(repeating: "<BulkRegistrationUnit/>", count: most + 1)))
        == .tooManyPeople(limit: most))
    let unit = "<BulkConfirmUnit>\(String(repeating: result, count: 3))</BulkConfirmUnit>"
    #expect(
      refusal(Samples.message(String(repeating: unit, count: most * 2 / 3 + 1)))
        == .tooMany(element: "ResultOfQualificationConfirmation", limit: 2 * most))
  }

  @Test func anEntityThatNobodyDeclaredIsNotWellFormed() {
    #expect(refusal(Samples.message("<ProcessingResultCode>&boom;</ProcessingResultCode>")).isNotWellFormed)
  }

  @Test func sizeIsCapped() {
    let filler = String(repeating: " ", count: EligibilityXML.largestMessageBytes)
    #expect(refusal(Samples.message(filler)) == .tooLarge(limitBytes: EligibilityXML.largestMessageBytes))
    let most = EligibilityXML.largestMessageBytes - Samples.message("").count
    #expect(refusal(Samples.message(String(repeating: " ", count: most))) == nil)
  }

  @Test("Depth is capped", arguments: [17, 1_000, 200_000])
  func depth(levels: Int) {
    let deep = String(repeating: "<a>", count: levels) + String(repeating: "</a>", count: levels)
    #expect(refusal(Samples.message(deep)) == .tooDeep(limit: 16))
  }

  @Test func depthWithinTheCapIsKept() throws {
    let deep = String(repeating: "<a>", count: 14) + "x" + String(repeating: "</a>", count: 14)
    let reply = try EligibilityXML.decodeReply(Samples.message(deep))
    var element = try #require(reply.body.unknown.first)
    for _ in 0..<13 { element = try #require(element.children.first) }
    #expect(element.text == "x")
  }

  /// As many siblings as are allowed, half of them known: each is compared with a set, not with all the others.
  @Test func manySiblingsTakeNoLonger() throws {
    let known = String(repeating: "<BulkConfirmUnit/>", count: 2_000)
    let start = ContinuousClock.now
    let reply = try EligibilityXML.decodeReply(Samples.message(known + String(repeating: "<a/>", count: 190_000)))
    #expect(reply.body.unknown.count == 190_000)
    #expect(ContinuousClock.now - start < .seconds(10))
  }

  @Test func elementsAreCounted() {
    #expect(refusal(Samples.message(String(repeating: "<a/>", count: 200_001))) == .tooManyElements(limit: 200_000))
  }

  @Test(
    "The same element twice is refused",
    arguments: [
      (
        "<QualificationValidity>1</QualificationValidity><QualificationValidity>2</QualificationValidity>",
        "QualificationValidity"
      ),
      ("<ResultList/><ResultList/>", "ResultList"),
      (
        "<ResultList><ResultOfQualificationConfirmation><Name>a</Name><Name>a</Name></ResultOfQualificationConfirmation></ResultList>",
        "Name"
      ),
      (
        "<ResultList><ResultOfQualificationConfirmation><PharmacistsInfoConsFlg>0</PharmacistsInfoConsFlg>"
          + "<PharmaceuticalInfoConsFlg>1</PharmaceuticalInfoConsFlg></ResultOfQualificationConfirmation></ResultList>",
        "PharmacistsInfoConsFlg"
      ),
    ])
  func duplicates(body: String, element: String) {
    #expect(refusal(Samples.message(body)) == .duplicate(element: element))
  }

  @Test func aMessageHasOneHeaderAndOneBody() {
    #expect(refusal("<XmlMsg><MessageHeader/></XmlMsg>") == .missing(element: "MessageBody"))
    #expect(refusal("<XmlMsg><MessageBody/></XmlMsg>") == .missing(element: "MessageHeader"))
    #expect(
      refusal("<XmlMsg><MessageHeader/><MessageBody/><MessageBody/></XmlMsg>") == .duplicate(element: "MessageBody"))
  }

  @Test func anotherRootIsRefused() {
    #expect(refusal("<Xmlmsg><MessageHeader/><MessageBody/></Xmlmsg>") == .wrongRoot("Xmlmsg"))
    #expect(refusal("<html/>") == .wrongRoot("html"))
  }

  @Test func everyTruncationIsRefused() {
    let whole = EligibilityXML.encode(Samples.full, encoding: .cp932).bytes
    // The last byte is the line end behind the root.
    for count in stride(from: 0, to: whole.count - 2, by: 7) {
      #expect(refusal(Array(whole[..<count])) != nil, "\(count) of \(whole.count) bytes were taken")
    }
    #expect(refusal([]) == .empty)
  }

  @Test func whatStandsBehindTheRootIsRefused() {
    #expect(refusal(Samples.message("") + Array("<XmlMsg/>".utf8)).isNotWellFormed)
    #expect(refusal(Samples.message("") + Array("x".utf8)).isNotWellFormed)
  }

  @Test func elementsWhereTextBelongsAreRefused() {
    #expect(
      refusal(Samples.message("<ProcessingResultCode><b/></ProcessingResultCode>"))
        == .malformed(element: "ProcessingResultCode"))
    #expect(refusal(Samples.message("text")) == .malformed(element: "MessageBody"))
    #expect(refusal(Samples.message("text<b/>")) == .malformed(element: "MessageBody"))
  }

  @Test("Other encodings are refused", arguments: ["EUC-JP", "UTF-16", "ISO-8859-1", "ISO-2022-JP", ""])
  func otherEncodings(name: String) {
    let bytes = Samples.message("", declaration: "<?xml version='1.0' encoding='\(name)'?>")
    #expect(refusal(bytes) == .encodingNotAllowed(name))
  }

  @Test(
    "The names of both encodings are understood",
    arguments: [
      "utf-8", "UTF-8", "Shift_JIS", "shift_jis", "SJIS", "CP932", "Windows-31J", "MS932",
    ])
  func encodingNames(name: String) {
    #expect(
      refusal(Samples.message("", declaration: "<?xml version=\"1.0\" encoding = \"\(name)\" standalone=\"no\"?>\r\n"))
        == nil)
  }

  @Test func bytesMustBeWhatTheDeclarationSays() throws {
    let sjis = EligibilityXML.encode(Samples.reply(named: "見本"), encoding: .cp932).bytes
    let asUTF8 =
      Array(String(decoding: sjis.prefix(60), as: UTF8.self).replacing("Shift_JIS", with: "UTF-8").utf8)
      + sjis.dropFirst(60)
    #expect(refusal(asUTF8) == .encodingViolated(.utf8))
    let broken = Samples.message("", declaration: #"<?xml version="1.0" encoding="Shift_JIS"?>"#)
    #expect(refusal(broken + [0x81]) == .encodingViolated(.cp932))
    #expect(refusal(broken + [0xFF]) == .encodingViolated(.cp932))
    #expect(refusal([0xFF, 0xFE, 0x3C, 0x00]) == .encodingNotAllowed("UTF-16"))
  }

  @Test func aByteOrderMarkIsTakenInUTF8() {
    #expect(refusal([0xEF, 0xBB, 0xBF] + Samples.message("")) == nil)
  }

  @Test func shiftJISTextIsWhole() throws {
    // Characters that cut a real Shift_JIS text short in the parser.
    let name = "見本①②㈱髙﨑ﾊﾅｺ終"
    let bytes = EligibilityXML.encode(Samples.reply(named: name), encoding: .cp932).bytes
    #expect(try EligibilityXML.decodeReply(bytes).patientName == name)
  }

  @Test(
    "What a query cannot do without",
    arguments: [
      ("InsurerNumber", EligibilityXMLFailure.missing(element: "InsurerNumber")),
      ("InsuredIdentificationNumber", .missing(element: "InsuredIdentificationNumber")),
      ("Birthdate", .missing(element: "Birthdate")),
      ("MedicalInstitutionCode", .missing(element: "MedicalInstitutionCode")),
    ])
  func requestsNeed(element: String, failure: EligibilityXMLFailure) {
    let whole = """
      <XmlMsg><MessageHeader><MedicalInstitutionCode>9999999999</MedicalInstitutionCode></MessageHeader><MessageBody>\
      <QualificationConfirmSearchInfo><InsurerNumber>01990019</InsurerNumber>\
      <InsuredIdentificationNumber>1</InsuredIdentificationNumber><Birthdate>19840520</Birthdate>\
      </QualificationConfirmSearchInfo></MessageBody></XmlMsg>
      """
    #expect(throws: Never.self) { try EligibilityXML.decodeInterfaceRequest(Array(whole.utf8), kind: .confirmation) }
    let without = whole.replacing("<\(element)>", with: "<Other>").replacing("</\(element)>", with: "</Other>")
    #expect(throws: failure) { try EligibilityXML.decodeInterfaceRequest(Array(without.utf8), kind: .confirmation) }
    let wrong = whole.replacing("<\(element)>", with: "<\(element)>x-")
    if element != "InsuredIdentificationNumber" {
      #expect(throws: EligibilityXMLFailure.malformed(element: element)) {
        try EligibilityXML.decodeInterfaceRequest(Array(wrong.utf8), kind: .confirmation)
      }
    }
  }
}

extension EligibilityXMLFailure? {
  fileprivate var isNotWellFormed: Bool {
    if case .notWellFormed = self { return true }
    return false
  }
}
