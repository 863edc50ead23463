import Foundation
import Testing

/// SIGKILL at every step of a batch, from its first word on the disk to its table: strace kills the program as it enters
/// its Nth call of one kind, then its (N + 1)th, until it needs no more of them. The next program takes the batch up.
@Suite("Live: a batch killed at every step", .serialized)
struct KilledBatchTests {
  /// A batch has fewer calls of any kind; a test that comes here does not count right.
  private static let mostCalls = 40

  /// What a step is told by, and how many a batch has at least. Each of the shelf's files and of the journal's heads comes
  /// into its place by a rename, before the request goes out and after its answer; the network's thread polls before and
  /// while the service is asked. strace counts in each thread apart, and the journal's is not the shelf's.
  static let calls = [("?rename", 5), ("poll", 2)]

  @Test("One submission under one name, whenever it was cut off, and everybody has a line", arguments: calls)
  func everyStep(_ call: String, atLeast: Int) throws {
    let counter = try Counter("batch: {pauseMilliseconds: 0, microsecondsPerPerson: 0}")
    defer { counter.close() }
    let folder = counter.site.folder
    try """
    患者番号,保険者番号,記号,番号,枝番,生年月日
    P-1,01990019,見本,9000001,01,S60.5.20
    P-2,01990019,見本,9000009,01,1985/5/20

    """.write(toFile: "\(folder)/bookings.csv", atomically: true, encoding: .utf8)
    var numbers: Set<Substring> = []
    var kills = 0
    var pending = 0
    while kills < Self.mostCalls {
      let whole = try Command.run(
        "strace",
        Site.killing(at: call, kills + 1) + [
          try Site.program("uketsuke"), "batch", "submit", "bookings.csv", "--wait", "--config", "counter.yaml",
        ], folder: folder)
      let place = "\(call) \(kills + 1)"
      let isKilled = whole.status != 0
      let jobs = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/shelf").filter { $0.hasSuffix(".job") }
      let records =
        FileManager.default.fileExists(atPath: "\(folder)/counter.sqlite") ? try Counter.records(counter.site) : ""
      if jobs.isEmpty {
        #expect(!records.contains("step=submit"), "\(place): \(records)")
      } else {
        #expect(jobs.count == 1, "\(place)")
        let collected = try counter.run(["batch", "collect", "--within", "60", "--csv", "out.csv"])
        if collected.status == 65 {
          // Cut off before all of it was written down: nothing was asked, and it says so.
          #expect(!records.contains("step=submit"), "\(place): \(collected.errors)")
        } else {
          #expect(collected.status == 0, "\(place): \(collected.errors)")
          let table = try String(contentsOfFile: "\(folder)/out.csv", encoding: .utf8)
          #expect(table.contains("\r\nP-1,") && table.contains("\r\nP-2,"), "\(place)")
          let all = try Counter.records(counter.site).split(separator: "\n")
          let asked = Set(all.filter { $0.contains("step=submit") }.map { $0.split(separator: " ")[2] })
          #expect(asked.count == 1, "\(place): \(all)")
          let given = Set(all.compactMap { $0.split(separator: "reception=").dropFirst().first })
          #expect(given.count <= 1, "\(place): \(all)")
          numbers.formUnion(given)
          pending += 1
        }
      }
      for name in try FileManager.default.contentsOfDirectory(atPath: folder)
      where name.hasPrefix("counter.sqlite") || name == "out.csv" {
        try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
      }
      for name in try FileManager.default.contentsOfDirectory(atPath: "\(folder)/shelf") {
        try FileManager.default.removeItem(atPath: "\(folder)/shelf/\(name)")
      }
      guard isKilled else { break }
      kills += 1
    }
    #expect((atLeast..<Self.mostCalls).contains(kills), "\(call): \(kills)")
    #expect(numbers.count == pending && pending > 0, "\(call): \(numbers)")
  }
}
