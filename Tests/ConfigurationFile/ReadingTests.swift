import Foundation
import Glibc
import Reception
import Runtime
import StrictYAML
import Testing

@testable import KioskProgram

/// The file on disk, and what it names there.
@Suite("Configuration on disk")
final class ReadingTests {
  private let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "configuration-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private func write(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
    let path = "\(folder)/\(name)"
    try Data(bytes).write(to: URL(filePath: path))
    return path
  }

  private func refusal(_ path: String) throws -> ProgramFailure {
    try #require(throws: ProgramFailure.self) { try ConfigurationFile.read(path, names: SampleFile.names) }
  }

  @Test func anEditorsByteOrderMarkIsPassedOver() throws {
    let path = try write("kiosk.yaml", [0xEF, 0xBB, 0xBF] + SampleFile().text.utf8)
    let read = try ConfigurationFile.read(path, names: SampleFile.names)
    #expect(read.journal.key == "\(folder)/journal.key")
  }

  /// Foundation's paths do not survive one character without a folder.
  @Test func theShortestNameIsAName() throws {
    #expect(try refusal("?").sentence.hasPrefix("?: the configuration file cannot be read"))
  }

  @Test func pathsStartAtTheFilesOwnFolder() throws {
    let path = try write("kiosk.yaml", SampleFile().text.utf8)
    let read = try ConfigurationFile.read(path, names: SampleFile.names)
    #expect(read.journal.key == "\(folder)/journal.key")
  }

  @Test func everyRefusalIsAConfigurationFailureInOneSentence() throws {
    let spoilt = SampleFile().replacing(line: 3, "  kinds: clinic").text
    let path = try write("kiosk.yaml", spoilt.utf8)
    let failure = try refusal(path)
    #expect(failure.kind == .configuration && failure.kind.rawValue == 78)
    #expect(
      failure.sentence
        == "\(path):3: unknown key \"institution.kinds\"; did you mean \"institution.kind\"?")
  }

  @Test func anEmptyFileIsSaidToBeEmpty() throws {
    let path = try write("kiosk.yaml", [])
    #expect(try refusal(path).sentence == "\(path):1: the file is empty")
  }

  @Test func aHugeFileIsRefusedByItsSize() throws {
    let path = try write("kiosk.yaml", repeatElement(0x23, count: StrictYAML.largestFileBytes + 1))
    #expect(try refusal(path).sentence == "\(path):1: the file is larger than \(StrictYAML.largestFileBytes) bytes")
  }

  @Test("What is no file of its own", .timeLimit(.minutes(1)), arguments: [".", "/dev/zero", "pipe"])
  func noOrdinaryFile(name: String) throws {
    // Nobody ever writes into it.
    #expect(name != "pipe" || mkfifo("\(folder)/pipe", 0o600) == 0)
    let path = name.hasPrefix("/") ? name : "\(folder)/\(name)"
    #expect(
      try refusal(path)
        == ProgramFailure(.inputOutput, "\(path): the configuration file cannot be read: it is not an ordinary file"))
  }

  @Test func aMissingFileIsNamed() throws {
    let path = "\(folder)/nowhere.yaml"
    let words = String(cString: strerror(ENOENT))
    #expect(
      try refusal(path) == ProgramFailure(.inputOutput, "\(path): the configuration file cannot be read: \(words)"))
  }

  @Test func otherBytesAreNoText() throws {
    let path = try write("kiosk.yaml", [0x61, 0x3A, 0x20, 0xFF])
    #expect(try refusal(path).sentence == "\(path):1: the file is not UTF-8 text")
  }

  // MARK: - The journal's key

  /// Up to the key everything holds; what comes after it does not.
  private func checkKey(mode: Int) throws -> ProgramFailure {
    let trust = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Assets/cards/ca.pem").path
    let path = try write("kiosk.yaml", SampleFile().setting("card.trust", trust).text.utf8)
    let key = try write(
      "journal.key",
      Array("uketsuke journal key 1\n\(String(repeating: "0", count: 64))\n".utf8))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: key)
    let configuration = try ConfigurationFile.read(path, names: SampleFile.names)
    return try #require(throws: ProgramFailure.self) { try Site.check(configuration) }
  }

  @Test("A key that others can reach is refused with what to do", arguments: [0o644, 0o640, 0o604, 0o602, 0o660])
  func keyOpenToOthers(mode: Int) throws {
    let failure = try checkKey(mode: mode)
    #expect(failure.kind == .configuration)
    #expect(failure.sentence.hasPrefix("journal.key: \(folder)/journal.key"))
    #expect(failure.sentence.contains("0\(String(mode, radix: 8))") && failure.sentence.contains("chmod 600"))
  }

  @Test("One look shows every part that does not hold")
  func allParts() throws {
    let lines = try checkKey(mode: 0o644).sentence.split(separator: "\n").map { $0.prefix { $0 != ":" } }
    #expect(
      lines == [
        "journal.key", "staff.passwordFile", "eligibility.certificate and eligibility.key", "eligibility.serverTrust",
        "handover.folder",
      ])
  }

  @Test func aKeyOfItsOwnersAloneIsTaken() throws {
    // The next thing that does not hold is another's.
    #expect(try checkKey(mode: 0o600).sentence.hasPrefix("staff.passwordFile: "))
  }
}
