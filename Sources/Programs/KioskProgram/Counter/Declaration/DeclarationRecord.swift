import CivilTime
import Eligibility

/// A declaration as it is kept: the institution's own record, and no consent. It lies here until the signed sheet is in
/// the institution's own records.
struct DeclarationRecord: ShelvedRecord {
  static let suffix = "declaration"
  static let command = "uketsuke declaration"
  /// Some fifty a day of a large hospital.
  static let most = 2_000
  /// The claim for a month's visits, for which the sheet is needed, is sent by the tenth of the month after.
  static let life: Duration = .seconds(41 * 24 * 3_600)

  /// A week before the end, the sheet can still be printed and signed.
  static let unexportedForLong: Duration = .seconds(34 * 24 * 3_600)

  var id: String
  var created: Int64
  /// The machine's account.
  var account: String
  /// Who gave the right password.
  var staff: String?
  /// By the fields' names.
  var texts: [String: String]
  /// `yyyyMMdd`.
  var date: String
  var institution: String
  /// When it was written out last: milliseconds since 1970.
  var exported: Int64?

  func isOver(at now: Timestamp) -> Bool { now >= Timestamp(milliseconds: created).advanced(by: Self.life) }

  /// Whether its life ends soon, and it was never written out.
  func isSoonLost(at now: Timestamp) -> Bool {
    exported == nil && now >= Timestamp(milliseconds: created).advanced(by: Self.unexportedForLong)
  }

  /// - Throws: for a file that was not written here.
  func declaration() throws(ProgramFailure) -> EligibilityDeclaration {
    guard let date = CivilDate(compact: date),
      let declaration = try? EligibilityDeclaration(
        PersonEntry(kept: texts, on: date), date: date, institution: institution)
    else { throw ProgramFailure(.inputOutput, "counter.folder: declaration \(id) cannot be read") }
    return declaration
  }
}
