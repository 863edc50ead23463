import Foundation
import Glibc
import Pseudoterminal
import Testing

/// A program in a real terminal, usually of 80×24. Waiting is for the terminal's own output, never by sleeping.
final class TerminalSession {
  /// Slow machines are three times slower; what is not on screen by then never comes.
  static let patience: Duration = .seconds(40)

  private let tmux: Tmux
  /// Open for both directions, so that it never ends.
  private let output: Int32
  private let pipe: String

  /// - Parameters:
  ///   - command: a shell command; its exit status stays on screen as `exit N`.
  ///   - folder: where it runs.
  init(_ command: String, folder: String, term: String = "xterm-256color", rows: Int = 24, columns: Int = 80) throws {
    pipe = "\(folder)/output-\(UUID().uuidString)"
    guard mkfifo(pipe, 0o600) == 0 else { throw Site.Missing(what: "a pipe \(pipe)") }
    output = open(pipe, O_RDWR | O_NONBLOCK | O_CLOEXEC)
    // A killed program leaves the cursor where it was, and the terminal without its own carriage returns.
    let tell = "printf '\\r\\nexit %s\\r\\n' \"$?\"; exec cat"
    // Swift's test runner wants no colours for itself; a kiosk has them.
    tmux = try Tmux(
      command: "cd '\(folder)'; unset NO_COLOR; export TERM=\(term); \(command); \(tell)", rows: rows, columns: columns)
    try tmux.copyOutput(to: pipe)
  }

  /// What a person sees, line by line.
  func text() throws -> String { try tmux.screen() }

  /// What is found by scrolling back, the screen included.
  func textAndPast() throws -> String { try tmux.screenAndPast() }

  func resize(rows: Int, columns: Int) throws { try tmux.resize(rows: rows, columns: columns) }

  /// Types a literal text.
  func type(_ text: String) throws { try tmux.type(text) }

  /// Presses a key by tmux's name for it: `Enter`, `BSpace`, `C-c`.
  func press(_ key: String) throws { try tmux.press(key) }

  /// Returns as soon as all the words are on screen at once.
  @discardableResult
  func wait(for words: String..., sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    try wait(for: words, sourceLocation: sourceLocation) { seen in words.allSatisfy { seen.contains($0) } }
  }

  /// Returns the first of these words to be on screen; where several are at once, the first of the list.
  func wait(forFirstOf words: [String], sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    let seen = try wait(for: words, sourceLocation: sourceLocation) { seen in words.contains { seen.contains($0) } }
    return words.first { seen.contains($0) } ?? ""
  }

  /// Returns as soon as the lines of one of these blocks stand on screen one below the other, from one column on.
  func wait(
    forAnyOf blocks: [[String]], called name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    _ = try wait(for: [name], sourceLocation: sourceLocation) { seen in
      let lines = seen.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0) }
      return blocks.contains { Self.stands($0.map { Array($0) }, among: lines) }
    }
  }

  private static func stands(_ block: [[Character]], among lines: [[Character]]) -> Bool {
    let width = block.map(\.count).max() ?? 0
    return lines.indices.dropLast(max(0, block.count - 1)).contains { row in
      (0..<max(1, lines[row].count)).contains { column in
        block.indices.allSatisfy { index in
          let line = lines[row + index]
          let cells = (column..<column + width).map { $0 < line.count ? line[$0] : " " }
          return cells == block[index] + Array(repeating: " ", count: width - block[index].count)
        }
      }
    }
  }

  private func wait(
    for words: [String], sourceLocation: SourceLocation, until holds: (String) -> Bool
  ) throws -> String {
    let deadline = ContinuousClock.now + Self.patience
    while true {
      forgetOutput()
      let seen = try text()
      if holds(seen) { return seen }
      guard awaitOutput(until: deadline) else {
        Issue.record("never saw \(words) but:\n\(seen)", sourceLocation: sourceLocation)
        throw NeverSeen(words: words, screen: seen)
      }
    }
  }

  struct NeverSeen: Error {
    var words: [String]
    var screen: String
  }

  /// The kiosk itself, which the window's shell started; or what that shell started in its place, as strace.
  func kioskID() throws -> Int32? { try tmux.shellID().flatMap(Self.child) }

  private static func child(of process: Int32) throws -> Int32? {
    let children = try String(contentsOfFile: "/proc/\(process)/task/\(process)/children", encoding: .utf8)
    return children.split(separator: " ").first.flatMap { Int32($0) }
  }

  /// What the shell says of SIGKILL: 128 + 9.
  static let killed = "exit 137"

  /// Ends the kiosk, also one under strace, in good order.
  ///
  /// - Returns: how it ended.
  @discardableResult
  func endKiosk() throws -> String {
    // It may have been killed by then.
    if let started = try kioskID() { kill(try Self.child(of: started) ?? started, SIGTERM) }
    return try wait(forFirstOf: [Self.killed, "exit 0"])
  }

  func close() {
    // Told by the terminal's end alone, it would go on writing into a folder that is being removed.
    if let left = try? kioskID() { kill((try? Self.child(of: left)) ?? left, SIGKILL) }
    tmux.end()
    Glibc.close(output)
    unlink(pipe)
  }

  private func forgetOutput() {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    while read(output, &bytes, bytes.count) > 0 {}
  }

  private func awaitOutput(until deadline: ContinuousClock.Instant) -> Bool {
    let left = deadline - ContinuousClock.now
    var descriptor = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
    return left > .zero && poll(&descriptor, 1, Int32(clamping: left.components.seconds * 1_000 + 1)) > 0
  }
}

/// Short-lived commands.
enum Command {
  struct Failed: Error {
    var command: String
    var status: Int32
    var output: String
  }

  @discardableResult
  static func output(
    _ program: String, _ arguments: [String], input: String? = nil, folder: String? = nil
  ) throws -> String {
    let result = try run(program, arguments, input: input, folder: folder)
    guard result.status == 0 else {
      throw Failed(
        command: ([program] + arguments).joined(separator: " "), status: result.status,
        output: result.output + result.errors)
    }
    return result.output
  }

  /// OpenSC on the card that lies there. pcscd takes the power from a card that nobody uses, and on a busy machine a tool
  /// that comes in that very moment is told that there is none: it comes again.
  @discardableResult
  static func pkcs15(_ arguments: [String]) throws -> String {
    for _ in 1..<mostTriesOfOpenSC {
      let tried = try run("pkcs15-tool", arguments)
      if tried.status == 0 { return tried.output }
      guard (tried.output + tried.errors).contains("Card not present") else { break }
    }
    return try output("pkcs15-tool", arguments)
  }

  private static let mostTriesOfOpenSC = 5

  static func run(
    _ program: String, _ arguments: [String], input: String? = nil, folder: String? = nil
  ) throws -> (status: Int32, output: String, errors: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    if let input {
      let pipe = Pipe()
      process.standardInput = pipe
      try process.run()
      pipe.fileHandleForWriting.write(Data(input.utf8))
      try pipe.fileHandleForWriting.close()
    } else {
      process.standardInput = FileHandle.nullDevice
      try process.run()
    }
    // Errors are short; reading output first cannot fill their pipe.
    let written = output.fileHandleForReading.readDataToEndOfFile()
    let complained = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (
      process.terminationStatus, String(decoding: written, as: UTF8.self), String(decoding: complained, as: UTF8.self)
    )
  }
}
