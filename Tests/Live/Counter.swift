import Foundation
import Testing

/// A counter without a kiosk: what its commands need and no more, before a stand-in.
final class Counter {
  let site: Site

  /// - Parameter standin: lines of the stand-in's configuration.
  init(_ standin: String = "") throws {
    site = try Site()
    do {
      if standin.contains(Site.terminal) { try site.makeTerminalFolders() }
      try site.startStandin(standin)
      try Self.prepare(site)
    } catch {
      site.close()
      throw error
    }
  }

  /// Its configuration, by the service's address and by a terminal's folders.
  static func prepare(_ site: Site) throws {
    try FileManager.default.createDirectory(
      atPath: "\(site.folder)/shelf", withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    let rest = """
      institution: { code: "1312345670" }
      journal: { key: journal.key }
      staff: { passwordFile: staff }
      counter: { journal: counter.sqlite, folder: shelf }

      """
    try """
    eligibility:
      url: https://localhost:\(site.port)
      serverTrust: ca.pem
      certificate: client.pem
      key: client.key
    \(rest)
    """.write(toFile: "\(site.folder)/counter.yaml", atomically: true, encoding: .utf8)
    try """
    eligibility: { url: "folder:oqs", encoding: cp932, wait: 20 }
    \(rest)
    """.write(toFile: "\(site.folder)/folders.yaml", atomically: true, encoding: .utf8)
  }

  func run(_ words: [String], input: String = "") throws -> (status: Int32, output: String, errors: String) {
    try Self.run(words, input: input, site)
  }

  static func run(
    _ words: [String], input: String = "", _ site: Site, _ configuration: String = "counter.yaml"
  ) throws -> (status: Int32, output: String, errors: String) {
    try Command.run(
      Site.program("uketsuke"), words + ["--config", configuration], input: input, folder: site.folder)
  }

  /// The counter's journal as an auditor reads it; it holds.
  static func records(_ site: Site) throws -> String {
    let verified = try run(["audit", "verify", "--counter"], site)
    #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
    return try run(["audit", "list", "--counter"], site).output
  }

  func close() { site.close() }
}

extension Site {
  /// Has the stand-in be an eligibility terminal beside.
  static let terminal = "folders: {request: oqs/req, reply: oqs/res, encoding: cp932}"

  func makeTerminalFolders() throws {
    for name in ["req", "res"] {
      try FileManager.default.createDirectory(atPath: "\(folder)/oqs/\(name)", withIntermediateDirectories: true)
    }
  }
}
