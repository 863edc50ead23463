import CivilTime
import Journal
import Reception

/// What survives a killed process: the journal's records and the hand-over folder. As strict as the real ones: an
/// append is whole or not there, a rename happens once.
struct SimulatedDisk {
  /// While full, nothing can be written.
  var isFull = false
  /// The folder is unmounted.
  var folderIsMissing = false
  private(set) var records = 0
  /// Staged files, by name.
  private(set) var staged: [String: [UInt8]] = [:]
  /// Every file that got its final name, in order; a consumer takes them away at once.
  private(set) var delivered: [String] = []

  private var open: [VisitID] = []
  private var pending: [PendingHandover] = []

  /// The reason when nothing was written.
  mutating func append(_ entries: [JournalEntry], at now: Timestamp) -> JournalFailure? {
    if entries.contains(where: { $0.kind == .handoverPrepared }),
      let refusal = OutboxRules.refusal(waiting: pending.count, oldest: pending.first?.prepared, at: now)
    {
      return refusal
    }
    for entry in entries {
      records += 1
      guard let visit = entry.visit else { continue }
      switch entry.kind {
      case .visitBegan: open.append(visit)
      case .visitEnded: open.removeAll { $0 == visit }
      case .handoverPrepared:
        if let payload = entry.personal.flatMap(PersonalPayload.decode) {
          pending.append(PendingHandover(visit: visit, prepared: now, payload: payload, staged: false))
        }
      case .handoverStaged:
        for index in pending.indices where pending[index].visit == visit { pending[index].staged = true }
      case .handoverDelivered, .handoverAbandoned: pending.removeAll { $0.visit == visit }
      case .kioskStarted, .kioskStopped, .certificateRead, .pinIntent, .pinOutcome, .faceIntent, .faceOutcome,
        .visualProofIntent, .visualProofOutcome, .phoneIntent, .phoneOutcome, .chipIntent, .chipOutcome, .staffIntent,
        .staffOutcome, .attestation, .eligibilityChosen, .eligibilityIntent,
        .eligibilityOutcome, .registrationIntent, .registrationOutcome, .consentAnswered, .consentIntent,
        .consentOutcome, .lookupIntent, .lookupOutcome, .batchIntent, .batchOutcome, .viewIntent, .viewOutcome,
        .declarationRecorded, .declarationExported, .declarationForgotten, .declarationShown, .outageNoted,
        .outageIntent, .outageOutcome,
        .outageForgotten, .disasterOpened, .disasterClosed, .disasterSearchIntent, .disasterSearchOutcome,
        .disasterViewIntent, .disasterViewOutcome, .outageShown, .disasterShown:
        break
      }
    }
    return nil
  }

  /// What a kiosk that starts now finds.
  var state: JournalState { JournalState(records: records, pending: pending, unfinished: open) }

  mutating func stage(_ payload: HandoverPayload) -> Result<Void, HandoverFailure> {
    if folderIsMissing { return .failure(.folderMissing("the folder is away")) }
    if isFull { return .failure(.full("no space left")) }
    staged[payload.name] = payload.bytes
    return .success(())
  }

  /// A staged file that is gone was delivered before.
  mutating func release(_ name: String) -> Result<Void, HandoverFailure> {
    if folderIsMissing { return .failure(.folderMissing("the folder is away")) }
    if staged.removeValue(forKey: name) != nil { delivered.append(name) }
    return .success(())
  }

  func isStaged(_ name: String) -> Result<Bool, HandoverFailure> {
    folderIsMissing ? .failure(.folderMissing("the folder is away")) : .success(staged[name] != nil)
  }

  mutating func discard(_ name: String) -> Result<Void, HandoverFailure> {
    if folderIsMissing { return .failure(.folderMissing("the folder is away")) }
    staged[name] = nil
    return .success(())
  }
}
