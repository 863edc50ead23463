/// What a simulation did and whether every promise was kept.
public struct SimulationReport: Equatable, Sendable {
  public var visits = 0
  public var events = 0
  public var crashes = 0
  /// Outcome words with their counts, most frequent first, then by name.
  public var outcomes: [Count] = []
  /// How often the kiosk met each fault, in `Fault`'s order; also those that it never met.
  public var firings: [Firings] = Fault.allCases.map { Firings(fault: $0.rawValue, count: 0) }
  /// What staff asked beside the visits, answered.
  public var lookups = 0
  public var batches = 0
  /// How often another card was laid where a visit had not come to its end.
  public var swaps = Swaps()
  /// At most `mostBrokenPromises` of them; `brokenCount` has them all.
  public var broken: [BrokenPromise] = []
  public var brokenCount = 0
  /// The same seed, settings and program give the same hash.
  public var traceHash: UInt64 = 0

  public static let mostBrokenPromises = 20

  public struct Count: Equatable, Sendable {
    public var outcome: String
    public var count: Int

    public init(outcome: String, count: Int) {
      self.outcome = outcome
      self.count = count
    }
  }

  public struct Firings: Equatable, Sendable {
    /// A case of `Fault`.
    public var fault: String
    public var count: Int
  }

  public struct Swaps: Equatable, Sendable {
    /// On a visit that needs its card.
    public var visiting = 0
    /// While consents and hand-over go on without one.
    public var delivering = 0
    /// On "take your card", a farewell or the last words of a trouble.
    public var departing = 0
    /// Cards that waited for a delivery's end and were then received.
    public var receivedLater = 0

    public init() {}

    mutating func count(_ moment: Moment) {
      switch moment {
      case .visiting: visiting += 1
      case .delivering: delivering += 1
      case .departing: departing += 1
      }
    }

    static func += (left: inout Swaps, right: Swaps) {
      left.visiting += right.visiting
      left.delivering += right.delivering
      left.departing += right.departing
      left.receivedLater += right.receivedLater
    }
  }

  public init() {}

  /// In per cent: the share of all visits that ended without a hand-over because people gave up, be it by key
  /// (`cancelled`), by walking away (`timed-out`) or by taking the card early (`card-removed`). Visits that the kiosk or
  /// the service had to refuse are not among them.
  public var cancelRate: Double {
    guard visits > 0 else { return 0 }
    let cancelled = outcomes.filter { ["cancelled", "timed-out", "card-removed"].contains($0.outcome) }
    return Double(cancelled.reduce(0) { $0 + $1.count }) * 100 / Double(visits)
  }

  mutating func count(_ outcome: String, _ number: Int = 1) {
    if let index = outcomes.firstIndex(where: { $0.outcome == outcome }) {
      outcomes[index].count += number
    } else {
      outcomes.append(Count(outcome: outcome, count: number))
    }
  }

  mutating func count(_ firings: [Fault: Int]) {
    for (index, fault) in Fault.allCases.enumerated() { self.firings[index].count += firings[fault, default: 0] }
  }

  mutating func sortOutcomes() { outcomes.sort { ($1.count, $0.outcome) < ($0.count, $1.outcome) } }
}

/// A requirement that did not hold, with the place to look.
public struct BrokenPromise: Equatable, Sendable, CustomStringConvertible {
  /// The requirement's id: R1…R9, S3, S5.
  public var requirement: String
  public var episode: Int
  public var visit: String
  public var what: String

  public var description: String { "\(requirement) episode \(episode) visit \(visit): \(what)" }
}
