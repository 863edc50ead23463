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

  static let institution = "9999999999"

  init(_ workshop: Workshop) throws {
    self.workshop = workshop
    complaints = workshop.folder.appending(path: "serve.err")
    try Data().write(to: complaints)
    process = Process()
    process.executableURL = try Workshop.standin
    process.arguments = ["serve", "--config", workshop.path("standin.yaml")]
    let pipe = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = try FileHandle(forWritingTo: complaints)
    try process.run()
    // The pipe closes when the program ends, so this waits for the line or for its absence, never longer.
    var line = Data()
    while !line.contains(0x0A) {
      let more = pipe.fileHandleForReading.availableData
      if more.isEmpty { break }
      line += more
    }
    let said = String(decoding: line, as: UTF8.self)
    port = Int(said.split(separator: ":").last?.dropLast() ?? "") ?? 0
    let why = String(decoding: try Data(contentsOf: complaints), as: UTF8.self)
    try #require(said.hasPrefix("listening on 127.0.0.1:") && port > 0, "\(said)\(why)")
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
