import CLinuxEvents
import Foundation
import Glibc
import Pseudoterminal
import Testing

/// The demo with a voice, in place of which stands a program that reports what it is to say.
@Suite("Live: voice and tones", .serialized)
struct VoiceTests {
  private final class SpeakingDemo {
    let screen: TerminalSession
    let heard: ReportPipe
    let folder: String

    /// - Parameter ending: what the program does when it has reported; nil: there is no such program.
    init(ending: String?) throws {
      folder = FileManager.default.temporaryDirectory.appendingPathComponent("voice-\(UUID().uuidString)").path
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      heard = try ReportPipe()
      if let ending {
        let script = "#!/bin/sh\necho \"$3|$(cat)\" >'\(heard.path)'\n\(ending)\n"
        try script.write(toFile: "\(folder)/espeak-ng", atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(folder)/espeak-ng")
      }
      let path = ending == nil ? folder : "\(folder):/usr/bin:/bin"
      screen = try TerminalSession(
        "env PATH='\(path)' SPEECHD_ADDRESS=unix_socket:/nowhere '\(Site.program("uketsuke"))' demo --voice",
        folder: folder)
      try screen.wait(for: "マイナンバーカードを ここに 置いてください")
    }

    /// The next thing that is said.
    func line(sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
      try #require(heard.line(milliseconds: 40_000), sourceLocation: sourceLocation)
    }

    func close() {
      screen.close()
      try? FileManager.default.removeItem(atPath: folder)
    }
  }

  @Test("Each screen is said once it is there, in its language; never a digit of the PIN, a name or a date")
  func visit() throws {
    let demo = try SpeakingDemo(ending: "exit 0")
    defer { demo.close() }
    try demo.screen.wait(for: "-  音声")
    var said = [try demo.line()]
    #expect(said[0].hasPrefix("ja|マイナンバーカードを"))
    func wait(for words: String) throws {
      while said.last?.contains(words) != true { said.append(try demo.line()) }
    }
    try demo.screen.type("a")
    try wait(for: "どの ほうほうで")
    #expect(said.last?.contains("1、かおで、かくにんする") == true)
    try demo.screen.choosePIN()
    try wait(for: "あと 3かい")
    try demo.screen.type("1234")
    try demo.screen.wait(for: "│  ＊ │ │  ＊ │ │  ＊ │ │  ＊ │")
    let count = said.count
    // Again by its key, and the same.
    try demo.screen.type("-")
    said.append(try demo.line())
    #expect(said[count] == said[count - 1])
    try demo.screen.press("Enter")
    try demo.screen.wait(for: "質問 1 / 3")
    try demo.screen.type("/")
    try demo.screen.wait(for: "1  日本語")
    // Each language in its own.
    try wait(for: "English")
    #expect(said.last?.hasPrefix("en|") == true)
    try demo.screen.type("2")
    try demo.screen.wait(for: "May doctors")
    try wait(for: "May doctors")
    #expect(said.last?.hasPrefix("en|") == true)
    try demo.screen.type("x")
    try demo.screen.wait(for: "put your card back")
    try wait(for: "put your card back")
    for line in said {
      for secret in ["1234", "見本", "花子", "みほん", "はなこ"] { #expect(!line.contains(secret), "\(line)") }
    }
  }

  @Test("While something is said its key makes silence, and then has it said again")
  func stopAndRepeat() throws {
    let demo = try SpeakingDemo(ending: "exec sleep 600")
    defer { demo.close() }
    _ = try demo.line()
    try demo.screen.type("a")
    while case let line = try demo.line(), !line.contains("どの ほうほうで") {}
    try demo.screen.choosePIN()
    while case let line = try demo.line(), !line.contains("あと 3かい") {}
    // On this screen the same key may be pressed at once again.
    try demo.screen.type("-")
    #expect(demo.heard.line(milliseconds: 300) == nil)
    try demo.screen.type("-")
    #expect(try demo.line().contains("あと 3かい"))
    // What is being said ends with the program.
    try demo.screen.press("C-c")
    try demo.screen.wait(for: "exit 0")
    #expect(Command.process("sleep", below: demo.folder) == nil)
  }

  @Test("Arrow keys: each choice they go to is said at once, in place of the screen")
  func focus() throws {
    let demo = try SpeakingDemo(ending: "exec sleep 600")
    defer { demo.close() }
    try demo.screen.type("a")
    while case let line = try demo.line(), !line.contains("どの ほうほうで") {}
    try demo.screen.press("Down")
    #expect(try demo.line() == "ja|1、かおで、かくにんする、カメラを、みるだけです。")
    try demo.screen.wait(for: "▶ 1")
    try demo.screen.press("Right")
    // Nothing is repeated by what else is painted.
    #expect(try demo.line().hasPrefix("ja|2、あんしょうばんごうで") == true)
  }

  @Test("A program that cannot speak: once that is known the key's place is empty")
  func failing() throws {
    let demo = try SpeakingDemo(ending: "exit 1")
    defer { demo.close() }
    _ = try demo.line()
    // In its place the footer begins with the next key.
    try demo.screen.wait(forAnyOf: [["                              /  Language"]], called: "a footer without 音声")
  }

  @Test("A kiosk that was killed says no more")
  func killed() throws {
    let demo = try SpeakingDemo(ending: "exec sleep 600")
    defer { demo.close() }
    _ = try demo.line()
    // The same process before and after it has become what it waits as.
    let speaker = try #require(
      Command.process("espeak-ng", below: demo.folder) ?? Command.process("sleep", below: demo.folder))
    let kiosk = try #require(Command.process("uketsuke", below: demo.folder))
    #expect(kill(kiosk, SIGKILL) == 0)
    #expect(isGone(speaker))
  }

  /// Waits for the end of a process that need not be a child of this one.
  private func isGone(_ pid: pid_t) -> Bool {
    let descriptor = pidfd_open(pid, 0)
    guard descriptor >= 0 else { return errno == ESRCH }
    defer { close(descriptor) }
    var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&watched, 1, 20_000) == 1
  }

  @Test("Without a voice the key's place stays empty, and the visit goes on")
  func silent() throws {
    let demo = try SpeakingDemo(ending: nil)
    defer { demo.close() }
    try demo.screen.type("a")
    let seen = try demo.screen.wait(for: "どの方法で", "スタッフを呼ぶ")
    #expect(!seen.contains("音声"))
    try demo.screen.type("-")
    try demo.screen.choosePIN()
    #expect(demo.heard.line(milliseconds: 0) == nil)
  }

  @Test("The bell rings for a call, an error and the end, and not for a digit")
  func bell() throws {
    let demo = try ProgramInTerminal("uketsuke")
    try demo.wait(for: "マイナンバーカードを")
    func bells() -> Int { demo.written.utf8.count { $0 == 0x07 } }
    demo.terminal.type("a")
    try demo.wait(for: "どの方法で")
    demo.terminal.type("2")
    try demo.wait(for: "暗証番号 4 けたを")
    demo.terminal.type("1234")
    demo.terminal.type("\r")
    try demo.wait(for: "お薬・診療の情報を")
    #expect(bells() == 0)
    demo.terminal.type("x")
    try demo.wait(for: "カードを もう一度")
    #expect(bells() == 1)
    demo.terminal.type(".")
    try demo.wait(for: "スタッフを 呼んでいます")
    #expect(bells() == 2)
    demo.terminal.type([0x03])
    #expect(demo.end() == .exited(0))
  }
}

extension Command {
  /// A program of that name that runs in a folder.
  fileprivate static func process(_ name: String, below folder: String) -> pid_t? {
    let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return processes.compactMap { pid_t($0) }.first { process in
      let words = try? String(contentsOfFile: "/proc/\(process)/comm", encoding: .utf8)
      guard words == "\(name)\n" else { return false }
      return (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/cwd")) == folder
    }
  }
}
