import Cards
import CivilTime
import Eligibility
import Journal
import Reception

/// The effect interpreter around the reception machine: it turns deliveries into events, performs effects through the
/// ports, and stands the journal's intents before and outcomes after whatever the world can see (R1, R4).
///
/// It belongs to one thread; adapters reach it through an `Inbox`. The simulator steps this same class.
public final class Kiosk {
  /// The machine, for who looks on (tests, the simulator's checkers).
  public private(set) var reception: Reception
  let ports: Ports
  var outbox: Outbox
  var journal = JournalLine()
  /// The visit that has begun and not ended.
  var visit: CurrentVisit?
  private var continuations: [Ticket: (Completion) -> Void] = [:]
  private var lastTicket: UInt64 = 0
  private var shown: Scene?

  struct CurrentVisit {
    var id: VisitID
    /// Whom the session's reply is about, by each of its eligibilities.
    var insured: [Insured] = []
    /// DER of the card's certificate, once read, and how its key signs.
    var certificate: (der: [UInt8], algorithm: SignatureAlgorithm)?
    /// How the service says that it knows the person.
    var identity: IdentityStatement?
    /// Staff chose one of several, and it is on record.
    var eligibilityIsChosen = false
    /// The last answer to each kind that was asked.
    var answers: [ConsentKind: AnsweredConsent] = [:]
  }

  /// - Parameter journal: what the journal held when it was opened.
  public init(rules: Rules, ports: Ports, journal: JournalState) {
    reception = Reception(rules: rules)
    self.ports = ports
    outbox = Outbox(pending: journal.pending)
    unfinished = journal.unfinished
  }

  private var unfinished: [VisitID]

  /// Writes the start, closes visits that a crash left open (they never happened: no session is ever resumed), and
  /// delivers what was prepared and not seen delivered.
  public func start() {
    var entries = [JournalEntry(.kioskStarted, visit: nil)]
    entries += unfinished.map { JournalEntry(.visitEnded, visit: $0, details: [.init("outcome", "interrupted")]) }
    unfinished = []
    record(entries)
    deliverPending()
    showScene()
  }

  /// Ends in good order: nothing typed remains, the end is written.
  public func stop() {
    ports.desk.wipeSecret()
    record([JournalEntry(.kioskStopped, visit: nil)])
    // Nobody may call again, so nothing waits for the append that is under way.
    appendWhatWaits()
  }

  /// Forgets everything that is under way, without a word to the world: what SIGKILL does to a process. For tests and
  /// the simulator.
  public func discard() { continuations = [:] }

  public func receive(_ delivery: Delivery) {
    switch delivery {
    case .completed(let ticket, let completion):
      // A ticket answers once; a second answer finds nobody waiting.
      continuations.removeValue(forKey: ticket)?(completion)
    case .notice(.abilities(let abilities)): handle(.readerAbilities(abilities))
    case .notice(.ready): handle(.readerReady)
    case .notice(.unavailable(let reason)):
      ports.desk.report("reader unavailable: \(reason)")
      handle(.readerLost(reason))
    case .notice(.cardInserted): handle(.cardInserted(newVisitID()))
    case .notice(.cardRemoved): handle(.cardRemoved)
    case .notice(.faceHint(let hint)): handle(.faceHint(hint))
    case .notice(.pinTypedOnReader(let count)): handle(.pinTypedOnReader(count: count))
    case .notice(.pinCancelledOnReader): handle(.pinCancelledOnReader)
    }
  }

  public func handle(_ event: Event) {
    let effects = reception.handle(event, at: ports.clock.monotonic())
    for effect in effects { perform(effect) }
    showScene()
  }

  /// When the kiosk wants `timeReached` to be called; nil while only the world can move it.
  public var deadline: Instant? {
    [reception.deadline, outbox.retryAt, journal.retryAt].compactMap(\.self).min()
  }

  public func timeReached() {
    let now = ports.clock.monotonic()
    if let at = outbox.retryAt, at <= now { deliverPending() }
    if let at = journal.retryAt, at <= now { tryJournalAgain() }
    if let at = reception.deadline, at <= now { handle(.deadlinePassed) }
  }

  // MARK: - What the effect interpreters share

  func answer(_ errand: Errand, _ answer: Answer) { handle(.answered(errand, answer)) }

  /// Asks a port and keeps what shall happen with its answer.
  func ask(_ start: (Ticket) -> Void, then: @escaping (Completion) -> Void) {
    lastTicket += 1
    let ticket = Ticket(number: lastTicket)
    continuations[ticket] = then
    start(ticket)
  }

  private func newVisitID() -> VisitID {
    VisitID(at: ports.clock.wall(), random: ports.cryptography.random(VisitID.randomBytes))
  }

  private func showScene() {
    let scene = reception.scene
    guard scene != shown else { return }
    shown = scene
    ports.desk.show(scene)
  }
}
