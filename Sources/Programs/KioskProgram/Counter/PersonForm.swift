import CivilTime
import Eligibility

/// The questions about a person, field by field, of whichever form needs them.
struct PersonForm {
  private typealias Question = Form<PersonEntry>.Question

  let language: CounterLanguage
  let today: CivilDate
  let fields: [PersonEntry.Field]
  /// Those of them that cannot be left empty.
  let needed: [PersonEntry.Field]
  /// What 1 does in the end.
  let deed: String
  var check: (PersonEntry) -> [PersonEntry.Mistake] = { _ in [] }

  /// - Returns: nil where staff gave up.
  func ask(_ conversation: FormConversation = .terminal) -> PersonEntry? {
    Form(
      questions: fields.map(question), summary: { lines($0) }, deed: deed,
      check: { entry in
        let mistakes = check(entry)
        return mistakes.isEmpty ? nil : mistakes.map { language.words($0) }.joined(separator: " ")
      }
    ).ask(PersonEntry(), language, conversation)
  }

  /// A label and a value a line, as a summary shows them.
  func lines(_ entry: PersonEntry) -> String {
    fields.compactMap { field in
      language.shown(entry, field, on: today).map { "  \(language.words(field)): \($0)\n" }
    }.joined()
  }

  private func question(_ field: PersonEntry.Field) -> Question {
    let codes = language.codes(of: field)
    guard codes.isEmpty else {
      return .choice(
        language.words(field), language,
        codes.map { code in (code.words, { entry in _ = set(field, code.code, &entry) }) })
    }
    let hint = language.hint(field)
    let mayBeEmpty = needed.contains(field) ? nil : language("なければ 空のまま", "empty where there is none")
    let said = [hint, mayBeEmpty].compactMap(\.self).joined(separator: language("、", ", "))
    let prompt = language.words(field) + (said.isEmpty ? ": " : language("（\(said)）: ", " (\(said)): "))
    return Question(
      prompt: { entry in
        guard let old = language.shown(entry, field, on: today) else { return prompt }
        return language.words(field)
          + language("（いま: \(old)。空のままなら そのまま、- で消します）: ", " (now: \(old); empty keeps it, - takes it away): ")
      },
      take: { line, entry in
        if entry[field] != nil {
          let narrow = TypedText.narrow(line)
          if narrow.isEmpty { return nil }
          if narrow == "-" {
            _ = set(field, "", &entry)
            return needed.contains(field) ? language.words(.missing(field)) : nil
          }
        }
        if let complaint = set(field, line, &entry) { return complaint }
        return needed.contains(field) && entry[field] == nil ? language.words(.missing(field)) : nil
      },
      note: { entry in
        switch field {
        case .insurerNumber, .birthdate: language.shown(entry, field, on: today)
        case .name, .kana, .sex, .address, .contact, .insuranceKind, .insurerName, .symbol, .number, .branch,
          .employerName, .employerAddress, .burden, .reason, .remark:
          nil
        }
      })
  }

  private func set(_ field: PersonEntry.Field, _ typed: String, _ entry: inout PersonEntry) -> String? {
    do throws(PersonEntry.Mistake) {
      try entry.set(field, typed, on: today)
      return nil
    } catch {
      return language.words(error)
    }
  }
}
