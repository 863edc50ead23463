import Foundation
import Journal
import JournalTestSupport
import Synchronization
import Testing

@testable import SQLiteJournal

/// What the patient's path pays stays the same however much the journal holds (P4).
@Suite struct CostTests {
  private static let many = 100_000
  private static let rounds = 41
  /// Generous: a scan of so many records would cost hundreds of times as much.
  private static let allowedFactor = 8.0

  /// Both journals are measured turn by turn and the best of all turns counts: what else the machine does meanwhile
  /// then costs both the same, or nothing.
  @Test func appendAndStateStayFlat() throws {
    var small = try Costs(records: 100)
    var large = try Costs(records: Self.many)
    for _ in 0..<Self.rounds {
      try small.measure()
      try large.measure()
    }
    #expect(large.append < small.append * Self.allowedFactor, "append \(small.append) s, then \(large.append) s")
    #expect(large.state < small.state * Self.allowedFactor, "state \(small.state) s, then \(large.state) s")
    #expect(large.open < small.open * Self.allowedFactor, "open \(small.open) s, then \(large.open) s")
    print("P4: records 100 -> \(Self.many): append \(small.append) -> \(large.append) s,", terminator: " ")
    print("state \(small.state) -> \(large.state) s, open \(small.open) -> \(large.open) s")
  }

  /// A journal of so many records, of which five wait, and what the cheapest append, state and opening took.
  private struct Costs {
    let fixture = JournalFixture()
    var append = Double.infinity
    var state = Double.infinity
    var open = Double.infinity

    init(records: Int) throws {
      let journal = try fixture.open()
      var entries: [JournalEntry] = []
      for number in 0..<(records / 2) {
        entries.append(JournalFixture.entry(.visitBegan, number))
        entries.append(JournalFixture.entry(.visitEnded, number))
      }
      try journal.appendNow(entries)
      for number in 0..<5 { try journal.appendNow([JournalFixture.prepared(records + number)]) }
      journal.close()
    }

    mutating func measure() throws {
      let clock = ContinuousClock()
      let start = clock.now
      let journal = try fixture.open()
      let opened = clock.now
      try journal.appendNow([JournalFixture.entry(.pinIntent, 1)])
      let appended = clock.now
      let waiting = try journal.state().pending.count
      let asked = clock.now
      journal.close()
      #expect(waiting == 5)
      open = min(open, seconds(start.duration(to: opened)))
      append = min(append, seconds(opened.duration(to: appended)))
      state = min(state, seconds(appended.duration(to: asked)))
    }
  }

  /// Calls that wait while the disk works share a transaction, each still on disk before it is acknowledged. Held
  /// against one call at a time in the same minute, since a busy machine slows both. (Alone on two cores a release
  /// build writes more than 20,000 grouped records a second.)
  @Test func groupedAppendsAreQuick() throws {
    let fixture = JournalFixture()
    let journal = try fixture.open()
    var single = 0.0
    var grouped = 0.0
    for _ in 0..<3 {
      single = max(single, try Self.rate(of: 200, waitingForEvery: 1, journal))
      grouped = max(grouped, try Self.rate(of: 2_000, waitingForEvery: 64, journal))
    }
    journal.close()
    #expect(grouped > 2 * single, "\(single) one by one, \(grouped) grouped")
    print("appends a second: \(Int(single)) one by one, \(Int(grouped)) grouped")
  }

  private static func rate(of count: Int, waitingForEvery pace: Int, _ journal: SQLiteJournal) throws -> Double {
    let written = Mutex(0)
    let clock = ContinuousClock()
    let start = clock.now
    for number in 1...count {
      let entries = [JournalFixture.entry(.pinIntent, number)]
      if number.isMultiple(of: pace) || number == count {
        try journal.appendNow(entries)
        written.withLock { $0 += 1 }
      } else {
        journal.append(entries) { result in
          if case .success = result { written.withLock { $0 += 1 } }
        }
      }
    }
    let elapsed = seconds(start.duration(to: clock.now))
    #expect(written.withLock { $0 } == count)
    return Double(count) / elapsed
  }
}

private func seconds(_ duration: Duration) -> Double {
  let (whole, atto) = duration.components
  return Double(whole) + Double(atto) / 1e18
}
