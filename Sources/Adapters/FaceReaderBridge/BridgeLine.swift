import Cards
import Glibc
import LockedMemory

/// The reader's thread: one connection after another, each a `Conversation` with a socket around it. Confined to its
/// thread.
// Unchecked because it is handed to its thread once and used there alone.
final class BridgeLine: @unchecked Sendable {
  private let reader: BridgedReader
  private var secretLine: SecretLine
  /// What was told last, so that a bridge that stays away is told of once.
  private var told: ReaderNotice?
  private var isStopping = false

  init(_ reader: BridgedReader, secretLine: consuming SecretLine) {
    self.reader = reader
    self.secretLine = secretLine
  }

  func run() {
    while !isStopping {
      let reason: String
      do throws(BridgeRefusal) {
        let descriptor = try BridgeSocket.connect(path: reader.path)
        reason = "the reader's bridge at \(reader.path): " + serve(descriptor)
        close(descriptor)
      } catch {
        reason = "the reader's bridge: \(error.sentence)"
        tell(.unavailable(reason))
      }
      if !isStopping { pause(reason) }
    }
  }

  /// Between two connections; jobs that come meanwhile find no reader.
  private func pause(_ reason: String) {
    let end = ContinuousClock.now + reader.limits.pace
    repeat {
      reader.bell.wait(until: end)
      for order in reader.takeOrders() {
        switch order {
        case .job(_, let number): reader.complete(number, .failure(.readerGone(reason)))
        case .release, .cancel: break
        case .stop: isStopping = true
        }
      }
    } while !isStopping && ContinuousClock.now < end
  }

  // MARK: - One connection

  /// - Returns: why it ended.
  private func serve(_ descriptor: Int32) -> String {
    var conversation = Conversation(limits: reader.limits, program: reader.program, at: .now)
    var splitter = LineSplitter()
    var end = perform(conversation.open(), &conversation, over: descriptor)
    while end == nil {
      var watched = [
        pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: reader.bell.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      _ = poll(&watched, 2, conversation.deadline.pollMilliseconds)
      if watched[1].revents != 0 {
        reader.bell.clear()
        end = obey(reader.takeOrders(), &conversation, over: descriptor)
      }
      if end == nil, watched[0].revents != 0 { end = listen(to: descriptor, &splitter, &conversation) }
      if end == nil { end = perform(conversation.timePassed(at: .now), &conversation, over: descriptor) }
    }
    let reason = end ?? ""
    if isStopping {
      // Whatever is left is given up in good order.
      for action in conversation.cancel(upTo: Int.max, at: .now) {
        if case .complete(let number, let result) = action { finish(number, result) }
      }
    } else {
      _ = perform(conversation.ended(reason), &conversation, over: descriptor)
    }
    return reason
  }

  private func obey(
    _ orders: [BridgedReader.Order], _ conversation: inout Conversation, over descriptor: Int32
  ) -> String? {
    for order in orders {
      let actions: [Conversation.Action]
      switch order {
      case .job(let job, let number):
        if job.takesSecret { secretJob = number }
        actions = conversation.begin(job, number: number, at: .now)
      case .release: actions = conversation.release(at: .now)
      case .cancel(let number): actions = conversation.cancel(upTo: number, at: .now)
      case .stop:
        isStopping = true
        _ = perform(conversation.release(at: .now), &conversation, over: descriptor)
        return "the kiosk ends"
      }
      if let end = perform(actions, &conversation, over: descriptor) { return end }
    }
    return nil
  }

  private func listen(
    to descriptor: Int32, _ splitter: inout LineSplitter, _ conversation: inout Conversation
  ) -> String? {
    let (bytes, state) = SocketBytes.receive(from: descriptor)
    for piece in splitter.take(bytes) {
      let actions =
        switch piece {
        case .line(let line): conversation.received(line: line, at: .now)
        case .tooLong: conversation.lineWasTooLong()
        }
      if let end = perform(actions, &conversation, over: descriptor) { return end }
    }
    return state == .open ? nil : "it has hung up"
  }

  /// - Returns: why the connection ends, if it does.
  private func perform(
    _ actions: [Conversation.Action], _ conversation: inout Conversation, over descriptor: Int32
  ) -> String? {
    var end: String?
    for action in actions {
      switch action {
      case .send(let message):
        guard end == nil, !conversation.isOver || isParting(message) else { break }
        end = conversation.went(
          SocketBytes.send(message.line, over: descriptor, within: reader.limits.write))
      case .sendSecret(let request):
        let limit = reader.limits.write
        let outcome = secretLine.send(request, from: reader.pin) { bytes in
          SocketBytes.send(bytes, over: descriptor, within: limit)
        }
        let more: [Conversation.Action]
        switch outcome {
        case .sent(let state):
          more = []
          end = end ?? conversation.went(state)
        case .missing: more = conversation.secretWasMissing(at: .now)
        case .implausible: more = conversation.secretWasImplausible(at: .now)
        }
        end = perform(more, &conversation, over: descriptor) ?? end
      case .notice(let notice): tell(notice)
      case .complete(let number, let result): finish(number, result)
      case .remark(let words): reader.remark(words)
      case .close(let reason): end = end ?? reason
      }
    }
    return end
  }

  /// Said even to a bridge that is being left: why.
  private func isParting(_ message: KioskMessage) -> Bool {
    switch message {
    case .refused, .error: true
    case .hello, .alive, .request, .cancel, .release: false
    }
  }

  /// The last job that may take a secret.
  private var secretJob: Int?

  private func finish(_ number: Int, _ result: Result<CardResult, CardFailure>) {
    // Used or not, a confirmed secret is good for one job; of a job given up the pad may already hold the next patient's.
    if secretJob == number {
      secretJob = nil
      if result != .failure(.reset) { reader.pin.wipe() }
    }
    reader.complete(number, result)
  }

  private func tell(_ notice: ReaderNotice) {
    switch notice {
    case .unavailable, .ready:
      guard notice != told else { return }
      told = notice
    // These are told of each time.
    case .abilities, .cardInserted, .cardRemoved, .faceHint, .pinTypedOnReader, .pinCancelledOnReader: break
    }
    reader.notice(notice)
  }
}

extension Conversation {
  /// - Returns: why the connection ends, if what was sent did not go.
  fileprivate mutating func went(_ state: LineState) -> String? {
    switch state {
    case .open:
      said(at: .now)
      return nil
    case .closed: return "it has hung up"
    case .stuck: return "it does not read what is sent to it"
    }
  }
}

extension Bell {
  /// Sleeps until it rings, or until then.
  func wait(until end: ContinuousClock.Instant) {
    var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    if poll(&watched, 1, end.pollMilliseconds) > 0 { clear() }
  }
}

extension CardJob {
  fileprivate var takesSecret: Bool {
    switch self {
    case .verifyAndSign, .readCardFace: true
    case .readCertificate, .readPhoneCertificate, .readAuthorityCertificate, .readTriesLeft, .signByPhone, .matchFace,
      .signVisualCheck, .readCheckNumberTries:
      false
    }
  }
}
