import Glibc
import Journal

/// What a journal's files look like from outside, without opening or making any: also while a kiosk writes to it.
public enum JournalLook: Equatable, Sendable {
  /// There is none yet; the kiosk makes it.
  case missing
  /// The count and the chain's last value beside it were written under this key.
  case holds(records: Int)
  /// The file is there, and the one beside it with the count is not.
  case withoutHead
  /// The count was written under another key, or was changed.
  case ofAnotherKey

  /// - Parameters:
  ///   - path: as the configuration names it.
  ///   - cipher: what `journal.key` gives.
  /// - Throws: `cannotOpen` (no journal, folder missing, not readable).
  public static func at(_ path: String, cipher: JournalCipher) throws(JournalFailure) -> JournalLook {
    let paths = JournalPaths(database: path)
    var status = stat()
    guard stat(paths.folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw .cannotOpen("the folder \(paths.folder) of the journal does not exist")
    }
    guard access(paths.folder, W_OK | X_OK) == 0 else {
      throw .cannotOpen("the folder \(paths.folder) of the journal cannot be written by this user")
    }
    try DatabaseFile.refuseForeign(paths)
    guard DatabaseFile.exists(paths) else { return .missing }
    let head = HeadFile(paths: paths, hashChain: HashChain(hmac: cipher.hmac), passing: { _ in })
    switch try head.read() {
    case .missing: return .withoutHead
    case .changed: return .ofAnotherKey
    case .head(let head): return .holds(records: head.count)
    }
  }

  /// Mode of the database; nil where there is none. Its files are their owner's alone.
  public static func mode(of path: String) -> UInt32? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o777 : nil
  }
}
