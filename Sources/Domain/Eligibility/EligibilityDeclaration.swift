import CivilTime

/// A patient's signed word about their own insurance (被保険者資格申立書), taken where nothing else could confirm it: the
/// fields of reception-flow, "Without a card, and when it fails". It confirms nothing by itself; the normal burden applies.
public struct EligibilityDeclaration: Equatable, Sendable {
  public let entry: PersonEntry
  /// When it was made.
  public let date: CivilDate
  /// 10 digits.
  public let institution: String

  /// What must be there. What a patient may not know by heart (insurer's name and number, employer) may be left out, and
  /// "unknown" is an answer to kind of insurance and burden.
  public static let needed: [PersonEntry.Field] = [
    .name, .kana, .birthdate, .sex, .address, .contact, .insuranceKind, .burden, .reason,
  ]
  /// What may be there besides.
  public static let optional: [PersonEntry.Field] = [
    .insurerName, .insurerNumber, .employerName, .employerAddress, .remark,
  ]

  public init(
    _ entry: PersonEntry, date: CivilDate, institution: String
  ) throws(PersonEntry.Mistakes) {
    var mistakes = entry.missing(of: Self.needed)
    if entry[.reason] == DeclarationReason.other.rawValue { mistakes += entry.missing(of: [.remark]) }
    if let number = entry[.insurerNumber].flatMap({ InsurerNumber($0) }),
      let kind = entry[.insuranceKind].flatMap({ InsuranceKind(rawValue: $0) }), !kind.agrees(with: number.kind)
    {
      mistakes.append(.kindContradictsNumber)
    }
    guard mistakes.isEmpty else { throw PersonEntry.Mistakes(list: mistakes) }
    self.entry = entry
    self.date = date
    self.institution = institution
  }
}

/// 保険種別, as people know it.
public enum InsuranceKind: String, CaseIterable, Sendable {
  /// 社保: by the employer, or by that of a family member.
  case employees
  /// 国保
  case national
  /// 後期高齢者医療
  case lateStageElderly
  case other
  case unknown

  /// Whether an insurer of that law code can be meant.
  public func agrees(with kind: InsurerKind) -> Bool {
    switch (self, kind) {
    case (.unknown, _): true
    case (.national, .nationalHealthInsurance), (.lateStageElderly, .lateStageElderly), (.other, .other): true
    case (.employees, .healthInsuranceAssociation), (.employees, .seamen), (.employees, .dayLabourers),
      (.employees, .healthInsuranceSociety), (.employees, .selfDefenseForces), (.employees, .mutualAid),
      (.employees, .specialRetired):
      true
    case (.employees, _), (.national, _), (.lateStageElderly, _), (.other, _): false
    }
  }
}

/// 一部負担金の割合: the part of the cost that the patient pays, in percent.
public enum BurdenRatio: String, CaseIterable, Sendable {
  case ten = "10"
  case twenty = "20"
  case thirty = "30"
  case unknown
}

/// Why no eligibility could be confirmed.
public enum DeclarationReason: String, CaseIterable, Sendable {
  /// 資格情報なし: the insurer has not registered a change yet.
  case notFound
  /// 資格(無効), or a new eligibility that is not registered yet.
  case invalid
  /// Reader, terminal or network.
  case machine
  /// The card is damaged, or its certificate has expired.
  case card
  /// The person has brought neither a card nor a certificate.
  case nothingBrought
  /// `remark` says what.
  case other
}
