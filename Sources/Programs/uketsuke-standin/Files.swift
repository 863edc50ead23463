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

  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

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

  /// What lies under a name that may be anybody's.
  enum Found: Equatable {
    case contents([UInt8])
    case tooLarge
    /// Nothing that is readable here: no such file, a link, a folder, a pipe.
    case nothing
  }

  static func find(_ path: String, most: Int) -> Found {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return .nothing }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return .nothing }
    guard status.st_size <= most else { return .tooLarge }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var count = 0
    while count < bytes.count {
      let got = bytes[count...].withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { return .nothing }
      count += got
    }
    return .contents(bytes)
  }

  /// In a folder that others watch: under a hidden name first, then renamed. There is no such file, or this one takes its
  /// place.
  static func place(_ path: String, _ bytes: [UInt8]) throws(StandinFailure) {
    let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    let beside = "\(path[..<slash]).\(path[slash...]).part"
    do throws(Errno) {
      unlink(beside)
      try put(bytes, beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
      guard rename(beside, path) == 0 else { throw Errno.current }
    } catch {
      unlink(beside)
      throw .inputOutput("cannot write \(path): \(error.words)")
    }
  }

  /// As a program does that does not care who looks: in its place, part after part.
  static func writeSlowly(
    _ path: String, _ bytes: [UInt8], parts: Int, over milliseconds: Int
  ) throws(StandinFailure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .inputOutput("cannot write \(path): \(Errno.current.words)") }
    defer { close(descriptor) }
    let size = max(1, (bytes.count + parts - 1) / parts)
    do throws(Errno) {
      for start in stride(from: 0, to: bytes.count, by: size) {
        try write(bytes[start..<min(start + size, bytes.count)], to: descriptor)
        usleep(UInt32(milliseconds * 1_000 / parts))
      }
    } catch {
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
    try write(bytes[...], to: descriptor)
    guard fsync(descriptor) == 0 else { throw .current }
  }

  private static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) throws(Errno) {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        throw .current
      }
      rest = rest.dropFirst(count)
    }
  }
}

/// An error number of the system.
struct Errno: Error {
  var code: Int32

  static var current: Errno { Errno(code: errno) }

  var words: String { String(cString: strerror(code)) }
}
