import Cards
import Journal
import Reception
import Testing

@testable import Runtime

/// One append at a time, in the order given, and what has happened is written sooner or later.
@Suite struct JournalLineTests {
  @Test func whatComesDuringAnAppendGoesWithTheNext() {
    let counter = Counter.inService()
    counter.journalMood = .holds(.visitBegan)
    counter.insert()
    #expect(counter.take() == ["write visitBegan", "read certificate"])
    counter.answer(.card(.success(.certificate([0x30]))))
    counter.receive(.notice(.cardRemoved))
    #expect(!counter.take().contains { $0.hasPrefix("write") })
    counter.writeHeld()
    #expect(counter.take().first == "write certificateRead visitEnded")
    #expect(counter.kinds == [.kioskStarted, .visitBegan, .certificateRead, .visitEnded])
  }

  @Test func aJournalThatIsGoneShutsTheKioskAndIsTriedAgain() {
    let counter = Counter.inService()
    counter.journalMood = .refuses(.full("no space left"), from: .visitBegan)
    counter.insert()
    #expect(counter.screen == .trouble(.journalUnavailable))
    counter.receive(.notice(.cardRemoved))
    counter.pass(.seconds(60))
    #expect(counter.screen == .outOfService)
    // No visit begins meanwhile.
    _ = counter.take()
    counter.insert()
    #expect(counter.take() == [])
    counter.receive(.notice(.cardRemoved))

    counter.journalMood = .writes
    counter.pass(JournalLine.retryPause)
    #expect(counter.screen == .attract)
    // What had happened stands before what is new.
    #expect(counter.kinds == [.kioskStarted, .visitBegan, .visitEnded, .kioskStarted])
    #expect(counter.records.last?.details == [.init("reason", "journal-found")])
    #expect(counter.records.prefix(3).dropFirst().allSatisfy { $0.visit == .numbered(1) })
  }

  @Test func theJournalIsTriedAgainAtItsPaceAndNotBefore() {
    let counter = Counter.inService()
    counter.journalMood = .refuses(.full("no space left"), from: .visitBegan)
    counter.insert()
    counter.receive(.notice(.cardRemoved))
    counter.pass(.seconds(60))
    _ = counter.take()
    counter.pass(.seconds(9))
    counter.pass(.seconds(92))
    #expect(counter.take().filter { $0.hasPrefix("write") }.count == 10)
  }

  @Test func anIntentThatWasRefusedIsNotWrittenLater() {
    let counter = Deed.verify.reached()
    counter.journalMood = .refuses(.full("no space left"), from: .pinIntent)
    Deed.verify.trigger(counter)
    counter.journalMood = .writes
    counter.pass(JournalLine.retryPause)
    #expect(!counter.kinds.contains(.pinIntent) && !counter.kinds.contains(.pinOutcome))
    #expect(counter.kinds.suffix(2) == [.visitEnded, .kioskStarted])
  }

  @Test func whatIsOwedIsBounded() {
    let entries = (0..<JournalLine.mostOwed).map { _ in JournalEntry(.consentAnswered, visit: nil) }
    var line = JournalLine()
    let all = JournalLine.Writing(entries: entries, isOwed: true, then: { _ in })
    let one = JournalLine.Writing(entries: [entries[0]], isOwed: true, then: { _ in })
    var (first, second) = (line.owe([all]), line.owe([one]))
    #expect(first && !second)
    #expect(line.owed.count == JournalLine.mostOwed)
    // An intent is never owed, so it never takes the room of what happened.
    first = line.owe([JournalLine.Writing(entries: entries, isOwed: false, then: { _ in })])
    second = line.owed.count == JournalLine.mostOwed
    #expect(first && second)
  }

  @Test func recordsThatMustBeLeftOutAreReported() {
    let counter = Counter.inService()
    counter.journalMood = .refuses(.full("no space left"), from: .kioskStopped)
    counter.kiosk.record(Array(repeating: JournalEntry(.kioskStopped, visit: nil), count: JournalLine.mostOwed))
    counter.on(.pressed(.other))
    #expect(!counter.reports.contains { $0.contains("more records are owed") })
    counter.kiosk.record([JournalEntry(.kioskStopped, visit: nil)])
    counter.on(.pressed(.other))
    #expect(counter.reports.contains { $0.contains("more records are owed") })
  }

  @Test func stoppingWritesTheEndThoughAnAppendIsUnderWay() {
    let counter = Counter.inService()
    counter.journalMood = .holds(.visitBegan)
    counter.insert()
    _ = counter.take()
    counter.kiosk.stop()
    #expect(counter.take() == ["wipe", "write kioskStopped"])
  }
}
