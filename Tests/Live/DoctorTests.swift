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

  /// - Parameter tool: a program with its arguments that starts the doctor in its turn.
  private func report(_ site: Site, under tool: [String] = []) throws -> Report {
    let command = tool + [try Site.program("uketsuke"), "doctor", "--config", "\(site.folder)/kiosk.yaml", "--json"]
    let result = try Command.run(command[0], Array(command.dropFirst()))
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
    let holder = try Command.output(
      "openssl", ["x509", "-in", "\(site.folder)/card-adult.pem", "-noout", "-subject", "-nameopt", "multiline,sname"])
    let name = try #require(holder.split(separator: "\n").last { $0.contains("CN") }?.split(separator: "=").last)
    #expect(!text.output.contains(name.trimmingCharacters(in: .whitespaces)))
    // A card of an issuer that the site does not know: that issuer is named, from the card's own copy.
    try site.writeConfiguration(["trust: card-ca.pem": "trust: ca.pem"])
    let unknown = try #require(try report(site)["card"])
    #expect(unknown.verdict == "look at" && unknown.words.contains("from no issuer in card.trust"), "\(unknown)")
    let issuer = try Command.output(
      "openssl", ["x509", "-in", "\(site.folder)/card-ca.pem", "-noout", "-subject", "-nameopt", "RFC2253"])
    let subject = issuer.dropFirst("subject=".count).trimmingCharacters(in: .newlines)
    #expect(unknown.hint?.contains("\"\(subject)\"") == true, "\(unknown), \(subject)")
    try site.writeConfiguration()
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
    try site.writeConfiguration([
      "profile: classic": "profile: eligibility-only", "driver: pcsc": "driver: pcsc\n  maker: almex",
    ])
    let alone = try report(site)
    #expect(alone["reader.maker"]?.words == "Almex: the card lies flat, as published")
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

  /// A row as it should be found: part, verdict, and what words and hint hold.
  private typealias Row = (part: String, verdict: String, words: String, hint: String)

  private func expect(_ found: Report, _ rows: Row...) throws {
    for row in rows {
      let check = try #require(found[row.part], "\(row.part)")
      #expect(check.verdict == row.verdict && check.words.contains(row.words), "\(row.part): \(check)")
      #expect(check.hint?.contains(row.hint) ?? row.hint.isEmpty, "\(row.part): \(check)")
      #expect((check.hint == nil) == row.hint.isEmpty, "\(row.part): \(check)")
    }
  }

  @Test("Keys, journal, folder and address: each arrow fits its own row, and no other part is blamed")
  func blame() throws {
    let site = try Site()
    defer { site.close() }
    try site.startStandin()
    let folder = site.folder
    chmod("\(folder)/journal.key", 0o644)
    try "rubbish, and not little of it".write(toFile: "\(folder)/rubbish", atomically: true, encoding: .utf8)
    try site.writeConfiguration(["key: client.key": "key: server.key"])
    let keys = try report(site)
    try expect(
      keys, ("journal.key", "mend", "has mode 0644", "chmod 600 \(folder)/journal.key"),
      ("journal.path", "skipped", "without its key", ""), ("eligibility.certificate", "good", "expires", ""),
      ("eligibility.key", "mend", "does not belong to the certificate", "the key that was made with"),
      ("eligibility.serverTrust", "good", "expires", ""), ("service: connection", "good", "takes", ""),
      ("service: TLS", "skipped", "see eligibility.key", ""),
      ("service: our certificate", "skipped", "see eligibility.key", ""))
    chmod("\(folder)/journal.key", 0o600)

    mkfifo("\(folder)/pipe", 0o600)
    try site.writeConfiguration(["key: client.key": "key: pipe", "path: journal.sqlite": "path: rubbish"])
    try expect(
      try report(site), ("eligibility.key", "mend", "not an ordinary file", "name the key, in PEM"),
      ("eligibility.serverTrust", "good", "expires", ""), ("service: connection", "skipped", "see eligibility.key", ""),
      ("journal.path", "mend", "is not a journal", "name the journal in journal.path, or move"))

    try site.writeConfiguration(["folder: face": "folder: none", "path: journal.sqlite": "path: none/journal.sqlite"])
    try expect(
      try report(site), ("handover.folder", "mend", "does not exist", "make the folder"),
      ("journal.path", "mend", "does not exist", "make the folder"))

    try FileManager.default.createDirectory(atPath: "\(folder)/still", withIntermediateDirectories: true)
    try Command.output("mount", ["-t", "tmpfs", "-o", "ro", "tmpfs", "\(folder)/still"])
    defer { _ = try? Command.output("umount", ["\(folder)/still"]) }
    try site.writeConfiguration(["folder: face": "folder: still", "path: journal.sqlite": "path: still/journal.sqlite"])
    try expect(
      try report(site),
      ("handover.folder", "mend", "refused to create a file: Read-only file system", "is read-only: mount it for"),
      ("journal.path", "mend", "cannot be written", "is read-only: mount it for writing"))

    // A server that speaks HTTP and no TLS.
    let plain = try Server(
      "perl",
      [
        "-MIO::Socket::INET", "-e",
        "$s = IO::Socket::INET->new(Listen => 5, LocalAddr => '127.0.0.1') or die; $| = 1; print 'port ', $s->sockport, "
          + "qq(\\n); while ($c = $s->accept) { sysread $c, $b, 9; print $c qq(HTTP/1.1 400 Bad Request\\r\\n\\r\\n) }",
      ])
    defer { plain.stop() }
    let port = try plain.wait(for: "port ").filter(\.isNumber)
    try site.writeConfiguration(["localhost:\(site.port)": "localhost:\(port)"])
    try expect(
      try report(site), ("service: connection", "good", "takes", ""),
      ("service: TLS", "mend", "does not speak TLS", "must name the port at which the service speaks https"))

    try FileManager.default.removeItem(atPath: "\(folder)/kiosk.yaml")
    try expect(try report(site), ("configuration", "mend", "is not there", "name the kiosk's file with --config"))
  }

  @Test("Files that this user cannot read are told as that, with the command that helps; locked memory likewise")
  func reach() throws {
    let site = try Site()
    defer { site.close() }
    try site.startPCSC()
    try site.startStandin()
    try site.writeConfiguration()
    let card = try site.card("adult")
    try site.pcscd?.wait(for: "Card inserted into")
    // Root too, once it may not pass over modes.
    let modest = ["dac_override", "dac_read_search"].map { "-\($0)" }.joined(separator: ",")
    let plainUser = ["setpriv", "--bounding-set=\(modest)", "--inh-caps=\(modest)"]
    let names = ["card-ca.pem", "client.pem", "client.key", "ca.pem", "journal.key", "staff"]
    for name in names { chmod("\(site.folder)/\(name)", 0) }
    let closed = try report(site, under: plainUser)
    for (part, file, hint) in [
      ("card.trust", "card-ca.pem", "chmod u+r"), ("eligibility.certificate", "client.pem", "chmod u+r"),
      ("eligibility.key", "client.key", "chmod 600"), ("eligibility.serverTrust", "ca.pem", "chmod u+r"),
      ("journal.key", "journal.key", "chmod 600"), ("staff.passwordFile", "staff", "chmod 600"),
    ] {
      try expect(closed, (part, "mend", "cannot read \(site.folder)/\(file): it belongs to", hint))
    }
    try expect(closed, ("service: TLS", "skipped", "not tried, see eligibility", ""))
    #expect(closed.exitCode == 74)
    for name in names { chmod("\(site.folder)/\(name)", 0o600) }
    chmod("\(site.folder)/kiosk.yaml", 0)
    try expect(try report(site, under: plainUser), ("configuration", "mend", "cannot read", "let its user read it"))
    chmod("\(site.folder)/kiosk.yaml", 0o644)

    let noMemory = try report(
      site, under: ["setpriv", "--bounding-set=-ipc_lock", "--inh-caps=-ipc_lock", "prlimit", "--memlock=0"])
    try expect(
      noMemory, ("locked memory", "mend", "the system lets this user keep no more memory out of swap", "LimitMEMLOCK"),
      ("card", "skipped", "see locked memory", ""), ("journal.key", "mend", "no locked memory", "LimitMEMLOCK=8M"))
    #expect(!noMemory.checks.contains { $0.words.contains("cannotLock") })
    #expect(try site.counters(of: card) == [3, 0, 0])
  }

  @Test("Certificates out of their dates: the clock is looked at first where that is the likelier cause")
  func dates() throws {
    let site = try Site()
    defer { site.close() }
    try """
    [ca]
    default_ca = d
    [d]
    database = index.txt
    serial = serial
    new_certs_dir = .
    policy = p
    default_md = sha256
    unique_subject = no
    [p]
    commonName = supplied
    [e]
    subjectAltName = DNS:localhost
    """.write(toFile: "\(site.folder)/ca.cnf", atomically: true, encoding: .utf8)
    try "".write(toFile: "\(site.folder)/index.txt", atomically: true, encoding: .utf8)
    try "1000\n".write(toFile: "\(site.folder)/serial", atomically: true, encoding: .utf8)
    func sign(_ name: String, _ years: ClosedRange<Int>, as other: String) throws {
      try Command.output(
        "openssl", ["req", "-new", "-key", "\(other).key", "-subj", "/CN=\(name).example", "-out", "\(name).csr"],
        folder: site.folder)
      try Command.output(
        "openssl",
        [
          "ca", "-batch", "-notext", "-config", "ca.cnf", "-cert", "ca.pem", "-keyfile", "ca.key", "-in", "\(name).csr",
          "-out", "\(name).pem", "-extensions", "e", "-startdate", "\(years.lowerBound)0101000000Z", "-enddate",
          "\(years.upperBound)0101000000Z",
        ], folder: site.folder)
    }
    // The stand-in's authority keeps its key to itself.
    try Command.output(
      "openssl",
      [
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "30000",
        "-subj",
        "/CN=issuer.example",
      ], folder: site.folder)
    try sign("server", 2001...2090, as: "server")
    try sign("early", 2090...2091, as: "client")
    try sign("late", 2001...2002, as: "client")
    try site.startStandin()
    try site.writeConfiguration(["certificate: client.pem": "certificate: early.pem"])
    try expect(
      try report(site), ("eligibility.certificate", "mend", "not valid before 2090-01-01", "first compare this machine")
    )
    // The service's own holds: it is ours that was forgotten.
    try site.writeConfiguration(["certificate: client.pem": "certificate: late.pem"])
    let forgotten = try report(site)
    try expect(forgotten, ("eligibility.certificate", "mend", "expired on 2002-01-01", "renew it at the service"))
    #expect(forgotten["eligibility.certificate"]?.hint?.contains("clock") == false)
    site.stopStandin()
    try sign("server", 2001...2002, as: "server")
    try site.startStandin()
    try site.writeConfiguration(["certificate: client.pem": "certificate: late.pem"])
    try expect(
      try report(site), ("eligibility.certificate", "mend", "expired on 2002-01-01", "first compare this machine"),
      ("service: TLS", "mend", "expired", "first compare this machine's clock (timedatectl)"))
  }

  @Test("A reader behind its bridge is looked at: ready, serving a kiosk, dead, silent")
  func bridge() throws {
    let site = try Site()
    defer { site.close() }
    try site.startStandin()
    try site.writeConfiguration(["driver: pcsc": "driver: bridge\n  socket: reader.sock"])
    try expect(try report(site), ("reader", "mend", "the bridge has not been started", "start the bridge's program"))
    let socket = "\(site.folder)/reader.sock"
    let bridge = try Server(
      Site.program("uketsuke"), ["reader-bridge", "simulate", "--socket", socket, "--person", "adult"])
    defer { bridge.stop() }
    try bridge.wait(for: "serving adult")
    try expect(try report(site), ("reader", "good", "\"simulated face-auth reader", ""))
    bridge.say("unplug")
    try bridge.wait(for: "unplugged")
    try expect(try report(site), ("reader", "mend", "is not ready: the simulated reader is unplugged", "its plug"))
    bridge.say("plug")
    let kiosk = try site.kiosk()
    defer { kiosk.close() }
    try kiosk.wait(for: "どの方法で")
    try expect(try report(site), ("reader", "good", "serves a kiosk now", ""))
    kiosk.close()
    kill(bridge.process.processIdentifier, SIGSTOP)
    try expect(
      try report(site), ("reader", "mend", "says no hello within 3.0 seconds", "start the bridge's program anew"))
    kill(bridge.process.processIdentifier, SIGKILL)
    bridge.process.waitUntilExit()
    let dead = try report(site)
    try expect(dead, ("reader", "mend", "nobody listens there", "start the bridge's program anew"))
    #expect(dead.exitCode == 69)
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
