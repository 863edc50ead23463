import Foundation
import Journal
import JournalTestSupport
import Testing

@testable import SQLiteJournal

/// A kiosk's hand-overs under SIGKILL from outside, with a reception system that takes the files away meanwhile (R1,
/// R4): the chain holds after every kill, nothing acknowledged is lost, and each visit is handed over exactly once.
@Suite struct CrashTests {
  /// Each commit of a visit (began, prepared, staged, delivered, ended) and those of the next visit's beginning.
  @Test(arguments: JournalStep.allCases) func killedAtEveryJournalStep(_ step: JournalStep) throws {
    var reception = try Reception()
    for occurrence in 1...7 { try reception.runUntil(stop: step.rawValue, occurrence) }
    try reception.finish()
  }

  @Test(arguments: ["stagedFileCreated", "stagedFileSafe", "fileNamed", "nameSafe"])
  func killedAtEveryFolderStep(_ step: String) throws {
    var reception = try Reception()
    for occurrence in [1, 1, 1, 2, 1, 3] { try reception.runUntil(stop: step, occurrence) }
    try reception.finish()
  }

  @Test(arguments: [UInt64(1), 2, 3]) func killedAtRandom(_ seed: UInt64) throws {
    var reception = try Reception()
    var random = SeededGenerator(seed: seed)
    for _ in 0..<25 { try reception.runFor(lines: Int.random(in: 0...40, using: &random), random: &random) }
    try reception.finish()
    #expect(reception.prepared.count > 25)
  }
}

/// Journal, folder and the consumer at its other end, over many lives of the kiosk.
private struct Reception {
  /// Every step comes by within a visit, and a visit says a dozen lines.
  static let lineLimit = 500

  let scratch = ScratchFolder()
  let journal: String
  let folder: String
  let taken: String
  /// Visits whose hand-over the journal acknowledged.
  var prepared: Set<String> = []
  /// Visits whose hand-over was on its way into the journal when the kiosk was killed, or is in it.
  var attempted: Set<String> = []
  var deliveries: [String: Int] = [:]
  var acknowledged = 0

  init() throws {
    journal = scratch.file("journal.db")
    folder = try scratch.make("face")
    taken = try scratch.make("taken")
  }

  mutating func runUntil(stop step: String, _ occurrence: Int) throws {
    let process = try TortureProcess(["hand-over", journal, folder, step, String(occurrence)])
    var isThere = false
    var lines = 0
    while !isThere, lines < Self.lineLimit, let line = process.line() {
      lines += 1
      isThere = line == "at \(step)"
      try note(line)
      try consume()
    }
    #expect(isThere, "step \(step) never came")
    try afterKill(process.killAndDrain())
  }

  mutating func runFor(lines: Int, random: inout SeededGenerator) throws {
    let process = try TortureProcess(["hand-over", journal, folder])
    for _ in 0..<lines {
      guard let line = process.line() else { break }
      try note(line)
      if Bool.random(using: &random) { try consume() }
    }
    try afterKill(process.killAndDrain())
  }

  private mutating func afterKill(_ rest: [String]) throws {
    for line in rest { try note(line) }
    try consume()
    // As the kill left it, before anybody mends anything.
    let report = AuditVerification.verify(path: journal, cipher: PlainCipher.cipher())
    if case .notJudged(let failure) = report.verdict {
      // Killed before the very first commit: then there is nothing to lose.
      #expect(acknowledged == 0, "\(failure)")
    } else {
      #expect(report.verdict == .holds, "\(report.sentence)")
      #expect(report.records >= acknowledged)
    }
  }

  mutating func finish() throws {
    let process = try TortureProcess(["recover", journal, folder])
    for line in process.drain() { try note(line) }
    #expect(process.waitUntilExit() == 0)
    try consume()
    #expect(deliveries.values.allSatisfy { $0 == 1 }, "a visit was handed over twice")
    #expect(!prepared.isEmpty)
    #expect(prepared.isSubset(of: deliveries.keys), "a visit was not handed over")
    #expect(Set(deliveries.keys).isSubset(of: attempted), "a file came from no visit")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [], "something was left in the folder")
    let open = try SQLiteJournal.open(path: journal, cipher: PlainCipher.cipher(), clock: { .init(milliseconds: 0) })
    let state = try open.state()
    #expect(state.pending == [])
    #expect(state.unfinished == [])
    #expect(state.records >= acknowledged)
    open.close()
    let report = AuditVerification.verify(path: journal, cipher: PlainCipher.cipher())
    #expect(report.verdict == .holds, "\(report.sentence)")
  }

  private mutating func note(_ line: String) throws {
    let words = line.split(separator: " ").map(String.init)
    switch words.first {
    case "written": acknowledged = max(acknowledged, Int(words[1]) ?? 0)
    case "preparing": attempted.insert(words[1])
    case "prepared": prepared.insert(words[1])
    case "at", "recovered": break
    default: Issue.record("journal-torture: \(line)")
    }
  }

  /// The reception system: takes every finished file away, whatever the kiosk is doing.
  private mutating func consume() throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) where name.hasSuffix(".xml") {
      let visit = String(name.split(separator: "_")[2])
      let place = "\(taken)/\(visit)-\(deliveries[visit, default: 0])"
      try FileManager.default.moveItem(atPath: "\(folder)/\(name)", toPath: place)
      deliveries[visit, default: 0] += 1
      let contents = try String(contentsOfFile: place, encoding: .utf8)
      #expect(contents == String(repeating: "<visit>\(visit)</visit>\n", count: 200), "half a file was handed over")
    }
  }
}

/// SplitMix64: the same choices for the same seed.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
