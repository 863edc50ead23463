import CivilTime
import Foundation
import GRDB
import Journal

extension JournalStore {
  /// Costs what is open and waiting, never what the journal holds (P4).
  func state() throws(JournalFailure) -> JournalState {
    do {
      return try database.writeWithoutTransaction { database in
        let records = try Int.fetchOne(database, sql: "SELECT max(sequence) FROM record") ?? 0
        let waiting = try Row.fetchAll(
          database, sql: "SELECT visit, sequence, time, staged, forgotten FROM waiting ORDER BY sequence")
        let open = try Row.fetchAll(database, sql: "SELECT visit FROM unfinished ORDER BY sequence")
        return JournalState(
          records: records,
          pending: try waiting.map { try handover($0, database) },
          unfinished: try open.map { row in
            guard let visit = row.bytes(0).flatMap(VisitID.init(bytes:)) else {
              throw JournalFailure.damaged("the list of open visits cannot be read")
            }
            return visit
          })
      }
    } catch {
      throw .of(error, paths, opening: false)
    }
  }

  /// The short list is only a way to find the record; what is believed is the record.
  private func handover(_ row: Row, _ database: Database) throws -> PendingHandover {
    guard let visit = row.bytes(0).flatMap(VisitID.init(bytes:)), let sequence = row.integer(1),
      let time = row.integer(2), let staged = row.integer(3), let forgotten = row.integer(4)
    else { throw JournalFailure.damaged("the list of waiting hand-overs cannot be read") }
    let stored = try Row.fetchOne(
      database, sql: "SELECT sequence, body, chain FROM record WHERE sequence = ?", arguments: [sequence])
    guard let stored = stored.flatMap(StoredRecord.init),
      HashChain(hmac: cipher.hmac).value(ofBody: stored.body) == stored.chain,
      let record = try? AuditRecord(body: stored.body),
      record.sequence == sequence, record.kind == .handoverPrepared, record.visit == visit
    else { throw JournalFailure.damaged("record \(sequence) does not prepare the hand-over that waits for it") }
    if forgotten != 0 {
      // Its file was forgotten after a consent's life. The earliest of times lets every reader of the clock find it too
      // old, also one whose clock was set back since.
      return PendingHandover(
        visit: visit, prepared: Timestamp(milliseconds: 0), payload: HandoverPayload(name: "", bytes: []),
        staged: staged != 0)
    }
    let sealed = try Row.fetchOne(
      database, sql: "SELECT sealed FROM personal WHERE sequence = ?", arguments: [sequence])
    guard let sealed = sealed?.bytes(0),
      let plain = cipher.open(sealed, JournalCipher.context(ofRecord: sequence, visit: visit)),
      let payload = PersonalPayload.decode(plain)
    else { throw JournalFailure.damaged("the file of the hand-over in record \(sequence) cannot be read") }
    return PendingHandover(
      visit: visit, prepared: Timestamp(milliseconds: Int64(time)), payload: payload, staged: staged != 0)
  }
}
