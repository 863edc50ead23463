import Eligibility
import Foundation
import Testing

@testable import HTTPSEligibility

/// What the exchange adds to the service's own time on a kept connection, measured beside curl in one run.
@Suite(.timeLimit(.minutes(2))) struct KeptSpeedTests {
  private static let count = 200
  /// The issue's own limit, over curl's median with the same service, body and certificates.
  private static let mostAdded = 5.0

  @Test func theExchangeAddsLittle() async throws {
    let sample = try Sample(.keepsConnections(Sample.nonceAnswer))
    let client = try HTTPSEligibility(sample.settings())
    var ours: [Double] = []
    let clock = ContinuousClock()
    for _ in 0...Self.count {
      let began = clock.now
      let answer = await client.answer(to: .nonce)
      ours.append((clock.now - began) / .milliseconds(1))
      #expect(answer == .success(Sample.nonce))
    }
    client.stop()
    let curls = try curl(sample)
    sample.service.stop()
    #expect(sample.service.connections == 2)
    try #require(curls.count == Self.count + 1)
    // The first made the connection.
    let (mine, its) = (figures(ours.dropFirst()), figures(curls.dropFirst()))
    print("an exchange on a kept connection: \(mine) ms; curl: \(its) ms (median, p99)")
    #expect(mine.median <= its.median + Self.mostAdded)
  }

  private func figures(_ times: ArraySlice<Double>) -> (median: Double, p99: Double) {
    let sorted = times.sorted()
    return (sorted[sorted.count / 2], sorted[sorted.count * 99 / 100])
  }

  /// As many requests by one curl, each with its time in milliseconds.
  private func curl(_ sample: Sample) throws -> [Double] {
    let url = "\(sample.service.url)/v1/nonce"
    let lines = (0...Self.count).map { _ in "url = \"\(url)\"\noutput = \"/dev/null\"\n" }.joined()
    let file = sample.certificates.pem("curl-\(sample.service.port)")
    try Data(lines.utf8).write(to: URL(fileURLWithPath: file))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
    process.arguments = [
      "--silent", "--noproxy", "*", "--http1.1", "--tlsv1.3", "--cacert", sample.certificates.pem("serviceCA"),
      "--cert", sample.certificates.pem("kiosk"), "--key", sample.certificates.key("kiosk"), "--data", "{}",
      "--header", "Content-Type: application/json", "--write-out", "%{time_total}\n", "--config", file,
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return String(decoding: output, as: UTF8.self).split(separator: "\n").compactMap { Double($0) }.map { $0 * 1_000 }
  }
}
