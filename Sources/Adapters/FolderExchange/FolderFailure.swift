import Glibc

/// Why a file is not in its folder. The texts are for staff.
public enum FolderFailure: Error, Equatable, Sendable {
  /// The folder is not there, or is not a folder.
  case folderMissing(String)
  /// The disk or the quota is full.
  case full(String)
  case cannotWrite(String)

  /// One sentence.
  public var reason: String {
    switch self {
    case .folderMissing(let reason), .full(let reason), .cannotWrite(let reason): reason
    }
  }

  /// - Parameters:
  ///   - code: `errno`, read right after the call.
  ///   - doing: what was tried, for the sentence.
  ///   - folder: its title, for the sentence.
  static func of(_ code: CInt, doing: String, in folder: String) -> FolderFailure {
    switch code {
    case ENOSPC, EDQUOT: .full("No space is left when \(doing).")
    default: .cannotWrite("\(folder) refused \(doing): \(String(cString: strerror(code))).")
    }
  }
}
