import CivilTime
import Eligibility
import Journal

/// The world's parts, as the kiosk uses them.
extension Promises {
  mutating func faceCompared(card: Int) {
    needCard(card, "a face comparison")
    needIntent(.faceIntent, for: current, "a face comparison")
  }

  mutating func visualProofMade(card: Int) {
    needCard(card, "a reader's proof")
    needIntent(.visualProofIntent, for: current, "a reader's proof")
  }

  mutating func phoneAsked(card: Int) {
    needCard(card, "a phone's signature")
    needIntent(.phoneIntent, for: current, "a phone's signature")
  }

  mutating func staffChecked() { needIntent(.staffIntent, for: current, "a staff check") }

  mutating func sessionOpened(_ request: SessionRequest, owner: Int?) {
    guard let id = VisitID(request.visit), let visit = facts[id], visit.count[.visitBegan] != nil else {
      return breaks("R4", "a session was asked for a visit that the journal does not know")
    }
    needIntent(.eligibilityIntent, for: id, "a session")
    if id != told { breaks("R6", "a session was asked when the visit's card had gone", visit: id) }
    if !visit.certificateRead { breaks("R4", "a session without certificateRead", visit: id) }
    if visit.ended != nil { breaks("R6", "a session was asked for an ended visit", visit: id) }
    if owner != visit.card { breaks("R5", "a session was asked with another card's certificate", visit: id) }
    switch request.evidence {
    case .cardSignature: break
    case .attestation:
      if !visit.staffAccepted || !visit.attested {
        breaks("R7", "an attestation without staff's word in this visit", visit: id)
      }
    }
  }

  mutating func registered(visit id: VisitID) {
    needIntent(.registrationIntent, for: id, "a registration")
    if id != told { breaks("R6", "a registration was asked when the visit's card had gone", visit: id) }
    if facts[id]?.registrationPressed != true { breaks("R2", "registered without a key press", visit: id) }
  }

  /// - Parameter isOpen: the session's reply named several eligibilities.
  mutating func consentsSent(_ answers: ConsentAnswers, visit id: VisitID, applying: [ConsentKind], isOpen: Bool) {
    needIntent(.consentIntent, for: id, "sending consents")
    guard let visit = facts[id] else { return }
    if isOpen != visit.eligibilityChosen {
      breaks("R7", "one of several eligibilities stands without staff's choice, or the other way round", visit: id)
    }
    if visit.ended != nil { breaks("R6", "consents were sent for an ended visit", visit: id) }
    for (kind, agreed) in answers.listed {
      if !applying.contains(kind) { breaks("R2", "\(kind) was sent and does not apply", visit: id) }
      if let question = visit.questions[kind], visit.consents[kind] != .byLaw,
        visit.presses.last(where: { $0.answers(question) })?.agreed != agreed
      {
        breaks("R2", "\(kind) was sent otherwise than last pressed", visit: id)
      }
      switch visit.consents[kind] {
      case .agreed, .byLaw: if !agreed { breaks("R2", "\(kind) was agreed to and sent as no", visit: id) }
      case .declined: if agreed { breaks("R2", "\(kind) was declined and sent as yes", visit: id) }
      case nil: breaks("R2", "\(kind) was sent and no answer is on record", visit: id)
      }
    }
  }

  /// A file is staged, or a message sent.
  mutating func brought(_ payload: HandoverPayload, at now: Timestamp) {
    guard let id = Self.visit(ofFile: payload.name), let visit = facts[id] else {
      return breaks("R5", "a hand-over was brought that names no visit")
    }
    needIntent(.handoverPrepared, for: id, "bringing a hand-over", oneEach: false)
    needHolder(payload, visit)
    if let prepared = visit.prepared, OutboxRules.isTooOld(preparedAt: prepared, at: now) {
      breaks("R4", "brought when the consent had run out", visit: id)
    }
  }

  /// - Parameter isNew: the reception system has it from now on.
  mutating func released(_ name: String, isNew: Bool) {
    let id = Self.visit(ofFile: name)
    needIntent(.handoverStaged, for: id, "delivery", oneEach: false)
    guard let id, isNew else { return }
    facts[id]?.files += 1
    moved.append(id)
  }

  private static func visit(ofFile name: String) -> VisitID? {
    let parts = name.split(separator: "_")
    return parts.count == 4 ? VisitID(parts[2]) : nil
  }

  /// The file bears the visit's name and holds the name of whoever's card began it.
  mutating func needHolder(_ payload: HandoverPayload, _ visit: Facts) {
    if Self.visit(ofFile: payload.name) != visit.id {
      breaks("R5", "the hand-over bears another visit's name", visit: visit.id)
    }
    if !Self.contains(payload.bytes, visit.holder) {
      breaks("R5", "the hand-over is about another person", visit: visit.id)
    }
  }

  private static func contains(_ bytes: [UInt8], _ wanted: [UInt8]) -> Bool {
    guard !wanted.isEmpty, bytes.count >= wanted.count else { return false }
    return (0...(bytes.count - wanted.count)).contains { bytes[$0...].starts(with: wanted) }
  }

  /// The card is asked for a proof, whatever the reader makes of that: for the visit on record alone, while its card
  /// lies there.
  mutating func cardAsked() {
    if current == nil || told != current {
      breaks("R6", "a proof was asked when the visit's card had gone", visit: current)
    }
  }

  /// The reader works with the card that began the visit on record.
  mutating func needCard(_ card: Int, _ deed: String) {
    guard let current, let visit = facts[current] else { return }
    if visit.card != card { breaks("R5", "\(deed) with another card", visit: current) }
  }

  /// - Parameter oneEach: every deed has an intent of its own; else one allows all.
  mutating func needIntent(_ kind: JournalKind, for visit: VisitID?, _ deed: String, oneEach: Bool = true) {
    guard let visit, let known = facts[visit] else { return breaks("R4", "\(deed) outside any visit", visit: visit) }
    let deeds = known.deeds[kind, default: 0] + 1
    facts[visit]?.deeds[kind] = deeds
    if known.count[kind, default: 0] < (oneEach ? deeds : 1) {
      breaks("R4", "\(deed) without its \(kind) on disk", visit: visit)
    }
  }
}
