import CivilTime
import Display
import Eligibility
import EligibilityXML

/// A collected batch as a table: who is valid, who changed, who has to be asked.
struct BatchTable: CounterTable {
  /// One person.
  struct Row: Encodable, Equatable {
    /// The hospital's own name for the person, as it was submitted.
    var identifier: String?
    var insurerNumber: String?
    var symbol: String?
    var number: String?
    var branch: String?
    var birthdate: String?
    /// An `EligibilityVerdict`'s word; `missing`: the service said nothing of this person;
    /// `another-person`: what it said cannot be about them; `not-sent`: the file's row
    /// could not be asked for; `not-asked`: the service spoke of somebody who was not asked for.
    var verdict: String
    /// Whether the person has to be asked for a card or certificate.
    var ask: Bool
    /// Whether the high-cost limit changed, or that cannot be told: `1`, `0`, or nothing.
    var limitChanged: String?
    var name: String?
    var nameKana: String?
    var insurerName: String?
    var code: String?
    var message: String?
  }

  var receptionNumber: String?
  var confirmationDate: String?
  /// How many of each verdict.
  var counts: [String: Int]
  var ask: Int
  var rows: [Row]

  /// - Parameters:
  ///   - submitted: who was asked for; empty where the service finds them.
  ///   - skipped: who stood in the file and could not be asked for.
  init(_ reply: EligibilityReply, submitted: [QualificationConfirmSearchInfo] = [], skipped: [String] = []) {
    receptionNumber = reply.receptionNumber
    confirmationDate = reply.header.qualificationConfirmationDate?.text
    rows = reply.body.bulkConfirmUnits.map(Row.init)
    if !submitted.isEmpty {
      let asked = Set(submitted.compactMap(\.arbitraryIdentifier))
      for index in rows.indices where !asked.contains(rows[index].identifier ?? "") {
        rows[index].verdict = Row.notAsked
        rows[index].ask = false
      }
      let asking = Dictionary(submitted.map { ($0.arbitraryIdentifier ?? "", $0) }) { first, _ in first }
      for (index, unit) in reply.body.bulkConfirmUnits.enumerated() {
        guard let search = asking[rows[index].identifier ?? ""], !unit.isAbout(search) else { continue }
        rows[index] = Row(search, Row.another)
      }
      let told = Set(rows.compactMap(\.identifier))
      rows += submitted.filter { !told.contains($0.arbitraryIdentifier ?? "") }.map { Row($0, Row.missing) }
    }
    rows += skipped.map { identifier in
      var search = QualificationConfirmSearchInfo()
      search.arbitraryIdentifier = identifier
      return Row(search, Row.notSent)
    }
    counts = rows.reduce(into: [:]) { $0[$1.verdict, default: 0] += 1 }
    ask = rows.count(where: \.ask)
  }

  // MARK: - For people

  /// Lines of people to be asked that a terminal gets; the files have all.
  private static let mostLines = 40

  func text(_ language: CounterLanguage) -> String {
    let order: [EligibilityVerdict] = [
      .valid, .validUnregistered, .changed, .invalid(nil), .none, .several(0), .notProcessed(code: nil, message: nil),
      .unknown(nil),
    ]
    let counted =
      order.compactMap { verdict in counts[verdict.word].map { (language.words(verdict), String($0)) } }
      + [Row.missing, Row.another, Row.notSent, Row.notAsked].compactMap { word in
        counts[word].map { (Row.words(word, language), String($0)) }
      }
    var lines = Self.aligned([(language("人数", "People"), String(rows.count))] + counted)
    lines += Self.aligned([(language("確認が必要", "To be asked"), String(ask))])
    let asked = rows.filter(\.ask)
    if !asked.isEmpty { lines.append("") }
    for row in asked.prefix(Self.mostLines) {
      let who = [row.identifier, row.name ?? row.number].compactMap(\.self).joined(separator: " ")
      let why = [row.code, row.message].compactMap(\.self).joined(separator: " ")
      lines.append(InertText("✗ \(who): \(row.words(language))\(why.isEmpty ? "" : " (\(why))")").text)
    }
    if asked.count > Self.mostLines {
      let more = asked.count - Self.mostLines
      lines.append(language("ほか \(more) 人（--csv FILE に全員）", "and \(more) more (--csv FILE has all)"))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func aligned(_ pairs: [(String, String)]) -> [String] {
    pairs.map { label, value in
      label + String(repeating: " ", count: max(1, 40 - CellWidth.of(label) - value.count)) + value
    }
  }

  // MARK: - For spreadsheets

  private static let columns: [(name: String, value: @Sendable (Row) -> String?)] = [
    ("identifier", \.identifier), ("insurerNumber", \.insurerNumber), ("symbol", \.symbol), ("number", \.number),
    ("branch", \.branch), ("birthdate", \.birthdate), ("verdict", { $0.verdict }), ("ask", { $0.ask ? "1" : "0" }),
    ("limitChanged", \.limitChanged), ("name", \.name), ("nameKana", \.nameKana), ("insurerName", \.insurerName),
    ("code", \.code), ("message", \.message),
  ]

  var csv: String {
    CSVText.of([Self.columns.map(\.name)] + rows.map { row in Self.columns.map { $0.value(row) ?? "" } })
  }
}

/// A table for spreadsheets (RFC 4180). A cell that one would take for a formula is kept from it by an apostrophe.
enum CSVText {
  static func of(_ rows: [[String]]) -> String {
    var text = ""
    for row in rows { text += row.map(cell).joined(separator: ",") + "\r\n" }
    return text
  }

  private static func cell(_ text: String) -> String {
    var text = text
    if let first = text.first, "=+-@\t\r".contains(first) { text = "'" + text }
    guard text.contains(where: { ",\"\r\n".contains($0) || $0.isNewline }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}

extension BulkConfirmUnit {
  /// Whether it can be about whoever was asked for under its identifier: another's insurance beside a patient's name would
  /// be believed. Where an insurer changed, insurer and number are others; a birth date never is.
  fileprivate func isAbout(_ search: QualificationConfirmSearchInfo) -> Bool {
    let asked = search.birthdate?.date
    if let told = qualificationConfirmSearchInfo?.birthdate?.date, told != asked { return false }
    let own = search.insuredIdentificationNumber
    func isOwn(_ told: String?) -> Bool {
      guard let told, let own else { return true }
      return TypedText.narrow(told) == TypedText.narrow(own)
    }
    guard isOwn(qualificationConfirmSearchInfo?.insuredIdentificationNumber),
      asked == nil || results.allSatisfy({ $0.birthdate?.date == asked })
    else { return false }
    return verdict != .valid || results.contains { isOwn($0.insuredIdentificationNumber) }
  }
}

extension BatchTable.Row {
  init(_ unit: BulkConfirmUnit) {
    let search = unit.qualificationConfirmSearchInfo
    // Of several candidates none is the person.
    let result = unit.results.count == 1 ? unit.results.first : nil
    self.init(
      identifier: search?.arbitraryIdentifier, insurerNumber: search?.insurerNumber,
      symbol: search?.insuredCardSymbol, number: search?.insuredIdentificationNumber,
      branch: search?.insuredBranchNumber, birthdate: search?.birthdate?.text, verdict: unit.verdict.word,
      ask: unit.asksThePerson, limitChanged: result?.limitApplicationCertificateChanged?.text, name: result?.name,
      nameKana: result?.nameKana, insurerName: result?.insurerName, code: unit.processingResultCode,
      message: unit.processingResultMessage)
  }

  static let missing = "missing"
  static let another = "another-person"
  static let notSent = "not-sent"
  static let notAsked = "not-asked"

  /// Somebody of whom nothing was said.
  fileprivate init(_ search: QualificationConfirmSearchInfo, _ word: String) {
    self.init(
      identifier: search.arbitraryIdentifier, insurerNumber: search.insurerNumber, symbol: search.insuredCardSymbol,
      number: search.insuredIdentificationNumber, branch: search.insuredBranchNumber,
      birthdate: search.birthdate?.text, verdict: word, ask: true)
  }

  fileprivate static func words(_ word: String, _ language: CounterLanguage) -> String {
    switch word {
    case missing: language("結果に ありません", "missing in the result")
    case another: language("別の人の結果が 返りました", "the result is about another person")
    case notSent: language("照会できない行", "rows that could not be sent")
    default: language("照会していない人の結果", "results of people who were not asked for")
    }
  }

  fileprivate func words(_ language: CounterLanguage) -> String {
    if [Self.missing, Self.another, Self.notSent, Self.notAsked].contains(verdict) {
      return Self.words(verdict, language)
    }
    let all: [EligibilityVerdict] = [
      .valid, .validUnregistered, .invalid(nil), .changed, .none, .several(0), .inProgress,
      .notProcessed(code: nil, message: nil), .unknown(nil),
    ]
    return all.first { $0.word == verdict }.map { language.words($0) } ?? verdict
  }
}
