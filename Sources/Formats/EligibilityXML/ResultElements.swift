import Eligibility

extension ResultOfQualificationConfirmation: ExchangedStructure {
  mutating func exchange(_ elements: inout ElementExchange) throws(EligibilityXMLFailure) {
    try elements.code("InsuredCardClassification", &insuredCardClassification)
    try elements.text("InsurerNumber", instead: "PublicExpenseNumber", &insurerNumber)
    try elements.text("InsuredCardSymbol", &insuredCardSymbol)
    try elements.text(
      "InsuredIdentificationNumber", instead: "BeneficiaryNumber", &insuredIdentificationNumber)
    try elements.text("InsuredBranchNumber", &insuredBranchNumber)
    try elements.code("PersonalFamilyClassification", &personalFamilyClassification)
    try elements.text("InsuredName", &insuredName)
    try elements.text("Name", &name)
    try elements.text("NameOfOther", &nameOfOther)
    try elements.text("NameKana", &nameKana)
    try elements.text("NameOfOtherKana", &nameOfOtherKana)
    try elements.code("Sex1", &sex1)
    try elements.code("Sex2", &sex2)
    try elements.date("Birthdate", &birthdate)
    try elements.text("Address", &address)
    try elements.text("PostNumber", &postNumber)
    try elements.date("QualificationDate", &qualificationDate)
    try elements.date("DisqualificationDate", &disqualificationDate)
    try elements.date("InsuredCertificateIssuanceDate", &insuredCertificateIssuanceDate)
    try elements.date("InsuredCardValidDate", &insuredCardValidDate)
    try elements.date("InsuredCardExpirationDate", &insuredCardExpirationDate)
    try elements.text("InsuredPartialContributionRatio", &insuredPartialContributionRatio)
    try elements.code("PreschoolClassification", &preschoolClassification)
    try elements.code("ReasonOfLoss", &reasonOfLoss)
    try elements.text("InsurerName", instead: "WelfareOfficeName", &insurerName)
    try elements.part("ElderlyRecipientCertificateInfo", &elderlyRecipientCertificateInfo)
    try exchangeCertificates(&elements)
    try elements.viewConsent("SpecificHealthCheckupsInfo", &specificHealthCheckupsInfo)
    try elements.viewConsent("PharmacistsInfo", also: "PharmaceuticalInfo", &pharmacistsInfo)
    try elements.viewConsent("DiagnosisInfo", &diagnosisInfo)
    try elements.viewConsent("OperationInfo", &operationInfo)
    try elements.furtherConsents(&furtherConsents)
    try elements.text("ReferenceNumber", &referenceNumber)
    try elements.text("ArbitraryIdentifier", &arbitraryIdentifier)
    try elements.code("PrescriptionIssueSelect", &prescriptionIssueSelect)
    try elements.rest(&unknown)
  }

  private mutating func exchangeCertificates(_ elements: inout ElementExchange) throws(EligibilityXMLFailure) {
    try elements.code("LimitApplicationCertificateRelatedConsFlg", &limitApplicationCertificateRelatedConsFlg)
    try elements.moment("LimitApplicationCertificateRelatedConsTime", &limitApplicationCertificateRelatedConsTime)
    try elements.part("LimitApplicationCertificateRelatedInfo", &limitApplicationCertificateRelatedInfo)
    try elements.code("LimitApplicationCertificateChanged", &limitApplicationCertificateChanged)
    try elements.code("SpecificDiseasesCertificateRelatedConsFlg", &specificDiseasesCertificateRelatedConsFlg)
    try elements.moment("SpecificDiseasesCertificateRelatedConsTime", &specificDiseasesCertificateRelatedConsTime)
    try elements.specificDiseases(&specificDiseasesCertificateList)
    try elements.parts("PublicExpenseResultList", of: "MedicalTicketInfo", &publicExpenseResultList)
  }
}

extension ElementExchange {
  /// The three elements of one kind of medical information. One program writes `PharmaceuticalInfo…` for the second kind
  /// and `…AcquisitionTime` for the third element, another drops the last letter of `DiagnosisInfoConsTime`; all are
  /// read, the first of each is written.
  fileprivate mutating func viewConsent(
    _ kind: String, also: String? = nil, _ field: inout ViewConsent
  ) throws(EligibilityXMLFailure) {
    try code("\(kind)ConsFlg", also: also.map { "\($0)ConsFlg" }, &field.consFlg)
    try moment("\(kind)ConsTime", also: also.map { "\($0)ConsTime" } ?? "\(kind)ConsTim", &field.consTime)
    try moment("\(kind)AvailableTime", also: "\(kind)AcquisitionTime", &field.availableTime)
    guard let also else { return }
    // Absent under the first name: the other one may be there. Writing, the field has gone out already.
    if field.availableTime == nil {
      try moment("\(also)AvailableTime", also: "\(also)AcquisitionTime", &field.availableTime)
    }
  }

  fileprivate mutating func furtherConsents(_ field: inout [FurtherConsent]) throws(EligibilityXMLFailure) {
    guard writer == nil else {
      for index in field.indices { try viewConsent(field[index].kind.rawValue, &field[index].consent) }
      return
    }
    field = []
    for kind in FurtherConsent.Kind.allCases {
      var consent = ViewConsent()
      try viewConsent(kind.rawValue, &consent)
      if consent != ViewConsent() { field.append(FurtherConsent(kind: kind, consent: consent)) }
    }
  }

  /// Some programs write `SpecificDiseasesCertificateInfo` in one list, others repeat the list with the elements of one
  /// disease in each; both are read, the first is written.
  fileprivate mutating func specificDiseases(
    _ field: inout [SpecificDiseasesCertificateInfo]
  ) throws(EligibilityXMLFailure) {
    let (list, item) = ("SpecificDiseasesCertificateList", "SpecificDiseasesCertificateInfo")
    guard writer == nil else { return try parts(list, of: item, &field) }
    field = []
    for tree in trees(list) {
      if tree.children.contains(where: { $0.name == item }) {
        for child in tree.children {
          if child.name == item {
            field.append(try ElementExchange.read(child, as: SpecificDiseasesCertificateInfo.self))
          } else {
            keep(child)
          }
        }
      } else if !tree.children.isEmpty {
        field.append(try ElementExchange.read(tree, as: SpecificDiseasesCertificateInfo.self))
      } else if !tree.text.isEmpty {
        throw .malformed(element: list)
      }
    }
  }
}

extension ElderlyRecipientCertificateInfo: ExchangedStructure {
  mutating func exchange(_ elements: inout ElementExchange) throws(EligibilityXMLFailure) {
    try elements.date("ElderlyRecipientCertificateDate", &elderlyRecipientCertificateDate)
    try elements.date("ElderlyRecipientValidStartDate", &elderlyRecipientValidStartDate)
    try elements.date("ElderlyRecipientValidEndDate", &elderlyRecipientValidEndDate)
    try elements.text("ElderlyRecipientContributionRatio", &elderlyRecipientContributionRatio)
    try elements.rest(&unknown)
  }
}

extension LimitApplicationCertificateRelatedInfo: ExchangedStructure {
  mutating func exchange(_ elements: inout ElementExchange) throws(EligibilityXMLFailure) {
    try elements.code("LimitApplicationCertificateClassification", &limitApplicationCertificateClassification)
    try elements.code("LimitApplicationCertificateClassificationFlag", &limitApplicationCertificateClassificationFlag)
    try elements.date("LimitApplicationCertificateDate", &limitApplicationCertificateDate)
    try elements.date("LimitApplicationCertificateValidStartDate", &limitApplicationCertificateValidStartDate)
    try elements.date("LimitApplicationCertificateValidEndDate", &limitApplicationCertificateValidEndDate)
    try elements.date("LimitApplicationCertificateLongTermDate", &limitApplicationCertificateLongTermDate)
    try elements.rest(&unknown)
  }
}

extension SpecificDiseasesCertificateInfo: ExchangedStructure {
  mutating func exchange(_ elements: inout ElementExchange) throws(EligibilityXMLFailure) {
    try elements.code("SpecificDiseasesDiseaseCategory", &specificDiseasesDiseaseCategory)
    try elements.date("SpecificDiseasesCertificateDate", &specificDiseasesCertificateDate)
    try elements.date("SpecificDiseasesValidStartDate", &specificDiseasesValidStartDate)
    try elements.date("SpecificDiseasesValidEndDate", &specificDiseasesValidEndDate)
    try elements.text("SpecificDiseasesSelfPay", &specificDiseasesSelfPay)
    try elements.rest(&unknown)
  }
}

extension MedicalTicketInfo: ExchangedStructure {
  mutating func exchange(_ elements: inout ElementExchange) throws(EligibilityXMLFailure) {
    try elements.code("TicketType", &ticketType)
    try elements.date("MedicalTicketValidDate", &medicalTicketValidDate)
    try elements.date("MedicalTicketExpirationDate", &medicalTicketExpirationDate)
    try elements.text("IssueNumber", &issueNumber)
    try elements.month("MedicalTreatmentMonth", &medicalTreatmentMonth)
    try elements.text("DesignatedMedicalInstitutionCode", &designatedMedicalInstitutionCode)
    try elements.code("DesignatedMedicalInstitutionFlag", &designatedMedicalInstitutionFlag)
    try elements.text("DesignatedMedicalInstitutionName", &designatedMedicalInstitutionName)
    try elements.text("PrescriptionIssuerMedicalInstitutionCode", &prescriptionIssuerMedicalInstitutionCode)
    try elements.text("PrescriptionIssuerMedicalInstitutionName", &prescriptionIssuerMedicalInstitutionName)
    try elements.text("InjuryName1", &injuryName1)
    try elements.text("InjuryName2", &injuryName2)
    try elements.text("InjuryName3", &injuryName3)
    try elements.code("MedicalTreatmentType", &medicalTreatmentType)
    try elements.text("SelfPayAmount", &selfPayAmount)
    try elements.text("DistrictContactName", &districtContactName)
    try elements.text("HandlingContactName", &handlingContactName)
    try elements.code("SingleOrCombinedUse", &singleOrCombinedUse)
    try elements.code("StatusOfSocialInsurance", &statusOfSocialInsurance)
    try elements.code("ConsistencyFlag", &consistencyFlag)
    // So spelled by the interface.
    try elements.code("StatusOfInfecton", &statusOfInfection)
    try elements.code("StatusOfElderlyMedicalCare", &statusOfElderlyMedicalCare)
    try elements.code("StatusOfPrefecturalExpenses", &statusOfPrefecturalExpenses)
    try elements.text("Remarks1", &remarks1)
    try elements.text("Remarks2", &remarks2)
    try elements.text("Remarks3", &remarks3)
    try elements.rest(&unknown)
  }
}
