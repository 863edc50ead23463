import Foundation
import Testing

/// What reaches the reception system under each consent profile, and in its other encoding.
@Suite("Live: the hand-over file", .serialized)
struct HandoverFileTests {
  private static let medical = ["SpecificHealthCheckupsInfo", "PharmacistsInfo", "DiagnosisInfo", "OperationInfo"]

  @Test("2024-10, all at once: every consent is given, the limit by law and without a screen")
  func allAtOnce() throws {
    let kiosk = try OpenKiosk(["profile: classic": "profile: 2024-10"])
    defer { kiosk.close() }
    _ = try kiosk.lay("adult")
    try kiosk.enterPIN()
    try kiosk.screen.wait(for: "すべて 見せてもよい")
    try kiosk.screen.type("1")
    let review = try kiosk.screen.wait(for: "この内容で よろしいですか")
    #expect(!review.contains("限度額"))
    try kiosk.send()
    let file = try kiosk.site.onlyHandover()
    for kind in Self.medical { #expect(flag(kind, in: file) == "1", "\(kind)") }
    #expect(flag("LimitApplicationCertificateRelated", in: file) == "1")
    #expect(file.contains("<LimitApplicationCertificateClassificationFlag>A03<"))
    let answered = try kiosk.audit().details(of: "consentAnswered")
    #expect(
      answered == [
        "question=treatment kinds=\"YZK SRJ\" basis=agreed", "question=operation kinds=SHJ basis=agreed",
        "question=checkup kinds=TKK basis=agreed", "question=by-law kinds=LMT basis=byLaw",
      ])
  }

  @Test("2024-10, one by one: each answer stands for itself, and the limit is provided all the same")
  func oneByOne() throws {
    let kiosk = try OpenKiosk(["profile: classic": "profile: 2024-10"])
    defer { kiosk.close() }
    _ = try kiosk.lay("adult")
    try kiosk.enterPIN()
    try kiosk.screen.wait(for: "すべて 見せてもよい")
    try kiosk.screen.type("2")
    try kiosk.answer(
      (words: "お薬・診療の情報を", key: "1"), (words: "手術の情報を", key: "2"), (words: "健康診断", key: "1"))
    try kiosk.send()
    let file = try kiosk.site.onlyHandover()
    #expect(Self.medical.map { flag($0, in: file) } == ["1", "1", "1", "0"])
    #expect(flag("LimitApplicationCertificateRelated", in: file) == "1")
  }

  @Test("eligibility-only: nothing is asked, nothing is given, and the eligibility is handed over")
  func eligibilityOnly() throws {
    let kiosk = try OpenKiosk(["profile: classic": "profile: eligibility-only"])
    defer { kiosk.close() }
    _ = try kiosk.lay("adult")
    try kiosk.enterPIN()
    let seen = try kiosk.screen.wait(for: "受付が できました", "カードを")
    #expect(!seen.contains("お送りしました"))
    let file = try kiosk.site.onlyHandover()
    #expect(file.contains("<QualificationValidity>1</QualificationValidity>"))
    #expect(file.contains("<Name>見本　花子</Name>"))
    for kind in Self.medical { #expect(flag(kind, in: file) != "1", "\(kind)") }
    #expect(flag("LimitApplicationCertificateRelated", in: file) != "1")
    #expect(!file.contains("LimitApplicationCertificateClassificationFlag"))
    #expect(try kiosk.audit().details(of: "consentAnswered") == [])
  }

  @Test("cp932: the file is in that encoding and says so; a character that it lacks is a black circle")
  func cp932() throws {
    let kiosk = try OpenKiosk(["encoding: utf-8": "encoding: cp932"])
    defer { kiosk.close() }
    _ = try kiosk.lay("under-40")
    try kiosk.enterPIN()
    try kiosk.answer((words: "お薬・診療の情報を", key: "1"), (words: "上限を", key: "2"))
    try kiosk.send()
    let file = try kiosk.site.onlyHandover(in: "CP932")
    #expect(file.hasPrefix("<?xml version=\"1.0\" encoding=\"Shift_JIS\" standalone=\"no\"?>"))
    #expect(file.contains("<CharacterCodeIdentifier>1</CharacterCodeIdentifier>"))
    #expect(file.contains("<Name>試験　●美</Name>"))
    #expect(file.contains("<NameKana>ｼｹﾝ ﾖｼﾐ</NameKana>"))
    #expect(flag("PharmacistsInfo", in: file) == "1")
    #expect(flag("LimitApplicationCertificateRelated", in: file) != "1")
  }

  /// The consent flag of one kind; `nil` where the file has none.
  private func flag(_ kind: String, in file: String) -> String? {
    file.range(of: "<\(kind)ConsFlg>").map { String(file[$0.upperBound...].prefix { $0 != "<" }) }
  }
}
