import Foundation
import Glibc

/// A file of personal data that a command was asked to write: for its owner alone, whole or not at all.
enum OutputFile {
  /// - Parameters:
  ///   - path: `-` is standard output.
  ///   - option: what named it, for the sentence.
  static func write(_ bytes: [UInt8], to path: String, _ option: String) throws(ProgramFailure) {
    if path == "-" {
      do { try FileHandle.standardOutput.write(contentsOf: Data(bytes)) } catch {
        throw ProgramFailure(.inputOutput, "standard output cannot be written")
      }
      return
    }
    func failure(_ code: Int32) -> ProgramFailure {
      ProgramFailure(.inputOutput, "\(option): \(path) cannot be written: \(String(cString: strerror(code)))")
    }
    // Another program's file of that name is not ours to take away.
    let staged = "\(path).uketsuke-\(getpid())"
    let descriptor = open(staged, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure(errno) }
    defer { close(descriptor) }
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress?.advanced(by: written), bytes.count - written)
      }
      if count >= 0 {
        written += count
      } else if errno != EINTR {
        let code = errno
        unlink(staged)
        throw failure(code)
      }
    }
    guard fsync(descriptor) == 0, rename(staged, path) == 0 else {
      let code = errno
      unlink(staged)
      throw failure(code)
    }
  }
}
