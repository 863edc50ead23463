import CivilTime

/// Wrong staff passwords in a row, over all visits (S11). The only thing that outlives a visit.
struct StaffLockout: Equatable, Sendable {
  private var refusals = 0
  private var until: Instant?

  func isLocked(at now: Instant) -> Bool { until.map { now < $0 } ?? false }

  /// Counts a wrong password.
  ///
  /// - Returns: what is shown of it.
  mutating func refused(at now: Instant, limits: Limits) -> Trouble {
    refusals += 1
    guard refusals >= limits.staffTries else { return .staffRefused }
    refusals = 0
    until = now.advanced(by: limits.staffLockout)
    return .staffLockedOut
  }

  mutating func accepted() {
    refusals = 0
    until = nil
  }
}
