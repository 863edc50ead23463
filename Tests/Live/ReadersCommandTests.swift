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
    }

    var readers: [Reader]
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

  @Test("pcscd away, and no reader: a sentence with the next step, exit code 69")
  func nothingThere() throws {
    let away = try readers()
    #expect(away.status == 69)
    #expect(away.output == "")
    #expect(
      away.errors == "uketsuke: the card readers' service (pcscd) is not running; start it, now and with the machine: "
        + "systemctl enable --now pcscd.socket\n")
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
