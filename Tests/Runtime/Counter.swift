import Cards
import CivilTime
import Eligibility
import Journal
import Reception
import Testing

@testable import Runtime

/// A kiosk whose whole world is closures. What it asks of a port stands in `log`, in order, and stays open until the
/// test answers it; the journal answers by itself unless a test holds it or lets it refuse.
final class Counter {
  enum JournalMood {
    case writes
    /// From the first append with this kind of record on, says nothing until `writeHeld`.
    case holds(JournalKind)
    case refuses(JournalFailure, from: JournalKind)
  }

  /// One asking that no answer has come to.
  struct Asking {
    var ticket: Ticket
    var word: String
  }

  private(set) var kiosk: Kiosk
  var journalMood = JournalMood.writes {
    didSet { moodBegan = false }
  }
  private var moodBegan = false
  /// The monotonic clock.
  var now = Instant(nanoseconds: 1_000_000_000)
  var wall = Counter.morning
  /// What was asked of the ports since the last `take`.
  private var log: [String] = []
  /// Askings of every port but the journal, oldest first.
  private(set) var open: [Asking] = []
  /// All that reached the disk.
  private(set) var records: [JournalEntry] = []
  private(set) var reports: [String] = []
  private(set) var shown: [Scene] = []
  /// What hand-overs were told of their visits.
  private(set) var prepared: [VisitFacts] = []
  private(set) var handedOver: [EligibilityReply] = []
  /// Certificates that signatures were held against.
  private(set) var verifiedWith: [[UInt8]] = []
  var signatureIsGood = true
  var chipIsProven = true
  private var heldAppends: [(ticket: Ticket, entries: [JournalEntry])] = []
  private var completions: [(Ticket, Completion)] = []
  private var visits: UInt8 = 0

  /// Any day would do.
  static let morning = Timestamp(milliseconds: 1_795_219_200_000)

  /// - Parameter seesStaged: whether the folder can be asked what lies staged in it.
  init(_ rules: Rules = .classic, journal: JournalState = .empty, seesStaged: Bool = true) {
    kiosk = Kiosk(rules: rules, ports: Self.unconnected, journal: journal)
    kiosk = Kiosk(rules: rules, ports: ports(seesStaged: seesStaged), journal: journal)
  }

  // MARK: - What tests do

  func start() {
    kiosk.start()
    settle()
  }

  /// Started, with a reader, and nothing in the log.
  static func inService(_ rules: Rules = .classic, journal: JournalState = .empty) -> Counter {
    let counter = Counter(rules, journal: journal)
    counter.start()
    counter.receive(.notice(.ready))
    _ = counter.take()
    return counter
  }

  func receive(_ delivery: Runtime.Delivery) {
    kiosk.receive(delivery)
    settle()
  }

  func on(_ event: Event) {
    kiosk.handle(event)
    settle()
  }

  func choose(_ choice: Choice) { on(.chosen(choice)) }

  /// Answers the oldest open asking.
  func answer(_ completion: Completion) {
    guard !open.isEmpty else {
      Issue.record("nothing was asked")
      return
    }
    receive(.completed(open.removeFirst().ticket, completion))
  }

  /// What is open now is answered by ticket, or never.
  func forgetOpen() { open = [] }

  /// The held appends reach the disk, or are refused.
  func writeHeld(_ refusal: JournalFailure? = nil) {
    let held = heldAppends
    heldAppends = []
    journalMood = .writes
    for (ticket, entries) in held { finish(ticket, entries, refusal) }
    settle()
  }

  /// Lets time pass up to the kiosk's own deadline, or to `duration` where that is earlier.
  func pass(_ duration: Duration) {
    let end = now.advanced(by: duration)
    while let deadline = kiosk.deadline, deadline <= end {
      now = max(now, deadline)
      kiosk.timeReached()
      settle()
      if let next = kiosk.deadline, next <= now {
        Issue.record("the deadline does not move on")
        return
      }
    }
    now = end
  }

  /// What was asked since the last call.
  func take() -> [String] {
    defer { log = [] }
    return log
  }

  var screen: Screen { kiosk.reception.scene.screen }
  var kinds: [JournalKind] { records.map(\.kind) }

  func last(_ kind: JournalKind) -> JournalEntry? { records.last { $0.kind == kind } }

  // MARK: - The world

  private func begins(_ kind: JournalKind, _ entries: [JournalEntry]) -> Bool {
    if entries.contains(where: { $0.kind == kind }) { moodBegan = true }
    return moodBegan
  }

  private func finish(_ ticket: Ticket, _ entries: [JournalEntry], _ refusal: JournalFailure?) {
    if let refusal {
      completions.append((ticket, .journal(.failure(refusal))))
    } else {
      records += entries
      completions.append((ticket, .journal(.success(records.count))))
    }
  }

  /// Brings what ports answered by themselves back, one after the other, as an inbox would.
  private func settle() {
    while !completions.isEmpty {
      let (ticket, completion) = completions.removeFirst()
      kiosk.receive(.completed(ticket, completion))
    }
  }

  private func asked(_ word: String, _ ticket: Ticket) {
    log.append(word)
    open.append(Asking(ticket: ticket, word: word))
  }

  private func ports(seesStaged: Bool) -> Ports {
    var ports = Self.unconnected
    ports.clock = ClockPort(monotonic: { [unowned self] in now }, wall: { [unowned self] in wall })
    ports.journal = JournalPort { [unowned self] entries, ticket in
      log.append("write \(entries.map(\.kind.rawValue).joined(separator: " "))")
      switch journalMood {
      case .holds(let kind) where begins(kind, entries): heldAppends.append((ticket, entries))
      case .refuses(let failure, let kind) where begins(kind, entries): finish(ticket, entries, failure)
      case .writes, .holds, .refuses: finish(ticket, entries, nil)
      }
    }
    ports.reader.begin = { [unowned self] job, ticket in asked(job.word, ticket) }
    ports.service = ServicePort { [unowned self] request, ticket in asked(request.word, ticket) }
    ports.staff = StaffPort { [unowned self] number, ticket in asked("check staff \(number.digits)", ticket) }
    ports.handover = HandoverPort(
      prepare: { [unowned self] reply, facts in
        prepared.append(facts)
        handedOver.append(reply)
        return HandoverPayload(name: facts.visit, bytes: Array((reply.patientName ?? "").utf8))
      },
      stage: { [unowned self] payload, ticket in asked("stage \(payload.name.suffix(2))", ticket) },
      release: { [unowned self] payload, ticket in asked("release \(payload.name.suffix(2))", ticket) },
      staged: seesStaged
        ? StagedFilesPort(
          look: { [unowned self] name, ticket in asked("look for \(name.suffix(2))", ticket) },
          discard: { [unowned self] name, ticket in asked("discard \(name.suffix(2))", ticket) }) : nil)
    ports.cryptography.verify = { [unowned self] _, _, certificate in
      verifiedWith.append(certificate)
      return signatureIsGood
    }
    ports.cryptography.verifyChip = { [unowned self] _, _, _ in chipIsProven }
    ports.cryptography.random = { [unowned self] count in
      visits += 1
      return Array(repeating: visits, count: count)
    }
    ports.desk = DeskPort(
      show: { [unowned self] in shown.append($0) }, wipeSecret: { [unowned self] in log.append("wipe") },
      sound: { _ in }, callStaff: { _ in }, report: { [unowned self] in reports.append($0) })
    return ports
  }

  private static var unconnected: Ports {
    Ports(
      clock: ClockPort(monotonic: { Instant(nanoseconds: 0) }, wall: { morning }),
      journal: JournalPort { _, _ in }, reader: ReaderPort(begin: { _, _ in }, release: {}, cancel: {}),
      service: ServicePort { _, _ in },
      handover: HandoverPort(
        prepare: { _, _ in HandoverPayload(name: "", bytes: []) }, stage: { _, _ in }, release: { _, _ in }),
      staff: StaffPort { _, _ in },
      cryptography: CryptographyPort(
        check: { der in
          .success(
            CertificateFindings(
              notBefore: morning.advanced(by: .seconds(-86_400)),
              notAfter: morning.advanced(by: .seconds(86_400 * 900)), algorithm: .rsa2048, fingerprint: der))
        }, digest: { message, _ in message }, verify: { _, _, _ in true }, verifyChip: { _, _, _ in true },
        random: { Array(repeating: 0, count: $0) }),
      desk: DeskPort(show: { _ in }, wipeSecret: {}, sound: { _ in }, callStaff: { _ in }, report: { _ in }))
  }
}

extension CardJob {
  fileprivate var word: String {
    switch self {
    case .readCertificate: "read certificate"
    case .readPhoneCertificate: "read phone's certificate"
    case .readAuthorityCertificate: "read CA certificate"
    case .readTriesLeft: "read tries"
    case .readCheckNumberTries: "read tries of check number"
    case .readCardFace: "read card face"
    case .signByPhone: "sign by phone"
    case .verifyAndSign: "verify"
    case .matchFace: "match face"
    case .signVisualCheck: "sign visual check"
    }
  }
}

extension ServiceRequest {
  fileprivate var word: String {
    switch self {
    case .nonce: "ask nonce"
    case .openSession: "open session"
    case .register: "register"
    case .sendConsents: "send consents"
    }
  }
}
