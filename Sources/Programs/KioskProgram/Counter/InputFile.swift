import Foundation
import Glibc

/// A file that whoever runs a command names: an ordinary one, or standard input.
enum InputFile {
  /// - Parameters:
  ///   - path: `-` is standard input.
  ///   - limit: in bytes; a larger file is not the one meant.
  ///   - option: what named it, for the sentence.
  static func read(_ path: String, limit: Int, _ option: String) throws(ProgramFailure) -> [UInt8] {
    func failure(_ reason: String) -> ProgramFailure { ProgramFailure(.inputOutput, "\(option): \(path): \(reason)") }
    let file: FileHandle
    if path == "-" {
      file = .standardInput
    } else {
      let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
      guard descriptor >= 0 else { throw failure(String(cString: strerror(errno))) }
      file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
      var status = stat()
      guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
        throw failure("it is not an ordinary file")
      }
    }
    let bytes: Data
    do { bytes = try file.read(upToCount: limit + 1) ?? Data() } catch { throw failure("it cannot be read") }
    guard bytes.count <= limit else { throw failure("it is larger than \(limit) bytes") }
    return Array(bytes)
  }
}
