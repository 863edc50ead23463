import Foundation
import Testing

/// `uketsuke lookup`, `batch` and `view` against the stand-in over mutual TLS, as staff and IT people run them.
@Suite("Live: at the counter", .serialized)
struct CounterCommandsTests {
  /// A site without a kiosk: what the counter needs and no more.
  private final class Counter {
    let site: Site

    init() throws {
      site = try Site()
      do {
        try site.startStandin()
        try Self.prepare(site)
      } catch {
        site.close()
        throw error
      }
    }

    static func prepare(_ site: Site) throws {
      try FileManager.default.createDirectory(
        atPath: "\(site.folder)/shelf", withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
      try """
      institution: { code: "1312345670" }
      eligibility:
        url: https://localhost:\(site.port)
        serverTrust: ca.pem
        certificate: client.pem
        key: client.key
      journal: { key: journal.key }
      staff: { passwordFile: staff }
      counter: { journal: counter.sqlite, folder: shelf }

      """.write(toFile: "\(site.folder)/counter.yaml", atomically: true, encoding: .utf8)
    }

    func run(
      _ words: [String], input: String? = nil
    ) throws -> (status: Int32, output: String, errors: String) {
      try Self.run(words, input: input, site)
    }

    static func run(
      _ words: [String], input: String? = nil, _ site: Site
    ) throws -> (status: Int32, output: String, errors: String) {
      try Command.run(
        Site.program("uketsuke"), words + ["--config", "counter.yaml"], input: input ?? "", folder: site.folder)
    }

    /// The counter's journal as an auditor reads it; it holds.
    static func records(_ site: Site) throws -> String {
      let verified = try run(["audit", "verify", "--counter"], site)
      #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
      return try run(["audit", "list", "--counter"], site).output
    }

    func close() { site.close() }
  }

  private static let adult = [
    "lookup", "--insurer", "01990019", "--symbol", "見本", "--number", "9000001", "--branch", "01", "--birth", "S60.5.20",
  ]

  @Test("One person by certificate: found, not found, not to be sent; nothing personal in the journal")
  func lookup() throws {
    let counter = try Counter()
    defer { counter.close() }
    let found = try counter.run(Self.adult)
    #expect(found.status == 0)
    #expect(found.output.contains("✓ 有効です") && found.output.contains("見本　花子"))
    #expect(!found.output.contains("限度額"))
    let agreed = try counter.run(Self.adult + ["--limit-consent", "--json"])
    #expect(agreed.output.contains("\"limitBracket\" : \"A03\""))
    let unknown = try counter.run(Self.adult.map { $0 == "9000001" ? "9000009" : $0 })
    #expect(unknown.status == 1)
    #expect(unknown.output.contains("該当する資格がありません") && unknown.output.contains("被保険者資格申立書"))
    let wrong = try counter.run(Self.adult.map { $0 == "01990019" ? "01990018" : $0 })
    #expect(wrong.status == 65 && wrong.output.isEmpty)
    #expect(wrong.errors.contains("検証番号"))
    counter.site.stopStandin()
    let away = try counter.run(Self.adult)
    #expect(away.status == 69 && away.errors.contains("nothing was asked"))
    let records = try Counter.records(counter.site)
    #expect(records.contains("lookupIntent") && records.contains("result=service-unreachable"))
    let journal = try Data(contentsOf: URL(fileURLWithPath: "\(counter.site.folder)/counter.sqlite"))
    for personal in ["9000001", "01990019", "見本"] {
      #expect(!records.contains(personal) && journal.range(of: Data(personal.utf8)) == nil, "\(personal)")
    }
  }

  @Test("A batch: submitted while the service is away, taken up again, collected, written out, forgotten")
  func batch() throws {
    let counter = try Counter()
    defer { counter.close() }
    try """
    患者番号,保険者番号,記号,番号,枝番,生年月日
    P-1,01990019,見本,9000001,01,S60.5.20
    P-2,01990019,見本,9000009,01,1985/5/20

    """.write(toFile: "\(counter.site.folder)/bookings.csv", atomically: true, encoding: .utf8)
    counter.site.stopStandin()
    let away = try counter.run(["batch", "submit", "bookings.csv"])
    #expect(away.status == 69)
    #expect(try counter.run(["batch", "status"]).output.contains("送信の途中で切れました"))
    try counter.site.startStandin()
    let collected = try counter.run(["batch", "collect", "--within", "60", "--csv", "out.csv", "--xml", "out.xml"])
    #expect(collected.status == 0, "\(collected.errors)")
    #expect(collected.output.contains("✗ P-2 9000009: 該当する資格がありません"))
    let table = try String(contentsOfFile: "\(counter.site.folder)/out.csv", encoding: .utf8)
    #expect(table.contains("P-1,01990019,見本,9000001,01,19850520,valid,0,"))
    #expect(table.contains("P-2,01990019,見本,9000009,01,19850520,none,1,"))
    let message = try Command.output(
      "xmllint", ["--xpath", "count(//BulkConfirmUnit)", "\(counter.site.folder)/out.xml"])
    #expect(message.trimmingCharacters(in: .whitespacesAndNewlines) == "2")
    let mode = try FileManager.default.attributesOfItem(atPath: "\(counter.site.folder)/out.csv")[.posixPermissions]
    #expect(mode as? Int == 0o600)
    for name in try FileManager.default.contentsOfDirectory(atPath: "\(counter.site.folder)/shelf") {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(counter.site.folder)/shelf/\(name)"))
      #expect(bytes.range(of: Data("9000001".utf8)) == nil, "\(name)")
    }
    // What was collected is shown again without asking.
    counter.site.stopStandin()
    #expect(try counter.run(["batch", "collect", "--json", "-"]).output.contains("\"ask\" : 1"))
    let line = try counter.run(["batch", "status"]).output
    let name = try #require(line.split(separator: " ").first.map(String.init))
    #expect(try counter.run(["batch", "forget", name]).status == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: "\(counter.site.folder)/shelf").isEmpty)
  }

  @Test("From the patient's consent to the doctor's screen, and nothing that was not consented to")
  func view() throws {
    let kiosk = try OpenKiosk()
    defer { kiosk.close() }
    try Counter.prepare(kiosk.site)
    _ = try kiosk.lay("adult")
    try kiosk.enterPIN()
    try kiosk.answer((words: "お薬・診療の情報を", key: "1"), (words: "健康診断", key: "2"), (words: "上限を", key: "1"))
    try kiosk.send()
    let file = "face/\(try #require(kiosk.site.handovers.first))"
    let staff = ["staff-password", "--file", "staff", "--number"]
    func set(_ number: String, _ more: [String] = []) throws {
      try Command.output(
        Site.program("uketsuke"), staff + [number] + more, input: Site.password + "\n", folder: kiosk.site.folder)
    }
    try set("0456", ["--qualification", "doctor"])
    let shown = try Counter.run(["view", file, "--staff", "0456"], input: Site.password + "\n", kiosk.site)
    #expect(shown.status == 0, "\(shown.errors)")
    #expect(shown.output.contains("✓ 薬剤情報") && shown.output.contains("── お薬 ──"))
    #expect(shown.output.contains("✓ 診療情報・医療機関名"))
    #expect(shown.output.contains("– 健診情報: 同意なし") && !shown.output.contains("── 健診 ──"))
    #expect(shown.output.contains("– 手術情報: 同意なし") && !shown.output.contains("手術情報 ──"))
    // Who is not qualified, or not known, sees nothing.
    try set("0789")
    let clerk = try Counter.run(["view", file, "--staff", "0789"], input: Site.password + "\n", kiosk.site)
    #expect(clerk.status == 77 && clerk.output.isEmpty)
    for _ in 0..<5 {
      let guess = try Counter.run(["view", file, "--staff", "0456"], input: "mihonwrong\n", kiosk.site)
      #expect(guess.status == 77 && guess.output.isEmpty)
    }
    let shut = try Counter.run(["view", file, "--staff", "0456"], input: Site.password + "\n", kiosk.site)
    #expect(shut.status == 77 && shut.errors.contains("too many wrong passwords"))
    let records = try Counter.records(kiosk.site)
    #expect(records.contains("viewIntent") && records.contains("viewOutcome"))
    #expect(records.contains("staff=0456 qualification=doctor kinds=\"SRJ YZK\""))
  }
}
