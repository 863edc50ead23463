import Eligibility
import EligibilityXML
import Testing

/// Medication, treatment and check-ups.
struct MedicalInformationTests {
  private func read(_ body: String, _ form: MedicalInformationForm = .medication) throws -> MedicalInformationReply {
    let reply = try EligibilityXML.decodeInterfaceReply(Samples.message(body), to: Samples.medical(form))
    guard case .medicalInformation(let reply) = reply else { throw Unexpected() }
    return reply
  }

  @Test("Every element comes back", arguments: MessageEncoding.allCases)
  func everyElement(encoding: MessageEncoding) throws {
    let pairs = [(Samples.medication, MedicalInformationForm.medicationAndTreatment), (Samples.checkup, .checkup)]
    for (reply, form) in pairs {
      let request = Samples.medical(form)
      let written = EligibilityXML.encode(.medicalInformation(reply), to: request, encoding: encoding)
      #expect(written.replacedCharacters == 0)
      #expect(try EligibilityXML.decodeInterfaceReply(written.bytes, to: request) == .medicalInformation(reply))
    }
  }

  /// Written from the list of names that programs in the field read, not from our own table.
  @Test func theThreeOriginsHaveNamesOfTheirOwn() throws {
    let claim =
      "MeTrMonthInf DiOrg MeTrDiHCd MeTrDiHNm PrlsHCd PrlsHNm MeTrMonth PrIsOrg InOut DiDateInfs DiDateInf "
      + "DiDate PrDate DrugInfs DrugInf DrugC DrugN IngreN Qua1 Unit Times UsageN SpInst MeTrIdCl MeTrInfs MeTrInf "
      + "SinInfN SinInfCd"
    let dispensing =
      "CzDiInf CzDiMonthInf CzDiOrg CzMeTrDiHCd CzMeTrDiHNm CzPrlsHCd CzPrlsHNm CzDiMonth CzPrIsOrg "
      + "CzPrCl CzDiDateInfs CzDiDateInf CzDiDate CzPrDate CzDrugInfs CzDrugInf CzDrugC CzDrugN CzIngreN CzQua1 CzUnit "
      + "CzTimes CzUsageN CzSpInst CzUsageCl"
    let prescription =
      "ShPrInf ShPrMonthInf ShPrOrg ShMeTrDiHCd ShMeTrDiHNm ShPrHCd ShPrHNm ShPrMonth ShPrIsOrg ShPrCl "
      + "ShPrDateInfs ShPrDateInf ShPrDate ShDrugInfs ShDrugInf ShDrugC ShDrugN ShIngreN ShQua1 ShUnit ShTimes ShUsageN "
      + "ShSpInst ShUsageCl"
    let bytes = EligibilityXML.encode(
      .medicalInformation(Samples.medication), to: Samples.medical(.medication), encoding: .utf8
    ).bytes
    let written = Set(String(decoding: bytes, as: UTF8.self).matches(of: /<(\w+)>/).map { String($0.1) })
    for name in "\(claim) \(dispensing) \(prescription)".split(separator: " ").map(String.init) {
      #expect(written.contains(name), "\(name)")
    }
    let other =
      "XmlMsg MessageHeader MessageBody MedicalInstitutionCode ArbitraryFileIdentifier QuaInf Name KanaName "
      + "Birth AdmGendCode ResultCode MessageContents"
    let known = Set("\(claim) \(dispensing) \(prescription) \(other)".split(separator: " ").map(String.init))
    #expect(written.subtracting(known).allSatisfy { $0.hasPrefix("New") }, "\(written.subtracting(known))")
  }

  @Test(
    "The result is found wherever it stands",
    arguments: [
      "<XmlMsg><MessageHeader><ResultCode>1</ResultCode></MessageHeader><MessageBody/></XmlMsg>",
      "<XmlMsg><MessageBody><ResultCode>1</ResultCode></MessageBody></XmlMsg>",
      "<XmlMsg><ResultCode>1</ResultCode></XmlMsg>",
      "<XmlMsg><MessageBody><Result><ResultCode>1</ResultCode></Result></MessageBody></XmlMsg>",
    ])
  func resultAnywhere(text: String) throws {
    let reply = try EligibilityXML.decodeInterfaceReply(Array(text.utf8), to: Samples.medical(.medication))
    guard case .medicalInformation(let read) = reply else { throw Unexpected() }
    #expect(read.isDone)
  }

  @Test func aReplyThatSaysWhyNot() throws {
    let text = "<XmlMsg><MessageHeader><MessageContents>見本の理由</MessageContents></MessageHeader></XmlMsg>"
    for form in [MedicalInformationForm.medication, .medicationDocument] {
      let reply = try EligibilityXML.decodeInterfaceReply(Array(text.utf8), to: Samples.medical(form))
      guard case .medicalInformation(let read) = reply else { throw Unexpected() }
      #expect(!read.isDone)
      #expect(read.messageContents == "見本の理由")
    }
  }

  @Test func aReplyWithoutResultAndBodyIsNone() {
    #expect(throws: EligibilityXMLFailure.missing(element: "MessageBody")) {
      try EligibilityXML.decodeInterfaceReply(
        Array("<XmlMsg><MessageHeader/></XmlMsg>".utf8), to: Samples.medical(.checkup))
    }
  }

  @Test func twoResultsAreRefused() {
    #expect(throws: EligibilityXMLFailure.duplicate(element: "ResultCode")) {
      _ = try read("<ResultCode>1</ResultCode><Deep><ResultCode>9</ResultCode></Deep>")
    }
  }

  @Test func severalListsOfOneOriginAreOne() throws {
    let list = "<CzDiInf><CzDiMonthInf><CzDiMonth>202601</CzDiMonth></CzDiMonthInf></CzDiInf>"
    #expect(try read("<ResultCode>1</ResultCode>\(list)\(list)").months.map(\.origin) == [.dispensing, .dispensing])
  }

  @Test func originsComeInTheirOrder() throws {
    let body = "<ShPrInf><ShPrMonthInf/></ShPrInf><MeTrMonthInf/><CzDiInf><CzDiMonthInf/></CzDiInf><MeTrMonthInf/>"
    #expect(try read(body).months.map(\.origin) == [.claim, .claim, .dispensing, .prescription])
  }

  // MARK: - Documents

  @Test func aDocumentIsItsBytes() throws {
    let request = Samples.medical(.medicationDocument)
    var reply = MedicalInformationReply()
    reply.document = Samples.document("\u{0}binary")
    let written = EligibilityXML.encode(.medicalInformation(reply), to: request, encoding: .cp932)
    #expect(written.bytes == reply.document)
    #expect(try EligibilityXML.decodeInterfaceReply(written.bytes, to: request) == .medicalInformation(reply))
    #expect(reply.isDone)
  }

  @Test func aDocumentWhereNoneWasAskedForIsRefused() {
    for request in [Samples.medical(.medication), Samples.collecting(.eligibility)] {
      #expect(throws: EligibilityXMLFailure.documentNotAskedFor) {
        try EligibilityXML.decodeInterfaceReply(Samples.document(""), to: request)
      }
    }
  }

  @Test func aDocumentMustBeWholeAndInBounds() {
    let request = Samples.medical(.checkupDocument)
    #expect(throws: EligibilityXMLFailure.documentCutOff) {
      try EligibilityXML.decodeInterfaceReply(Array("%PDF-1.7\nhalf".utf8), to: request)
    }
    let most = EligibilityXML.largestDocumentBytes
    let large = Samples.document(String(repeating: " ", count: most))
    #expect(throws: EligibilityXMLFailure.tooLarge(limitBytes: most)) {
      try EligibilityXML.decodeInterfaceReply(large, to: request)
    }
  }

  private struct Unexpected: Error {}
}
