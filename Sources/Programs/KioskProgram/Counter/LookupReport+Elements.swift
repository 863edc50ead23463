import Eligibility

extension LookupReport {
  /// An element of the interface as it came, for scripts: one that has parts has no text of its own.
  struct Element: Encodable, Equatable {
    var name: String
    var text: String?
    var parts: [Element]?

    init(_ name: String, _ text: String) {
      self.name = name
      self.text = text
    }

    init(_ name: String, _ parts: [Element]) {
      self.name = name
      self.parts = parts
    }

    init(_ unknown: UnknownElement) {
      self =
        unknown.children.isEmpty
        ? Element(unknown.name, unknown.text) : Element(unknown.name, unknown.children.map(Element.init))
    }
  }
}

extension LookupReport.Element {
  /// Certificates, tickets and consents: what a result holds beside the fields that every person has.
  static func groups(of result: ResultOfQualificationConfirmation) -> [Self] {
    var groups: [Self] = []
    if let elderly = result.elderlyRecipientCertificateInfo { groups.append(group(elderly)) }
    groups += leaves([
      ("LimitApplicationCertificateRelatedConsFlg", result.limitApplicationCertificateRelatedConsFlg?.text),
      ("LimitApplicationCertificateRelatedConsTime", result.limitApplicationCertificateRelatedConsTime?.text),
    ])
    if let limit = result.limitApplicationCertificateRelatedInfo { groups.append(group(limit)) }
    groups += leaves([
      ("SpecificDiseasesCertificateRelatedConsFlg", result.specificDiseasesCertificateRelatedConsFlg?.text),
      ("SpecificDiseasesCertificateRelatedConsTime", result.specificDiseasesCertificateRelatedConsTime?.text),
    ])
    groups += result.specificDiseasesCertificateList.map(group)
    groups += result.publicExpenseResultList.map(group)
    let consents = [
      ("SpecificHealthCheckupsInfo", result.specificHealthCheckupsInfo), ("PharmacistsInfo", result.pharmacistsInfo),
      ("DiagnosisInfo", result.diagnosisInfo), ("OperationInfo", result.operationInfo),
    ]
    for (name, consent) in consents + result.furtherConsents.map({ ($0.kind.rawValue, $0.consent) }) {
      groups += leaves([
        ("\(name)ConsFlg", consent.consFlg?.text), ("\(name)ConsTime", consent.consTime?.text),
        ("\(name)AvailableTime", consent.availableTime?.text),
      ])
    }
    return groups
      + leaves([
        ("ArbitraryIdentifier", result.arbitraryIdentifier),
        ("PrescriptionIssueSelect", result.prescriptionIssueSelect?.text),
      ])
  }

  private static func leaves(_ pairs: [(String, String?)]) -> [Self] {
    pairs.compactMap { name, text in text.map { Self(name, $0) } }
  }

  private static func group(_ elderly: ElderlyRecipientCertificateInfo) -> Self {
    Self(
      "ElderlyRecipientCertificateInfo",
      leaves([
        ("ElderlyRecipientCertificateDate", elderly.elderlyRecipientCertificateDate?.text),
        ("ElderlyRecipientValidStartDate", elderly.elderlyRecipientValidStartDate?.text),
        ("ElderlyRecipientValidEndDate", elderly.elderlyRecipientValidEndDate?.text),
        ("ElderlyRecipientContributionRatio", elderly.elderlyRecipientContributionRatio),
      ]) + elderly.unknown.map(Self.init))
  }

  private static func group(_ limit: LimitApplicationCertificateRelatedInfo) -> Self {
    Self(
      "LimitApplicationCertificateRelatedInfo",
      leaves([
        ("LimitApplicationCertificateClassification", limit.limitApplicationCertificateClassification?.text),
        ("LimitApplicationCertificateClassificationFlag", limit.limitApplicationCertificateClassificationFlag?.text),
        ("LimitApplicationCertificateDate", limit.limitApplicationCertificateDate?.text),
        ("LimitApplicationCertificateValidStartDate", limit.limitApplicationCertificateValidStartDate?.text),
        ("LimitApplicationCertificateValidEndDate", limit.limitApplicationCertificateValidEndDate?.text),
        ("LimitApplicationCertificateLongTermDate", limit.limitApplicationCertificateLongTermDate?.text),
      ]) + limit.unknown.map(Self.init))
  }

  private static func group(_ disease: SpecificDiseasesCertificateInfo) -> Self {
    Self(
      "SpecificDiseasesCertificateInfo",
      leaves([
        ("SpecificDiseasesDiseaseCategory", disease.specificDiseasesDiseaseCategory?.text),
        ("SpecificDiseasesCertificateDate", disease.specificDiseasesCertificateDate?.text),
        ("SpecificDiseasesValidStartDate", disease.specificDiseasesValidStartDate?.text),
        ("SpecificDiseasesValidEndDate", disease.specificDiseasesValidEndDate?.text),
        ("SpecificDiseasesSelfPay", disease.specificDiseasesSelfPay),
      ]) + disease.unknown.map(Self.init))
  }

  private static func group(_ ticket: MedicalTicketInfo) -> Self {
    Self(
      "MedicalTicketInfo",
      leaves([
        ("TicketType", ticket.ticketType?.text), ("MedicalTicketValidDate", ticket.medicalTicketValidDate?.text),
        ("MedicalTicketExpirationDate", ticket.medicalTicketExpirationDate?.text), ("IssueNumber", ticket.issueNumber),
        ("MedicalTreatmentMonth", ticket.medicalTreatmentMonth?.text),
        ("DesignatedMedicalInstitutionCode", ticket.designatedMedicalInstitutionCode),
        ("DesignatedMedicalInstitutionFlag", ticket.designatedMedicalInstitutionFlag?.text),
        ("DesignatedMedicalInstitutionName", ticket.designatedMedicalInstitutionName),
        ("PrescriptionIssuerMedicalInstitutionCode", ticket.prescriptionIssuerMedicalInstitutionCode),
        ("PrescriptionIssuerMedicalInstitutionName", ticket.prescriptionIssuerMedicalInstitutionName),
        ("InjuryName1", ticket.injuryName1), ("InjuryName2", ticket.injuryName2), ("InjuryName3", ticket.injuryName3),
        ("MedicalTreatmentType", ticket.medicalTreatmentType?.text), ("SelfPayAmount", ticket.selfPayAmount),
        ("DistrictContactName", ticket.districtContactName), ("HandlingContactName", ticket.handlingContactName),
        ("SingleOrCombinedUse", ticket.singleOrCombinedUse?.text),
        ("StatusOfSocialInsurance", ticket.statusOfSocialInsurance?.text),
        ("ConsistencyFlag", ticket.consistencyFlag?.text), ("StatusOfInfecton", ticket.statusOfInfection?.text),
        ("StatusOfElderlyMedicalCare", ticket.statusOfElderlyMedicalCare?.text),
        ("StatusOfPrefecturalExpenses", ticket.statusOfPrefecturalExpenses?.text), ("Remarks1", ticket.remarks1),
        ("Remarks2", ticket.remarks2), ("Remarks3", ticket.remarks3),
      ]) + ticket.unknown.map(Self.init))
  }
}
