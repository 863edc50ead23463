import CivilTime
import Eligibility

/// A patient who was received while the service could not be reached (システム障害時), noted down to be asked about when it
/// can. Until the service has answered nothing is confirmed.
struct OutageNote: ShelvedRecord {
  static let suffix = "outage"
  static let command = "uketsuke outage"
  /// A large hospital's days without the service: what cannot be noted here any more is noted on paper.
  static let most = 5_000
  /// A failure that begins before the longest holidays is over by then; afterwards the patient is asked again.
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

  static let fields: [PersonEntry.Field] = [
    .name, .kana, .birthdate, .sex, .address, .insurerNumber, .symbol, .number, .branch,
  ]
  static let needed: [PersonEntry.Field] = [.name, .birthdate, .sex, .address]

  var time: Timestamp { Timestamp(milliseconds: created) }

  var entry: PersonEntry { PersonEntry(kept: texts, on: CivilMoment(time).date) }

  func isOver(at now: Timestamp) -> Bool {
    guard let answered else { return now >= time.advanced(by: Self.life) }
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
      return "\(language.notConfirmed)（\(tried)）"
    case .answered:
      let words = verdict.flatMap { language.words(ofVerdict: $0) } ?? verdict ?? ""
      return language("答え: \(words)", "answer: \(words)")
    }
  }
}

extension CounterLanguage {
  /// What every output of somebody says whom the service has not answered for.
  var notConfirmed: String { self("【未確認】資格は 確認できていません", "[NOT CONFIRMED] no eligibility is confirmed") }

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
