import Eligibility
import Testing

struct KanaTests {
  @Test(
    "Readings become half-width",
    arguments: [
      ("ミホン　ハナコ", "ﾐﾎﾝ ﾊﾅｺ"), ("みほん はなこ", "ﾐﾎﾝ ﾊﾅｺ"), ("ガギグゲゴ パピプペポ", "ｶﾞｷﾞｸﾞｹﾞｺﾞ ﾊﾟﾋﾟﾌﾟﾍﾟﾎﾟ"),
      ("ヴァイオリン", "ｳﾞｧｲｵﾘﾝ"), ("ジョー", "ｼﾞｮｰ"), ("か\u{3099}", "ｶﾞ"), ("ヰヱヲヵヶヮ", "ｲｴｦｶｹﾜ"), ("ゔ", "ｳﾞ"),
      ("ﾐﾎﾝ", "ﾐﾎﾝ"), ("ＳＡＭＰＬＥ－１", "SAMPLE-1"), ("ミホン・Ａ。", "ﾐﾎﾝ･A｡"), ("", ""),
    ])
  func converted(text: String, half: String) {
    #expect(HalfWidthKana.converted(text).map { Array($0.unicodeScalars) } == Array(half.unicodeScalars))
    #expect(HalfWidthKana.isHalfWidth(half) == !half.isEmpty)
    #expect(HalfWidthKana.isHalfWidth(text) == (text == half && !text.isEmpty))
  }

  @Test("What has no half-width form is not guessed", arguments: ["見本", "ミホ●", "ミヽホ", "ホﾟ見", "é", "\u{1B}", "😀"])
  func refused(text: String) {
    #expect(HalfWidthKana.converted(text) == nil)
    #expect(!HalfWidthKana.isHalfWidth(text))
  }

  @Test func everyKanaHasAForm() {
    for value in Array(0x3041...0x3096) + Array(0x30A1...0x30FA) {
      guard let scalar = Unicode.Scalar(UInt32(value)) else { continue }
      let half = HalfWidthKana.converted(String(scalar))
      #expect(half.map(HalfWidthKana.isHalfWidth) == true, "\(scalar)")
    }
  }
}

struct BlackCircleTests {
  @Test func theElementsThatHoldOneAreNamed() {
    var result = ResultOfQualificationConfirmation()
    #expect(result.elementsWithBlackCircle == [])
    result.name = "見本　花●"
    result.insuredName = "●"
    result.nameKana = "ﾐﾎﾝ ﾊﾅｺ"
    result.address = "見本市"
    var ticket = MedicalTicketInfo()
    ticket.injuryName2 = "見本●"
    result.publicExpenseResultList = [MedicalTicketInfo(), ticket]
    result.unknown = [UnknownElement(name: "New", children: [UnknownElement(name: "Deep", text: "●")])]
    #expect(result.elementsWithBlackCircle == ["InsuredName", "Name", "MedicalTicketInfo[2]/InjuryName2", "New"])
  }

  /// Other circles are names of their own.
  @Test func onlyTheBlackCircleIsOne() {
    #expect(!BlackCircle.isIn("○◯⚫・"))
    #expect(BlackCircle.isIn("a●\u{3099}"))
  }
}

struct EraTextTests {
  @Test(
    "Days as documents write them",
    arguments: [
      ("19850408", "昭和60年4月8日"), ("20190501", "令和元年5月1日"), ("20190430", "平成31年4月30日"), ("19890107", "昭和64年1月7日"),
      ("19890108", "平成元年1月8日"), ("99999999", "99999999"), ("", ""),
    ])
  func days(text: String, words: String) { #expect(MessageDate(text).inEra == words) }

  @Test func monthsAndMoments() {
    #expect(MessageMonth("202604").inEra == "令和8年4月")
    #expect(MessageMonth("201905").inEra == "令和元年5月")
    #expect(MessageMonth("198901").inEra == "平成元年1月")
    #expect(MessageMonth("202613").inEra == "202613")
    #expect(MessageMoment("20260401090507").inEra == "令和8年4月1日 9:05")
    #expect(MessageMoment("soon").inEra == "soon")
  }
}

struct InsurerNumberTextTests {
  @Test func paddingMakesNoOtherNumber() {
    #expect(InsurerNumber.isSame("00990036", as: "  990036"))
    #expect(InsurerNumber.isSame("990036", as: "00990036"))
    #expect(!InsurerNumber.isSame("990036", as: "990037"))
    #expect(!InsurerNumber.isSame("990036", as: "9900360"))
    #expect(InsurerNumber.padded("990036") == "00990036")
    #expect(InsurerNumber.padded("123456789") == "123456789")
  }
}
