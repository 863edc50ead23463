import Glibc

/// SIGTERM, SIGINT and SIGHUP, taken where a program waits. To be made before any other thread is.
final class EndingSignal {
  private let signals: sigset_t
  private var hasCome = false

  init() {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&signals, number) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    self.signals = signals
  }

  /// Whether one has come, or comes before this time is over.
  func came(within duration: Duration) -> Bool {
    guard !hasCome else { return true }
    var signals = signals
    let clock = ContinuousClock()
    let end = clock.now + duration
    while true {
      let left = max(.zero, end - clock.now)
      let (seconds, attoseconds) = left.components
      var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
      if sigtimedwait(&signals, nil, &time) > 0 {
        hasCome = true
        return true
      }
      // Another signal that a debugger or a stopped job sends ends the wait early.
      guard errno == EINTR else { return false }
    }
  }
}
