import Glibc
import Synchronization

/// Runs an actor's jobs on the thread of the event loop: what is enqueued from anywhere waits until the loop drains it.
/// An actor whose `unownedExecutor` this is may be entered from that thread with `assumeIsolated`.
public final class LoopExecutor: SerialExecutor {
  private let waiting = Mutex<[UnownedJob]>([])
  private let wakeup: Wakeup
  /// The loop's thread.
  private let thread: pthread_t

  /// To be made on the loop's own thread.
  init(wakeup: Wakeup) {
    self.wakeup = wakeup
    thread = pthread_self()
  }

  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    waiting.withLock { $0.append(job) }
    wakeup.wake()
  }

  /// Runs what waits now. What these jobs enqueue comes with the next round, so that keys and timers have their turn.
  public func drain() {
    checkIsolated()
    let jobs = waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
    for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
  }

  public func checkIsolated() {
    precondition(pthread_equal(pthread_self(), thread) != 0, "this belongs to the event loop's thread")
  }

  public func isIsolatingCurrentContext() -> Bool? { pthread_equal(pthread_self(), thread) != 0 }
}
