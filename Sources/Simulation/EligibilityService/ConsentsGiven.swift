import CivilTime
import Eligibility

/// What people agreed to, by the institution to which: it lives a day, whatever becomes of the session.
struct ConsentsGiven {
  private struct Key: Hashable {
    var institution: String
    var person: Residents.ResidentName
  }

  /// When each kind was agreed to.
  private var given: Expiring<Key, [ConsentKind: Timestamp]>

  init(most: Int) { given = Expiring(life: ConsentLife.duration, most: most) }

  /// The latest answer counts: a no ends an earlier yes, and what was not asked this time stays as it is.
  ///
  /// - Returns: `false` when there is no room.
  mutating func take(
    _ answers: ConsentAnswers, of person: Residents.ResidentName, to institution: String, at now: Timestamp
  ) -> Bool {
    let key = Key(institution: institution, person: person)
    var kinds = given.value(key, at: now) ?? [:]
    for (kind, agreed) in answers.listed { kinds[kind] = agreed ? now : nil }
    _ = given.remove(key)
    return kinds.isEmpty || given.insert(kinds, for: key, at: now)
  }

  /// When each kind that lives was agreed to, in the order of the kinds.
  func living(
    of person: Residents.ResidentName, to institution: String, at now: Timestamp
  ) -> [(kind: ConsentKind, given: Timestamp)] {
    let kinds = given.value(Key(institution: institution, person: person), at: now) ?? [:]
    return ConsentKind.allCases.compactMap { kind in
      kinds[kind].flatMap { now <= $0.advanced(by: ConsentLife.duration) ? (kind, $0) : nil }
    }
  }

  /// For 24 hours, and not a moment more.
  func isLiving(
    _ kind: ConsentKind, of person: Residents.ResidentName, to institution: String, at now: Timestamp
  ) -> Bool {
    guard let moment = given.value(Key(institution: institution, person: person), at: now)?[kind] else { return false }
    return now <= moment.advanced(by: ConsentLife.duration)
  }
}
