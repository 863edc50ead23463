import CivilTime
import CursesTerminal
import Eligibility

/// Somebody who was noted down, for scripts: as long as the service has not answered, `confirmed` is false and `notice`
/// says so.
struct OutageReport: Encodable {
  var id: String
  /// `yyyyMMddHHmmss`.
  var noted: String
  /// By the fields' names.
  var person: [String: String]
  var state: String
  var tries: Int
  /// Why the last try gave nothing.
  var failure: String?
  /// The answer's word.
  var verdict: String?
  /// Whether the service says that the eligibility is valid, and of this person.
  var confirmed: Bool
  var notice: String?
  /// What to compare: the service knows the person under another name.
  var nameDiffers: Bool?
  /// All that cannot be said to be the same.
  var differs: [OutageComparison.Difference]?
  var answer: LookupReport?

  /// - Parameter reply: where one came and is to be shown; without it the note itself says whether it was confirmed.
  init(_ note: OutageNote, _ reply: EligibilityReply?, _ language: CounterLanguage) {
    id = note.id
    noted = CivilMoment(note.time).compact
    person = note.texts
    state = note.state.rawValue
    tries = note.tries
    failure = note.failure
    verdict = note.verdict
    confirmed = false
    guard let reply else {
      switch note.state {
      case .waiting: notice = note.isTooOld(at: WallClock.now()) ? language.tooOld : language.notConfirmed
      case .answered:
        confirmed = note.isConfirmed
        if !note.isConfirmed { notice = note.isSaidToBeValid ? language.maybeAnother : language.notValid }
      }
      return
    }
    answer = LookupReport(reply, language, on: CivilMoment(note.time).date)
    let comparison = OutageComparison(note.entry, reply)
    if comparison.isAboutSomebody {
      nameDiffers = comparison.differences.contains(.name)
      differs = comparison.differences
    }
    confirmed = comparison.isConfirmed
    if !reply.verdict.isValid {
      notice = language.notValid
    } else if !confirmed {
      let words = language.words(comparison.differences)
      notice = language.maybeAnother + language("（違うところ: \(words)）", " (what differs: \(words))")
    }
  }

  /// With a line's end.
  func text(_ note: OutageNote, _ language: CounterLanguage) -> String {
    var told = note
    // What came is compared anew; the line never says anything else.
    if answer != nil { told.confirmed = confirmed }
    var lines = [told.line(language)]
    if let differs, !differs.isEmpty {
      let words = language.words(differs)
      lines.append(
        language(
          "！ 書き留めた\(words)と 同じとは いえません。別の人でないか、本人に確かめてください。",
          "! not said to be what was noted down: \(words); make sure that it is the same person"))
    }
    if let answer { lines.append(answer.text.trimmingLineEnd) }
    if let notice { lines.append(notice) }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension String {
  fileprivate var trimmingLineEnd: String { hasSuffix("\n") ? String(dropLast()) : self }
}
