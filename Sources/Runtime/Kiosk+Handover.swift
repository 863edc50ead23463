import CivilTime
import Eligibility
import Journal
import Reception

/// The hand-overs that were prepared and not yet seen delivered.
struct Outbox {
  /// A folder that is gone or full is looked at again at this pace.
  static let retryPause: Duration = .seconds(30)

  /// Oldest first.
  var pending: [PendingHandover]
  /// One is under way.
  var busy = false
  var retryAt: Instant?
}

extension Kiosk {
  /// Prepared, staged, delivered: each on disk before the next step (R1).
  func handOver(_ errand: Errand, _ reply: EligibilityReply) {
    guard let id = visit?.id else { return fail(errand, .handover(.cannotWrite("no visit to hand over"))) }
    let now = ports.clock.wall()
    let handover = PendingHandover(
      visit: id, prepared: now, payload: ports.handover.prepare(reply, id, now), staged: false)
    let entry = JournalEntry(.handoverPrepared, visit: id, personal: PersonalPayload.encode(handover.payload))
    write([entry]) { [self] written in
      if case .failure(let failure) = written { return failJournal(errand, failure) }
      deliver(handover) { [self] result in
        switch result {
        case .success: answer(errand, .handedOver)
        case .failure(let failure): fail(errand, failure)
        }
      }
    }
  }

  /// Tries what waits, oldest first, one at a time.
  func deliverPending() {
    outbox.retryAt = nil
    guard !outbox.busy, let next = outbox.pending.first else { return }
    outbox.busy = true
    outbox.pending.removeFirst()
    lookForStaged(next) { [self] found in
      goOn(with: next, found) { [self] result in
        outbox.busy = false
        if case .success = result { deliverPending() }
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
    with handover: PendingHandover, _ found: Result<Bool, HandoverFailure>,
    then: @escaping (Result<Void, Failure>) -> Void
  ) {
    let now = ports.clock.wall()
    switch found {
    case .success(let isThere):
      switch OutboxRules.afterRestart(handover, stagedFileExists: isThere, at: now) {
      case .settleAsDelivered: settle(handover, then: then)
      case .release, .stageAgain: deliver(handover, then: then)
      case .abandon: abandon(handover, because: "older than a consent lives", [], then: then)
      }
    case .failure(let failure):
      guard OutboxRules.isTooOld(handover, at: now) else {
        return keepWaiting(handover, staged: true, .handover(failure), then)
      }
      // Waiting on would shut the kiosk to every later patient; so the record says what is not known (R10).
      abandon(
        handover, because: "older than a consent lives; whether it was delivered cannot be told",
        [.init("file", "unknown")], then: then)
    }
  }

  /// The record stands before the file goes: a staged file that is missing means delivered.
  private func abandon(
    _ handover: PendingHandover, because reason: String, _ details: [JournalEntry.Detail],
    then: @escaping (Result<Void, Failure>) -> Void
  ) {
    ports.desk.report("hand-over of visit \(handover.visit.text) given up: \(reason)")
    write([JournalEntry(.handoverAbandoned, visit: handover.visit, details: details)]) { [self] written in
      if case .failure(let failure) = written {
        return keepWaiting(handover, staged: handover.staged, .journal(failure), then)
      }
      guard let staged = ports.handover.staged, !handover.payload.name.isEmpty else { return then(.success(())) }
      ask({ staged.discard(handover.payload.name, $0) }) { [self] completion in
        guard case .discarded(let result) = completion else { return }
        // Nothing waits for it any more, so the next start's sweep takes it.
        if case .failure(let failure) = result {
          ports.desk.report("staged file of visit \(handover.visit.text): \(Failure.handover(failure).staffWords)")
        }
        then(.success(()))
      }
    }
  }

  /// Whatever fails leaves the hand-over in the outbox, to be tried again.
  private func keepWaiting(
    _ handover: PendingHandover, staged: Bool, _ failure: Failure, _ then: (Result<Void, Failure>) -> Void
  ) {
    ports.desk.report("hand-over of visit \(handover.visit.text): \(failure.staffWords)")
    var waiting = handover
    waiting.staged = staged
    outbox.pending.append(waiting)
    outbox.pending.sort { ($0.prepared, $0.visit.text) < ($1.prepared, $1.visit.text) }
    outbox.retryAt = ports.clock.monotonic().advanced(by: Outbox.retryPause)
    then(.failure(failure))
  }

  private func deliver(_ handover: PendingHandover, then: @escaping (Result<Void, Failure>) -> Void) {
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

  private func release(_ handover: PendingHandover, then: @escaping (Result<Void, Failure>) -> Void) {
    ask({ ports.handover.release(handover.payload.name, $0) }) { [self] completion in
      guard case .released(let result) = completion else { return }
      if case .failure(let failure) = result { return keepWaiting(handover, staged: true, .handover(failure), then) }
      settle(handover, then: then)
    }
  }

  private func settle(_ handover: PendingHandover, then: @escaping (Result<Void, Failure>) -> Void) {
    write([JournalEntry(.handoverDelivered, visit: handover.visit)]) { [self] written in
      if case .failure(let failure) = written { return keepWaiting(handover, staged: true, .journal(failure), then) }
      then(.success(()))
    }
  }
}
