import Eligibility
import EligibilityJSON
import Foundation
import Testing

/// The real program on a free port of the loopback, and a kiosk (curl) before it.
final class RunningStandin {
  let workshop: Workshop
  let port: Int
  private let process: Process
  private let complaints: URL
  private let lines: Lines

  static let institution = "9999999999"

  /// - Parameters:
  ///   - faults: as `--fault` takes them.
  ///   - ready: what its line begins with that says so; behind `listening on` stands the port.
  init(_ workshop: Workshop, faults: [String] = [], ready: String = RunningStandin.listening) throws {
    self.workshop = workshop
    complaints = workshop.folder.appending(path: "serve.err")
    try Data().write(to: complaints)
    process = Process()
    process.executableURL = try Workshop.standin
    process.arguments =
      ["serve", "--config", workshop.path("standin.yaml")] + faults.flatMap { ["--fault", $0] }
    let pipe = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = try FileHandle(forWritingTo: complaints)
    try process.run()
    lines = Lines(pipe.fileHandleForReading)
    let line = lines.next(beginning: ready)
    let why = String(decoding: try Data(contentsOf: complaints), as: UTF8.self)
    let said = try #require(line, "\(why)")
    port = Int(said.split(separator: ":").last ?? "") ?? 0
    try #require(ready != Self.listening || said.hasPrefix("listening on 127.0.0.1:") && port > 0, "\(said)")
  }

  static let listening = "listening on "

  /// What the program says. The pipe closes when the program ends, so reading waits for a line or for its absence, never
  /// longer.
  private final class Lines {
    private let pipe: FileHandle
    private var seen = Data()

    init(_ pipe: FileHandle) { self.pipe = pipe }

    func next(beginning: String) -> String? {
      while true {
        while let end = seen.firstIndex(of: 0x0A) {
          let line = String(decoding: seen[..<end], as: UTF8.self)
          seen = Data(seen[(end + 1)...])
          if line.hasPrefix(beginning) { return line }
        }
        let more = pipe.availableData
        if more.isEmpty { return nil }
        seen += more
      }
    }
  }

  /// Waits for a line; fails when the program ends without it.
  func wait(for beginning: String) throws {
    _ = try #require(lines.next(beginning: beginning), "never said \(beginning)")
  }

  /// SIGHUP: read the faults again.
  func hangUp() throws {
    kill(process.processIdentifier, SIGHUP)
    try wait(for: "faults: ")
  }

  deinit {
    if process.isRunning { process.terminate() }
    process.waitUntilExit()
  }

  /// By SIGTERM. Answers the exit status and what stood on standard error.
  func end() throws -> (status: Int32, reason: Process.TerminationReason, complaint: String) {
    process.terminate()
    process.waitUntilExit()
    return (
      process.terminationStatus, process.terminationReason,
      String(decoding: try Data(contentsOf: complaints), as: UTF8.self)
    )
  }

  /// - Parameter identity: how curl shows itself; by default with the client's certificate.
  func curl(
    _ path: String, host: String = "localhost", type: String = "application/json", body: [UInt8],
    identity: [String]? = nil, more: [String] = []
  ) throws -> (exit: Int32, status: Int, type: String, body: [UInt8]) {
    let (sent, got) = (
      workshop.folder.appending(path: UUID().uuidString), workshop.folder.appending(path: UUID().uuidString)
    )
    try Data(body).write(to: sent)
    let client = ["--cert", workshop.path("tls/client.pem"), "--key", workshop.path("tls/client.key")]
    let outcome = try workshop.run(
      URL(filePath: "/usr/bin/curl"),
      [
        // Another suite of this process sets a proxy that must not be used.
        "--noproxy", "*", "--silent", "--cacert", workshop.path("tls/ca.pem"), "--max-time", "30", "--output", got.path,
        "--write-out",
        "%{http_code} %{content_type}", "--header", "Content-Type: \(type)", "--data-binary", "@\(sent.path)",
      ] + (identity ?? client) + more + ["https://\(host):\(port)\(path)"])
    let words = outcome.text.split(separator: " ", maxSplits: 1)
    return (
      outcome.status, Int(words.first ?? "") ?? 0, words.count > 1 ? String(words[1]) : "",
      [UInt8]((try? Data(contentsOf: got)) ?? Data())
    )
  }

  /// - Parameter identity: as `curl` takes it.
  func ask(
    _ request: ServiceRequest, identity: [String]? = nil
  ) throws -> Result<ServiceAnswer, ServiceFailure> {
    let wire = EligibilityWire.encode(request, institution: Self.institution)
    let answer = try curl(wire.path, type: wire.contentType, body: wire.body, identity: identity)
    return EligibilityWire.decode(
      status: answer.status, contentType: answer.type, body: answer.body, for: request)
  }

  /// One of the interface's messages.
  func ask(_ request: InterfaceRequest) throws -> Result<InterfaceReply, ServiceFailure> {
    let wire = EligibilityWire.encode(request)
    let answer = try curl(wire.path, type: wire.contentType, body: wire.body)
    return EligibilityWire.decode(
      status: answer.status, contentType: answer.type, body: answer.body, for: request)
  }

  func nonce() throws -> Nonce {
    guard case .nonce(let nonce) = try ask(.nonce).get() else { throw ServiceRefusal.requestMalformed }
    return nonce
  }

  /// - Parameter key: the card's key in Assets/cards.
  func open(
    _ key: String, certificate: [UInt8], by method: IdentityMethod = .pin
  ) throws -> Result<ServiceAnswer, ServiceFailure> {
    let nonce = try nonce()
    let evidence: IdentityEvidence
    switch method {
    case .pin, .face, .phone: evidence = .cardSignature(method, try workshop.signature(of: nonce, by: key))
    case .visual: evidence = .attestation(try #require(StaffNumber("0123")), signature: nil)
    }
    return try ask(
      .openSession(
        SessionRequest(visit: UUID().uuidString, nonce: nonce, certificate: certificate, evidence: evidence)))
  }

  func session(_ key: String, by method: IdentityMethod = .pin) throws -> SessionAnswer {
    guard case .session(let session) = try open(key, certificate: Workshop.card(key), by: method).get() else {
      throw ServiceRefusal.requestMalformed
    }
    return session
  }
}
