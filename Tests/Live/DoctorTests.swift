import Foundation
import Testing

/// `uketsuke doctor` at a whole site, and at one where everything that a site can set up wrong is wrong.
@Suite("Live: the doctor", .serialized)
struct DoctorTests {
  private struct Report: Decodable {
    struct Check: Decodable {
      var part: String
      var verdict: String
      var words: String
      var hint: String?
    }

    var checks: [Check]
    var summary: String
    var exitCode: Int32

    subscript(part: String) -> Check? { checks.first { $0.part == part } }
  }

  private func report(_ site: Site) throws -> Report {
    let result = try Command.run(
      try Site.program("uketsuke"), ["doctor", "--config", "\(site.folder)/kiosk.yaml", "--json"])
    let report = try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
    #expect(result.status == report.exitCode)
    #expect(result.errors == "")
    return report
  }

  /// Of the site, not of the machine that the tests run on.
  private static let siteParts = [
    "screens", "configuration", "pcscd", "reader", "card", "card.trust", "eligibility.certificate", "eligibility.key",
    "eligibility.serverTrust", "journal.key", "journal.path", "journal: room", "handover.folder", "handover: room",
    "staff.passwordFile", "service: connection", "service: TLS", "service: our certificate", "sound.voice",
  ]

  @Test("A whole site: every part good, a card read without its PIN, nothing of it told, nothing made")
  func good() throws {
    let site = try Site()
    defer { site.close() }
    try site.startPCSC()
    try site.startStandin()
    try site.writeConfiguration()
    chmod("\(site.folder)/client.key", 0o600)
    let card = try site.card("adult")
    try site.pcscd?.wait(for: "Card inserted into")
    let before = try FileManager.default.contentsOfDirectory(atPath: site.folder).sorted()
    let found = try report(site)
    for part in Self.siteParts {
      #expect(found[part]?.verdict == "good", "\(part): \(String(describing: found[part]))")
    }
    for part in ["clock", "locked memory", "core dumps"] { #expect(found[part]?.verdict == "good", "\(part)") }
    #expect(found["terminal"]?.verdict == "skipped")
    #expect(!found.checks.contains { $0.verdict == "mend" })
    #expect(found["card"]?.words == "a My Number card, from an issuer in card.trust")
    #expect(try site.counters(of: card) == [3, 0, 0])
    #expect(try FileManager.default.contentsOfDirectory(atPath: site.folder).sorted() == before)

    // For people: the sign, a word, and never the holder.
    let text = try Command.run(try Site.program("uketsuke"), ["doctor", "--config", "\(site.folder)/kiosk.yaml"])
    #expect(text.output.contains("✓ good    service: our certificate"))
    #expect(text.output.contains("\(found.checks.count) checks: "))
    let subject = try Command.output(
      "openssl", ["x509", "-in", "\(site.folder)/card-adult.pem", "-noout", "-subject", "-nameopt", "multiline,sname"])
    let name = try #require(subject.split(separator: "\n").last { $0.contains("CN") }?.split(separator: "=").last)
    #expect(!text.output.contains(name.trimmingCharacters(in: .whitespaces)))
    // While a kiosk writes to it: a journal of this key.
    try site.take(card)
    let kiosk = try site.kiosk()
    try kiosk.wait(for: "カードを ここに")
    let beside = try report(site)
    #expect(beside["card"]?.verdict == "skipped")
    #expect(beside["journal.path"]?.words.hasSuffix("records, under this key") == true)
    kiosk.close()
  }

  @Test("Each fault is named by its part, with words and what to do; the exit code is the kiosk's own")
  func faults() throws {
    let site = try Site()
    defer { site.close() }
    try site.startStandin()
    func key(_ name: String, days: Int) throws {
      try Command.output(
        "openssl",
        [
          "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "\(name).key", "-out", "\(name).pem", "-days",
          "\(days)", "-subj", "/O=JPKI-TEST/CN=\(name).example",
        ], folder: site.folder)
    }
    try key("soon", days: 10)
    chmod("\(site.folder)/soon.key", 0o644)
    // A journal whose count was written under another key than the one that is named.
    try "SQLite format 3\0".write(toFile: "\(site.folder)/journal.sqlite", atomically: true, encoding: .utf8)
    try "not a count".write(toFile: "\(site.folder)/journal.sqlite.head", atomically: true, encoding: .utf8)
    try site.writeConfiguration([
      "certificate: client.pem": "certificate: soon.pem", "key: client.key": "key: soon.key",
      "trust: card-ca.pem": "trust: journal.key", "folder: face": "folder: nowhere",
      "passwordFile: staff": "passwordFile: nobody",
    ])
    let found = try report(site)
    let expected = [
      ("pcscd", "mend", "is not running"), ("card.trust", "mend", "no certificate"),
      ("eligibility.certificate", "look at", "expires in "), ("eligibility.key", "look at", "others"),
      ("journal.path", "mend", "another key"), ("handover.folder", "mend", "does not exist"),
      ("staff.passwordFile", "mend", "nobody"), ("service: connection", "good", "takes"),
      ("service: TLS", "good", "issuer"),
      ("service: our certificate", "mend", "refused"),
    ]
    for (part, verdict, words) in expected {
      let check = try #require(found[part], "\(part)")
      #expect(check.verdict == verdict, "\(part): \(check)")
      #expect(check.words.contains(words), "\(part): \(check)")
      #expect((check.hint != nil) == (verdict != "good"), "\(part): \(check)")
    }
    // Of several kinds it is the configuration.
    #expect(found.exitCode == 78)

    // One thing alone: what ends a kiosk with the same code.
    try site.writeConfiguration(["serverTrust: ca.pem": "serverTrust: card-ca.pem"])
    let otherIssuer = try report(site)
    #expect(otherIssuer["service: connection"]?.verdict == "good")
    #expect(otherIssuer["service: TLS"]?.verdict == "mend")
    #expect(otherIssuer["service: our certificate"]?.verdict == "skipped")
    site.stopStandin()
    try FileManager.default.removeItem(atPath: "\(site.folder)/journal.sqlite")
    try site.startPCSC(readers: ["Mihon SAM"])
    try site.writeConfiguration(["profile: classic": "profile: eligibility-only"])
    let alone = try report(site)
    #expect(alone["pcscd"]?.verdict == "good")
    #expect(alone["reader"]?.words.contains("has a SAM") == true)
    #expect(alone["service: connection"]?.verdict == "mend")
    #expect(alone.exitCode == 69)

    try site.writeConfiguration(["theme: default": "thme: default"])
    let misspelt = try report(site)
    #expect(misspelt["configuration"]?.words.contains("thme") == true)
    #expect(misspelt.exitCode == 78)
    #expect(misspelt["service: connection"] == nil)
  }

  @Test("The machine alone, on its own screen: the terminal is looked at, the site is left out")
  func machine() throws {
    let program = try ProgramInTerminal("uketsuke", ["doctor"])
    try program.wait(for: "checks: ")
    _ = program.end()
    #expect(program.written.contains("good    terminal                 xterm-256color, 80×24"))
    #expect(program.written.contains("skipped configuration"))
    #expect(program.isAsFound)
    let dumb = try ProgramInTerminal("uketsuke", ["doctor"], environment: ["TERM": "dumb"])
    try dumb.wait(for: "checks: ")
    #expect(dumb.end() == .exited(69))
    #expect(dumb.written.contains("mend    terminal"))
  }
}
