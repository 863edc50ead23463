import CardCryptography
import Foundation
import Testing

@testable import KioskProgram

/// A counter's folder of its own, with its key; taken away in the end.
final class CounterFolder {
  let path: String
  let key: JournalKey

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("counter-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    try JournalKey.make(at: "\(path).key")
    key = try JournalKey(contentsOf: "\(path).key")
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
    try? FileManager.default.removeItem(atPath: "\(path).key")
  }

  var configuration: CounterConfiguration {
    CounterConfiguration(
      institution: "1312345670", language: .japanese, eligibility: .folders("\(path)/none", .utf8),
      journal: "\(path).sqlite", journalKey: "\(path).key", folder: path, staffPasswordFile: nil)
  }

  var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }
}
