import Display
import Eligibility

/// What became of reference numbers that were to be registered.
struct RegistrationTable: CounterTable {
  struct Row: Encodable, Equatable {
    var referenceNumber: String?
    var insurerNumber: String?
    var symbol: String?
    var number: String?
    var branch: String?
    var registered: Bool
    /// Why not, by the service's own code and words; neither where it said nothing of this one.
    var code: String?
    var message: String?
  }

  var registered: Int
  var refused: Int
  var rows: [Row]

  /// - Parameter submitted: each of them has a row, whatever the service tells of.
  init(_ reply: EligibilityReply, submitted: [ReferenceNumberRegistrationInfo]) {
    var told: [String: BulkRegistrationUnit] = [:]
    for unit in reply.body.bulkRegistrationUnits {
      if let number = unit.referenceNumberRegistrationInfo?.referenceNumber { told[number] = unit }
    }
    rows = submitted.map { registration in
      let unit = registration.referenceNumber.flatMap { told[$0] }
      return Row(
        registration, status: unit?.processingResultStatus, code: unit?.processingResultCode,
        message: unit?.processingResultMessage)
    }
    registered = rows.count(where: \.registered)
    refused = rows.count - registered
  }

  /// The one that was asked for alone.
  init(_ reply: EligibilityReply, alone registration: ReferenceNumberRegistrationInfo) {
    let verdict = reply.verdict
    var row = Row(
      registration, status: reply.body.processingResultStatus, code: reply.body.processingResultCode,
      message: reply.body.processingResultMessage)
    if case .notProcessed(let code, let message) = verdict {
      (row.registered, row.code, row.message) = (false, code, message)
    }
    rows = [row]
    registered = row.registered ? 1 : 0
    refused = 1 - registered
  }

  /// Lines of refusals that a terminal gets; the files have all.
  private static let mostLines = 40

  func text(_ language: CounterLanguage) -> String {
    var lines = [
      language("登録 \(registered) 件、登録できなかったもの \(refused) 件", "registered: \(registered), not registered: \(refused)")
    ]
    let wrong = rows.filter { !$0.registered }
    for row in wrong.prefix(Self.mostLines) {
      let reason = [row.code, row.message].compactMap(\.self).joined(separator: " ")
      let words = reason.isEmpty ? language("結果に ありません", "missing in the result") : reason
      lines.append(InertText("✗ \(row.referenceNumber ?? "-"): \(words)").text)
    }
    if wrong.count > Self.mostLines {
      let more = wrong.count - Self.mostLines
      lines.append(language("ほか \(more) 件（--results FILE に全部）", "and \(more) more (--results FILE has all)"))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  var csv: String {
    CSVText.of(
      [["referenceNumber", "insurerNumber", "symbol", "number", "branch", "registered", "code", "message"]]
        + rows.map { row in
          [row.referenceNumber, row.insurerNumber, row.symbol, row.number, row.branch].map { $0 ?? "" }
            + [row.registered ? "1" : "0", row.code ?? "", row.message ?? ""]
        })
  }
}

extension RegistrationTable.Row {
  fileprivate init(
    _ registration: ReferenceNumberRegistrationInfo, status: Coded<ProcessingResultStatus>?, code: String?,
    message: String?
  ) {
    self.init(
      referenceNumber: registration.referenceNumber, insurerNumber: registration.insurerNumber,
      symbol: registration.insuredCardSymbol, number: registration.insuredIdentificationNumber,
      branch: registration.insuredBranchNumber, registered: status == .known(.normal), code: code, message: message)
  }
}
