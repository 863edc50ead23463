import Glibc

/// A folder of personal data that lie for a while: each file encrypted under the site's key and bound to its own name, so
/// that one put in another's place does not open; mode 0600, exchanged in one step.
public struct SealedFolder: Sendable {
  /// The largest is a batch's result: some 20 MiB for 10,000 people, 96 at most, and the seal round it.
  public static let mostBytes = 97 << 20

  public let path: String
  private let key: JournalKey

  /// - Parameter path: an existing folder of this user's that nobody else may write to or read.
  public init(path: String, key: JournalKey) throws(CardCryptographyFailure) {
    let status = try OpenFile(path, flags: O_RDONLY | O_DIRECTORY).status()
    guard status.st_uid == geteuid() else { throw .ownedByAnother(path: path, owner: status.st_uid) }
    guard status.st_mode & 0o077 == 0 else { throw .folderOpenToOthers(path: path, mode: status.st_mode & 0o7777) }
    self.path = path
    self.key = key
  }

  /// - Parameter name: letters, digits, hyphens and dots.
  public func write(_ bytes: [UInt8], as name: String) throws(CardCryptographyFailure) {
    let sealed = key.seal(bytes, context: Array(name.utf8))
    let path = place(name)
    try sealed.withUnsafeBufferPointer { buffer throws(CardCryptographyFailure) in
      try PrivateFile.replace(path, UnsafeRawBufferPointer(buffer))
    }
  }

  /// - Throws: `.changed` for a file that this key did not seal under this name.
  public func read(_ name: String) throws(CardCryptographyFailure) -> [UInt8] {
    let path = place(name)
    let sealed = try PrivateFile.withContents(of: path, limit: Self.mostBytes) { Array($0) }
    guard let bytes = key.open(sealed, context: Array(name.utf8)) else { throw .changed(path: path) }
    return bytes
  }

  /// A file that is not there is as good as removed.
  public func remove(_ name: String) throws(CardCryptographyFailure) {
    let path = place(name)
    if unlink(path) != 0, errno != ENOENT { throw .unwritable(path: path, reason: words(errno)) }
  }

  /// Sorted; those that were written here, and whatever else lies there.
  public func names() throws(CardCryptographyFailure) -> [String] {
    guard let folder = opendir(path) else { throw .unreadable(path: path, reason: words(errno)) }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private func place(_ name: String) -> String { "\(path)/\(name)" }
}
