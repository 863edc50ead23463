import CivilTime
import Journal
import Reception

/// The kiosk's end of the journal: one append is under way at a time, what comes meanwhile goes with the next one. So
/// records stand in the order in which they were given also when some of them were refused.
struct JournalLine {
  /// How long a journal that refused a record is left alone before it is tried again.
  static let retryPause: Duration = .seconds(10)
  /// A visit owes a few; while the journal is away no visit begins.
  static let mostOwed = 256

  struct Writing {
    var entries: [JournalEntry]
    var isOwed: Bool
    var then: (Result<Int, JournalFailure>) -> Void
  }

  var waiting: [Writing] = []
  var isBusy = false
  /// What has happened already and could not be written: it goes before whatever is written next.
  var owed: [JournalEntry] = []
  var retryAt: Instant?

  /// Keeps what a refused append leaves owing. False when it had to be left out.
  mutating func owe(_ group: [Writing]) -> Bool {
    let more = group.filter(\.isOwed).flatMap(\.entries)
    guard owed.count + more.count <= Self.mostOwed else { return false }
    owed += more
    return true
  }
}

extension Kiosk {
  /// Writes entries; `then` runs when they are on disk or cannot be.
  ///
  /// - Parameter owed: what the entries say has happened, so they are written later if they cannot be now. An intent is
  ///   not owed: what it announces is left undone.
  func write(_ entries: [JournalEntry], owed: Bool = false, then: @escaping (Result<Int, JournalFailure>) -> Void) {
    journal.waiting.append(.init(entries: entries, isOwed: owed, then: then))
    if !journal.isBusy { appendWhatWaits() }
  }

  /// Writes entries that no errand waits for. They are on disk before any later entry is.
  func record(_ entries: [JournalEntry]) {
    write(entries, owed: true) { [weak self] result in
      if case .failure(let failure) = result { self?.journalFailed(failure) }
    }
  }

  func appendWhatWaits() {
    guard !journal.waiting.isEmpty else { return }
    let (group, before) = (journal.waiting, journal.owed)
    journal.waiting = []
    journal.owed = []
    journal.isBusy = true
    ask({ ports.journal.append(before + group.flatMap(\.entries), $0) }) { [weak self] completion in
      guard let self, case .journal(let result) = completion else { return }
      if case .failure = result {
        journal.owed.insert(contentsOf: before, at: 0)
        if !journal.owe(group) { ports.desk.report("journal: more records are owed than can be kept") }
      }
      for writing in group { writing.then(result) }
      journal.isBusy = false
      appendWhatWaits()
    }
  }

  func journalFailed(_ failure: JournalFailure) {
    ports.desk.report("journal: \(failure)")
    journal.retryAt = ports.clock.monotonic().advanced(by: JournalLine.retryPause)
    handle(.journalLost(failure))
  }

  func tryJournalAgain() {
    journal.retryAt = nil
    write([JournalEntry(.kioskStarted, visit: nil, details: [.init("reason", "journal-found")])]) { [weak self] in
      switch $0 {
      case .success: self?.handle(.journalFound)
      case .failure(let failure): self?.journalFailed(failure)
      }
    }
  }
}
