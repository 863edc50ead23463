import CardCryptography
import CivilTime
import CursesTerminal
import Dispatch
import Eligibility
import EligibilityXML
import Foundation
import Glibc
import Journal
import Reception
import Runtime
import SQLiteJournal
import Synchronization

/// What the commands of the counter work with: the eligibility service, and a journal of their own. The kiosk's has one
/// writer, which is the kiosk.
struct CounterSite {
  let configuration: CounterConfiguration
  let key: JournalKey
  let client: EligibilityClient
  /// Who asks, for the audit: the account of the machine, and the staff number that was proven.
  private let actor: [JournalEntry.Detail]

  /// - Parameter staff: who gave the right password.
  init(_ configuration: CounterConfiguration, staff: StaffNumber? = nil) throws(ProgramFailure) {
    self.configuration = configuration
    key = try Site.journalKey(configuration.journalKey)
    client = try configuration.eligibility.client(institution: configuration.institution)
    actor = [.init("user", String(getuid()))] + (staff.map { [.init("staff", $0.digits)] } ?? [])
    if let notice = DisasterDesk.notice(configuration, key) { printError(notice) }
  }

  func close() { client.stop() }

  /// A new deed's own name: in the journal, in the request and in its reply.
  func newName() -> VisitID { VisitID(at: WallClock.now(), random: Randomness.bytes(VisitID.randomBytes)) }

  /// Writes down who does what, asks, writes down what came, and answers it. Nothing is asked that was not written down.
  func ask(
    _ request: InterfaceRequest, named name: VisitID, _ deed: CounterDeed, _ details: [JournalEntry.Detail] = []
  ) throws(ProgramFailure) -> Result<InterfaceReply, ServiceFailure> {
    try refuseUnwritable(request)
    try intend(deed, named: name, details)
    let result = exchange(request)
    try conclude(deed, named: name, result)
    return result
  }

  func intend(_ deed: CounterDeed, named name: VisitID, _ details: [JournalEntry.Detail]) throws(ProgramFailure) {
    try write([JournalEntry(deed.intent, visit: name, details: actor + details)])
  }

  func conclude(
    _ deed: CounterDeed, named name: VisitID, _ result: Result<InterfaceReply, ServiceFailure>
  ) throws(ProgramFailure) {
    try write([
      JournalEntry(deed.outcome, visit: name, details: [.init("result", Self.word(result))] + Self.details(result))
    ])
  }

  /// A character that a terminal's encoding has not would arrive as ●, and the answer would be "no such eligibility".
  private func refuseUnwritable(_ request: InterfaceRequest) throws(ProgramFailure) {
    guard case .folders(_, let encoding, _) = configuration.eligibility,
      EligibilityXML.encode(request, encoding: MessageEncoding(encoding)).replacedCharacters > 0
    else { return }
    throw ProgramFailure(
      .dataMalformed, "a character cannot be written in eligibility.encoding (\(encoding.rawValue)): nothing was asked")
  }

  /// Writes down what was done, where that is all.
  func note(_ kind: JournalKind, _ id: String, _ details: [JournalEntry.Detail]) throws(ProgramFailure) {
    try write([JournalEntry(kind, visit: VisitID(id), details: actor + details)])
  }

  /// Several commands may run at one counter: each opens the journal for as long as it writes.
  func write(_ entries: [JournalEntry]) throws(ProgramFailure) {
    let begin = Date()
    while true {
      do throws(JournalFailure) {
        let journal = try SQLiteJournal.open(
          path: configuration.journal, cipher: key.cipher, clock: { WallClock.now() })
        defer { journal.close() }
        try journal.appendNow(entries)
        return
      } catch {
        // Another command writes: it is done in a few milliseconds.
        guard case .cannotOpen = error, Date().timeIntervalSince(begin) < Self.journalPatience else {
          throw ProgramFailure(.inputOutput, "counter.journal: \(error.reason)")
        }
        Thread.sleep(forTimeInterval: Self.journalPause)
      }
    }
  }

  private static let journalPatience: TimeInterval = 5
  private static let journalPause: TimeInterval = 0.05

  /// Waits for the answer: the client gives one within its own limits.
  func exchange(_ request: InterfaceRequest) -> Result<InterfaceReply, ServiceFailure> {
    let answer = Mutex<Result<InterfaceReply, ServiceFailure>?>(nil)
    let came = DispatchSemaphore(value: 0)
    client.exchange(request) { result in
      answer.withLock { $0 = result }
      came.signal()
    }
    while came.wait(timeout: .now() + Self.listening) == .timedOut {
      if Self.isToldToEnd { return .failure(.answerLost("the program was told to end meanwhile")) }
    }
    return answer.withLock { $0 } ?? .failure(.answerLost("the client gave no answer"))
  }

  /// A command that blocked the signals for its screen (`EventLoop.blockSignals`) hears of them here while it has none.
  private static var isToldToEnd: Bool {
    var waiting = sigset_t()
    sigpending(&waiting)
    return [SIGINT, SIGTERM, SIGHUP].contains { sigismember(&waiting, $0) == 1 }
  }

  private static let listening: DispatchTimeInterval = .milliseconds(250)

  /// Codes only: nothing personal.
  private static func word(_ result: Result<InterfaceReply, ServiceFailure>) -> String {
    switch result {
    case .success: "answered"
    case .failure(let failure): Failure.service(failure).word
    }
  }

  private static func details(_ result: Result<InterfaceReply, ServiceFailure>) -> [JournalEntry.Detail] {
    switch result {
    case .success(.eligibility(let reply)):
      let reception =
        reply.receptionNumber.map {
          [JournalEntry.Detail("reception", PlainCode.of($0, most: PlainCode.mostOfReceptionNumber))]
        } ?? []
      return [.init("verdict", reply.verdict.word)] + reception
    case .success(.medicalInformation(let reply)):
      return [.init("code", reply.resultCode.map { PlainCode.of($0) } ?? "none")]
    case .failure: return []
    }
  }
}

/// What is done at the counter, by its records.
enum CounterDeed {
  case lookup
  case batch
  case view
  case outage
  case disasterSearch
  case disasterView

  var intent: JournalKind {
    switch self {
    case .lookup: .lookupIntent
    case .batch: .batchIntent
    case .view: .viewIntent
    case .outage: .outageIntent
    case .disasterSearch: .disasterSearchIntent
    case .disasterView: .disasterViewIntent
    }
  }

  var outcome: JournalKind {
    switch self {
    case .lookup: .lookupOutcome
    case .batch: .batchOutcome
    case .view: .viewOutcome
    case .outage: .outageOutcome
    case .disasterSearch: .disasterSearchOutcome
    case .disasterView: .disasterViewOutcome
    }
  }
}

extension ProgramFailure {
  /// Why the service gave no answer, and what to do.
  init(_ failure: ServiceFailure) {
    let next =
      switch failure {
      case .unreachable: "nothing was asked; see that the service runs, and try again"
      case .notTrusted: "nothing was asked; compare serverTrust, certificate and key with what the service gave"
      case .answerLost: "it may have been asked; asking again changes nothing"
      case .refused: "the service said no"
      case .rubbish: "nothing was confirmed by it"
      }
    self.init(.serviceUnavailable, "eligibility.url: \(Failure.service(failure).staffWords) (\(next))")
  }
}
