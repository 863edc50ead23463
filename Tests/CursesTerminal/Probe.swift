import Glibc
import Pseudoterminal
import Testing

/// A terminal with the probe program in it.
final class Probe {
  let terminal: Pseudoterminal
  let report: ReportPipe
  let child: Child
  /// The terminal's modes before the program started.
  let modesBefore: [UInt8]
  /// What was written up to the first whole screen.
  let firstScreen: [UInt8]

  /// Beside the tests' own program, where the build puts it.
  static var program: String {
    var path = [CChar](repeating: 0, count: 4_096)
    let length = readlink("/proc/self/exe", &path, path.count)
    let bytes = path.prefix(max(0, length)).map { UInt8(bitPattern: $0) }
    let parts = String(decoding: bytes, as: UTF8.self).split(separator: "/")
    // The tests may run from the program itself or from a bundle that a runner loads.
    let folders = [parts.dropLast(), CommandLine.arguments[0].split(separator: "/").dropLast()]
    let candidates = folders.map { "/" + $0.joined(separator: "/") + "/terminal-probe" }
    return candidates.first { access($0, X_OK) == 0 } ?? "terminal-probe"
  }

  init(
    _ mode: String, _ options: [String] = [], type: String = "xterm-256color", rows: Int = 24, columns: Int = 80,
    environment: [String: String] = [:]
  ) throws {
    terminal = try Pseudoterminal(rows: rows, columns: columns)
    report = try ReportPipe()
    modesBefore = terminal.modes
    // Whatever is set where the tests run.
    var variables = ["TERM": type, "NO_COLOR": "", "LINES": "", "COLUMNS": ""]
    variables.merge(environment) { $1 }
    child = try terminal.start(Self.program, [mode, report.path] + options, environment: variables)
    firstScreen = try Self.screen(terminal, report, until: "ready \(columns)x\(rows)")
  }

  /// What is written until the program reports this and writes no more.
  func screen(until wanted: String) throws -> [UInt8] { try Self.screen(terminal, report, until: wanted) }

  /// A large screen is written only as fast as it is read, so this reads both by turns.
  private static func screen(_ terminal: Pseudoterminal, _ report: ReportPipe, until wanted: String) throws -> [UInt8] {
    var written: [UInt8] = []
    var came: [String] = []
    for _ in 0..<mostLooks where came.last != wanted {
      written += terminal.read(milliseconds: 10)
      while came.last != wanted, let line = report.line(milliseconds: 0) { came.append(line) }
    }
    written += terminal.readUntilQuiet(milliseconds: 50)
    guard came.last == wanted else {
      throw Pseudoterminal.Failure.timeOut(awaited: wanted, came: "\(came) and \(written.count) bytes")
    }
    return written
  }

  /// Looks of 10 ms each.
  private static let mostLooks = 1_000

  /// Types and says what the program took it for: `~` is typed last, to know where the end is.
  func keys(for bytes: [UInt8]) throws -> [String] {
    terminal.type(bytes + Array("~".utf8))
    return try report.lines(until: "character(\"~\")")
  }

  func keys(for text: String) throws -> [String] { try keys(for: Array(text.utf8)) }

  /// Ends it in good order.
  func finish() throws -> Child.End {
    child.signal(SIGTERM)
    _ = try report.lines(until: "signal terminate")
    return child.end()
  }
}

/// Without the bytes themselves in the message: they would be played on the terminal of whoever runs the tests.
func expect(
  _ bytes: [UInt8], contains text: String, _ wanted: Bool = true, sourceLocation: SourceLocation = #_sourceLocation
) {
  let sought = Array(text.utf8)
  let found = bytes.indices.contains { bytes[$0...].starts(with: sought) }
  if found != wanted {
    Issue.record(
      "\(text.debugDescription) \(found ? "is" : "is not") among \(bytes.count) bytes", sourceLocation: sourceLocation)
  }
}
