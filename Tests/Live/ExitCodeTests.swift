import Foundation
import Testing

/// The exit codes that no other suite comes by.
@Suite("Live: exit codes", .serialized)
struct ExitCodeTests {
  @Test(
    "64: wrong arguments, and what is wrong about them",
    arguments: [
      (["chekc"], "did you mean \"check\"?"), (["run"], "--config"), (["run", "--confg", "kiosk.yaml"], "--config"),
      (["audit", "verfy"], "verfy"), (["simulate", "--visits", "0"], "--visits takes 1 to 10000000"),
      (["staff-password", "--file", "staff", "--number", "12"], "--number takes 4 digits"),
      (["--langauge", "en"], "--langauge"),
      (["demo", "--language", "em"], "there is no language \"em\"; did you mean \"en\"?"),
      (["demo", "--theme", "drak"], "there is no theme \"drak\"; did you mean \"dark\"?"),
      (["demo", "--profile", "clasic"], "there is no consent profile \"clasic\"; did you mean \"classic\"?"),
      (["demo", "--maker", "almax"], "there is no maker \"almax\"; did you mean \"almex\"?"),
    ])
  func wrongArguments(_ arguments: [String], words: String) throws {
    let result = try Command.run(try Site.program("uketsuke"), arguments)
    #expect(result.status == 64)
    #expect(result.output == "")
    #expect(result.errors.contains(words), "\(result.errors)")
  }

  @Test("129: the terminal hung up, and the journal tells of an end in good order")
  func hangUp() throws {
    let site = try Site()
    defer { site.close() }
    try site.writeConfiguration(["driver: pcsc": "driver: simulated"])
    let kiosk = try ProgramInTerminal("uketsuke", ["run", "--config", "\(site.folder)/kiosk.yaml"])
    try kiosk.wait(for: "マイナンバーカードを")
    kiosk.terminal.hangUp()
    #expect(kiosk.child.end() == .exited(129))
    #expect(try Audit(of: site).records.map(\.kind) == ["kioskStarted", "kioskStopped"])
    #expect(try site.audit("verify").status == 0)
  }
}
