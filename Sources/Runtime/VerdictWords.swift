import Eligibility
import Journal

extension EligibilityReply {
  /// For the journal: the verdict, the interface's own code, and the codes of the reason. Nothing of the person.
  var verdictDetails: [JournalEntry.Detail] {
    var details = [JournalEntry.Detail("verdict", verdict.word)]
    if let validity { details.append(.init("validity", validity.rawValue)) }
    if let lossCode { details.append(.init("loss", lossCode)) }
    if let serviceCode { details.append(.init("code", serviceCode)) }
    return details
  }

  /// One line of the kiosk's log: what the service said of the eligibility, why, and what staff do next. Nil where the
  /// patient is simply received.
  ///
  /// - Parameter isChosen: staff have chosen one of several in this visit.
  func staffLine(isChosen: Bool) -> String? {
    guard let nextStep = verdict.nextStep(isChosen: isChosen) else { return nil }
    var reasons: [String] = []
    if let lossCode {
      reasons.append("loss \(lossCode)" + (ReasonOfLoss(rawValue: lossCode).map { ", \($0.words)" } ?? ""))
    }
    if let serviceCode { reasons.append("code \(serviceCode)") }
    let reason = reasons.isEmpty ? "" : " (\(reasons.joined(separator: "; ")))"
    return "eligibility \(verdict.word)\(reason): \(nextStep)"
  }
}

extension EligibilityVerdict {
  /// What staff at the kiosk do (reception-flow: without a card, and when it fails).
  fileprivate func nextStep(isChosen: Bool) -> String? {
    let papers =
      "ask for the eligibility notice or the person's own page on Mynaportal, with the card, or for the eligibility "
      + "certificate; failing these for a signed declaration"
    return switch self {
    case .valid: nil
    case .validUnregistered:
      "received; medical aid that is not registered for the card: see the ticket, or ask the welfare office"
    case .invalid, .none: papers
    case .changed: "the insurer has changed: \(papers)"
    case .several(let count) where isChosen:
      "\(count) match still: the one that staff chose is received where it is among them"
    case .several(let count):
      count > 1
        ? "\(count) match: choose the right one at the kiosk, or \(papers)"
        : "several match and the service does not list them: \(papers)"
    case .inProgress: "the service works on it still: try again in a while"
    case .notProcessed: "nothing was confirmed: look the code up; \(papers)"
    case .unknown(let code):
      "the reply says nothing that is known (validity \(code == nil ? "missing" : "outside the table")): nothing was "
        + "confirmed"
    }
  }
}

extension ReasonOfLoss {
  fileprivate var words: String {
    switch self {
    case .death: "death"
    case .publicAssistanceBegan: "public assistance began"
    case .otherInsuranceAcquired: "other medical insurance acquired"
    case .other: "other"
    }
  }
}
