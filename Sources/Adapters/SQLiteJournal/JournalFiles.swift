import Glibc
import Journal

/// The paths that belong to one journal.
struct JournalPaths {
  var database: String
  /// Count and last chain value, outside the database.
  var head: String { database + ".head" }
  var lock: String { database + ".lock" }

  var folder: String {
    guard let slash = database.lastIndex(of: "/") else { return "." }
    return slash == database.startIndex ? "/" : String(database[..<slash])
  }
}

/// The journal's files hold what nobody but the kiosk's own user may read.
private let ownerOnly: mode_t = 0o600

private func words(_ code: CInt) -> String { String(cString: strerror(code)) }

/// Held for as long as a kiosk has the journal open; the system lets go of it however the kiosk ends.
struct JournalLock: ~Copyable {
  private let descriptor: CInt

  private init(descriptor: CInt) { self.descriptor = descriptor }

  deinit { Glibc.close(descriptor) }

  static func take(_ paths: JournalPaths) throws(JournalFailure) -> JournalLock {
    var status = stat()
    guard stat(paths.folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw .cannotOpen("the folder \(paths.folder) of the journal does not exist")
    }
    // SQLite's own locks are of another kind, so that an audit may read while the kiosk writes.
    let descriptor = Glibc.open(paths.lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, ownerOnly)
    guard descriptor >= 0 else { throw .cannotOpen("\(paths.lock): \(words(errno))") }
    let lock = JournalLock(descriptor: descriptor)
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      throw .cannotOpen(
        code == EWOULDBLOCK
          ? "another kiosk has the journal \(paths.database) open" : "\(paths.lock): \(words(code))")
    }
    return lock
  }
}

enum DatabaseFile {
  /// What every database of SQLite begins with.
  private static let beginning = Array("SQLite format 3\0".utf8)

  /// A path to another file, given by mistake, must leave that file and its folder as they are.
  static func refuseForeign(_ paths: JournalPaths) throws(JournalFailure) {
    let descriptor = Glibc.open(paths.database, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      let code = errno
      if code == ENOENT { return }
      throw .cannotOpen("\(paths.database): \(words(code))")
    }
    // Closing any descriptor of a file drops the process's locks on it; it has none yet.
    defer { Glibc.close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .cannotOpen("\(paths.database) is not a file")
    }
    var bytes = [UInt8](repeating: 0, count: beginning.count)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    guard count == 0 || bytes == beginning else { throw .cannotOpen("\(paths.database) is not a journal") }
  }

  /// Which file a path leads to.
  struct Identity: Equatable {
    fileprivate var device: dev_t
    fileprivate var inode: ino_t
  }

  static func identity(_ paths: JournalPaths) throws(JournalFailure) -> Identity {
    var status = stat()
    guard stat(paths.database, &status) == 0 else { throw .cannotWrite("\(paths.database): \(words(errno))") }
    return Identity(device: status.st_dev, inode: status.st_ino)
  }

  /// Makes the file for its owner alone, if it is missing; SQLite gives the same mode to the files it puts beside it.
  static func prepare(_ paths: JournalPaths) throws(JournalFailure) {
    let descriptor = Glibc.open(paths.database, O_RDWR | O_CREAT | O_CLOEXEC, ownerOnly)
    guard descriptor >= 0 else { throw .cannotOpen("\(paths.database): \(words(errno))") }
    // Safe only because SQLite has not opened it yet: closing any descriptor of a file drops the process's locks on it.
    defer { Glibc.close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .cannotOpen("\(paths.database) is not a file")
    }
    guard fchmod(descriptor, ownerOnly) == 0 else { throw .cannotOpen("\(paths.database): \(words(errno))") }
  }

  static func exists(_ paths: JournalPaths) -> Bool { access(paths.database, F_OK) == 0 }

  /// SQLite reports a disk that filled up while its index was growing as a failed read or write.
  static func isDiskFull(_ paths: JournalPaths) -> Bool {
    var status = statvfs()
    guard statvfs(paths.folder, &status) == 0 else { return false }
    return UInt64(status.f_bavail) * UInt64(status.f_frsize) < UInt64(roomForOneCommit)
  }

  /// A commit needs a few pages and, now and then, 32 KiB more of index.
  private static let roomForOneCommit = 128 * 1024
}

/// The file beside the database. It is replaced as a whole, so that a crash leaves the old or the new one.
struct HeadFile {
  /// The file is a few dozen bytes long; whatever is longer is not one.
  private static let readLimit = 4_096

  let paths: JournalPaths
  let hashChain: HashChain
  let passing: @Sendable (JournalStep) -> Void

  enum Reading {
    case missing
    /// Not written under this key, or changed since.
    case changed
    case head(JournalHead)
  }

  func read() throws(JournalFailure) -> Reading {
    let descriptor = Glibc.open(paths.head, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      let code = errno
      if code == ENOENT { return .missing }
      throw .cannotOpen("\(paths.head): \(words(code))")
    }
    defer { Glibc.close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: Self.readLimit)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    guard count >= 0 else { throw .cannotOpen("\(paths.head): \(words(errno))") }
    guard let head = JournalHead(sealed: Array(bytes[..<count]), by: hashChain) else { return .changed }
    return .head(head)
  }

  func write(_ head: JournalHead) throws(JournalFailure) {
    let temporary = paths.head + ".new"
    let descriptor = Glibc.open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, ownerOnly)
    guard descriptor >= 0 else { throw failure(errno) }
    passing(.headCreated)
    do {
      defer { Glibc.close(descriptor) }
      let bytes = head.sealed(by: hashChain)
      let count = Glibc.write(descriptor, bytes, bytes.count)
      guard count == bytes.count else { throw failure(count < 0 ? errno : ENOSPC) }
      guard fsync(descriptor) == 0 else { throw failure(errno) }
    }
    passing(.headWritten)
    // The folder is not synchronised: after a power loss the old head may stand, which is behind and gets mended.
    guard rename(temporary, paths.head) == 0 else { throw failure(errno) }
    passing(.headReplaced)
  }

  private func failure(_ code: CInt) -> JournalFailure {
    let sentence = "\(paths.head): \(words(code))"
    return code == ENOSPC || code == EDQUOT ? .full(sentence) : .cannotWrite(sentence)
  }
}

/// The steps to disk of one append, in order; the crash tests stop at them.
package enum JournalStep: String, CaseIterable, Sendable {
  case transactionBegun
  /// All records of the transaction are inserted; nothing is committed.
  case recordsInserted
  case committed
  /// The new head has its temporary name and nothing in it.
  case headCreated
  /// The new head is on disk under its temporary name.
  case headWritten
  case headReplaced
}
