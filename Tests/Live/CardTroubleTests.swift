import Foundation
import Testing

/// Cards with which the kiosk can go no further, or not by PIN, each told as what it is (R10).
@Suite("Live: cards in trouble", .serialized)
struct CardTroubleTests {
  @Test("A card of another kind is named as such and asked for nothing; the right one is then received")
  func wrongCard() throws {
    let kiosk = try OpenKiosk()
    defer { kiosk.close() }
    let other = try kiosk.site.card(nil, ["--foreign"])
    try kiosk.screen.wait(for: "マイナンバーカードを 置いてください", "お知らせ番号 002")
    #expect(try kiosk.site.counters(of: other) == [0, 0, 0])
    try kiosk.site.take(other)
    try kiosk.screen.wait(for: "カードを ここに 置いてください")
    _ = try kiosk.lay("adult")
    let audit = try kiosk.audit()
    #expect(audit.visits.count == 2)
    #expect(audit.details(of: "certificateRead") == ["result=not-my-number-card", "result=valid"])
    #expect(audit.records.contains { $0.kind == "visitEnded" && $0.visit == audit.visits.first })
    #expect(kiosk.site.handovers == [])
  }

  @Test("A card that does not answer is asked to be laid again")
  func muteCard() throws {
    let kiosk = try OpenKiosk()
    defer { kiosk.close() }
    _ = try kiosk.site.card(nil, ["--mute"])
    try kiosk.screen.wait(for: "カードを 置き直してください", "お知らせ番号 001")
    #expect(try kiosk.audit().details(of: "certificateRead") == ["result=card-mute"])
  }

  @Test("A certificate expired longer than its grace ends the visit before anybody is asked who they are")
  func expired() throws {
    let kiosk = try OpenKiosk()
    defer { kiosk.close() }
    let card = try kiosk.site.card("expired")
    let seen = try kiosk.screen.wait(for: "電子証明書の 期限が 切れています", "お知らせ番号 006")
    for way in ["暗証番号で", "スタッフに 確認してもらう", "もう一度"] { #expect(!seen.contains(way)) }
    #expect(try kiosk.site.counters(of: card) == [3, 0, 0])
    let audit = try kiosk.audit()
    #expect(audit.details(of: "certificateRead") == ["result=expired"])
    for kind in ["pinIntent", "staffIntent", "eligibilityIntent"] { #expect(audit.details(of: kind) == []) }
    #expect(kiosk.site.handovers == [])
  }

  @Test("In its months of grace the eligibility is handed over, and medical information is not asked for")
  func inGrace() throws {
    let kiosk = try OpenKiosk()
    defer { kiosk.close() }
    let card = try kiosk.site.card("in-grace")
    try kiosk.screen.wait(for: "どの方法で", "更新するまで 伝わりません")
    try kiosk.enterPIN()
    try kiosk.answer((words: "上限を", key: "1"))
    try kiosk.send()
    let file = try kiosk.site.onlyHandover()
    #expect(file.contains("<QualificationValidity>1</QualificationValidity>"))
    #expect(file.contains("<LimitApplicationCertificateRelatedConsFlg>1<"))
    for kind in ["PharmacistsInfo", "DiagnosisInfo", "OperationInfo", "SpecificHealthCheckupsInfo"] {
      #expect(!file.contains("<\(kind)ConsFlg>1<"), "\(kind)")
    }
    #expect(try kiosk.site.counters(of: card) == [3, 1, 0])
  }

  @Test("A locked PIN: no VERIFY is ever sent, the text blames nobody, and the visit goes on by another way")
  func lockedPIN() throws {
    let kiosk = try OpenKiosk()
    defer { kiosk.close() }
    let card = try kiosk.lay("locked")
    try kiosk.screen.type("2")
    let seen = try kiosk.screen.wait(for: "暗証番号が 使えません", "お知らせ番号 U-202", "スタッフに 確認してもらう")
    #expect(!seen.contains("もう一度"))
    // Whatever is typed here is no PIN.
    try kiosk.screen.type("9")
    try kiosk.screen.press("Enter")
    try kiosk.screen.type(try digit(before: "スタッフに 確認してもらう", on: seen))
    try kiosk.screen.wait(for: "スタッフ番号")
    try kiosk.screen.type(Site.staffNumber)
    try kiosk.screen.press("Enter")
    try kiosk.screen.wait(for: "パスワード")
    try kiosk.screen.type(Site.password)
    try kiosk.screen.press("Enter")
    try kiosk.screen.compare()
    try kiosk.screen.type("1")
    try kiosk.answer(
      (words: "お薬・診療の情報を", key: "2"), (words: "健康診断", key: "1"), (words: "上限を", key: "2"))
    try kiosk.send()
    #expect(try kiosk.site.counters(of: card) == [0, 0, 0])
    #expect(try kiosk.audit().details(of: "pinIntent") == [])
    #expect(kiosk.site.handovers.count == 1)
  }

  @Test("The card taken while the PIN is typed: said so, nothing was sent, and nothing of it is there for the next")
  func removedDuringIdentity() throws {
    let kiosk = try OpenKiosk()
    defer { kiosk.close() }
    let card = try kiosk.lay("adult")
    try kiosk.site.take(card)
    try kiosk.screen.wait(for: "もう一度 置いてください", "お知らせ番号 U-103")
    card.say("insert")
    try kiosk.screen.wait(for: "どの方法で")
    try kiosk.screen.type("2")
    try kiosk.screen.wait(for: "暗証番号 4 けたを", "あと 3 回")
    try kiosk.screen.type("987")
    try kiosk.screen.wait(for: "＊ │ │  ＊ │ │  ＊ │ │     │")
    try kiosk.site.take(card)
    try kiosk.screen.wait(for: "もう一度 置いてください", "お知らせ番号 U-103")
    card.say("insert")
    try kiosk.screen.wait(for: "どの方法で")
    try kiosk.screen.type("2")
    try kiosk.screen.wait(for: "暗証番号 4 けたを", "あと 3 回")
    try kiosk.screen.type("1")
    try kiosk.screen.wait(for: "│  ＊ │ │     │ │     │ │     │")
    #expect(try kiosk.site.counters(of: card) == [3, 0, 0])
    let audit = try kiosk.audit()
    #expect(audit.details(of: "visitEnded") == ["outcome=card-removed", "outcome=card-removed"])
    #expect(audit.details(of: "pinIntent") == [])
    #expect(kiosk.site.handovers == [])
  }

  /// The digit printed beside a choice.
  private func digit(before words: String, on screen: String) throws -> String {
    let before = try #require(screen.range(of: words)).lowerBound
    return String(try #require(screen[..<before].last { $0.isNumber }))
  }
}
