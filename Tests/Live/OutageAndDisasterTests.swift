import Foundation
import Testing

/// `uketsuke declaration`, `outage` and `disaster` against the stand-in over mutual TLS, as staff run them.
@Suite("Live: without a card, while the service is away, and in a disaster", .serialized)
struct OutageAndDisasterTests {
  private static let person = """
    {"name": "見本　花子", "kana": "ミホン　ハナコ", "birthdate": "S60.5.20", "sex": "2", "address": "見本県見本市"}
    """

  private final class Counter {
    let site: Site

    init(_ standin: String = "") throws {
      site = try Site()
      do {
        try site.startStandin(standin)
        try FileManager.default.createDirectory(
          atPath: "\(site.folder)/shelf", withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        try """
        institution: { code: "1312345670", name: さくら診療所（見本） }
        eligibility:
          url: https://localhost:\(site.port)
          serverTrust: ca.pem
          certificate: client.pem
          key: client.key
        journal: { key: journal.key }
        staff: { passwordFile: staff }
        counter: { journal: counter.sqlite, folder: shelf }

        """.write(toFile: "\(site.folder)/counter.yaml", atomically: true, encoding: .utf8)
      } catch {
        site.close()
        throw error
      }
    }

    func run(
      _ words: [String], input: String? = nil, under tool: [String] = []
    ) throws -> (status: Int32, output: String, errors: String) {
      let command = tool + [try Site.program("uketsuke")] + words + ["--config", "counter.yaml"]
      return try Command.run(command[0], Array(command.dropFirst()), input: input ?? "", folder: site.folder)
    }

    func staff(_ number: String, _ more: [String]) throws {
      try Command.output(
        Site.program("uketsuke"), ["staff-password", "--file", "staff", "--number", number] + more,
        input: Site.password + "\n", folder: site.folder)
    }

    /// The counter's journal as an auditor reads it; it holds, and names nobody.
    func records() throws -> String {
      let verified = try run(["audit", "verify", "--counter"])
      #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
      let records = try run(["audit", "list", "--counter"]).output
      for personal in ["花子", "ミホン", "19850520", "9000001"] { #expect(!records.contains(personal), "\(personal)") }
      return records
    }

    /// No file of the shelf holds anything that can be read.
    func shelfIsSealed() throws -> Bool {
      try FileManager.default.contentsOfDirectory(atPath: "\(site.folder)/shelf").allSatisfy { name in
        let bytes = FileManager.default.contents(atPath: "\(site.folder)/shelf/\(name)") ?? Data()
        return ["花子", "19850520"].allSatisfy { bytes.range(of: Data($0.utf8)) == nil }
      }
    }
  }

  @Test("A declaration: taken down, listed, printed for the signature, forgotten")
  func declaration() throws {
    let counter = try Counter()
    defer { counter.site.close() }
    let more = """
      {"contact": "なし", "insuranceKind": "employees", "burden": "30", "reason": "notFound",\(Self.person.dropFirst())
      """
    let short = try counter.run(["declaration", "new", "--from", "-"], input: Self.person)
    #expect(short.status == 65 && short.errors.contains("連絡先を入れてください"))
    let made = try counter.run(
      ["declaration", "new", "--from", "-", "--staff", Site.staffNumber], input: Site.password + "\n" + more)
    #expect(made.status == 0, "\(made.errors)")
    let id = made.output.trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(try counter.run(["declaration", "list"]).output.contains("見本　花子  まだ印刷していません"))
    let exported = try counter.run(["declaration", "export", String(id.prefix(12)), "--out", "sheet.txt"])
    #expect(exported.status == 0, "\(exported.errors)")
    let sheet = try String(contentsOfFile: "\(counter.site.folder)/sheet.txt", encoding: .utf8)
    #expect(sheet.contains("さくら診療所（見本） 御中") && sheet.contains("署名") && sheet.contains("見本　花子"))
    let mode = try FileManager.default.attributesOfItem(atPath: "\(counter.site.folder)/sheet.txt")[.posixPermissions]
    #expect(mode as? Int == 0o600)
    #expect(try counter.run(["declaration", "show", id]).output.contains("（資格は確認されていません）"))
    #expect(try counter.records().contains("declarationShown"), "who read it is on record")
    #expect(try counter.shelfIsSealed())
    #expect(try counter.run(["declaration", "forget", id]).status == 0)
    #expect(try counter.run(["declaration", "show", id]).status == 65)
    let records = try counter.records()
    #expect(records.contains("declarationRecorded") && records.contains("staff=0123 kind=employees reason=notFound"))
    #expect(records.contains("declarationExported") && records.contains("declarationForgotten"))
  }

  @Test("Noted down while the service is away, asked for by itself when it is back, killed at every step meanwhile")
  func outage() throws {
    let counter = try Counter()
    defer { counter.site.close() }
    counter.site.stopStandin()
    let note = try counter.run(["outage", "note", "--from", "-"], input: Self.person)
    #expect(note.status == 0 && note.errors.contains("【未確認】"), "\(note.errors)")
    let id = note.output.trimmingCharacters(in: .whitespacesAndNewlines)
    let card = """
      {"insurerNumber": "01990019", "symbol": "見本", "number": "9000001", "branch": "01",\(Self.person.dropFirst())
      """
    #expect(try counter.run(["outage", "note", "--from", "-"], input: card).status == 0)
    let away = try counter.run(["outage", "ask"])
    #expect(away.status == 69 && away.errors.contains("まだの人 2") && away.errors.contains("【未確認】"), "\(away.errors)")
    #expect(try counter.run(["outage", "list"]).output.contains("確認を待っている人: 2 人"))
    #expect(try counter.run(["outage", "collect", id]).status == 75)
    #expect(try counter.shelfIsSealed())
    let watch = try Server(
      Site.program("uketsuke"), ["outage", "watch", "--config", "counter.yaml"], folder: counter.site.folder)
    defer { watch.stop() }
    try watch.wait(for: "秒後に たずねます")
    try counter.site.startStandin()
    try watch.wait(for: "答えが来た人 2、まだの人 0")
    let collected = try counter.run(["outage", "collect", id])
    #expect(collected.status == 0 && collected.output.contains("✓ 有効です"), "\(collected.output)\(collected.errors)")
    #expect(!collected.output.contains("未確認"))
    #expect(try counter.run(["outage", "collect", id]).status == 65)
    #expect(try counter.run(["outage", "list"]).output.contains("答え: 有効です"))
    try killedEverywhere(counter)
    let records = try counter.records()
    #expect(records.contains("outageNoted") && records.contains("result=service-unreachable"))
  }

  /// However often it is killed, the note is there, and is asked for under its own name.
  private func killedEverywhere(_ counter: Counter) throws {
    let note = try counter.run(["outage", "note", "--from", "-"], input: Self.person)
    let id = note.output.trimmingCharacters(in: .whitespacesAndNewlines)
    var kills = 0
    for number in 1...40 {
      let asked = try counter.run(["outage", "ask"], under: ["strace"] + Site.killing(at: "rename", number))
      if asked.status == 0 { break }
      kills += 1
      #expect(try counter.run(["outage", "list"]).output.contains(id.prefix(12)))
    }
    #expect((2..<40).contains(kills))
    let asked = try counter.records().split(separator: "\n").filter { $0.contains("outageIntent") && $0.contains(id) }
    let answered = try counter.run(["outage", "collect", id])
    #expect(asked.count >= 2 && answered.status == 0, "\(asked)\(answered.output)")
  }

  @Test("A disaster: opened by an administrator, searched and viewed in, closed, and then refused")
  func disaster() throws {
    let counter = try Counter("disaster: { areas: [見本県見本市] }")
    defer { counter.site.close() }
    try counter.staff("0001", ["--qualification", "administrator"])
    try counter.staff("0456", ["--qualification", "doctor"])
    let password = Site.password + "\n"
    let until = ["--until", Self.day(after: 3)]
    let search = ["disaster", "search", "--staff", Site.staffNumber, "--kana", "みほんはなこ", "--birth", "S60.5.20"]
    let oral = search + ["--consent", "oral"]
    #expect(try counter.run(oral, input: password).status == 77)
    let open = ["disaster", "open", "--area", "見本県見本市"] + until + ["--staff"]
    #expect(try counter.run(open + ["0456"], input: password).status == 77)
    #expect(try counter.run(["disaster", "status"]).status == 1)
    #expect(try counter.run(open + ["0001"], input: password).status == 0)
    #expect(try counter.run(["disaster", "status"]).output.contains("【災害時】開いています: 見本県見本市"))
    #expect(try counter.run(["outage", "list"]).errors.contains("【災害時】"))
    #expect(try counter.run(search + ["--consent", "not-obtained"], input: password).status == 64)
    let found = try counter.run(oral, input: password)
    #expect(found.status == 0 && Self.isMarked(found.output) && found.output.contains("見本　花子"), "\(found.errors)")
    let listed = try counter.run(["disaster", "list"]).output
    #expect(Self.isMarked(listed))
    let id = try #require(listed.split(separator: "\n").dropFirst().first?.split(separator: " ").first.map(String.init))
    let view = ["disaster", "view", id, "--staff"]
    #expect(try counter.run(view + ["0001"], input: password).status == 77)
    let shown = try counter.run(view + ["0456"], input: password)
    #expect(shown.status == 0 && Self.isMarked(shown.output) && shown.output.contains("口頭の同意"), "\(shown.errors)")
    #expect(shown.output.contains("── お薬 ──"))
    let unconscious = try counter.run(
      search + ["--consent", "not-obtained", "--reason", "unconscious", "--json"], input: password)
    #expect(unconscious.status == 0 && unconscious.output.contains("\"consent\" : \"not-obtained\""))
    #expect(try counter.shelfIsSealed())
    #expect(try counter.run(["disaster", "close", "--staff", "0001"], input: password).status == 0)
    #expect(try counter.run(oral, input: password).status == 77)
    let closed = try counter.run(view + ["0456"], input: password)
    #expect(closed.status == 77 && closed.output.isEmpty)
    #expect(try counter.run(open.map { $0 == "見本県見本市" ? "別の市" : $0 } + ["0001"], input: password).status == 0)
    let elsewhere = try counter.run(oral, input: password)
    #expect(elsewhere.status == 1 && elsewhere.output.contains("S-341"), "\(elsewhere.output)\(elsewhere.errors)")
    let records = try counter.records()
    for kind in ["disasterOpened", "disasterClosed", "disasterSearchIntent", "disasterViewOutcome"] {
      #expect(records.contains(kind), "\(kind)")
    }
    #expect(records.contains("staff=0001 area=見本県見本市") && records.contains("consent=not-obtained reason=unconscious"))
    #expect(records.contains("qualification=doctor consent=oral"))
  }

  private static func isMarked(_ output: String) -> Bool {
    let lines = output.split(separator: "\n")
    return lines.count >= 3 && lines.first?.hasPrefix("【災害時】") == true && lines.last?.hasPrefix("【災害時】") == true
  }

  private static func day(after days: Int) -> String {
    let formatter = ISO8601DateFormatter()
    formatter.formatOptions = [.withFullDate]
    formatter.timeZone = TimeZone(secondsFromGMT: 9 * 3_600) ?? .gmt
    return formatter.string(from: Date(timeIntervalSinceNow: Double(days) * 86_400))
  }
}
