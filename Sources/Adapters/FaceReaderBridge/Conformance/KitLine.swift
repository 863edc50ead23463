import Glibc

/// Why a row failed, or cannot be tried.
enum Finding: Error {
  case failed(String)
  case notApplicable(String)
}

/// The kit's end of a line: it says whatever it is told to, right or wrong, and hears with a limit.
final class KitLine {
  enum Heard: Equatable {
    case message(BridgeMessage)
    case closed
    /// Nothing came in the time.
    case silence
  }

  private let descriptor: Int32
  private let limits: BridgeLimits
  private var splitter = LineSplitter()
  private var waiting: [BridgeMessage] = []
  private var isClosed = false
  private var lastSaid = ContinuousClock.now
  private var lastJob = 0
  /// Whether it says something by itself often enough.
  var keepsAlive = true
  /// As told on this line.
  private(set) var isReaderReady: Bool?
  private(set) var isCardIn = false
  private(set) var lifeSigns = 0
  /// Numbers of answers to what was not asked on this line.
  private(set) var strays: [Int] = []

  init(path: String, limits: BridgeLimits) throws(BridgeRefusal) {
    self.limits = limits
    descriptor = try BridgeSocket.connect(path: path)
  }

  deinit { close(descriptor) }

  func say(_ message: KioskMessage) { say(message.line) }

  func say(_ bytes: [UInt8]) {
    _ = SocketBytes.send(bytes, over: descriptor, within: limits.write)
    lastSaid = .now
  }

  /// - Returns: false when it cannot all be sent in the time.
  func trySaying(_ bytes: [UInt8]) -> Bool {
    SocketBytes.send(bytes, over: descriptor, within: limits.write) == .open
  }

  func lend<R>(_ body: (Int32) -> R) -> R { body(descriptor) }

  func nextJob() -> Int {
    lastJob += 1
    return lastJob
  }

  /// The next message that is no heartbeat.
  func next(within limit: Duration) throws(Finding) -> Heard {
    let deadline = ContinuousClock.now + limit
    while true {
      while !waiting.isEmpty {
        let message = waiting.removeFirst()
        note(message)
        if message != .alive { return .message(message) }
      }
      if isClosed { return .closed }
      guard ContinuousClock.now < deadline else { return .silence }
      let heartbeat = keepsAlive ? lastSaid + limits.heartbeat / 2 : deadline
      var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      if poll(&watched, 1, min(deadline, heartbeat).pollMilliseconds) > 0 { try receive() }
      if keepsAlive, ContinuousClock.now >= heartbeat { say(.alive) }
    }
  }

  private func receive() throws(Finding) {
    let (bytes, state) = SocketBytes.receive(from: descriptor)
    if state != .open { isClosed = true }
    for piece in splitter.take(bytes) {
      guard case .line(let line) = piece else { throw .failed("it sends a line of more than 64 KiB") }
      do throws(MessageFault) {
        waiting.append(try BridgeMessage(line: line))
      } catch {
        throw .failed("it sends \"\(InertWords.cut(String(decoding: line, as: UTF8.self)))\": \(error.sentence)")
      }
    }
  }

  private func note(_ message: BridgeMessage) {
    switch message {
    case .alive: lifeSigns += 1
    case .readerReady: isReaderReady = true
    case .readerUnavailable: isReaderReady = false
    case .cardInserted: isCardIn = true
    case .cardRemoved: isCardIn = false
    case .answer(let job, _): if job > lastJob { strays.append(job) }
    case .hello, .foreignHello, .refused, .error, .face, .pinTyped, .pinCancelled: break
    }
  }

  // MARK: - What rows want

  static let hello = KioskMessage.hello(version: BridgeProtocol.version, program: "conformance kit")

  /// The first message for which `isIt` holds; what comes before is passed over.
  func first(
    _ what: String, within limit: Duration, where isIt: (BridgeMessage) -> Bool
  ) throws(Finding) -> BridgeMessage {
    let deadline = ContinuousClock.now + limit
    while true {
      switch try next(within: deadline - .now) {
      case .message(let message): if isIt(message) { return message }
      case .closed: throw .failed("it hangs up instead of \(what)")
      case .silence: throw .failed("\(what) does not come within \(limit)")
      }
    }
  }

  /// Reads on until reader and card have been told of, or nothing more comes.
  func takeState(within limit: Duration) throws(Finding) {
    let deadline = ContinuousClock.now + limit
    while isReaderReady == nil, case .message = try next(within: deadline - .now) {}
    // A card is told of at once behind the reader, if at all.
    while isReaderReady == true, !isCardIn, case .message = try next(within: limits.heartbeat / 8) {}
  }

  func ask(_ request: KioskMessage.Request) -> Int {
    let job = nextJob()
    say(.request(job: job, request))
    return job
  }

  /// The end of a request: its answer, or an error that names it.
  func answer(to job: Int, within limit: Duration) throws(Finding) -> BridgeMessage.Answer {
    let message = try first("the answer to job \(job)", within: limit) { message in
      switch message {
      case .answer, .error(_, .some): true
      case .hello, .foreignHello, .refused, .alive, .error, .readerReady, .readerUnavailable, .cardInserted,
        .cardRemoved, .face, .pinTyped, .pinCancelled:
        false
      }
    }
    switch message {
    case .answer(job, let answer): return answer
    case .answer(let other, _): throw .failed("job \(job) is answered under the number \(other)")
    case .error(let reason, _): throw .failed("job \(job) is answered by error: \(reason)")
    case .hello, .foreignHello, .refused, .alive, .readerReady, .readerUnavailable, .cardInserted, .cardRemoved, .face,
      .pinTyped, .pinCancelled:
      throw .failed("job \(job) is answered by \(message.name)")
    }
  }

  /// Holds when the line still works: what certainly is answered is asked.
  func expectService(after what: String) throws(Finding) {
    let job = nextJob()
    say(Array("{\"type\":\"compare-face\",\"job\":\(job),\"digest\":\"00\"}\n".utf8))
    _ = try first("an error about a broken request after \(what)", within: limits.answer) { message in
      if case .error = message { true } else { false }
    }
  }

  /// Holds when the other end hangs up in time.
  func expectEnd(within limit: Duration, because what: String) throws(Finding) {
    let deadline = ContinuousClock.now + limit
    while true {
      switch try next(within: deadline - .now) {
      case .message: continue
      case .closed: return
      case .silence: throw .failed("it does not hang up within \(limit) after \(what)")
      }
    }
  }

  func expectError(within limit: Duration, after what: String) throws(Finding) {
    switch try next(within: limit) {
    case .message(.error): return
    case .message(.readerReady), .message(.readerUnavailable), .message(.cardInserted), .message(.cardRemoved):
      return try expectError(within: limit, after: what)
    case .message(let message): throw .failed("\(what) is answered by \(message.name)")
    case .closed: throw .failed("it hangs up after \(what)")
    case .silence: throw .failed("\(what) is not answered by error within \(limit)")
    }
  }
}

extension BridgeMessage {
  /// For a sentence.
  var name: String {
    switch self {
    case .hello: "hello"
    case .foreignHello(let version): "hello of version \(version)"
    case .refused(let reason, _): "refused (\(reason))"
    case .alive: "alive"
    case .error(let reason, _): "error (\(reason))"
    case .readerReady, .readerUnavailable: "reader"
    case .cardInserted, .cardRemoved: "card"
    case .face: "face"
    case .pinTyped: "pin-typed"
    case .pinCancelled: "pin-cancelled"
    case .answer(_, let answer): answer.name
    }
  }
}

extension BridgeMessage.Answer {
  /// For a sentence.
  var name: String {
    switch self {
    case .failed(let failure): "failed (\(FailureWord(failure).rawValue))"
    case .cancelled: "failed (cancelled)"
    case .cardOpened, .response, .certificate, .tries, .signature: word
    }
  }
}
