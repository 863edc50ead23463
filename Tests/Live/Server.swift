import Foundation
import Testing

/// A long-running program of a test: started with its words collected, ready when it says so, ended by its process id.
final class Server {
  static let patience: Duration = .seconds(60)

  let process = Process()
  private let words = Pipe()
  private let input = Pipe()
  private var heard = ""

  init(_ program: String, _ arguments: [String], folder: String? = nil, environment: [String: String] = [:]) throws {
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = input
    process.standardOutput = words
    process.standardError = words
    try Self.withSignalsUnblocked { try process.run() }
  }

  /// Tests run on threads that block every signal, and a child inherits that: it would never hear SIGTERM.
  private static func withSignalsUnblocked(_ body: () throws -> Void) rethrows {
    var none = sigset_t()
    var before = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try body()
  }

  var isRunning: Bool { process.isRunning }

  /// Sends one line to the program.
  func say(_ line: String) { input.fileHandleForWriting.write(Data((line + "\n").utf8)) }

  /// Returns the line that holds `sign`, as soon as the program has said it. What was said before is passed over next
  /// time.
  @discardableResult
  func wait(for sign: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    let deadline = ContinuousClock.now + Self.patience
    while true {
      if let line = takeLine(holding: sign) { return line }
      var descriptor = pollfd(fd: words.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
      let left = deadline - ContinuousClock.now
      guard left > .zero, poll(&descriptor, 1, Int32(clamping: left.components.seconds * 1_000 + 1)) > 0,
        case let data = words.fileHandleForReading.availableData, !data.isEmpty
      else {
        Issue.record("never said \"\(sign)\" but:\n\(heard)", sourceLocation: sourceLocation)
        throw NeverSaid(sign: sign, heard: heard)
      }
      heard += String(decoding: data, as: UTF8.self)
    }
  }

  struct NeverSaid: Error {
    var sign: String
    var heard: String
  }

  private func takeLine(holding sign: String) -> String? {
    guard let range = heard.range(of: sign) else { return nil }
    let end = heard[range.upperBound...].firstIndex(of: "\n") ?? heard.endIndex
    let begin = heard[..<range.lowerBound].lastIndex(of: "\n").map(heard.index(after:)) ?? heard.startIndex
    let line = String(heard[begin..<end])
    heard = String(heard[end...])
    return line
  }

  /// SIGTERM, then SIGKILL when it does not listen. Returns when the program has ended: its end of the pipe is closed.
  /// (`waitUntilExit` may sleep on while a later child still holds what it watches.)
  func stop() {
    guard process.isRunning else { return }
    process.terminate()
    if !drain(within: .seconds(10)) {
      kill(process.processIdentifier, SIGKILL)
      _ = drain(within: .seconds(10))
    }
  }

  /// - Returns: whether the pipe's end came.
  private func drain(within limit: Duration) -> Bool {
    let deadline = ContinuousClock.now + limit
    while true {
      var descriptor = pollfd(fd: words.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
      let left = deadline - ContinuousClock.now
      guard left > .zero, poll(&descriptor, 1, Int32(clamping: left.components.seconds * 1_000 + 1)) > 0 else {
        return false
      }
      if words.fileHandleForReading.availableData.isEmpty { return true }
    }
  }
}
