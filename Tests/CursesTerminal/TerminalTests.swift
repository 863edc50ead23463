import CursesTerminal
import Glibc
import Pseudoterminal
import SampleFrames
import Testing

/// The terminal through a pseudo-terminal, in a program of its own.
@Suite struct TerminalTests {
  // MARK: - Keys

  @Test(arguments: ["xterm-256color", "screen", "tmux-256color", "linux", "vt100"])
  func theTenKeyPadInBothModes(_ type: String) throws {
    let probe = try Probe("keys", type: type)
    let digits = try probe.keys(for: "0123456789*/+-.")
    #expect(digits == "0123456789*/+-.".map { "character(\"\($0)\")" })
    #expect(try probe.keys(for: "\u{1B}Oq\u{1B}Oy\u{1B}OM") == ["character(\"1\")", "character(\"9\")", "enter"])
    #expect(try probe.keys(for: "\r") == ["enter"])
    #expect(try probe.keys(for: "\n") == ["enter"])
    #expect(try probe.keys(for: "\u{7F}\u{08}\t受") == ["erase", "erase", "tab", "character(\"受\")"])
    #expect(try probe.keys(for: "\u{1B}[200~1\r2\r\u{1B}[201~") == [])
    #expect(try probe.finish() == .exited(0))
  }

  @Test func theKeyboardsOwnSignalsAreOnlyKeys() throws {
    let probe = try Probe("keys")
    #expect(try probe.keys(for: [0x03, 0x1A, 0x1C, 0x13, 0x11, 0x16, 0x0F]) == Array(repeating: "other", count: 7))
    probe.child.signal(SIGTSTP)
    probe.child.signal(SIGQUIT)
    #expect(try probe.keys(for: "1") == ["character(\"1\")"])
    #expect(try probe.finish() == .exited(0))
  }

  @Test func theDemoEndsWithCtrlC() throws {
    let probe = try Probe("keys", ["interrupt"])
    #expect(try probe.keys(for: [0x1A, 0x1C, 0x13]) == ["other", "other", "other"])
    probe.terminal.type([0x03])
    #expect(try probe.report.lines(until: "signal interrupt") == [])
    #expect(probe.child.end() == .exited(0))
    #expect(probe.terminal.modes == probe.modesBefore)
  }

  @Test func rubbishDoesNoHarm() throws {
    let probe = try Probe("mute")
    var random = SplitMix(state: 7)
    for _ in 0..<400 { probe.terminal.type((0..<500).map { _ in UInt8(random.next(below: 256)) }) }
    #expect(probe.child.end(milliseconds: 0) == .stillRunning)
    #expect(try probe.finish() == .exited(0))
    #expect(probe.terminal.modes == probe.modesBefore)
  }

  // MARK: - Secrets

  @Test func digitsOfASecretAreKnownByTheirCountAlone() throws {
    let probe = try Probe("digits")
    let typed = try secretKeys(probe, "7\u{1B}Oy47x5é*")
    #expect(
      typed == [
        "secret(count: 1)", "secret(count: 2)", "secret(count: 3)", "secret(count: 4)", "character(\"x\")",
        "secret(count: 4)", "other", "character(\"*\")",
      ])
    #expect(try secretKeys(probe, "\u{7F}\u{7F}\r") == ["secret(count: 3)", "secret(count: 2)", "enter", "wiped 0"])
    let output = probe.terminal.readUntilQuiet(milliseconds: 50)
    #expect(output.count == 0)
    #expect(try probe.finish() == .exited(0))
  }

  @Test func aPasswordTakesAllButTheFixedKeys() throws {
    let probe = try Probe("text")
    #expect(
      try secretKeys(probe, "aZ 9~+") == (1...5).map { "secret(count: \($0))" } + ["character(\"+\")"])
    #expect(try probe.finish() == .exited(0))
  }

  /// A secret entry takes the usual end mark too, so `/` is typed last.
  private func secretKeys(_ probe: Probe, _ text: String) throws -> [String] {
    probe.terminal.type(text + "/")
    return try probe.report.lines(until: "character(\"/\")")
  }

  // MARK: - Painting

  @Test func aChangedPINBoxIsAFewBytes() throws {
    let probe = try Probe("pin")
    for digit in 1...4 {
      probe.terminal.type("1")
      let written = try probe.screen(until: "painted \(digit)")
      expect(written, contains: "＊")
      #expect(written.count <= 200, "digit \(digit): \(written.count) bytes")
    }
    #expect(try probe.finish() == .exited(0))
  }

  @Test func typeAheadDoesNotReachTheNextScreen() throws {
    let probe = try Probe("hasty")
    probe.terminal.type("123\u{1B}[")
    #expect(try probe.report.lines(until: "painted 1") == ["character(\"1\")"])
    probe.terminal.type("4")
    #expect(try probe.report.lines(until: "painted 2") == ["character(\"4\")"])
    #expect(try probe.finish() == .exited(0))
  }

  @Test func noColoursWhereNoneAreWanted() throws {
    let colour = "\u{1B}[38;5;"
    let plain = try Probe("pin")
    expect(plain.firstScreen, contains: colour)
    let without = try Probe("pin", environment: ["NO_COLOR": "1"])
    expect(without.firstScreen, contains: colour, false)
    expect(without.firstScreen, contains: "\u{1B}]4;", false)
    expect(without.firstScreen, contains: "スタッフを呼ぶ")
  }

  @Test func theEnvironmentDoesNotLieAboutTheSize() throws {
    let probe = try Probe("pin", rows: 30, columns: 100, environment: ["LINES": "5", "COLUMNS": "20"])
    expect(probe.firstScreen, contains: "スタッフを呼ぶ")
  }

  @Test func aSmallTerminalShowsWhatFits() throws {
    for (rows, columns) in [(1, 1), (2, 79), (23, 3), (24, 80), (200, 400)] {
      let probe = try Probe("frames", rows: rows, columns: columns)
      probe.terminal.type("1")
      _ = try probe.screen(until: "painted 1")
      #expect(try probe.finish() == .exited(0))
    }
  }

  @Test func anotherSizePaintsEverything() throws {
    let probe = try Probe("pin")
    probe.terminal.resize(rows: 40, columns: 120)
    #expect(try probe.report.lines(until: "resized 120x40") == [])
    expect(probe.terminal.readUntilQuiet(milliseconds: 50), contains: "スタッフを呼ぶ")
    #expect(try probe.finish() == .exited(0))
  }

  // MARK: - Leaving

  @Test(arguments: ["xterm-256color", "linux", "vt100"])
  func everythingIsPutBackAtTheEnd(_ type: String) throws {
    let probe = try Probe("pin", type: type)
    #expect(probe.terminal.modes != probe.modesBefore)
    // Typed for the kiosk: no shell may read it.
    probe.child.signal(SIGSTOP)
    probe.child.signal(SIGTERM)
    probe.terminal.type("rm -rf\r")
    #expect(probe.terminal.hasInput)
    probe.child.signal(SIGCONT)
    _ = try probe.report.lines(until: "signal terminate")
    #expect(probe.child.end() == .exited(0))
    #expect(probe.terminal.modes == probe.modesBefore)
    #expect(!probe.terminal.hasInput)
    try expectFarewell(probe, type: type)
  }

  private func expectFarewell(_ probe: Probe, type: String) throws {
    let written = probe.terminal.readUntilQuiet(milliseconds: 50)
    if type == "xterm-256color" {
      for sequence in ["\u{1B}[?1049l", "\u{1B}[?2004l", "\u{1B}[?1000l", "\u{1B}[?25h", "\u{1B}[?1l\u{1B}>"] {
        expect(written, contains: sequence)
      }
    } else {
      // No second screen: nothing of a patient may stay on the first.
      expect(written, contains: "\u{1B}[J")
    }
  }

  @Test(arguments: [
    ("crash-fault", Child.End.killed(signal: SIGSEGV)), ("crash-trap", .killed(signal: SIGILL)),
    ("crash-abort", .killed(signal: SIGABRT)), ("crash-stack", .killed(signal: SIGSEGV)), ("crash-exit", .exited(3)),
  ])
  func everythingIsPutBackAfterACrash(_ mode: String, end: Child.End) throws {
    let probe = try Probe(mode)
    probe.terminal.type("1")
    var ended = probe.child.end(milliseconds: 20_000)
    // A trap is another signal on other processors.
    if ended == .killed(signal: SIGTRAP) { ended = .killed(signal: SIGILL) }
    #expect(ended == end)
    #expect(probe.terminal.modes == probe.modesBefore)
    try expectFarewell(probe, type: "xterm-256color")
  }

  @Test func thePulledPlugEndsIt() throws {
    let probe = try Probe("pin")
    probe.terminal.hangUp()
    #expect(try probe.report.lines(until: "signal hangUp") == [])
    #expect(probe.child.end() == .exited(0))
  }

  // MARK: - What is no terminal

  @Test(arguments: [("dumb", "cannotPlaceCursor(\"dumb\")"), ("nonsense", "typeUnknown(\"nonsense\")")])
  func unusableTypes(_ type: String, failure: String) throws {
    try expectFailure(type: type, failure)
  }

  @Test func noType() throws { try expectFailure(type: "", "typeMissing") }

  private func expectFailure(type: String, _ failure: String) throws {
    let terminal = try Pseudoterminal()
    let report = try ReportPipe()
    let before = terminal.modes
    let child = try terminal.start(Probe.program, ["keys", report.path], environment: ["TERM": type])
    #expect(report.line() == "failure \(failure)")
    #expect(child.end() == .exited(69))
    #expect(terminal.modes == before)
    #expect(terminal.read(milliseconds: 50) == [])
  }

  @Test func aPipeIsNoTerminal() throws {
    let terminal = try Pseudoterminal()
    let report = try ReportPipe()
    let child = try terminal.start(
      "/bin/sh", ["-c", "exec \"$0\" keys \"$1\" </dev/null", Probe.program, report.path],
      environment: ["TERM": "xterm"])
    #expect(report.line() == "failure notATerminal")
    #expect(child.end() == .exited(69))
  }

  @Test func failuresAreSentences() {
    let failures: [TerminalFailure] = [
      .notATerminal, .typeMissing, .typeUnknown("x"), .cannotPlaceCursor("x"), .refusedModes(5),
    ]
    for failure in failures { #expect(failure.sentence.hasSuffix(".")) }
  }

  // MARK: - Idle

  @Test func nothingWakesAnIdleTerminal() throws {
    let probe = try Probe("timer")
    #expect(try probe.report.lines(until: "timer") == [])
    _ = probe.terminal.readUntilQuiet(milliseconds: 100)
    let before = probe.child.wakeUps
    #expect(probe.terminal.read(milliseconds: 3_000) == [])
    #expect(probe.child.wakeUps == before)
    #expect(try probe.finish() == .exited(0))
  }
}
