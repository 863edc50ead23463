import Foundation
import Glibc
import Pseudoterminal
import Testing

/// A million random bytes from the keyboard (S1): nothing but the kiosk's own screen, and the next patient is received.
@Suite("Live: random keys", .serialized)
struct RandomKeysTests {
  /// A kiosk, and what is on its screen.
  private final class Kiosk {
    let site: Site
    let terminal: Pseudoterminal
    let child: Child
    /// What it has written since the last look.
    private var written: [UInt8] = []
    /// Kinds of escape sequences that it has ever written.
    private(set) var kinds: Set<UInt8> = []
    private(set) var echoes = 0
    private var rows = 24

    init(_ changes: [String: String], service: Bool) throws {
      site = try Site()
      do {
        if service { try site.startPCSC() }
        try site.startStandin()
        try site.writeConfiguration(changes)
        terminal = try Pseudoterminal()
        child = try terminal.start(
          Site.program("uketsuke"), ["run", "--config", "\(site.folder)/kiosk.yaml"],
          environment: ["TERM": "xterm-256color", "NO_COLOR": "", "LINES": "", "COLUMNS": ""])
      } catch {
        site.close()
        throw error
      }
    }

    func take(_ bytes: [UInt8]) {
      // The last bytes of before too: what is sought may lie across.
      let joined = written.suffix(16) + bytes
      for (index, byte) in joined.enumerated().dropLast() where byte == 0x1B {
        kinds.insert(joined[joined.startIndex + index + 1])
      }
      if joined.contains(0x51), String(decoding: joined, as: UTF8.self).contains(RandomKeys.marker) {
        echoes += 1
      }
      written = written.suffix(65_536) + bytes
    }

    /// Has everything painted anew until these words are on screen.
    func wait(for words: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
      let deadline = ContinuousClock.now + .seconds(40)
      while ContinuousClock.now < deadline {
        if try look().contains(words.filter { $0 != " " }) { return }
        take(terminal.read(milliseconds: 200))
      }
      Issue.record("never saw \"\(words)\" but \(try look())", sourceLocation: sourceLocation)
      throw Site.Missing(what: words)
    }

    /// The screen's characters without blanks.
    func look() throws -> String {
      written = []
      rows = 49 - rows
      terminal.resize(rows: rows, columns: 80)
      while case let bytes = terminal.read(milliseconds: 150), !bytes.isEmpty { take(bytes) }
      return String(decoding: written, as: UTF8.self)
        .replacing(/\u{1B}(\[[0-9;?]*[A-Za-z]|\][^\u{1B}]*\u{1B}\\|\([A-Z]|[=>])/) { _ in "" }
        .filter { $0 > " " }
    }

    func press(_ key: String) {
      terminal.type(key)
      while case let bytes = terminal.read(milliseconds: 150), !bytes.isEmpty { take(bytes) }
    }

    /// Processes that it has started.
    var children: [String] {
      let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(child.pid)/task")) ?? []
      return tasks.flatMap { task in
        let list = try? String(contentsOfFile: "/proc/\(child.pid)/task/\(task)/children", encoding: .utf8)
        return (list ?? "").split(separator: " ").map(String.init)
      }
    }

    func close() {
      child.signal(SIGKILL)
      site.close()
    }
  }

  private static let amount = 1_000_000
  private static let longestBurst = 97
  /// Each begins with a card.
  private static let rounds = 5
  /// What follows an escape in what curses writes: control sequences, character sets, colours, the pad's modes, and
  /// where the cursor was.
  private static let ownKinds = Set("[(])=>\\78".utf8)

  /// Throws the keys, ends whatever sequence is open, and holds what must be true whatever was typed.
  private func flood(_ kiosk: Kiosk, _ bytes: [UInt8]) throws {
    let started = ContinuousClock.now
    // In bursts that are read to the end: what is typed ahead of a new screen is thrown away (A1), and a flood without
    // a pause would hardly be read at all. The last tenth is such a flood.
    var thrown = 0
    while thrown < bytes.count {
      let burst = thrown < bytes.count / 10 * 9 ? 1 + thrown % Self.longestBurst : bytes.count - thrown
      let part = Array(bytes[thrown..<min(bytes.count, thrown + burst)])
      guard kiosk.terminal.flood(part, milliseconds: 10_000, { kiosk.take($0) }) == part.count else { break }
      thrown += part.count
      while kiosk.terminal.hasInput, ContinuousClock.now - started < .seconds(60) {
        kiosk.take(kiosk.terminal.read(milliseconds: 1))
      }
    }
    #expect(thrown == bytes.count)
    #expect(kiosk.child.end(milliseconds: 0) == .stillRunning)
    kiosk.press("\u{1B}[201~")
    kiosk.press("\u{18}\u{1B}\\")
    #expect(kiosk.children.isEmpty)
  }

  private func finish(_ kiosk: Kiosk) throws {
    #expect(kiosk.echoes == 0)
    #expect(kiosk.kinds.isSubset(of: Self.ownKinds), "\(kiosk.kinds)")
    kiosk.child.signal(SIGTERM)
    #expect(kiosk.child.end() == .exited(0))
    #expect(try kiosk.site.audit("verify").status == 0)
    #expect(try Audit(of: kiosk.site).starts == 1)
  }

  @Test("With cards coming and going: no end, no echo, no other program; then a patient comes and goes, and it rests")
  func withCards() throws {
    let kiosk = try Kiosk(["driver: pcsc": "driver: simulated"], service: false)
    defer { kiosk.close() }
    try kiosk.wait(for: "マイナンバーカードを ここに 置いてください")
    var keys = RandomKeys(seed: 0xA11CE)
    for round in 0..<Self.rounds {
      // Back from wherever it was: out of a password, with no card, in the default language.
      for key in ["*", "*", "*", "x", round % 2 == 0 ? "b" : "a"] { kiosk.press(key) }
      try kiosk.wait(for: "どの方法で 本人確認を しますか")
      try flood(kiosk, keys.bytes(Self.amount / Self.rounds))
    }
    for key in ["*", "*", "*", "x", "c"] { kiosk.press(key) }
    try kiosk.wait(for: "どの方法で 本人確認を しますか")
    kiosk.press("*")
    try kiosk.wait(for: "受付を やめますか")
    kiosk.press("2")
    try kiosk.wait(for: "カードを お取りください")
    kiosk.press("x")
    try kiosk.wait(for: "マイナンバーカードを ここに 置いてください")
    #expect(try Audit(of: kiosk.site).visits.count > 10)
    try finish(kiosk)
  }

  @Test("Without a card: no visit ever begins, and it rests on its first screen")
  func withoutCard() throws {
    let kiosk = try Kiosk([:], service: true)
    defer { kiosk.close() }
    try kiosk.wait(for: "マイナンバーカードを ここに 置いてください")
    var keys = RandomKeys(seed: 0xB0B)
    try flood(kiosk, keys.bytes(Self.amount))
    // Whatever lies over the first screen; then the first language of the list.
    for key in ["*", "/", "1"] { kiosk.press(key) }
    try kiosk.wait(for: "マイナンバーカードを ここに 置いてください")
    #expect(try Audit(of: kiosk.site).visits.isEmpty)
    try finish(kiosk)
  }
}
