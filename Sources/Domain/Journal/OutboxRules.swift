import CivilTime

/// What becomes of a hand-over that was prepared: pure rules, shared by Runtime, journal and simulator.
public enum OutboxRules {
  /// A consent lives 24 hours; what rests on it must not be delivered later, nor kept (S10).
  public static let maximumAge: Duration = .seconds(24 * 60 * 60)
  /// So many may wait: a folder that nobody empties is noticed within a busy day.
  public static let maximumWaiting = 200

  public static func isTooOld(preparedAt prepared: Timestamp, at now: Timestamp) -> Bool {
    now >= prepared.advanced(by: maximumAge)
  }

  public static func isTooOld(_ handover: PendingHandover, at now: Timestamp) -> Bool {
    isTooOld(preparedAt: handover.prepared, at: now)
  }

  /// Whether one more may be prepared while these wait; the reason when not.
  public static func refusal(waiting: Int, oldest: Timestamp?, at now: Timestamp) -> JournalFailure? {
    if waiting >= maximumWaiting { return .backlog("\(waiting) hand-overs wait to be delivered; no more can be kept") }
    if let oldest, isTooOld(preparedAt: oldest, at: now) {
      return .backlog("a hand-over waits that is older than 24 hours; it has to be given up first")
    }
    return nil
  }

  public enum RestartStep: Equatable, Sendable {
    /// Write `handoverDelivered`: the file was released, and who reads the folder has moved it away since.
    case settleAsDelivered
    case release
    case stageAgain
    /// Write `handoverAbandoned` and tell staff.
    case abandon
  }

  /// What to do with a hand-over that a restart finds waiting (R1). A file that was journaled as staged and is no
  /// longer there was delivered, however old: reporting it as given up would be untrue.
  public static func afterRestart(
    _ handover: PendingHandover, stagedFileExists: Bool, at now: Timestamp
  ) -> RestartStep {
    if handover.staged && !stagedFileExists { return .settleAsDelivered }
    if isTooOld(handover, at: now) { return .abandon }
    return handover.staged ? .release : .stageAgain
  }
}

/// What a record changes in the short list of open things.
public enum WaitingChange: Equatable, Sendable {
  case none
  case visitOpens
  case visitCloses
  /// A hand-over waits to be delivered, whether or not its visit is still open.
  case handoverWaits
  case handoverStaged
  case handoverSettled

  public init(_ kind: JournalKind) {
    switch kind {
    case .visitBegan: self = .visitOpens
    case .visitEnded: self = .visitCloses
    case .handoverPrepared: self = .handoverWaits
    case .handoverStaged: self = .handoverStaged
    case .handoverDelivered, .handoverAbandoned: self = .handoverSettled
    case .kioskStarted, .kioskStopped, .certificateRead, .pinIntent, .pinOutcome, .faceIntent, .faceOutcome,
      .visualProofIntent, .visualProofOutcome, .phoneIntent, .phoneOutcome, .chipIntent, .chipOutcome, .staffIntent,
      .staffOutcome, .attestation, .eligibilityChosen, .eligibilityIntent,
      .eligibilityOutcome, .registrationIntent, .registrationOutcome, .consentAnswered, .consentIntent, .consentOutcome,
      .lookupIntent, .lookupOutcome, .batchIntent, .batchOutcome, .viewIntent, .viewOutcome,
      .declarationRecorded, .declarationExported, .declarationForgotten, .declarationShown, .outageNoted, .outageIntent,
      .outageOutcome,
      .outageForgotten, .disasterOpened, .disasterClosed, .disasterSearchIntent, .disasterSearchOutcome,
      .disasterViewIntent, .disasterViewOutcome, .outageShown, .disasterShown:
      self = .none
    }
  }
}

/// The open visits and waiting hand-overs that a course of records leaves.
public struct WaitingList: Equatable, Sendable {
  public struct Handover: Equatable, Sendable {
    public var visit: VisitID
    /// The record that prepared it.
    public var sequence: Int
    public var prepared: Timestamp
    public var staged: Bool

    public init(visit: VisitID, sequence: Int, prepared: Timestamp, staged: Bool) {
      self.visit = visit
      self.sequence = sequence
      self.prepared = prepared
      self.staged = staged
    }
  }

  /// Visits that began and have not ended, each with the record in which it began. A hand-over that waits does not
  /// close its visit: after a crash it is delivered, and the visit still gets its end.
  public private(set) var unfinished: [VisitID: Int] = [:]
  public private(set) var handovers: [VisitID: Handover] = [:]

  public init() {}

  public init(records: some Sequence<AuditRecord>) {
    for record in records { take(record) }
  }

  public mutating func take(_ record: AuditRecord) {
    guard let visit = record.visit else { return }
    switch WaitingChange(record.kind) {
    case .none: break
    case .visitOpens: unfinished[visit] = record.sequence
    case .visitCloses: unfinished[visit] = nil
    case .handoverWaits:
      handovers[visit] = Handover(visit: visit, sequence: record.sequence, prepared: record.time, staged: false)
    case .handoverStaged: handovers[visit]?.staged = true
    case .handoverSettled: handovers[visit] = nil
    }
  }

  /// In the order in which they were prepared.
  public var pending: [Handover] { handovers.values.sorted { $0.sequence < $1.sequence } }

  /// In the order in which they began.
  public var unfinishedVisits: [VisitID] { unfinished.sorted { $0.value < $1.value }.map(\.key) }
}
