import Foundation
import Glibc
import Testing

@testable import uketsuke_standin

/// SIGTERM ends the server within its limit, whoever is connected.
@Suite(.serialized)
struct EndingTests {
  private let workshop: Workshop
  private let server: RunningStandin

  init() throws {
    workshop = try Workshop()
    try workshop.configure()
    server = try RunningStandin(workshop)
  }

  /// The limit, and as much again for a busy machine; NIO's own is 5 s.
  private static let patience = Ending.longest * 2

  private func timeToEnd() throws -> Duration {
    let clock = ContinuousClock()
    let start = clock.now
    let end = try server.end()
    #expect(end.status == 0 && end.reason == .exit && end.complaint.isEmpty)
    return start.duration(to: clock.now)
  }

  @Test func theLimitIsBelowASecond() { #expect(Ending.longest < .seconds(1)) }

  @Test func withNobodyConnectedItEndsAtOnce() throws {
    #expect(try timeToEnd() < Self.patience)
  }

  @Test func aCallerWhoSaysNothingOverTLSIsHungUpOn() throws {
    let client = try TLSClient(workshop, port: server.port)
    #expect(client.isConnected)
    #expect(try timeToEnd() < Self.patience)
    client.close()
  }

  @Test func aCallerBetweenTwoRequestsIsHungUpOn() throws {
    let client = try TLSClient(workshop, port: server.port)
    try client.write("\(Self.head)2\r\n\r\n{}")
    try client.wait(for: "HTTP/1.1 200")
    #expect(client.isConnected)
    #expect(try timeToEnd() < Self.patience)
    client.close()
  }

  @Test func aCallerInTheMiddleOfARequestIsHungUpOn() throws {
    let client = try TLSClient(workshop, port: server.port)
    // The answer to a whole request shows that the server reads what is written; then comes half a one.
    try client.write("\(Self.head)2\r\n\r\n{}")
    try client.wait(for: "HTTP/1.1 200")
    try client.write("\(Self.head)9\r\n\r\n{")
    #expect(client.isConnected)
    #expect(try timeToEnd() < Self.patience)
    client.close()
  }

  private static let head =
    "POST /v1/nonce HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "

  @Test func aCallerWhoNeverBeginsTLSIsHungUpOn() throws {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(server.port).bigEndian)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(connected == 0)
    #expect(try timeToEnd() < Self.patience)
  }
}

/// `openssl s_client` with a kiosk's certificate: connected, and silent until it is told to write.
private final class TLSClient {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var seen = ""

  init(_ workshop: Workshop, port: Int) throws {
    // Into a pipe it would keep its words until the end.
    process.executableURL = URL(filePath: "/usr/bin/stdbuf")
    process.arguments = [
      "-o0", "openssl", "s_client", "-connect", "127.0.0.1:\(port)", "-CAfile", workshop.path("tls/ca.pem"), "-cert",
      workshop.path("tls/client.pem"), "-key", workshop.path("tls/client.key"), "-nocommands", "-verify_return_error",
    ]
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    // The client's side of the handshake is done.
    try wait(for: "Verify return code: 0 (ok)")
  }

  /// It ends when the server hangs up.
  var isConnected: Bool { process.isRunning }

  func write(_ text: String) throws { try input.fileHandleForWriting.write(contentsOf: Data(text.utf8)) }

  /// Ends with the client's output at the latest.
  func wait(for text: String) throws {
    while !seen.contains(text) {
      let more = output.fileHandleForReading.availableData
      try #require(!more.isEmpty, "the client ended: \(seen)")
      seen += String(decoding: more, as: UTF8.self)
    }
  }

  func close() {
    try? input.fileHandleForWriting.close()
    if process.isRunning { process.terminate() }
    process.waitUntilExit()
  }
}
