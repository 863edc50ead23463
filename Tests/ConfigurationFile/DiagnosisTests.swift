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
}
