import Foundation
import Glibc
import Pseudoterminal
import Testing

/// `uketsuke staff-password` with a person at the terminal.
@Suite("Live: a staff password at the terminal", .serialized)
struct StaffPasswordTests {
  /// The program at its first question, in a terminal of its own.
  private final class Question {
    let folder: String
    let terminal: Pseudoterminal
    let child: Child
    /// The terminal's modes before the program was started.
    let modesBefore: [UInt8]
    private(set) var written = ""

    static let number = "0123"

    init() throws {
      folder = FileManager.default.temporaryDirectory.appendingPathComponent("staff-\(UUID().uuidString)").path
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      terminal = try Pseudoterminal()
      modesBefore = terminal.modes
      child = try terminal.start(
        Site.program("uketsuke"), ["staff-password", "--file", "\(folder)/staff", "--number", Self.number])
      try wait(for: "Password for \(Self.number): ")
      #expect(terminal.modes != modesBefore)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Types a whole line.
    func answer(_ line: String) { terminal.type(line + "\r") }

    func wait(for words: String) throws {
      while !written.contains(words) {
        let bytes = terminal.read(milliseconds: 10_000)
        guard !bytes.isEmpty else { throw Site.Missing(what: "\"\(words)\" in \"\(written)\"") }
        written += String(decoding: bytes, as: UTF8.self)
      }
    }

    /// How it ended, when all that it wrote has been read.
    func end() -> Child.End {
      let end = child.end()
      while case let bytes = terminal.read(milliseconds: 0), !bytes.isEmpty {
        written += String(decoding: bytes, as: UTF8.self)
      }
      return end
    }

    /// The lines of the staff file; none where there is no file.
    var staff: [String] {
      let text = try? String(contentsOfFile: "\(folder)/staff", encoding: .utf8)
      return text?.split(separator: "\n").map(String.init) ?? []
    }
  }

  @Test("Asked twice and unseen; what was typed is the password, as OpenSSL's own scrypt says")
  func askedTwice() throws {
    let question = try Question()
    question.answer("mihonpass2")
    try question.wait(for: "The same again: ")
    question.answer("mihonpass2")
    #expect(question.end() == .exited(0))
    #expect(!question.written.contains("mihon"))
    #expect(question.terminal.modes == question.modesBefore)
    #expect(question.staff.count == 1)
    let parts = try #require(question.staff.first).split(separator: ":").map(String.init)
    #expect(parts.count == 7 && parts[0] == Question.number && parts[1] == "scrypt")
    let options = ["pass:mihonpass2", "n:\(parts[2])", "r:\(parts[3])", "p:\(parts[4])", "hexsalt:\(parts[5])"]
    let hash = try Command.output(
      "openssl", ["kdf", "-keylen", "32"] + options.flatMap { ["-kdfopt", $0] } + ["SCRYPT"])
    #expect(hash.filter(\.isHexDigit).lowercased() == parts[6].lowercased())
  }

  @Test("Two that differ change nothing")
  func differing() throws {
    let question = try Question()
    question.answer("mihonpass2")
    try question.wait(for: "The same again: ")
    question.answer("mihonpass3")
    #expect(question.end() == .exited(78))
    #expect(question.written.contains("the two passwords differ; nothing was changed"))
    #expect(!question.written.contains("mihon"))
    #expect(question.terminal.modes == question.modesBefore)
    #expect(question.staff == [])
  }

  @Test("Ctrl-C at either question ends it, and the terminal shows again what is typed", arguments: [false, true])
  func interrupted(atSecond: Bool) throws {
    let question = try Question()
    if atSecond {
      question.answer("mihonpass2")
      try question.wait(for: "The same again: ")
    }
    question.terminal.type([0x03])
    #expect(question.end() == .killed(signal: SIGINT))
    #expect(question.terminal.modes == question.modesBefore)
    #expect(question.staff == [])
  }

  @Test("So does any other signal that ends it", arguments: [SIGTERM, SIGHUP])
  func ended(by signal: Int32) throws {
    let question = try Question()
    question.child.signal(signal)
    #expect(question.end() == .killed(signal: signal))
    #expect(question.terminal.modes == question.modesBefore)
    #expect(question.staff == [])
  }
}
