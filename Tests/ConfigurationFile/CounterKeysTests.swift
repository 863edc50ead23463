import Foundation
import Runtime
import Testing

@testable import KioskProgram

/// `counter`: beside a kiosk's sections, or with no more than the counter needs.
@Suite struct CounterKeysTests {
  private static let alone = """
    institution: { code: "1312345670" }
    eligibility: { url: "folder:oqs", encoding: cp932 }
    journal: { key: journal.key }
    counter: { journal: counter.sqlite }

    """

  /// A file of these lines as long as `body` looks at it.
  private func with<Value>(_ text: String, _ body: (String) throws -> Value) throws -> Value {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("counter-\(UUID().uuidString).yaml").path
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  @Test func aMachineWithoutAKiosk() throws {
    try with(Self.alone) { path in
      #expect(try ConfigurationFile.parts(path) == .counter)
      let counter = try ConfigurationFile.readCounter(path)
      #expect(counter.institution == "1312345670" && counter.staffPolicy == .optional && counter.theme == "default")
      #expect(counter.folder == nil && counter.staffPasswordFile == nil && counter.language == .japanese)
    }
  }

  @Test func whoHasToSayWhoTheyAre() throws {
    let required = Self.alone.replacing("counter.sqlite", with: "counter.sqlite, staff: required")
    #expect(try with(required, ConfigurationFile.readCounter).staffPolicy == .required)
    let strange = Self.alone.replacing("counter.sqlite", with: "counter.sqlite, staff: perhaps")
    let failure = #expect(throws: ProgramFailure.self) { try with(strange, ConfigurationFile.readCounter) }
    #expect(failure?.kind == .configuration && failure?.sentence.contains("counter.staff") == true)
  }

  @Test func whichPartsAFileHas() throws {
    let kiosk = SampleFile().lines.joined(separator: "\n") + "\n"
    #expect(try with(kiosk, ConfigurationFile.parts) == .kiosk)
    #expect(try with(kiosk + "counter: { journal: counter.sqlite }\n", ConfigurationFile.parts) == .both)
    // A section that is misspelt is told as that, and no kiosk's file is taken for a counter's.
    let failure = #expect(throws: ProgramFailure.self) {
      try with(Self.alone.replacing("counter:", with: "conter:"), ConfigurationFile.parts)
    }
    #expect(failure?.sentence.contains("conter") == true)
  }
}
