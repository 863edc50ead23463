import Glibc

/// An open folder: everything is done relative to it, so that nothing in its path can be exchanged midway. The one
/// place of this module that calls the system.
struct Directory: ~Copyable {
  let descriptor: CInt
  private let path: String
  /// For the sentences, as "The hand-over folder".
  private let title: String

  init(_ path: String, as title: String = "The hand-over folder") throws(FolderFailure) {
    self.path = path
    self.title = title
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let code = errno
      switch code {
      case ENOENT: throw .folderMissing("\(title) \(path) does not exist.")
      case ENOTDIR: throw .folderMissing("\(path) is not a folder.")
      default: throw .cannotWrite("\(title) \(path) cannot be opened: \(String(cString: strerror(code))).")
      }
    }
  }

  deinit { close(descriptor) }

  /// Tries for real whether a file can be made here: access bits do not tell of a read-only file system.
  func probe() throws(FolderFailure) {
    // Of its own for each program: two may start at once.
    let name = "\(Self.probePrefix)\(getpid())"
    do {
      try remove(name)
    } catch {
      // A read-only file system refuses this even where there is nothing to remove: that no file can be made says more.
      if try contains(name) { throw error }
    }
    try create(name, []) {}
    // With those of programs that were killed in the middle; whose own is under way has made it, which was the question.
    for name in try list() where name.hasPrefix(Self.probePrefix) { try remove(name) }
  }

  private static let probePrefix = ".uketsuke-probe-"

  /// Makes a new file with these bytes and brings them to disk.
  /// - Parameter created: is called when the file exists, before its bytes are safe.
  func create(_ name: String, _ bytes: [UInt8], created: () -> Void) throws(FolderFailure) {
    // The group may read: the reception system is another user on most sites. The umask can take that away.
    let file = openat(descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o640)
    guard file >= 0 else { throw .of(errno, doing: "to create a file", in: title) }
    defer { close(file) }
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { write(file, $0.baseAddress?.advanced(by: written), bytes.count - written) }
      if count < 0 {
        if errno == EINTR { continue }
        throw .of(errno, doing: "to write a file", in: title)
      }
      written += count
    }
    created()
    guard fsync(file) == 0 else { throw .of(errno, doing: "to bring a file to disk", in: title) }
  }

  /// A file that is not there is as good as removed.
  func remove(_ name: String) throws(FolderFailure) {
    if unlinkat(descriptor, name, 0) != 0, errno != ENOENT { throw .of(errno, doing: "to remove a file", in: title) }
  }

  func contains(_ name: String) throws(FolderFailure) -> Bool {
    var status = stat()
    if fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 { return true }
    guard errno == ENOENT else { throw .of(errno, doing: "to look for a file", in: title) }
    return false
  }

  enum Renaming {
    case done
    /// A file of that name is there; nothing was changed.
    case taken
  }

  /// Does not overwrite. Looking first leaves a gap, but nobody else makes names of ours: they hold the visit's id.
  /// (`link` and `unlink` have no gap, but a crash between them leaves both names, and a file delivered twice.)
  func rename(_ old: String, to new: String) throws(FolderFailure) -> Renaming {
    if try contains(new) { return .taken }
    guard renameat(descriptor, old, descriptor, new) == 0 else { throw .of(errno, doing: "to name a file", in: title) }
    return .done
  }

  /// Takes a file out of its place in one step, whoever else may take it in the same moment, and removes it.
  ///
  /// - Parameter aside: the name under which it stands between the two.
  /// - Returns: false where it was no longer there.
  func takeBack(_ name: String, as aside: String) throws(FolderFailure) -> Bool {
    guard renameat(descriptor, name, descriptor, aside) == 0 else {
      if errno == ENOENT { return false }
      throw .of(errno, doing: "to take a file back", in: title)
    }
    try remove(aside)
    return true
  }

  /// When its bytes were last written, in seconds since 1970; nil where it is not there.
  func modified(_ name: String) throws(FolderFailure) -> time_t? {
    var status = stat()
    if fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 { return status.st_mtim.tv_sec }
    guard errno == ENOENT else { throw .of(errno, doing: "to look at a file", in: title) }
    return nil
  }

  /// Brings names to disk. Some network file systems cannot, and say EINVAL: theirs are safe on the server.
  func synchronize() throws(FolderFailure) {
    if fsync(descriptor) != 0, errno != EINVAL { throw .of(errno, doing: "to bring the folder to disk", in: title) }
  }

  func holdSameBytes(_ one: String, _ other: String) throws(FolderFailure) -> Bool {
    try bytes(of: one) == bytes(of: other)
  }

  /// A hand-over file has at most 4 MiB, as the interface's readers allow; one byte more tells that it is larger.
  private static let readLimit = 4 * 1024 * 1024 + 1

  private func bytes(of name: String) throws(FolderFailure) -> [UInt8] {
    let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else { throw .of(errno, doing: "to read a file", in: title) }
    defer { close(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while bytes.count < Self.readLimit {
      let count = read(file, &buffer, buffer.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw .of(errno, doing: "to read a file", in: title)
      }
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    return bytes
  }

  /// Names of everything in the folder, sorted.
  func list() throws(FolderFailure) -> [String] {
    // `fdopendir` takes its descriptor over, and a copy of ours would share its place in the list.
    let own = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard own >= 0, let stream = fdopendir(own) else { throw .of(errno, doing: "to be listed", in: title) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      names.append(name)
    }
    return names.sorted()
  }
}
