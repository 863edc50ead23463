import Glibc

/// Whole files, with the reason in words when it does not work.
enum Files {
  /// Configuration, certificates and people: the largest is a people file of a few hundred kilobytes.
  static let largestBytes = 4 << 20

  /// - Parameter kind: what the file is to be, for the sentence: `the server's key`.
  static func read(_ path: String, _ kind: String) throws(StandinFailure) -> [UInt8] {
    do throws(Errno) {
      return try contents(path)
    } catch {
      throw .configuration("cannot read \(kind) \(path): \(error.words)")
    }
  }

  /// `nil` where there is no such file.
  static func readIfAny(_ path: String, _ kind: String) throws(StandinFailure) -> [UInt8]? {
    guard access(path, F_OK) == 0 else { return nil }
    return try read(path, kind)
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Makes the folder when it is missing; its parent must be there.
  static func makeFolder(_ path: String) throws(StandinFailure) {
    guard mkdir(path, 0o755) != 0, errno != EEXIST else { return }
    throw .inputOutput("cannot make the folder \(path): \(Errno.current.words)")
  }

  /// A file that must not be there yet.
  static func create(_ path: String, _ bytes: [UInt8], mode: mode_t) throws(StandinFailure) {
    do throws(Errno) {
      try put(bytes, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    } catch {
      throw .inputOutput("cannot write \(path): \(error.words)")
    }
  }

  /// The old content or the new one, never a part: written beside its place, then renamed.
  static func replace(_ path: String, _ bytes: [UInt8]) throws(StandinFailure) {
    var status = stat()
    let mode = stat(path, &status) == 0 ? status.st_mode & 0o777 : 0o644
    let beside = "\(path).new"
    do throws(Errno) {
      unlink(beside)
      try put(bytes, beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
      guard rename(beside, path) == 0 else { throw Errno.current }
    } catch {
      unlink(beside)
      throw .inputOutput("cannot write \(path): \(error.words)")
    }
  }

  /// `path` itself when absolute, otherwise beside `file`.
  static func path(_ path: String, besides file: String) -> String {
    guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
    return String(file[...slash]) + path
  }

  private static func contents(_ path: String) throws(Errno) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .current }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = Glibc.read(descriptor, &part, part.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw .current
      }
      if count == 0 { return bytes }
      bytes += part[..<count]
      guard bytes.count <= largestBytes else { throw Errno(code: EFBIG) }
    }
  }

  private static func put(_ bytes: [UInt8], _ path: String, _ flags: Int32, _ mode: mode_t) throws(Errno) {
    let descriptor = open(path, flags, mode)
    guard descriptor >= 0 else { throw .current }
    defer { close(descriptor) }
    // The process's umask may have taken more away than was meant; a key's 0600 it cannot widen.
    guard fchmod(descriptor, mode) == 0 else { throw .current }
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        throw .current
      }
      written += count
    }
    guard fsync(descriptor) == 0 else { throw .current }
  }
}

/// An error number of the system.
struct Errno: Error {
  var code: Int32

  static var current: Errno { Errno(code: errno) }

  var words: String { String(cString: strerror(code)) }
}
