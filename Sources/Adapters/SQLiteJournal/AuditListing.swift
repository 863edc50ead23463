import GRDB
import Journal

/// The records as they stand there, for who wants to read what happened; personal parts are left out, nothing is
/// verified.
public enum AuditListing {
  /// - Parameters:
  ///   - last: so many of the newest records; all when nil.
  ///   - show: called for each record in order.
  public static func read(
    path: String, last: Int? = nil, show: (AuditRecord) -> Void
  ) throws(JournalFailure) {
    let paths = JournalPaths(database: path)
    do {
      guard DatabaseFile.exists(paths) else { throw JournalFailure.cannotOpen("there is no journal \(path)") }
      var configuration = GRDB.Configuration()
      configuration.readonly = true
      configuration.busyMode = .timeout(JournalStore.busyTimeoutSeconds)
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue.read { database in
        guard try JournalSchema.exists(database, paths) else {
          throw JournalFailure.cannotOpen("\(path) is not a journal")
        }
        let rows = try Row.fetchCursor(
          database,
          sql: """
            SELECT body FROM record WHERE sequence > (SELECT coalesce(max(sequence), 0) - ? FROM record)
            ORDER BY sequence
            """,
          arguments: [last ?? Int.max >> 1])
        while let row = try rows.next() {
          if let body = row.bytes(0) { show(try AuditRecord(body: body)) }
        }
      }
    } catch {
      throw JournalFailure.of(error, paths, opening: true)
    }
  }
}
