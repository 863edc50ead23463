import Glibc

/// Small files that anybody may read: certificates.
public enum OrdinaryFile {
  /// - Parameter limit: in bytes; a larger file is not the one meant.
  public static func contents(of path: String, limit: Int) throws(CardCryptographyFailure) -> [UInt8] {
    let descriptor = try OpenFile(path, flags: O_RDONLY)
    let count = try descriptor.checkedSize(limit: limit)
    return try withWipedBuffer(count) { buffer throws(CardCryptographyFailure) in
      Array(buffer.prefix(try descriptor.read(into: buffer)))
    }
  }
}

/// A descriptor that is closed once.
struct OpenFile: ~Copyable {
  let descriptor: Int32
  private let path: String

  init(_ path: String, flags: Int32, mode: mode_t = 0) throws(CardCryptographyFailure) {
    self.path = path
    descriptor = open(path, flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, mode)
    guard descriptor >= 0 else {
      let code = errno
      if code == ELOOP { throw .symbolicLink(path: path) }
      if code == EEXIST { throw .alreadyThere(path: path) }
      let writes = flags & (O_WRONLY | O_RDWR) != 0
      throw writes ? .unwritable(path: path, reason: words(code)) : .unreadable(path: path, reason: words(code))
    }
  }

  deinit { close(descriptor) }

  func status() throws(CardCryptographyFailure) -> stat {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unreadable(path: path, reason: words(errno)) }
    return status
  }

  /// The size of an ordinary file no larger than `limit`.
  func checkedSize(limit: Int) throws(CardCryptographyFailure) -> Int {
    let status = try status()
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
    guard status.st_size <= limit else { throw .tooLarge(path: path, limit: limit) }
    return Int(status.st_size)
  }

  /// How many bytes came: fewer than the buffer holds where the file ends earlier.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(CardCryptographyFailure) -> Int {
    var done = 0
    while done < buffer.count {
      let count = Glibc.read(descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done)
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR { continue }
        throw .unreadable(path: path, reason: words(errno))
      }
      done += count
    }
    return done
  }

  /// All of it, and on disk.
  func write(_ buffer: UnsafeRawBufferPointer) throws(CardCryptographyFailure) {
    var done = 0
    while done < buffer.count {
      let count = Glibc.write(descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done)
      if count < 0 {
        if errno == EINTR { continue }
        throw .unwritable(path: path, reason: words(errno))
      }
      done += count
    }
    try sync()
  }

  func sync() throws(CardCryptographyFailure) {
    guard fsync(descriptor) == 0 else { throw .unwritable(path: path, reason: words(errno)) }
  }
}

/// `No such file or directory` and the like.
func words(_ code: Int32) -> String { String(cString: strerror(code)) }
