import Foundation
import Testing

/// `uketsuke readers`, beside what others see of the same readers.
@Suite("Live: the list of readers", .serialized)
struct ReadersCommandTests {
  /// The report for scripts.
  private struct Report: Decodable {
    struct Reader: Decodable, Equatable {
      var name: String
      var vendor: String?
      var card: String
      var answerToReset: String?
      var interface: String?
      var extendedLength: String
      var mostDataBytes: Int?
      var samShownBy: String?
      var refusedForEligibilityOnly: String?
      var fullService: String
      var eligibilityOnly: String
    }

    struct Bridge: Decodable, Equatable {
      var state: String
      var reader: String?
      var comparesFaces: Bool?
      var pinPad: String?
    }

    var driver: String
    var readers: [Reader]
    var bridge: Bridge?
    var kioskReader: String?
    var refusal: String?
  }

  private func readers(_ arguments: String...) throws -> (status: Int32, output: String, errors: String) {
    try Command.run(try Site.program("uketsuke"), ["readers"] + arguments)
  }

  private func report(_ arguments: String...) throws -> Report {
    let result = try Command.run(try Site.program("uketsuke"), ["readers", "--json"] + arguments)
    return try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
  }

  @Test("The makers' readers: where the card goes, and whether a public source says so")
  func makers() throws {
    let listed = try readers("--makers")
    #expect(listed.status == 0 && listed.errors == "")
    let blocks = listed.output.components(separatedBy: "\n\n")
    #expect(blocks.count == 5)
    let almex = try #require(blocks.first)
    #expect(almex.hasPrefix("almex  Almex\n  card             lies flat (https://"), "\(almex)")
    #expect(almex.contains("\n  \"COM切断\"\n    the line between reader and computer broke"))
    #expect(blocks[1].contains("\n  card             lies flat (this project's default)\n"))
    #expect(blocks[1].contains("\n  cancelled        0.32 of 100 visits ("))
    let mixed = try readers("--makers", "--json")
    #expect(mixed.status == 64 && mixed.errors.contains("--makers stands alone"))
  }

  @Test("pcscd away, and no reader: a sentence with the next step, exit code 69")
  func nothingThere() throws {
    let away = try readers()
    #expect(away.status == 69)
    #expect(away.output == "")
    #expect(
      away.errors == "uketsuke: the card readers' service (pcscd) is not running; start it, now and with the machine: "
        + "systemctl enable --now pcscd.socket\n")
    let told = try report()
    #expect(told.readers.isEmpty && told.kioskReader == nil)
    #expect(told.refusal == "the card readers' service (pcscd) is not running")
    #expect(try readers("--json").status == 69)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("readers-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let service = try Server("pcscd", ["--foreground", "--info", "--config", folder])
    defer { service.stop() }
    try service.wait(for: "daemon ready")
    let empty = try readers()
    #expect(empty.status == 69)
    #expect(empty.output == "")
    #expect(empty.errors.hasPrefix("uketsuke: no card reader is attached; plug one in"))
    #expect(try report().readers.isEmpty)
    // Stopped in the middle of everything.
    kill(service.process.processIdentifier, SIGSTOP)
    let hung = try readers("--json")
    #expect(hung.status == 69 && hung.errors.contains("hangs: it runs, and does not answer; start it anew"), "\(hung)")
    #expect(try JSONDecoder().decode(Report.self, from: Data(hung.output.utf8)).readers.isEmpty)
    kill(service.process.processIdentifier, SIGCONT)
    // Killed, and its socket left behind.
    kill(service.process.processIdentifier, SIGKILL)
    service.process.waitUntilExit()
    let killed = try readers()
    #expect(killed.status == 69)
    #expect(killed.errors.contains("has died and left its socket behind; start it anew"), "\(killed.errors)")
  }

  @Test(
    "pcscd that takes the connection and turns the user away, as polkit has it do: named as that, with what to allow")
  func turnedAway() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("pcscd-\(UUID().uuidString)").path
    let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let length = socklen_t(MemoryLayout<sockaddr_un>.size)
    let isBound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, length) == 0 }
    }
    try #require(isBound && listen(listener, 8) == 0, "\(path)")
    let doorkeeper = Thread {
      while case let guest = accept(listener, nil, nil), guest >= 0 { close(guest) }
    }
    doorkeeper.start()
    defer {
      shutdown(listener, Int32(SHUT_RDWR))
      close(listener)
      unlink(path)
    }
    let away = try Command.run("env", ["PCSCLITE_CSOCK_NAME=\(path)", try Site.program("uketsuke"), "readers"])
    #expect(away.status == 69)
    #expect(away.errors.contains("turns this user away; allow the kiosk's user the polkit actions"), "\(away.errors)")
  }

  @Test("The readers, the card and its answer to reset are those that OpenSC and pcsc_scan see")
  func secondOpinion() throws {
    let table = try CardTable()
    defer { table.close() }
    let card = try table.layAndSee("adult")
    let ours = try report()
    let theirs = try Command.output("opensc-tool", ["--list-readers"]).split(separator: "\n").dropFirst(2)
    #expect(ours.readers.count == 2)
    #expect(theirs.count == ours.readers.count)
    for (line, reader) in zip(theirs, ours.readers) {
      #expect(line.hasSuffix(" \(reader.name)"), "\(line)")
      #expect(line.contains(" Yes ") == (reader.card == "present"), "\(line)")
    }
    let scanned = try Command.output("pcsc_scan", ["-r"]).split(separator: "\n").filter { $0.contains(": ") }
    #expect(scanned.map { $0.drop { $0 != " " }.dropFirst() } == ours.readers.map { $0.name[...] })
    let atr = try Command.output("opensc-tool", ["--atr"]).filter(\.isHexDigit).uppercased()
    #expect(ours.readers[0].answerToReset == atr)
    #expect(ours.readers[0].interface == "contact")
    #expect(ours.kioskReader == "Virtual PCD 00 00")
    let text = try readers()
    #expect(text.status == 0)
    #expect(text.errors == "")
    #expect(text.output.contains("one lies here, answer to reset \(atr)"))
    // No card was touched.
    card.say("tries")
    try card.wait(for: "tries left 3, VERIFY 0, wrong 0")
  }

  @Test("A configuration whose reader is behind a bridge, or simulated: that one is told of, and no reader of pcscd's")
  func otherDrivers() throws {
    let site = try Site()
    defer { site.close() }
    try site.startPCSC(readers: ["Mihon Long"])
    let config = "\(site.folder)/kiosk.yaml"
    let socket = "\(site.folder)/reader.sock"
    try site.writeConfiguration(["driver: pcsc": "driver: bridge\n  socket: reader.sock"])
    let none = try readers("--config", config)
    #expect(none.status == 69 && none.errors.contains("the bridge has not been started; start the"), "\(none)")
    #expect(!none.output.contains("Mihon Long") && !none.output.contains("the kiosk's"), "\(none.output)")
    let bridge = try Server(
      Site.program("uketsuke"),
      ["reader-bridge", "simulate", "--socket", socket, "--person", "adult", "--pin-pad", "reader", "--without-faces"])
    defer { bridge.stop() }
    try bridge.wait(for: "serving adult")
    let ready = try readers("--config", config)
    #expect(ready.status == 0 && ready.errors == "", "\(ready)")
    for words in [
      "simulated face-auth reader (見本)\n", "compares no faces", "typed on the reader", "relayed from the kiosk",
      "state            ready", "the kiosk's      yes, by reader.socket",
    ] { #expect(ready.output.contains(words), "\(words) in:\n\(ready.output)") }
    let told = try report("--config", config)
    #expect(told.driver == "bridge" && told.readers.isEmpty && told.kioskReader == "simulated face-auth reader (見本)")
    #expect(told.bridge?.state == "ready" && told.bridge?.pinPad == "reader" && told.bridge?.comparesFaces == false)
    chmod(socket, 0o666)
    let open = try readers("--config", config)
    #expect(open.status == 78 && open.errors.contains("can be written by others"), "\(open)")
    try site.writeConfiguration(["driver: pcsc": "driver: simulated"])
    let simulated = try readers("--config", config)
    #expect(simulated.status == 0 && simulated.output.hasPrefix("the kiosk's reader is simulated"), "\(simulated)")
    #expect(try report("--config", config).driver == "simulated")
  }

  @Test("A reader that does not answer in time is not said to be another program's")
  func hungCard() throws {
    let table = try CardTable()
    defer { table.close() }
    let card = try table.layAndSee("adult")
    kill(card.process.processIdentifier, SIGSTOP)
    defer { kill(card.process.processIdentifier, SIGCONT) }
    // Somebody asks the card, which answers nothing; the service lets every other caller wait for it.
    let asker = try Server("opensc-tool", ["--serial"])
    defer { asker.stop() }
    // The asker may not have come to the card yet.
    var text = ""
    let deadline = ContinuousClock.now + Server.patience
    while !text.contains("not told: it does not answer in time, or another program keeps it"),
      ContinuousClock.now < deadline
    { text = try readers().output }
    #expect(text.contains("not told: it does not answer in time, or another program keeps it"), "\(text)")
  }

  @Test("What each can do, as its driver tells it; what the eligibility-only kind refuses, and the configuration's own")
  func abilities() throws {
    let site = try Site()
    defer { site.close() }
    try site.startPCSC(readers: ["Mihon Long", "Mihon Short", "Mihon SAM", "Mihon Silent"])
    try site.reader(0).set("largest", "65536")
    try site.reader(0).set("vendor", "Mihon Works")
    try site.reader(1).set("largest", "256")
    let list = try report()
    #expect(list.readers.map(\.extendedLength) == ["yes", "no", "not-told", "not-told"])
    #expect(list.readers.map(\.mostDataBytes) == [65_536, 256, nil, nil])
    #expect(list.readers.map(\.vendor) == ["Mihon Works", nil, nil, nil])
    #expect(list.readers.map(\.card) == ["none", "none", "none", "none"])
    #expect(list.readers.map(\.samShownBy) == [nil, nil, "Mihon SAM 02 00", nil])
    #expect(list.readers.map { $0.refusedForEligibilityOnly != nil } == [false, true, true, false])
    #expect(list.readers.map(\.fullService) == ["yes", "yes", "yes", "yes"])
    #expect(list.readers.map { $0.eligibilityOnly.prefix(3) } == ["yes", "no:", "no:", "per"])
    let text = try readers().output
    for words in [
      "made by          Mihon Works", "extended length  yes, up to 65536 bytes",
      "extended length  not told by the driver",
      "eligibility only perhaps: the first cards show it",
      "the kiosk's      yes, the first",
    ] { #expect(text.contains(words), "\(words) in:\n\(text)") }

    for (name, kind, status, words) in [
      ("Mihon Short", "classic", 0, nil),
      ("Mihon Short", "eligibility-only", 69, "takes no commands of extended length"),
      ("Mihon Long", "eligibility-only", 0, nil), ("Mihon S", "classic", 69, "begins the name of several card readers"),
      ("Tameshi", "classic", 69, "is not attached; attached: \"Mihon Long 00 00\""),
    ] as [(String, String, Int, String?)] {
      try site.writeConfiguration([
        "driver: pcsc": "driver: pcsc\n  name: \(name)", "profile: classic": "profile: \(kind)",
      ])
      let result = try readers("--config", "\(site.folder)/kiosk.yaml")
      #expect(result.status == Int32(status), "\(name) \(kind): \(result.errors)")
      #expect(words.map(result.errors.contains) ?? result.errors.isEmpty, "\(result.errors)")
    }
    // A mute card costs every caller of pcscd its time.
    _ = try site.card(nil, ["--mute"] + site.reader(3).place)
    try site.pcscd?.wait(for: "Card inserted into Mihon Silent")
    try site.reader(0).set("broken")
    try site.pcscd?.wait(for: "Error communicating to")
    let broken = try report()
    #expect(broken.readers.map(\.card) == ["unknown", "none", "none", "mute"])
    #expect(broken.refusal == "the card reader \"Mihon Long 00 00\" does not answer its driver")
  }
}
