// The code tables of the eligibility interface, by the element that carries each.

/// `ReferenceClassification`: how the person was named.
public enum ReferenceClassification: String, CaseIterable, Sendable {
  case myNumberCard = "1"
  case insuranceCardData = "2"
}

/// `SegmentOfResult`.
public enum SegmentOfResult: String, CaseIterable, Sendable {
  case normal = "1"
  case inProgress = "2"
  case abnormal = "9"
}

/// `ProcessingResultStatus`.
public enum ProcessingResultStatus: String, CaseIterable, Sendable {
  case normal = "1"
  case error = "2"
}

/// `QualificationValidity`.
public enum QualificationValidity: String, CaseIterable, Sendable {
  case valid = "1"
  case invalid = "2"
  /// Invalid, and a new eligibility exists: the insurer changed.
  case invalidNewEligibility = "3"
  case noSuchEligibility = "4"
  /// Health insurance only.
  case severalMatch = "5"
  /// Valid but not registered: medical aid only.
  case medicalAidOnly = "6"
}

/// `CharacterCodeIdentifier`.
public enum CharacterCodeIdentifier: String, CaseIterable, Sendable {
  case utf8 = "0"
  case shiftJIS = "1"
}

/// `PrescriptionIssueSelect`.
public enum PrescriptionIssueSelect: String, CaseIterable, Sendable {
  case electronic = "1"
  case paper = "2"
}

/// `Sex1` (on the card's face), `Sex2` (in the family register).
public enum Sex: String, CaseIterable, Sendable {
  case male = "1"
  case female = "2"
  case notSet = "3"
}

/// `ReasonOfLoss`.
public enum ReasonOfLoss: String, CaseIterable, Sendable {
  case death = "01"
  case publicAssistanceBegan = "02"
  case otherInsuranceAcquired = "03"
  case other = "99"
}

/// `PersonalFamilyClassification`.
public enum PersonalFamilyClassification: String, CaseIterable, Sendable {
  case insured = "1"
  case family = "2"
}

/// `InsuredCardClassification`.
public enum InsuredCardClassification: String, CaseIterable, Sendable {
  case general = "01"
  case retired = "02"
  case shortTermGeneral = "03"
  case shortTermRetired = "04"
  /// Formerly 資格証明書.
  case specialMedicalExpense = "05"
  case specialRetired = "06"
  case selfDefenseForces = "07"
  case medicalAid = "A1"
}

/// `LimitApplicationCertificateClassification`.
public enum LimitCertificateKind: String, CaseIterable, Sendable {
  /// 限度額適用認定証
  case limit = "01"
  /// 限度額適用・標準負担額減額認定証
  case limitAndStandardReduction = "02"
  /// 標準負担額減額認定証
  case standardReduction = "03"
}

/// `LimitApplicationCertificateClassificationFlag`: the bracket of the high-cost limit.
public enum LimitBracket: String, CaseIterable, Sendable {
  case a = "A01"
  case i = "A02"
  case u = "A03"
  case e = "A04"
  case o = "A05"
  case oBorder = "A06"
  case workingIncome3 = "B01"
  case workingIncome2 = "B02"
  case workingIncome1 = "B03"
  case general70To74 = "B04"
  case lowIncome2 = "B05"
  case lowIncome1 = "B06"
  case lowIncome1OldAgeWelfare = "B07"
  case lowIncome1Border = "B08"
  case general2From75 = "B09"
  case general1From75 = "B10"

  /// As hospitals write it.
  public var japanese: String {
    switch self {
    case .a: "ア"
    case .i: "イ"
    case .u: "ウ"
    case .e: "エ"
    case .o: "オ"
    case .oBorder: "オ(境)"
    case .workingIncome3: "現役並みⅢ"
    case .workingIncome2: "現役並みⅡ"
    case .workingIncome1: "現役並みⅠ"
    case .general70To74: "一般"
    case .lowIncome2: "低所得Ⅱ"
    case .lowIncome1: "低所得Ⅰ"
    case .lowIncome1OldAgeWelfare: "低所得Ⅰ(老福)"
    case .lowIncome1Border: "低所得Ⅰ(境)"
    case .general2From75: "一般Ⅱ"
    case .general1From75: "一般Ⅰ"
    }
  }
}

/// `SpecificDiseasesDiseaseCategory`.
public enum SpecificDisease: String, CaseIterable, Sendable {
  case artificialDialysis = "1"
  case coagulationFactorDisorder = "2"
  case hivFromBloodProducts = "3"
}

/// `LimitApplicationCertificateChanged` (batch).
public enum LimitChanged: String, CaseIterable, Sendable {
  case no = "0"
  case yesOrUndecidable = "1"
}

/// `PreschoolClassification`; a person who is at school has no such element.
public enum PreschoolClassification: String, CaseIterable, Sendable {
  case preschool = "1"
}

/// `LimitApplicationCertificateRelatedConsFlg`.
public enum LimitConsentFlag: String, CaseIterable, Sendable {
  case no = "0"
  case yes = "1"
}

/// The consent flags of specific disease, check-up, medication, treatment and operation. 0 covers both "no" and "not
/// asked": the journal alone knows which.
public enum ConsentFlag: String, CaseIterable, Sendable {
  case none = "0"
  case given = "1"
  case expired = "2"
  case couldNotBeObtained = "3"
}
