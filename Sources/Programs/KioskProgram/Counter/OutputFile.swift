import Foundation
import Glibc

/// A file of personal data that a command was asked to write: for its owner alone, whole or not at all. A device or a pipe
/// is written to as it stands.
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
    let code = isDeviceOrPipe(path) ? pour(bytes, into: path) : exchange(path, for: bytes)
    guard code == 0 else {
      throw ProgramFailure(.inputOutput, "\(option): \(path) cannot be written: \(String(cString: strerror(code)))")
    }
  }

  /// What has no contents to be exchanged: a file put in the place of /dev/null would be everybody's loss.
  private static func isDeviceOrPipe(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
  }

  /// - Returns: 0, or what `errno` said.
  private static func pour(_ bytes: [UInt8], into path: String) -> Int32 {
    let descriptor = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC)
    guard descriptor >= 0 else { return errno }
    defer { close(descriptor) }
    return write(bytes, descriptor)
  }

  /// Whoever reads the file sees the old contents or the new ones. Where a link has the name, it goes on leading there.
  ///
  /// - Returns: 0, or what `errno` said.
  private static func exchange(_ path: String, for bytes: [UInt8]) -> Int32 {
    let path = resolved(path)
    // Another program's file of that name is not ours to take away.
    let staged = "\(path).uketsuke-\(getpid())"
    let descriptor = open(staged, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return errno }
    defer { close(descriptor) }
    var code = write(bytes, descriptor)
    if code == 0, fsync(descriptor) != 0 || rename(staged, path) != 0 { code = errno }
    if code != 0 { unlink(staged) }
    return code
  }

  private static func resolved(_ path: String) -> String {
    guard let found = realpath(path, nil) else { return path }
    defer { free(found) }
    return String(cString: found)
  }

  private static func write(_ bytes: [UInt8], _ descriptor: Int32) -> Int32 {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress?.advanced(by: written), bytes.count - written)
      }
      if count >= 0 {
        written += count
      } else if errno != EINTR {
        return errno
      }
    }
    return 0
  }
}
