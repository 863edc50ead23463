import CivilTime
import Dispatch
import Eligibility
import FolderExchange
import Glibc
import Journal
import JournalTestSupport
import SQLiteJournal

/// Both are run in a small file system of their own: they write until it is full, tell what they were told, make room
/// and go on.
extension Torture {
  static func fillJournal(_ path: String, ballast: String) throws {
    let journal = try SQLiteJournal.open(path: path, cipher: PlainCipher.cipher(), clock: { now() })
    func append() throws(JournalFailure) -> Int {
      let filling = [JournalEntry.Detail("filling", String(repeating: "x", count: 2_000))]
      return try journal.appendNow([JournalEntry(.certificateRead, visit: newVisit(), details: filling)])
    }
    var acknowledged = 0
    var failures = 0
    // Full is told again for as long as it is: the second refusal must be as orderly as the first.
    while failures < 5 {
      do throws(JournalFailure) { acknowledged = try append() } catch {
        guard case .full = error else { throw error }
        failures += 1
      }
    }
    say("full after \(acknowledged)")
    unlink(ballast)
    let next = try append()
    guard next == acknowledged + 1 else { throw Refused(reason: "record \(next) came after \(acknowledged)") }
    say("written \(next)")
    journal.close()
    let report = AuditVerification.verify(path: path, cipher: PlainCipher.cipher())
    guard report.verdict == .holds, report.records == next else { throw Refused(reason: "\(report)") }
    say("holds \(report.records)")
  }

  static func fillFolder(_ folder: String, ballast: String) throws {
    let exchange = try FolderExchange(folder: folder)
    var staged = 0
    var last = TorturePayload.make(newVisit())
    do throws(FolderFailure) {
      while true {
        try exchange.stage(last)
        staged += 1
        last = TorturePayload.make(newVisit())
      }
    } catch {
      guard case .full = error else { throw error }
    }
    guard try !exchange.isStaged(last.name) else { throw Refused(reason: "half a file was left") }
    say("full after \(staged)")
    unlink(ballast)
    try exchange.stage(last)
    guard try exchange.release(last.name) == .delivered else { throw Refused(reason: "not delivered") }
    say("delivered")
  }

  /// Asks through an eligibility terminal's folders, where nobody takes a request.
  static func askTerminal(_ folder: String) throws {
    let client = try FolderEligibility(TerminalSettings(folder: folder, encoding: .utf8))
    let request = QualificationConfirmationRequest(
      confirmationDate: nil, medicalInstitutionCode: "9999999999",
      query: InsuranceCardQuery(
        insurerNumber: "01990019", symbol: nil, identificationNumber: "1", branchNumber: nil,
        birthdate: CivilDate(dayNumber: 5_000), limitConsent: false, arbitraryFileIdentifier: "1"))
    let told = DispatchSemaphore(value: 0)
    client.send(.confirm(request)) { result in
      say("\(result)")
      told.signal()
    }
    guard told.wait(timeout: .now() + .seconds(60)) == .success else { throw Refused(reason: "no answer") }
    client.stop()
  }
}
