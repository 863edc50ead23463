import Cards
import Journal
import Reception
import Testing

@testable import Runtime

/// The outbox: what a start finds, what waits, and what becomes of it (R1, R4).
@Suite struct HandoverTests {
  private static func waiting(
    _ number: UInt8, staged: Bool = false, age: Duration = .seconds(60)
  ) -> PendingHandover {
    PendingHandover(
      visit: .numbered(number), prepared: Counter.morning.advanced(by: .zero - age),
      payload: HandoverPayload(name: VisitID.numbered(number).text, bytes: [number]), staged: staged)
  }

  private static func started(_ pending: [PendingHandover], seesStaged: Bool = true) -> Counter {
    let counter = Counter(
      journal: JournalState(records: 9, pending: pending, unfinished: []), seesStaged: seesStaged)
    counter.start()
    return counter
  }

  private static let day: Duration = .seconds(86_400)

  // MARK: - At the start

  @Test func theStartIsWrittenAndOpenVisitsAreClosed() {
    let counter = Counter(
      journal: JournalState(records: 9, pending: [], unfinished: [.numbered(1), .numbered(2)]))
    counter.start()
    #expect(counter.take() == ["write kioskStarted visitEnded visitEnded"])
    #expect(counter.records.map(\.visit) == [nil, .numbered(1), .numbered(2)])
    #expect(counter.last(.visitEnded)?.details == [.init("outcome", "interrupted")])
    #expect(counter.screen == .outOfService, "no reader yet")
  }

  @Test func aStartThatCannotBeWrittenReceivesNobody() {
    let counter = Counter()
    counter.journalMood = .refuses(.damaged("broken"), from: .kioskStarted)
    counter.start()
    counter.receive(.notice(.ready))
    counter.insert()
    #expect(counter.screen == .outOfService)
    #expect(counter.take().allSatisfy { $0.hasPrefix("write") })
  }

  @Test func whatWasPreparedIsStagedAndReleased() {
    let counter = Self.started([Self.waiting(1)])
    #expect(counter.take() == ["write kioskStarted", "stage 01"])
    counter.answer(.staged(.success(())))
    #expect(counter.take() == ["write handoverStaged", "release 01"])
    counter.answer(.released(.success(())))
    #expect(counter.take() == ["write handoverDelivered"])
    #expect(counter.kiosk.deadline == nil)
  }

  @Test func whatWasStagedIsReleasedAndNotStagedAgain() {
    let counter = Self.started([Self.waiting(1, staged: true)])
    #expect(counter.take() == ["write kioskStarted", "look for 01"])
    counter.answer(.looked(.success(true)))
    #expect(counter.take() == ["release 01"])
    counter.answer(.released(.success(())))
    #expect(counter.kinds == [.kioskStarted, .handoverDelivered])
  }

  @Test("A staged file that is gone was delivered, however old", arguments: [Duration.seconds(60), day])
  func missingMeansDelivered(age: Duration) {
    let counter = Self.started([Self.waiting(1, staged: true, age: age)])
    counter.answer(.looked(.success(false)))
    #expect(counter.kinds == [.kioskStarted, .handoverDelivered])
    #expect(counter.take() == ["write kioskStarted", "look for 01", "write handoverDelivered"])
  }

  @Test func theOldestGoesFirstAndOneAtATime() {
    let counter = Self.started([Self.waiting(1), Self.waiting(2), Self.waiting(3)])
    #expect(counter.take() == ["write kioskStarted", "stage 01"])
    for number in 2...3 {
      counter.answer(.staged(.success(())))
      counter.answer(.released(.success(())))
      #expect(counter.take().last == "stage 0\(number)")
    }
  }

  @Test func withoutALookTheJournalsWordStands() {
    let counter = Self.started([Self.waiting(1, staged: true)], seesStaged: false)
    #expect(counter.take() == ["write kioskStarted", "release 01"])
  }

  // MARK: - What waits

  @Test func aFolderThatIsGoneIsTriedAgainAtItsPace() {
    let counter = Self.started([Self.waiting(1), Self.waiting(2)])
    counter.answer(.staged(.failure(.folderMissing("unplugged"))))
    #expect(counter.reports.last?.contains("folder-missing: unplugged") == true)
    #expect(counter.take() == ["write kioskStarted", "stage 01"])
    counter.pass(.seconds(29))
    #expect(counter.take() == [])
    counter.pass(.seconds(1))
    // Still the oldest first: nothing was tried in its place meanwhile.
    #expect(counter.take() == ["stage 01"])
    counter.answer(.staged(.success(())))
    counter.answer(.released(.success(())))
    #expect(counter.take().last == "stage 02")
  }

  @Test func aReleaseThatFailedIsNotStagedAgain() {
    let counter = Self.started([Self.waiting(1)])
    counter.answer(.staged(.success(())))
    counter.answer(.released(.failure(.cannotWrite("refused"))))
    _ = counter.take()
    counter.pass(Outbox.retryPause)
    #expect(counter.take() == ["look for 01"])
    counter.answer(.looked(.success(true)))
    #expect(counter.take() == ["release 01"])
    #expect(counter.kinds.filter { $0 == .handoverStaged }.count == 1)
  }

  @Test func aDeliveryThatCouldNotBeWrittenForADayIsStillADelivery() {
    let counter = Self.started([Self.waiting(1)])
    counter.answer(.staged(.success(())))
    counter.journalMood = .refuses(.full("no space left"), from: .handoverDelivered)
    counter.answer(.released(.success(())))
    counter.wall = Counter.morning.advanced(by: Self.day)
    counter.journalMood = .writes
    counter.pass(Outbox.retryPause)
    counter.answer(.looked(.success(false)))
    #expect(counter.kinds == [.kioskStarted, .handoverStaged, .handoverDelivered])
  }

  @Test func aVisitsOwnHandoverJoinsTheOutboxWhenItFails() {
    let counter = Counter.inService()
    counter.toIdentity()
    counter.toReviewAndSend()
    counter.answer(.staged(.failure(.full("no space left"))))
    #expect(counter.screen == .trouble(.handoverWaiting))
    counter.receive(.notice(.cardRemoved))
    #expect(counter.last(.visitEnded)?.details == [.init("outcome", "handover-waiting")])
    _ = counter.take()
    counter.pass(Outbox.retryPause)
    #expect(counter.take().contains("stage 01"))
    counter.answer(.staged(.success(())))
    counter.answer(.released(.success(())))
    #expect(counter.kinds.suffix(3) == [.visitEnded, .handoverStaged, .handoverDelivered])
    #expect(counter.kinds.filter { $0 == .handoverPrepared }.count == 1, "the same hand-over, not another")
  }

  @Test func oneThatJoinsWaitsForTheOneUnderWay() {
    let counter = Self.started([Self.waiting(9)])
    counter.receive(.notice(.ready))
    counter.insert()
    // The old one's staging takes its time, and the new visit is ready meanwhile: it goes after the old one.
    let old = counter.open[0].ticket
    counter.receive(.completed(counter.open[1].ticket, .card(.success(.certificate([0x30])))))
    counter.forgetOpen()
    counter.toReviewAndSend()
    #expect(!counter.take().contains { $0.hasPrefix("stage 01") })
    #expect(counter.screen == .handingOver)
    counter.receive(.completed(old, .staged(.success(()))))
    #expect(counter.take().last == "release 09")
    counter.answer(.released(.success(())))
    #expect(counter.take().last == "stage 01")
    counter.answer(.staged(.success(())))
    counter.answer(.released(.success(())))
    #expect(counter.last(.handoverDelivered)?.visit == .numbered(1))
    #expect(counter.screen != .handingOver)
  }

  @Test func whatStopsAnOldOneStopsThePatientsOwnBehindIt() {
    let counter = Self.started([Self.waiting(9)])
    counter.answer(.staged(.failure(.folderMissing("unplugged"))))
    counter.receive(.notice(.ready))
    counter.toIdentity()
    counter.toReviewAndSend()
    #expect(counter.take().last == "stage 09", "a patient's hand-over is a reason to look again")
    counter.answer(.staged(.failure(.folderMissing("unplugged"))))
    #expect(counter.screen == .trouble(.handoverWaiting))
    #expect(counter.kiosk.outbox.pending.map(\.visit) == [.numbered(9), .numbered(1)])
  }

  @Test func theHandoverIsToldWhatThePatientAnswered() {
    let counter = Counter.inService()
    counter.toIdentity()
    counter.toReviewAndSend()
    #expect(counter.handedOver.last?.header.referenceClassification == .known(.myNumberCard))
    let facts = counter.prepared.last
    #expect(facts?.visit == VisitID.numbered(1).text)
    #expect(facts?.identity?.method == .pin)
    #expect(facts?.answers.isEmpty == false)
    let asked = counter.records.filter { $0.kind == .consentAnswered }
    #expect(facts?.answers.allSatisfy { $0.at == counter.wall } == true)
    #expect(asked.isEmpty == false)
  }

  // MARK: - A receiver

  @Test("A receiver that does not answer is asked less and less often, and anew after it did")
  func pausesGrow() {
    let counter = Self.started([Self.waiting(1), Self.waiting(2)], seesStaged: false)
    counter.answer(.staged(.success(())))
    var pauses: [Duration] = []
    for _ in 0..<7 {
      counter.answer(.released(.failure(.unreachable("no route"))))
      let pause = counter.now.duration(to: counter.kiosk.deadline ?? counter.now)
      pauses.append(pause)
      counter.pass(pause)
    }
    #expect(pauses == [30, 60, 120, 240, 480, 480, 480].map { .seconds($0) })
    #expect(counter.kinds.filter { $0 == .handoverStaged }.count == 1, "sent again, not prepared again")
    counter.answer(.released(.success(())))
    counter.answer(.staged(.success(())))
    counter.answer(.released(.failure(.answerLost("cut"))))
    #expect(counter.now.duration(to: counter.kiosk.deadline ?? counter.now) == Outbox.retryPause)
  }

  @Test func oneThatIsRefusedHoldsNobodyUp() {
    let counter = Self.started([Self.waiting(1), Self.waiting(2)], seesStaged: false)
    counter.answer(.staged(.success(())))
    counter.answer(.released(.failure(.refused("HTTP 422"))))
    #expect(counter.take().last == "stage 02")
    counter.answer(.staged(.success(())))
    counter.answer(.released(.success(())))
    #expect(counter.last(.handoverDelivered)?.visit == .numbered(2))
    _ = counter.take()
    counter.pass(Outbox.retryPause)
    #expect(counter.take() == ["release 01"], "it is tried again: who runs the receiver may have mended it")
  }

  @Test("What was about to be sent a day ago may have arrived: nobody can look, and the record says so")
  func sentAndForgotten() {
    let counter = Self.started([Self.waiting(1, staged: true, age: Self.day)], seesStaged: false)
    #expect(counter.last(.handoverAbandoned)?.details == [.init("file", "unknown")])
    #expect(counter.open.isEmpty)
  }

  @Test func patientsAreReceivedWhileOldOnesWait() {
    let counter = Self.started([Self.waiting(1)])
    counter.answer(.staged(.failure(.folderMissing("unplugged"))))
    counter.receive(.notice(.ready))
    counter.insert()
    #expect(counter.screen == .readingCard)
  }

  // MARK: - Given up

  @Test("Older than a consent lives: given up, on record first, then taken away", arguments: [false, true])
  func tooOld(staged: Bool) {
    let counter = Self.started([Self.waiting(1, staged: staged, age: Self.day), Self.waiting(2)])
    if staged { counter.answer(.looked(.success(true))) }
    let look = staged ? ["look for 01"] : []
    #expect(counter.take() == ["write kioskStarted"] + look + ["write handoverAbandoned", "discard 01"])
    #expect(counter.last(.handoverAbandoned)?.details == [])
    #expect(counter.reports.contains { $0.contains("given up") })
    counter.answer(.discarded(.success(())))
    #expect(counter.take() == ["stage 02"])
  }

  @Test func aMillisecondYoungerIsDelivered() {
    let counter = Self.started([Self.waiting(1, age: Self.day - .milliseconds(1))])
    #expect(counter.take() == ["write kioskStarted", "stage 01"])
  }

  @Test func aFileIsNotTakenAwayBeforeTheRecordStands() {
    let counter = Self.started([])
    counter.journalMood = .holds(.handoverAbandoned)
    counter.kiosk.outbox.pending = [Self.waiting(1, age: Self.day)]
    counter.kiosk.deliverPending()
    #expect(counter.open.isEmpty)
    counter.writeHeld(.full("no space left"))
    #expect(counter.open.isEmpty, "missing would mean delivered")
    #expect(!counter.kinds.contains(.handoverAbandoned))
    _ = counter.take()
    counter.pass(Outbox.retryPause)
    #expect(counter.take() == ["write handoverAbandoned", "discard 01"])
  }

  @Test func aFileThatCannotBeTakenAwayHoldsNobodyUp() {
    let counter = Self.started([Self.waiting(1, age: Self.day), Self.waiting(2)])
    counter.answer(.discarded(.failure(.cannotWrite("read-only"))))
    #expect(counter.reports.last?.contains("read-only") == true)
    #expect(counter.take().last == "stage 02")
  }

  @Test("Where the folder cannot tell, neither does the record", arguments: [true, false])
  func unknownFate(forgotten: Bool) {
    var old = Self.waiting(1, staged: true, age: Self.day)
    if forgotten { old.payload = HandoverPayload(name: "", bytes: []) }
    let counter = Self.started([old])
    if !forgotten { counter.answer(.looked(.failure(.folderMissing("unplugged")))) }
    #expect(counter.last(.handoverAbandoned)?.details == [.init("file", "unknown")])
    #expect(!counter.kinds.contains(.handoverDelivered))
    #expect(counter.reports.contains { $0.contains("cannot be told") })
  }

  @Test func aYoungOneWaitsUntilTheFolderCanTell() {
    let counter = Self.started([Self.waiting(1, staged: true)])
    counter.answer(.looked(.failure(.folderMissing("unplugged"))))
    #expect(counter.kinds == [.kioskStarted])
    _ = counter.take()
    counter.pass(Outbox.retryPause)
    #expect(counter.take() == ["look for 01"])
  }
}
