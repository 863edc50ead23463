/// A day of the Gregorian calendar as Japanese law counts days; no time zone, no clock.
public struct CivilDate: Comparable, Hashable, Sendable {
  public let year: Int
  public let month: Int
  public let day: Int

  /// `nil` when the three do not name a day of the Gregorian calendar, or the year lies outside 1868…9999.
  public init?(year: Int, month: Int, day: Int) {
    guard (1868...9999).contains(year), (1...12).contains(month),
      day >= 1, day <= Self.days(inMonth: month, of: year)
    else { return nil }
    self.init(unchecked: year, month, day)
  }

  /// Reads `yyyyMMdd`, ASCII digits only.
  public init?(compact text: some StringProtocol) {
    let digits = text.utf8.map { Int($0) - 48 }
    guard digits.count == 8, digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
    self.init(
      year: digits[0...3].reduce(0) { $0 * 10 + $1 },
      month: digits[4] * 10 + digits[5],
      day: digits[6] * 10 + digits[7])
  }

  /// The day that lies `dayNumber` days after 1970-01-01 (proleptic Gregorian calendar).
  public init(dayNumber: Int) {
    // Civil-from-days over 400-year eras that begin on 1 March, so that the leap day is a year's last day.
    let shifted = dayNumber + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    self.init(
      unchecked: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
  }

  private init(unchecked year: Int, _ month: Int, _ day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// Days since 1970-01-01.
  public var dayNumber: Int {
    let marchYear = month <= 2 ? year - 1 : year
    let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
    let yearOfEra = marchYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  public static func < (left: CivilDate, right: CivilDate) -> Bool { left.dayNumber < right.dayNumber }

  public func adding(days: Int) -> CivilDate { CivilDate(dayNumber: dayNumber + days) }

  /// The same day so many months on; where that month is shorter, its last day (Civil Code art. 143).
  public func adding(months: Int) -> CivilDate {
    let total = year * 12 + month - 1 + months
    let (newYear, newMonth) = (total / 12, total % 12 + 1)
    return CivilDate(unchecked: newYear, newMonth, min(day, Self.days(inMonth: newMonth, of: newYear)))
  }

  /// `yyyyMMdd`.
  public var compact: String { pad(year, 4) + pad(month, 2) + pad(day, 2) }

  /// Age in whole years on `date`. By law a year of age is completed at the end of the day *before* the birthday
  /// (Act on Calculation of Ages, with Civil Code art. 143), so that day already counts.
  public func age(on date: CivilDate) -> Int {
    let tomorrow = date.adding(days: 1)
    let beforeBirthday = (tomorrow.month, tomorrow.day) < (month, day)
    return tomorrow.year - year - (beforeBirthday ? 1 : 0)
  }

  static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: return 30
    default: return 31
    }
  }
}
