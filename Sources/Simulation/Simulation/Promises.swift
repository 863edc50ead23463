import CivilTime
import Eligibility
import Journal
import Reception

/// The checkers: they see the world from outside (the card's VERIFYs, the service's requests, the folder, people's
/// keys) and hold it against the journal's records. What the kiosk believes of itself does not count.
struct Promises {
  /// What is known of one visit.
  struct Facts {
    var id: VisitID
    var began = false
    var ended: String?
    /// The process was killed while the visit was open or an outcome was on its way: an intent may have none.
    var killed = false
    /// What the world saw the kiosk do, by the intent that must stand before each.
    var deeds: [JournalKind: Int] = [:]
    /// When `handoverPrepared` reached the disk.
    var prepared: Timestamp?
    /// Given up while nobody could see whether its file had been delivered.
    var fateUnknown = false
    var certificateRead = false
    var count: [JournalKind: Int] = [:]
    var staffAccepted = false
    var attested = false
    var opened = false
    /// The last journaled answer of each kind.
    var consents: [ConsentKind: ConsentBasis] = [:]
    /// What the patient pressed on the consent screens, in order.
    var presses: [Press] = []
    /// The press that the last written answer stands on: records come later than keys, never in another order.
    var written = 0
    /// Where each kind was asked.
    var questions: [ConsentKind: String] = [:]
    var card: Int?
    var registrationPressed = false
  }

  struct Press {
    /// Nil: "agree to all".
    var question: String?
    var agreed: Bool

    func answers(_ question: String) -> Bool { self.question == nil || self.question == question }
  }

  let episode: Int
  private(set) var broken: [BrokenPromise] = []
  private(set) var brokenCount = 0
  private(set) var outcomes: [String] = []
  private var facts: [VisitID: Facts] = [:]
  /// The visits in order of their first record: dictionaries are never iterated.
  private var order: [VisitID] = []
  private(set) var current: VisitID?
  private var started = false
  /// Confirmed PINs that no VERIFY has used up.
  private var confirmations = 0

  init(episode: Int) { self.episode = episode }

  mutating func breaks(_ requirement: String, _ what: @autoclosure () -> String, visit: VisitID? = nil) {
    brokenCount += 1
    guard broken.count < SimulationReport.mostBrokenPromises else { return }
    broken.append(
      BrokenPromise(requirement: requirement, episode: episode, visit: visit?.text ?? "-", what: what()))
  }

  // MARK: - Records, as they reach the disk

  mutating func recorded(_ entries: [JournalEntry], at time: Timestamp) {
    for entry in entries { recorded(entry, at: time) }
  }

  private mutating func recorded(_ entry: JournalEntry, at time: Timestamp) {
    guard let id = entry.visit else {
      if entry.kind == .kioskStarted {
        started = true
      } else if entry.kind == .kioskStopped {
        started = false
      } else {
        breaks("R4", "\(entry.kind) names no visit")
      }
      return
    }
    if !started { breaks("R4", "\(entry.kind) was written by a kiosk that had not written its start", visit: id) }
    var visit = facts[id] ?? Facts(id: id)
    if facts[id] == nil {
      order.append(id)
      if entry.kind != .visitBegan { breaks("R4", "\(entry.kind) was written before visitBegan", visit: id) }
    }
    visit.count[entry.kind, default: 0] += 1
    switch entry.kind {
    case .visitBegan:
      visit.began = true
      current = id
    case .visitEnded:
      let outcome = entry.details.first { $0.key == "outcome" }?.value ?? "?"
      if visit.ended != nil { breaks("R4", "visitEnded stands there twice", visit: id) }
      visit.ended = outcome
      outcomes.append(outcome)
      if current == id { current = nil }
    case .certificateRead: visit.certificateRead = true
    case .staffOutcome: visit.staffAccepted = entry.details.contains(.init("result", "accepted"))
    case .attestation: visit.attested = entry.details.contains(.init("said", "is-person"))
    case .consentAnswered: consentRecorded(entry, &visit)
    case .handoverPrepared: visit.prepared = time
    case .handoverAbandoned:
      visit.fateUnknown = entry.details.contains(.init("file", "unknown"))
      if let prepared = visit.prepared, time < prepared.advanced(by: OutboxRules.maximumAge) {
        breaks("R4", "a hand-over was given up before its time", visit: id)
      }
    case .handoverStaged where visit.count[.handoverPrepared] == nil:
      breaks("R1", "staged without prepared", visit: id)
    case .handoverDelivered where visit.count[.handoverStaged] == nil:
      breaks("R1", "delivered without staged", visit: id)
    case .kioskStarted, .kioskStopped, .pinIntent, .pinOutcome, .faceIntent, .faceOutcome, .visualProofIntent,
      .visualProofOutcome, .staffIntent, .eligibilityIntent, .eligibilityOutcome, .registrationIntent,
      .registrationOutcome, .consentIntent, .consentOutcome, .handoverStaged, .handoverDelivered:
      break
    }
    facts[id] = visit
  }

  /// R2: every answer that is written stands on a key press on that question's screen, in that visit, or on the law.
  private mutating func consentRecorded(_ entry: JournalEntry, _ visit: inout Facts) {
    func detail(_ key: String) -> String { entry.details.first { $0.key == key }?.value ?? "" }
    guard let basis = ConsentBasis(rawValue: detail("basis")) else {
      return breaks("R2", "an answer without a basis", visit: visit.id)
    }
    let question = detail("question")
    switch basis {
    case .agreed, .declined:
      let agreed = basis == .agreed
      if let press = visit.presses[visit.written...].firstIndex(where: { $0.answers(question) && $0.agreed == agreed })
      {
        visit.written = press
      } else {
        breaks("R2", "\(question) was written as \(basis) and not pressed", visit: visit.id)
      }
    case .byLaw: break
    }
    for kind in detail("kinds").split(separator: " ").compactMap({ ConsentKind(rawValue: String($0)) }) {
      visit.consents[kind] = basis
      visit.questions[kind] = question
    }
  }

  // MARK: - People

  mutating func patientPressed(question: String, agreed: Bool, visit: VisitID?) {
    with(visit) { $0.presses.append(Press(question: question, agreed: agreed)) }
  }

  mutating func patientPressedAll(visit: VisitID?) {
    with(visit) { $0.presses.append(Press(question: nil, agreed: true)) }
  }

  mutating func patientPressedRegister(visit: VisitID?) { with(visit) { $0.registrationPressed = true } }

  mutating func patientConfirmedPIN() { confirmations = 1 }

  /// A new patient, or the secret was given up: an old confirmation is worth nothing.
  mutating func confirmationLapsed() { confirmations = 0 }

  mutating func cardInserted(_ card: Int, visit: VisitID?) { with(visit) { $0.card = card } }

  private mutating func with(_ visit: VisitID?, _ change: (inout Facts) -> Void) {
    guard let visit, var known = facts[visit] else { return }
    change(&known)
    facts[visit] = known
  }

  // MARK: - The world's parts, as the kiosk uses them

  /// A VERIFY with data reached the card.
  mutating func verified(triesBefore: Int) {
    if triesBefore == 0 { breaks("S3", "VERIFY was sent with no try left", visit: current) }
    if confirmations == 0 { breaks("R3", "VERIFY without a confirmation by the patient", visit: current) }
    confirmations = 0
    needIntent(.pinIntent, for: current, "VERIFY")
  }

  mutating func faceCompared() { needIntent(.faceIntent, for: current, "a face comparison") }

  mutating func visualProofMade() { needIntent(.visualProofIntent, for: current, "a reader's proof") }

  mutating func staffChecked() { needIntent(.staffIntent, for: current, "a staff check") }

  mutating func sessionOpened(_ request: SessionRequest, owner: Int?) {
    guard let id = VisitID(request.visit), let visit = facts[id] else {
      return breaks("R4", "a session was asked for a visit that the journal does not know")
    }
    needIntent(.eligibilityIntent, for: id, "a session")
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
    facts[id]?.opened = true
  }

  mutating func registered(visit id: VisitID) {
    needIntent(.registrationIntent, for: id, "a registration")
    if facts[id]?.registrationPressed != true { breaks("R2", "registered without a key press", visit: id) }
  }

  mutating func consentsSent(_ answers: ConsentAnswers, visit id: VisitID, applying: [ConsentKind]) {
    needIntent(.consentIntent, for: id, "sending consents")
    guard let visit = facts[id] else { return }
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

  mutating func stagedFile(visit id: VisitID, at now: Timestamp) {
    needIntent(.handoverPrepared, for: id, "staging", oneEach: false)
    if let prepared = facts[id]?.prepared, OutboxRules.isTooOld(preparedAt: prepared, at: now) {
      breaks("R4", "staged when the consent had run out", visit: id)
    }
  }

  mutating func releasedFile(visit id: VisitID) {
    needIntent(.handoverStaged, for: id, "delivery", oneEach: false)
  }

  /// - Parameter oneEach: every deed has an intent of its own; else one allows all.
  private mutating func needIntent(_ kind: JournalKind, for visit: VisitID?, _ deed: String, oneEach: Bool = true) {
    guard let visit, let known = facts[visit] else { return breaks("R4", "\(deed) outside any visit", visit: visit) }
    let deeds = known.deeds[kind, default: 0] + 1
    facts[visit]?.deeds[kind] = deeds
    if known.count[kind, default: 0] < (oneEach ? deeds : 1) {
      breaks("R4", "\(deed) without its \(kind) on disk", visit: visit)
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
    confirmations = 0
  }

  // MARK: - At the end, after healing

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
