import Journal
import Simulation
import Testing

@Suite("Simulated visits")
struct SimulationTests {
  @Test("Four thousand visits with every fault keep every promise")
  func promisesHold() {
    let report = SimulationRun(seed: 20_261_121, visits: 4_000).report()
    #expect(report.broken == [])
    #expect(report.brokenCount == 0)
    #expect(report.visits == 4_000)
    #expect(report.crashes > 50)
    for fault in report.firings { #expect(fault.count > 0, "\(fault.fault) never struck") }
    #expect(report.firings.count == 24)
    // Staff ask beside the visits.
    #expect(report.lookups > 50)
    #expect(report.batches > 50)
    // The most usual ends of every part of the reception are among them.
    for outcome in [
      "completed", "handover-waiting", "cancelled", "timed-out", "card-removed", "interrupted",
      "failed-journalUnavailable", "failed-pinLocked", "failed-wrongPIN", "failed-readerGone",
      "failed-serviceUnreachable", "failed-serviceAnswerLost", "failed-staffRefused", "failed-certificateRevoked",
      "failed-serviceRubbish", "failed-serviceRefused", "failed-cardRubbish", "failed-pinAnswerLost",
      "failed-cardMute", "failed-cardHeldByAnother", "failed-phoneFound", "failed-phoneNotTaken",
      "failed-phoneNotUnlocked", "failed-residentRegisterCard",
    ] {
      #expect(report.outcomes.contains { $0.outcome == outcome }, "no visit ended so: \(outcome)")
    }
    #expect(report.outcomes.first?.outcome == "completed")
    // People change cards at any moment: on an open visit, during a delivery, on the way out.
    #expect(report.swaps.visiting > 0)
    #expect(report.swaps.delivering > 0)
    #expect(report.swaps.receivedLater > 0)
    #expect(report.swaps.departing > 0)
  }

  @Test("Without faults nothing is interrupted and nothing is lost")
  func calmDays() {
    var run = SimulationRun(seed: 5, visits: 400)
    run.faulty = false
    let report = run.report()
    #expect(report.broken == [])
    #expect(report.crashes == 0)
    #expect(report.firings.allSatisfy { $0.count == 0 })
    let strange = ["interrupted", "handover-waiting", "failed-journalUnavailable", "failed-readerGone"]
    #expect(report.outcomes.allSatisfy { !strange.contains($0.outcome) })
  }

  @Test("The same seed gives the same trace; another seed another")
  func replay() {
    let first = SimulationRun(seed: 7, visits: 200).report()
    #expect(first == SimulationRun(seed: 7, visits: 200).report())
    #expect(first.traceHash != SimulationRun(seed: 8, visits: 200).report().traceHash)
  }

  /// Those of the counter stand in a journal of its own.
  @Test("A record that the kiosk leaves out is missed", arguments: JournalKind.allCases.filter { !$0.isOfCounter })
  func omittedRecord(_ kind: JournalKind) {
    // Giving up a hand-over takes a folder that is away for a day, which few episodes have.
    var run = SimulationRun(seed: 3, visits: kind == .handoverAbandoned ? 12_000 : 320)
    run.omitted = kind
    #expect(run.report().brokenCount > 0, "\(kind) was left out of the journal and nobody noticed")
  }

  @Test("The cancel rate counts those who gave up, of all visits")
  func cancelRate() {
    var report = SimulationReport()
    #expect(report.cancelRate == 0)
    report.visits = 200
    report.outcomes = [
      .init(outcome: "completed", count: 150), .init(outcome: "cancelled", count: 4),
      .init(outcome: "card-removed", count: 3), .init(outcome: "timed-out", count: 2),
      .init(outcome: "failed-pinLocked", count: 41),
    ]
    #expect(report.cancelRate == 4.5)
  }
}
