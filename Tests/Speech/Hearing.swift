import CLinuxEvents
import Foundation
import Testing

@testable import Speech

/// What the tests of this target share.
enum Hearing {
  static let patience: TimeInterval = 20

  /// Short waits, so that a hanging server costs a test little.
  static var limits: SpeechLimits {
    var limits = SpeechLimits()
    limits.reply = .milliseconds(200)
    limits.reconnect = .milliseconds(100)
    return limits
  }

  /// More than a call that waits for nobody ever takes, less than any of the limits.
  static let atOnce: Duration = .milliseconds(50)

  /// Waits for the end of a process that need not be a child of this one.
  static func isGone(_ pid: pid_t) -> Bool {
    let descriptor = pidfd_open(pid, 0)
    guard descriptor >= 0 else { return errno == ESRCH }
    defer { close(descriptor) }
    var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&watched, 1, Int32(patience * 1_000)) == 1
  }
}

/// A value that other threads change, and that a test waits for.
final class Watched<Value: Sendable>: Sendable {
  private let condition = NSCondition()
  // Read and written under the condition's lock alone.
  nonisolated(unsafe) private var current: Value

  init(_ value: Value) { current = value }

  var value: Value { condition.withLock { current } }

  @discardableResult
  func change<Result>(_ body: (inout Value) -> Result) -> Result {
    condition.withLock {
      defer { condition.broadcast() }
      return body(&current)
    }
  }

  func wait(until holds: (Value) -> Bool, sourceLocation: SourceLocation = #_sourceLocation) {
    let deadline = Date(timeIntervalSinceNow: Hearing.patience)
    condition.withLock {
      while !holds(current) {
        guard condition.wait(until: deadline) else {
          Issue.record("never came; it is \(current)", sourceLocation: sourceLocation)
          return
        }
      }
    }
  }
}

/// Speech, with all that it told.
final class Listener: Sendable {
  let notices = Watched<[Speech.Notice]>([])
  let speech: Speech

  init(socket: String? = nil, program: String? = nil, limits: SpeechLimits = Hearing.limits) {
    speech = Speech(SpeechPlaces(socket: socket, program: program), limits: limits) { [notices] notice in
      notices.change { $0.append(notice) }
    }
  }

  func say(_ text: String, _ language: String = "ja") { speech.say([SpeechPart(language: language, text: text)]) }

  func wait(for notice: Speech.Notice, times: Int = 1, sourceLocation: SourceLocation = #_sourceLocation) {
    notices.wait(until: { $0.filter { $0 == notice }.count >= times }, sourceLocation: sourceLocation)
  }

  func silences() -> Int { notices.value.filter { $0 == .fellSilent }.count }
}

/// A folder that goes away with its contents.
final class Scratch {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent("speech-\(UUID().uuidString.prefix(8))").path

  init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, to name: String) throws {
    try text.write(toFile: "\(path)/\(name)", atomically: true, encoding: .utf8)
  }

  /// A program in place of espeak-ng: a shell script.
  func program(_ lines: String) throws -> String {
    try write("#!/bin/sh\n\(lines)\n", to: "espeak-ng")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(path)/espeak-ng")
    return "\(path)/espeak-ng"
  }
}
