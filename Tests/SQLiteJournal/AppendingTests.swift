import CivilTime
import Dispatch
import Foundation
import GRDB
import Journal
import JournalTestSupport
import Synchronization
import Testing

@testable import SQLiteJournal

@Suite struct AppendingTests {
  private let fixture = JournalFixture()

  @Test func answersInTheOrderOfTheCalls() throws {
    let journal = try fixture.open()
    let numbers = Mutex<[Int]>([])
    let answered = DispatchSemaphore(value: 0)
    for number in 0..<300 {
      journal.append([JournalFixture.entry(.visitBegan, number), JournalFixture.entry(.visitEnded, number)]) { result in
        if case .success(let last) = result { numbers.withLock { $0.append(last) } }
        answered.signal()
      }
    }
    for _ in 0..<300 { answered.wait() }
    #expect(numbers.withLock { $0 } == (1...300).map { $0 * 2 })
    #expect(try journal.state() == JournalState(records: 600, pending: [], unfinished: []))
    journal.close()
    #expect(fixture.verify() == AuditReport(records: 600, personalParts: 0, forgotten: 0, verdict: .holds))
  }

  @Test func nothingIsLostByClosing() throws {
    let journal = try fixture.open()
    let written = Mutex(0)
    for number in 0..<200 {
      journal.append([JournalFixture.entry(.visitBegan, number)]) { result in
        if case .success = result { written.withLock { $0 += 1 } }
      }
    }
    journal.close()
    #expect(written.withLock { $0 } == 200)
    #expect(fixture.verify().records == 200)
    #expect(throws: JournalFailure.cannotWrite("the journal is closed")) {
      try journal.appendNow([JournalFixture.entry(.visitBegan, 1)])
    }
    #expect(throws: JournalFailure.cannotWrite("the journal is closed")) { try journal.state() }
    journal.close()
  }

  /// The journal's thread is held at a step, so that the queue can be seen to end.
  @Test func theQueueIsBounded() throws {
    let held = DispatchSemaphore(value: 0)
    let isHeld = Mutex(true)
    let journal = try SQLiteJournal.open(
      path: fixture.path, cipher: fixture.cipher, clock: { .init(milliseconds: 0) },
      passing: { step in
        if step == .transactionBegun, isHeld.withLock({ $0 }) { held.wait() }
      })
    let refused = Mutex(0)
    let written = Mutex(0)
    for number in 0..<(SQLiteJournal.queueCapacity + SQLiteJournal.groupLimit + 10) {
      journal.append([JournalFixture.entry(.visitBegan, number)]) { result in
        switch result {
        case .success: written.withLock { $0 += 1 }
        case .failure: refused.withLock { $0 += 1 }
        }
      }
    }
    #expect((10...(10 + SQLiteJournal.groupLimit)).contains(refused.withLock { $0 }))
    isHeld.withLock { $0 = false }
    held.signal()
    journal.close()
    #expect(
      written.withLock { $0 } + refused.withLock { $0 } == SQLiteJournal.queueCapacity + SQLiteJournal.groupLimit + 10)
    #expect(fixture.verify().records == written.withLock { $0 })
  }

  /// SQLite would go on writing into a file without a name, and nobody would miss the records until the next start.
  @Test(arguments: [false, true]) func aJournalThatWasTakenAwayIsNotWritten(isReplaced: Bool) throws {
    let journal = try fixture.open()
    defer { journal.close() }
    try journal.appendNow([JournalFixture.entry(.visitBegan, 1)])
    try FileManager.default.moveItem(atPath: fixture.path, toPath: fixture.path + ".away")
    if isReplaced { try Data().write(to: URL(fileURLWithPath: fixture.path)) }
    do {
      _ = try journal.appendNow([JournalFixture.entry(.visitEnded, 1)])
      Issue.record("the record was acknowledged")
    } catch {
      #expect(error.reason.contains(fixture.path), "\(error)")
    }
    try? FileManager.default.removeItem(atPath: fixture.path)
    try FileManager.default.moveItem(atPath: fixture.path + ".away", toPath: fixture.path)
    #expect(try journal.appendNow([JournalFixture.entry(.visitEnded, 1)]) == 2)
  }

  @Test func theDatabaseRefusesToForget() throws {
    let journal = try fixture.open()
    try journal.appendNow([JournalFixture.prepared(1)])
    journal.close()
    let queue = try DatabaseQueue(path: fixture.path)
    for statement in [
      "UPDATE record SET body = x'00'", "DELETE FROM record", "UPDATE meta SET value = x'00'", "DELETE FROM meta",
      "UPDATE personal SET sealed = x'00'", "INSERT INTO record VALUES (9, x'00', x'00')",
      "INSERT OR REPLACE INTO record VALUES (1, x'00', x'00')",
    ] {
      #expect(throws: DatabaseError.self, "\(statement)") {
        try queue.writeWithoutTransaction { try $0.execute(sql: statement) }
      }
    }
    try queue.close()
    #expect(fixture.verify().verdict == .holds)
  }

  @Test func whatWaitsIsListedOldestFirst() throws {
    var journal = try fixture.open()
    let kinds: [(JournalKind, Int)] = [(.visitBegan, 1), (.visitBegan, 2), (.visitBegan, 3), (.visitEnded, 2)]
    for (kind, number) in kinds { try journal.appendNow([JournalFixture.entry(kind, number)]) }
    for number in [9, 8, 3, 7] { try journal.appendNow([JournalFixture.prepared(number)]) }
    try journal.appendNow([JournalFixture.entry(.handoverStaged, 8), JournalFixture.entry(.handoverStaged, 7)])
    try journal.appendNow([JournalFixture.entry(.handoverDelivered, 7)])
    let expected = JournalState(
      records: 11,
      pending: [(9, false), (8, true), (3, false)].map {
        PendingHandover(
          visit: JournalFixture.visit($0.0), prepared: fixture.clock.now, payload: JournalFixture.payload($0.0),
          staged: $0.1)
      },
      unfinished: [JournalFixture.visit(1), JournalFixture.visit(3)])
    #expect(try journal.state() == expected)
    journal.close()
    journal = try fixture.open()
    #expect(try journal.state() == expected)
    journal.close()
    #expect(fixture.verify().verdict == .holds)
  }

  @Test func aVisitHasOneHandover() throws {
    let journal = try fixture.open()
    try journal.appendNow([JournalFixture.prepared(1)])
    #expect(throws: JournalFailure.self) { try journal.appendNow([JournalFixture.prepared(1)]) }
    #expect(throws: JournalFailure.self) { try journal.appendNow([JournalEntry(.handoverPrepared, visit: nil)]) }
    #expect(try journal.state().records == 1)
    journal.close()
  }

  @Test func tooManyWaitingHandoversAreRefusedAndNothingElse() throws {
    let journal = try fixture.open()
    try journal.appendNow((0..<OutboxRules.maximumWaiting).map(JournalFixture.prepared))
    do throws(JournalFailure) {
      try journal.appendNow([JournalFixture.prepared(999)])
      Issue.record("the 201st was taken")
    } catch { #expect(error.family == "backlog") }
    #expect(try journal.appendNow([JournalFixture.entry(.handoverDelivered, 0)]) == OutboxRules.maximumWaiting + 1)
    try journal.appendNow([JournalFixture.prepared(999)])
    journal.close()
    #expect(fixture.verify().verdict == .holds)
  }

  /// 24 hours: the part is forgotten, the hand-over stays visible until it is given up, the chain still verifies.
  @Test func personalPartsAreForgottenAfterADay() throws {
    let journal = try fixture.open()
    try journal.appendNow([JournalFixture.prepared(1)])
    fixture.clock.advance(hours: 23)
    try journal.appendNow([JournalFixture.prepared(2)])
    #expect(fixture.verify().personalParts == 2)
    fixture.clock.advance(hours: 1)
    do throws(JournalFailure) {
      try journal.appendNow([JournalFixture.prepared(3)])
      Issue.record("a hand-over was taken behind one that is too old")
    } catch { #expect(error.family == "backlog") }
    try journal.appendNow([JournalEntry(.kioskStarted, visit: nil)])
    #expect(fixture.verify() == AuditReport(records: 3, personalParts: 1, forgotten: 1, verdict: .holds))
    let old = try journal.state().pending[0]
    #expect(old.visit == JournalFixture.visit(1) && old.payload == HandoverPayload(name: "", bytes: []))
    #expect(OutboxRules.isTooOld(old, at: Timestamp(milliseconds: 1_775_000_000_000)))
    try journal.appendNow([JournalFixture.entry(.handoverAbandoned, 1)])
    try journal.appendNow([JournalFixture.prepared(3)])
    #expect(try journal.state().pending.map(\.visit) == [2, 3].map(JournalFixture.visit))
    journal.close()
    #expect(fixture.verify().verdict == .holds)
  }

  @Test func nothingPersonalIsReadableInAnyFile() throws {
    let journal = try fixture.open()
    try journal.appendNow([JournalFixture.prepared(1)])
    for file in try FileManager.default.contentsOfDirectory(atPath: fixture.scratch.path) {
      let data = try Data(contentsOf: URL(fileURLWithPath: fixture.scratch.file(file)))
      #expect(data.range(of: Data("見本".utf8)) == nil && data.range(of: Data("OQSsiquc01".utf8)) == nil, "\(file)")
    }
    journal.close()
  }

  @Test func aFailedWriteLeavesTheJournalUsable() throws {
    let journal = try fixture.open()
    try journal.appendNow([JournalFixture.entry(.visitBegan, 1)])
    // Another process takes the write lock away for longer than the journal waits for it.
    let intruder = try DatabaseQueue(path: fixture.path)
    try intruder.writeWithoutTransaction { database in
      try database.execute(sql: "BEGIN IMMEDIATE")
      #expect(throws: JournalFailure.self) { try journal.appendNow([JournalFixture.entry(.visitEnded, 1)]) }
      try database.execute(sql: "ROLLBACK")
    }
    try intruder.close()
    #expect(try journal.appendNow([JournalFixture.entry(.visitEnded, 1)]) == 2)
    journal.close()
    #expect(fixture.verify().records == 2)
  }
}
