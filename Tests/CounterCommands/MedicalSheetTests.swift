import CivilTime
import Eligibility
import EligibilityXML
import Testing

@testable import KioskProgram

@Suite struct MedicalSheetTests {
  private static let institution = "1312345670"

  private func handover(
    _ change: (inout ResultOfQualificationConfirmation) -> Void = { _ in }
  ) -> [UInt8] {
    let result = CounterSamples.result {
      let consent = ViewConsent(
        consFlg: .known(.given), consTime: MessageMoment("20261122100000"),
        availableTime: MessageMoment("20261123100000"))
      $0.pharmacistsInfo = consent
      $0.specificHealthCheckupsInfo = consent
      change(&$0)
    }
    return EligibilityXML.encode(CounterSamples.reply(.valid, [result]), encoding: .utf8).bytes
  }

  private func now(_ text: String = "20261122110000") throws -> CivilMoment {
    try #require(MessageMoment(text).moment)
  }

  private func patient(_ bytes: [UInt8], at moment: String = "20261122110000") throws -> ConsentedPatient {
    try ConsentSource(handover: bytes, "FILE", institution: Self.institution).patient(at: try now(moment))
  }

  private func reply(birth: String = "19850520") -> MedicalInformationReply {
    var reply = MedicalInformationReply()
    reply.resultCode = "1"
    reply.person.birth = MessageDate(birth)
    var month = MedicationMonth(origin: .claim)
    month.institutionName = "見本病院"
    for (date, name) in [("20261001", "見本錠"), ("20261101", "見本散")] {
      var day = MedicationDay()
      day.date = MessageDate(date)
      var drug = DrugInformation()
      drug.name = name
      drug.quantity = "3"
      drug.unit = "錠"
      drug.times = "14"
      day.drugs = [drug]
      var act = TreatmentAct()
      act.name = "見本検査"
      day.acts = [act]
      month.days.append(day)
    }
    reply.months = [month]
    return reply
  }

  @Test func whatWasConsentedToNewestFirstWithItsEnd() throws {
    let patient = try patient(handover())
    var sheet = MedicalSheet(patient, MessageMonth("202606")...MessageMonth("202611"), .japanese)
    try sheet.add(patient.views.shown(reply()), .medication, patient)
    let text = sheet.text
    #expect(text.contains("✓ 薬剤情報: 11月23日 10:00 まで"))
    #expect(text.contains("– 診療情報・医療機関名: 同意なし"))
    #expect(text.contains("令和8年11月1日  見本散  3錠  14 日・回分"))
    let newest = try #require(text.range(of: "見本散"))
    let older = try #require(text.range(of: "見本錠"))
    #expect(newest.lowerBound < older.lowerBound)
    #expect(!text.contains("見本病院") && !text.contains("見本検査") && !text.contains("手術情報 ──"))
  }

  @Test func anothersInformationIsNeverShown() throws {
    let patient = try patient(handover())
    var sheet = MedicalSheet(patient, MessageMonth("202606")...MessageMonth("202611"), .japanese)
    #expect(throws: ProgramFailure.self) {
      try sheet.add(patient.views.shown(reply(birth: "19850521")), .medication, patient)
    }
    for change: (inout MedicalInformationPerson) -> Void in [
      {
        $0.name = "別人　太郎"
        $0.kanaName = "ﾍﾞﾂｼﾞﾝ ﾀﾛｳ"
      }, { $0.gender = patient.result.sex1?.text == "1" ? "2" : "1" },
    ] {
      var other = reply()
      change(&other.person)
      #expect(throws: ProgramFailure.self) { try sheet.add(patient.views.shown(other), .medication, patient) }
    }
    #expect(sheet.drugs == nil)
  }

  @Test func theServicesRefusalIsSaid() throws {
    let patient = try patient(handover())
    var sheet = MedicalSheet(patient, MessageMonth("202606")...MessageMonth("202611"), .japanese)
    var refusal = MedicalInformationReply()
    refusal.resultCode = "2"
    refusal.messageContents = "見本の理由"
    try sheet.add(refusal, .medication, patient)
    let text = sheet.text
    #expect(text.contains("! 取得できませんでした（あるかどうか わかりません）: 2 見本の理由"))
    #expect(!text.contains("ありません。"))
    #expect(try JSONText.of(sheet).contains("\"YZK\" : \"2 見本の理由\""))
    #expect(try !JSONText.of(sheet).contains("\"drugs\""))
  }

  @Test func aFileThatIsNoOnesConsentHere() throws {
    #expect(throws: ProgramFailure.self) { try patient(Array("<x/>".utf8)) }
    #expect(throws: ProgramFailure.self) {
      try ConsentSource(handover: handover(), "FILE", institution: "1399999990")
    }
    let invalid = EligibilityXML.encode(
      CounterSamples.reply(.invalid, [CounterSamples.result()]) { header, _ in
        header.medicalInstitutionCode = Self.institution
      }, encoding: .utf8
    ).bytes
    #expect(throws: ProgramFailure.self) { try patient(invalid) }
    let over = try patient(handover(), at: "20261123100001")
    #expect(over.views.ends.isEmpty && over.views.ended.count == 2)
  }
}
