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
  func standing() throws(ProgramFailure) -> (opening: DisasterOpening, standing: DisasterMode.Standing)? {
    let openings = try shelf.records()
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

  func open(_ opening: DisasterOpening) throws(ProgramFailure) {
    // The old one goes first: killed between the two, the mode is closed.
    for old in try shelf.records() { try shelf.remove(old.id) }
    try shelf.add(opening)
  }

  func close(_ opening: DisasterOpening) throws(ProgramFailure) {
    try shelf.update(opening.id) { $0.mode.close(at: WallClock.now()) }
  }

  /// What every command of the counter says on standard error while the mode is open; nothing where it is not, and where
  /// nobody keeps anything.
  static func notice(_ configuration: CounterConfiguration, _ key: JournalKey) -> String? {
    guard configuration.folder != nil, let desk = try? DisasterDesk(configuration, key),
      case (let opening, .open)? = try? desk.standing()
    else { return nil }
    return DisasterMark(opening.mode, configuration.language).line
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
      self("災害時モードは \(day(first)) から 開きます。", "the disaster mode opens on \(day(first))")
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

  func words(_ consent: DisasterConsent) -> String {
    switch consent {
    case .oral: self("口頭の同意", "oral consent")
    case .notObtained: self("同意を得られない（意識がないなど）", "consent could not be obtained")
    }
  }
}
