import CivilTime

/// The rule about a user-authentication certificate's dates at reception: a warning from three months before expiry;
/// for three months after it eligibility still works, but medical information is not shared; then the card is refused.
/// Whether the certificate is *revoked* is not in this rule: only the central system can say.
public enum CertificateStanding: Equatable, Sendable {
  case notYetValid
  case valid
  /// Valid, and expires within three months.
  case expiresSoon(CivilDate)
  /// Expired, not longer than three months ago.
  case inGrace(expired: CivilDate)
  case expired(CivilDate)

  public static let monthsOfWarning = 3
  public static let monthsOfGrace = 3

  public init(_ findings: CertificateFindings, at now: Timestamp) {
    let today = CivilMoment(now).date
    let lastDay = CivilMoment(findings.notAfter).date
    if now < findings.notBefore {
      self = .notYetValid
    } else if now <= findings.notAfter {
      self = today >= lastDay.adding(months: -Self.monthsOfWarning) ? .expiresSoon(lastDay) : .valid
    } else {
      self = today <= lastDay.adding(months: Self.monthsOfGrace) ? .inGrace(expired: lastDay) : .expired(lastDay)
    }
  }
}
