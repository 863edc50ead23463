import GRDB
import Journal

extension JournalFailure {
  /// What a failed call to SQLite means for the journal.
  /// - Parameter opening: whether the journal was being opened.
  static func of(_ error: any Error, _ paths: JournalPaths, opening: Bool) -> JournalFailure {
    if let failure = error as? JournalFailure { return failure }
    guard let database = error as? DatabaseError else { return .cannotWrite("\(error)") }
    let words = database.message ?? "SQLite error \(database.extendedResultCode.rawValue)"
    let sentence = "\(paths.database): \(words)"
    switch database.resultCode {
    case .SQLITE_FULL: return .full(sentence)
    case .SQLITE_IOERR where DatabaseFile.isDiskFull(paths): return .full("\(paths.database): the disk is full")
    case .SQLITE_NOTADB: return opening ? .cannotOpen("\(paths.database) is not a journal") : .damaged(sentence)
    case .SQLITE_CORRUPT: return .damaged(sentence)
    default: return opening ? .cannotOpen(sentence) : .cannotWrite(sentence)
    }
  }
}
