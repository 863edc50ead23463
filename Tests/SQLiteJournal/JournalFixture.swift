import CivilTime
import Foundation
import GRDB
import Journal
import JournalTestSupport
import Synchronization

@testable import SQLiteJournal

/// A clock that stands until it is set.
final class StandingClock: Sendable {
  private let time = Mutex(Timestamp(milliseconds: 1_775_000_000_000))

  func advance(hours: Int) { time.withLock { $0 = $0.advanced(by: .seconds(hours * 3_600)) } }

  var now: Timestamp { time.withLock { $0 } }
}

/// A journal in a folder of its own, and the means to tamper with it.
struct JournalFixture {
  let scratch = ScratchFolder()
  let clock = StandingClock()
  let cipher = PlainCipher.cipher()

  var path: String { scratch.file("journal.db") }
  var head: String { path + ".head" }

  func open(key: UInt64 = 1) throws(JournalFailure) -> SQLiteJournal {
    let clock = clock
    return try SQLiteJournal.open(path: path, cipher: PlainCipher.cipher(key: key), clock: { clock.now })
  }

  func verify() -> AuditReport { AuditVerification.verify(path: path, cipher: cipher) }

  static func visit(_ number: Int) -> VisitID {
    let random = (0..<VisitID.randomBytes).map { UInt8(truncatingIfNeeded: number >> (8 * ($0 % 4))) }
    return VisitID(at: Timestamp(milliseconds: 1_775_000_000_000), random: random)
  }

  static func payload(_ number: Int) -> HandoverPayload {
    HandoverPayload(
      name: "OQSsiquc01res_face_\(visit(number).text)_20260401090000.xml", bytes: Array("見本 \(number)".utf8))
  }

  static func prepared(_ number: Int) -> JournalEntry {
    JournalEntry(.handoverPrepared, visit: visit(number), personal: PersonalPayload.encode(payload(number)))
  }

  static func entry(_ kind: JournalKind, _ number: Int) -> JournalEntry { JournalEntry(kind, visit: visit(number)) }

  /// What a person with the file and without the key can do: anything to the database, past its triggers.
  func tamper(_ statements: String...) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { database in
      let triggers = try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'")
      for trigger in triggers { try database.execute(sql: "DROP TRIGGER \(trigger)") }
      for statement in statements { try database.execute(sql: statement) }
    }
    try queue.close()
  }
}

extension JournalFailure {
  /// The case's own word, so that a test reads `.cannotOpen` and not its sentence.
  var family: String {
    switch self {
    case .cannotOpen: "cannotOpen"
    case .cannotWrite: "cannotWrite"
    case .full: "full"
    case .backlog: "backlog"
    case .damaged: "damaged"
    }
  }
}
