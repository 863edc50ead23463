import CivilTime
import Eligibility
import Journal
import Reception

/// The hand-overs that were prepared and not yet seen delivered.
struct Outbox {
  /// A folder that is gone or full is looked at again at this pace, and a receiver after its first failure.
  static let retryPause: Duration = .seconds(30)
  /// The pause for a receiver doubles up to this: one that comes back is found within minutes, and one that is being
  /// mended is not kept busy by a dozen kiosks.
  static let longestPause: Duration = .seconds(480)

  /// Oldest first; the one under way is not among them.
  var pending: [PendingHandover]
  /// One is under way.
  var busy = false
  var retryAt: Instant?
  /// What the receiver said no to since the last pause: what is behind them goes on.
  var refused: Set<VisitID> = []
  /// Failures of the receiver one after the other.
  var failures = 0
  /// Who waits for a visit's own hand-over: the patient of this moment.
  var awaited: [VisitID: (Result<Void, Failure>) -> Void] = [:]

  init(pending: [PendingHandover]) { self.pending = pending }

  /// Counts a failure.
  ///
  /// - Returns: how long to wait before the next try.
  mutating func pause(after failure: Failure) -> Duration {
    guard case .handover(let failure) = failure else { return Self.retryPause }
    switch failure {
    case .folderMissing, .full, .cannotWrite: return Self.retryPause
    case .unreachable, .notTrusted, .answerLost, .notReady, .refused:
      var pause = Self.retryPause
      for _ in 0..<failures where pause < Self.longestPause { pause *= 2 }
      failures += 1
      return min(pause, Self.longestPause)
    }
  }
}

extension Kiosk {
  /// What became of one try.
  private enum Outcome {
    case delivered
    case givenUp
    case waits(Failure)
  }

  /// Prepared, staged, delivered: each on disk before the next step (R1). It takes its place behind what waits already:
  /// the reception system gets its patients in the order in which they came.
  func handOver(_ errand: Errand, _ reply: EligibilityReply) {
    guard let visit else { return fail(errand, .handover(.cannotWrite("no visit to hand over"))) }
    let now = ports.clock.wall()
    var reply = reply
    // A visit is by card: reception systems tell these files from other replies by it.
    reply.header.referenceClassification = .known(.myNumberCard)
    let facts = VisitFacts(
      visit: visit.id.text, at: now, identity: visit.identity,
      answers: ConsentKind.allCases.compactMap { visit.answers[$0] })
    let handover = PendingHandover(
      visit: visit.id, prepared: now, payload: ports.handover.prepare(reply, facts), staged: false)
    let entry = JournalEntry(.handoverPrepared, visit: visit.id, personal: PersonalPayload.encode(handover.payload))
    write([entry]) { [self] written in
      if case .failure(let failure) = written { return failJournal(errand, failure) }
      outbox.awaited[handover.visit] = { [self] result in
        switch result {
        case .success: answer(errand, .handedOver)
        case .failure(let failure): fail(errand, failure)
        }
      }
      outbox.pending.append(handover)
      // What the receiver refused is not sent to it again with each patient; its own time comes.
      deliverNext()
    }
  }

  /// Tries what waits, oldest first, one at a time.
  func deliverPending() {
    outbox.retryAt = nil
    outbox.refused = []
    deliverNext()
  }

  private func deliverNext() {
    guard !outbox.busy, let index = outbox.pending.firstIndex(where: { !outbox.refused.contains($0.visit) }) else {
      return
    }
    let next = outbox.pending.remove(at: index)
    outbox.busy = true
    lookForStaged(next) { [self] found in
      goOn(with: next, found) { [self] outcome in
        outbox.busy = false
        switch outcome {
        case .delivered:
          outbox.failures = 0
          outbox.awaited.removeValue(forKey: next.visit)?(.success(()))
        case .givenUp:
          outbox.awaited.removeValue(forKey: next.visit)?(
            .failure(.handover(.cannotWrite("it is older than a consent lives"))))
        case .waits(.handover(.refused(let reason))):
          // The others are not to wait for a day because of one that the receiver does not take.
          outbox.refused.insert(next.visit)
          outbox.awaited.removeValue(forKey: next.visit)?(.failure(.handover(.refused(reason))))
        case .waits(let failure):
          // What stopped the first stops all behind it.
          let awaited = outbox.awaited
          outbox.awaited = [:]
          for visit in [next.visit] + outbox.pending.map(\.visit) { awaited[visit]?(.failure(failure)) }
          return
        }
        deliverNext()
      }
    }
  }

  /// Whether the file that an earlier try staged is still there. Where nobody can tell, the journal's word stands.
  private func lookForStaged(
    _ handover: PendingHandover, then: @escaping (Result<Bool, HandoverFailure>) -> Void
  ) {
    guard handover.staged, let staged = ports.handover.staged else { return then(.success(handover.staged)) }
    // The journal has forgotten the file with its consent.
    guard !handover.payload.name.isEmpty else { return then(.failure(.cannotWrite("its name is forgotten"))) }
    ask({ staged.look(handover.payload.name, $0) }) { completion in
      if case .looked(let found) = completion { then(found) }
    }
  }

  private func goOn(
    with handover: PendingHandover, _ found: Result<Bool, HandoverFailure>, then: @escaping (Outcome) -> Void
  ) {
    let now = ports.clock.wall()
    switch found {
    case .success(let isThere):
      switch OutboxRules.afterRestart(handover, stagedFileExists: isThere, at: now) {
      case .settleAsDelivered: settle(handover, then: then)
      case .release, .stageAgain: deliver(handover, then: then)
      case .abandon:
        // A message that was about to be sent may have arrived, and nobody can look.
        handover.staged && ports.handover.staged == nil
          ? abandonUntold(handover, then: then)
          : abandon(handover, because: "older than a consent lives", [], then: then)
      }
    case .failure(let failure):
      guard OutboxRules.isTooOld(handover, at: now) else {
        return keepWaiting(handover, staged: true, .handover(failure), then)
      }
      abandonUntold(handover, then: then)
    }
  }

  /// Waiting on would shut the kiosk to every later patient; so the record says what is not known (R10).
  private func abandonUntold(_ handover: PendingHandover, then: @escaping (Outcome) -> Void) {
    abandon(
      handover, because: "older than a consent lives; whether it was delivered cannot be told",
      [.init("file", "unknown")], then: then)
  }

  /// The record stands before the file goes: a staged file that is missing means delivered.
  private func abandon(
    _ handover: PendingHandover, because reason: String, _ details: [JournalEntry.Detail],
    then: @escaping (Outcome) -> Void
  ) {
    ports.desk.report("hand-over of visit \(handover.visit.text) given up: \(reason)")
    write([JournalEntry(.handoverAbandoned, visit: handover.visit, details: details)]) { [self] written in
      if case .failure(let failure) = written {
        return keepWaiting(handover, staged: handover.staged, .journal(failure), then)
      }
      guard let staged = ports.handover.staged, !handover.payload.name.isEmpty else { return then(.givenUp) }
      ask({ staged.discard(handover.payload.name, $0) }) { [self] completion in
        guard case .discarded(let result) = completion else { return }
        // Nothing waits for it any more, so the next start's sweep takes it.
        if case .failure(let failure) = result {
          ports.desk.report("staged file of visit \(handover.visit.text): \(Failure.handover(failure).staffWords)")
        }
        then(.givenUp)
      }
    }
  }

  /// Whatever fails leaves the hand-over in the outbox, to be tried again.
  private func keepWaiting(
    _ handover: PendingHandover, staged: Bool, _ failure: Failure, _ then: (Outcome) -> Void
  ) {
    ports.desk.report("hand-over of visit \(handover.visit.text): \(failure.staffWords)")
    var waiting = handover
    waiting.staged = staged
    outbox.pending.append(waiting)
    outbox.pending.sort { ($0.prepared, $0.visit.text) < ($1.prepared, $1.visit.text) }
    outbox.retryAt = ports.clock.monotonic().advanced(by: outbox.pause(after: failure))
    then(.waits(failure))
  }

  private func deliver(_ handover: PendingHandover, then: @escaping (Outcome) -> Void) {
    if handover.staged { return release(handover, then: then) }
    ask({ ports.handover.stage(handover.payload, $0) }) { [self] completion in
      guard case .staged(let result) = completion else { return }
      if case .failure(let failure) = result { return keepWaiting(handover, staged: false, .handover(failure), then) }
      write([JournalEntry(.handoverStaged, visit: handover.visit)]) { [self] written in
        if case .failure(let failure) = written {
          return keepWaiting(handover, staged: false, .journal(failure), then)
        }
        release(handover, then: then)
      }
    }
  }

  private func release(_ handover: PendingHandover, then: @escaping (Outcome) -> Void) {
    ask({ ports.handover.release(handover.payload, $0) }) { [self] completion in
      guard case .released(let result) = completion else { return }
      if case .failure(let failure) = result { return keepWaiting(handover, staged: true, .handover(failure), then) }
      settle(handover, then: then)
    }
  }

  private func settle(_ handover: PendingHandover, then: @escaping (Outcome) -> Void) {
    write([JournalEntry(.handoverDelivered, visit: handover.visit)]) { [self] written in
      if case .failure(let failure) = written { return keepWaiting(handover, staged: true, .journal(failure), then) }
      then(.delivered)
    }
  }
}
