import ArgumentParser
import Display
import Foundation
import Glibc

/// Why the program ends before, or instead of, receiving patients: one sentence for who started it and the exit code
/// that scripts and systemd look at (sysexits.h).
struct ProgramFailure: Error, Equatable {
  /// What scripts can tell apart.
  enum Kind: Int32 {
    /// What was typed, or stands in a file that a command was given, cannot be used as it is.
    case dataMalformed = 65
    /// A part that must run is not there: the reader service, the eligibility service, a terminal.
    case serviceUnavailable = 69
    /// A file cannot be read or written.
    case inputOutput = 74
    /// Who asks may not.
    case notAllowed = 77
    /// What the site wrote down does not hold.
    case configuration = 78
  }

  var kind: Kind
  var sentence: String

  init(_ kind: Kind, _ sentence: String) {
    self.kind = kind
    self.sentence = sentence
  }
}

extension [ProgramFailure] {
  /// Goes on after a failure, so that one look shows all that is wrong.
  mutating func noting(_ body: () throws(ProgramFailure) -> Void) {
    do throws(ProgramFailure) { try body() } catch { append(error) }
  }

  /// All as one, a line each; of several kinds it is the configuration that does not hold.
  func throwIfAny() throws(ProgramFailure) {
    guard let first else { return }
    let kind = allSatisfy { $0.kind == first.kind } ? first.kind : .configuration
    throw ProgramFailure(kind, map(\.sentence).joined(separator: "\n"))
  }
}

/// Runs a command's body; a `ProgramFailure` becomes its sentence on standard error and its exit code.
func reportingFailures(_ body: () throws -> Void) throws {
  do {
    try body()
    // A full disk or a closed pipe behind standard output.
    guard fflush(nil) == 0 else { throw ProgramFailure(.inputOutput, "standard output cannot be written") }
  } catch let failure as ProgramFailure {
    printError("uketsuke: \(failure.sentence)")
    throw ExitCode(failure.kind.rawValue)
  }
}

/// A line or more on standard error, unbuffered. What stands in a file may be quoted there: it can do nothing to the
/// terminal of whoever reads it (S2).
func printError(_ lines: String) {
  let inert = lines.split(separator: "\n", omittingEmptySubsequences: false).map { InertText(String($0)).text }
  let bytes = Array((inert.joined(separator: "\n") + "\n").utf8)
  _ = write(STDERR_FILENO, bytes, bytes.count)
}

/// Writes much at once to standard output; `print` keeps to itself that not all of it found room.
func printAll(_ text: String) throws(ProgramFailure) {
  do {
    try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
  } catch {
    throw ProgramFailure(.inputOutput, "standard output cannot be written")
  }
}
