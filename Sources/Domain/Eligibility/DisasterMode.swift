import CivilTime

/// The disaster mode of an institution (災害時): opened by an administrator for an area and for days, closed by one, or by
/// its last day. Whether it is open is judged anew at each use, and everything that is not clear counts as closed.
///
/// It remembers the latest moment at which it was looked at: a clock that is set back reopens nothing.
public struct DisasterMode: Equatable, Codable, Sendable {
  /// It is opened for so many days at most; who needs it longer opens it again, and so looks at it again.
  public static let longestDays = 31
  public static let longestArea = 60
  /// Clocks are corrected by so much now and then.
  public static let clockTolerance: Duration = .seconds(300)

  public let area: String
  /// `yyyyMMdd`, both included.
  private let first: String
  private let last: String
  /// Milliseconds since 1970, like the two others.
  private let opened: Int64
  private let openedBy: String
  private var latest: Int64
  private var closed: Int64?

  public enum Refusal: Error, Equatable, Sendable {
    case area
    /// The last day lies before the first, or before today.
    case days
    case tooLong(days: Int)
  }

  public enum Standing: Equatable, Sendable {
    case open(until: CivilDate)
    case notYet(from: CivilDate)
    case over(since: CivilDate)
    case closed
    /// Now lies before a moment at which it was looked at, or the file says what cannot be.
    case clockUnsure
  }

  /// - Parameter now: the day of today must not lie behind the last one.
  public init(
    area typed: String, days: ClosedRange<CivilDate>, by staff: StaffNumber, at now: Timestamp
  ) throws(Refusal) {
    guard let area = try? TypedText.checked(typed, limit: Self.longestArea) else { throw .area }
    guard days.upperBound >= CivilMoment(now).date else { throw .days }
    let count = days.upperBound.dayNumber - days.lowerBound.dayNumber + 1
    guard count <= Self.longestDays else { throw .tooLong(days: count) }
    self.area = area
    first = days.lowerBound.compact
    last = days.upperBound.compact
    opened = now.milliseconds
    latest = now.milliseconds
    openedBy = staff.digits
  }

  /// `nil` where the file says what cannot be.
  public var days: ClosedRange<CivilDate>? {
    guard let first = CivilDate(compact: first), let last = CivilDate(compact: last), first <= last else { return nil }
    return first...last
  }

  public var openedTime: Timestamp { Timestamp(milliseconds: opened) }
  public var opener: String { openedBy }
  public var isClosed: Bool { closed != nil }

  /// Judges, and remembers the moment. What it remembers is to be kept before anything is done on the strength of it.
  public mutating func look(at now: Timestamp) -> Standing {
    guard closed == nil else { return .closed }
    guard let days, Timestamp(milliseconds: latest) <= now.advanced(by: Self.clockTolerance) else {
      return .clockUnsure
    }
    latest = max(latest, now.milliseconds)
    let today = CivilMoment(Timestamp(milliseconds: latest)).date
    if today < days.lowerBound { return .notYet(from: days.lowerBound) }
    return today <= days.upperBound ? .open(until: days.upperBound) : .over(since: days.upperBound)
  }

  public mutating func close(at now: Timestamp) {
    latest = max(latest, now.milliseconds)
    closed = closed ?? now.milliseconds
  }
}
