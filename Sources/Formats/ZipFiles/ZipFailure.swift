/// Why bytes are no archive that is taken.
public enum ZipFailure: Error, Equatable, Sendable {
  /// This machine has no libzip that can be used; its own reason.
  case libraryMissing(String)
  case tooLarge(limitBytes: Int)
  case tooManyEntries(limit: Int)
  /// What an entry unpacks to.
  case entryTooLarge(limitBytes: Int)
  /// No entry is the one that is looked for, or several are.
  case notFound
  /// The entry is packed with a password.
  case encrypted
  /// libzip's reason.
  case damaged(String)

  /// One sentence for staff.
  public var sentence: String {
    switch self {
    case .libraryMissing(let reason): "a ZIP cannot be unpacked without libzip (Debian's libzip4): \(reason)"
    case .tooLarge(let limit): "the ZIP is larger than \(limit) bytes"
    case .tooManyEntries(let limit): "the ZIP has more than \(limit) files"
    case .entryTooLarge(let limit): "the file in the ZIP is larger than \(limit) bytes"
    case .notFound: "the ZIP holds not exactly one message"
    case .encrypted: "the ZIP has a password; have the terminal's link program write this message without one"
    case .damaged(let reason): "the ZIP cannot be unpacked: \(reason)"
    }
  }
}
