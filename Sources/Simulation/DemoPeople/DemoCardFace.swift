import CivilTime

/// What is printed on an invented person's card beyond name, address, birth date and sex.
public struct DemoCardFace: Equatable, Sendable {
  /// 4 digits.
  public var securityCode: String
  /// From this year on; the card is valid until the birthday in that year.
  public var expiresInYears: Int
  /// A small child's card has none.
  public var hasPhoto: Bool
  /// Whether check number B counts the birth year from the western one, as it is told of foreign residents' cards.
  public var usesWesternYear: Bool

  public init(securityCode: String, expiresInYears: Int, hasPhoto: Bool = true, usesWesternYear: Bool = false) {
    self.securityCode = securityCode
    self.expiresInYears = expiresInYears
    self.hasPhoto = hasPhoto
    self.usesWesternYear = usesWesternYear
  }

  public func expiry(on today: CivilDate, birthdate: CivilDate) -> CivilDate {
    let months = 12 * (today.year + expiresInYears - birthdate.year)
    return birthdate.adding(months: months)
  }

  /// Check number B (照合番号B): birth date in six digits with the year of the era, year of expiry, security code.
  ///
  /// - Returns: 14 digits.
  public func checkNumberB(on today: CivilDate, birthdate: CivilDate) -> String {
    let year = usesWesternYear ? birthdate.year % 100 : birthdate.eraYear.year
    let digits = { (number: Int) in (number < 10 ? "0" : "") + "\(number)" }
    return digits(year) + digits(birthdate.month) + digits(birthdate.day)
      + "\(expiry(on: today, birthdate: birthdate).year)" + securityCode
  }
}

extension DemoPerson {
  /// What staff read off this person's card; `nil` where there is no card, or none with a face.
  public func checkNumberB(on today: CivilDate) -> String? {
    card?.face?.checkNumberB(on: today, birthdate: identity.birthdate(on: today))
  }
}
