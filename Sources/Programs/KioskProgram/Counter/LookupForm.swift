import CivilTime
import Eligibility

/// The questions of `uketsuke lookup` in a terminal.
struct LookupForm {
  private typealias Question = Form<InsuranceCardEntry>.Question

  private let language: CounterLanguage
  private let today: CivilDate
  private let conversation: FormConversation

  /// - Parameters:
  ///   - tell: prints without a line's end.
  ///   - hear: one line, nil at the end.
  init(
    _ language: CounterLanguage, _ today: CivilDate,
    tell: @escaping (String) -> Void = FormConversation.terminal.tell,
    hear: @escaping () -> String? = FormConversation.terminal.hear
  ) {
    self.language = language
    self.today = today
    conversation = FormConversation(tell: tell, hear: hear)
  }

  /// - Returns: what to ask the service; nil where staff gave up.
  func ask() -> QualificationConfirmSearchInfo? {
    let form = Form(
      questions: [insurerNumber, symbol, number, branch, birthdate, limit], summary: summary,
      deed: language("照会する", "look up"))
    guard let entry = form.ask(InsuranceCardEntry(), language, conversation),
      case .success(let search) = entry.search(on: today)
    else { return nil }
    return search
  }

  private var insurerNumber: Question {
    Question(
      prompt: { _ in language("保険者番号: ", "Insurer number: ") },
      take: { line, entry in
        complaint { () throws(InsuranceCardEntry.Mistake) in
          entry.insurerNumber = try InsuranceCardEntry.insurer(line).digits
        }
      }, note: { InsurerNumber($0.insurerNumber).map { language.words($0.kind) } })
  }

  private var symbol: Question {
    Question(
      prompt: { _ in language("記号（なければ 空のまま）: ", "Symbol (empty where there is none): ") },
      take: { line, entry in
        complaint { () throws(InsuranceCardEntry.Mistake) in
          entry.symbol = try InsuranceCardEntry.text(line, .symbol) ?? ""
        }
      })
  }

  private var number: Question {
    Question(
      prompt: { _ in language("番号: ", "Number: ") },
      take: { line, entry in
        complaint { () throws(InsuranceCardEntry.Mistake) in
          guard let number = try InsuranceCardEntry.text(line, .number) else { throw .missing(.number) }
          entry.number = number
        }
      })
  }

  private var branch: Question {
    Question(
      prompt: { _ in language("枝番（なければ 空のまま）: ", "Branch number (empty where there is none): ") },
      take: { line, entry in
        complaint { () throws(InsuranceCardEntry.Mistake) in
          entry.branch = try InsuranceCardEntry.branch(line) ?? ""
        }
      })
  }

  private var birthdate: Question {
    Question(
      prompt: { _ in language("生年月日（S60.5.20 / 1985-05-20）: ", "Birth date (1985-05-20 / S60.5.20): ") },
      take: { line, entry in
        complaint { () throws(InsuranceCardEntry.Mistake) in
          entry.birthdate = try InsuranceCardEntry.birthdate(line, today).compact
        }
      }, note: { CivilDate(compact: $0.birthdate).map { language.dayWithAge($0, on: today) } })
  }

  private var limit: Question {
    .choice(
      language("患者さんに おたずねください:「限度額の情報を 確認してもよいですか？」", "Ask the patient: \"May we look up your high-cost limit?\""),
      language,
      [
        (language("はい", "yes"), { $0.limitConsent = true }), (language("いいえ", "no"), { $0.limitConsent = false }),
      ])
  }

  private func summary(_ entry: InsuranceCardEntry) -> String {
    let parts = [entry.insurerNumber, entry.symbol, entry.number, entry.branch, entry.birthdate].filter { !$0.isEmpty }
    let consent = entry.limitConsent ? language("限度額 同意あり", "limit agreed") : language("限度額 照会しない", "limit not asked")
    return "  \(parts.joined(separator: " / ")) / \(consent)\n"
  }

  private func complaint(_ body: () throws(InsuranceCardEntry.Mistake) -> Void) -> String? {
    do throws(InsuranceCardEntry.Mistake) {
      try body()
      return nil
    } catch {
      return language.words(error)
    }
  }
}

extension CounterLanguage {
  /// A birth date as it was understood.
  func dayWithAge(_ day: CivilDate, on today: CivilDate) -> String {
    self("\(self.day(day))（\(day.age(on: today))歳）", "\(self.day(day)) (\(day.age(on: today)))")
  }
}
