import Foundation
import Journal
import JournalTestSupport
import Testing

@testable import SQLiteJournal

/// What somebody with the files and without the key can do is found by `AuditVerification`, which names the record.
@Suite struct TamperingTests {
  private static let length = 8
  private let fixture: JournalFixture

  /// Eight records; 3 and 6 have personal parts, 6 still waits, and visit 1 is open.
  init() throws {
    fixture = JournalFixture()
    let journal = try fixture.open()
    try journal.appendNow([JournalEntry(.kioskStarted, visit: nil)])
    try journal.appendNow([JournalFixture.entry(.visitBegan, 1), JournalFixture.prepared(2)])
    try journal.appendNow([JournalFixture.entry(.handoverStaged, 2), JournalFixture.entry(.handoverDelivered, 2)])
    try journal.appendNow([JournalFixture.prepared(3), JournalFixture.entry(.handoverStaged, 3)])
    try journal.appendNow([JournalFixture.entry(.pinIntent, 1)])
    journal.close()
  }

  private func expect(
    _ record: Int, _ fault: AuditFinding.Fault, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let report = fixture.verify()
    #expect(report.verdict == .broken(AuditFinding(record: record, fault: fault)), sourceLocation: sourceLocation)
    #expect(report.exitCode == 1, sourceLocation: sourceLocation)
  }

  @Test func untouchedItHolds() {
    #expect(fixture.verify() == AuditReport(records: 8, personalParts: 2, forgotten: 0, verdict: .holds))
  }

  @Test(arguments: 1...length) func aChangedRecord(_ place: Int) throws {
    try fixture.tamper(
      "UPDATE record SET body = CAST(substr(body, 1, 20) || x'7A' || substr(body, 22) AS BLOB) WHERE sequence = \(place)"
    )
    expect(place, .changed)
  }

  @Test(arguments: 1...length) func anEmptiedRecord(_ place: Int) throws {
    try fixture.tamper("UPDATE record SET body = x'', chain = x'' WHERE sequence = \(place)")
    expect(place, .changed)
  }

  @Test(arguments: 1...length) func aRemovedRecord(_ place: Int) throws {
    try fixture.tamper("DELETE FROM record WHERE sequence = \(place)")
    expect(place, place == Self.length ? .cutFromTail(missing: 1) : .removed)
  }

  @Test(arguments: 1..<length) func aRemovedRecordWithTheRestMovedUp(_ place: Int) throws {
    try fixture.tamper(
      "DELETE FROM record WHERE sequence = \(place)",
      "UPDATE record SET sequence = 1 - sequence WHERE sequence > \(place)",
      "UPDATE record SET sequence = -sequence WHERE sequence < 0")
    expect(place, .removed)
  }

  @Test(arguments: 1..<length) func exchangedRecords(_ place: Int) throws {
    try fixture.tamper(
      "UPDATE record SET sequence = 100 WHERE sequence = \(place)",
      "UPDATE record SET sequence = \(place) WHERE sequence = \(place + 1)",
      "UPDATE record SET sequence = \(place + 1) WHERE sequence = 100")
    expect(place, .reordered)
  }

  @Test(arguments: 1...(length + 1)) func anInsertedRecord(_ place: Int) throws {
    try fixture.tamper(
      "UPDATE record SET sequence = -sequence - 1 WHERE sequence >= \(place)",
      "UPDATE record SET sequence = -sequence WHERE sequence < 0",
      "INSERT INTO record SELECT \(place), body, randomblob(32) FROM record LIMIT 1")
    expect(place, .inserted)
  }

  @Test(arguments: 1...length) func aCutTail(_ place: Int) throws {
    try fixture.tamper("DELETE FROM record WHERE sequence >= \(place)")
    expect(place, .cutFromTail(missing: Self.length - place + 1))
  }

  @Test func aHeadThatIsGoneOrChanged() throws {
    let head = URL(fileURLWithPath: fixture.head)
    var bytes = try Data(contentsOf: head)
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: head)
    expect(9, .headChanged)
    try FileManager.default.removeItem(at: head)
    expect(9, .headMissing)
  }

  @Test(arguments: [3, 6]) func aChangedPersonalPart(_ place: Int) throws {
    try fixture.tamper("UPDATE personal SET sealed = CAST(sealed || x'00' AS BLOB) WHERE sequence = \(place)")
    expect(place, .personalPartChanged)
  }

  @Test(arguments: [3, 6]) func aPersonalPartRemovedBeforeItsTime(_ place: Int) throws {
    try fixture.tamper("DELETE FROM personal WHERE sequence = \(place)")
    expect(place, .personalPartRemoved)
  }

  @Test func exchangedPersonalParts() throws {
    try fixture.tamper(
      "UPDATE personal SET sequence = 100 WHERE sequence = 3", "UPDATE personal SET sequence = 3 WHERE sequence = 6",
      "UPDATE personal SET sequence = 6 WHERE sequence = 100")
    expect(3, .personalPartChanged)
  }

  @Test(arguments: [5, 20]) func anInsertedPersonalPart(_ place: Int) throws {
    try fixture.tamper("INSERT INTO personal VALUES (\(place), 0, x'00')")
    expect(place, .personalPartInserted)
  }

  /// Taking a hand-over off the list would lose it without a trace; putting one back would deliver it twice.
  @Test(arguments: [
    ("DELETE FROM waiting", 6), ("UPDATE waiting SET staged = 0", 6), ("DELETE FROM unfinished", 2),
    ("UPDATE unfinished SET visit = zeroblob(16)", 2),
    ("INSERT INTO waiting (visit, sequence, time) VALUES (zeroblob(16), 3, 0)", 3),
    ("UPDATE waiting SET visit = x'00'", 6),
  ])
  func aChangedWaitingList(_ statement: String, _ record: Int) throws {
    try fixture.tamper(statement)
    expect(record, .waitingListChanged)
  }

  /// A start believes the record and not the list that leads to it.
  @Test func aForgedHandoverIsNotDelivered() throws {
    try fixture.tamper("UPDATE waiting SET sequence = 3")
    let journal = try fixture.open()
    #expect(throws: JournalFailure.self) { try journal.state() }
    journal.close()
  }

  @Test func aMissingJournalIsNotJudged() {
    let report = AuditVerification.verify(path: fixture.scratch.file("none.db"), cipher: fixture.cipher)
    #expect(report.exitCode == 74 && report.sentence.contains("there is no journal"), "\(report)")
  }

  /// An audit while the kiosk writes sees a whole journal.
  @Test func anAuditMayReadAlong() throws {
    let journal = try fixture.open()
    for number in 0..<40 {
      try journal.appendNow([JournalFixture.entry(.visitBegan, 100 + number)])
      #expect(fixture.verify().verdict == .holds)
    }
    journal.close()
    #expect(fixture.verify().records == 48)
  }
}
