import CCurl
import Eligibility
import Glibc
import Synchronization

/// The one thread that owns libcurl's handles. It sleeps in `curl_multi_poll` until a socket, a time limit, a pause's end
/// or an order wakes it; with nothing under way only an order does, kept connections or not.
final class NetworkThread: Sendable {
  private struct State: Sendable {
    var orders: [Order] = []
    /// Orders taken and not yet answered, waiting or sent.
    var unanswered = 0
    var isStopping = false
    /// There from init until the thread ends.
    var wakeup: Wakeup?
    var thread: pthread_t?
  }

  private let rules: TransferRules
  private let mostUnderWay: Int
  private let state: Mutex<State>
  private let clock = ContinuousClock()

  init(_ rules: TransferRules, mostUnderWay: Int) throws(HTTPSEligibilityFailure) {
    guard let multi = uk_multi_init() else { throw .libraryUnsuitable("no memory") }
    guard uk_multi_set_number(multi, CURLMOPT_MAXCONNECTS, rules.settings.limits.keeping.connections) == CURLM_OK else {
      uk_multi_cleanup(multi)
      throw .libraryUnsuitable("MAXCONNECTS")
    }
    self.rules = rules
    self.mostUnderWay = mostUnderWay
    state = Mutex(State(wakeup: Wakeup(multi: multi)))
    var thread = pthread_t()
    let start = Unmanaged.passRetained(Start(self, multi))
    let code = pthread_create(&thread, nil, runNetworkThread, start.toOpaque())
    guard code == 0 else {
      start.release()
      uk_multi_cleanup(multi)
      throw .noThread(reason: String(cString: strerror(code)))
    }
    state.withLock { [thread] in $0.thread = thread }
  }

  /// Returns at once.
  func take(_ order: Order) {
    let refusal = state.withLock { state -> String? in
      if state.isStopping { return "the program is ending" }
      if state.unanswered >= mostUnderWay { return "too many requests are under way" }
      state.unanswered += 1
      state.orders.append(order)
      state.wakeup?.call()
      return nil
    }
    if let refusal { order.completion(.failure(.unreachable(refusal))) }
  }

  func stop() {
    let thread = state.withLock { state -> pthread_t? in
      state.isStopping = true
      state.wakeup?.call()
      defer { state.thread = nil }
      return state.thread
    }
    guard let thread else { return }
    if pthread_equal(thread, pthread_self()) != 0 {
      pthread_detach(thread)
    } else {
      pthread_join(thread, nil)
    }
  }

  // MARK: - On the thread itself

  /// Long enough that nothing ticks; libcurl's own time limits end the wait earlier.
  private static let idleMilliseconds = Int32.max

  fileprivate func run(_ multi: UnsafeMutableRawPointer) {
    var transfers: [Transfer] = []
    // Between two tries.
    var pausing: [Errand] = []
    let limits = rules.settings.limits
    while let orders = nextOrders() {
      let now = clock.now
      let isDue = { (errand: Errand) in errand.next <= now }
      let due = orders.map { Errand($0, limits, now) } + pausing.filter(isDue)
      pausing.removeAll(where: isDue)
      for errand in due { begin(errand, isFresh: false, multi, &transfers) }
      var running: Int32 = 0
      uk_multi_perform(multi, &running)
      var code = CURLE_OK
      var hasBegun = false
      while let easy = uk_next_finished(multi, &code) {
        guard let index = transfers.firstIndex(where: { $0.easy == easy }) else { continue }
        let transfer = transfers.remove(at: index)
        let end = transfer.end(code)
        let stage = transfer.stage(end.result)
        uk_multi_remove_handle(multi, easy)
        let errand = transfer.errand
        if transfer.wasStale {
          begin(errand, isFresh: true, multi, &transfers)
          hasBegun = true
          continue
        }
        switch errand.perseverance.judge(end, elapsed: clock.now - errand.began, chance: .random(in: 0..<1)) {
        case .answer(let result): answer(errand, result, stage)
        case .again(let pause):
          errand.next = clock.now + pause
          pausing.append(errand)
        }
      }
      if hasBegun { continue }
      uk_multi_poll(multi, nil, 0, sleep(until: pausing.map(\.next).min()), nil)
    }
    for transfer in transfers {
      let result = Result<Response, ServiceFailure>.failure(transfer.givenUp("the program is ending"))
      let stage = transfer.stage(result)
      uk_multi_remove_handle(multi, transfer.easy)
      answer(transfer.errand, transfer.errand.perseverance.truest(result), stage)
    }
    transfers.removeAll()
    for errand in pausing {
      answer(errand, errand.perseverance.truest(.failure(.unreachable("the program is ending"))), .nowhere)
    }
    let unsent = state.withLock { state in
      // From here on nobody may wake a handle that is gone.
      state.wakeup = nil
      defer { state.orders.removeAll() }
      return state.orders
    }
    for order in unsent {
      answer(Errand(order, limits, clock.now), .failure(.unreachable("the program is ending")), .nowhere)
    }
    uk_multi_cleanup(multi)
  }

  private func begin(
    _ errand: Errand, isFresh: Bool, _ multi: UnsafeMutableRawPointer, _ transfers: inout [Transfer]
  ) {
    let left = errand.bounds.budget - (clock.now - errand.began)
    guard let transfer = Transfer(errand, rules, time: left, isFresh: isFresh),
      uk_multi_add_handle(multi, transfer.easy) == CURLM_OK
    else {
      let failure = ServiceFailure.unreachable("libcurl has no memory")
      return answer(errand, errand.perseverance.truest(.failure(failure)), .nowhere)
    }
    transfers.append(transfer)
  }

  /// - Parameter next: when a pause ends, if there is one.
  private func sleep(until next: ContinuousClock.Instant?) -> Int32 {
    guard let next else { return Self.idleMilliseconds }
    return Int32(clamping: max(.zero, next - clock.now).wholeMilliseconds)
  }

  /// Nil when the thread shall end.
  private func nextOrders() -> [Order]? {
    state.withLock { state in
      guard !state.isStopping else { return nil }
      defer { state.orders.removeAll() }
      return state.orders
    }
  }

  /// Makes room first, so that whoever is answered may ask again at once.
  private func answer(
    _ errand: Errand, _ result: Result<Response, ServiceFailure>, _ stage: ConnectionTrial.Stage
  ) {
    state.withLock { $0.unanswered -= 1 }
    errand.order.story?.tell(stage)
    errand.order.completion(result)
  }
}

/// One request from asking to its answer, over all its tries. Belongs to the network thread.
final class Errand {
  let order: Order
  let bounds: Bounds
  let began: ContinuousClock.Instant
  var perseverance: Perseverance
  /// When its next try begins.
  var next: ContinuousClock.Instant

  init(_ order: Order, _ limits: Limits, _ now: ContinuousClock.Instant) {
    self.order = order
    bounds = Bounds(limits, order.size)
    began = now
    next = now
    perseverance = Perseverance(limits.repeating, budget: bounds.budget)
  }
}

// Unchecked because it holds a pointer: curl_multi_wakeup is the one call that libcurl allows from any thread, and the
// state's lock keeps it from a handle that is gone.
private struct Wakeup: @unchecked Sendable {
  let multi: UnsafeMutableRawPointer

  func call() { uk_multi_wakeup(multi) }
}

/// What the new thread is given.
private final class Start {
  let owner: NetworkThread
  let multi: UnsafeMutableRawPointer

  init(_ owner: NetworkThread, _ multi: UnsafeMutableRawPointer) {
    self.owner = owner
    self.multi = multi
  }
}

private func runNetworkThread(_ given: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let given else { return nil }
  let start = Unmanaged<Start>.fromOpaque(given).takeRetainedValue()
  // Signals belong to the terminal's loop. And a service that hangs up while we write must give an error here: NOSIGNAL
  // keeps curl from looking after SIGPIPE itself.
  var signals = sigset_t()
  sigfillset(&signals)
  pthread_sigmask(SIG_BLOCK, &signals, nil)
  start.owner.run(start.multi)
  return nil
}
