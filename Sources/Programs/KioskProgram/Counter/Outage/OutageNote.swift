import CivilTime
import CursesTerminal
import Eligibility

/// A patient who was received while the service could not be reached (システム障害時), noted down to be asked about when it
/// can. Until the service has answered nothing is confirmed.
struct OutageNote: ShelvedRecord {
  static let suffix = "outage"
  static let command = "uketsuke outage"
  /// A large hospital's days without the service: what cannot be noted here any more is noted on paper.
  static let most = 5_000
  /// A failure that begins before the longest holidays is over by then; afterwards the patient is asked again. Nobody
  /// who waits is taken away by a clock, which may be wrong: staff do that.
  static let life: Duration = .seconds(14 * 24 * 3_600)
  /// What came is an eligibility of that day, as a batch's result is.
  static let lifeOfAnswer: Duration = .seconds(24 * 3_600)

  enum State: String, Codable {
    case waiting
    /// What came lies beside it.
    case answered
  }

  /// The request's own name, too (`ArbitraryFileIdentifier`): however often it is sent, it is one request.
  var id: String
  var created: Int64
  var account: String
  var staff: String?
  /// By the fields' names.
  var texts: [String: String]
  var state = State.waiting
  var tries = 0
  /// Why the last try gave nothing: a code.
  var failure: String?
  /// The answer's word.
  var verdict: String?
  /// When it came: milliseconds since 1970.
  var answered: Int64?
  /// Whether it says valid, and of this person (`OutageComparison`); a note that does not say so is not confirmed.
  var confirmed: Bool?

  static let fields: [PersonEntry.Field] = [
    .name, .kana, .birthdate, .sex, .address, .insurerNumber, .symbol, .number, .branch,
  ]
  static let needed: [PersonEntry.Field] = [.name, .birthdate, .sex, .address]

  var time: Timestamp { Timestamp(milliseconds: created) }

  var entry: PersonEntry { PersonEntry(kept: texts, on: CivilMoment(time).date) }

  /// Whether the service was asked for long enough.
  func isTooOld(at now: Timestamp) -> Bool { state == .waiting && now >= time.advanced(by: Self.life) }

  var isConfirmed: Bool { confirmed == true && isSaidToBeValid }

  /// Of somebody, who need not be this person.
  var isSaidToBeValid: Bool {
    [EligibilityVerdict.valid, .validUnregistered].contains { $0.word == verdict }
  }

  func isOver(at now: Timestamp) -> Bool {
    guard let answered else { return false }
    return now >= Timestamp(milliseconds: answered).advanced(by: Self.lifeOfAnswer)
  }

  /// One line: name, when, who, how it stands.
  func line(_ language: CounterLanguage) -> String {
    let moment = CivilMoment(time)
    let entry = entry
    let birthdate = language.shown(entry, .birthdate, on: moment.date)
    return [
      shortName, language.day(moment.date), moment.clock, entry[.name], birthdate, standing(language),
    ].compactMap(\.self).joined(separator: "  ")
  }

  private func standing(_ language: CounterLanguage) -> String {
    switch state {
    case .waiting:
      let tried =
        tries == 0
        ? language("まだ たずねていません", "not asked yet")
        : language("\(tries) 回 たずねました: \(failure ?? "")", "asked \(tries) times: \(failure ?? "")")
      if isTooOld(at: WallClock.now()) { return "\(language.tooOld)（\(tried)）" }
      return "\(language.notConfirmed)（\(tried)）"
    case .answered:
      if isSaidToBeValid, !isConfirmed { return language.maybeAnother }
      let words = verdict.flatMap { language.words(ofVerdict: $0) } ?? verdict ?? ""
      return language("答え: \(words)", "answer: \(words)")
    }
  }
}

extension CounterLanguage {
  /// What every output of somebody says whom the service has not answered for.
  var notConfirmed: String { self("【未確認】資格は 確認できていません", "[NOT CONFIRMED] no eligibility is confirmed") }

  /// The service has answered with a valid eligibility that cannot be said to be this person's.
  var maybeAnother: String { self("【未確認】 別の人かもしれません", "[NOT CONFIRMED] it may be another person") }

  func unreadableNotes(_ count: Int) -> String {
    self(
      "！ 読めない記録が \(count) 件あります。その人は まだ待っているかもしれません。消さずに、紙の控えと くらべてください。",
      "! notes that cannot be read: \(count). Somebody may wait in each: keep them, and compare with what is on paper.")
  }

  /// Nobody asks any more for whoever waits.
  var tooOld: String {
    self(
      "【未確認】14 日たっても 確認できません。もう たずねません。本人に確かめ、forget で 消してください",
      "[NOT CONFIRMED] not within 14 days, and asked for no more: ask the person, and take the note away with forget")
  }

  /// The service has answered, and not with a valid eligibility.
  var notValid: String { self("【有効ではありません】サービスの答えは 上のとおりです", "[NOT VALID] the service's answer is the one above") }
}

/// How long is waited between two rounds of asking: longer each time that nobody was answered for, so that a service that
/// comes back is not met by all its institutions at once.
struct OutagePauses {
  static let first: Duration = .seconds(5)
  /// Patients who were noted down wait at home, not at the counter.
  static let longest: Duration = .seconds(600)

  private var full = Self.first

  /// - Parameters:
  ///   - answered: whether somebody was answered for in this round.
  ///   - chance: 0 ..< 1, so that not all come at the same moment.
  mutating func next(answered: Bool, chance: Double) -> Duration {
    if answered { full = Self.first }
    let pause = full * (0.5 + chance / 2)
    full = min(full * 2, Self.longest)
    return pause
  }
}
