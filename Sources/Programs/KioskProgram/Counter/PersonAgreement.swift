import Eligibility

/// Whether an answer can be about the person whom staff wrote down: what the outage's and the disaster's answers are both
/// judged by. What must be there, and what a difference means, each of them says itself.
extension ResultOfQualificationConfirmation {
  /// Names are written in more than one way (髙, 高), or a character of them is lost: their readings decide then.
  func isNamed(as entry: PersonEntry) -> Bool {
    if let name = entry[.name], writtenNames.contains(where: { PersonComparison.isSameName($0, as: name) }) {
      return true
    }
    guard let kana = entry[.kana] else { return false }
    return readings.contains { PersonComparison.isSameReading($0, as: kana) }
  }

  /// Whether there is anything with which the name or the reading can be compared.
  func isNameComparable(with entry: PersonEntry) -> Bool {
    (entry[.name] != nil && !writtenNames.isEmpty) || (entry[.kana] != nil && !readings.isEmpty)
  }

  /// Only male and female can contradict each other; the interface has two places for it, the card's face and the family
  /// register.
  func mayBeOfSex(of entry: PersonEntry) -> Bool {
    let told = [sex1?.value, sex2?.value].compactMap(\.self).filter { $0 != .notSet }
    guard let written = entry[.sex].flatMap({ Sex(rawValue: $0) }), written != .notSet, !told.isEmpty else {
      return true
    }
    return told.contains(written)
  }

  private var writtenNames: [String] { [name, nameOfOther].compactMap(\.self).filter { !$0.isEmpty } }
  private var readings: [String] { [nameKana, nameOfOtherKana].compactMap(\.self).filter { !$0.isEmpty } }
}
