import CivilTime
import Eligibility
import Foundation

/// The questions of `uketsuke lookup` in a terminal, one after the other; each answer is looked at when it is given.
struct LookupForm {
  private let language: CounterLanguage
  private let today: CivilDate
  private let tell: (String) -> Void
  private let hear: () -> String?

  /// So many times one question is asked before the form gives up: somebody else's input, not a person.
  private static let mostTries = 20

  /// - Parameters:
  ///   - tell: prints without a line's end.
  ///   - hear: one line, nil at the end.
  init(
    _ language: CounterLanguage, _ today: CivilDate,
    tell: @escaping (String) -> Void = { text in
      FileHandle.standardError.write(Data(text.utf8))
    }, hear: @escaping () -> String? = { readLine() }
  ) {
    self.language = language
    self.today = today
    self.tell = tell
    self.hear = hear
  }

  private enum Step: Int, CaseIterable {
    case insurerNumber, symbol, number, branch, birthdate, limit, send
  }

  /// - Returns: what to ask the service; nil where staff gave up.
  func ask() -> QualificationConfirmSearchInfo? {
    tell(language("前の問いに もどるときは * を、やめるときは ** を押します。\n", "* goes back to the question before, ** gives up.\n"))
    var entry = InsuranceCardEntry()
    var step = Step.insurerNumber
    var tries = 0
    while tries < Self.mostTries {
      tell(question(step, entry))
      guard let line = hear().map(Self.narrow) else { return nil }
      if line == "**" { return nil }
      if line == "*" {
        step = Step(rawValue: step.rawValue - 1) ?? step
        continue
      }
      if let complaint = take(line, step, &entry) {
        tries += 1
        tell("  ! \(complaint)\n")
        continue
      }
      tries = 0
      guard step != .send else {
        if case .success(let search) = entry.search(on: today) { return search }
        return nil
      }
      if let note = note(step, entry) { tell("    \(note)\n") }
      step = Step(rawValue: step.rawValue + 1) ?? .send
    }
    return nil
  }

  /// A Japanese keyboard's full-width `＊`, `１` and `２`, where the whole answer is one.
  private static func narrow(_ line: String) -> String {
    switch line {
    case "＊": "*"
    case "＊＊": "**"
    case "１": "1"
    case "２": "2"
    default: line
    }
  }

  private func question(_ step: Step, _ entry: InsuranceCardEntry) -> String {
    switch step {
    case .insurerNumber: language("保険者番号: ", "Insurer number: ")
    case .symbol: language("記号（なければ 空のまま）: ", "Symbol (empty where there is none): ")
    case .number: language("番号: ", "Number: ")
    case .branch: language("枝番（なければ 空のまま）: ", "Branch number (empty where there is none): ")
    case .birthdate: language("生年月日（S60.5.20 / 1985-05-20）: ", "Birth date (1985-05-20 / S60.5.20): ")
    case .limit:
      language(
        "患者さんに おたずねください:「限度額の情報を 確認してもよいですか？」 1 はい  2 いいえ: ",
        "Ask the patient: \"May we look up your high-cost limit?\" 1 yes  2 no: ")
    case .send: summary(entry) + language("1 照会する  * もどる  ** やめる: ", "1 look up  * back  ** give up: ")
    }
  }

  private func summary(_ entry: InsuranceCardEntry) -> String {
    let parts = [entry.insurerNumber, entry.symbol, entry.number, entry.branch, entry.birthdate].filter { !$0.isEmpty }
    let consent = entry.limitConsent ? language("限度額 同意あり", "limit agreed") : language("限度額 照会しない", "limit not asked")
    return "  \(parts.joined(separator: " / ")) / \(consent)\n"
  }

  /// - Returns: why the answer cannot be taken.
  private func take(_ line: String, _ step: Step, _ entry: inout InsuranceCardEntry) -> String? {
    do throws(InsuranceCardEntry.Mistake) {
      switch step {
      case .insurerNumber: entry.insurerNumber = try InsuranceCardEntry.insurer(line).digits
      case .symbol: entry.symbol = try InsuranceCardEntry.text(line, .symbol) ?? ""
      case .number:
        guard let number = try InsuranceCardEntry.text(line, .number) else { throw .missing(.number) }
        entry.number = number
      case .branch: entry.branch = try InsuranceCardEntry.branch(line) ?? ""
      case .birthdate: entry.birthdate = try InsuranceCardEntry.birthdate(line, today).compact
      case .limit:
        guard line == "1" || line == "2" else { return language("1 か 2 を押してください。", "Press 1 or 2.") }
        entry.limitConsent = line == "1"
      case .send: return line == "1" ? nil : language("1 か * か ** を押してください。", "Press 1, * or **.")
      }
      return nil
    } catch {
      return language.words(error)
    }
  }

  /// What was understood.
  private func note(_ step: Step, _ entry: InsuranceCardEntry) -> String? {
    switch step {
    case .insurerNumber: InsurerNumber(entry.insurerNumber).map { language.words($0.kind) }
    case .birthdate:
      CivilDate(compact: entry.birthdate).map { day in
        language("\(language.day(day))（\(day.age(on: today))歳）", "\(language.day(day)) (\(day.age(on: today)))")
      }
    case .symbol, .number, .branch, .limit, .send: nil
    }
  }
}
