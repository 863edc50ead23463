import Foundation
import Testing

/// Power loss as such (R1, R4): journal and hand-over folder on a disk with a cache that forgets, in a machine that is
/// killed in the middle of visits, started again and audited. What was told before the failure is there after it: no
/// visit that was prepared is lost, none is handed over twice, and the chain holds.
@Suite("Live: the power fails", .serialized)
struct PowerLossTests {
  /// Visits that are whole before the power fails; the one after them is under way then.
  private static let visits = 12
  /// Each failure takes a start of the machine; `UKETSUKE_POWER_CUTS=20` has more of them, as README.md tells.
  private static let cuts = ProcessInfo.processInfo.environment["UKETSUKE_POWER_CUTS"] ?? "1"
  private static let journal = "/disk/journal.db"
  private static let folder = "/disk/face"

  /// What the machine has told before its power failed.
  private struct Told {
    var records = 0
    var attempted: Set<String> = []
    var prepared: Set<String> = []

    mutating func hear(_ line: String) {
      let words = line.split(separator: " ").map(String.init)
      switch words.first {
      case "written": records = max(records, Int(words[1]) ?? 0)
      case "preparing": attempted.insert(words[1])
      case "prepared": prepared.insert(words[1])
      default: break
      }
    }
  }

  @Test("In the middle of a visit, with sectors forgotten by chance; then the disk is held to have a cache at all")
  func midVisit() throws {
    let cuts = try #require(Int(Self.cuts))
    let machine = try PowerMachine()
    defer { machine.close() }
    var told = Told()
    try machine.start()
    _ = try machine.run("mkdir \(Self.folder) /disk/taken && dd if=/dev/zero of=/disk/cached bs=64k count=8 && sync")
    for seed in 1...cuts {
      let before = told.prepared.count
      try machine.say("journal-torture hand-over \(Self.journal) \(Self.folder)")
      while told.prepared.count < before + Self.visits {
        let line = try machine.line()
        guard !line.hasPrefix("failed"), !line.hasPrefix("ended") else { throw Site.Missing(what: "visits: \(line)") }
        told.hear(line)
      }
      _ = try machine.cutPower(seed: seed)
      try machine.start()
      try audit(machine, &told)
    }
    // Written to the disk and not asked to be kept: a disk that had it all the same would prove nothing above.
    _ = try machine.run("dd if=/dev/urandom of=/disk/cached bs=64k count=8 conv=notrunc oflag=direct")
    #expect(try machine.cutPower(seed: 0) > 100)
  }

  /// As the failure left it, and again once everything that waited is delivered.
  private func audit(_ machine: PowerMachine, _ told: inout Told) throws {
    let lines = try machine.run("journal-torture audit \(Self.journal) \(Self.folder) /disk/taken")
    let holds = try #require(lines.first { $0.hasPrefix("holds ") }, "\(lines)")
    #expect(try #require(Int(holds.dropFirst(6))) >= told.records, "what was acknowledged is gone")
    for line in lines { told.hear(line) }
    let taken = lines.filter { $0.hasPrefix("taken ") }.map { String($0.dropFirst(6)) }
    #expect(Set(taken).count == taken.count, "handed over twice")
    #expect(told.prepared.isSubset(of: taken), "acknowledged and not handed over")
    #expect(Set(taken).isSubset(of: told.attempted), "handed over and never there")
    #expect(!lines.contains { $0.hasPrefix("left ") }, "\(lines)")
    #expect(taken.count >= Self.visits)
  }
}
