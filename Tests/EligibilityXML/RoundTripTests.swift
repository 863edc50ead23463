import CivilTime
import Eligibility
import EligibilityXML
import Testing

struct RoundTripTests {
  @Test("Every element comes back", arguments: MessageEncoding.allCases)
  func everyElement(encoding: MessageEncoding) throws {
    let encoded = EligibilityXML.encode(Samples.full, encoding: encoding)
    #expect(encoded.replacedCharacters == 0)
    var expected = Samples.full
    switch encoding {
    case .utf8: expected.header.characterCodeIdentifier = .known(.utf8)
    case .cp932: expected.header.characterCodeIdentifier = .known(.shiftJIS)
    }
    let decoded = try EligibilityXML.decodeReply(encoded.bytes)
    #expect(decoded.header == expected.header)
    #expect(decoded.body.resultList == expected.body.resultList)
    #expect(decoded == expected)
  }

  @Test func theDocumentBeginsAsTheInterfaceWrites() throws {
    let utf8 = EligibilityXML.encode(EligibilityReply(), encoding: .utf8).bytes
    let cp932 = EligibilityXML.encode(EligibilityReply(), encoding: .cp932).bytes
    #expect(utf8.starts(with: Array(#"<?xml version="1.0" encoding="UTF-8" standalone="no"?>"#.utf8)))
    #expect(cp932.starts(with: Array(#"<?xml version="1.0" encoding="Shift_JIS" standalone="no"?>"#.utf8)))
  }

  @Test func elementsStandInTheInterfacesOrder() throws {
    let text = String(decoding: EligibilityXML.encode(Samples.full, encoding: .utf8).bytes, as: UTF8.self)
    let order = [
      "ProcessExecutionTime", "QualificationConfirmationDate", "MedicalInstitutionCode", "CharacterCodeIdentifier",
      "PrescriptionIssueSelect", "ProcessingResultStatus", "QualificationValidity", "ResultList",
      "InsuredCardClassification", "Name", "NameKana", "Sex1", "Birthdate", "QualificationDate", "InsurerName",
      "ElderlyRecipientCertificateInfo", "LimitApplicationCertificateRelatedInfo", "SpecificDiseasesCertificateList",
      "PublicExpenseResultList", "SpecificHealthCheckupsInfoConsFlg", "PharmacistsInfoConsFlg", "DiagnosisInfoConsFlg",
      "OperationInfoConsFlg", "Unheard",
    ]
    // From the list of results on, because a request's data stand before it under the same names.
    var rest = text[...]
    for name in order {
      let found = try #require(rest.firstRange(of: "<\(name)>"), "\(name) is missing behind its forerunner")
      rest = rest[found.upperBound...]
    }
  }

  @Test(
    "Names beyond CP932 become black circles, and are counted",
    arguments: [
      ("𠮷田", "●田", 1), ("見本　花●", "見本　花●", 0), ("髙﨑①㈱", "髙﨑①㈱", 0), ("〜−‖¥—", "～－∥￥―", 0),
      ("か\u{3099}", "が", 0), ("葛\u{E0100}城", "●城", 1), ("\u{200B}あ", "●あ", 1), ("é神", "●神", 1),
      ("\u{FA30}", "●", 1), ("😀😀", "●●", 2),
    ])
  func blackCircles(name: String, written: String, replaced: Int) throws {
    let encoded = EligibilityXML.encode(Samples.reply(named: name), encoding: .cp932)
    #expect(encoded.replacedCharacters == replaced)
    let back = try EligibilityXML.decodeReply(encoded.bytes).patientName
    #expect(back.map { Array($0.unicodeScalars) } == Array(written.unicodeScalars))
    // UTF-8 writes every one as it is.
    let utf8 = EligibilityXML.encode(Samples.reply(named: name), encoding: .utf8)
    #expect(utf8.replacedCharacters == 0)
    let same = try EligibilityXML.decodeReply(utf8.bytes).patientName
    #expect(same.map { Array($0.unicodeScalars) } == Array(name.unicodeScalars))
  }

  @Test("What XML cannot write becomes a black circle in both encodings", arguments: MessageEncoding.allCases)
  func controlCharacters(encoding: MessageEncoding) throws {
    let encoded = EligibilityXML.encode(Samples.reply(named: "a\u{1B}[2Jb\u{0}"), encoding: encoding)
    #expect(encoded.replacedCharacters == 2)
    #expect(try EligibilityXML.decodeReply(encoded.bytes).patientName == "a●[2Jb●")
  }

  @Test func theOtherNamesOfMedicationAreReadAndNotWritten() throws {
    let bytes = Samples.message(
      """
      <ResultList><ResultOfQualificationConfirmation><PharmaceuticalInfoConsFlg>1</PharmaceuticalInfoConsFlg>\
      <PharmaceuticalInfoConsTime>20260401090003</PharmaceuticalInfoConsTime>\
      <PharmaceuticalInfoAcquisitionTime>20260402090003</PharmaceuticalInfoAcquisitionTime>\
      <DiagnosisInfoAcquisitionTime>20260402090004</DiagnosisInfoAcquisitionTime>\
      </ResultOfQualificationConfirmation></ResultList>
      """)
    let reply = try EligibilityXML.decodeReply(bytes)
    let result = try #require(reply.result)
    #expect(result.pharmacistsInfo.consFlg == .known(.given))
    #expect(result.pharmacistsInfo.consTime?.text == "20260401090003")
    #expect(result.pharmacistsInfo.availableTime?.text == "20260402090003")
    #expect(result.diagnosisInfo.availableTime?.text == "20260402090004")
    #expect(result.unknown.isEmpty)
    let again = String(decoding: EligibilityXML.encode(reply, encoding: .utf8).bytes, as: UTF8.self)
    #expect(again.contains("<PharmacistsInfoAvailableTime>20260402090003</PharmacistsInfoAvailableTime>"))
    #expect(!again.contains("Pharmaceutical"))
    #expect(!again.contains("AcquisitionTime"))
  }
}
