import Foundation
import Testing

extension Site {
  static let institution = "1312345670"

  /// Reads hand-over files independently of this project's encoder (Tests/Support/handover/face_file.py).
  ///
  /// - Returns: what is wrong with them, a line each; empty where all hold.
  static func readHandover(_ files: [String], _ options: [String] = []) throws -> String {
    let script = checkout.appendingPathComponent("Tests/Support/handover/face_file.py").path
    let result = try Command.run("python3", [script] + files + ["--institution", institution] + options)
    guard result.errors.isEmpty else { throw Missing(what: "a reading: \(result.errors)") }
    return result.status == 0 ? "" : result.output
  }

  /// The checkout that these tests lie in.
  static var checkout: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }
}

/// A receiver of visits as FHIR, as strict as a server of it; what it took stays when it is stopped.
final class Receiver {
  private let folder: String
  private var server: Server?
  private(set) var port = 0

  init(_ site: Site) throws {
    folder = "\(site.folder)/receiver"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for file in ["server.pem", "server.key", "ca.pem"] {
      try FileManager.default.copyItem(atPath: "\(site.folder)/\(file)", toPath: "\(folder)/\(file)")
    }
  }

  /// Where Tests/run installed `fhir.resources`.
  private static func python() throws -> String {
    guard let python = ProcessInfo.processInfo.environment["UKETSUKE_PYTHON"] else {
      throw Site.Missing(what: "UKETSUKE_PYTHON, a Python with fhir.resources, which Tests/run sets")
    }
    return python
  }

  /// At the same port as before, where there was one.
  func start() throws {
    let script = Site.checkout.appendingPathComponent("Tests/Support/handover/fhir_receiver.py").path
    let server = try Server(Self.python(), [script, folder, "\(port)"])
    self.server = server
    let line = try server.wait(for: "listening on")
    port = try #require(line.split(separator: ":").last.flatMap { Int($0) })
  }

  func stop() {
    server?.stop()
    server = nil
  }

  /// What it does to the next visits: `take`, `busy`, `refuse`, `silent`, `hold`.
  func become(_ mood: String) throws {
    server?.say(mood)
    try hear("mood \(mood)")
  }

  @discardableResult
  func hear(_ words: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    try #require(server, sourceLocation: sourceLocation).wait(for: words, sourceLocation: sourceLocation)
  }

  /// What a site's configuration says of it, in the place of the folder.
  var configuration: [String: String] {
    [
      "driver: pcsc": "driver: simulated",
      "  folder: face\n  encoding: utf-8":
        "  url: https://localhost:\(port)/fhir\n  serverTrust: ca.pem\n  certificate: client.pem\n  key: client.key",
    ]
  }

  /// All resources of this kind that it took.
  func resources(_ kind: String) throws -> [[String: Any]] {
    guard let data = FileManager.default.contents(atPath: "\(folder)/received.json") else { return [] }
    let all = try JSONSerialization.jsonObject(with: data) as? [[String: Any]]
    return try #require(all).filter { $0["resourceType"] as? String == kind }
  }
}
