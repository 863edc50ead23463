import Eligibility
import EligibilityXML
import Testing

/// What sources disagree on is read either way and written the first way.
struct TolerantReadingTests {
  private func body(_ text: String) throws -> MessageBody { try EligibilityXML.decodeReply(Samples.message(text)).body }

  private func result(_ text: String) throws -> ResultOfQualificationConfirmation {
    let list =
      "<ResultList><ResultOfQualificationConfirmation>\(text)</ResultOfQualificationConfirmation></ResultList>"
    return try #require(try body(list).resultList.first)
  }

  private func written(_ result: ResultOfQualificationConfirmation) -> String {
    var body = MessageBody()
    body.resultList = [result]
    return String(decoding: EligibilityXML.encode(EligibilityReply(body: body), encoding: .utf8).bytes, as: UTF8.self)
  }

  @Test func medicalAidHasNamesOfItsOwn() throws {
    let read = try result(
      "<PublicExpenseNumber>12990018</PublicExpenseNumber><BeneficiaryNumber>9900001</BeneficiaryNumber>"
        + "<WelfareOfficeName>見本福祉事務所</WelfareOfficeName>")
    #expect(read.insurerNumber == "12990018")
    #expect(read.insuredIdentificationNumber == "9900001")
    #expect(read.insurerName == "見本福祉事務所")
    #expect(read.unknown.isEmpty)
    let text = written(read)
    #expect(text.contains("<InsurerNumber>12990018</InsurerNumber>"))
    #expect(!text.contains("PublicExpenseNumber"))
    // Beside the ordinary one it is no other name of it.
    let both = try result("<PublicExpenseNumber>2</PublicExpenseNumber><InsurerNumber>1</InsurerNumber>")
    #expect(both.insurerNumber == "1")
    #expect(both.unknown == [UnknownElement(name: "PublicExpenseNumber", text: "2")])
    // An empty one is none.
    let empty = try result("<InsurerNumber/><PublicExpenseNumber>2</PublicExpenseNumber>")
    #expect(empty.insurerNumber == "2")
  }

  @Test func theTimeOfTreatmentConsentLosesALetter() throws {
    let read = try result("<DiagnosisInfoConsTim>20260401090003</DiagnosisInfoConsTim>")
    #expect(read.diagnosisInfo.consTime?.text == "20260401090003")
    #expect(written(read).contains("<DiagnosisInfoConsTime>20260401090003</DiagnosisInfoConsTime>"))
  }

  @Test func specificDiseasesStandInAListOrAreIt() throws {
    let disease = "<SpecificDiseasesDiseaseCategory>1</SpecificDiseasesDiseaseCategory>"
    let other = "<SpecificDiseasesDiseaseCategory>2</SpecificDiseasesDiseaseCategory>"
    let (list, item) = ("SpecificDiseasesCertificateList", "SpecificDiseasesCertificateInfo")
    let listed = try result("<\(list)><\(item)>\(disease)</\(item)><\(item)>\(other)</\(item)></\(list)>")
    let repeated = try result("<\(list)>\(disease)</\(list)><\(list)>\(other)</\(list)>")
    #expect(listed.specificDiseasesCertificateList.count == 2)
    #expect(listed == repeated)
    #expect(written(repeated).contains("<\(item)>"))
    #expect(try result("<\(list)/>").specificDiseasesCertificateList.isEmpty)
  }

  @Test func aUnitsResultsStandInItOrInAList() throws {
    let item = "<ResultOfQualificationConfirmation><Name>見本</Name></ResultOfQualificationConfirmation>"
    let direct = try body("<BulkConfirmUnit>\(item)<ReferenceNumber>1</ReferenceNumber></BulkConfirmUnit>")
    let listed = try body(
      "<BulkConfirmUnit><ReferenceNumber>1</ReferenceNumber><ResultList>\(item)</ResultList></BulkConfirmUnit>")
    #expect(direct.bulkConfirmUnits.first?.results.first?.name == "見本")
    #expect(direct == listed)
    let two = try body("<BulkConfirmUnit><ResultList>\(item)\(item)</ResultList></BulkConfirmUnit>")
    #expect(two.bulkConfirmUnits.first?.results.count == 2)
  }

  @Test func aReceptionNumberStandsInHeaderOrBody() throws {
    let inBody = "<XmlMsg><MessageHeader/><MessageBody><ReceptionNumber>7</ReceptionNumber></MessageBody></XmlMsg>"
    let inHeader = "<XmlMsg><MessageHeader><ReceptionNumber>7</ReceptionNumber></MessageHeader><MessageBody/></XmlMsg>"
    for text in [inBody, inHeader] {
      #expect(try EligibilityXML.decodeReply(Array(text.utf8)).receptionNumber == "7")
    }
  }

  @Test func aReferenceNumberStandsInsideOrBeside() throws {
    #expect(try body("<ReferenceNumber>7</ReferenceNumber>").referenceNumber == "7")
    #expect(try result("<ReferenceNumber>7</ReferenceNumber>").referenceNumber == "7")
  }

  @Test func theKindOfPrescriptionStandsInBodyOrResult() throws {
    let text = "<PrescriptionIssueSelect>1</PrescriptionIssueSelect>"
    #expect(try body(text).prescriptionIssueSelect == .known(.electronic))
    #expect(try result(text).prescriptionIssueSelect == .known(.electronic))
  }

  @Test func spacesBeforeANumberAreNoPartOfIt() throws {
    #expect(try result("<InsurerNumber>  990036</InsurerNumber>").insurerNumber == "990036")
  }

  @Test func elementsStandInAnyOrder() throws {
    let forth = "<Name>見本</Name><Sex1>1</Sex1><Birthdate>19900101</Birthdate><Unheard>1</Unheard>"
    let back = "<Unheard>1</Unheard><Birthdate>19900101</Birthdate><Sex1>1</Sex1><Name>見本</Name>"
    #expect(try result(forth) == result(back))
    // Items of a list keep theirs.
    let units = try body(
      "<BulkConfirmUnit><ReferenceNumber>1</ReferenceNumber></BulkConfirmUnit><QualificationValidity>1</QualificationValidity>"
        + "<BulkConfirmUnit><ReferenceNumber>2</ReferenceNumber></BulkConfirmUnit>")
    #expect(units.bulkConfirmUnits.map(\.referenceNumbers) == [["1"], ["2"]])
    let numbers = try body(
      "<BulkConfirmUnit><ReferenceNumber>1</ReferenceNumber><QualificationValidity>1</QualificationValidity>"
        + "<ReferenceNumber>2</ReferenceNumber></BulkConfirmUnit>")
    #expect(numbers.bulkConfirmUnits.first?.referenceNumbers == ["1", "2"])
  }

  @Test func whatAListHoldsBesideItsItemsIsKept() throws {
    let read = try body("<ResultList><NumberOfResults>0</NumberOfResults></ResultList>")
    #expect(read.resultList.isEmpty)
    #expect(read.unknown == [UnknownElement(name: "NumberOfResults", text: "0")])
    // But not as a second element of the body's own.
    #expect(throws: EligibilityXMLFailure.malformed(element: "ReferenceNumber")) {
      _ = try body(
        "<ReferenceNumber>1</ReferenceNumber><ResultList><ReferenceNumber>2</ReferenceNumber></ResultList>")
    }
  }

  @Test func noneOneAndSeveralResults() throws {
    #expect(try body("<ResultList/>").resultList.isEmpty)
    #expect(try body("").resultList.isEmpty)
    let item = "<ResultOfQualificationConfirmation><Name>見本</Name></ResultOfQualificationConfirmation>"
    #expect(try body("<ResultList>\(item)\(item)\(item)</ResultList>").resultList.count == 3)
  }

  @Test func codesOutsideTheTablesAreKept() throws {
    let read = try result(
      "<InsuredCardClassification>Z9</InsuredCardClassification><PublicExpenseResultList><MedicalTicketInfo>"
        + "<TicketType>77</TicketType></MedicalTicketInfo></PublicExpenseResultList>")
    #expect(read.insuredCardClassification == .unknown("Z9"))
    #expect(read.publicExpenseResultList.first?.ticketType == .unknown("77"))
    #expect(written(read).contains("<TicketType>77</TicketType>"))
  }
}
