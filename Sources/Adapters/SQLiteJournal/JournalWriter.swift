import Dispatch
import Foundation
import Journal
import Synchronization

/// The journal's thread and the bounded queue in front of it.
final class JournalWriter: Sendable {
  enum Task: Sendable {
    case append(JournalCall, @Sendable (Result<Int, JournalFailure>) -> Void)
    case state(@Sendable (Result<JournalState, JournalFailure>) -> Void)
  }

  private struct Queue {
    var tasks: [Task] = []
    var isClosed = false
  }

  /// What the thread takes at a time.
  private enum Work {
    case append([(call: JournalCall, completion: @Sendable (Result<Int, JournalFailure>) -> Void)])
    case state(@Sendable (Result<JournalState, JournalFailure>) -> Void)
    case nothing
    case end
  }

  private let queue = Mutex(Queue())
  private let store: Mutex<JournalStore?>
  private let tasksWaiting = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)

  init(_ store: consuming sending JournalStore) { self.store = Mutex(store) }

  /// A thread of its own, asleep while nothing is to be written.
  func start() {
    let thread = Thread { self.run() }
    thread.name = "journal"
    thread.start()
  }

  /// Nil when the task was taken; else why not: the queue is full or closed.
  func enqueue(_ task: Task) -> JournalFailure? {
    let refusal: JournalFailure? = queue.withLock { queue in
      if queue.isClosed { return .cannotWrite("the journal is closed") }
      if queue.tasks.count >= SQLiteJournal.queueCapacity {
        return .cannotWrite("\(queue.tasks.count) records wait for the disk already")
      }
      queue.tasks.append(task)
      return nil
    }
    if refusal == nil { tasksWaiting.signal() }
    return refusal
  }

  /// What waits is still written.
  func close() {
    queue.withLock { $0.isClosed = true }
    tasksWaiting.signal()
  }

  func waitUntilEnded() {
    ended.wait()
    // For whoever else waits.
    ended.signal()
  }

  /// For tests and audits within the process.
  func durability() throws(JournalFailure) -> Durability? {
    try store.withLock { (store: inout sending JournalStore?) throws(JournalFailure) in try store?.durability() }
  }

  private func run() {
    var goesOn = true
    while goesOn {
      tasksWaiting.wait()
      switch take() {
      case .nothing: break
      case .append(let calls):
        let results = store.withLock { store in
          store?.append(calls.map(\.call)) ?? calls.map { _ in .failure(.cannotWrite("the journal is closed")) }
        }
        for (call, result) in zip(calls, results) { call.completion(result) }
      case .state(let completion):
        completion(
          store.withLock { store in
            do throws(JournalFailure) {
              guard let state = try store?.state() else { return .failure(.cannotOpen("the journal is closed")) }
              return .success(state)
            } catch { return .failure(error) }
          })
      case .end:
        store.withLock { store in
          // Whatever fails now was acknowledged and is on disk; the next start mends the rest.
          try? store?.close()
          store = nil
        }
        goesOn = false
        ended.signal()
      }
    }
  }

  private func take() -> Work {
    queue.withLock { queue in
      guard let first = queue.tasks.first else { return queue.isClosed ? .end : .nothing }
      if case .state(let completion) = first {
        queue.tasks.removeFirst()
        return .state(completion)
      }
      var calls: [(call: JournalCall, completion: @Sendable (Result<Int, JournalFailure>) -> Void)] = []
      for task in queue.tasks.prefix(SQLiteJournal.groupLimit) {
        guard case .append(let call, let completion) = task else { break }
        calls.append((call, completion))
      }
      queue.tasks.removeFirst(calls.count)
      // Every task came with a signal of its own; one that is left over finds nothing, which does no harm. The end has
      // to be found even when the last signal was spent here.
      if queue.tasks.isEmpty && queue.isClosed { tasksWaiting.signal() }
      return .append(calls)
    }
  }
}
