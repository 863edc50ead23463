import Foundation
import GRDB
import Journal
import JournalTestSupport
import Testing

@testable import SQLiteJournal

/// A journal opens whole, or not at all and with the exact reason.
@Suite struct OpeningTests {
  private let fixture = JournalFixture()

  private func expectRefusal(
    _ family: String, containing words: String, key: UInt64 = 1, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    do throws(JournalFailure) {
      try fixture.open(key: key).close()
      Issue.record("the journal opened", sourceLocation: sourceLocation)
    } catch {
      #expect(error.family == family && error.reason.contains(words), "\(error)", sourceLocation: sourceLocation)
    }
  }

  private func fill(_ count: Int = 3) throws {
    let journal = try fixture.open()
    for number in 0..<count { try journal.appendNow([JournalFixture.entry(.visitBegan, number)]) }
    journal.close()
  }

  @Test func isDurableAndSaysSo() throws {
    let journal = try fixture.open()
    #expect(try journal.durability() == Durability(journalMode: "wal", synchronous: 2))
    journal.close()
  }

  @Test func everyFileIsItsOwnersAlone() throws {
    let journal = try fixture.open()
    try journal.appendNow([JournalFixture.prepared(1)])
    let names = try FileManager.default.contentsOfDirectory(atPath: fixture.scratch.path).sorted()
    #expect(names == ["journal.db", "journal.db-shm", "journal.db-wal", "journal.db.head", "journal.db.lock"])
    for name in names {
      let attributes = try FileManager.default.attributesOfItem(atPath: fixture.scratch.file(name))
      #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
    }
    journal.close()
  }

  @Test func goesOnWhereItStopped() throws {
    try fill()
    let journal = try fixture.open()
    #expect(try journal.appendNow([JournalFixture.entry(.visitEnded, 0)]) == 4)
    journal.close()
    #expect(fixture.verify().verdict == .holds)
  }

  @Test func theFolderHasToExist() {
    do throws(JournalFailure) {
      _ = try SQLiteJournal.open(
        path: fixture.scratch.file("none/journal.db"), cipher: fixture.cipher, clock: { .init(milliseconds: 0) })
      Issue.record("the journal opened")
    } catch {
      #expect(error.family == "cannotOpen" && error.reason.contains("does not exist"), "\(error)")
    }
  }

  @Test func aFolderIsNoJournal() throws {
    _ = try fixture.scratch.make("journal.db")
    expectRefusal("cannotOpen", containing: "journal.db")
  }

  @Test func aTextIsNoJournal() throws {
    try Data(String(repeating: "This is a letter. ", count: 200).utf8).write(to: URL(fileURLWithPath: fixture.path))
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: fixture.path)
    expectRefusal("cannotOpen", containing: "not a journal")
    #expect(fixture.verify().exitCode == 74)
    // A path given by mistake changes nothing, neither the file nor its folder.
    let after = try FileManager.default.attributesOfItem(atPath: fixture.path)
    #expect(after[.posixPermissions] as? Int == 0o644)
    #expect(!FileManager.default.fileExists(atPath: fixture.path + ".lock"))
  }

  @Test func anotherProgramsDatabaseIsNoJournal() throws {
    let queue = try DatabaseQueue(path: fixture.path)
    try queue.writeWithoutTransaction { try $0.execute(sql: "CREATE TABLE recipes (name TEXT)") }
    try queue.close()
    expectRefusal("cannotOpen", containing: "another program")
    #expect(fixture.verify().exitCode == 74)
  }

  @Test func aNewerJournalIsLeftAlone() throws {
    try fill()
    try fixture.tamper("PRAGMA user_version = 2")
    expectRefusal("cannotOpen", containing: "another version")
  }

  @Test func aSecondKioskIsTurnedAway() throws {
    let first = try fixture.open()
    expectRefusal("cannotOpen", containing: "another kiosk")
    first.close()
    try fixture.open().close()
  }

  @Test func aWrongKeyIsNotCalledDamage() throws {
    try fill()
    expectRefusal("cannotOpen", containing: "another key", key: 2)
    let report = AuditVerification.verify(path: fixture.path, cipher: PlainCipher.cipher(key: 2))
    #expect(report.exitCode == 74 && report.sentence.contains("another key"), "\(report)")
    try fixture.open().close()
  }

  @Test func aChangedKeyCheckIsNotCalledAWrongKey() throws {
    try fill()
    try fixture.tamper("UPDATE meta SET value = x'00'")
    expectRefusal("damaged", containing: "key check")
  }

  @Test(arguments: 1...3) func aCutTailIsDamage(_ left: Int) throws {
    try fill()
    try fixture.tamper("DELETE FROM record WHERE sequence >= \(left)")
    expectRefusal("damaged", containing: "cut from")
  }

  @Test func aFreshDatabaseBesideAnOldHeadIsDamage() throws {
    try fill()
    try FileManager.default.removeItem(atPath: fixture.path)
    expectRefusal("damaged", containing: "cut from")
  }

  @Test func aMissingOrChangedHeadIsDamage() throws {
    try fill()
    let head = try Data(contentsOf: URL(fileURLWithPath: fixture.head))
    try FileManager.default.removeItem(atPath: fixture.head)
    expectRefusal("damaged", containing: "missing")
    try Data(head.dropLast()).write(to: URL(fileURLWithPath: fixture.head))
    expectRefusal("damaged", containing: "changed")
    try head.write(to: URL(fileURLWithPath: fixture.head))
    try fixture.open().close()
  }

  /// A crash between commit and head.
  @Test func aHeadThatIsBehindIsMended() throws {
    try fill(1)
    let old = try Data(contentsOf: URL(fileURLWithPath: fixture.head))
    try fill(2)
    let new = try Data(contentsOf: URL(fileURLWithPath: fixture.head))
    try old.write(to: URL(fileURLWithPath: fixture.head))
    #expect(fixture.verify().verdict == .holds)
    try fixture.open().close()
    #expect(try Data(contentsOf: URL(fileURLWithPath: fixture.head)) == new)
  }

  @Test func recordsPastTheHeadHaveToFollow() throws {
    try fill(1)
    let old = try Data(contentsOf: URL(fileURLWithPath: fixture.head))
    try fill(2)
    try old.write(to: URL(fileURLWithPath: fixture.head))
    try fixture.tamper("UPDATE record SET chain = zeroblob(32) WHERE sequence = 3")
    expectRefusal("damaged", containing: "record 3")
  }
}
