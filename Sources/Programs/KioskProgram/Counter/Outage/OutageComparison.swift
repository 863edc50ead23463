import CivilTime
import Eligibility

/// Whether an answer is about the person who was noted down. Nothing is guessed: what is missing where it is needed
/// differs. The address is not compared: people move, and it is noted in part.
struct OutageComparison {
  /// What cannot be said to be the same; the name is its name in JSON.
  enum Difference: String, Codable {
    case name
    case birthdate
    case sex
    /// Of the certificate: its number, or its insurer.
    case number
  }

  /// In the order in which staff read them; none where the answer brought nobody.
  let differences: [Difference]
  /// Whether the answer brought somebody to compare.
  let isAboutSomebody: Bool
  /// Whether the service says that the eligibility is valid, and of this person.
  let isConfirmed: Bool

  init(_ entry: PersonEntry, _ reply: EligibilityReply) {
    let results = reply.body.resultList
    // Medical aid comes beside the insurance, about the same person.
    guard let result = results.first(where: { $0.insuredCardClassification != .known(.medicalAid) }) ?? results.first
    else {
      differences = []
      isAboutSomebody = false
      isConfirmed = false
      return
    }
    var found: [Difference] = []
    if !result.isNamed(as: entry) { found.append(.name) }
    let birthdate = entry[.birthdate].flatMap { CivilDate(compact: $0) }
    if birthdate == nil || results.contains(where: { $0.birthdate?.date != birthdate }) { found.append(.birthdate) }
    if !result.mayBeOfSex(of: entry) { found.append(.sex) }
    let isValid = reply.verdict.isValid
    // An eligibility that was lost may have been followed by another insurer's.
    if isValid, entry.certificate != nil, !results.contains(where: { Self.isSameNumber(entry, $0) }) {
      found.append(.number)
    }
    differences = found
    isAboutSomebody = true
    isConfirmed = isValid && found.isEmpty
  }

  private static func isSameNumber(_ entry: PersonEntry, _ result: ResultOfQualificationConfirmation) -> Bool {
    guard let noted = entry[.number], let number = result.insuredIdentificationNumber,
      TypedText.narrow(number) == TypedText.narrow(noted)
    else { return false }
    guard let insurer = entry[.insurerNumber], let own = result.insurerNumber else { return true }
    return InsurerNumber.isSame(own, as: insurer)
  }
}

extension CounterLanguage {
  func words(_ difference: OutageComparison.Difference) -> String {
    switch difference {
    case .name: words(PersonEntry.Field.name)
    case .birthdate: words(PersonEntry.Field.birthdate)
    case .sex: words(PersonEntry.Field.sex)
    case .number: words(PersonEntry.Field.number)
    }
  }

  func words(_ differences: [OutageComparison.Difference]) -> String {
    differences.map { words($0) }.joined(separator: self("・", ", "))
  }
}
