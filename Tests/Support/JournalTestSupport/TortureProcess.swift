import Foundation
import Glibc

/// A `journal-torture` under way: its lines are read as they come, and it is killed from outside.
public final class TortureProcess {
  private let process = Process()
  private let output: FileHandle
  private var pending: [UInt8] = []

  public struct CannotStart: Error {
    public var reason: String
  }

  /// - Parameter program: another program that runs `journal-torture` in its turn.
  public init(_ arguments: [String], of program: String? = nil) throws {
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: try program ?? Self.program())
    process.arguments = arguments
    process.standardOutput = pipe
    try process.run()
    output = pipe.fileHandleForReading
  }

  /// A test that gives up leaves nothing running.
  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  /// The test support program stands beside the test program.
  public static func program() throws -> String {
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let path = URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("journal-torture").path
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw CannotStart(reason: "\(path) was not built")
    }
    return path
  }

  /// The next line; nil at the end.
  public func line() -> String? {
    while true {
      if let end = pending.firstIndex(of: 0x0A) {
        defer { pending.removeFirst(end + 1) }
        return String(decoding: pending[..<end], as: UTF8.self)
      }
      let more = output.availableData
      if more.isEmpty { return nil }
      pending += more
    }
  }

  /// SIGKILL, and what it had said until then.
  public func killAndDrain() -> [String] {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    return drain()
  }

  public func drain() -> [String] {
    var lines: [String] = []
    while let line = line() { lines.append(line) }
    return lines
  }

  public func waitUntilExit() -> Int32 {
    process.waitUntilExit()
    return process.terminationStatus
  }
}

/// A folder of the test's own, removed with it.
public final class ScratchFolder {
  public let path: String

  public init() {
    var template = Array("\(NSTemporaryDirectory())uketsuke-journal-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { fatalError("no scratch folder can be made") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  public func file(_ name: String) -> String { path + "/" + name }

  public func make(_ name: String) throws -> String {
    try FileManager.default.createDirectory(atPath: file(name), withIntermediateDirectories: true)
    return file(name)
  }
}
