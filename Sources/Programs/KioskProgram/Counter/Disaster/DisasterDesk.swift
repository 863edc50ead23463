import CardCryptography
import CivilTime
import CursesTerminal
import Eligibility

/// Whether the disaster mode is open at this institution: judged anew at each use, and closed wherever that is not clear.
struct DisasterDesk {
  private let shelf: RecordShelf<DisasterOpening>

  init(_ configuration: CounterConfiguration, _ key: JournalKey) throws(ProgramFailure) {
    shelf = try RecordShelf(configuration, key)
  }

  /// `nil` where it was never opened. The moment is remembered before anything is done on the strength of it.
  ///
  /// - Throws: `.inputOutput` where nobody can say, because what lies there cannot be read or updated.
  func standing() throws(ProgramFailure) -> (opening: DisasterOpening, standing: DisasterMode.Standing)? {
    let contents = try shelf.contents()
    // What cannot be read may say that it is open.
    guard contents.damaged == 0 else {
      throw ProgramFailure(
        .inputOutput,
        "counter.folder: what says whether the disaster mode is open was changed, or sealed with another key: an "
          + "administrator takes the file that ends in .\(DisasterOpening.suffix) away, and opens the mode anew")
    }
    let openings = contents.records
    guard let newest = openings.last else { return nil }
    // Two are nothing that this program writes.
    guard openings.count == 1 else { return (newest, .clockUnsure) }
    var standing = DisasterMode.Standing.clockUnsure
    let now = WallClock.now()
    guard let opening = try shelf.update(newest.id, { standing = $0.mode.look(at: now) }) else { return nil }
    return (opening, standing)
  }

  /// - Throws: `.notAllowed` where it is not open.
  func requireOpen(_ language: CounterLanguage) throws(ProgramFailure) -> DisasterOpening {
    guard let (opening, standing) = try standing() else {
      throw ProgramFailure(
        .notAllowed, language("災害時モードは 開いていません。", "the disaster mode is not open: uketsuke disaster open"))
    }
    guard case .open = standing else { throw ProgramFailure(.notAllowed, language.words(standing, opening.mode)) }
    return opening
  }

  /// Judges anew: typing, the service and reading take their time.
  ///
  /// - Throws: `.notAllowed` where this opening is over, also where there is another one by now.
  func requireStill(_ opening: DisasterOpening, _ language: CounterLanguage) throws(ProgramFailure) {
    guard try requireOpen(language).id == opening.id else {
      throw ProgramFailure(.notAllowed, language.words(.closed, opening.mode))
    }
  }

  func open(_ opening: DisasterOpening) throws(ProgramFailure) {
    // The old one goes first: killed between the two, the mode is closed.
    for old in try shelf.records() { try shelf.remove(old.id) }
    try shelf.add(opening)
  }

  func close(_ opening: DisasterOpening) throws(ProgramFailure) {
    try shelf.update(opening.id) { $0.mode.close(at: WallClock.now()) }
  }

  /// What can be said of the mode without anybody's doing anything in it.
  enum Look: Equatable {
    case notOpen
    /// In a line.
    case open(String)
    /// Nobody can say; why, in a line. Never to be taken for "not open".
    case unknown(String)
  }

  /// `.notOpen` also where nobody keeps anything.
  static func look(_ configuration: CounterConfiguration, _ key: JournalKey) -> Look {
    guard configuration.folder != nil else { return .notOpen }
    let language = configuration.language
    do throws(ProgramFailure) {
      guard case (let opening, .open)? = try DisasterDesk(configuration, key).standing() else { return .notOpen }
      return .open(DisasterMark(opening.mode, language).line)
    } catch {
      return .unknown(
        language(
          "【災害時？】災害時モードが 開いているかどうか わかりません: \(error.sentence)",
          "[DISASTER MODE?] it is not known whether the disaster mode is open: \(error.sentence)"))
    }
  }

  /// What every command of the counter says on standard error while the mode is open, and where that is not known;
  /// nothing where it is not open.
  static func notice(_ configuration: CounterConfiguration, _ key: JournalKey) -> String? {
    switch look(configuration, key) {
    case .notOpen: nil
    case .open(let line), .unknown(let line): line
    }
  }
}

/// 【災害時】: the first and the last line of everything that is made in the disaster mode.
struct DisasterMark: Encodable {
  var mark: String
  var area: String
  /// `yyyyMMdd`, both included.
  var from: String?
  var until: String?

  let line: String

  private enum CodingKeys: String, CodingKey {
    case mark, area, from, until
  }

  init(_ mode: DisasterMode, _ language: CounterLanguage) {
    area = mode.area
    from = mode.days?.lowerBound.compact
    until = mode.days?.upperBound.compact
    mark = language("【災害時】", "[DISASTER MODE]")
    let end = mode.days.map { language.day($0.upperBound) } ?? ""
    line = language(
      "【災害時】災害時モードが 開いています（\(area)、\(end) まで）", "[DISASTER MODE] the disaster mode is open (\(area), until \(end))")
  }

  /// - Parameter text: with a line's end.
  func round(_ text: String) -> String { "\(line)\n\(text)\(line)\n" }
}

/// JSON that is made in the disaster mode: its keys are written in their order, so that the mark stands first and last.
struct MarkedJSON<Content: Encodable>: Encodable {
  var disasterMode: DisasterMark
  var result: Content
  var warning: String

  init(_ content: Content, _ mark: DisasterMark) {
    disasterMode = mark
    result = content
    warning = mark.line
  }
}

extension CounterLanguage {
  func words(_ standing: DisasterMode.Standing, _ mode: DisasterMode) -> String {
    switch standing {
    case .open(let last):
      self("【災害時】開いています: \(mode.area)、\(day(last)) まで", "[DISASTER MODE] open: \(mode.area), until \(day(last))")
    case .notYet(let first):
      self(
        "災害時モードは \(day(first)) から 開きます。今は まだ開いていません（\(place(mode))）。",
        "the disaster mode opens on \(day(first)); it is not open yet (\(place(mode)))")
    case .over(let last):
      self(
        "災害時モードの期間は \(day(last)) で 終わりました。", "the days of the disaster mode ended on \(day(last))")
    case .closed: self("災害時モードは 閉じています。", "the disaster mode is closed")
    case .clockUnsure:
      self(
        "時計が 前に戻っているので、災害時モードは 使えません。時計を直すか、管理者が もう一度 開いてください。",
        "the clock was set back, so the disaster mode cannot be used: set it right, or have an administrator open it anew"
      )
    }
  }

  /// The area, and the days as far as the file says them.
  func place(_ mode: DisasterMode) -> String {
    guard let days = mode.days else { return mode.area }
    let (first, last) = (day(days.lowerBound), day(days.upperBound))
    return self("\(mode.area)、\(first) から \(last) まで", "\(mode.area), \(first) to \(last)")
  }

  func words(_ consent: DisasterConsent) -> String {
    switch consent {
    case .oral: self("口頭の同意", "oral consent")
    case .notObtained: self("同意を得られない（意識がないなど）", "consent could not be obtained")
    }
  }
}
