import COpenSSL
import Glibc

/// Files with secrets: an ordinary file, of the user that runs the program, that nobody else can reach (mode 0600 or
/// stricter). Anything else is refused, because what others could read or put there is no secret.
enum PrivateFile {
  static let mode: mode_t = 0o600
  private static let reachOfOthers: mode_t = 0o077
  private static let permissionBits: mode_t = 0o7777

  /// Lends the contents, which are wiped afterwards.
  static func withContents<R: ~Copyable>(
    of path: String, limit: Int, _ body: (UnsafeRawBufferPointer) throws(CardCryptographyFailure) -> R
  ) throws(CardCryptographyFailure) -> R {
    let file = try OpenFile(path, flags: O_RDONLY | O_NOFOLLOW)
    try check(file, path)
    let size = try file.checkedSize(limit: limit)
    return try withWipedBuffer(size) { buffer throws(CardCryptographyFailure) in
      let count = try file.read(into: buffer)
      return try body(UnsafeRawBufferPointer(rebasing: buffer.prefix(count)))
    }
  }

  /// Makes a file that was not there. A file that could not be finished is taken away again.
  static func create(_ path: String, _ contents: UnsafeRawBufferPointer) throws(CardCryptographyFailure) {
    let file = try OpenFile(path, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode)
    do throws(CardCryptographyFailure) {
      // The process's umask may have taken even the owner's bits.
      guard fchmod(file.descriptor, mode) == 0 else { throw .unwritable(path: path, reason: words(errno)) }
      try file.write(contents)
      try OpenFile(folder(of: path), flags: O_RDONLY | O_DIRECTORY).sync()
    } catch {
      unlink(path)
      throw error
    }
  }

  /// Puts new contents in the file's place in one step: a reader sees the old file or the new one. The caller keeps
  /// other writers away.
  static func replace(_ path: String, _ contents: UnsafeRawBufferPointer) throws(CardCryptographyFailure) {
    let staged = "\(path).new"
    // Left by a program that died in the middle.
    unlink(staged)
    try create(staged, contents)
    guard rename(staged, path) == 0 else {
      let code = errno
      unlink(staged)
      throw .unwritable(path: path, reason: words(code))
    }
    try OpenFile(folder(of: path), flags: O_RDONLY | O_DIRECTORY).sync()
  }

  static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func check(_ file: borrowing OpenFile, _ path: String) throws(CardCryptographyFailure) {
    let status = try file.status()
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
    guard status.st_uid == geteuid() else { throw .ownedByAnother(path: path, owner: status.st_uid) }
    guard status.st_mode & reachOfOthers == 0 else {
      throw .openToOthers(path: path, mode: status.st_mode & permissionBits)
    }
  }
}

/// Memory for a passing secret, wiped when `body` is done.
func withWipedBuffer<R: ~Copyable, E: Error>(
  _ count: Int, _ body: (UnsafeMutableRawBufferPointer) throws(E) -> R
) throws(E) -> R {
  let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(count, 1), alignment: 16)
  defer {
    OPENSSL_cleanse(buffer.baseAddress, buffer.count)
    buffer.deallocate()
  }
  return try body(UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(count)))
}
