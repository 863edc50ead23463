import CivilTime
import Display
import Eligibility
import Reception

// What tells one of several eligibilities from the others, in words.

extension Presenter {
  func row(_ eligibility: Scene.EligibilityRow, in language: String) -> ScreenContent.Eligibility {
    let standing = eligibility.standing.flatMap { book.text($0.textKey, in: language)?.filled(with: [:]) }
    let from = eligibility.validFrom.map { Self.brief($0, in: language) } ?? ""
    let until = eligibility.validUntil.map { Self.brief($0, in: language) } ?? ""
    let span = from.isEmpty && until.isEmpty ? nil : "\(from) - \(until)"
    return ScreenContent.Eligibility(
      number: eligibility.insurerNumber, name: eligibility.insurerName ?? "",
      details: [standing, span].compactMap(\.self).joined(separator: "  "))
  }

  /// As short as people still read it: `R6.4.1` in Japanese, else `2024-04-01`.
  private static func brief(_ date: CivilDate, in language: String) -> String {
    if language.hasPrefix("ja") { return date.inEraLetters }
    let digits = date.compact
    return "\(digits.prefix(4))-\(digits.dropFirst(4).prefix(2))-\(digits.suffix(2))"
  }
}

extension PersonalFamilyClassification {
  fileprivate var textKey: String {
    switch self {
    case .insured: "common.insured"
    case .family: "common.family"
    }
  }
}
