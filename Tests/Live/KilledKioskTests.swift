import Foundation
import Testing

/// SIGKILL from outside at every write of a visit (R1, R4): strace kills the running kiosk as it enters its Nth call of
/// one kind, then its (N + 1)th, until a visit needs no more of them. The next patient comes to the kiosk that was
/// started again.
///
/// strace counts in each thread apart. The journal's calls come first, so the hand-over folder's own `fsync`s are not
/// reached; for SIGKILL the disk holds the same at the journal's next `pwrite64`. Nor are the two moments reached at which
/// the head file's successor or the staged file exists and is still empty: strace cannot tell their `write` from those to
/// the terminal. The crash tests of the two modules stop there.
@Suite("Live: killed at every write", .serialized)
struct KilledKioskTests {
  /// A visit has fewer calls of any kind; a test that comes here does not count right.
  private static let mostCalls = 150

  /// How often the calls are gone through until each step was the last one at some kill. Two records that are committed
  /// together, or one of the start that comes late, move the count by one and hide a step.
  private static let mostSweeps = 3

  /// The system calls with which the kiosk changes or secures what lies on the disk, and how many of each a visit has
  /// at least.
  static let calls = [
    // SQLite's log, a frame's head and its page apart; and the database, when the kiosk ends.
    ("pwrite64", 30),
    ("fdatasync", 12),
    // The head file.
    ("fsync", 12),
    ("?rename", 12),
    // The hand-over folder.
    ("unlinkat", 1),
    ("renameat", 1),
  ]

  /// Each of these was acknowledged before the visit went on, so each has been the last one at some kill.
  private static let steps: Set = [
    "pinIntent", "pinOutcome", "eligibilityIntent", "eligibilityOutcome", "consentIntent", "consentOutcome",
    "handoverPrepared", "handoverStaged", "handoverDelivered",
  ]

  @Test("Each visit is handed over exactly once or never happened, and the next patient is served", arguments: calls)
  func everyCall(_ call: String, atLeast: Int) throws {
    let site = try Site()
    defer { site.close() }
    try site.startPCSC()
    try site.startStandin()
    try site.writeConfiguration()
    let card = try site.card("adult")
    try site.pcscd?.wait(for: "Card inserted into")
    try site.take(card)
    var kiosk = try site.kiosk()
    defer { kiosk.close() }
    let steps = atLeast > 1 ? Self.steps : []
    var lastRecords: Set<String> = []
    var starts = 1
    for _ in 0..<Self.mostSweeps {
      var kills = 0
      while kills < Self.mostCalls {
        let isKilled = try visit(site, kiosk, card, killedAt: call, kills + 1)
        kiosk.close()
        // Whoever reads the folder takes away what is there while the kiosk is down.
        try site.takeHandovers()
        kiosk = try site.kiosk()
        starts += 1
        let audit = try site.auditAfterStart(number: starts)
        audit.expectWhole(site.handovers + site.taken, "\(call) \(kills + 1)")
        #expect(site.staged == [], "\(call) \(kills + 1)")
        let verified = try site.audit("verify")
        #expect(verified.status == 0, "\(call) \(kills + 1): \(verified.output)\(verified.errors)")
        guard isKilled else { break }
        kills += 1
        lastRecords.insert(audit.lastBeforeStart)
      }
      #expect((atLeast..<Self.mostCalls).contains(kills), "\(call): \(kills)")
      if lastRecords.isSuperset(of: steps) { break }
    }
    #expect(lastRecords.isSuperset(of: steps), "\(call): \(lastRecords)")
  }

  /// One patient, with the kiosk killed as it enters this call for the `number`th time since the patient came.
  ///
  /// - Returns: whether it came to that before the card was taken and the kiosk ended by itself.
  private func visit(
    _ site: Site, _ kiosk: TerminalSession, _ card: Server, killedAt call: String, _ number: Int
  ) throws -> Bool {
    try kiosk.wait(for: "カードを ここに 置いてください")
    let id = try #require(try kiosk.kioskID())
    let killer = try site.killer(of: id, at: call, number)
    defer { killer.stop() }
    try site.lay(card)
    let end = try PatientWalk.byPIN(kiosk)
    try site.take(card)
    guard end == .received, try kiosk.wait(forFirstOf: [TerminalSession.killed, Self.farewell]) == Self.farewell else {
      return true
    }
    return try kiosk.endKiosk() == TerminalSession.killed
  }

  /// Stands in the middle once the card is out; before, the line begins at the left.
  private static let farewell = "        保険の資格が 確認できました。"
}
