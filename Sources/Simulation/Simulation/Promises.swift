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
    /// The card that the kiosk was told of when it named the visit.
    var card: Int
    /// The name of that card's holder in UTF-8, as it stands in a hand-over.
    var holder: [UInt8]
    /// The last day of that card's certificate.
    var lastDay: CivilDate
    /// The card was laid while another card's visit was being delivered.
    var waits: Bool
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
    var eligibilityChosen = false
    /// The last journaled answer of each kind.
    var consents: [ConsentKind: ConsentBasis] = [:]
    /// What the patient pressed on the consent screens, in order.
    var presses: [Press] = []
    /// The press that the last written answer stands on: records come later than keys, never in another order.
    var written = 0
    /// Where each kind was asked.
    var questions: [ConsentKind: String] = [:]
    var registrationPressed = false
    /// Hand-overs that got their final name in the folder.
    var files = 0
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
  /// Of every visit that was named, also of those that never began.
  var facts: [VisitID: Facts] = [:]
  /// The visits in order of their first record: dictionaries are never iterated.
  private(set) var order: [VisitID] = []
  /// By the records.
  var current: VisitID?
  /// The visit whose card the kiosk has been told of, until it is told that the card has gone.
  var told: VisitID?
  var started = false
  /// Cards that waited for a delivery's end and were then received.
  private(set) var receivedLater = 0
  /// The PIN that a patient confirmed, until VERIFY uses it up or it lapses.
  var confirmed: ConfirmedEntry?
  /// The reception numbers of the office's batches, by their names.
  private var receptionNumbers: [String: String] = [:]
  /// The visits whose hand-over moved since the last event.
  var moved: [VisitID] = []

  init(episode: Int) { self.episode = episode }

  mutating func breaks(_ requirement: String, _ what: @autoclosure () -> String, visit: VisitID? = nil) {
    brokenCount += 1
    guard broken.count < SimulationReport.mostBrokenPromises else { return }
    broken.append(
      BrokenPromise(requirement: requirement, episode: episode, visit: visit?.text ?? "-", what: what()))
  }

  /// R1 of a batch: however often it is submitted, it is one batch.
  mutating func batchTaken(_ name: String, _ number: String) {
    if let known = receptionNumbers.updateValue(number, forKey: name), known != number {
      breaks("R1", "one batch was taken twice")
    }
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
    guard var visit = facts[id] else {
      return breaks("R5", "\(entry.kind) names a visit that no card began", visit: id)
    }
    if visit.count.isEmpty {
      order.append(id)
      if entry.kind != .visitBegan { breaks("R4", "\(entry.kind) was written before visitBegan", visit: id) }
    }
    visit.count[entry.kind, default: 0] += 1
    switch entry.kind {
    case .visitBegan:
      current = id
      if visit.waits { receivedLater += 1 }
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
    case .eligibilityChosen:
      visit.eligibilityChosen = true
      if !visit.staffAccepted { breaks("R7", "an eligibility was chosen without staff's password", visit: id) }
      if visit.ended != nil { breaks("R6", "an eligibility was chosen for an ended visit", visit: id) }
    case .handoverPrepared:
      visit.prepared = time
      moved.append(id)
      if let payload = entry.personal.flatMap(PersonalPayload.decode) {
        needHolder(payload, visit)
      } else {
        breaks("R5", "a prepared hand-over without its file", visit: id)
      }
    case .handoverAbandoned:
      moved.append(id)
      visit.fateUnknown = entry.details.contains(.init("file", "unknown"))
      if let prepared = visit.prepared, time < prepared.advanced(by: OutboxRules.maximumAge) {
        breaks("R4", "a hand-over was given up before its time", visit: id)
      }
    case .handoverStaged:
      if visit.count[.handoverPrepared] == nil { breaks("R1", "staged without prepared", visit: id) }
    case .handoverDelivered:
      moved.append(id)
      if visit.count[.handoverStaged] == nil { breaks("R1", "delivered without staged", visit: id) }
    case .pinIntent, .faceIntent, .visualProofIntent, .phoneIntent, .chipIntent, .staffIntent, .eligibilityIntent,
      .registrationIntent, .consentIntent:
      if visit.ended != nil { breaks("R6", "\(entry.kind) was written for an ended visit", visit: id) }
    case .kioskStarted, .kioskStopped, .pinOutcome, .faceOutcome, .visualProofOutcome, .phoneOutcome, .chipOutcome,
      .eligibilityOutcome, .registrationOutcome, .consentOutcome:
      break
    case .lookupIntent, .lookupOutcome, .batchIntent, .batchOutcome, .viewIntent, .viewOutcome,
      .declarationRecorded, .declarationExported, .declarationForgotten, .declarationShown, .outageNoted, .outageIntent,
      .outageOutcome,
      .outageForgotten, .disasterOpened, .disasterClosed, .disasterSearchIntent, .disasterSearchOutcome,
      .disasterViewIntent, .disasterViewOutcome, .outageShown, .disasterShown:
      breaks("R5", "\(entry.kind) is the counter's and stands in a kiosk's journal", visit: id)
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
}
