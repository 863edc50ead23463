import Foundation
import Testing

/// SIGKILL from outside at every write of a start that finds a hand-over waiting: strace starts the kiosk, and kills it
/// as it enters its Nth call of one kind. The next start delivers what is still to be delivered.
@Suite("Live: killed at every write of a start", .serialized)
struct KilledAtStartTests {
  /// A start has fewer calls of any kind; a test that comes here does not count right.
  private static let mostCalls = 100

  /// At least so many of each kind does a start have.
  static let calls = [
    ("pwrite64", 12), ("fdatasync", 4), ("fsync", 3), ("?rename", 3), ("unlinkat", 2), ("renameat", 1),
  ]

  @Test("What waited is handed over exactly once", arguments: calls)
  func everyCall(_ call: String, atLeast: Int) throws {
    let site = try Site()
    defer { site.close() }
    try site.startPCSC()
    try site.startStandin()
    try site.writeConfiguration()
    try leaveHandoverWaiting(site)
    try site.keepAside()
    var kills = 0
    while kills < Self.mostCalls {
      let isKilled = try start(site, killedAt: call, kills + 1)
      // Whoever reads the folder takes away what is there while the kiosk is down.
      try site.takeHandovers()
      let starts = try Audit(of: site).starts
      let kiosk = try site.kiosk()
      defer { kiosk.close() }
      let audit = try site.auditAfterStart(number: starts + 1)
      #expect(audit.details(of: "handoverPrepared").count == 1)
      audit.expectWhole(site.handovers + site.taken, "\(call) \(kills + 1)")
      #expect(site.staged == [], "\(call) \(kills + 1)")
      let verified = try site.audit("verify")
      #expect(verified.status == 0, "\(call) \(kills + 1): \(verified.output)\(verified.errors)")
      try kiosk.endKiosk()
      guard isKilled else { break }
      kills += 1
      try site.bringBack()
    }
    #expect((atLeast..<Self.mostCalls).contains(kills), "\(call): \(kills)")
  }

  /// A visit whose kiosk was killed when its hand-over had been prepared and nothing of it lay in the folder.
  private func leaveHandoverWaiting(_ site: Site) throws {
    let kiosk = try site.kiosk()
    defer { kiosk.close() }
    try kiosk.wait(for: "カードを ここに 置いてください")
    let killer = try site.killer(of: try #require(try kiosk.kioskID()), at: "unlinkat", 1)
    defer { killer.stop() }
    let card = try site.card("adult")
    #expect(try PatientWalk.byPIN(kiosk) == .killed)
    try site.take(card)
    #expect(site.handovers == [] && site.staged == [])
    #expect(try Audit(of: site).undelivered.count == 1)
  }

  /// - Returns: whether it came to be killed before it had delivered and was ended.
  private func start(_ site: Site, killedAt call: String, _ number: Int) throws -> Bool {
    let kiosk = try site.kiosk(under: ["strace"] + Site.killing(at: call, number))
    defer { kiosk.close() }
    let seen = try kiosk.wait(forFirstOf: [TerminalSession.killed, "カードを ここに 置いてください"])
    if seen == TerminalSession.killed { return true }
    // What is still to come is not shown: it is killed there, or it is done.
    while try !kiosk.text().contains(TerminalSession.killed) {
      guard try Audit(of: site).undelivered.isEmpty else { continue }
      return try kiosk.endKiosk() == TerminalSession.killed
    }
    return true
  }
}
