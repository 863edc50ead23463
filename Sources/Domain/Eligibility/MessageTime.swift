import CivilTime

/// A day of a message, kept as it was written (`yyyyMMdd`); `date` is `nil` where the text names no day.
public struct MessageDate: Hashable, Sendable {
  public let text: String

  public init(_ text: String) { self.text = text }
  public init(_ date: CivilDate) { self.text = date.compact }

  public var date: CivilDate? { CivilDate(compact: text) }

  /// `昭和60年4月8日`; the text as it came where it names no day.
  public var inEra: String { date?.inEra ?? text }
}

/// A month of a message, kept as it was written (`yyyyMM`).
public struct MessageMonth: Hashable, Comparable, Sendable {
  public let text: String

  public init(_ text: String) { self.text = text }
  /// The month of a day.
  public init(_ date: CivilDate) { text = String(date.compact.prefix(6)) }

  /// `nil` where the text names no month.
  public var firstDay: CivilDate? { CivilDate(compact: text + "01") }

  /// `令和8年4月`; the text as it came where it names no month.
  public var inEra: String {
    guard let firstDay else { return text }
    // The era of its last days: the month in which an era begins goes by the new one.
    let (era, year) = firstDay.adding(months: 1).adding(days: -1).eraYear
    return "\(era.rawValue)\(year == 1 ? "元" : String(year))年\(firstDay.month)月"
  }

  public static func < (left: MessageMonth, right: MessageMonth) -> Bool { left.text < right.text }
}

/// A moment of a message in Japanese civil time, kept as it was written (`yyyyMMddHHmmss`).
public struct MessageMoment: Hashable, Sendable {
  public let text: String

  public init(_ text: String) { self.text = text }
  public init(_ moment: CivilMoment) { self.text = moment.compact }

  public var moment: CivilMoment? {
    let digits = text.utf8.map { Int($0) - 48 }
    guard digits.count == 14, digits.allSatisfy({ (0...9).contains($0) }), let date = CivilDate(compact: text.prefix(8))
    else { return nil }
    let (hour, minute, second) = (
      digits[8] * 10 + digits[9], digits[10] * 10 + digits[11], digits[12] * 10 + digits[13]
    )
    guard hour < 24, minute < 60, second < 60 else { return nil }
    return CivilMoment(date: date, hour: hour, minute: minute, second: second)
  }

  /// `令和8年4月1日 9:05`; the text as it came where it names no moment.
  public var inEra: String {
    guard let moment else { return text }
    return "\(moment.date.inEra) \(moment.hour):\(moment.minute < 10 ? "0" : "")\(moment.minute)"
  }
}
