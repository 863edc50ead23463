import Testing

/// `reader.driver: simulated` under `run`: made-up cards chosen with keys, everything behind them real. No PC/SC service
/// runs here.
@Suite("Live: the simulated reader at a real site", .serialized)
struct SimulatedDriverTests {
  @Test("By face, from the key that lays a card to the hand-over file of the real service")
  func byFace() throws {
    let kiosk = try OpenKiosk(["driver: pcsc": "driver: simulated"], service: false)
    defer { kiosk.close() }
    try kiosk.screen.wait(for: "a大人", "x取る")
    try kiosk.screen.lay("a")
    try kiosk.screen.type("1")
    try kiosk.answer(
      (words: "お薬・診療の情報を", key: "1"), (words: "健康診断", key: "2"), (words: "上限を", key: "1"))
    try kiosk.send()
    #expect(try kiosk.site.onlyHandover().contains("<Name>見本　花子</Name>"))
    try kiosk.screen.type("x")
    try kiosk.screen.wait(for: "        保険の資格が 確認できました。")
    let compared = try kiosk.audit().details(of: "faceOutcome")
    #expect(compared.count == 1 && compared.allSatisfy { $0.hasSuffix("result=signed") }, "\(compared)")
    #expect(try kiosk.site.audit("verify").status == 0)
  }

  @Test("Two keys at once at a consent answer one question: the second was typed before anybody saw the next")
  func typeAhead() throws {
    let kiosk = try OpenKiosk(["driver: pcsc": "driver: simulated"], service: false)
    defer { kiosk.close() }
    try kiosk.screen.lay("a")
    try kiosk.screen.type("1")
    try kiosk.screen.wait(for: "お薬・診療の情報を", "質問 1 / 3")
    try kiosk.screen.type("12")
    try kiosk.screen.wait(for: "健康診断", "質問 2 / 3")
    // The first choice by arrow: its digit was the last key that counted (A3).
    try kiosk.screen.press("Down")
    try kiosk.screen.press("Enter")
    try kiosk.screen.wait(for: "上限を", "質問 3 / 3")
    try kiosk.screen.type("2")
    try kiosk.screen.wait(for: "この内容で よろしいですか")
    #expect(
      try kiosk.audit().details(of: "consentAnswered") == [
        "question=treatment kinds=\"YZK SRJ\" basis=agreed", "question=checkup kinds=TKK basis=agreed",
        "question=limit kinds=LMT basis=declined",
      ])
  }

  @Test("By a staff member: the strip tells no password, since the staff are the site's own")
  func byStaff() throws {
    let kiosk = try OpenKiosk(["driver: pcsc": "driver: simulated"], service: false)
    defer { kiosk.close() }
    try kiosk.screen.lay("b")
    try kiosk.screen.type("3")
    let seen = try kiosk.screen.wait(for: "スタッフ番号")
    #expect(!seen.contains("パスワード"))
    try kiosk.screen.showStaff()
    try kiosk.screen.type("1")
    try kiosk.answer((words: "お薬・診療の情報を", key: "2"), (words: "上限を", key: "1"))
    try kiosk.send()
    #expect(try kiosk.site.onlyHandover().contains("<Name>見本　一郎</Name>"))
  }
}
