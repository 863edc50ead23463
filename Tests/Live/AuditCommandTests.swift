import Foundation
import Testing

/// `uketsuke audit verify` as a script sees it: exit code, answer, complaint.
@Suite("Live: the audit's own words", .serialized)
struct AuditCommandTests {
  /// The journal of a kiosk that was started and ended.
  private func siteWithJournal() throws -> Site {
    let site = try Site()
    try site.writeConfiguration(["driver: pcsc": "driver: simulated"])
    let kiosk = try site.kiosk()
    defer { kiosk.close() }
    try kiosk.wait(for: "カードを ここに 置いてください")
    #expect(try kiosk.endKiosk() == "exit 0")
    return site
  }

  @Test("A record that somebody changed is named on standard output, with exit code 1")
  func changed() throws {
    let site = try siteWithJournal()
    defer { site.close() }
    #expect(try site.audit("verify").status == 0)
    try Command.output(
      "sqlite3",
      [
        "\(site.folder)/journal.sqlite",
        "DROP TRIGGER record_stays_updated; UPDATE record SET body = CAST(body || x'7A' AS BLOB) WHERE sequence = 2",
      ])
    let verified = try site.audit("verify")
    #expect(verified.status == 1)
    #expect(verified.output == "The journal does not hold. Record 2 was changed.\n")
    #expect(verified.errors == "")
  }

  @Test("One that cannot be judged is a complaint on standard error, with exit code 74")
  func notJudged() throws {
    let site = try siteWithJournal()
    defer { site.close() }
    // Another journal's key.
    try FileManager.default.removeItem(atPath: "\(site.folder)/journal.key")
    try Command.output(Site.program("uketsuke"), ["key", "--out", "\(site.folder)/journal.key"])
    try expectComplaint(site)
    try FileManager.default.removeItem(atPath: "\(site.folder)/journal.sqlite")
    try expectComplaint(site)
    let listed = try site.audit("list")
    #expect(listed.status == 74)
    #expect(listed.output == "")
  }

  private func expectComplaint(_ site: Site) throws {
    let verified = try site.audit("verify")
    #expect(verified.status == 74)
    #expect(verified.output == "")
    #expect(verified.errors.contains("cannot be judged"))
    #expect(verified.errors.split(separator: "\n").count == 1)
  }
}
