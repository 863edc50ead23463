/// `MedicalTicketInfo`: one medical or dispensing ticket of public assistance (医療扶助), in the order of the interface.
public struct MedicalTicketInfo: Equatable, Sendable {
  public var ticketType: Coded<TicketType>?
  public var medicalTicketValidDate: MessageDate?
  public var medicalTicketExpirationDate: MessageDate?
  public var issueNumber: String?
  /// The month of care for which it holds.
  public var medicalTreatmentMonth: MessageMonth?
  public var designatedMedicalInstitutionCode: String?
  public var designatedMedicalInstitutionFlag: Coded<DesignatedInstitutionFlag>?
  public var designatedMedicalInstitutionName: String?
  public var prescriptionIssuerMedicalInstitutionCode: String?
  public var prescriptionIssuerMedicalInstitutionName: String?
  public var injuryName1: String?
  public var injuryName2: String?
  public var injuryName3: String?
  public var medicalTreatmentType: Coded<MedicalTreatmentType>?
  /// Yen.
  public var selfPayAmount: String?
  public var districtContactName: String?
  public var handlingContactName: String?
  public var singleOrCombinedUse: Coded<SingleOrCombinedUse>?
  public var statusOfSocialInsurance: Coded<TicketStatus>?
  public var consistencyFlag: Coded<ConsistencyFlag>?
  /// Infectious diseases act, article 37-2. Its element is spelled `StatusOfInfecton`.
  public var statusOfInfection: Coded<TicketStatus>?
  public var statusOfElderlyMedicalCare: Coded<TicketStatus>?
  public var statusOfPrefecturalExpenses: Coded<TicketStatus>?
  public var remarks1: String?
  public var remarks2: String?
  public var remarks3: String?
  public var unknown: [UnknownElement] = []

  public init() {}
}

/// `TicketType` (table OQSCD018).
public enum TicketType: String, CaseIterable, Sendable {
  case medical = "01"
  case dispensing = "02"
}

/// `DesignatedMedicalInstitutionFlag` (OQSCD026): whether the ticket names the institution that asks.
public enum DesignatedInstitutionFlag: String, CaseIterable, Sendable {
  case matches = "0"
  case differs = "1"
}

/// `MedicalTreatmentType` (OQSCD019).
public enum MedicalTreatmentType: String, CaseIterable, Sendable {
  case inpatient = "01"
  case outpatient = "02"
  case dental = "03"
  case dispensing = "04"
  case homeNursing = "05"
}

/// `SingleOrCombinedUse` (OQSCD020): public assistance alone, or beside other insurance.
public enum SingleOrCombinedUse: String, CaseIterable, Sendable {
  case alone = "01"
  case combined = "02"
}

/// `StatusOfSocialInsurance`, `StatusOfInfecton`, `StatusOfElderlyMedicalCare`, `StatusOfPrefecturalExpenses` (OQSCD021
/// and 023 to 025).
public enum TicketStatus: String, CaseIterable, Sendable {
  case yes = "01"
  case no = "02"
}

/// `ConsistencyFlag` (OQSCD022): the statement about social insurance does not agree with what the service knows;
/// otherwise absent.
public enum ConsistencyFlag: String, CaseIterable, Sendable {
  case inconsistent = "1"
}
