/// A moment of wall-clock time: milliseconds since 1970-01-01T00:00:00Z. Records carry it; time-outs never do.
public struct Timestamp: Comparable, Hashable, Sendable {
  public var milliseconds: Int64

  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

  public func advanced(by duration: Duration) -> Timestamp {
    let (seconds, attoseconds) = duration.components
    return Timestamp(milliseconds: milliseconds + seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
  }
}

/// A moment as Japanese civil time: always UTC+9, whatever `TZ` says (Japan has kept no daylight saving since 1952).
public struct CivilMoment: Hashable, Sendable {
  public var date: CivilDate
  public var hour: Int
  public var minute: Int
  public var second: Int

  public init(date: CivilDate, hour: Int, minute: Int, second: Int) {
    self.date = date
    self.hour = hour
    self.minute = minute
    self.second = second
  }

  public init(_ timestamp: Timestamp) {
    let local = floorDivide(timestamp.milliseconds, 1_000).quotient + Self.offsetSeconds
    let (day, rest) = floorDivide(local, 86_400)
    date = CivilDate(dayNumber: Int(day))
    hour = Int(rest) / 3_600
    minute = Int(rest) / 60 % 60
    second = Int(rest) % 60
  }

  public var timestamp: Timestamp {
    let seconds = Int64(date.dayNumber) * 86_400 + Int64(hour * 3_600 + minute * 60 + second) - Self.offsetSeconds
    return Timestamp(milliseconds: seconds * 1_000)
  }

  /// `yyyyMMddHHmmss`, as the eligibility interface writes moments.
  public var compact: String { date.compact + pad(hour, 2) + pad(minute, 2) + pad(second, 2) }

  /// `10:24`, as the clock on the screen shows it.
  public var clock: String { "\(pad(hour, 2)):\(pad(minute, 2))" }

  static let offsetSeconds: Int64 = 9 * 3_600
}

func floorDivide(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
  let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
  return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
}

func pad(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
