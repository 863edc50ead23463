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
    let finished = { [self] (result: Result<Void, Failure>) in
      outbox.busy = false
      if case .success = result { deliverPending() }
    }
    if OutboxRules.isTooOld(next, at: ports.clock.wall()) {
      ports.desk.report("hand-over of visit \(next.visit.text) given up: older than a consent lives")
      write([JournalEntry(.handoverAbandoned, visit: next.visit)]) { [self] written in
        if case .failure(let failure) = written {
          keepWaiting(next)
          return finished(.failure(.journal(failure)))
        }
        finished(.success(()))
      }
    } else {
      deliver(next, then: finished)
    }
  }

  private func keepWaiting(_ handover: PendingHandover) {
    outbox.pending.append(handover)
    outbox.pending.sort { ($0.prepared, $0.visit.text) < ($1.prepared, $1.visit.text) }
    outbox.retryAt = ports.clock.monotonic().advanced(by: Outbox.retryPause)
  }

  /// Whatever fails leaves the hand-over in the outbox, to be tried again.
  private func deliver(_ handover: PendingHandover, then: @escaping (Result<Void, Failure>) -> Void) {
    let failed = { [self] (failure: Failure, staged: Bool) in
      ports.desk.report("hand-over of visit \(handover.visit.text): \(failure.staffWords)")
      var waiting = handover
      waiting.staged = staged
      keepWaiting(waiting)
      then(.failure(failure))
    }
    let release = { [self] in
      ask({ ports.handover.release(handover.payload.name, $0) }) { [self] completion in
        guard case .released(let result) = completion else { return }
        if case .failure(let failure) = result { return failed(.handover(failure), true) }
        write([JournalEntry(.handoverDelivered, visit: handover.visit)]) { written in
          if case .failure(let failure) = written { return failed(.journal(failure), true) }
          then(.success(()))
        }
      }
    }
    if handover.staged { return release() }
    ask({ ports.handover.stage(handover.payload, $0) }) { [self] completion in
      guard case .staged(let result) = completion else { return }
      if case .failure(let failure) = result { return failed(.handover(failure), false) }
      write([JournalEntry(.handoverStaged, visit: handover.visit)]) { written in
        if case .failure(let failure) = written { return failed(.journal(failure), false) }
        release()
      }
    }
  }
}
