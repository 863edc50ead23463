import CivilTime
import Testing

@testable import Cards

@Suite("Certificate dates")
struct CertificateStandingTests {
  private func standing(_ year: Int, _ month: Int, _ day: Int, hour: Int = 12) throws -> CertificateStanding {
    // Valid from 1 April 2024, to the end of 31 March 2029, Japanese time.
    let first = CivilMoment(date: try date(2024, 4, 1), hour: 0, minute: 0, second: 0).timestamp
    let last = CivilMoment(date: try date(2029, 3, 31), hour: 23, minute: 59, second: 59).timestamp
    let now = CivilMoment(date: try date(year, month, day), hour: hour, minute: 0, second: 0).timestamp
    return CertificateStanding(
      CertificateFindings(notBefore: first, notAfter: last, algorithm: .rsa2048, fingerprint: []), at: now)
  }

  private func date(_ year: Int, _ month: Int, _ day: Int) throws -> CivilDate {
    try #require(CivilDate(year: year, month: month, day: day))
  }

  @Test("Three months of warning, the last day included, then three months of grace")
  func boundaries() throws {
    let last = try date(2029, 3, 31)
    #expect(try standing(2024, 3, 31, hour: 23) == .notYetValid)
    #expect(try standing(2024, 4, 1, hour: 0) == .valid)
    #expect(try standing(2028, 12, 30) == .valid)
    #expect(try standing(2028, 12, 31) == .expiresSoon(last))
    #expect(try standing(2029, 3, 31, hour: 23) == .expiresSoon(last))
    #expect(try standing(2029, 4, 1, hour: 0) == .inGrace(expired: last))
    // 31 June does not exist: the month's last day.
    #expect(try standing(2029, 6, 30) == .inGrace(expired: last))
    #expect(try standing(2029, 7, 1, hour: 0) == .expired(last))
  }
}
