/// The reply to a request for medical information (`YZKsiquc01res`, `TKKsiquc01res`).
///
/// The official layout is not public. Its elements are those that programs in the field read; operations, disease names
/// and dialysis are named by none of them, so that they are known by their acts (`TreatmentAct.kind`).
public struct MedicalInformationReply: Equatable, Sendable {
  public var medicalInstitutionCode: String?
  public var arbitraryFileIdentifier: String?
  /// 1: done.
  public var resultCode: String?
  /// Why it was not done.
  public var messageContents: String?
  public var person = MedicalInformationPerson()
  /// Medication: what was given. Claims first, then dispensing, then prescriptions, as messages list them.
  public var months: [MedicationMonth] = []
  public var checkups: [SpecificHealthCheckupInfo] = []
  /// A PDF made by the service, in place of all the others.
  public var document: [UInt8]?
  /// Of the header and of the body.
  public var unknown: [UnknownElement] = []

  public init() {}

  public static let done = "1"
  public var isDone: Bool { document != nil || resultCode == Self.done }
}

/// `QuaInf` of a medication reply, `QualificationsInfo` of a check-up reply (where the names are `KanasName`,
/// `Birthday`, `AdministrativeGenderCode`).
public struct MedicalInformationPerson: Equatable, Sendable {
  public var name: String?
  /// `KanaName`.
  public var kanaName: String?
  /// `Birth`.
  public var birth: MessageDate?
  /// `AdmGendCode`.
  public var gender: String?
  public var unknown: [UnknownElement] = []

  public init() {}
}

/// Where a record comes from. The same elements have a prefix of their own in each.
public enum MedicationOrigin: String, CaseIterable, Sendable {
  /// Claims (レセプト): `MeTrMonthInf`. Where several origins tell of one day, this one counts.
  case claim = "MeTr"
  /// Dispensing: `CzDiInf/CzDiMonthInf`.
  case dispensing = "Cz"
  /// Prescriptions: `ShPrInf/ShPrMonthInf`.
  case prescription = "Sh"
}

/// One institution's month. Element names are given for claims.
public struct MedicationMonth: Equatable, Sendable {
  public var origin: MedicationOrigin
  /// `DiOrg`: kind of the institution.
  public var organisation: String?
  /// `MeTrDiHCd`, 10 digits.
  public var institutionCode: String?
  /// `MeTrDiHNm`.
  public var institutionName: String?
  /// `PrlsHCd`.
  public var prescriberCode: String?
  /// `PrlsHNm`.
  public var prescriberName: String?
  /// `MeTrMonth`.
  public var month: MessageMonth?
  /// `PrIsOrg`: 1 own institution, 2 another.
  public var isOwnInstitution: String?
  /// `InOut`.
  public var inOut: String?
  public var days: [MedicationDay] = []
  public var unknown: [UnknownElement] = []

  public init(origin: MedicationOrigin) { self.origin = origin }
}

/// `DiDateInf`: one day's drugs and acts.
public struct MedicationDay: Equatable, Sendable {
  /// `DiDate`.
  public var date: MessageDate?
  /// `PrDate`; a prescription has but one day (`ShPrDate`), which is both.
  public var prescribed: MessageDate?
  public var drugs: [DrugInformation] = []
  /// `MeTrInfs/MeTrInf`; seen in claims only.
  public var acts: [TreatmentAct] = []
  public var unknown: [UnknownElement] = []

  public init() {}
}

/// `DrugInf`.
public struct DrugInformation: Equatable, Sendable {
  /// `DrugC`.
  public var code: String?
  /// `DrugN`.
  public var name: String?
  /// `IngreN`.
  public var ingredient: String?
  /// `Qua1`, a decimal number.
  public var quantity: String?
  public var unit: String?
  /// `Times`: days, or how often.
  public var times: String?
  /// `UsageN`.
  public var usage: String?
  /// `SpInst`.
  public var instruction: String?
  /// `MeTrIdCl` (`CzUsageCl`, `ShUsageCl`).
  public var usageClass: String?
  public var unknown: [UnknownElement] = []

  public init() {}
}

/// `MeTrInf`: something done.
public struct TreatmentAct: Equatable, Sendable {
  /// `SinInfN`.
  public var name: String?
  /// `SinInfCd`.
  public var code: String?
  /// `MeTrIdCl`: a claim's class of care (診療識別).
  public var careClass: String?
  /// `Qua1`.
  public var quantity: String?
  public var unit: String?
  public var times: String?
  public var unknown: [UnknownElement] = []

  public init() {}

  /// What consent it falls under.
  public enum Kind: Equatable, Sendable {
    case treatment
    case operation
    case dialysis
  }

  /// Claims put operations under class 50. Dialysis stands among the treatments (class 40) and is known by its name alone:
  /// where that leaves a doubt, the narrower consent is asked for.
  public var kind: Kind {
    if careClass == "50" { return .operation }
    guard let name else { return .treatment }
    return name.contains("透析") || name.contains("人工腎臓") ? .dialysis : .treatment
  }
}

/// `SpecificHealthCheckupInfo`: one check-up.
public struct SpecificHealthCheckupInfo: Equatable, Sendable {
  /// `EffectiveTime`: its day.
  public var effectiveTime: MessageDate?
  /// `HealthCheckupResultAndQuestionInfos/HealthCheckupResultAndQuestionInfo`.
  public var items: [HealthCheckupResultAndQuestionInfo] = []
  public var unknown: [UnknownElement] = []

  public init() {}
}

/// `HealthCheckupResultAndQuestionInfo`: one result or one answer.
public struct HealthCheckupResultAndQuestionInfo: Equatable, Sendable {
  /// 17 characters (JLAC10); the first 4 say what was tested, the rest how.
  public var itemCode: String?
  public var itemName: String?
  public var dataType: String?
  public var dataValue: String?
  public var unit: String?
  public var oid: String?
  /// What a coded value means.
  public var dataValueName: String?
  public var unknown: [UnknownElement] = []

  public init() {}
}
