import Foundation
import Testing

/// What a site can get wrong before the first patient: one sentence on standard error, the exit code that says which
/// kind it is, and nothing half done.
@Suite("Bad input at start", .serialized)
struct BadInputTests {
  private func run(_ site: Site, _ command: String = "run") throws -> (status: Int32, errors: String) {
    let result = try Command.run(try Site.program("uketsuke"), [command, "--config", "\(site.folder)/kiosk.yaml"])
    return (result.status, result.errors)
  }

  @Test("An unknown key names file, line and the nearest known key")
  func unknownKey() throws {
    let site = try Site()
    defer { site.close() }
    try site.writeConfiguration(["  kind: clinic": "  kinds: clinic"])
    let (status, errors) = try run(site)
    #expect(status == 78)
    #expect(errors.contains("kiosk.yaml:3:"))
    #expect(errors.contains("institution.kinds"))
    #expect(errors.contains("did you mean \"institution.kind\"?"))
    #expect(errors.split(separator: "\n").count == 1)
  }

  @Test("A missing configuration file")
  func missingFile() throws {
    let result = try Command.run(try Site.program("uketsuke"), ["run", "--config", "/nowhere/kiosk.yaml"])
    #expect(result.status == 74)
    #expect(result.errors.contains("/nowhere/kiosk.yaml"))
  }

  @Test("An institution's code that is not 10 digits")
  func institutionCode() throws {
    let site = try Site()
    defer { site.close() }
    try site.writeConfiguration(["\"1312345670\"": "\"131234567\""])
    let (status, errors) = try run(site)
    #expect(status == 78)
    #expect(errors.contains("institution.code"))
  }

  @Test("A journal key that others can read")
  func openKey() throws {
    let site = try Site()
    defer { site.close() }
    try site.writeConfiguration()
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: "\(site.folder)/journal.key")
    let (status, errors) = try run(site)
    #expect(status == 78)
    #expect(errors.contains("journal.key") && errors.contains("chmod 600"))
  }

  @Test("A client certificate with another one's key")
  func wrongPair() throws {
    let site = try Site()
    defer { site.close() }
    try site.writeConfiguration(["key: client.key": "key: server.key"])
    let (status, errors) = try run(site, "check")
    #expect(status == 78)
    #expect(errors.contains("eligibility.key"))
  }

  @Test("The service's own CAs: a file that is not there, and one without a certificate", arguments: ["check", "run"])
  func serverTrust(_ command: String) throws {
    let site = try Site()
    defer { site.close() }
    try site.writeConfiguration(["serverTrust: ca.pem": "serverTrust: nowhere.pem"])
    let missing = try run(site, command)
    #expect(missing.status == 74)
    #expect(missing.errors.contains("eligibility.serverTrust"))
    try site.writeConfiguration(["serverTrust: ca.pem": "serverTrust: people.yaml"])
    let rubbish = try run(site, command)
    #expect(rubbish.status == 78)
    #expect(rubbish.errors.contains("eligibility.serverTrust"))
    #expect(rubbish.errors.split(separator: "\n").count == 1)
  }

  @Test("A journal that is no journal")
  func damagedJournal() throws {
    let site = try Site()
    defer { site.close() }
    try site.writeConfiguration()
    try "not a database at all, but long enough to be looked at".write(
      toFile: "\(site.folder)/journal.sqlite", atomically: true, encoding: .utf8)
    let (status, errors) = try run(site)
    #expect(status == 74)
    #expect(errors.contains("journal.path"))
  }

  @Test("A hand-over folder that is not there")
  func missingFolder() throws {
    let site = try Site()
    defer { site.close() }
    try site.writeConfiguration(["folder: face": "folder: nowhere"])
    let (status, errors) = try run(site, "check")
    #expect(status == 74)
    #expect(errors.contains("handover.folder"))
  }

  @Test("Not a terminal")
  func notATerminal() throws {
    let site = try Site()
    defer { site.close() }
    try site.startPCSC()
    try site.writeConfiguration()
    let (status, errors) = try run(site)
    #expect(status == 69)
    #expect(errors.contains("terminal"))
  }

  @Test("A good configuration passes the check")
  func good() throws {
    let site = try Site()
    defer { site.close() }
    try site.writeConfiguration()
    #expect(try run(site, "check").status == 0)
  }

  @Test("A damaged screen file fails the check and is named with its line")
  func damagedScreens() throws {
    let site = try Site()
    defer { site.close() }
    let screens = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Screens").path
    try FileManager.default.copyItem(atPath: screens, toPath: "\(site.folder)/Screens")
    let file = "\(site.folder)/Screens/screens/pin.yaml"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    try (text + "\nblink: yes\n").write(toFile: file, atomically: true, encoding: .utf8)
    let result = try Command.run(
      try Site.program("uketsuke"), ["check", "--screens", "\(site.folder)/Screens"])
    #expect(result.status == 78)
    #expect(result.errors.contains("screens/pin.yaml:"))
    #expect(result.errors.contains("blink"))
  }
  @Test("The kiosk ends by SIGTERM also while the reader service hangs")
  func endsBesideAHangingReaderService() throws {
    let site = try Site()
    defer { site.close() }
    try site.startPCSC()
    try site.writeConfiguration()
    let kiosk = try site.kiosk()
    defer { kiosk.close() }
    try kiosk.wait(for: "カードを ここに 置いてください")
    let service = try #require(site.pcscd).process.processIdentifier
    kill(service, SIGSTOP)
    // Only then can it be ended in its turn.
    defer { kill(service, SIGCONT) }
    try kiosk.endKiosk()
    #expect(try site.audit("list").output.contains("kioskStopped"))
  }

  @Test("The terminal is left as it was found, also by SIGTERM")
  func terminalRestored() throws {
    let site = try Site()
    defer { site.close() }
    try site.startPCSC()
    try site.startStandin()
    try site.writeConfiguration()
    let kiosk = try site.kiosk()
    defer { kiosk.close() }
    try kiosk.wait(for: "カードを ここに 置いてください")
    kill(try #require(try kiosk.kioskID()), SIGTERM)
    let seen = try kiosk.wait(for: "exit 0")
    #expect(!seen.contains("カードを ここに"))
    try kiosk.type("echo")
    try kiosk.wait(for: "echo")
    #expect(try site.audit("list").output.contains("kioskStopped"))
  }
}
