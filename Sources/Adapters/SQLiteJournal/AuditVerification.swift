import CivilTime
import Foundation
import GRDB
import Journal

/// Reads a whole journal, record by record, and names the first that is bad (S9). Nothing is changed, and a kiosk may
/// go on writing meanwhile.
public enum AuditVerification {
  /// - Parameter path: the database; its head file is looked for beside it.
  public static func verify(path: String, cipher: JournalCipher) -> AuditReport {
    let paths = JournalPaths(database: path)
    let hashChain = HashChain(hmac: cipher.hmac)
    do {
      guard DatabaseFile.exists(paths) else { throw JournalFailure.cannotOpen("there is no journal \(path)") }
      // Before the database: what a kiosk appends between the two readings may lie past the head, never before it.
      let head = try HeadFile(paths: paths, hashChain: hashChain, passing: { _ in }).read()
      var configuration = GRDB.Configuration()
      configuration.readonly = true
      configuration.busyMode = .timeout(JournalStore.busyTimeoutSeconds)
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      return try queue.read { database in
        guard try JournalSchema.exists(database, paths) else {
          throw JournalFailure.cannotOpen("\(path) is not a journal")
        }
        try JournalSchema.checkKey(database, hashChain, head, paths)
        var audit = Audit(database: database, hashChain: hashChain, head: head)
        return try audit.run()
      }
    } catch {
      return AuditReport(
        records: 0, personalParts: 0, forgotten: 0, verdict: .notJudged(.of(error, paths, opening: true)))
    }
  }
}

/// One reading of a journal. Memory grows with what was opened and not closed, and with the personal parts that are
/// missing before their time, never with the journal.
private struct Audit {
  let database: Database
  let hashChain: HashChain
  let head: HeadFile.Reading
  private var walk: ChainWalk
  private var waiting = WaitingList()
  private var personalParts = 0
  private var forgotten = 0
  private var missing = MissingParts()

  init(database: Database, hashChain: HashChain, head: HeadFile.Reading) {
    self.database = database
    self.hashChain = hashChain
    self.head = head
    walk = ChainWalk(hashChain)
  }

  private var promised: JournalHead? {
    if case .head(let head) = head { return head }
    return nil
  }

  mutating func run() throws -> AuditReport {
    if let finding = try readRecords() { return report(.broken(finding)) }
    if let finding = try readEnd() ?? missing.finding ?? readStrayParts() ?? readWaitingList() {
      return report(.broken(finding))
    }
    return report(.holds)
  }

  private func report(_ verdict: AuditReport.Verdict) -> AuditReport {
    AuditReport(records: walk.head.count, personalParts: personalParts, forgotten: forgotten, verdict: verdict)
  }

  private mutating func readRecords() throws -> AuditFinding? {
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT r.sequence, r.body, r.chain, p.sealed FROM record r LEFT JOIN personal p ON p.sequence = r.sequence
        ORDER BY r.sequence
        """)
    while let row = try rows.next() {
      guard let stored = StoredRecord(row) else { return try readOn() }
      guard let record = walk.take(stored) else { return try readOn() }
      if record.sequence == promised?.count, stored.chain != promised?.chain {
        return AuditFinding(record: record.sequence, fault: .ofAnotherCourse)
      }
      waiting.take(record)
      if let fault = judgePersonalPart(row, record) { return AuditFinding(record: record.sequence, fault: fault) }
    }
    return nil
  }

  /// From the first bad record to the last, to say how it is bad.
  private func readOn() throws -> AuditFinding {
    var chainBreak = ChainBreak(hashChain, after: walk.head, promised: promised?.count)
    // Everything outside what was walked, rows below the first place included.
    let rows = try Row.fetchCursor(
      database, sql: "SELECT sequence, body, chain FROM record WHERE sequence < 1 OR sequence > ? ORDER BY sequence",
      arguments: [walk.head.count])
    while let row = try rows.next() {
      chainBreak.take(
        StoredRecord(row) ?? StoredRecord(position: row.integer(0) ?? walk.head.count + 1, body: [], chain: []))
    }
    return chainBreak.finding
  }

  private func readEnd() throws -> AuditFinding? {
    switch head {
    case .missing:
      walk.head.count == 0 ? nil : AuditFinding(record: walk.head.count + 1, fault: .headMissing)
    case .changed: AuditFinding(record: walk.head.count + 1, fault: .headChanged)
    case .head(let head):
      head.count > walk.head.count
        ? ChainBreak(hashChain, after: walk.head, promised: head.count).finding : nil
    }
  }

  private mutating func judgePersonalPart(_ row: Row, _ record: AuditRecord) -> AuditFinding.Fault? {
    missing.see(record.time)
    let sealed = row.bytes(3)
    let isNull = row.hasNull(atIndex: 3)
    switch (record.personalHash, isNull) {
    case (nil, true): return nil
    case (nil, false): return .personalPartInserted
    case (.some(let hash), false):
      guard let sealed, hashChain.personalHash(ofSealed: sealed) == hash else { return .personalPartChanged }
      personalParts += 1
      return nil
    case (.some, true):
      forgotten += 1
      missing.miss(record)
      return nil
    }
  }

  private func readStrayParts() throws -> AuditFinding? {
    let stray = try Int.fetchOne(
      database, sql: "SELECT min(sequence) FROM personal WHERE sequence NOT IN (SELECT sequence FROM record)")
    return stray.map { AuditFinding(record: $0, fault: .personalPartInserted) }
  }

  /// The tables that a start trusts to find things must say what the records say.
  private func readWaitingList() throws -> AuditFinding? {
    var handovers = waiting.handovers
    var differing: [Int] = []
    for row in try Row.fetchAll(database, sql: "SELECT visit, sequence, time, staged FROM waiting") {
      let stored = row.bytes(0).flatMap(VisitID.init(bytes:)).flatMap { visit in
        row.integer(2).map {
          WaitingList.Handover(
            visit: visit, sequence: row.integer(1) ?? 0, prepared: Timestamp(milliseconds: Int64($0)),
            staged: row.integer(3) == 1)
        }
      }
      guard let stored else {
        differing.append(row.integer(1) ?? 0)
        continue
      }
      if let expected = handovers.removeValue(forKey: stored.visit), expected == stored { continue }
      differing.append(stored.sequence)
    }
    differing += handovers.values.map(\.sequence)
    var unfinished = waiting.unfinished
    for row in try Row.fetchAll(database, sql: "SELECT visit, sequence FROM unfinished") {
      let sequence = row.integer(1) ?? 0
      guard let visit = row.bytes(0).flatMap(VisitID.init(bytes:)), unfinished.removeValue(forKey: visit) == sequence
      else {
        differing.append(sequence)
        continue
      }
    }
    differing += unfinished.values
    return differing.min().map { AuditFinding(record: $0, fault: .waitingListChanged) }
  }
}

/// Personal parts that are not there, and whether a later record is late enough for them to have been forgotten.
private struct MissingParts {
  private var early: [(record: Int, time: Timestamp)] = []
  private var earliest: Timestamp?

  mutating func miss(_ record: AuditRecord) {
    early.append((record.sequence, record.time))
    earliest = min(earliest ?? record.time, record.time)
  }

  mutating func see(_ time: Timestamp) {
    guard let earliest, OutboxRules.isTooOld(preparedAt: earliest, at: time) else { return }
    early.removeAll { OutboxRules.isTooOld(preparedAt: $0.time, at: time) }
    self.earliest = early.map(\.time).min()
  }

  var finding: AuditFinding? { early.first.map { AuditFinding(record: $0.record, fault: .personalPartRemoved) } }
}
