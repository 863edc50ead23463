import Journal

/// A killed process, and the end of an episode after healing.
extension Promises {
  mutating func killed() {
    started = false
    for id in order {
      guard let visit = facts[id], !visit.killed else { continue }
      // What an ended visit asked may still have been under way; its outcome is lost with the process.
      let waits = Self.pairs.contains { visit.count[$0.intent, default: 0] > visit.count[$0.outcome, default: 0] }
      if visit.ended == nil || waits { facts[id]?.killed = true }
    }
    current = nil
    confirmations = 0
  }

  private static let pairs: [(intent: JournalKind, outcome: JournalKind)] = [
    (.pinIntent, .pinOutcome), (.faceIntent, .faceOutcome), (.visualProofIntent, .visualProofOutcome),
    (.staffIntent, .staffOutcome), (.eligibilityIntent, .eligibilityOutcome),
    (.registrationIntent, .registrationOutcome), (.consentIntent, .consentOutcome),
  ]

  mutating func finish(delivered: [String], stopped: Bool) {
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
      let prepared = visit.count[.handoverPrepared, default: 0]
      let done = visit.count[.handoverDelivered, default: 0]
      let abandoned = visit.count[.handoverAbandoned, default: 0]
      let files = delivered.filter { $0.contains(id.text) }.count
      if prepared > 1 { breaks("R1", "prepared \(prepared) times", visit: id) }
      if files > 1 { breaks("R1", "handed over \(files) times", visit: id) }
      let mayBeThere = visit.fateUnknown ? 1 : 0
      if !(done...(done + mayBeThere)).contains(files) || done + abandoned != prepared {
        breaks(
          "R1", "prepared \(prepared), files \(files), on record \(done) delivered and \(abandoned) given up", visit: id
        )
      }
      if visit.ended == "completed", files != 1 { breaks("R1", "completed without a hand-over", visit: id) }
    }
  }
}
