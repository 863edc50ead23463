import Foundation
import Testing

/// `uketsuke lookup`, `batch`, `reference` and `view` against the stand-in over mutual TLS, as staff and IT people run them.
@Suite("Live: at the counter", .serialized)
struct CounterCommandsTests {
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
    let kiosk = try OpenKiosk(standin: Site.terminal)
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
    try readOnScreen(file, kiosk.site)
    // The reception system took the file away: the service knows what lives, and shows no more by it.
    let person = Array(Self.adult.dropFirst())
    let lookedUp = try Counter.run(["view", "--staff", "0456"] + person, input: Site.password + "\n", kiosk.site)
    #expect(lookedUp.status == 0 && lookedUp.output == shown.output, "\(lookedUp.errors)")
    let nobody = try Counter.run(
      ["view", "--staff", "0456"] + person.map { $0 == "9000001" ? "9000009" : $0 }, input: Site.password + "\n",
      kiosk.site)
    #expect(nobody.status == 1 && nobody.output.isEmpty && nobody.errors.contains("該当する資格がありません"), "\(nobody)")
    // The same through the folders of an eligibility terminal, in its encoding.
    let byFolders = try Counter.run(
      ["view", file, "--staff", "0456"], input: Site.password + "\n", kiosk.site, "folders.yaml")
    #expect(byFolders.status == 0 && byFolders.output == shown.output, "\(byFolders.errors)")
    // Who is not qualified, or not known, sees nothing.
    try set("0789")
    let clerk = try Counter.run(["view", file, "--staff", "0789"], input: Site.password + "\n", kiosk.site)
    #expect(clerk.status == 77 && clerk.output.isEmpty)
    for _ in 0..<5 {
      let guess = try Counter.run(["view", file, "--staff", "0456"], input: "mihonwrong\n", kiosk.site)
      #expect(guess.status == 77 && guess.output.isEmpty)
    }
    let shut = try Counter.run(["view", file, "--staff", "0456"], input: Site.password + "\n", kiosk.site)
    #expect(shut.status == 77 && shut.errors.contains("パスワードのまちがいが 続いた"))
    let records = try Counter.records(kiosk.site)
    #expect(records.contains("viewIntent") && records.contains("viewOutcome"))
    #expect(records.contains("staff=0456 qualification=doctor kinds=\"SRJ YZK\""))
  }

  /// On a terminal: a screen of its own that says whose consent it is, and of which nothing is left.
  private func readOnScreen(_ file: String, _ site: Site) throws {
    // As if the consent were about to end: what the service holds it against is its own record.
    let path = "\(site.folder)/\(file)"
    let whole = try String(contentsOfFile: path, encoding: .utf8)
    let soon = try Command.output("env", ["TZ=JST-9", "date", "-d", "+300 seconds", "+%Y%m%d%H%M%S"])
    let ending = whole.replacing(#/(<PharmacistsInfoAvailableTime>)\d+/#) { "\($0.1)\(soon.prefix(14))" }
    #expect(ending != whole)
    try ending.write(toFile: "\(site.folder)/ending.xml", atomically: true, encoding: .utf8)
    let program = try Site.program("uketsuke")
    for (name, rows, end) in [(file, 24, "*"), ("ending.xml", 40, "")] {
      let screen = try TerminalSession(
        "'\(program)' view \(name) --staff 0456 --config counter.yaml", folder: site.folder, rows: rows,
        columns: rows * 4)
      defer { screen.close() }
      try screen.wait(for: "スタッフ 0456 のパスワード")
      try screen.type(Site.password)
      try screen.press("Enter")
      let seen = try screen.wait(for: "花子 (", "── お薬 ──", end.isEmpty ? "残り 04:" : " まで")
      let first = try #require(seen.split(separator: "\n").first)
      let heading = "見本  花子  同意 "
      #expect(first.hasPrefix(heading) && first.contains("  薬剤・診療 "), "\(first)")
      #expect(file.contains(first.dropFirst(heading.count).prefix(12)), "\(first)")
      try screen.press("End")
      try screen.press("NPage")
      if end.isEmpty {
        // tmux wraps the lines anew, and so moves some of them to where one scrolls back.
        try screen.resize(rows: 12, columns: 40)
        try screen.wait(for: "薬剤・診療\n", "* : 閉じる")
        #expect(try screen.endKiosk() == "exit 0")
      } else {
        try screen.type(end)
        try screen.wait(for: "exit 0")
      }
      let left = try screen.textAndPast()
      for personal in ["見本", "お薬", "薬剤"] { #expect(!left.contains(personal), "\(left)") }
    }
  }

  @Test(
    "Through a terminal's folders in Shift_JIS: one person, a batch, reference numbers; what it cannot write is not asked"
  )
  func folders() throws {
    let counter = try Counter(Site.terminal)
    defer { counter.close() }
    func run(_ words: [String], input: String = "") throws -> (status: Int32, output: String, errors: String) {
      try Counter.run(words, input: input, counter.site, "folders.yaml")
    }
    let registered = try run(
      ["reference", "カルテ-1", "--insurer", "01990019", "--symbol", "見本", "--number", "9000001", "--branch", "01"])
    #expect(registered.status == 0 && registered.output.contains("登録 1 件"), "\(registered)")
    let found = try run(Self.adult)
    #expect(found.status == 0 && found.output.contains("見本　花子") && found.output.contains("カルテ-1"), "\(found)")
    // 髙 is in CP932; 𠮷 is not.
    #expect(try run(Self.adult.map { $0 == "見本" ? "髙" : $0 }).status == 1)
    let unwritable = try run(Self.adult.map { $0 == "見本" ? "𠮷" : $0 })
    #expect(unwritable.status == 65 && unwritable.errors.contains("nothing was asked"))
    try """
    患者番号,保険者番号,記号,番号,枝番,生年月日
    P-1,01990019,見本,9000001,01,S60.5.20
    P-2,01990019,見本,9000009,01,1985/5/20

    """.write(toFile: "\(counter.site.folder)/bookings.csv", atomically: true, encoding: .utf8)
    let batch = try run(["batch", "submit", "bookings.csv", "--wait", "--within", "60"])
    #expect(batch.status == 0 && batch.output.contains("✗ P-2 9000009: 該当する資格がありません"), "\(batch)")
    #expect(try run(["batch", "collect"]).output == batch.output)
    for folder in ["req", "res"] {
      #expect(try FileManager.default.contentsOfDirectory(atPath: "\(counter.site.folder)/oqs/\(folder)").isEmpty)
    }
    // A terminal that never answers: within the limit, the request taken back, and nobody is told "no such eligibility".
    counter.site.stopStandin()
    let yaml = "\(counter.site.folder)/folders.yaml"
    let patient = try String(contentsOfFile: yaml, encoding: .utf8)
    try patient.replacing("wait: 20", with: "wait: 1").write(toFile: yaml, atomically: true, encoding: .utf8)
    let mute = try run(Self.adult)
    #expect(mute.status == 69 && mute.output.isEmpty && mute.errors.contains("nothing was asked"), "\(mute)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: "\(counter.site.folder)/oqs/req").isEmpty)
    #expect(try Counter.records(counter.site).contains("lookupOutcome result=service-unreachable"))
    // A counter that has no kiosk is examined as what it is.
    let doctor = try run(["doctor"])
    #expect(doctor.status <= 1, "\(doctor)")
    for part in [
      "eligibility.url", "eligibility: req", "counter.journal ", "counter.folder", "libxml2", "libzip",
      "staff.passwordFile",
    ] {
      #expect(doctor.output.contains("✓ good    \(part)"), "\(part) in \(doctor.output)")
    }
    #expect(!doctor.output.contains("pcscd") && doctor.output.contains("a counter's alone"))
  }

  @Test("Reference numbers of many, and by whom: the records name the staff member who proved to be one")
  func references() throws {
    let counter = try Counter("batch: {pauseMilliseconds: 0, microsecondsPerPerson: 0}")
    defer { counter.close() }
    try """
    照会番号,保険者番号,記号,番号,枝番
    カルテ-1,01990019,見本,9000001,01
    カルテ-2,01990019,見本,9000009,01

    """.write(toFile: "\(counter.site.folder)/charts.csv", atomically: true, encoding: .utf8)
    let many = ["reference", "--csv", "charts.csv", "--within", "60", "--results", "out.csv"]
    let policy = try String(contentsOfFile: "\(counter.site.folder)/counter.yaml", encoding: .utf8)
    try policy.replacing("folder: shelf", with: "folder: shelf, staff: required")
      .write(toFile: "\(counter.site.folder)/counter.yaml", atomically: true, encoding: .utf8)
    let unnamed = try counter.run(many)
    #expect(unnamed.status == 77 && unnamed.errors.contains("--staff"))
    #expect(try counter.run(Self.adult).status == 77)
    let named = ["--staff", Site.staffNumber]
    let wrong = try counter.run(many + named, input: "mihonwrong\n")
    #expect(wrong.status == 77 && wrong.errors.contains("パスワードが ちがいます"))
    let done = try counter.run(many + named, input: Site.password + "\n")
    #expect(done.status == 1 && done.output.contains("登録 1 件、登録できなかったもの 1 件"), "\(done)")
    let table = try String(contentsOfFile: "\(counter.site.folder)/out.csv", encoding: .utf8)
    #expect(table.contains("カルテ-1,01990019,見本,9000001,01,1,") && table.contains("カルテ-2,01990019,見本,9000009,01,0,"))
    // Later replies carry it, and the same again changes nothing.
    let found = try counter.run(Self.adult + named, input: Site.password + "\n")
    #expect(found.status == 0 && found.output.contains("カルテ-1"), "\(found)")
    let again = try counter.run(["batch", "collect"] + named, input: Site.password + "\n")
    #expect(again.status == 1 && again.output == done.output, "\(again)")
    let records = try Counter.records(counter.site)
    #expect(records.contains("staff=\(Site.staffNumber) step=submit kind=referenceNumbers people=2"), "\(records)")
    #expect(records.contains("lookupIntent user=\(getuid()) staff=\(Site.staffNumber)"))
    #expect(records.contains("staffOutcome staff=\(Site.staffNumber) result=refused"))
    for personal in ["01990019", "カルテ", "見本"] { #expect(!records.contains(personal), "\(personal)") }
  }

  @Test("10,000 people in one file: each has a line, and the result is read within the figures")
  func tenThousand() throws {
    let counter = try Counter("crowd: 10000\nbatch: {pauseMilliseconds: 1500, microsecondsPerPerson: 100}")
    defer { counter.close() }
    let folder = counter.site.folder
    try Command.output(
      Site.program("uketsuke-standin"), ["crowd", "--count", "10000", "--out", "\(folder)/bookings.csv"])
    // A terminal, because there the bar is seen.
    let program = try Site.program("uketsuke")
    let screen = try TerminalSession(
      "'\(program)' batch submit bookings.csv --wait --config counter.yaml --json first.json", folder: folder)
    defer { screen.close() }
    try screen.wait(for: " / 10000  処理中")
    try screen.wait(for: "exit 0")
    let end = try screen.textAndPast()
    #expect(end.contains(#/人数 +10000\n/#), "\(end)")
    struct Table: Decodable {
      struct Row: Decodable { var identifier: String? }
      var rows: [Row]
    }
    let table = try JSONDecoder().decode(
      Table.self, from: Data(contentsOf: URL(fileURLWithPath: "\(folder)/first.json")))
    #expect(Set(table.rows.compactMap(\.identifier)).count == 10_000 && table.rows.count == 10_000)
    // Once more from what was kept, without asking: opened, read, tabled and written.
    counter.site.stopStandin()
    let measured = try Command.output(
      "python3",
      ["-c", Self.measuring, program, "batch", "collect", "--config", "counter.yaml", "--csv", "second.csv"],
      folder: folder)
    let figures = measured.split(separator: "\n").suffix(2).compactMap { Double($0) }
    try #require(figures.count == 2, "\(measured)")
    let (seconds, mebibytes) = (figures[0], figures[1] / 1_024)
    print("10,000 people read in \(seconds) s, \(mebibytes) MiB at most")
    // 2 s, and three times as long where machines are slow and shared.
    #expect(seconds <= 6 && mebibytes <= 200, "\(seconds) s, \(mebibytes) MiB")
    let lines = try String(contentsOfFile: "\(folder)/second.csv", encoding: .utf8).split(separator: "\r\n")
    #expect(lines.count == 10_001)
  }

  /// Runs a command; its processor's seconds, which no other program of a busy machine is in, and its most KiB go below
  /// its output.
  private static let measuring = """
    import resource, subprocess, sys
    subprocess.run(sys.argv[1:], check=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(used.ru_utime + used.ru_stime)
    print(used.ru_maxrss)
    """
}
