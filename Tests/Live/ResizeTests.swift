import Testing

/// A terminal that is made too small in the middle of a visit, and large again.
@Suite("Live: a window that is too small", .serialized)
struct ResizeTests {
  @Test(
    "Calm words while it is too small, no answer and no digit of a PIN by keys pressed meanwhile; then all as before")
  func tooSmall() throws {
    let demo = try ProgramInTerminal("uketsuke")
    try demo.wait(for: "マイナンバーカードを")
    demo.terminal.type("a")
    try demo.wait(for: "どの方法で")
    demo.forget()
    demo.terminal.resize(rows: 20, columns: 60)
    try demo.wait(for: "80 x 24")
    // Chosen and typed by nobody: neither the digits nor what lies under a touch were to be seen.
    demo.terminal.type("2\u{1B}[<0;10;9M3\r")
    #expect(demo.terminal.readUntilQuiet(milliseconds: 300).isEmpty)
    demo.terminal.resize(rows: 24, columns: 80)
    try demo.wait(for: "どの方法で")
    demo.terminal.type("2")
    try demo.wait(for: "暗証番号 4 けたを")
    demo.forget()
    demo.terminal.resize(rows: 23, columns: 80)
    try demo.wait(for: "80 x 24")
    demo.terminal.type("12")
    #expect(demo.terminal.readUntilQuiet(milliseconds: 300).isEmpty)
    demo.forget()
    demo.terminal.resize(rows: 30, columns: 100)
    try demo.wait(for: "暗証番号 4 けたを")
    try demo.wait(for: "スタッフを呼ぶ")
    #expect(!demo.written.contains("＊"))
    demo.terminal.type("1")
    try demo.wait(for: "＊")
    demo.terminal.type([0x03])
    #expect(demo.end() == .exited(0))
  }

  @Test("The photo of the staff's comparison does not stay on a window that has become too small")
  func photo() throws {
    let demo = try ProgramInTerminal("uketsuke")
    try demo.wait(for: "マイナンバーカードを")
    demo.terminal.type("a")
    try demo.wait(for: "どの方法で")
    demo.terminal.type("3")
    try demo.wait(for: "スタッフ番号 0123")
    demo.terminal.type("0123\r")
    try demo.wait(for: "パスワードを 入力してください")
    demo.forget()
    demo.terminal.type("01230123\r")
    try demo.wait(for: "使えなくなります")
    demo.forget()
    demo.terminal.type("\r")
    try demo.wait(for: "同じ方ですか")
    try demo.wait(for: "▀")
    // The lowest line that changes: the photo is drawn.
    try demo.wait(for: "PIN1234")
    demo.forget()
    demo.terminal.resize(rows: 23, columns: 80)
    try demo.wait(for: "80 x 24")
    #expect(!demo.written.contains("▀"))
    demo.terminal.type([0x03])
    #expect(demo.end() == .exited(0))
  }
}
