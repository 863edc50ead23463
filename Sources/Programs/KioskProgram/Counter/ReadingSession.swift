import CivilTime
import Display
import Eligibility

/// A clinician reads medical information on a screen: what stands around it, and when it closes by itself. The first line
/// always says whose consent shows it, to what, and until when.
struct ReadingSession {
  enum Ending: Equatable {
    /// By the reader's key.
    case left
    /// Nobody pressed a key: whoever walks by must not read on.
    case idle
    /// The first of the consents is over.
    case consentOver
    /// What it stood on besides is not open any more, or nobody can say so: the disaster mode.
    case modeOver
  }

  /// S11, the automatic lock: so long without a key, the warning's time included.
  static let idle: Duration = .seconds(180)
  /// A5 asks for at least 20 s.
  static let warning: Duration = .seconds(30)
  /// From here on the first line counts down; before, it names the time of day.
  static let countdown: Duration = .seconds(600)
  /// A clock that was set on, and a disaster mode that was closed, are noticed within this time.
  private static let look: Duration = .seconds(60)

  /// What the first line begins with, and what it stands for.
  struct Title {
    var words: String
    /// Stands first and last in the text as well.
    var mark: String?

    static func consent(_ language: CounterLanguage) -> Title { Title(words: language("同意", "Consent")) }

    func round(_ lines: [Pager.Line]) -> [Pager.Line] {
      let mark = mark.map { [Pager.Line($0, .warning)] } ?? []
      return mark + lines + mark
    }
  }

  private var pager: Pager
  private let language: CounterLanguage
  private let heading: String
  private let end: CivilMoment
  /// The same by the clock that nobody sets: a day that is made longer makes no consent longer.
  private let latest: Instant
  private var lastKey: Instant

  /// - Parameters:
  ///   - patient: whose information it is.
  ///   - name: of the visit where the consent was given, or of the search that recorded it.
  ///   - end: the first consent's.
  init(
    _ lines: [Pager.Line], _ title: Title, of patient: String, name: String, views: [ConsentedViews.View],
    until end: CivilMoment,
    _ language: CounterLanguage, wall: Timestamp, at now: Instant
  ) {
    pager = Pager(lines)
    self.language = language
    let kinds = views.map(language.shortWords).joined(separator: language("・", ", "))
    // The name first: it is never the part that is cut off, and nobody is to be taken for another.
    heading = "\(patient)  \(title.words) \(name.prefix(Self.shortName))  \(kinds)"
    self.end = end
    latest = now.advanced(by: wall.duration(to: end.timestamp))
    lastKey = now
  }

  /// The digits of a name that tell its millisecond.
  private static let shortName = 12

  // MARK: - What happens

  /// A key that answers the warning does nothing else, unless it ends.
  mutating func take(_ key: KeyPress, at now: Instant) -> Ending? {
    let isWarned = isWarned(at: now)
    lastKey = now
    switch key {
    case .character("*"), .character("q"), .character("Q"): return .left
    case .character, .enter, .erase, .up, .down, .left, .right, .tab, .pageUp, .pageDown, .home, .end, .touch, .secret,
      .other:
      if !isWarned { _ = pager.take(key) }
      return nil
    }
  }

  /// What the time says by now.
  func ending(wall: Timestamp, at now: Instant) -> Ending? {
    if left(wall: wall, at: now) <= .zero { return .consentOver }
    return lastKey.duration(to: now) >= Self.idle ? .idle : nil
  }

  /// When to look again: a second on while seconds are shown.
  func deadline(wall: Timestamp, at now: Instant) -> Instant {
    let left = left(wall: wall, at: now)
    let quiet = lastKey.duration(to: now)
    let toWarning = Self.idle - Self.warning - quiet
    if left <= Self.countdown || toWarning <= .zero {
      return now.advanced(by: max(.zero, min(.seconds(1), left, Self.idle - quiet)))
    }
    return now.advanced(by: min(Self.look, left - Self.countdown, toWarning))
  }

  private func isWarned(at now: Instant) -> Bool { lastKey.duration(to: now) >= Self.idle - Self.warning }

  private func left(wall: Timestamp, at now: Instant) -> Duration {
    min(wall.duration(to: end.timestamp), now.duration(to: latest))
  }

  // MARK: - What is seen

  mutating func frame(size: Size, wall: Timestamp, at now: Instant) -> Frame {
    let left = left(wall: wall, at: now)
    var warning: String?
    if isWarned(at: now) {
      let seconds = Self.seconds(Self.idle - lastKey.duration(to: now))
      warning = language(
        "続けるときは どれかのキーを 押してください。あと \(seconds) 秒で 閉じます。",
        "Press any key to go on reading: this closes in \(seconds) s.")
    }
    return pager.frame(
      size: size,
      Pager.Margins(
        heading: heading, corner: left <= Self.countdown ? clock(left) : language.until(end), warning: warning,
        keys: language("* : 閉じる   ↑ ↓ Space PageUp PageDown : 動かす", "*: close   ↑ ↓ Space PageUp PageDown: move")))
  }

  /// `残り 09:59`.
  private func clock(_ left: Duration) -> String {
    let seconds = Self.seconds(left)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let time = "\(two(seconds / 60)):\(two(seconds % 60))"
    return language("残り \(time)", "\(time) left")
  }

  /// Begun seconds count.
  private static func seconds(_ duration: Duration) -> Int {
    let (seconds, rest) = duration.components
    return max(0, Int(seconds) + (rest > 0 ? 1 : 0))
  }
}

extension Timestamp {
  /// How long from here to `other`; negative when `other` lies before.
  fileprivate func duration(to other: Timestamp) -> Duration { .milliseconds(other.milliseconds - milliseconds) }
}

extension ReadingSession.Ending {
  /// Why the screen is gone, where the reader did not close it.
  func words(_ language: CounterLanguage) -> String? {
    switch self {
    case .left: nil
    case .idle:
      language("3 分間 キーが押されなかったので 閉じました。", "closed: no key was pressed for 3 minutes")
    case .consentOver: language("同意の時間が 終わったので 閉じました。", "closed: the time of a consent is over")
    case .modeOver:
      language(
        "災害時モードが 開いていると 確かめられなくなったので 閉じました。",
        "closed: the disaster mode is not open any more, or cannot be known to be")
    }
  }
}
