import Cards
import LockedMemory
import Synchronization

/// A face-auth reader behind a bridge (PROTOCOL.md): connects to the bridge's socket, again and again where there is
/// none, and does the reception's jobs over it. All of it happens on one thread of its own, which sleeps until somebody
/// has something to say.
public final class BridgedReader: Sendable {
  /// More orders than this wait for the thread only when it hangs.
  private static let mostOrders = 64
  /// How long `stop` waits for the thread.
  private static let stopLimit = Duration.seconds(5)

  enum Order: Sendable {
    case job(CardJob, number: Int)
    case release
    case cancel(upTo: Int)
    case stop
  }

  private struct State {
    var orders: [Order] = []
    var issued = 0
    var completions: [Int: @Sendable (Result<CardResult, CardFailure>) -> Void] = [:]
    var isStarted = false
  }

  let path: String
  let program: String
  let limits: BridgeLimits
  let pin: SecretPad
  let bell = Bell()
  let notice: @Sendable (ReaderNotice) -> Void
  let remark: @Sendable (String) -> Void
  private let state = Mutex(State())
  private let ended = Bell()

  /// - Parameters:
  ///   - path: of the bridge's socket.
  ///   - program: how the kiosk calls itself to the bridge.
  ///   - pin: where the PIN is typed. `verifyAndSign` takes it, once, and leaves the pad empty.
  ///   - notice: called on the reader's thread. `.abilities` comes before each `.ready`.
  ///   - remark: what staff may want to know and patients need not; called on the reader's thread.
  public init(
    path: String, program: String, limits: BridgeLimits = BridgeLimits(), pin: SecretPad,
    notice: @escaping @Sendable (ReaderNotice) -> Void, remark: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.path = path
    self.program = program
    self.limits = limits
    self.pin = pin
    self.notice = notice
    self.remark = remark
  }

  /// Begins to connect and to take jobs. The first notice is `.abilities` or `.unavailable`.
  ///
  /// - Throws: where no memory can be locked for the PIN's line.
  public func start() throws(LockedMemoryFailure) {
    let line = BridgeLine(self, secretLine: try SecretLine())
    let isFirst = state.withLock { state in
      defer { state.isStarted = true }
      return !state.isStarted
    }
    guard isFirst else { return }
    startThread { [ended] in
      line.run()
      ended.ring()
    }
  }

  /// Runs a job behind those that were begun before.
  ///
  /// - Parameter completion: called exactly once, on the reader's thread or this one.
  public func begin(_ job: CardJob, completion: @escaping @Sendable (Result<CardResult, CardFailure>) -> Void) {
    let isTaken = state.withLock { state in
      guard state.orders.count < Self.mostOrders else { return false }
      state.issued += 1
      state.completions[state.issued] = completion
      state.orders.append(.job(job, number: state.issued))
      return true
    }
    guard isTaken else {
      return completion(.failure(.readerGone("the reader has not taken \(Self.mostOrders) earlier orders")))
    }
    bell.ring()
  }

  /// The visit is over: the bridge gives the card back.
  public func release() { post(.release) }

  /// Gives up what was begun so far. Its completion comes, with `.reset` unless it was finished already.
  public func cancel() {
    state.withLock { $0.orders.append(.cancel(upTo: $0.issued)) }
    bell.ring()
  }

  /// Ends thread and connection. Not to be called by a notice or a completion.
  public func stop() {
    let wasStarted = state.withLock { state in
      defer { state.isStarted = false }
      return state.isStarted
    }
    guard wasStarted else { return }
    cancel()
    post(.stop)
    ended.wait(until: .now + Self.stopLimit)
  }

  private func post(_ order: Order) {
    state.withLock { $0.orders.append(order) }
    bell.ring()
  }

  // MARK: - For the reader's own thread

  func takeOrders() -> [Order] {
    state.withLock { state in
      defer { state.orders = [] }
      return state.orders
    }
  }

  func complete(_ number: Int, _ result: Result<CardResult, CardFailure>) {
    state.withLock { $0.completions.removeValue(forKey: number) }?(result)
  }
}
