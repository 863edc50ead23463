import Glibc

/// A bounded queue between threads, with a wait that has a limit.
// Unchecked because it holds pointers: what they point to lives as long as the mailbox, and `letters` is touched under
// the mutex alone.
final class Mailbox<Letter: Sendable>: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let arrived = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let most: Int
  private var letters: [Letter] = []

  init(most: Int) {
    self.most = most
    pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    // Limits must not move with the wall clock.
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(arrived, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(arrived)
    pthread_mutex_destroy(mutex)
    arrived.deallocate()
    mutex.deallocate()
  }

  /// - Returns: false when the box is full; the letter is not taken then.
  @discardableResult
  func post(_ letter: Letter) -> Bool {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    guard letters.count < most else { return false }
    letters.append(letter)
    pthread_cond_signal(arrived)
    return true
  }

  /// Waits for a letter.
  func next() -> Letter {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while letters.isEmpty { pthread_cond_wait(arrived, mutex) }
    return letters.removeFirst()
  }

  /// Waits for a letter, but not longer than `limit`; `nil` when none came.
  func next(within limit: Duration) -> Letter? {
    var deadline = timespec()
    clock_gettime(CLOCK_MONOTONIC, &deadline)
    let (seconds, attoseconds) = limit.components
    let nanoseconds = deadline.tv_nsec + Int(attoseconds / 1_000_000_000)
    deadline.tv_sec += Int(seconds) + nanoseconds / 1_000_000_000
    deadline.tv_nsec = nanoseconds % 1_000_000_000
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while letters.isEmpty {
      if pthread_cond_timedwait(arrived, mutex, &deadline) == ETIMEDOUT, letters.isEmpty { return nil }
    }
    return letters.removeFirst()
  }
}

/// Runs `body` on a thread of its own that nobody waits for.
func startThread(_ body: @escaping @Sendable () -> Void) {
  final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }
  var thread = pthread_t()
  let status = pthread_create(
    &thread, nil,
    { argument in
      if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
      return nil
    }, Unmanaged.passRetained(Body(body)).toOpaque())
  // Without threads there is no kiosk: this happens at the start, if at all.
  precondition(status == 0, "no thread: \(status)")
  pthread_detach(thread)
}
