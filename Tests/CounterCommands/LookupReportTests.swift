import CivilTime
import Eligibility
import Foundation
import Testing

@testable import KioskProgram

@Suite struct LookupReportTests {
  @Test func aValidEligibilityAsStaffReadIt() throws {
    let result = CounterSamples.result {
      $0.sex2 = .known(.female)
      $0.insuredPartialContributionRatio = "010"
      $0.limitApplicationCertificateRelatedInfo = {
        var limit = LimitApplicationCertificateRelatedInfo()
        limit.limitApplicationCertificateClassificationFlag = .known(.u)
        limit.limitApplicationCertificateClassification = .known(.limit)
        limit.limitApplicationCertificateValidStartDate = MessageDate("20261101")
        return limit
      }()
    }
    let text = LookupReport(CounterSamples.reply(.valid, [result]), .japanese, on: try CounterSamples.today()).text
    #expect(
      text == """
        ✓ 有効です
        氏名          見本　花子
        カナ          ﾐﾎﾝ ﾊﾅｺ
        生年月日      昭和60年5月20日（41歳）
        性別          女
        保険者        01990019 見本健康保険協会 (協会けんぽ)
        記号・番号    見本・9000001
        枝番          01
        本人・家族    本人
        負担割合      10 %
        資格取得日    令和2年4月1日
        限度額        ウ 限度額適用認定証
        限度額の期間  令和8年11月1日から

        """)
  }

  @Test(arguments: [
    (QualificationValidity.invalid, "✗ 無効です", "invalid"), (.invalidNewEligibility, "新しい資格があります", "changed"),
    (.noSuchEligibility, "該当する資格がありません", "none"), (.severalMatch, "複数の資格が当てはまります", "several"),
    (.medicalAidOnly, "✓ 有効です（医療扶助・未登録）", "valid-unregistered"),
  ])
  func everyOtherAnswerSaysWhatToDoNext(validity: QualificationValidity, words: String, word: String) throws {
    // Valid is somebody's.
    let reply = CounterSamples.reply(validity, validity == .medicalAidOnly ? [CounterSamples.result()] : [])
    let report = LookupReport(reply, .japanese, on: try CounterSamples.today())
    #expect(report.text.contains(words))
    #expect(report.text.contains("→ "))
    #expect(report.verdict == word)
    let english = LookupReport(CounterSamples.reply(validity, []), .english, on: try CounterSamples.today()).text
    #expect(english.unicodeScalars.allSatisfy { $0.value < 0x3000 })
  }

  @Test(arguments: [QualificationValidity.valid, .medicalAidOnly])
  func validAndNobodysIsNotValid(validity: QualificationValidity) throws {
    let report = LookupReport(CounterSamples.reply(validity, []), .japanese, on: try CounterSamples.today())
    #expect(report.verdict == "unknown" && !report.valid)
  }

  @Test func whatWasNotProcessedShowsTheServicesOwnWordsAndIsInert() throws {
    let reply = CounterSamples.reply(.valid, [CounterSamples.result()]) { header, _ in
      header.segmentOfResult = .known(.abnormal)
      header.errorCode = "X1"
      header.errorMessage = "見本\u{1B}[2J"
    }
    let report = LookupReport(reply, .japanese, on: try CounterSamples.today())
    #expect(!report.valid)
    #expect(report.text.contains("照会できませんでした"))
    #expect(report.text.contains("X1: 見本"))
    #expect(!report.text.contains("\u{1B}"))
  }

  private var ticket: MedicalTicketInfo {
    var ticket = MedicalTicketInfo()
    ticket.ticketType = .known(.medical)
    ticket.medicalTicketValidDate = MessageDate("20261101")
    ticket.medicalTicketExpirationDate = MessageDate("20261130")
    ticket.issueNumber = "0000001"
    ticket.designatedMedicalInstitutionName = "見本病院"
    ticket.designatedMedicalInstitutionFlag = .known(.differs)
    ticket.injuryName1 = "見本病"
    ticket.injuryName2 = "見本症"
    ticket.medicalTreatmentType = .known(.outpatient)
    ticket.selfPayAmount = "1200"
    ticket.singleOrCombinedUse = .unknown("09")
    ticket.statusOfInfection = .known(.no)
    ticket.consistencyFlag = .known(.inconsistent)
    ticket.remarks1 = "見本の備考"
    ticket.unknown = [UnknownElement(name: "NewOfTicket", text: "T1")]
    return ticket
  }

  @Test func aTicketIsShownWholeInBothFormsOfTheAnswer() throws {
    let result = CounterSamples.result { $0.publicExpenseResultList = [ticket] }
    let report = LookupReport(CounterSamples.reply(.valid, [result]), .japanese, on: try CounterSamples.today())
    for words in [
      "医療扶助", "医療券 令和8年11月1日から令和8年11月30日まで", "  交付番号", "見本病院", "いいえ（ほかの医療機関の券です）", "見本病、見本症", "入院外",
      "1200 円", "コード 09（表にありません）", "サービスの記録と 合いません", "見本の備考", "NewOfTicket", "T1",
    ] {
      #expect(report.text.contains(words), "\(words)")
    }
    let json = try report.json()
    for words in ["MedicalTicketInfo", "InjuryName2", "見本症", "StatusOfInfecton", "NewOfTicket"] {
      #expect(json.contains("\"\(words)\""), "\(words)")
    }
    let english = LookupReport(
      CounterSamples.reply(.valid, [result]), .english, on: try CounterSamples.today()
    ).text
    #expect(english.contains("medical ticket 2026-11-01 – 2026-11-30") && english.contains("no (it is another"))
  }

  @Test func whatIsInNoTableIsKeptAndShown() throws {
    let result = CounterSamples.result {
      $0.nameOfOther = "見本　英子"
      $0.nameOfOtherKana = "ﾐﾎﾝ ｴｲｺ"
      $0.unknown = [UnknownElement(name: "NewGroup", children: [UnknownElement(name: "NewPart", text: "P1")])]
      $0.pharmacistsInfo = ViewConsent(consFlg: .known(.expired))
      $0.operationInfo = ViewConsent(consFlg: .unknown("7"))
      $0.furtherConsents = [
        FurtherConsent(
          kind: .allergy,
          consent: ViewConsent(consFlg: .known(.given), availableTime: MessageMoment("20261123100000")))
      ]
    }
    let reply = CounterSamples.reply(.valid, [result]) { header, body in
      header.unknown = [UnknownElement(name: "NewInHeader", text: "H1")]
      body.unknown = [UnknownElement(name: "NewInBody", text: "B1\u{1B}[2J")]
    }
    let report = LookupReport(reply, .japanese, on: try CounterSamples.today())
    for words in [
      "見本　英子 ﾐﾎﾝ ｴｲｺ", "NewGroup/NewPart", "P1", "NewInHeader", "H1", "NewInBody", "B1", "薬剤情報 終わりました",
      "手術情報 コード 7（表にありません）", "アレルギー 11月23日 10:00 まで",
    ] {
      #expect(report.text.contains(words), "\(words)")
    }
    #expect(!report.text.contains("\u{1B}"))
    let json = try report.json()
    for words in ["見本　英子", "ﾐﾎﾝ ｴｲｺ", "NewPart", "P1", "NewInHeader", "NewInBody", "AllergyInfoConsFlg"] {
      #expect(json.contains("\"\(words)\""), "\(words)")
    }
  }

  @Test func severalResultsAndLostCharactersAreSaid() throws {
    let odd = CounterSamples.result {
      $0.name = "見●　花子"
      $0.sex1 = .unknown("9")
      $0.birthdate = MessageDate("19850599")
      // Used together with the insurance: two insurances would be one too many.
      $0.insuredCardClassification = .known(.medicalAid)
    }
    let report = LookupReport(
      CounterSamples.reply(.valid, [CounterSamples.result(), odd]), .japanese, on: try CounterSamples.today())
    #expect(report.text.contains("[1/2]") && report.text.contains("[2/2]"))
    #expect(report.text.contains("● は 伝わらなかった文字です"))
    #expect(report.text.contains("コード 9（表にありません）"))
    #expect(report.text.contains("19850599\n"))
    #expect(report.results.map(\.elementsWithBlackCircle) == [[], ["Name"]])
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(try report.json().utf8)) as? [String: Any])
    #expect(json["verdict"] as? String == "valid")
    #expect((json["results"] as? [[String: Any]])?.first?["insurerNumber"] as? String == "01990019")
  }
}
