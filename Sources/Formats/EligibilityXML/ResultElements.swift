import Eligibility

extension ResultOfQualificationConfirmation: ExchangedStructure {
  mutating func exchange(_ elements: inout ElementExchange) throws(EligibilityXMLFailure) {
    try elements.code("InsuredCardClassification", &insuredCardClassification)
    try elements.text("InsurerNumber", &insurerNumber)
    try elements.text("InsuredCardSymbol", &insuredCardSymbol)
    try elements.text("InsuredIdentificationNumber", &insuredIdentificationNumber)
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
    try elements.text("InsurerName", &insurerName)
    try elements.part("ElderlyRecipientCertificateInfo", &elderlyRecipientCertificateInfo)
    try exchangeCertificates(&elements)
    try elements.viewConsent("SpecificHealthCheckupsInfo", &specificHealthCheckupsInfo)
    try elements.viewConsent("PharmacistsInfo", also: "PharmaceuticalInfo", &pharmacistsInfo)
    try elements.viewConsent("DiagnosisInfo", &diagnosisInfo)
    try elements.viewConsent("OperationInfo", &operationInfo)
    try elements.text("ReferenceNumber", &referenceNumber)
    elements.rest(&unknown)
  }

  private mutating func exchangeCertificates(_ elements: inout ElementExchange) throws(EligibilityXMLFailure) {
    try elements.code("LimitApplicationCertificateRelatedConsFlg", &limitApplicationCertificateRelatedConsFlg)
    try elements.moment("LimitApplicationCertificateRelatedConsTime", &limitApplicationCertificateRelatedConsTime)
    try elements.part("LimitApplicationCertificateRelatedInfo", &limitApplicationCertificateRelatedInfo)
    try elements.code("LimitApplicationCertificateChanged", &limitApplicationCertificateChanged)
    try elements.code("SpecificDiseasesCertificateRelatedConsFlg", &specificDiseasesCertificateRelatedConsFlg)
    try elements.moment("SpecificDiseasesCertificateRelatedConsTime", &specificDiseasesCertificateRelatedConsTime)
    try elements.parts(
      "SpecificDiseasesCertificateList", of: "SpecificDiseasesCertificateInfo", &specificDiseasesCertificateList)
    try elements.parts("PublicExpenseResultList", of: "MedicalTicketInfo", &publicExpenseResultList)
  }
}

extension ElementExchange {
  /// The three elements of one kind of medical information. One program writes `PharmaceuticalInfo…` for the second kind
  /// and `…AcquisitionTime` for the third element; both are read, the first of each is written.
  fileprivate mutating func viewConsent(
    _ kind: String, also: String? = nil, _ field: inout ViewConsent
  ) throws(EligibilityXMLFailure) {
    try code("\(kind)ConsFlg", also: also.map { "\($0)ConsFlg" }, &field.consFlg)
    try moment("\(kind)ConsTime", also: also.map { "\($0)ConsTime" }, &field.consTime)
    try moment("\(kind)AvailableTime", also: "\(kind)AcquisitionTime", &field.availableTime)
    guard let also else { return }
    // Absent under the first name: the other one may be there. Writing, the field has gone out already.
    if field.availableTime == nil {
      try moment("\(also)AvailableTime", also: "\(also)AcquisitionTime", &field.availableTime)
    }
  }
}

extension ElderlyRecipientCertificateInfo: ExchangedStructure {
  mutating func exchange(_ elements: inout ElementExchange) throws(EligibilityXMLFailure) {
    try elements.date("ElderlyRecipientCertificateDate", &elderlyRecipientCertificateDate)
    try elements.date("ElderlyRecipientValidStartDate", &elderlyRecipientValidStartDate)
    try elements.date("ElderlyRecipientValidEndDate", &elderlyRecipientValidEndDate)
    try elements.text("ElderlyRecipientContributionRatio", &elderlyRecipientContributionRatio)
    elements.rest(&unknown)
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
    elements.rest(&unknown)
  }
}

extension SpecificDiseasesCertificateInfo: ExchangedStructure {
  mutating func exchange(_ elements: inout ElementExchange) throws(EligibilityXMLFailure) {
    try elements.code("SpecificDiseasesDiseaseCategory", &specificDiseasesDiseaseCategory)
    try elements.date("SpecificDiseasesCertificateDate", &specificDiseasesCertificateDate)
    try elements.date("SpecificDiseasesValidStartDate", &specificDiseasesValidStartDate)
    try elements.date("SpecificDiseasesValidEndDate", &specificDiseasesValidEndDate)
    try elements.text("SpecificDiseasesSelfPay", &specificDiseasesSelfPay)
    elements.rest(&unknown)
  }
}

extension MedicalTicketInfo: ExchangedStructure {
  mutating func exchange(_ elements: inout ElementExchange) throws(EligibilityXMLFailure) {
    try elements.text("TicketType", &ticketType)
    try elements.date("MedicalTicketValidDate", &medicalTicketValidDate)
    try elements.text("SelfPayAmount", &selfPayAmount)
    // The elements that public facts leave out stand before the amount in real messages; behind it here.
    elements.rest(&unknown)
  }
}
