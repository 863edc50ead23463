import Foundation
import Glibc
import Testing

/// `uketsuke staff-password` with a person at the terminal.
@Suite("Live: a staff password at the terminal", .serialized)
struct StaffPasswordTests {
  /// The program at its first question.
  private final class Question {
    let folder: String
    let screen: ProgramInTerminal

    static let number = "0123"

    init() throws {
      folder = FileManager.default.temporaryDirectory.appendingPathComponent("staff-\(UUID().uuidString)").path
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      screen = try ProgramInTerminal(
        "uketsuke", ["staff-password", "--file", "\(folder)/staff", "--number", Self.number])
      try screen.wait(for: "Password for \(Self.number): ")
      #expect(!screen.isAsFound)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Types a whole line.
    func answer(_ line: String) { screen.terminal.type(line + "\r") }

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
    try question.screen.wait(for: "The same again: ")
    question.answer("mihonpass2")
    #expect(question.screen.end() == .exited(0))
    #expect(!question.screen.written.contains("mihon"))
    #expect(question.screen.isAsFound)
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
    try question.screen.wait(for: "The same again: ")
    question.answer("mihonpass3")
    #expect(question.screen.end() == .exited(78))
    #expect(question.screen.written.contains("the two passwords differ; nothing was changed"))
    #expect(!question.screen.written.contains("mihon"))
    #expect(question.screen.isAsFound)
    #expect(question.staff == [])
  }

  @Test("Ctrl-C at either question ends it, and the terminal shows again what is typed", arguments: [false, true])
  func interrupted(atSecond: Bool) throws {
    let question = try Question()
    if atSecond {
      question.answer("mihonpass2")
      try question.screen.wait(for: "The same again: ")
    }
    question.screen.terminal.type([0x03])
    #expect(question.screen.end() == .killed(signal: SIGINT))
    #expect(question.screen.isAsFound)
    #expect(question.staff == [])
  }

  @Test("So does any other signal that ends it", arguments: [SIGTERM, SIGHUP])
  func ended(by signal: Int32) throws {
    let question = try Question()
    question.screen.child.signal(signal)
    #expect(question.screen.end() == .killed(signal: signal))
    #expect(question.screen.isAsFound)
    #expect(question.staff == [])
  }
}
