import Foundation
import Testing

/// Whole receptions against the real pcscd, OpenSSL, TLS and tmux, in the patient's words.
@Suite("Live journeys", .serialized)
struct JourneyTests {
  @Test("By PIN: from card in to the hand-over file, and the journal holds")
  func byPIN() throws {
    let site = try Site()
    defer { site.close() }
    try site.startPCSC()
    try site.startStandin()
    try site.writeConfiguration()
    let kiosk = try site.kiosk()
    defer { kiosk.close() }
    try kiosk.wait(for: "カードを ここに 置いてください")
    let card = try site.card("adult")
    try kiosk.wait(for: "どの方法で")
    try kiosk.type("2")
    try kiosk.wait(for: "暗証番号 4 けたを", "あと 3 回")
    try kiosk.type("1234")
    try kiosk.wait(for: "＊ │ │  ＊ │ │  ＊ │ │  ＊")
    try kiosk.press("Enter")
    try answerConsents(kiosk)
    try kiosk.wait(for: "受付が できました", "カードを")
    #expect(site.handovers.count == 1)
    // VERIFY with this PIN: header, length, digits.
    let verify: [UInt8] = [0x00, 0x20, 0x00, 0x80, 0x04] + Array("1234".utf8)
    #expect(try Memory(of: try #require(try kiosk.kioskID())).holds(verify) == false)
    card.say("remove")
    try kiosk.wait(for: "カードを ここに 置いてください")
    let file = try String(contentsOfFile: "\(site.folder)/face/\(try #require(site.handovers.first))", encoding: .utf8)
    #expect(file.contains("<QualificationValidity>1</QualificationValidity>"))
    let verified = try site.audit("verify")
    #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
    let list = try site.audit("list").output
    #expect(list.contains("handoverDelivered"))
    #expect(!list.contains("1234 "), "no PIN in the journal")
  }

  @Test("By visual check: staff vouch, and service and journal say so")
  func byVisualCheck() throws {
    let site = try Site()
    defer { site.close() }
    try site.startPCSC()
    try site.startStandin()
    try site.writeConfiguration()
    let kiosk = try site.kiosk()
    defer { kiosk.close() }
    try kiosk.wait(for: "カードを ここに 置いてください")
    let card = try site.card("elderly")
    try kiosk.wait(for: "どの方法で")
    try kiosk.type("3")
    let checkNumber = try Site.checkNumberB(of: "elderly")
    try kiosk.showStaff(checkNumber: checkNumber)
    let compare = try kiosk.wait(for: "生年月日", "正しく 応答しました", "▀")
    #expect(!compare.contains("読み取れません"))
    try kiosk.type("1")
    // Another key than the one just pressed: the same one within half a second counts once (A3).
    try answerConsents(kiosk, ["2", "1", "2"])
    try kiosk.wait(for: "受付が できました")
    #expect(site.handovers.count == 1)
    #expect(try Memory(of: try #require(try kiosk.kioskID())).holds(Array(Site.password.utf8)) == false)
    #expect(try site.files(holding: Site.password) == [])
    #expect(try Memory(of: try #require(try kiosk.kioskID())).holds(Array(checkNumber.utf8)) == false)
    #expect(try site.files(holding: checkNumber) == [])
    card.say("remove")
    try kiosk.wait(for: "カードを ここに 置いてください")
    let list = try site.audit("list").output
    #expect(list.contains("method=visual"))
    #expect(list.contains("voucher=0123"))
    #expect(list.contains("signed=no"))
    #expect(list.contains("compared-with=proven-chip"))
  }

  @Test("A wrong PIN twice, then right: the tries go down and come back, and nothing is sent twice")
  func wrongPINTwice() throws {
    let site = try Site()
    defer { site.close() }
    try site.startPCSC()
    try site.startStandin()
    try site.writeConfiguration()
    let kiosk = try site.kiosk()
    defer { kiosk.close() }
    try kiosk.wait(for: "カードを ここに 置いてください")
    let card = try site.card("adult")
    try kiosk.wait(for: "どの方法で")
    try kiosk.type("2")
    for left in [2, 1] {
      try kiosk.wait(for: "暗証番号 4 けたを", "あと \(left + 1) 回")
      #expect(try site.counters(of: card) == [left + 1, 2 - left, 2 - left])
      // Enter too soon is answered in words, and the card is not asked.
      try kiosk.type("99")
      try kiosk.wait(for: "＊ │ │  ＊ │ │     │")
      try kiosk.press("Enter")
      try kiosk.wait(for: "いま 2 けたです")
      #expect(try site.counters(of: card) == [left + 1, 2 - left, 2 - left])
      try kiosk.type("99")
      try kiosk.press("Enter")
      try kiosk.wait(for: "合いませんでした", "あと \(left) 回")
      #expect(try site.counters(of: card) == [left, 3 - left, 3 - left])
      try kiosk.type("1")
    }
    try kiosk.wait(for: "暗証番号 4 けたを")
    try kiosk.type("1234")
    try kiosk.press("Enter")
    try answerConsents(kiosk)
    try kiosk.wait(for: "受付が できました")
    #expect(try site.counters(of: card) == [3, 3, 2])
    card.say("remove")
    try kiosk.wait(for: "カードを ここに 置いてください")
    let list = try site.audit("list").output
    #expect(list.components(separatedBy: "pinIntent").count - 1 == 3)
    #expect(site.handovers.count == 1)
  }

  @Test("By phone: chosen on screen, refused until its holder has proven himself to it, handed over, and taken")
  func byPhone() throws {
    let open = try OpenKiosk(["driver: pcsc": "driver: pcsc\n  phones: true"])
    defer { open.close() }
    let (site, kiosk) = (open.site, open.screen)
    try kiosk.wait(for: "スマートフォンで 受付する")
    try kiosk.type("1")
    try kiosk.wait(for: "スマートフォンを 読み取り機に かざしてください")
    let waiting = try site.card("adult", ["--token", "android", "--waits"])
    try kiosk.wait(for: "先に スマートフォンで 確認してください", "U-211")
    try kiosk.type("3")
    try kiosk.wait(for: "スマートフォンを お取りください")
    waiting.stop()
    try kiosk.wait(for: "カードを ここに 置いてください")
    try kiosk.type("1")
    try kiosk.wait(for: "スマートフォンを 読み取り機に かざしてください")
    let phone = try site.card("adult", ["--token", "iphone"])
    // Another key than the one just pressed: the same one within half a second counts once (A3).
    try answerConsents(kiosk, ["2", "1", "2"])
    try kiosk.wait(for: "受付が できました", "スマートフォンを お取りください")
    let audit = try site.audit("list").output
    #expect(audit.contains("phoneIntent") && audit.contains("method=phone signed=yes"), "\(audit)")
    #expect(!audit.contains("pinIntent"))
    #expect(site.handovers.count == 1)
    #expect(try site.counters(of: phone) == [3, 0, 0])
    phone.say("remove")
    try kiosk.wait(for: "待合室で")
  }

  @Test("The card pulled on the consent screen ends the visit, and nothing is handed over")
  func pulledCard() throws {
    let site = try Site()
    defer { site.close() }
    try site.startPCSC()
    try site.startStandin()
    try site.writeConfiguration()
    let kiosk = try site.kiosk()
    defer { kiosk.close() }
    try kiosk.wait(for: "カードを ここに 置いてください")
    let card = try site.card("adult")
    try kiosk.wait(for: "どの方法で")
    try kiosk.type("2")
    try kiosk.wait(for: "暗証番号 4 けたを")
    try kiosk.type("1234")
    try kiosk.press("Enter")
    try kiosk.wait(for: "見せてもよいですか")
    card.say("remove")
    try kiosk.wait(for: "U-103")
    try kiosk.wait(for: "カードを ここに 置いてください")
    #expect(site.handovers.isEmpty)
    #expect(try site.audit("list").output.contains("outcome=card-removed"))
    // Another patient is received as if nothing had been.
    card.say("insert")
    try kiosk.wait(for: "どの方法で")
  }

  @Test("The service down: said plainly, no try is burnt, and it goes on when the service is back")
  func serviceDown() throws {
    let site = try Site()
    defer { site.close() }
    try site.startPCSC()
    try site.startStandin()
    try site.writeConfiguration()
    site.stopStandin()
    let kiosk = try site.kiosk()
    defer { kiosk.close() }
    try kiosk.wait(for: "カードを ここに 置いてください")
    _ = try site.card("adult")
    try kiosk.wait(for: "どの方法で")
    try kiosk.type("2")
    try kiosk.wait(for: "暗証番号 4 けたを", "あと 3 回")
    try kiosk.type("1234")
    try kiosk.press("Enter")
    try kiosk.wait(for: "U-301")
    #expect(!(try site.audit("list").output.contains("pinIntent")))
    try site.startStandin()
    try kiosk.type("1")
    try kiosk.wait(for: "暗証番号 4 けたを", "あと 3 回")
  }

  private func answerConsents(_ kiosk: TerminalSession, _ answers: [String] = ["1", "2", "1"]) throws {
    for (number, words) in ["お薬・診療の情報を", "健康診断", "上限を"].enumerated() {
      try kiosk.wait(for: words, "質問 \(number + 1) / 3")
      try kiosk.type(answers[number])
    }
    try kiosk.wait(for: "この内容で よろしいですか")
    try kiosk.type("0")
  }
}
