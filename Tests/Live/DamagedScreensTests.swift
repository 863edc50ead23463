import Foundation
import Testing

/// What does not hold in Screens/ refuses the start: what the first screen needs before the terminal is touched, the
/// rest after the first screen and before the first key and card count.
@Suite("Live: damaged screens at start", .serialized)
struct DamagedScreensTests {
  /// A site with screens of its own, the programs told to use them.
  private struct Damaged {
    let site: Site
    let screens: String

    /// - Parameter line: put at the end of `file`, a path in Screens/.
    init(_ file: String, line: String) throws {
      site = try Site()
      screens = "\(site.folder)/Screens"
      let original = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Screens").path
      try FileManager.default.copyItem(atPath: original, toPath: screens)
      let text = try String(contentsOfFile: "\(screens)/\(file)", encoding: .utf8)
      try (text + line + "\n").write(toFile: "\(screens)/\(file)", atomically: true, encoding: .utf8)
      try site.writeConfiguration(["driver: pcsc": "driver: simulated"])
    }

    /// The arguments of a start with these screens.
    func arguments(_ command: String) -> [String] {
      [command, "--screens", screens] + (command == "run" ? ["--config", "\(site.folder)/kiosk.yaml"] : [])
    }
  }

  @Test(
    "What the first screen needs: the terminal is not touched", arguments: ["run", "demo"],
    ["screens/attract.yaml", "texts/ja.yaml", "themes/default.yaml", "profiles/classic.yaml"])
  func beforeTheFirstScreen(_ command: String, _ file: String) throws {
    let damaged = try Damaged(file, line: "blink: yes")
    defer { damaged.site.close() }
    let kiosk = try ProgramInTerminal("uketsuke", damaged.arguments(command))
    #expect(kiosk.end() == .exited(78))
    #expect(kiosk.isAsFound)
    #expect(!kiosk.written.contains("\u{1B}"))
    #expect(kiosk.written.contains("\(file):"))
    #expect(kiosk.written.contains("blink"))
  }

  @Test(
    "Anything else: the first screen is there, then the terminal is put back",
    arguments: ["run", "demo"],
    [
      ("screens/pin.yaml", "blink: yes", "blink"),
      ("texts/en.yaml", "  \"attract.nothing\": \"Nothing\"", "attract.nothing"),
      ("themes/dark.yaml", "  blink: {}", "blink"), ("profiles/2024-10.yaml", "blink: yes", "blink"),
    ])
  func beforeTheFirstCard(_ command: String, _ damage: (file: String, line: String, words: String)) throws {
    let damaged = try Damaged(damage.file, line: damage.line)
    defer { damaged.site.close() }
    let kiosk = try ProgramInTerminal("uketsuke", damaged.arguments(command))
    #expect(kiosk.end() == .exited(78))
    #expect(kiosk.isAsFound)
    let parts = kiosk.written.components(separatedBy: "\u{1B}[?1049l")
    #expect(parts.count == 2, "one farewell to the terminal's second screen")
    #expect(parts.first?.contains("マイナンバーカードを") == true)
    #expect(parts.last?.contains("\(damage.file):") == true)
    #expect(parts.last?.contains(damage.words) == true)
    // The kiosk had not begun.
    if command == "run" {
      let audit = try damaged.site.audit("list")
      #expect(audit.status == 0)
      #expect(!audit.output.contains("kioskStarted"))
    }
  }

  @Test("A first screen that does not hold is not shown", arguments: ["run", "demo"])
  func firstScreen(_ command: String) throws {
    let damaged = try Damaged("screens/attract.yaml", line: "  - line: attract.nothing")
    defer { damaged.site.close() }
    let kiosk = try ProgramInTerminal("uketsuke", damaged.arguments(command))
    #expect(kiosk.end() == .exited(78))
    #expect(kiosk.isAsFound)
    #expect(!kiosk.written.contains("マイナンバーカードを"))
    #expect(kiosk.written.contains("the text \"attract.nothing\" is missing"))
  }
}
