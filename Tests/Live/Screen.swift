import Foundation
import Testing

/// A program in a real terminal of 80×24: tmux on a socket of its own. Waiting is by tmux's own notices of output,
/// never by sleeping.
final class TerminalSession {
  /// Slow machines are three times slower; what is not on screen by then never comes.
  static let patience: Duration = .seconds(60)

  private let socket: String
  private let control: Process
  private let notices = Pipe()
  private let commands = Pipe()

  /// - Parameters:
  ///   - command: a shell command; its exit status stays on screen as `exit N`.
  ///   - folder: where it runs.
  init(_ command: String, folder: String, term: String = "xterm-256color") throws {
    socket = "uketsuke-\(UUID().uuidString.prefix(8))"
    try Self.tmux(
      socket,
      [
        "-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "24", "-c", folder, "env", "LC_ALL=C.UTF-8",
        "TERM=\(term)", "sh", "-c", "\(command); echo \"exit $?\"; exec cat",
      ])
    try Self.tmux(socket, ["set-option", "-g", "status", "off"])
    control = Process()
    control.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    control.arguments = ["tmux", "-L", socket, "-C", "attach-session", "-f", "ignore-size"]
    control.standardInput = commands
    control.standardOutput = notices
    try control.run()
    try Self.tmux(socket, ["resize-window", "-x", "80", "-y", "24"])
  }

  /// What a person sees: 24 lines.
  func text() throws -> String { try Self.tmux(socket, ["capture-pane", "-p"]) }

  /// Types a literal text.
  func type(_ text: String) throws { try Self.tmux(socket, ["send-keys", "-l", text]) }

  /// Presses a key by tmux's name for it: `Enter`, `BSpace`, `C-c`.
  func press(_ key: String) throws { try Self.tmux(socket, ["send-keys", key]) }

  /// Returns as soon as all the words are on screen at once.
  @discardableResult
  func wait(for words: String..., sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    let deadline = ContinuousClock.now + Self.patience
    while true {
      let seen = try text()
      if words.allSatisfy({ seen.contains($0) }) { return seen }
      let left = deadline - ContinuousClock.now
      guard left > .zero, awaitOutput(atMost: left) else {
        Issue.record("never saw \(words) but:\n\(seen)", sourceLocation: sourceLocation)
        throw NeverSeen(words: words, screen: seen)
      }
    }
  }

  struct NeverSeen: Error {
    var words: [String]
    var screen: String
  }

  /// The process in the pane.
  func programID() throws -> Int32? {
    Int32(
      try Self.tmux(socket, ["display-message", "-p", "#{pane_pid}"]).trimmingCharacters(in: .whitespacesAndNewlines))
  }

  /// The kiosk itself, which the pane's shell started.
  func kioskID() throws -> Int32? {
    guard let shell = try programID() else { return nil }
    let children = try String(contentsOfFile: "/proc/\(shell)/task/\(shell)/children", encoding: .utf8)
    return children.split(separator: " ").first.flatMap { Int32($0) }
  }

  func close() {
    _ = try? Self.tmux(socket, ["kill-server"])
    control.waitUntilExit()
  }

  private func awaitOutput(atMost time: Duration) -> Bool {
    var descriptor = pollfd(fd: notices.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
    let milliseconds = Int32(clamping: time.components.seconds * 1_000 + 1)
    guard poll(&descriptor, 1, milliseconds) > 0 else { return false }
    return !notices.fileHandleForReading.availableData.isEmpty
  }

  @discardableResult
  private static func tmux(_ socket: String, _ arguments: [String]) throws -> String {
    try Command.output("tmux", ["-L", socket] + arguments)
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
