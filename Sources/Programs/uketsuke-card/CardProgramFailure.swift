import ArgumentParser
import Glibc

/// Why the program ends: one sentence and the exit code that scripts look at (sysexits.h).
struct CardProgramFailure: Error, Equatable {
  enum Kind: Int32 {
    case usage = 64
    case serviceUnavailable = 69
    case inputOutput = 74
    case configuration = 78
  }

  var kind: Kind
  var sentence: String

  init(_ kind: Kind, _ sentence: String) {
    self.kind = kind
    self.sentence = sentence
  }
}

/// Runs a command's body; a failure becomes its sentence on standard error and its exit code.
func reportingFailures(_ body: () throws -> Void) throws {
  do {
    try body()
  } catch let failure as CardProgramFailure {
    say("uketsuke-card: \(failure.sentence)", on: STDERR_FILENO)
    throw ExitCode(failure.kind.rawValue)
  }
}

/// The words for `errno`.
func systemWords(_ number: Int32 = errno) -> String { String(cString: strerror(number)) }

/// Writes one line at once: somebody may wait for it, also through a pipe.
func say(_ line: String, on descriptor: Int32 = STDOUT_FILENO) {
  var bytes = Array((line + "\n").utf8)[...]
  while !bytes.isEmpty {
    let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    // Nobody listens any more.
    guard count > 0 || errno == EINTR else { return }
    bytes = bytes.dropFirst(max(count, 0))
  }
}
