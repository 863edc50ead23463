import ArgumentParser
import CardCryptography
import Foundation
import Simulation

struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Simulate visits from a seed and hold the kiosk against its promises.",
    discussion: """
      The real reception and runtime meet seeded people, cards, readers, service, disk and clock; cards are pulled, \
      answers get lost, the process is killed at any journal step. Visits are handed over as files or as messages; \
      beside them staff look people up and ask in batches, over HTTPS or through an eligibility terminal's folders. \
      The same seed gives the same trace hash.

      EXAMPLES
        uketsuke simulate --seed 1 --visits 20000
        uketsuke simulate --seed 7 --visits 500 --without-faults
        uketsuke simulate --visits 500 --real
      """)

  @OptionGroup var data: DataOptions

  @Option(help: "Where all chance comes from.") var seed: UInt64 = 1
  @Option(help: "How many visits begin.") var visits: Int = 1_000
  @Flag(help: "Only people's own doings; nothing breaks.") var withoutFaults = false
  @Flag(help: "With OpenSSL, the messages' codecs and SQLite instead of values; slower.") var real = false

  func validate() throws {
    guard (1...10_000_000).contains(visits) else { throw ValidationError("--visits takes 1 to 10000000") }
  }

  func run() throws {
    var simulation = SimulationRun(seed: seed, visits: visits)
    simulation.faulty = !withoutFaults
    let clock = ContinuousClock()
    let begun = clock.now
    let report = try real ? realReport(simulation) : simulation.report()
    let seconds =
      Double((clock.now - begun).components.attoseconds) / 1e18 + Double((clock.now - begun).components.seconds)
    print("seed \(seed)  visits \(report.visits)  events \(report.events)  crashes \(report.crashes)")
    for count in report.outcomes { print("  \(count.outcome): \(count.count)") }
    let unmet = report.firings.filter { $0.count == 0 }.map(\.fault)
    print(
      "faults met \(report.firings.reduce(0) { $0 + $1.count }), kinds \(report.firings.count)"
        + (unmet.isEmpty ? "" : "  never \(unmet.joined(separator: " "))"))
    let swaps = report.swaps
    print(
      "another card laid: visiting \(swaps.visiting)  delivering \(swaps.delivering), \(swaps.receivedLater) received "
        + "later  departing \(swaps.departing)")
    print("beside them: \(report.lookups) lookups, \(report.batches) batches answered")
    print("cancel rate \(decimal(report.cancelRate, places: 2)) %")
    print("trace \(String(report.traceHash, radix: 16))")
    print("\(Int(Double(report.visits) / max(seconds, 0.001))) visits a second")
    guard report.brokenCount == 0 else {
      print("BROKEN PROMISES: \(report.brokenCount)")
      for promise in report.broken { print("  \(promise)") }
      throw ExitCode.failure
    }
    print("every promise was kept")
  }
}

extension SimulateCommand {
  /// Key and journals lie in a folder of their own, which goes with the run.
  private func realReport(_ simulation: SimulationRun) throws -> SimulationReport {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("simulate-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let authority = try data.folders().sampleAssets().authority
    try JournalKey.make(at: "\(folder)/journal.key")
    let parts = RealParts(
      authority: authority, checks: try CertificateChecks(trustPEM: authority.caCertificatePEM),
      journalKey: try JournalKey(contentsOf: "\(folder)/journal.key"), folder: folder)
    return simulation.report(parts: parts.parts)
  }
}

/// A number with so many decimals, with a point whatever the locale says.
func decimal(_ value: Double, places: Int) -> String {
  var scale = 1.0
  for _ in 0..<places { scale *= 10 }
  let rounded = Int((value * scale).rounded())
  let fraction = String(rounded % Int(scale))
  return "\(rounded / Int(scale)).\(String(repeating: "0", count: places - fraction.count))\(fraction)"
}
