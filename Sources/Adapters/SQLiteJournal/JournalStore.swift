import CivilTime
import Foundation
import GRDB
import Journal

/// One call's entries, with the moment at which the call was made.
struct JournalCall: Sendable {
  var time: Timestamp
  var entries: [JournalEntry]
}

/// The open journal. It is used by one thread at a time; `SQLiteJournal` sees to that.
struct JournalStore: ~Copyable {
  /// A reader of the same file (an audit) can hold SQLite up for so long before a write fails.
  static let busyTimeoutSeconds: TimeInterval = 2
  /// Forgotten personal parts per transaction: more than come in, and few enough not to be felt.
  static let purgeLimit = 64
  /// A hand-over file has at most 4 MiB; the rest is its name.
  static let maximumPersonalBytes = 4 * 1024 * 1024 + 4_096

  let database: DatabaseQueue
  let paths: JournalPaths
  let cipher: JournalCipher
  private let hashChain: HashChain
  private let headFile: HeadFile
  private let passing: @Sendable (JournalStep) -> Void
  private let lock: JournalLock
  private let file: DatabaseFile.Identity
  /// Nil after a failed write: then the database is asked where it stands.
  private var tail: JournalHead?
  /// The head file could not be written after a commit; it is mended before anything else is written.
  private var headIsBehind = false

  init(
    path: String, cipher: JournalCipher, passing: @escaping @Sendable (JournalStep) -> Void
  ) throws(JournalFailure) {
    let paths = JournalPaths(database: path)
    let hashChain = HashChain(hmac: cipher.hmac)
    let headFile = HeadFile(paths: paths, hashChain: hashChain, passing: passing)
    try DatabaseFile.refuseForeign(paths)
    let lock = try JournalLock.take(paths)
    try DatabaseFile.prepare(paths)
    let head = try headFile.read()
    let database: DatabaseQueue
    let found: JournalHead
    do {
      var configuration = GRDB.Configuration()
      configuration.label = "journal"
      configuration.busyMode = .timeout(Self.busyTimeoutSeconds)
      configuration.foreignKeysEnabled = false
      configuration.prepareDatabase { try JournalSchema.prepareForWriting($0) }
      database = try DatabaseQueue(path: path, configuration: configuration)
      found = try database.writeWithoutTransaction { database in
        if try !JournalSchema.exists(database, paths) {
          try database.inTransaction(.immediate) {
            try JournalSchema.create(database, keyCheck: hashChain.keyCheck)
            return .commit
          }
        }
        try JournalSchema.checkKey(database, hashChain, head, paths)
        return try Self.checkEnd(database, hashChain, head)
      }
    } catch {
      throw .of(error, paths, opening: true)
    }
    if case .head(found) = head {} else { try headFile.write(found) }
    let file = try DatabaseFile.identity(paths)
    self.database = database
    self.paths = paths
    self.cipher = cipher
    self.hashChain = hashChain
    self.headFile = headFile
    self.passing = passing
    self.lock = lock
    self.file = file
    tail = found
  }

  /// Holds the database's end against the head file. A crash between commit and head leaves the head behind: then the
  /// records past it must follow by the chain.
  private static func checkEnd(
    _ database: Database, _ hashChain: HashChain, _ reading: HeadFile.Reading
  ) throws -> JournalHead {
    let tail = try readTail(database)
    let head: JournalHead
    switch reading {
    case .changed: throw JournalFailure.damaged("the head file beside the journal was changed")
    case .missing:
      guard tail.count == 0 else { throw JournalFailure.damaged("the head file beside the journal is missing") }
      return .empty
    case .head(let found): head = found
    }
    guard head.count <= tail.count else {
      throw JournalFailure.damaged(
        "records were cut from the journal's end: \(tail.count) are there, \(head.count) were written")
    }
    var walk = ChainWalk(hashChain, from: head)
    if head.count > 0 {
      let row = try Row.fetchOne(database, sql: "SELECT chain FROM record WHERE sequence = ?", arguments: [head.count])
      guard row?.bytes(0) == head.chain else {
        throw JournalFailure.damaged("record \(head.count) is not the one that the head file names")
      }
    }
    let rows = try Row.fetchCursor(
      database, sql: "SELECT sequence, body, chain FROM record WHERE sequence > ? ORDER BY sequence",
      arguments: [head.count])
    while let row = try rows.next() {
      guard let stored = StoredRecord(row), walk.take(stored) != nil else {
        throw JournalFailure.damaged("record \(walk.head.count + 1) does not follow the one before it")
      }
    }
    return walk.head
  }

  private static func readTail(_ database: Database) throws -> JournalHead {
    let row = try Row.fetchOne(database, sql: "SELECT sequence, chain FROM record ORDER BY sequence DESC LIMIT 1")
    guard let row else { return .empty }
    guard let count = row.integer(0), let chain = row.bytes(1) else {
      throw JournalFailure.damaged("the journal's last record cannot be read")
    }
    return JournalHead(count: count, chain: chain)
  }

  /// Writes all calls in one transaction; each gets the number of its last record once everything is on disk. A call
  /// that the outbox refuses writes nothing and does not hinder the others.
  mutating func append(_ calls: [JournalCall]) -> [Result<Int, JournalFailure>] {
    var results: [Result<Int, JournalFailure>] = []
    do {
      // SQLite would go on writing into a file that was taken away, and all of it would be gone at the end.
      guard try DatabaseFile.identity(paths) == file else {
        throw JournalFailure.cannotWrite("\(paths.database) is another file than the one that was opened")
      }
      try mendHead()
      let known = tail
      let reached = try database.writeWithoutTransaction { database in
        var head = try known ?? Self.readTail(database)
        try database.inTransaction(.immediate) {
          passing(.transactionBegun)
          for call in calls {
            if let refusal = try refusal(of: call, database) {
              results.append(.failure(refusal))
            } else {
              for entry in call.entries { head = try insert(entry, at: call.time, after: head, database) }
              results.append(.success(head.count))
            }
          }
          try forgetOldPersonalParts(at: calls.map(\.time).max(), database)
          passing(.recordsInserted)
          return .commit
        }
        return head
      }
      passing(.committed)
      tail = reached
      headIsBehind = true
      // What is committed is safe and acknowledged, whatever becomes of the head; the next append mends it first.
      try? mendHead()
      return results
    } catch {
      tail = nil
      let failure = JournalFailure.of(error, paths, opening: false)
      return calls.map { _ in .failure(failure) }
    }
  }

  private mutating func mendHead() throws(JournalFailure) {
    guard headIsBehind, let tail else { return }
    try headFile.write(tail)
    headIsBehind = false
  }

  private func refusal(of call: JournalCall, _ database: Database) throws -> JournalFailure? {
    if call.entries.contains(where: { ($0.personal?.count ?? 0) > Self.maximumPersonalBytes }) {
      return .cannotWrite("a personal part is larger than \(Self.maximumPersonalBytes) bytes")
    }
    let prepared = call.entries.filter { $0.kind == .handoverPrepared }
    if prepared.isEmpty { return nil }
    for entry in prepared {
      guard let visit = entry.visit, entry.personal != nil else {
        return .cannotWrite("a hand-over was prepared without a visit or without its file")
      }
      let known = try database.cachedStatement(sql: "SELECT 1 FROM waiting WHERE visit = ?")
      if try Row.fetchOne(known, arguments: [Data(visit.bytes)]) != nil {
        return .cannotWrite("a hand-over of visit \(visit.text) waits already")
      }
    }
    let row = try Row.fetchOne(database.cachedStatement(sql: "SELECT count(*), min(time) FROM waiting"))
    let oldest = row?.integer(1).map { Timestamp(milliseconds: Int64($0)) }
    return OutboxRules.refusal(
      waiting: (row?.integer(0) ?? 0) + prepared.count - 1, oldest: oldest, at: call.time)
  }

  private func insert(
    _ entry: JournalEntry, at time: Timestamp, after head: JournalHead, _ database: Database
  ) throws -> JournalHead {
    let sequence = head.count + 1
    let sealed = entry.personal.map {
      cipher.seal($0, JournalCipher.context(ofRecord: sequence, visit: entry.visit))
    }
    let record = AuditRecord(
      sequence: sequence, time: time, entry: entry, personalHash: sealed.map(hashChain.personalHash(ofSealed:)),
      previous: head.chain)
    let body = record.body
    let chain = hashChain.value(ofBody: body)
    try database.cachedStatement(sql: "INSERT INTO record (sequence, body, chain) VALUES (?, ?, ?)")
      .execute(arguments: [sequence, Data(body), Data(chain)])
    if let sealed {
      try database.cachedStatement(sql: "INSERT INTO personal (sequence, time, sealed) VALUES (?, ?, ?)")
        .execute(arguments: [sequence, time.milliseconds, Data(sealed)])
    }
    try updateWaitingList(record, database)
    return JournalHead(count: sequence, chain: chain)
  }

  private func updateWaitingList(_ record: AuditRecord, _ database: Database) throws {
    guard let visit = record.visit.map({ Data($0.bytes) }) else { return }
    func run(_ sql: String, _ arguments: StatementArguments) throws {
      try database.cachedStatement(sql: sql).execute(arguments: arguments)
    }
    switch WaitingChange(record.kind) {
    case .none: break
    case .visitOpens: try run("INSERT OR REPLACE INTO unfinished VALUES (?, ?)", [visit, record.sequence])
    case .visitCloses: try run("DELETE FROM unfinished WHERE visit = ?", [visit])
    case .handoverWaits:
      try run(
        "INSERT INTO waiting (visit, sequence, time) VALUES (?, ?, ?)",
        [visit, record.sequence, record.time.milliseconds])
    case .handoverStaged: try run("UPDATE waiting SET staged = 1 WHERE visit = ?", [visit])
    case .handoverSettled: try run("DELETE FROM waiting WHERE visit = ?", [visit])
    }
  }

  /// Judged by the time that the records of this very transaction carry, so that an audit can tell a part that was
  /// forgotten in time from one that somebody removed.
  private func forgetOldPersonalParts(at time: Timestamp?, _ database: Database) throws {
    guard let time else { return }
    let life = OutboxRules.maximumAge.components.seconds * 1_000
    let old = try database.cachedStatement(
      sql: "SELECT sequence FROM personal WHERE time <= ? ORDER BY time LIMIT \(Self.purgeLimit)")
    for sequence in try Int64.fetchAll(old, arguments: [time.milliseconds - life]) {
      try database.cachedStatement(sql: "DELETE FROM personal WHERE sequence = ?").execute(arguments: [sequence])
      try database.cachedStatement(sql: "UPDATE waiting SET forgotten = 1 WHERE sequence = ?")
        .execute(arguments: [sequence])
    }
  }

  func durability() throws(JournalFailure) -> Durability {
    do { return try database.writeWithoutTransaction { try Durability($0) } } catch {
      throw .of(error, paths, opening: false)
    }
  }

  mutating func close() throws(JournalFailure) {
    try mendHead()
    do { try database.close() } catch { throw .of(error, paths, opening: false) }
  }
}

extension StoredRecord {
  /// Columns `sequence, body, chain`; nil when one of them is not of its type.
  init?(_ row: Row) {
    guard let position = row.integer(0), let body = row.bytes(1), let chain = row.bytes(2) else { return nil }
    self.init(position: position, body: body, chain: chain)
  }
}
