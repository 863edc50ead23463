import CardCryptography
import CivilTime
import CursesTerminal
import Eligibility
import Glibc
import Journal
import LockedMemory
import SQLiteJournal

import struct Reception.Limits

/// Lets staff in by number and password, and to what they are qualified for.
struct StaffGate {
  private let configuration: CounterConfiguration

  /// S11: so many refusals of one staff number in a row…
  private static let mostRefusals = Limits().staffTries
  /// … shut it for that number for so long; after that each further refusal does again.
  private static let lockout = Limits().staffLockout
  /// Records that are looked through: a day of a busy counter.
  private static let recordsBack = 5_000

  init(_ configuration: CounterConfiguration) { self.configuration = configuration }

  /// Who may look at medical information.
  ///
  /// - Parameter password: taken and wiped.
  func admit(_ number: StaffNumber, _ password: SecretPad, _ site: CounterSite) throws -> Qualification {
    let found = try identify(number, password, site) { $0?.readsMedicalInformation ?? false }
    guard let found, found.readsMedicalInformation else {
      throw ProgramFailure(
        .notAllowed,
        configuration.language(
          "診療情報は 医師・歯科医師・薬剤師だけが 見られます（uketsuke staff-password --qualification で 登録します）。",
          "medical information is for doctors, dentists and pharmacists: uketsuke staff-password --qualification says who "
            + "is one"))
    }
    return found
  }

  /// Who may open and close the disaster mode.
  ///
  /// - Parameter password: taken and wiped.
  func admitAdministrator(_ number: StaffNumber, _ password: SecretPad, _ site: CounterSite) throws {
    guard try identify(number, password, site, isQualified: { $0 == .administrator }) == .administrator else {
      throw ProgramFailure(
        .notAllowed,
        configuration.language(
          "災害時モードは 管理者だけが 開け閉めします（uketsuke staff-password --qualification administrator で 登録します）。",
          "the disaster mode is an administrator's: uketsuke staff-password --qualification administrator says who is one"
        ))
    }
  }

  /// Any staff member who gives the right password.
  ///
  /// - Parameters:
  ///   - password: taken and wiped.
  ///   - isQualified: for the journal.
  /// - Returns: what that member is qualified as.
  func identify(
    _ number: StaffNumber, _ password: SecretPad, _ site: CounterSite,
    isQualified: (Qualification?) -> Bool = { _ in true }
  ) throws -> Qualification? {
    guard let path = configuration.staffPasswordFile else {
      throw ProgramFailure(.configuration, "the configuration needs \"staff.passwordFile\" to know its staff")
    }
    // One password at a time: two that are looked at at once would both find the count of before.
    let turn = try StaffTurn(configuration)
    defer { turn.end() }
    if let opens = try shutUntil(number) {
      password.wipe()
      throw ProgramFailure(
        .notAllowed,
        configuration.language(
          "パスワードのまちがいが 続いたので、\(number.digits) は \(CivilMoment(opens).clock) まで 使えません。",
          "too many wrong passwords: \(number.digits) is not let in before \(CivilMoment(opens).clock)"))
    }
    let identified: StaffFile.Identified?
    do {
      identified = try password.takeOnce { try StaffFile(path: path).identify(number: number, password: $0) }
    } catch let failure as CardCryptographyFailure {
      throw ProgramFailure(failure).about("staff.passwordFile")
    }
    let word = identified.map { isQualified($0.qualification) ? "accepted" : "not-qualified" } ?? "refused"
    try site.write([
      JournalEntry(
        .staffOutcome, visit: site.newName(), details: [.init("staff", number.digits), .init("result", word)])
    ])
    guard let identified else {
      throw ProgramFailure(
        .notAllowed,
        configuration.language("スタッフ番号か パスワードが ちがいます。", "staff number or password is wrong"))
    }
    return identified.qualification
  }

  /// The journal knows of the refusals of programs that ended long ago.
  private func shutUntil(_ number: StaffNumber) throws(ProgramFailure) -> Timestamp? {
    // The first command at a counter finds no journal yet.
    guard access(configuration.journal, F_OK) == 0 else { return nil }
    var refusals: [Timestamp] = []
    do throws(JournalFailure) {
      try AuditListing.read(path: configuration.journal, last: Self.recordsBack) { record in
        guard record.kind == .staffOutcome, record.details.contains(.init("staff", number.digits)) else { return }
        if record.details.contains(where: { $0.key == "result" && $0.value == "refused" }) {
          refusals.append(record.time)
        } else {
          refusals = []
        }
      }
    } catch {
      throw ProgramFailure(.inputOutput, "counter.journal: \(error.reason)")
    }
    guard refusals.count >= Self.mostRefusals, let last = refusals.last else { return nil }
    let opens = last.advanced(by: Self.lockout)
    return WallClock.now() < opens ? opens : nil
  }
}

/// The turn of whoever gives a password at this counter, among all its programs.
private struct StaffTurn {
  private let descriptor: Int32

  /// A password takes a tenth of a second to look at.
  private static let patienceSeconds = 20.0
  private static let pauseSeconds = 0.05

  init(_ configuration: CounterConfiguration) throws(ProgramFailure) {
    // A file that every program of the counter has, and that none of them locks otherwise.
    descriptor = open(configuration.journalKey, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw ProgramFailure(.inputOutput, "journal.key: \(String(cString: strerror(errno)))")
    }
    var waited = 0.0
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard waited < Self.patienceSeconds else {
        close(descriptor)
        throw ProgramFailure(
          .notAllowed, configuration.language("ほかのパスワードの確認中です。", "other passwords are being looked at: try again"))
      }
      usleep(UInt32(Self.pauseSeconds * 1_000_000))
      waited += Self.pauseSeconds
    }
  }

  func end() { close(descriptor) }
}
