/// What a message writes for a character that its encoding lacks, mostly an older kanji of a name. Which character it
/// was cannot be known: staff are told, and nothing is guessed.
public enum BlackCircle {
  public static let character: Character = "●"

  public static func isIn(_ text: some StringProtocol) -> Bool { text.unicodeScalars.contains("●") }
}

extension ResultOfQualificationConfirmation {
  /// The elements that hold a black circle, by the interface's names and in its order; those of a ticket behind its
  /// number (`MedicalTicketInfo[1]/InjuryName1`), unknown ones under their own.
  public var elementsWithBlackCircle: [String] {
    let texts = [
      ("InsuredCardSymbol", insuredCardSymbol), ("InsuredIdentificationNumber", insuredIdentificationNumber),
      ("InsuredName", insuredName), ("Name", name), ("NameOfOther", nameOfOther), ("NameKana", nameKana),
      ("NameOfOtherKana", nameOfOtherKana), ("Address", address), ("InsurerName", insurerName),
    ]
    var found = texts.filter { $0.1.map(BlackCircle.isIn) ?? false }.map(\.0)
    for (index, ticket) in publicExpenseResultList.enumerated() {
      found += ticket.elementsWithBlackCircle.map { "MedicalTicketInfo[\(index + 1)]/\($0)" }
    }
    if let referenceNumber, BlackCircle.isIn(referenceNumber) { found.append("ReferenceNumber") }
    return found + unknown.filter(\.holdsBlackCircle).map(\.name)
  }
}

extension MedicalTicketInfo {
  fileprivate var elementsWithBlackCircle: [String] {
    let texts = [
      ("DesignatedMedicalInstitutionName", designatedMedicalInstitutionName),
      ("PrescriptionIssuerMedicalInstitutionName", prescriptionIssuerMedicalInstitutionName),
      ("InjuryName1", injuryName1), ("InjuryName2", injuryName2), ("InjuryName3", injuryName3),
      ("DistrictContactName", districtContactName), ("HandlingContactName", handlingContactName),
      ("Remarks1", remarks1), ("Remarks2", remarks2), ("Remarks3", remarks3),
    ]
    return texts.filter { $0.1.map(BlackCircle.isIn) ?? false }.map(\.0)
      + unknown.filter(\.holdsBlackCircle).map(\.name)
  }
}

extension UnknownElement {
  fileprivate var holdsBlackCircle: Bool { BlackCircle.isIn(text) || children.contains(where: \.holdsBlackCircle) }
}
