import Foundation
import Runtime
import StrictYAML

@testable import KioskProgram

/// A whole configuration, to be spoilt line by line.
struct SampleFile {
  /// Sections in the order of the README, each with its keys.
  static let sections: [(name: String, keys: [(name: String, value: String)])] = [
    ("institution", [("code", "\"1312345670\""), ("kind", "clinic"), ("name", "さくら診療所（見本）")]),
    ("display", [("language", "en"), ("theme", "dark")]),
    ("consent", [("profile", "2024-10")]),
    (
      "reader", [("driver", "pcsc"), ("name", "Virtual PCD 00 00"), ("maker", "panasonic-connect"), ("phones", "true")]
    ),
    ("card", [("trust", "card-ca.pem")]),
    (
      "eligibility",
      [
        ("url", "https://service.example:8443"), ("serverTrust", "ca.pem"), ("certificate", "client.pem"),
        ("key", "client.key"),
      ]
    ),
    ("journal", [("path", "journal.sqlite"), ("key", "journal.key")]),
    ("identity", [("visual", "signed")]),
    ("staff", [("passwordFile", "staff")]),
    ("handover", [("folder", "face"), ("encoding", "cp932")]),
    ("sound", [("voice", "off"), ("tones", "off")]),
    ("pin", [("shuffledPad", "true")]),
  ]

  /// `institution.code`, `institution.kind`, …
  static let keys = sections.flatMap { section in section.keys.map { "\(section.name).\($0.name)" } }

  static let names = ScreenNames(
    languages: ["en", "ja"], themes: ["dark", "default"], profiles: ["2024-10", "classic", "eligibility-only"],
    makers: ["almex", "panasonic-connect"])

  private(set) var lines: [String] = []

  init() {
    for section in Self.sections {
      lines.append("\(section.name):")
      for key in section.keys { lines.append("  \(key.name): \(key.value)") }
    }
  }

  /// Counted from 1.
  func line(of key: String) -> Int {
    let parts = key.split(separator: ".")
    guard let section = lines.firstIndex(of: "\(parts[0]):") else { return 0 }
    guard parts.count == 2 else { return section + 1 }
    return (lines[section...].firstIndex { $0.hasPrefix("  \(parts[1]):") } ?? -1) + 1
  }

  /// - Parameter value: as it is written; nil takes the whole line away.
  func setting(_ key: String, _ value: String?) -> SampleFile {
    var changed = self
    let index = line(of: key) - 1
    if let value {
      changed.lines[index] = "  \(key.split(separator: ".")[1]): \(value)"
    } else {
      changed.lines.remove(at: index)
    }
    return changed
  }

  /// A key that a whole configuration need not have.
  func adding(_ key: String, _ value: String) -> SampleFile {
    let parts = key.split(separator: ".")
    var changed = self
    changed.lines.insert("  \(parts[1]): \(value)", at: line(of: String(parts[0])))
    return changed
  }

  func replacing(line: Int, _ text: String) -> SampleFile {
    var changed = self
    changed.lines[line - 1] = text
    return changed
  }

  func without(section name: String) -> SampleFile {
    var changed = self
    let first = line(of: name) - 1
    let last = lines[(first + 1)...].firstIndex { !$0.hasPrefix(" ") } ?? lines.endIndex
    changed.lines.removeSubrange(first..<last)
    return changed
  }

  var text: String { lines.joined(separator: "\n") + "\n" }

  /// Read from `/site/kiosk.yaml`, without a disk.
  func configuration() throws(StrictYAMLFailure) -> Runtime.Configuration {
    try ConfigurationFile.parse(StrictYAML.read(text, file: "kiosk.yaml"), folder: "/site", names: Self.names)
  }

  /// Why it is refused; nil when it is not.
  var refusal: String? {
    do {
      _ = try configuration()
      return nil
    } catch {
      return error.sentence
    }
  }
}
