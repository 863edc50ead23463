import Foundation
import GRDB
import Journal

/// The database's tables. `record` is the journal; `unfinished` and `waiting` repeat what can be told from it, so that
/// neither the patient's path nor a start reads all of it (P4).
enum JournalSchema {
  /// "UKTJ": tells our databases from other programs'.
  static let applicationID: Int32 = 0x554B_544A
  static let version: Int32 = 1

  static let creation = """
    CREATE TABLE meta (name TEXT PRIMARY KEY NOT NULL, value BLOB NOT NULL) STRICT;
    CREATE TRIGGER meta_stays_updated BEFORE UPDATE ON meta
      BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
    CREATE TRIGGER meta_stays_deleted BEFORE DELETE ON meta
      BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

    CREATE TABLE record (
      sequence INTEGER PRIMARY KEY NOT NULL,
      body BLOB NOT NULL,
      chain BLOB NOT NULL
    ) STRICT;
    CREATE TRIGGER record_stays_updated BEFORE UPDATE ON record
      BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
    CREATE TRIGGER record_stays_deleted BEFORE DELETE ON record
      BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
    CREATE TRIGGER record_follows BEFORE INSERT ON record
      WHEN NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM record)
      BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

    CREATE TABLE personal (
      sequence INTEGER PRIMARY KEY NOT NULL,
      time INTEGER NOT NULL,
      sealed BLOB NOT NULL
    ) STRICT;
    CREATE INDEX personal_by_time ON personal (time);
    CREATE TRIGGER personal_stays_updated BEFORE UPDATE ON personal
      BEGIN SELECT RAISE(ABORT, 'a personal part is only ever deleted'); END;

    CREATE TABLE unfinished (visit BLOB PRIMARY KEY NOT NULL, sequence INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE waiting (
      visit BLOB PRIMARY KEY NOT NULL,
      sequence INTEGER NOT NULL,
      time INTEGER NOT NULL,
      staged INTEGER NOT NULL DEFAULT 0,
      forgotten INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;
    """

  /// Durability is ours to set: GRDB's own WAL mode sets `synchronous` to NORMAL, which loses what was acknowledged
  /// at a power loss (R4). What SQLite then says is believed, not what was asked for.
  static func prepareForWriting(_ database: Database) throws {
    try database.execute(sql: "PRAGMA journal_mode = WAL")
    try database.execute(sql: "PRAGMA synchronous = FULL")
    // Deleted personal parts are overwritten, encrypted as they are.
    try database.execute(sql: "PRAGMA secure_delete = ON")
    let durability = try Durability(database)
    guard durability == .required else {
      throw JournalFailure.cannotOpen("SQLite refused to be durable: \(durability)")
    }
  }

  static func create(_ database: Database, keyCheck: [UInt8]) throws {
    try database.execute(sql: creation)
    try database.execute(sql: "INSERT INTO meta VALUES ('keyCheck', ?)", arguments: [Data(keyCheck)])
    try database.execute(sql: "PRAGMA application_id = \(applicationID)")
    try database.execute(sql: "PRAGMA user_version = \(version)")
  }

  /// False for an empty database; throws for one that is not a journal of this version.
  static func exists(_ database: Database, _ paths: JournalPaths) throws -> Bool {
    let identifier = try Int32.fetchOne(database, sql: "PRAGMA application_id")
    let found = try Int32.fetchOne(database, sql: "PRAGMA user_version")
    if identifier == applicationID {
      guard found == version else {
        throw JournalFailure.cannotOpen("\(paths.database) is of another version (\(found ?? 0)) of this program")
      }
      return true
    }
    guard try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") == 0 else {
      throw JournalFailure.cannotOpen("\(paths.database) is the database of another program")
    }
    return false
  }

  /// A wrong key is told from a damaged journal: under a wrong key nothing fits, under the right one the head does.
  static func checkKey(
    _ database: Database, _ hashChain: HashChain, _ head: HeadFile.Reading, _ paths: JournalPaths
  ) throws {
    guard let row = try Row.fetchOne(database, sql: "SELECT value FROM meta WHERE name = 'keyCheck'"),
      let stored = row.bytes(0)
    else { throw JournalFailure.damaged("\(paths.database) has lost its key check") }
    if stored == hashChain.keyCheck { return }
    if case .head = head { throw JournalFailure.damaged("the key check in \(paths.database) was changed") }
    throw JournalFailure.cannotOpen("the journal \(paths.database) was written with another key than journal.key")
  }
}

/// What SQLite says about how it writes.
package struct Durability: Equatable, Sendable {
  package var journalMode: String
  /// 2 is FULL.
  package var synchronous: Int

  package static let required = Durability(journalMode: "wal", synchronous: 2)

  init(journalMode: String, synchronous: Int) {
    self.journalMode = journalMode
    self.synchronous = synchronous
  }

  init(_ database: Database) throws {
    journalMode = try String.fetchOne(database, sql: "PRAGMA journal_mode") ?? "unknown"
    synchronous = try Int.fetchOne(database, sql: "PRAGMA synchronous") ?? -1
  }
}

extension Row {
  /// The blob in a column; nil for anything else. GRDB's own subscript ends the process on a value of another type,
  /// and a file's values are not ours to trust.
  func bytes(_ index: Int) -> [UInt8]? {
    let value: DatabaseValue = self[index]
    guard case .blob(let data) = value.storage else { return nil }
    return [UInt8](data)
  }

  /// The integer in a column; nil for anything else.
  func integer(_ index: Int) -> Int? {
    let value: DatabaseValue = self[index]
    guard case .int64(let number) = value.storage else { return nil }
    return Int(number)
  }
}
