import Foundation
import Testing

@testable import KioskProgram

@Suite("What the doctor says")
struct DiagnosisTests {
  private let good = Diagnosis.good("clock", "right")
  private let warning = Diagnosis.warning("time zone", "another", hint: "set it")
  private let service = Diagnosis.fault("pcscd", .serviceUnavailable, "away", hint: "start it")
  private let file = Diagnosis.fault("handover.folder", .inputOutput, "missing", hint: "make it")

  @Test("The exit code: nothing, something to look at, the fault's own, of several kinds the configuration's")
  func exitCodes() {
    #expect([Diagnosis]().exitCode == 0)
    #expect([good, .skipped("terminal", "none")].exitCode == 0)
    #expect([good, warning].exitCode == 1)
    #expect([warning, service, good].exitCode == 69)
    #expect([file, file].exitCode == 74)
    #expect([service, file].exitCode == 78)
  }

  @Test("A line has a sign, a word, the part and the words; the hint stands below; nothing reaches the terminal's ear")
  func lines() {
    #expect(good.text == "✓ good    clock                    right")
    #expect(warning.text == "! look at time zone                another\n          → set it")
    #expect(service.text.hasPrefix("✗ mend    pcscd "))
    #expect(Diagnosis.skipped("card", "none").text.hasPrefix("– skipped card "))
    let hostile = Diagnosis.fault("configuration", .configuration, "a\u{1B}[2Jb\nc", hint: "d\u{9B}e")
    #expect(!hostile.text.contains("\u{1B}") && !hostile.text.contains("\u{9B}"))
    #expect(hostile.text.split(separator: "\n").count == 2)
  }

  @Test("The summary counts each")
  func summary() {
    #expect([good, good, warning, service].summary == "4 checks: 2 good, 1 to look at, 1 to mend, 0 skipped")
    let report = DoctorReport([warning, service])
    #expect(report.exitCode == 69)
    #expect(report.checks.map(\.verdict) == ["look at", "mend"])
  }

  @Test("Why TLS fails is told by its own cause, and the next step fits")
  func causes() {
    for (words, trouble, step) in [
      ("SSL certificate problem: certificate has expired", .dates, "first compare this machine's clock (timedatectl)"),
      ("SSL certificate problem: certificate is not yet valid", .dates, "first compare this machine's clock"),
      ("error:0A00010B:SSL routines::wrong version number", .notTLS, "must name the port at which the service speaks"),
      ("SSL: no alternative certificate subject name matches target host name 'a'", .name, "eligibility.url (u)"),
      ("SSL certificate problem: unable to get local issuer certificate", .issuer, "eligibility.serverTrust must hold"),
      ("SSL certificate problem: self-signed certificate in certificate chain", .issuer, "eligibility.serverTrust"),
      ("something new", .other, "compare eligibility.url (u)"),
    ] as [(String, TLSTrouble, String)] {
      #expect(TLSTrouble(words) == trouble, "\(words)")
      #expect(trouble.hint(url: "u").contains(step), "\(trouble.hint(url: "u"))")
      #expect(trouble.words(words).contains(words))
    }
  }

  @Test("What a folder needs before files can be made in it")
  func folders() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "reach-\(UUID().uuidString)").path
    #expect(FileReach.hint(forWritingIn: folder)?.hasPrefix("make the folder") == true)
    try Data().write(to: URL(filePath: folder))
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(FileReach.hint(forWritingIn: folder)?.hasPrefix("name a folder") == true)
    #expect(FileReach(path: folder).refusal == nil && FileReach(path: folder).isThere)
    #expect(FileReach(path: "\(folder)/none").refusal == nil && !FileReach(path: "\(folder)/none").isThere)
    #expect(FileReach.hint(forWritingIn: FileManager.default.temporaryDirectory.path) == nil)
    #expect(FileReach.name(of: 0) == "root")
    #expect(FileReach.name(of: 4_000_000_001) == "4000000001")
  }
}
