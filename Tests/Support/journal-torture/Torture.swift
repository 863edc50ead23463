import CivilTime
import FolderExchange
import Glibc
import Journal
import JournalTestSupport
import SQLiteJournal
import Synchronization

/// What the crash tests kill. It says on standard output what it is about to do and what the journal acknowledged;
/// whoever reads along kills it, or lets it wait at a named step to disk and kills it there.
///
///     journal-torture hand-over JOURNAL FOLDER [STEP OCCURRENCE]
///     journal-torture recover JOURNAL FOLDER
///     journal-torture audit JOURNAL FOLDER TAKEN
///     journal-torture fill-journal JOURNAL BALLAST
///     journal-torture fill-folder FOLDER BALLAST
///     journal-torture ask-terminal FOLDER
@main
enum Torture {
  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      switch (arguments.first, arguments.count) {
      case ("hand-over", 3): try Desk(arguments[1], arguments[2], StopAt(nil)).handOverForever()
      case ("hand-over", 5):
        let stop = StopAt((arguments[3], Int(arguments[4]) ?? 1))
        try Desk(arguments[1], arguments[2], stop).handOverForever()
      case ("recover", 3): try Desk(arguments[1], arguments[2], StopAt(nil)).recover()
      case ("audit", 4): try audit(arguments[1], folder: arguments[2], taken: arguments[3])
      case ("fill-journal", 3): try fillJournal(arguments[1], ballast: arguments[2])
      case ("fill-folder", 3): try fillFolder(arguments[1], ballast: arguments[2])
      case ("ask-terminal", 2): try askTerminal(arguments[1])
      default: throw Refused(reason: "unknown arguments \(arguments)")
      }
    } catch {
      say("failed \(error)")
      exit(1)
    }
  }

  struct Refused: Error {
    var reason: String
  }

  static func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
  }

  /// One line, past all buffers: what is said is said, whatever happens next.
  static func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(STDOUT_FILENO, bytes, bytes.count)
  }

  static func newVisit() -> VisitID {
    VisitID(at: now(), random: (0..<VisitID.randomBytes).map { _ in UInt8.random(in: .min ... .max) })
  }
}

/// Waits for ever at the named step, the given number of times it comes by.
final class StopAt: Sendable {
  private let step: String?
  private let left: Mutex<Int>

  init(_ stop: (step: String, occurrence: Int)?) {
    step = stop?.step
    left = Mutex(stop?.occurrence ?? 0)
  }

  func pass(_ step: String) {
    guard step == self.step else { return }
    let isTime = left.withLock { left in
      left -= 1
      return left == 0
    }
    guard isTime else { return }
    Torture.say("at \(step)")
    while true { pause() }
  }
}

/// The hand-over's way through journal and folder, in the order that Runtime keeps.
struct Desk {
  let journal: SQLiteJournal
  let exchange: FolderExchange

  init(_ path: String, _ folder: String, _ stop: StopAt) throws {
    journal = try SQLiteJournal.open(
      path: path, cipher: PlainCipher.cipher(), clock: { Torture.now() }, passing: { stop.pass($0.rawValue) })
    exchange = try FolderExchange(folder: folder, passing: { stop.pass($0.rawValue) })
  }

  func handOverForever() throws {
    try recover()
    while true {
      let visit = Torture.newVisit()
      let payload = TorturePayload.make(visit)
      try write(.visitBegan, visit)
      Torture.say("preparing \(visit.text)")
      try write(.handoverPrepared, visit, personal: PersonalPayload.encode(payload))
      Torture.say("prepared \(visit.text)")
      try deliver(visit, payload)
      try write(.visitEnded, visit)
    }
  }

  func recover() throws {
    let state = try journal.state()
    for visit in state.unfinished { try write(.visitEnded, visit) }
    try exchange.sweep(keeping: Set(state.pending.map(\.payload.name)))
    for handover in state.pending {
      let isStaged = try exchange.isStaged(handover.payload.name)
      switch OutboxRules.afterRestart(handover, stagedFileExists: isStaged, at: Torture.now()) {
      case .settleAsDelivered: try write(.handoverDelivered, handover.visit)
      case .release: try release(handover.visit, handover.payload)
      case .stageAgain: try deliver(handover.visit, handover.payload)
      case .abandon: try write(.handoverAbandoned, handover.visit)
      }
    }
    Torture.say("recovered")
  }

  private func deliver(_ visit: VisitID, _ payload: HandoverPayload) throws {
    try exchange.stage(payload)
    try write(.handoverStaged, visit)
    try release(visit, payload)
  }

  private func release(_ visit: VisitID, _ payload: HandoverPayload) throws {
    _ = try exchange.release(payload.name)
    try write(.handoverDelivered, visit)
  }

  private func write(_ kind: JournalKind, _ visit: VisitID, personal: [UInt8]? = nil) throws {
    let number = try journal.appendNow([JournalEntry(kind, visit: visit, personal: personal)])
    Torture.say("written \(number)")
  }
}

/// A file whose contents can be told from its name, so that half a file is seen.
enum TorturePayload {
  static func make(_ visit: VisitID) -> HandoverPayload {
    HandoverPayload(
      name: "OQSsiquc01res_face_\(visit.text)_20260401090000.xml",
      bytes: (0..<200).flatMap { _ in Array("<visit>\(visit.text)</visit>\n".utf8) })
  }
}
