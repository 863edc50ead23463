import Cards
import Eligibility
import Journal
import Reception
import Testing

@testable import Runtime

/// Answers that come late, twice or to nobody change nothing (R5, R6).
@Suite struct LateAnswerTests {
  @Test func anAnswerToTheVisitBeforeIsDropped() {
    let counter = Counter.inService()
    counter.insert()
    counter.receive(.notice(.cardRemoved))
    counter.insert()
    #expect(counter.screen == .readingCard)
    // The first visit's card, read at last.
    counter.answer(.card(.success(.certificate([0x30, 1]))))
    #expect(counter.screen == .readingCard)
    counter.answer(.card(.success(.certificate([0x30, 2]))))
    #expect(counter.screen == .identity)
    counter.toSession()
    #expect(counter.verifiedWith == [[0x30, 2]])
  }

  @Test func eachReadingIsOnRecordUnderItsOwnVisit() {
    let counter = Counter.inService()
    counter.insert()
    counter.receive(.notice(.cardRemoved))
    counter.insert()
    counter.answer(.card(.failure(.removed)))
    counter.answer(.card(.success(.certificate([0x30, 2]))))
    let read = counter.records.filter { $0.kind == .certificateRead }
    #expect(read.map(\.visit) == [.numbered(1), .numbered(2)])
    #expect(read.map(\.details) == [[.init("result", "card-removed")], [.init("result", "valid")]])
  }

  @Test func anAnswerToAnEarlierTryOfTheSameVisitIsDropped() {
    let counter = Counter.inService()
    counter.insert()
    counter.pass(Limits().readingCard)
    #expect(counter.screen == .trouble(.cardMute))
    counter.choose(.retry)
    #expect(counter.screen == .readingCard)
    counter.answer(.card(.failure(.notMyNumberCard)))
    #expect(counter.screen == .readingCard, "the first try's end is not the second's")
    counter.answer(.card(.success(.certificate([0x30]))))
    #expect(counter.screen == .identity)
  }

  @Test("What came too late is on record all the same", arguments: Deed.errands)
  func lateOutcome(deed: Deed) {
    let counter = deed.reached()
    deed.trigger(counter)
    if deed == .sendConsents {
      counter.pass(Limits().service)
      #expect(counter.screen == .trouble(.serviceAnswerLost))
    } else {
      counter.receive(.notice(.cardRemoved))
    }
    let screen = counter.screen
    counter.answer(deed.goodEnd)
    #expect(counter.screen == screen)
    #expect(counter.kinds.filter { $0 == deed.outcome }.count == 1)
    #expect(counter.last(deed.outcome)?.visit == .numbered(1))
    #expect(counter.open.isEmpty)
  }

  @Test func aTicketAnswersOnce() {
    let counter = Deed.verify.reached()
    Deed.verify.trigger(counter)
    let ticket = counter.open[0].ticket
    counter.answer(.card(.failure(.wrongPIN(triesLeft: 2))))
    #expect(counter.screen == .trouble(.wrongPIN))
    counter.receive(.completed(ticket, .card(.success(.signature([7])))))
    #expect(counter.screen == .trouble(.wrongPIN))
    #expect(counter.kinds.filter { $0 == .pinOutcome }.count == 1)
  }

  @Test func aTicketThatNobodyGaveOutAnswersNothing() {
    let counter = Counter.inService()
    counter.insert()
    counter.receive(.completed(Ticket(number: 9_999), .card(.success(.certificate([0x30])))))
    #expect(counter.screen == .readingCard)
  }

  @Test func anAnswerOfAnotherPortMovesNothing() {
    let counter = Counter.inService()
    counter.insert()
    let ticket = counter.open[0].ticket
    counter.receive(.completed(ticket, .staff(.success(true))))
    #expect(counter.screen == .readingCard)
    // The visit ends by time, as with every answer that never comes (R9).
    counter.pass(Limits().readingCard)
    #expect(counter.screen == .trouble(.cardMute))
  }

  @Test func afterAKillNothingIsAnswered() {
    let counter = Counter.inService()
    counter.insert()
    counter.kiosk.discard()
    counter.answer(.card(.success(.certificate([0x30]))))
    #expect(counter.screen == .readingCard)
    #expect(!counter.kinds.contains(.certificateRead))
  }

  @Test func aSceneIsShownOnceUntilItChanges() {
    let counter = Counter.inService()
    let shown = counter.shown.count
    counter.on(.pressed(.other))
    counter.on(.pressed(.other))
    #expect(counter.shown.count == shown)
    counter.insert()
    #expect(counter.shown.count == shown + 1)
    #expect(counter.shown.last?.screen == .readingCard)
  }
}
