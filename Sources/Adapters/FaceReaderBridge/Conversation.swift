import Cards

/// One connection to a bridge as the kiosk sees it: lines, orders and time go in, actions come out; it touches nothing.
///
/// Invariants: one request is out at a time; every job that was begun is completed exactly once; an answer counts only
/// under the number of the request that is out; a job other than `readCertificate` runs only on the card whose
/// certificate was read last, and never after the bridge said that it left (R6).
struct Conversation {
  typealias Moment = ContinuousClock.Instant

  /// The reception asks one thing at a time; more only when it gives up waiting.
  static let mostOrders = 16
  /// Of one connection, for the log of staff.
  static let mostRemarks = 10

  enum Action: Equatable {
    case send(KioskMessage)
    /// A request with a secret's bytes, put together in locked memory. When none is there, `secretWasMissing`; when it
    /// cannot be right, `secretWasImplausible`.
    case sendSecret(SecretRequest)
    case notice(ReaderNotice)
    case complete(number: Int, Result<CardResult, CardFailure>)
    /// For staff.
    case remark(String)
    /// The connection is of no use any more; the reason is for staff.
    case close(String)
  }

  enum SecretRequest: Equatable {
    case transmit(job: Int, header: [UInt8], CardSecret)
    /// With the PIN.
    case verify(job: Int, digest: [UInt8])
  }

  enum Order: Equatable {
    case job(CardJob, number: Int)
    case release
  }

  struct Current {
    var job: CardJob
    var number: Int
  }

  /// A request that is out.
  struct Wire {
    var job: Int
    var request: KioskMessage.Request
    /// Nil while a person has a part in it: the reception asks them, and cancels.
    var due: Moment?
    var isAbandoned = false
    /// Whether the card may have got a secret by it.
    var carriesSecret = false
    /// The PIN is typed on the reader's pad.
    var isTypedAtReader = false
  }

  let limits: BridgeLimits
  private let program: String
  private let greetedAt: Moment
  var hello: BridgeHello?
  var isReaderReady = false
  private var isCardIn = false
  /// The card of this visit is known and has not left.
  var holdsCard = false
  var session: CardSession?
  var gate = CardGate()
  var takesExtended = false
  var orders: [Order] = []
  var current: Current?
  var wire: Wire?
  private var lastJob = 0
  private var lastHeard: Moment
  private var lastSaid: Moment
  private var flood: (since: Moment, count: Int)
  private var remarks = 0
  private var hints: HintPace
  /// Nothing more is to be done on this connection.
  private(set) var isOver = false

  init(limits: BridgeLimits, program: String, at now: Moment) {
    self.limits = limits
    self.program = program
    greetedAt = now
    lastHeard = now
    lastSaid = now
    flood = (now, 0)
    hints = HintPace(pace: limits.hint)
  }

  /// To be called first.
  mutating func open() -> [Action] {
    [.send(.hello(version: BridgeProtocol.version, program: program))]
  }

  // MARK: - Orders

  mutating func begin(_ job: CardJob, number: Int, at now: Moment) -> [Action] {
    guard orders.count < Self.mostOrders else {
      return [
        .complete(
          number: number, .failure(.readerGone("the reader has not finished \(Self.mostOrders) earlier orders")))
      ]
    }
    orders.append(.job(job, number: number))
    return advance(at: now)
  }

  mutating func release(at now: Moment) -> [Action] {
    if !orders.contains(.release) { orders.append(.release) }
    return advance(at: now)
  }

  /// Gives up the jobs up to this number.
  mutating func cancel(upTo number: Int, at now: Moment) -> [Action] {
    var actions: [Action] = []
    orders.removeAll { order in
      guard case .job(_, let queued) = order, queued <= number else { return false }
      actions.append(.complete(number: queued, .failure(.reset)))
      return true
    }
    if let current, current.number <= number {
      actions += finish(.failure(.reset))
      actions += abandonWire(at: now)
    }
    return actions
  }

  // MARK: - Lines

  mutating func received(line: [UInt8], at now: Moment) -> [Action] {
    guard !isOver else { return [] }
    if isFlooded(at: now) { return close("it sends more than \(limits.mostMessagesASecond) messages a second") }
    let message: BridgeMessage
    do throws(MessageFault) {
      message = try BridgeMessage(line: line)
    } catch {
      return faulty(error, at: now)
    }
    lastHeard = now
    return take(message, at: now)
  }

  mutating func lineWasTooLong() -> [Action] {
    close("it sends a line of more than \(BridgeProtocol.mostLineBytes) bytes")
  }

  private mutating func take(_ message: BridgeMessage, at now: Moment) -> [Action] {
    switch message {
    case .alive: return []
    case .refused(let reason, _): return close("it refuses this kiosk: \(reason)")
    case .error(let reason, let job):
      let remarks = remark("the bridge does not understand: \(reason)")
      // What is not understood is not answered otherwise.
      guard let job, wire?.job == job else { return remarks }
      return remarks + spoil("the bridge does not understand: \(reason)", at: now)
    case .foreignHello(let version):
      let reason = "this kiosk speaks version \(BridgeProtocol.version) of the protocol, not \(version)"
      return [.send(.refused(reason: reason))]
        + close("it speaks version \(version) of the protocol, and this kiosk \(BridgeProtocol.version)")
    case .hello(let hello):
      guard self.hello == nil else { return misplaced("a second hello") }
      self.hello = hello
      return []
    case .readerReady, .readerUnavailable, .cardInserted, .cardRemoved, .face, .pinTyped, .pinCancelled, .answer:
      guard hello != nil else { return misplaced("the first message must be hello") }
    }
    switch message {
    case .readerReady: return readerBecameReady(at: now)
    case .readerUnavailable(let reason): return readerWent(reason)
    case .cardInserted, .cardRemoved: return cardMoved(isIn: message == .cardInserted)
    case .face(let job, let hint):
      guard current?.job.comparesFace == true, isOut(job) else { return [] }
      return hints.came(hint, at: now).map { .notice(.faceHint($0)) }
    case .pinTyped(let job, let count):
      return isOut(job) && wire?.isTypedAtReader == true ? [.notice(.pinTypedOnReader(count: count))] : []
    case .pinCancelled(let job):
      return isOut(job) && wire?.isTypedAtReader == true ? [.notice(.pinCancelledOnReader)] : []
    case .answer(let job, let answer): return answered(job, answer, at: now)
    case .hello, .foreignHello, .refused, .alive, .error: return []
    }
  }

  private func isOut(_ job: Int) -> Bool { wire?.job == job && wire?.isAbandoned == false }

  private mutating func readerBecameReady(at now: Moment) -> [Action] {
    guard !isReaderReady, let hello else { return [] }
    isReaderReady = true
    return [.notice(.abilities(hello.abilities)), .notice(.ready)] + advance(at: now)
  }

  private mutating func readerWent(_ reason: String) -> [Action] {
    isReaderReady = false
    loseCard()
    isCardIn = false
    return [.notice(.unavailable("the bridge says: \(reason)"))]
  }

  private mutating func cardMoved(isIn: Bool) -> [Action] {
    guard isReaderReady else { return misplaced("a card is told of while the reader is not ready") }
    let wasIn = isCardIn
    isCardIn = isIn
    switch (wasIn, isIn) {
    case (false, false): return []
    case (false, true): return [.notice(.cardInserted)]
    case (true, false):
      loseCard()
      return [.notice(.cardRemoved)]
    // Another card, changed faster than the reader could tell.
    case (true, true):
      loseCard()
      return [.notice(.cardRemoved), .notice(.cardInserted)]
    }
  }

  private mutating func loseCard() {
    holdsCard = false
    session = nil
  }

  /// Answered, counted with all messages, and else without consequence (but for the request it may be the answer to).
  private mutating func faulty(_ fault: MessageFault, at now: Moment) -> [Action] {
    var actions: [Action] = [.send(.error(reason: fault.sentence, job: fault.job))]
    actions += remark("the bridge sends what is no message: \(fault.sentence)")
    guard let job = fault.job, wire?.job == job else { return actions }
    return actions + spoil(fault.sentence, at: now)
  }

  private mutating func misplaced(_ reason: String) -> [Action] {
    [.send(.error(reason: reason, job: nil))] + remark("the bridge sends a message in the wrong order: \(reason)")
  }

  private mutating func remark(_ words: String) -> [Action] {
    remarks += 1
    return remarks <= Self.mostRemarks ? [.remark(words)] : []
  }

  private mutating func isFlooded(at now: Moment) -> Bool {
    if now - flood.since >= .seconds(1) { flood = (now, 0) }
    flood.count += 1
    return flood.count > limits.mostMessagesASecond
  }

  // MARK: - Ends

  mutating func close(_ reason: String) -> [Action] {
    guard !isOver else { return [] }
    isOver = true
    return [.close(reason)]
  }

  /// The connection is gone.
  mutating func ended(_ reason: String) -> [Action] {
    isOver = true
    var actions: [Action] = []
    // Whether the card acted on a secret is not known; of everything else nothing is left to be known.
    if current != nil { actions += finish(.failure(wire?.carriesSecret == true ? .answerLost : .readerGone(reason))) }
    for order in orders {
      if case .job(_, let number) = order { actions.append(.complete(number: number, .failure(.readerGone(reason)))) }
    }
    orders = []
    wire = nil
    return actions + [.notice(.unavailable(reason))]
  }

  mutating func finish(_ result: Result<CardResult, CardFailure>) -> [Action] {
    guard let current else { return [] }
    self.current = nil
    hints = HintPace(pace: limits.hint)
    return [.complete(number: current.number, result)]
  }

  // MARK: - Time

  var deadline: Moment {
    let waits = [
      lastHeard + limits.silence, lastSaid + limits.heartbeat, hello == nil ? greetedAt + limits.hello : nil,
      wire?.due, hints.due,
    ]
    return waits.compactMap(\.self).min() ?? lastHeard + limits.silence
  }

  /// Something has gone over the line.
  mutating func said(at now: Moment) { lastSaid = now }

  mutating func timePassed(at now: Moment) -> [Action] {
    guard !isOver else { return [] }
    if hello == nil, now >= greetedAt + limits.hello { return close("it has not said hello") }
    if now >= lastHeard + limits.silence { return close("it has fallen silent") }
    var actions: [Action] = []
    if let wire, let due = wire.due, now >= due {
      if wire.isAbandoned { return close("it does not answer a request that was cancelled") }
      // The command went out, and nobody knows what became of it.
      actions += finish(.failure(.answerLost))
      session = nil
      actions += abandonWire(at: now)
      actions += remark("the bridge does not answer \(wire.request.word)")
    }
    actions += hints.passed(at: now).map { .notice(.faceHint($0)) }
    if now >= lastSaid + limits.heartbeat { actions.append(.send(.alive)) }
    return actions
  }

  // MARK: - Requests

  mutating func request(
    _ request: KioskMessage.Request, secret: ((Int) -> SecretRequest)? = nil, at now: Moment
  ) -> [Action] {
    lastJob = lastJob < BridgeProtocol.largestJob ? lastJob + 1 : 1
    var wire = Wire(job: lastJob, request: request)
    wire.isTypedAtReader = secret == nil && request.asksForPIN
    wire.carriesSecret = secret != nil || wire.isTypedAtReader
    let hasPerson = wire.isTypedAtReader || current?.job.comparesFace == true
    wire.due = hasPerson ? nil : now + limits.answer
    self.wire = wire
    let job = lastJob
    return [secret.map { .sendSecret($0(job)) } ?? .send(.request(job: job, request))]
  }

  mutating func abandonWire(at now: Moment) -> [Action] {
    guard var wire, !wire.isAbandoned else { return [] }
    wire.isAbandoned = true
    wire.due = now + limits.cancel
    self.wire = wire
    return [.send(.cancel(job: wire.job))]
  }
}

extension KioskMessage.Request {
  /// It holds no PIN and needs one.
  fileprivate var asksForPIN: Bool {
    switch self {
    case .transmitPIN: true
    case .verify(_, let pin): pin == nil
    case .openCard, .transmit, .readCertificate, .readTries, .compareFace, .signVisualCheck: false
    }
  }
}

extension CardJob {
  var comparesFace: Bool {
    switch self {
    case .matchFace: true
    case .readCertificate, .readPhoneCertificate, .readAuthorityCertificate, .readTriesLeft, .verifyAndSign,
      .signByPhone, .signVisualCheck, .readCheckNumberTries, .readCardFace:
      false
    }
  }
}

/// Hints at a pace that people can follow: each new one is told, but not before the last has stood for a while, and of
/// several in between only the last.
struct HintPace {
  let pace: Duration
  private var told: FaceHint??
  private var toldAt: Conversation.Moment?
  private var waiting: FaceHint??

  init(pace: Duration) { self.pace = pace }

  var due: Conversation.Moment? { waiting == nil ? nil : toldAt.map { $0 + pace } }

  /// - Returns: what is to be told now, if anything.
  mutating func came(_ hint: FaceHint?, at now: Conversation.Moment) -> [FaceHint?] {
    waiting = .some(hint)
    return passed(at: now)
  }

  mutating func passed(at now: Conversation.Moment) -> [FaceHint?] {
    guard let next = waiting else { return [] }
    if told == .some(next) {
      waiting = nil
      return []
    }
    if let toldAt, now < toldAt + pace { return [] }
    waiting = nil
    told = .some(next)
    toldAt = now
    return [next]
  }
}
