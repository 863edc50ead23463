import CivilTime
import Eligibility

/// The batches that were submitted, each under its reception number.
struct BatchShelf {
  struct Batch {
    var institution: String
    var kind: BatchKind
    var fileIdentifier: String
    var content: Content
    var received: Timestamp
    /// From when on it can be collected. The results are those of this moment, whenever they are collected.
    var ready: Timestamp
    var people: Int

    /// How many of them have been worked on before it is ready: evenly over that time, and never all.
    func worked(at now: Timestamp) -> Int {
      let whole = ready.milliseconds - received.milliseconds
      guard whole > 0, now < ready else { return people }
      return max(0, Int(Int64(people) * (now.milliseconds - received.milliseconds) / whole))
    }
  }

  enum Content: Equatable {
    /// Worked out when it is collected: 10,000 results are some 20 MiB.
    case query(BatchRequest.Query, confirmationDate: CivilDate?)
    /// Registered at once.
    case references([ReferenceNumberRegistrationInfo], units: [BulkRegistrationUnit])

    /// Whether both were asked in the same words.
    func isSameRequest(as other: Content) -> Bool {
      switch (self, other) {
      case (.query(let own, let day), .query(let others, let othersDay)): own == others && day == othersDay
      case (.references(let own, _), .references(let others, _)): own == others
      case (.query, .references), (.references, .query): false
      }
    }
  }

  private struct File: Hashable {
    var institution: String
    var kind: BatchKind
    var identifier: String
  }

  private var batches: Expiring<String, Batch>
  private var numberByFile: [File: String] = [:]
  private var people: [(count: Int, until: Timestamp)] = []
  private var issued = 0
  private let limits: ServiceLimits

  init(_ limits: ServiceLimits) {
    self.limits = limits
    batches = Expiring(
      life: limits.batchLife + limits.batchPause + limits.batchPausePerPerson * BatchRequest.mostPeople,
      most: limits.mostBatches)
  }

  /// The batch of a file that came before, as long as it is kept.
  func earlier(
    _ identifier: String, _ kind: BatchKind, of institution: String, at now: Timestamp
  ) -> (number: String, batch: Batch)? {
    let file = File(institution: institution, kind: kind, identifier: identifier)
    guard !identifier.isEmpty, let number = numberByFile[file], let batch = batches.value(number, at: now) else {
      return nil
    }
    return (number, batch)
  }

  /// - Parameter people: how many it is about.
  /// - Returns: its reception number; `nil` when there is no room.
  mutating func take(
    _ content: Content, _ kind: BatchKind, file identifier: String, from institution: String, people count: Int,
    at now: Timestamp
  ) -> (number: String, batch: Batch)? {
    people.removeAll { $0.until < now }
    guard people.reduce(count, { $0 + $1.count }) <= limits.mostBatchPeople else { return nil }
    let batch = Batch(
      institution: institution, kind: kind, fileIdentifier: identifier, content: content, received: now,
      ready: now.advanced(by: limits.batchPause + limits.batchPausePerPerson * count), people: count)
    // Of the moment, so that a number of before a restart is nobody else's now, and counted within it.
    issued += 1
    let counted = String(issued % 1_000_000)
    let number =
      CivilMoment(now).compact + String(repeating: "0", count: 6 - counted.utf8.count) + counted
    guard batches.insert(batch, for: number, at: now) else { return nil }
    people.append((count, batch.ready.advanced(by: limits.batchLife)))
    if !identifier.isEmpty {
      numberByFile[File(institution: institution, kind: kind, identifier: identifier)] = number
      if numberByFile.count > 2 * limits.mostBatches {
        numberByFile = numberByFile.filter { batches.value($0.value, at: now) != nil }
      }
    }
    return (number, batch)
  }

  /// `nil`: never issued, too old, of another kind, or another institution's.
  func batch(_ number: String, _ kind: BatchKind, of institution: String, at now: Timestamp) -> Batch? {
    guard let batch = batches.value(number, at: now), batch.institution == institution, batch.kind == kind,
      now <= batch.ready.advanced(by: limits.batchLife)
    else { return nil }
    return batch
  }
}
