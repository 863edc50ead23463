import Journal

/// A killed process, and the end of an episode after healing.
extension Promises {
  /// R1 after each event: only a visit whose hand-over moved can have come to break it.
  mutating func afterEvent() {
    for id in moved {
      if let visit = facts[id] { handedOver(visit) }
    }
    moved.removeAll(keepingCapacity: true)
  }

  /// A kill may come between the file's name and its record, never the other way round.
  private mutating func handedOver(_ visit: Facts) {
    let prepared = visit.count[.handoverPrepared, default: 0]
    let delivered = visit.count[.handoverDelivered, default: 0]
    let abandoned = visit.count[.handoverAbandoned, default: 0]
    if prepared > 1 || visit.files > prepared || delivered > visit.files || delivered + abandoned > prepared {
      breaks(
        "R1",
        "prepared \(prepared), files \(visit.files), on record \(delivered) delivered and \(abandoned) given up",
        visit: visit.id)
    }
  }

  mutating func killed() {
    started = false
    for id in order {
      guard let visit = facts[id], !visit.killed else { continue }
      // What an ended visit asked may still have been under way; its outcome is lost with the process.
      let waits = Self.pairs.contains { visit.count[$0.intent, default: 0] > visit.count[$0.outcome, default: 0] }
      if visit.ended == nil || waits { facts[id]?.killed = true }
    }
    current = nil
  }

  private static let pairs: [(intent: JournalKind, outcome: JournalKind)] = [
    (.pinIntent, .pinOutcome), (.faceIntent, .faceOutcome), (.visualProofIntent, .visualProofOutcome),
    (.phoneIntent, .phoneOutcome), (.chipIntent, .chipOutcome),
    (.staffIntent, .staffOutcome), (.eligibilityIntent, .eligibilityOutcome),
    (.registrationIntent, .registrationOutcome), (.consentIntent, .consentOutcome),
  ]

  mutating func finish(stopped: Bool) {
    if started == stopped { breaks("R4", "the kiosk's end is not on record") }
    for id in order {
      guard let visit = facts[id] else { continue }
      if visit.ended == nil { breaks("R9", "the visit never ended", visit: id) }
      for (intent, outcome) in Self.pairs {
        let intents = visit.count[intent, default: 0]
        let outcomes = visit.count[outcome, default: 0]
        if outcomes > intents || (outcomes < intents && !visit.killed) {
          breaks("R4", "\(intents) × \(intent), \(outcomes) × \(outcome)", visit: id)
        }
      }
      handedOver(visit)
      let settled = visit.count[.handoverDelivered, default: 0] + visit.count[.handoverAbandoned, default: 0]
      if settled != visit.count[.handoverPrepared, default: 0] {
        breaks("R1", "a prepared hand-over was neither delivered nor given up", visit: id)
      }
      if visit.files > visit.count[.handoverDelivered, default: 0], !visit.fateUnknown {
        breaks("R1", "a file was handed over that is not on record", visit: id)
      }
      if visit.ended == "completed", visit.files != 1 { breaks("R1", "completed without a hand-over", visit: id) }
    }
  }
}
