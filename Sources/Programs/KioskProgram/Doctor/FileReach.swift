import Glibc

/// Whether the user that runs this can come to a file or folder, and what to do where not: a set-up made by root and run
/// by a user of the kiosk's own is the commonest mistake.
struct FileReach {
  let path: String
  /// Nobody but its user may have a part in the file.
  var isSecret = false

  struct Refusal: Equatable {
    var words: String
    var hint: String
  }

  /// Nil where it can be read, and where it is not there: that is another matter.
  var refusal: Refusal? {
    if let folder = closedFolder {
      return Refusal(
        words: "\(Self.user) may not enter \(folder.path), which belongs to \(Self.name(of: folder.owner))",
        hint: "let that user in: chown \(Self.user) \(folder.path), or chmod a+x \(folder.path)")
    }
    var status = stat()
    guard stat(path, &status) == 0, faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) != 0, errno == EACCES else {
      return nil
    }
    let mode = String(status.st_mode & 0o7777, radix: 8)
    return Refusal(
      words: "\(Self.user) cannot read \(path): it belongs to \(Self.name(of: status.st_uid)) and has mode 0\(mode)",
      hint: hint(owner: status.st_uid))
  }

  private func hint(owner: uid_t) -> String {
    if owner == geteuid() { return "let its user read it: chmod \(isSecret ? "600" : "u+r") \(path)" }
    return isSecret
      ? "give it to the kiosk's user: chown \(Self.user) \(path); chmod 600 \(path)"
      : "let the kiosk's user read it: chown \(Self.user) \(path), or chmod a+r \(path)"
  }

  var isThere: Bool {
    var status = stat()
    return stat(path, &status) == 0
  }

  /// What a folder needs before files can be made in it; nil where nothing is known to be missing.
  static func hint(forWritingIn folder: String) -> String? {
    if let refusal = FileReach(path: folder).refusal { return refusal.hint }
    var status = stat()
    guard stat(folder, &status) == 0 else { return "make the folder, and give it to the kiosk's user: mkdir \(folder)" }
    guard status.st_mode & S_IFMT == S_IFDIR else { return "name a folder: \(folder) is something else" }
    guard faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) != 0 else { return nil }
    return errno == EROFS
      ? "the file system of \(folder) is read-only: mount it for writing (and look why it is not), or name another folder"
      : "let the kiosk's user write to it: chown \(user) \(folder)"
  }

  /// The first folder on the way that this user may not enter.
  private var closedFolder: (path: String, owner: uid_t)? {
    for place in path.indices where path[place] == "/" && place > path.startIndex {
      let folder = String(path[..<place])
      var status = stat()
      guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
      if faccessat(AT_FDCWD, folder, X_OK, AT_EACCESS) != 0, errno == EACCES { return (folder, status.st_uid) }
    }
    return nil
  }

  // MARK: - Users

  /// Who runs this, as commands take it.
  static var user: String { name(of: geteuid()) }

  /// By number where the machine knows no name.
  static func name(of user: uid_t) -> String {
    var entry = passwd()
    var room = [CChar](repeating: 0, count: mostNameBytes)
    var found: UnsafeMutablePointer<passwd>?
    guard getpwuid_r(user, &entry, &room, room.count, &found) == 0, found != nil, let name = entry.pw_name else {
      return "\(user)"
    }
    return String(cString: name)
  }

  /// A line of /etc/passwd; a longer one is told by its number.
  private static let mostNameBytes = 4_096
}
