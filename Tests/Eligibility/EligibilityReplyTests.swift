import CivilTime
import Eligibility
import Testing

struct EligibilityReplyTests {
  private func reply(_ change: (inout MessageHeader, inout MessageBody) -> Void) -> EligibilityReply {
    var header = MessageHeader()
    var body = MessageBody()
    header.segmentOfResult = .known(.normal)
    body.processingResultStatus = .known(.normal)
    change(&header, &body)
    return EligibilityReply(header: header, body: body)
  }

  @Test func processedTakesBothCodes() {
    #expect(reply { _, _ in }.processed)
    #expect(!reply { header, _ in header.segmentOfResult = .known(.inProgress) }.processed)
    #expect(!reply { header, _ in header.segmentOfResult = nil }.processed)
    #expect(!reply { _, body in body.processingResultStatus = .known(.error) }.processed)
    #expect(!reply { _, body in body.processingResultStatus = nil }.processed)
    #expect(!reply { _, body in body.processingResultStatus = Coded("7") }.processed)
    #expect(!EligibilityReply().processed)
  }

  @Test("Every validity of the table is read", arguments: QualificationValidity.allCases)
  func validity(code: QualificationValidity) {
    #expect(reply { _, body in body.qualificationValidity = Coded(code.rawValue) }.validity == code)
  }

  @Test func anUnknownCodeIsKeptAndMeansNothing() {
    let reply = reply { _, body in body.qualificationValidity = Coded("9") }
    #expect(reply.validity == nil)
    #expect(reply.body.qualificationValidity?.text == "9")
  }

  @Test func changingACopyLeavesTheOriginal() {
    let first = reply { _, _ in }
    var second = first
    #expect(first == second)
    second.header.errorCode = "X"
    #expect(first.header.errorCode == nil)
    #expect(first != second)
  }

  @Test func theReferenceNumberIsReadInsideAndBeside() {
    let beside = reply { _, body in body.referenceNumber = "B" }
    #expect(beside.referenceNumber == "B")
    let inside = reply { _, body in
      var result = ResultOfQualificationConfirmation()
      result.referenceNumber = "A"
      result.name = "見本　花●"
      body.resultList = [result]
      body.referenceNumber = "B"
    }
    #expect(inside.referenceNumber == "A")
    #expect(inside.patientName == "見本　花●")
  }

  @Test func aReplyIsPassedForThePriceOfAPointer() {
    #expect(MemoryLayout<EligibilityReply>.size == MemoryLayout<UnsafeRawPointer>.size)
  }
}

struct MessageTimeTests {
  @Test func momentsAreReadStrictly() throws {
    let moment = try #require(MessageMoment("20260301235959").moment)
    #expect(moment.compact == "20260301235959")
    #expect(MessageMoment(moment).text == "20260301235959")
    for text in [
      "20260301240000", "20260301006000", "20260301000060", "20260229000000", "2026030100000", "x0260301000000",
    ] {
      #expect(MessageMoment(text).moment == nil, "\(text)")
      #expect(MessageMoment(text).text == text)
    }
  }

  @Test func daysKeepTheirText() throws {
    #expect(MessageDate("99999999").date == nil)
    #expect(MessageDate("99999999").text == "99999999")
    #expect(try #require(MessageDate("20240229").date).compact == "20240229")
  }
}

struct MessageFileNameTests {
  @Test func aFaceResultIsNamedAsReceptionSystemsReadIt() throws {
    let day = try #require(CivilDate(year: 2026, month: 4, day: 2))
    let moment = CivilMoment(date: day, hour: 9, minute: 5, second: 7)
    #expect(
      MessageFileName.faceResult(identifier: "0190ab", at: moment)
        == "OQSsiquc01res_face_0190ab_20260402090507.xml")
    #expect(
      MessageFileName.faceResult(identifier: "../a_b/é", at: moment) == "OQSsiquc01res_face_ab_20260402090507.xml")
    #expect(MessageFileName.request(.confirmation, identifier: "7") == "OQSsiquc01req_7.xml")
    #expect(MessageFileName.replyStem(.batchCollection, identifier: "7-a_B") == "OQSmuquc02res_7-a_B")
    for wrong in ["", "..", "a/b", "a.b", "a b", "\u{0}", "é", String(repeating: "a", count: 51)] {
      #expect(MessageFileName.request(.confirmation, identifier: wrong) == nil, "\(wrong)")
      #expect(MessageFileName.replyStem(.confirmation, identifier: wrong) == nil, "\(wrong)")
    }
    #expect(MessageFileName.isIdentifier(String(repeating: "a", count: 50)))
  }
}
