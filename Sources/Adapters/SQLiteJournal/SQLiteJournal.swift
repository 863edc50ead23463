import CivilTime
import Dispatch
import Journal
import Synchronization

/// The journal in an SQLite file. One thread writes, in the order of the calls; what waits while a transaction is on
/// its way to disk goes into the next one together.
public final class SQLiteJournal: Sendable {
  /// Calls that may wait for the disk. A kiosk has a handful under way; more means that the disk has stopped.
  public static let queueCapacity = 1_024
  /// Calls that share one transaction.
  public static let groupLimit = 64

  private let writer: JournalWriter
  private let clock: @Sendable () -> Timestamp

  /// Opens the journal, or makes it: the database at `path`, and beside it `.head` (count and last chain value),
  /// `.lock` and SQLite's own two files, all for their owner alone.
  ///
  /// - Parameters:
  ///   - path: the folder must exist.
  ///   - cipher: what `journal.key` gives.
  ///   - clock: wall time for the records; called on the thread that appends.
  /// - Throws: `cannotOpen` (folder missing, not a journal, another key, open elsewhere), `damaged` (cut tail, changed
  ///   head, an end that does not follow), `full`.
  public static func open(
    path: String, cipher: JournalCipher, clock: @escaping @Sendable () -> Timestamp
  ) throws(JournalFailure) -> SQLiteJournal {
    try open(path: path, cipher: cipher, clock: clock, passing: { _ in })
  }

  /// - Parameter passing: is told of each step to disk, on the journal's thread; the crash tests stop there.
  package static func open(
    path: String, cipher: JournalCipher, clock: @escaping @Sendable () -> Timestamp,
    passing: @escaping @Sendable (JournalStep) -> Void
  ) throws(JournalFailure) -> SQLiteJournal {
    let writer = JournalWriter(try JournalStore(path: path, cipher: cipher, passing: passing))
    writer.start()
    return SQLiteJournal(writer, clock)
  }

  private init(_ writer: JournalWriter, _ clock: @escaping @Sendable () -> Timestamp) {
    self.writer = writer
    self.clock = clock
  }

  /// The thread ends when it has written what waits; nobody waits for it here.
  deinit { writer.close() }

  /// Writes the entries as one: all of them are on disk when `completion` gets the number of the last record, or none
  /// is. After a failure the journal can be written to again as soon as its cause is gone.
  ///
  /// - Parameter completion: called once, on the journal's thread; or on the caller's, before this returns, when the
  ///   queue is full or the journal closed.
  public func append(
    _ entries: [JournalEntry], completion: @escaping @Sendable (Result<Int, JournalFailure>) -> Void
  ) {
    let refusal = writer.enqueue(.append(JournalCall(time: clock(), entries: entries), completion))
    if let refusal { completion(.failure(refusal)) }
  }

  /// As `append`, but waits. Never to be called on the journal's thread, that is from a completion.
  /// - Returns: the number of the last record.
  @discardableResult
  public func appendNow(_ entries: [JournalEntry]) throws(JournalFailure) -> Int {
    try wait { append(entries, completion: $0) }
  }

  /// What waits and what was left open, after everything appended so far. Costs what waits, not what the journal holds.
  /// A hand-over whose file was forgotten after 24 hours is listed with an empty file and the earliest of times, so
  /// that it is given up visibly. Never to be called from a completion.
  public func state() throws(JournalFailure) -> JournalState {
    try wait { completion in
      if let refusal = writer.enqueue(.state(completion)) { completion(.failure(refusal)) }
    }
  }

  /// Writes what waits and lets go of the file. Later calls are refused. Never to be called from a completion.
  public func close() {
    writer.close()
    writer.waitUntilEnded()
  }

  /// What SQLite says about how it writes.
  package func durability() throws(JournalFailure) -> Durability? { try writer.durability() }

  private func wait<Value: Sendable>(
    _ start: (@escaping @Sendable (Result<Value, JournalFailure>) -> Void) -> Void
  ) throws(JournalFailure) -> Value {
    let answer = Answer<Value>()
    start { answer.give($0) }
    return try answer.take().get()
  }
}

/// One answer from the journal's thread, waited for on another.
private final class Answer<Value: Sendable>: Sendable {
  private let result = Mutex<Result<Value, JournalFailure>>(.failure(.cannotWrite("no answer")))
  private let isGiven = DispatchSemaphore(value: 0)

  func give(_ answer: Result<Value, JournalFailure>) {
    result.withLock { $0 = answer }
    isGiven.signal()
  }

  func take() -> Result<Value, JournalFailure> {
    isGiven.wait()
    return result.withLock { $0 }
  }
}
