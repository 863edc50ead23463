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
    try Self.expectRead(
      kiosk.site,
      Self.medical.map { "\($0)ConsFlg=1" } + [
        "LimitApplicationCertificateRelatedConsFlg=1", "LimitApplicationCertificateClassificationFlag=A03",
      ])
    let file = try #require(kiosk.site.handovers.first)
    #expect(try Site.readHandover(["\(kiosk.site.folder)/face/\(file)"], ["--damages"]) == "")
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
    try Self.expectRead(
      kiosk.site,
      zip(Self.medical, ["1", "1", "1", "0"]).map { "\($0)ConsFlg=\($1)" } + [
        "LimitApplicationCertificateRelatedConsFlg=1", "OperationInfoConsTime=",
      ])
  }

  @Test("eligibility-only: nothing is asked, nothing is given, and the eligibility is handed over")
  func eligibilityOnly() throws {
    let kiosk = try OpenKiosk(["profile: classic": "profile: eligibility-only"])
    defer { kiosk.close() }
    _ = try kiosk.lay("adult")
    try kiosk.enterPIN()
    let seen = try kiosk.screen.wait(for: "受付が できました", "カードを")
    #expect(!seen.contains("お送りしました"))
    try Self.expectRead(
      kiosk.site,
      Self.medical.map { "\($0)ConsTime=" } + [
        "QualificationValidity=1", "Name=見本　花子", "LimitApplicationCertificateRelatedConsTime=",
      ])
    let file = try kiosk.site.onlyHandover()
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
    try Self.expectRead(
      kiosk.site,
      [
        "CharacterCodeIdentifier=1", "Name=試験　●美", "NameKana=ｼｹﾝ ﾖｼﾐ", "PharmacistsInfoConsFlg=1",
        "DiagnosisInfoConsFlg=1", "LimitApplicationCertificateRelatedConsTime=",
        "LimitApplicationCertificateClassificationFlag=",
      ])
    let file = try kiosk.site.onlyHandover(in: "CP932")
    #expect(file.hasPrefix("<?xml version=\"1.0\" encoding=\"Shift_JIS\" standalone=\"no\"?>"))
    #expect(flag("LimitApplicationCertificateRelated", in: file) != "1")
  }

  @Test("Several eligibilities: staff choose one at the kiosk, and it alone is handed over")
  func several() throws {
    let kiosk = try OpenKiosk(["driver: pcsc": "driver: simulated"], service: false)
    defer { kiosk.close() }
    try kiosk.screen.lay("n")
    try kiosk.screen.choosePIN()
    try kiosk.screen.confirmPIN("1234")
    try kiosk.screen.wait(for: "保険の資格が 2 つ以上", "資格情報のお知らせ", "1  スタッフに 選んでもらう")
    try kiosk.screen.type("1")
    try kiosk.screen.wait(for: "スタッフ番号")
    try kiosk.screen.type(Site.staffNumber)
    try kiosk.screen.press("Enter")
    try kiosk.screen.wait(for: "パスワードを 入力してください")
    try kiosk.screen.type(Site.password)
    try kiosk.screen.press("Enter")
    try kiosk.screen.wait(for: "1  01990019", "2  06990022", "家族")
    try kiosk.screen.type("2")
    try kiosk.answer((words: "お薬・診療の情報を", key: "1"), (words: "上限を", key: "2"))
    try kiosk.send()
    try Self.expectRead(
      kiosk.site, ["QualificationValidity=1", "InsurerNumber=06990022", "Name=見本　双葉", "PharmacistsInfoConsFlg=1"])
    #expect(!(try kiosk.site.onlyHandover()).contains("01990019"))
    let chosen = try kiosk.audit().details(of: "eligibilityChosen")
    #expect(chosen.count == 1 && chosen.first?.hasSuffix("staff=\(Site.staffNumber) chosen=2 of=2") == true)
  }

  @Test(
    "The header says who asked, about which visit and how; a short insurer number is padded", arguments: ["1", "3"])
  func header(way: String) throws {
    let kiosk = try OpenKiosk(["driver: pcsc": "driver: simulated"], service: false)
    defer { kiosk.close() }
    // From abroad, insured by a municipality: its number has 6 digits.
    try kiosk.screen.type("d")
    try kiosk.screen.wait(for: "どの方法で")
    try kiosk.screen.type(way)
    if way == "3" { try kiosk.vouch() }
    try kiosk.answer((words: "お薬・診療の情報を", key: "2"), (words: "上限を", key: "1"))
    try kiosk.send()
    try Self.expectRead(kiosk.site, ["InsurerNumber=00990036", "PharmacistsInfoConsFlg=0", "PharmacistsInfoConsTime="])
    let name = try #require(kiosk.site.handovers.first)
    let file = try kiosk.site.onlyHandover()
    let visit = try #require(try kiosk.audit().visits.first)
    let written = try #require(name.wholeMatch(of: /OQSsiquc01res_face_([0-9a-f]{32})_([0-9]{14})\.xml/))
    #expect(written.output.1 == visit)
    #expect(texts("ArbitraryFileIdentifier", in: file) == [visit])
    #expect(texts("MedicalInstitutionCode", in: file) == ["1312345670"])
    #expect(texts("CharacterCodeIdentifier", in: file) == ["0"])
    #expect(texts("ReferenceClassification", in: file) == ["1"])
    #expect(texts("SegmentOfResult", in: file) == ["1"])
    #expect(texts("ProcessingResultStatus", in: file) == ["1"])
    #expect(texts("QualificationValidity", in: file) == ["1"])
    // 8 characters, shorter numbers padded with zeros on the left.
    #expect(texts("InsurerNumber", in: file) == ["00990036"])
    // yyyyMMddHHmmss and yyyyMMdd, of the same day unless midnight passes between them.
    let executed = try #require(texts("ProcessExecutionTime", in: file).first)
    #expect(executed.wholeMatch(of: /[0-9]{14}/) != nil && executed <= written.output.2, "\(executed)")
    #expect(texts("QualificationConfirmationDate", in: file) == [String(executed.prefix(8))])
  }

  /// The only file holds as a stranger reads it, and says this.
  ///
  /// - Parameter expected: `Element=text`; no text: no such element.
  private static func expectRead(
    _ site: Site, _ expected: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let files = site.handovers.map { "\(site.folder)/face/\($0)" }
    try #require(files.count == 1, sourceLocation: sourceLocation)
    let complaints = try Site.readHandover(files, expected.flatMap { ["--expect", $0] })
    #expect(complaints == "", sourceLocation: sourceLocation)
  }

  /// What stands in every element of this name.
  private func texts(_ element: String, in file: String) -> [String] {
    file.components(separatedBy: "<\(element)>").dropFirst().map { rest in String(rest.prefix { $0 != "<" }) }
  }

  /// The consent flag of one kind; `nil` where the file has none.
  private func flag(_ kind: String, in file: String) -> String? {
    file.range(of: "<\(kind)ConsFlg>").map { String(file[$0.upperBound...].prefix { $0 != "<" }) }
  }
}
