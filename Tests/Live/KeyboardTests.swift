import Glibc
import Testing

/// The keyboard's own signals at a kiosk that runs (S1): keys without a meaning.
@Suite("Live: the keyboard's signals", .serialized)
struct KeyboardTests {
  /// By tmux's names; the stop and go of output is last, so that a stopped one would show nothing more.
  private static let signals = ["C-c", "C-z", "C-\\", "F1", "C-d", "C-q", "C-s"]

  @Test("Ctrl-C, Z, backslash, D, Q and S neither end nor stop it, nor answer anything")
  func signals() throws {
    let kiosk = try OpenKiosk(["driver: pcsc": "driver: simulated"], service: false)
    defer { kiosk.close() }
    let process = try #require(try kiosk.screen.kioskID())
    try pressAll(kiosk)
    try kiosk.screen.type("a")
    try kiosk.screen.wait(for: "どの方法で")
    try pressAll(kiosk)
    try kiosk.screen.type("1")
    try kiosk.screen.wait(for: "お薬・診療の情報を", "質問 1 / 3")
    try pressAll(kiosk)
    #expect(try kiosk.audit().details(of: "consentAnswered") == [])
    try kiosk.screen.type("2")
    try kiosk.screen.wait(for: "健康診断", "質問 2 / 3")
    #expect(try kiosk.screen.kioskID() == process)
    let audit = try kiosk.audit()
    #expect(audit.starts == 1)
    #expect(audit.visits.count == 1)
    #expect(audit.details(of: "consentAnswered") == ["question=treatment kinds=\"YZK SRJ\" basis=declined"])
    #expect(try kiosk.screen.endKiosk() == "exit 0")
  }

  @Test("Keys pressed before the first screen can be seen count for nothing", arguments: [".", "/", "a"])
  func beforeTheFirstScreen(key: String) throws {
    let demo = try typedBeforehand(key)
    try demo.wait(for: "PIN1234")
    // Were it another screen's key, this would be another screen.
    demo.terminal.type("b")
    try demo.wait(for: "どの方法で")
    demo.terminal.type([0x03])
    #expect(demo.end() == .exited(0))
    #expect(!demo.written.contains("Choose a language") && !demo.written.contains("スタッフを 呼んでいます"))
  }

  /// A machine that stalls between start and key makes it a key like any other: then the program is started anew.
  private func typedBeforehand(_ key: String) throws -> ProgramInTerminal {
    for _ in 1...20 {
      let demo = try ProgramInTerminal("uketsuke")
      demo.terminal.type(key)
      if demo.terminal.read(milliseconds: 0).isEmpty { return demo }
      demo.terminal.type([0x03])
      _ = demo.end()
    }
    throw Site.Missing(what: "a key before the first screen")
  }

  @Test("SIGUSR1 keeps patients out once the present one is through, SIGUSR2 lets them in")
  func closedAndOpened() throws {
    let kiosk = try OpenKiosk(["driver: pcsc": "driver: simulated"], service: false)
    defer { kiosk.close() }
    let process = try #require(try kiosk.screen.kioskID())
    try kiosk.screen.type("a")
    try kiosk.screen.wait(for: "どの方法で")
    kill(process, SIGUSR1)
    // The visit goes on.
    try kiosk.screen.type("1")
    try kiosk.screen.wait(for: "お薬・診療の情報を")
    try kiosk.screen.type("x")
    try kiosk.screen.wait(for: "ただいま スタッフ専用です", "受付の窓口へ お越しください")
    kill(process, SIGUSR2)
    try kiosk.screen.wait(for: "マイナンバーカードを ここに 置いてください")
    try kiosk.screen.type("b")
    try kiosk.screen.wait(for: "どの方法で")
    #expect(try kiosk.screen.endKiosk() == "exit 0")
    #expect(try kiosk.audit().visits.count == 2)
  }

  @Test(
    "The list of languages opens over a call for staff too and goes back to it; a question asked again says the answer")
  func listOverCall() throws {
    let kiosk = try OpenKiosk(["driver: pcsc": "driver: simulated"], service: false)
    defer { kiosk.close() }
    try kiosk.screen.type("a")
    try kiosk.screen.wait(for: "どの方法で")
    try kiosk.screen.type(".")
    try kiosk.screen.wait(for: "スタッフを 呼んでいます", "Language 言語")
    try kiosk.screen.type("/")
    try kiosk.screen.wait(for: "2  English")
    try kiosk.screen.type("2")
    try kiosk.screen.wait(for: "Calling staff")
    try kiosk.screen.type("*")
    try kiosk.screen.wait(for: "How would you like")
    try kiosk.screen.type("1")
    #expect(!(try kiosk.screen.wait(for: "Question 1 of 3").contains("Your answer so far")))
    try kiosk.screen.type("2")
    try kiosk.screen.wait(for: "Question 2 of 3")
    try kiosk.screen.type("*")
    try kiosk.screen.wait(for: "Question 1 of 3", "Your answer so far: Do not show it")
    #expect(try kiosk.screen.endKiosk() == "exit 0")
  }

  private func pressAll(_ kiosk: OpenKiosk) throws {
    for key in Self.signals { try kiosk.screen.press(key) }
  }
}
