import CivilTime
import Eligibility

/// That the disaster mode was opened; at most one lies there.
struct DisasterOpening: ShelvedRecord {
  static let suffix = "disaster"
  static let command = "uketsuke disaster"
  static let most = 1

  var id: String
  var created: Int64
  var mode: DisasterMode

  /// Closed or over it says so until it is opened again: what is taken away could not refuse.
  func isOver(at now: Timestamp) -> Bool { false }
}

/// Somebody who was found in the disaster mode: what may be looked at on the strength of it, a consent's life long.
struct DisasterFinding: ShelvedRecord {
  static let suffix = "disaster-finding"
  static let command = "uketsuke disaster"
  /// A day of a large hospital in a disaster.
  static let most = 2_000

  var id: String
  var created: Int64
  /// Who searched.
  var staff: String
  var consent: String
  /// Why consent could not be obtained: a code.
  var reason: String?
  /// The opening in which it was found. Another opening is for another area and other days, and opens nothing of this;
  /// one that says no opening is shown in none.
  var opening: String?
  /// By the fields' names.
  var texts: [String: String]
  var verdict: String

  var time: Timestamp { Timestamp(milliseconds: created) }

  func isOver(at now: Timestamp) -> Bool { now >= time.advanced(by: ConsentLife.duration) }
}

/// Why a patient could not be asked.
enum NoConsentReason: String, CaseIterable {
  case unconscious
  /// Awake, and cannot speak or decide.
  case unable
  /// No words in common, and nobody who has.
  case language
}
