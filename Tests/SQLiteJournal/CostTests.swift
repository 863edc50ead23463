import CardCryptography
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

  /// A hand-over's file in the interface's form has some 3 kB, as FHIR some 8 kB.
  private static let payloadBytes = 8_000
  /// Visits of one round, each with a dozen records: of so many calls one may be slower than the limit.
  private static let visitsOfRound = 9
  /// What the patient's path may wait for one record (P4).
  private static let limitMilliseconds = 5.0
  /// Where the disk itself takes longer than that, so many times its own time.
  private static let allowedTimesDisk = 2.0
  /// The machine's other work comes in bursts: the quietest of so many rounds counts.
  private static let rounds99 = 8

  /// Each record of a visit by itself, on disk before the next: what a patient waits for. With the real key's hash and
  /// cipher. `UKETSUKE_JOURNAL_RECORDS=1000000` measures beside a million records, as README.md tells.
  @Test func thePatientsPathIsShort() throws {
    let environment = ProcessInfo.processInfo.environment["UKETSUKE_JOURNAL_RECORDS"]
    let records = try #require(Int(environment ?? "\(Self.many)"))
    let scratch = ScratchFolder()
    try JournalKey.make(at: scratch.file("journal.key"))
    let cipher = try JournalKey(contentsOf: scratch.file("journal.key")).cipher
    let clock = StandingClock()
    let open = { try SQLiteJournal.open(path: scratch.file("journal.db"), cipher: cipher, clock: { clock.now }) }
    var journal = try open()
    for first in stride(from: 0, to: records, by: Self.many) {
      let part = (first..<min(first + Self.many, records)).map { number in
        JournalFixture.entry(number.isMultiple(of: 2) ? .visitBegan : .visitEnded, number / 2)
      }
      try journal.appendNow(part)
    }
    journal.close()
    let watch = ContinuousClock()
    let start = watch.now
    journal = try open()
    #expect(try journal.state().records == records)
    let opening = seconds(start.duration(to: watch.now)) * 1_000

    var best = Round()
    let disk = try BareDisk(scratch)
    for round in 0..<Self.rounds99 {
      var found = Round(ours: [], disk: [])
      for visit in 0..<Self.visitsOfRound {
        for kind in Self.kinds {
          let entry = Self.entry(kind, records + round * Self.visitsOfRound + visit)
          let begin = watch.now
          try journal.appendNow([entry])
          let written = watch.now
          try disk.secure()
          found.disk.append(seconds(written.duration(to: watch.now)) * 1_000)
          found.ours.append(seconds(begin.duration(to: written)) * 1_000)
        }
      }
      if found.p99 < best.p99 { best = found }
    }
    #expect(try journal.state().pending == [])
    journal.close()
    print(
      "journal of \(records): a record on disk in \(best.median) ms (median), \(best.p99) ms (99 of 100);",
      "the bare disk takes \(best.diskP99) ms; opened with its state in \(opening) ms")
    #expect(best.p99 <= max(Self.limitMilliseconds, Self.allowedTimesDisk * best.diskP99))
  }

  private static func entry(_ kind: JournalKind, _ number: Int) -> JournalEntry {
    var entry = JournalFixture.entry(kind, number)
    if kind == .handoverPrepared {
      let bytes = [UInt8](repeating: 0x20, count: payloadBytes)
      entry.personal = PersonalPayload.encode(HandoverPayload(name: "\(number)", bytes: bytes))
    }
    return entry
  }

  /// Milliseconds of one round's calls, ours and the disk's.
  private struct Round {
    var ours = [Double.infinity]
    var disk = [Double.infinity]

    var median: Double { ours.sorted()[ours.count / 2] }
    var p99: Double { Self.nearlyWorst(ours) }
    var diskP99: Double { Self.nearlyWorst(disk) }

    private static func nearlyWorst(_ times: [Double]) -> Double { times.sorted()[(times.count - 1) * 99 / 100] }
  }

  /// What one record asks of the disk at least: pages written and secured, and a small file secured under its name.
  private struct BareDisk {
    let scratch: ScratchFolder
    let pages: FileHandle

    init(_ scratch: ScratchFolder) throws {
      self.scratch = scratch
      #expect(FileManager.default.createFile(atPath: scratch.file("pages"), contents: nil))
      pages = try #require(FileHandle(forWritingAtPath: scratch.file("pages")))
    }

    func secure() throws {
      try pages.write(contentsOf: Data(repeating: 1, count: 12_288))
      #expect(fdatasync(pages.fileDescriptor) == 0)
      let small = open(scratch.file("small.new"), O_WRONLY | O_CREAT | O_TRUNC, 0o600)
      let bytes = [UInt8](repeating: 1, count: 100)
      #expect(write(small, bytes, bytes.count) == bytes.count && fsync(small) == 0 && close(small) == 0)
      #expect(rename(scratch.file("small.new"), scratch.file("small")) == 0)
    }
  }

  /// A visit's records, by PIN and with its hand-over.
  private static let kinds: [JournalKind] = [
    .visitBegan, .certificateRead, .pinIntent, .pinOutcome, .eligibilityIntent, .eligibilityOutcome, .consentIntent,
    .consentOutcome, .handoverPrepared, .handoverStaged, .handoverDelivered, .visitEnded,
  ]

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
