import Glibc
import Pseudoterminal
import Testing

/// A program alone in a terminal of 80×24: what it writes, how it ends, and what it leaves of the terminal.
final class ProgramInTerminal {
  let terminal: Pseudoterminal
  let child: Child
  /// The terminal's modes before the program was started.
  private let modesBefore: [UInt8]
  private var bytes: [UInt8] = []

  static let patienceMilliseconds = 20_000

  /// - Parameter environment: beside what the tests set.
  init(_ program: String, _ arguments: [String] = [], environment: [String: String] = [:]) throws {
    terminal = try Pseudoterminal()
    modesBefore = terminal.modes
    // Whatever is set where the tests run.
    var variables = ["TERM": "xterm-256color", "NO_COLOR": "", "LINES": "", "COLUMNS": ""]
    variables.merge(environment) { $1 }
    child = try terminal.start(Site.program(program), arguments, environment: variables)
  }

  /// All that was written, escape sequences and all.
  var written: String { String(decoding: bytes, as: UTF8.self) }

  /// Whether the terminal's modes are those that the program found.
  var isAsFound: Bool { terminal.modes == modesBefore }

  /// Reads until these words have been written. Blanks between words may be movements of the cursor.
  func wait(for words: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    while !written.contains(words) {
      let more = terminal.read(milliseconds: Self.patienceMilliseconds)
      guard !more.isEmpty else {
        Issue.record("never wrote \"\(words)\" but \(written.debugDescription)", sourceLocation: sourceLocation)
        throw Site.Missing(what: words)
      }
      bytes += more
    }
  }

  /// What has been written so far counts no more.
  func forget() { bytes = [] }

  /// How it ended, once all that it wrote has been read.
  func end() -> Child.End {
    let end = child.end(milliseconds: Self.patienceMilliseconds)
    while case let more = terminal.read(milliseconds: 0), !more.isEmpty { bytes += more }
    return end
  }
}
