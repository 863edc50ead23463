import Cards
import CivilTime
import Eligibility
import EligibilityService
import Journal
import Reception
import Runtime
import VirtualCard

/// One episode: a kiosk of some site, its reader, service, disk and clock, and the people who come one after another.
/// Faults are chosen for the episode and then fire by chance; at the end the world heals, and what waits must be done.
final class World {
  enum Happening {
    case arrive
    /// The next one, who does not wait for the screen.
    case layAtOnce
    /// The reader notices the card that was laid as number so-and-so, or that it has gone.
    case cardSeen(Int)
    case cardGone(Int)
    /// The person changes the card of that number for somebody else's.
    case swap(Int)
    /// What the person does next; a newer plan makes it void.
    case deed(plan: Int)
    case commit(process: Int, [JournalEntry], Ticket)
    case deliver(process: Int, Runtime.Delivery)
    case start
    case office(Office.Happening)
    case faultBegins(Fault)
    case faultEnds(Fault)
  }

  /// A visit takes some 60 events; an episode that needs so many goes round in circles.
  static let mostEvents = 200_000
  static let appendTime: Duration = .microseconds(200)
  static let apduTime: Duration = .milliseconds(20)
  /// To find that a card does not answer, or that another program holds it.
  static let resetTime: Duration = .milliseconds(300)
  /// Longer than the kiosk waits for any card work without a camera.
  static let hangTime: Duration = .seconds(25)
  static let longAppend: ClosedRange<Int64> = 500...25_000
  /// Longer than a consent lives.
  static let dayAway: Duration = .seconds(25 * 60 * 60)
  static let visitsWithoutFolder = 5
  /// After the last visit: so long may healing take.
  static let healingTime: Duration = .seconds(900)

  let episode: Int
  let rules: Rules
  let faults: Set<Fault>
  /// A kind of record that the kiosk "forgets" to write: the checkers must notice.
  let omitted: JournalKind?
  let parts: Parts
  let journalPart: JournalPart?
  var random: SeededRandom
  var now = Instant(nanoseconds: 0)
  /// Wall clock minus monotonic clock; jumps.
  var wallOffset: Int64
  var schedule = Schedule<Happening>()
  var disk = SimulatedDisk()
  let form: HandoverForm
  var receiver = SimulatedReceiver()
  var office: Office
  var promises: Promises
  var trace = TraceHash()
  var events = 0
  var crashes = 0
  var kiosk: Kiosk?
  /// The process is killed as soon as the call that it is in returns.
  var doomed = false
  /// Counts the kiosk's processes: what was meant for a dead one is dropped.
  var process = 0
  var cards: [SimulatedCard]
  var service: EligibilityService
  var sessions: [SessionID: (visit: VisitID, consents: [ConsentKind], isOpen: Bool)] = [:]
  /// The card on the reader.
  var cardIn: Int?
  /// Counts the cards that were laid on the reader.
  var layings = 0
  /// The laying that the kiosk has been told of, until it is told that the card has gone.
  var told: Int?
  /// The laying whose certificate the reader has read for a visit; it does nothing else with any other card.
  var visitor: Int?
  /// The driver keeps the last removal to itself.
  var removalIsUnseen = false
  /// The card that was laid last.
  var lastCard: Int?
  /// The kiosk is being told of this card and has not named its visit yet.
  var cardToName: (card: Int, waits: Bool)?
  var swaps = SimulationReport.Swaps()
  var pinPad: [UInt8] = []
  var passwordIsRight = false
  /// What struck until then may still show.
  var lossesUntil = Instant(nanoseconds: -1)
  var patient: Patient?
  var scene: Scene?
  /// Counts the person's plans: a new scene is thought about anew.
  var plan = 0
  var visitsLeft: Int
  var active: Set<Fault> = []
  /// How often the kiosk met each fault.
  var firings: [Fault: Int] = [:]
  var healing = false
  var folderIsAwayForADay = false

  init(episode: Int, visits: Int, seed: UInt64, faulty: Bool, omitted: JournalKind?, parts: Parts) {
    self.episode = episode
    self.omitted = omitted
    self.parts = parts
    journalPart = parts.journal(episode)
    visitsLeft = visits
    var random = SeededRandom(seed: seed)
    rules = Self.someRules(&random)
    faults = faulty ? Set(Fault.allCases.filter { random.chance($0.percentOfEpisodes) }) : []
    wallOffset = Self.firstDay.milliseconds
    promises = Promises(episode: episode)
    let town = Town(at: Self.firstDay, parts.cryptography, random: &random)
    cards = town.cards
    service = town.service
    form = random.pick(HandoverForm.allCases)
    office = Office(people: town.people, random: &random)
    self.random = random
  }

  /// 2026-11-21T09:00+09:00; any day would do.
  static let firstDay = Timestamp(milliseconds: 1_795_219_200_000)

  var wall: Timestamp { Timestamp(milliseconds: now.nanoseconds / 1_000_000 + wallOffset) }

  private static func someRules(_ random: inout SeededRandom) -> Rules {
    Rules(
      languages: ["ja", "en"], defaultLanguage: "ja", profile: random.pick(Profiles.all),
      visualCheck: random.pick(VisualCheckPolicy.allCases),
      abilities: random.chance(50) ? .faceAuthentication : .ordinary, takesPhones: random.chance(50))
  }

  // MARK: - Time

  func run() {
    at(.zero, .start)
    at(.seconds(1), .arrive)
    openOffice()
    for fault in Fault.allCases where faults.contains(fault) && fault.lasts { scheduleFault(fault) }
    while step() {}
    if folderIsAwayForADay { leaveFolderAway() }
    heal()
    // Whoever still stands there goes home; what is on its way to the disk arrives.
    patient = nil
    kiosk?.stop()
    while let (at, happening) = schedule.removeFirst() {
      now = max(now, at)
      happen(happening)
    }
    closeOffice()
    if let finding = journalPart?.verify() { promises.breaks("R4", "the journal does not hold: \(finding)") }
    promises.finish(stopped: true)
  }

  func at(_ delay: Duration, _ happening: Happening) { schedule.add(happening, at: now.advanced(by: delay)) }

  /// False when the last visit is over and its patient has gone.
  private func step() -> Bool {
    if visitsLeft == 0, patient == nil, isQuiet { return false }
    guard events < Self.mostEvents else {
      promises.breaks("R9", "still busy after \(events) events on \(scene?.screen.id ?? "no screen")")
      return false
    }
    return advance()
  }

  private var isQuiet: Bool {
    guard let scene else { return false }
    return [.attract, .attractWithPhone, .outOfService].contains(scene.screen)
  }

  private func advance() -> Bool {
    let wanted = kiosk?.deadline
    let next = schedule.next
    if let wanted, next.map({ wanted <= $0 }) ?? true {
      now = max(now, wanted)
      kiosk?.timeReached()
      afterEvent("time")
      return true
    }
    guard let (at, happening) = schedule.removeFirst() else {
      promises.breaks("R9", "nothing will ever happen again on \(scene?.screen.id ?? "no screen")")
      return false
    }
    now = max(now, at)
    happen(happening)
    return true
  }

  /// Nobody comes; the kiosk goes on trying until what waits is too old.
  private func leaveFolderAway() {
    let end = now.advanced(by: Self.dayAway)
    while now < end, events < 2 * Self.mostEvents, kiosk?.deadline != nil || !schedule.isEmpty {
      guard advance() else { break }
    }
    folderIsAwayForADay = false
    disk.folderIsMissing = false
  }

  private func heal() {
    healing = true
    // The faults still to come are called off; those that last end now.
    schedule.keep { if case .faultBegins = $0 { false } else { true } }
    for fault in Fault.allCases { end(fault) }
    let limit = now.advanced(by: Self.healingTime)
    if kiosk == nil { at(.zero, .start) }
    while now < limit, events < 2 * Self.mostEvents {
      if kiosk?.deadline == nil, schedule.isEmpty, isQuiet { return }
      guard advance() else { return }
    }
    promises.breaks("R8", "not at rest \(Self.healingTime) after the last fault: \(scene?.screen.id ?? "no screen")")
  }

  // MARK: - Happenings

  private func happen(_ happening: Happening) {
    switch happening {
    case .start: start()
    case .office(let happening): happenInOffice(happening)
    case .arrive: arrive()
    case .layAtOnce: layAtOnce()
    case .cardSeen(let laying): cardSeen(laying)
    case .cardGone(let laying): cardGone(laying)
    case .swap(let laying): swap(laying)
    case .deed(let plan):
      guard plan == self.plan else { return }
      act()
    case .commit(let process, let entries, let ticket): commit(process, entries, ticket)
    case .deliver(let process, let delivery):
      guard process == self.process, let kiosk else { return }
      if case .notice(.unavailable) = delivery {
        fired(.readerGone)
        nobodyIsTold()
      }
      kiosk.receive(delivery)
      afterEvent("delivery")
    case .faultBegins(let fault): begin(fault)
    case .faultEnds(let fault): end(fault)
    }
  }

  private func start() {
    process += 1
    let kiosk = Kiosk(rules: rules, ports: ports(process: process), journal: knownState())
    self.kiosk = kiosk
    nobodyIsTold()
    visitor = nil
    kiosk.start()
    if !active.contains(.readerGone) { deliver(.notice(.ready)) }
    if cardIn != nil { at(.milliseconds(5), .cardSeen(layings)) }
    afterEvent("start")
  }

  private func knownState() -> JournalState {
    guard let journalPart else { return disk.state }
    switch journalPart.open(wall) {
    case .success(let found):
      if !agree(found, disk.state) {
        promises.breaks("R4", "after a start the journal knows less or more than was written")
      }
      return found
    case .failure(let failure):
      promises.breaks("R4", "the journal does not open: \(failure)")
      return disk.state
    }
  }

  /// A journal forgets a file with its consent; the simulated disk does not.
  private func agree(_ found: JournalState, _ known: JournalState) -> Bool {
    found.records == known.records && found.unfinished == known.unfinished
      && found.pending.count == known.pending.count
      && zip(found.pending, known.pending).allSatisfy { found, known in
        found == known
          || OutboxRules.isTooOld(known, at: wall) && (found.visit, found.staged) == (known.visit, known.staged)
      }
  }

  /// SIGKILL: whatever was not on disk never was; what was typed is gone with the memory.
  func kill() {
    guard let kiosk else { return }
    crashes += 1
    kiosk.discard()
    self.kiosk = nil
    doomed = false
    process += 1
    strike()
    wipe()
    scene = nil
    plan += 1
    nobodyIsTold()
    promises.killed()
    trace.add("killed")
    at(.seconds(2), .start)
  }

  func deliver(_ delivery: Runtime.Delivery, after delay: Duration = .zero) {
    at(delay, .deliver(process: process, delivery))
  }

  private func commit(_ process: Int, _ entries: [JournalEntry], _ ticket: Ticket) {
    guard process == self.process else { return }
    if disk.isFull {
      fired(.diskFull)
      return deliver(.completed(ticket, .journal(.failure(.full("no space left")))))
    }
    if let refusal = disk.append(entries, at: wall) {
      return deliver(.completed(ticket, .journal(.failure(refusal))))
    }
    if case .failure(let failure) = journalPart?.append(entries, wall) {
      promises.breaks("R4", "the journal refused what the simulated disk took: \(failure)")
    }
    promises.recorded(entries, at: wall)
    if chance(.killedAfterWrite, 1) { return kill() }
    deliver(.completed(ticket, .journal(.success(disk.records))))
  }

  func afterEvent(_ what: String) {
    events += 1
    trace.add(what)
    trace.add(now.nanoseconds)
    trace.add(scene?.screen.id ?? "none")
    promises.afterEvent()
    if doomed { return kill() }
    if told != nil, isFree { promises.breaks("R6", "a card lies there and nobody is received") }
    guard let kiosk, patient != nil || cardIn != nil, !isQuiet, kiosk.deadline == nil else { return }
    promises.breaks("R9", "\(scene?.screen.id ?? "no screen") has no way out by time", visit: promises.current)
  }
}
