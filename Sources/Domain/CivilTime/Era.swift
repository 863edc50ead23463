/// A Japanese era, from its first day (the era law and the cabinet orders under it).
public enum Era: String, CaseIterable, Sendable {
  case meiji = "明治"
  case taisho = "大正"
  case showa = "昭和"
  case heisei = "平成"
  case reiwa = "令和"

  /// The first day that bears the era's name; for Meiji the first day this calendar holds.
  public var firstDayNumber: Int {
    switch self {
    case .meiji: -37_255  // 1868-01-01
    case .taisho: -20_974  // 1912-07-30
    case .showa: -15_713  // 1926-12-25
    case .heisei: 6_947  // 1989-01-08
    case .reiwa: 18_017  // 2019-05-01
    }
  }

  public init(of date: CivilDate) {
    self = Era.allCases.last { date.dayNumber >= $0.firstDayNumber } ?? .meiji
  }
}

extension CivilDate {
  /// The year within its era: 1 is written 元年.
  public var eraYear: (era: Era, year: Int) {
    let era = Era(of: self)
    return (era, year - CivilDate(dayNumber: era.firstDayNumber).year + 1)
  }

  /// `昭和60年4月8日`, as documents write it; the first year is 元年.
  public var inEra: String {
    let (era, year) = eraYear
    return "\(era.rawValue)\(year == 1 ? "元" : String(year))年\(month)月\(day)日"
  }

  /// `S60.4.8`, as forms abbreviate it.
  public var inEraLetters: String {
    let (era, year) = eraYear
    return "\(era.letter)\(year).\(month).\(day)"
  }
}
