import Journal

/// Simulated visits from one seed: the real `Kiosk` and `Reception`, with cryptography and messages as values, stepped
/// through episodes of a few dozen visits. Each episode is a site of its own: profile, reader, policy and faults are
/// drawn anew.
public struct SimulationRun: Sendable {
  public var seed: UInt64
  public var visits: Int
  /// Without faults only people's own doings remain.
  public var faulty = true
  /// A kind of record that the kiosk leaves out: the run must then break a promise. For the simulator's own tests.
  public var omitted: JournalKind?

  /// Long enough for counters, lockouts and journals to carry over, short enough for many sites.
  public static let visitsPerEpisode = 40

  public init(seed: UInt64, visits: Int) {
    self.seed = seed
    self.visits = visits
  }

  /// - Parameters:
  ///   - parts: what is real.
  ///   - progress: called after each episode with the visits done so far.
  public func report(parts: Parts = .values, progress: (Int) -> Void = { _ in }) -> SimulationReport {
    var report = SimulationReport()
    var seeds = SeededRandom(seed: seed)
    var trace = TraceHash()
    var episode = 0
    while report.visits < visits {
      let planned = min(Self.visitsPerEpisode, visits - report.visits)
      let world = World(
        episode: episode, visits: planned, seed: seeds.next(), faulty: faulty, omitted: omitted, parts: parts)
      world.run()
      report.visits += planned
      report.events += world.events
      report.crashes += world.crashes
      report.swaps += world.swaps
      report.lookups += world.office.queries.count { !$0.isBatch && $0.isDone }
      report.batches += world.office.queries.count { $0.isBatch && $0.isDone }
      report.count(world.firings)
      report.swaps.receivedLater += world.promises.receivedLater
      for outcome in world.promises.outcomes { report.count(outcome) }
      report.brokenCount += world.promises.brokenCount
      let room = SimulationReport.mostBrokenPromises - report.broken.count
      report.broken += world.promises.broken.prefix(room)
      trace.add(Int64(bitPattern: world.trace.value))
      episode += 1
      progress(report.visits)
    }
    report.sortOutcomes()
    report.traceHash = trace.value
    return report
  }
}
