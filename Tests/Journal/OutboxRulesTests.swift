import CivilTime
import Testing

@testable import Journal

@Suite struct OutboxRulesTests {
  private static let morning = Timestamp(milliseconds: 1_775_000_000_000)
  private static let dayLater = morning.advanced(by: .seconds(86_400))

  private static func visit(_ number: UInt8) -> VisitID {
    VisitID(at: morning, random: [UInt8](repeating: number, count: VisitID.randomBytes))
  }

  private static func handover(staged: Bool) -> PendingHandover {
    PendingHandover(
      visit: visit(1), prepared: morning, payload: HandoverPayload(name: "n", bytes: [1]), staged: staged)
  }

  @Test func aConsentLivesADay() {
    let justInTime = Timestamp(milliseconds: Self.dayLater.milliseconds - 1)
    #expect(!OutboxRules.isTooOld(preparedAt: Self.morning, at: justInTime))
    #expect(OutboxRules.isTooOld(preparedAt: Self.morning, at: Self.dayLater))
    #expect(!OutboxRules.isTooOld(preparedAt: Self.dayLater, at: Self.morning), "a clock set back ages nothing")
  }

  @Test func aRestartNeitherRepeatsNorLoses() {
    let young = Self.morning.advanced(by: .seconds(5))
    let cases: [(staged: Bool, exists: Bool, now: Timestamp, step: OutboxRules.RestartStep)] = [
      (true, false, young, .settleAsDelivered), (true, true, young, .release), (false, false, young, .stageAgain),
      (false, true, young, .stageAgain), (true, false, Self.dayLater, .settleAsDelivered),
      (true, true, Self.dayLater, .abandon), (false, false, Self.dayLater, .abandon),
      (false, true, Self.dayLater, .abandon),
    ]
    for row in cases {
      let step = OutboxRules.afterRestart(
        Self.handover(staged: row.staged), stagedFileExists: row.exists, at: row.now)
      #expect(step == row.step, "staged \(row.staged), file there \(row.exists)")
    }
  }

  @Test func tooManyOrTooOldIsRefused() {
    #expect(OutboxRules.refusal(waiting: 0, oldest: nil, at: Self.morning) == nil)
    #expect(OutboxRules.refusal(waiting: 199, oldest: Self.morning, at: Self.morning) == nil)
    for (waiting, now) in [(200, Self.morning), (1, Self.dayLater)] {
      guard case .backlog = OutboxRules.refusal(waiting: waiting, oldest: Self.morning, at: now) else {
        Issue.record("\(waiting) at \(now) was not refused")
        continue
      }
    }
  }

  /// Walks one visit through all it can be, and looks at what waits after each record.
  @Test func theWaitingListFollowsTheRecords() {
    func list(_ kinds: [(JournalKind, UInt8)]) -> WaitingList {
      WaitingList(
        records: zip(1..., kinds).map { sequence, entry in
          AuditRecord(
            sequence: sequence, time: Self.morning, entry: JournalEntry(entry.0, visit: Self.visit(entry.1)),
            personalHash: nil, previous: [])
        })
    }
    #expect(list([(.visitBegan, 1), (.pinIntent, 1), (.visitBegan, 2)]).unfinishedVisits == [1, 2].map(Self.visit))
    #expect(list([(.visitBegan, 1), (.visitEnded, 1)]) == WaitingList())
    let prepared = list([(.visitBegan, 2), (.handoverPrepared, 2), (.visitBegan, 1), (.handoverPrepared, 1)])
    #expect(prepared.pending.map(\.visit) == [2, 1].map(Self.visit))
    #expect(prepared.pending.map(\.staged) == [false, false])
    #expect(prepared.unfinishedVisits == [2, 1].map(Self.visit), "a hand-over does not end its visit")
    let staged = list([(.handoverPrepared, 2), (.handoverPrepared, 1), (.handoverStaged, 2), (.visitEnded, 2)])
    #expect(staged.pending.map(\.staged) == [true, false])
    for end in [JournalKind.handoverDelivered, .handoverAbandoned] {
      let settled: [(JournalKind, UInt8)] = [(.visitBegan, 1), (.handoverPrepared, 1), (.handoverStaged, 1), (end, 1)]
      #expect(list(settled).pending == [])
      #expect(list(settled).unfinishedVisits == [Self.visit(1)])
      #expect(list(settled + [(.visitEnded, 1)]) == WaitingList())
    }
  }
}
