import Cards
import Synchronization

/// The watcher's thread: sleeps in the service until a reader or card comes or goes, and tells. It makes its context
/// anew whenever the service fails it.
final class CardWatch: Sendable {
  /// Only while pcscd is away, the end of which nothing tells, the service is tried again after a time: at once after a
  /// restart, then at a pace that costs nothing.
  static let servicePaces: ClosedRange<Duration> = .milliseconds(50)...(.seconds(1))
  /// A service that fails again before that is not tried the faster for having answered.
  static let steadyService = Duration.milliseconds(200)
  /// With no reader attached they are listed again at this pace: one that came between the list and the wait for a change
  /// would be missed.
  static let absencePace = Duration.seconds(10)
  /// A reader that has gone and is listed all the same is not asked again sooner.
  static let gonePace = Duration.milliseconds(200)
  /// With a card in, the service is left this often, to see that it still answers: what it does not tell nobody learns.
  static let presencePace = Duration.seconds(2)
  /// The same with none: a kiosk that would not notice the next card.
  static let idlePace = Duration.seconds(60)
  /// `SCardCancel` misses a wait that has not begun yet, so it is repeated at this pace until the thread has ended.
  static let cancelPace = Duration.milliseconds(50)

  /// As it was found last.
  private enum Service {
    case notAsked
    case there(since: ContinuousClock.Instant)
    case away
  }

  /// What has been told, and what is known of the card.
  private struct Knowledge {
    var notice: ReaderNotice?
    var cardCounter: Int?
    var service = Service.notAsked

    mutating func answers() {
      switch service {
      case .there: break
      case .notAsked, .away: service = .there(since: .now)
      }
    }
  }

  private let wanted: String?
  private let need: ReaderNeed
  private let findings: ReaderFindings
  private let notice: @Sendable (ReaderNotice) -> Void
  /// While it stands here the watcher may wait on it.
  private let context = Mutex<SmartCardService.Context?>(nil)
  private let isStopping = Atomic(false)
  private let stopAsked = Mailbox<Void>(most: 1)
  private let stopped = Mailbox<Void>(most: 1)
  private let ended = Mailbox<Void>(most: 1)
  private let hangGuard: HangGuard
  private static let hangs = ReaderNotice.unavailable("the smart card service (pcscd), or its reader, hangs")

  /// - Parameter reader: as `ReaderChoice.choose` takes it.
  init(
    reader: String?, need: ReaderNeed, findings: ReaderFindings, notice: @escaping @Sendable (ReaderNotice) -> Void
  ) {
    wanted = reader
    self.need = need
    self.findings = findings
    self.notice = notice
    hangGuard = HangGuard { notice(Self.hangs) }
  }

  func start() {
    hangGuard.start()
    startThread { [self] in
      run()
      hangGuard.stop()
      stopped.post(())
    }
  }

  /// Returns when the thread has ended, or at the limit. It must have been started, and a notice must not call this.
  func stop(within limit: Duration) {
    isStopping.store(true, ordering: .releasing)
    stopAsked.post(())
    // A thread of its own: cancelling asks pcscd too, and one that hangs must not keep the kiosk from its end.
    startThread { [self] in
      repeat { cancelWait() } while stopped.next(within: Self.cancelPace) == nil
      ended.post(())
    }
    _ = ended.next(within: limit)
  }

  /// Something has been found out about the reader. Missed by a watcher that is not waiting just now, which then looks when
  /// the card goes.
  func lookAnew() { cancelWait() }

  private func cancelWait() { context.withLock { if let context = $0 { SmartCardService.cancel(context) } } }

  private var mustStop: Bool { isStopping.load(ordering: .acquiring) }

  private func run() {
    var knowledge = Knowledge()
    var pace = Self.servicePaces.lowerBound
    repeat {
      do throws(PCSCFailure) {
        hangGuard.waits(.zero)
        let opened = try SmartCardService.establish()
        context.withLock { $0 = opened }
        defer {
          context.withLock { $0 = nil }
          SmartCardService.release(opened)
        }
        try watch(opened, &knowledge)
      } catch {
        if mustStop { return }
        comeBack(&knowledge)
        findings.forgetAll()
        switch knowledge.service {
        case .notAsked: tellService(error, &knowledge)
        case .there(let since):
          if ContinuousClock.now - since >= Self.steadyService { pace = Self.servicePaces.lowerBound }
          tellService(error, &knowledge)
        // Other calls then fail with other codes, and nothing new is meant by it.
        case .away: break
        }
        knowledge.service = .away
      }
      let left = pace
      pace = min(pace * 2, Self.servicePaces.upperBound)
      if stopAsked.next(within: left) != nil { return }
    } while !mustStop
  }

  /// Returns only by throwing, or when it is to stop.
  private func watch(_ context: SmartCardService.Context, _ knowledge: inout Knowledge) throws(PCSCFailure) {
    var gone: String?
    while !mustStop {
      let readers = try SmartCardService.readers(context)
      knowledge.answers()
      switch Result(catching: { () throws(ReaderChoice.Missing) in try ReaderChoice.choose(wanted, among: readers) }) {
      case .failure(let missing):
        gone = nil
        tellUnavailable(missing.words, &knowledge)
        _ = try wait(context, reader: nil, limit: Self.absencePace, &knowledge)
      case .success(let reader):
        if gone == reader, stopAsked.next(within: Self.gonePace) != nil { return }
        askDriverOnce(of: reader)
        try watch(reader, among: readers, context, &knowledge)
        findings.forget(reader)
        gone = reader
      }
    }
  }

  /// The service's wait under guard.
  ///
  /// - Returns: nil where nothing new was seen: at the limit, for `lookAnew`, and at the end.
  private func wait(
    _ context: SmartCardService.Context, reader: String?, from state: SmartCardService.ReaderState = .unaware,
    limit: Duration, _ knowledge: inout Knowledge
  ) throws(PCSCFailure) -> SmartCardService.ReaderState? {
    hangGuard.waits(limit)
    defer { comeBack(&knowledge) }
    do {
      return try SmartCardService.wait(context, reader: reader, from: state, limit: limit)
    } catch {
      guard error.kind == .cancelled else { throw error }
      return nil
    }
  }

  /// What the guard has told in this thread's place is what was told last.
  private func comeBack(_ knowledge: inout Knowledge) {
    guard hangGuard.cameBack() else { return }
    knowledge.cardCounter = nil
    knowledge.notice = Self.hangs
  }

  private func askDriverOnce(of reader: String) {
    guard !findings.isKnown(reader) else { return }
    findings.note(ReaderInquiry.answers(of: reader)?.extendedLength ?? .notTold, of: reader)
  }

  /// Returns when the reader has gone, or when it is to stop.
  private func watch(
    _ reader: String, among readers: [String], _ context: SmartCardService.Context, _ knowledge: inout Knowledge
  ) throws(PCSCFailure) {
    var state = SmartCardService.ReaderState.unaware
    while !mustStop {
      do {
        let pace = state.isCardPresent ? Self.presencePace : Self.idlePace
        if let next = try wait(context, reader: reader, from: state, limit: pace, &knowledge) { state = next }
      } catch {
        // Gone between the list and the wait: the list will say so.
        guard error.kind == .readerGone else { throw error }
        return
      }
      if state.isReaderGone { return }
      if state.isReaderFailing {
        tellUnavailable("the card reader \"\(reader)\" does not answer its driver", &knowledge)
      } else if let refusal = need.refusal(
        of: reader, among: readers, extendedLength: findings.extendedLength(of: reader))
      {
        tellUnavailable(refusal, &knowledge)
      } else {
        tell(.ready, &knowledge)
        tellCard(state.isCardPresent ? state.cardCounter : nil, &knowledge)
      }
    }
  }

  // MARK: - Telling

  private func tell(_ told: ReaderNotice, _ knowledge: inout Knowledge) {
    guard knowledge.notice != told else { return }
    knowledge.notice = told
    notice(told)
  }

  private func tellService(_ failure: PCSCFailure, _ knowledge: inout Knowledge) {
    tellUnavailable("the smart card service (pcscd) does not answer: \(failure.words)", &knowledge)
  }

  private func tellUnavailable(_ words: String, _ knowledge: inout Knowledge) {
    // Whatever lies there when the reader comes back is a card newly found.
    knowledge.cardCounter = nil
    tell(.unavailable(words), &knowledge)
  }

  private func tellCard(_ counter: Int?, _ knowledge: inout Knowledge) {
    guard knowledge.cardCounter != counter else { return }
    // Another count with a card in: it was changed faster than this thread could look.
    if knowledge.cardCounter != nil { notice(.cardRemoved) }
    if counter != nil { notice(.cardInserted) }
    knowledge.cardCounter = counter
  }
}
