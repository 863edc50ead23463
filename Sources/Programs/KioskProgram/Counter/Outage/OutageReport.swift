import CivilTime
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
  /// Whether the service says that the eligibility is valid, and of somebody of this name.
  var confirmed: Bool
  var notice: String?
  /// What to compare: the service knows the person under another name.
  var nameDiffers: Bool?
  var answer: LookupReport?

  /// - Parameter reply: where one came.
  init(_ note: OutageNote, _ reply: EligibilityReply?, _ language: CounterLanguage) {
    id = note.id
    noted = CivilMoment(note.time).compact
    person = note.texts
    state = note.state.rawValue
    tries = note.tries
    failure = note.failure
    verdict = note.verdict
    confirmed = false
    notice = language.notConfirmed
    guard let reply else { return }
    answer = LookupReport(reply, language, on: CivilMoment(note.time).date)
    if let name = note.entry[.name], let result = reply.result, reply.body.resultList.count == 1 {
      nameDiffers =
        ![result.name, result.nameOfOther].compactMap(\.self).contains { PersonComparison.isSameName($0, as: name) }
    }
    if reply.verdict.isValid, nameDiffers == false {
      (confirmed, notice) = (true, nil)
    } else if !reply.verdict.isValid {
      notice = language.notValid
    }
  }

  /// With a line's end.
  func text(_ note: OutageNote, _ language: CounterLanguage) -> String {
    var lines = [note.line(language)]
    if nameDiffers == true {
      lines.append(
        language(
          "！ 書き留めた氏名と 同じとは いえません。別の人でないか、本人に確かめてください。",
          "! the name cannot be said to be the one noted down: make sure that it is the same person"))
    }
    if let answer { lines.append(answer.text.trimmingLineEnd) }
    if let notice { lines.append(notice) }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension String {
  fileprivate var trimmingLineEnd: String { hasSuffix("\n") ? String(dropLast()) : self }
}
