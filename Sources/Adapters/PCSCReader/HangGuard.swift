import Synchronization

/// Notices that the watcher has not come back from the service: pcscd, or a driver in it, hangs, and then nobody would
/// learn that the card has been taken. The watcher's waits are bounded, so that it comes by at `CardWatch`'s pace; when
/// it does not, that is told once, from a thread of the guard's own.
final class HangGuard: Sendable {
  /// How much longer than its own limit a wait may take: a loaded machine, and pcscd's answer to the end of a wait.
  static let grace = Duration.seconds(3)

  private struct State {
    /// Counts the watcher's waits and their ends.
    var beat = 0
    var hangs = false
  }

  private enum Order {
    /// The watcher is going to wait, at most so long.
    case watch(beat: Int, limit: Duration)
    case stop
  }

  private let state = Mutex(State())
  /// The thread takes each as it comes.
  private let orders = Mailbox<Order>(most: 4)
  private let tell: @Sendable () -> Void

  /// - Parameter tell: called on the guard's thread, and `cameBack` waits for its end.
  init(tell: @escaping @Sendable () -> Void) { self.tell = tell }

  func start() { startThread { [self] in run() } }

  func stop() { orders.post(.stop) }

  /// To be called before a wait.
  func waits(_ limit: Duration) {
    let beat = state.withLock { state in
      state.beat += 1
      return state.beat
    }
    orders.post(.watch(beat: beat, limit: limit))
  }

  /// To be called behind a wait, however it ended.
  ///
  /// - Returns: whether it has been told meanwhile that the service hangs.
  func cameBack() -> Bool {
    state.withLock { state in
      state.beat += 1
      defer { state.hangs = false }
      return state.hangs
    }
  }

  private func run() {
    var next: Order? = orders.next()
    while case .watch(let beat, let limit) = next {
      if let newer = orders.next(within: limit + Self.grace) {
        next = newer
        continue
      }
      state.withLock { state in
        guard state.beat == beat else { return }
        state.hangs = true
        tell()
      }
      next = orders.next()
    }
  }
}
