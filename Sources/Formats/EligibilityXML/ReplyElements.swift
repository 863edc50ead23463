import Eligibility

// The elements of a reply, by the structures that hold them: names and order are the interface's.

extension MessageHeader: ExchangedStructure {
  mutating func exchange(_ elements: inout ElementExchange) throws(EligibilityXMLFailure) {
    try elements.moment("ProcessExecutionTime", &processExecutionTime)
    try elements.date("QualificationConfirmationDate", &qualificationConfirmationDate)
    try elements.text("MedicalInstitutionCode", &medicalInstitutionCode)
    try elements.text("ArbitraryFileIdentifier", &arbitraryFileIdentifier)
    try elements.code("ReferenceClassification", &referenceClassification)
    try elements.code("SegmentOfResult", &segmentOfResult)
    try elements.text("ErrorCode", &errorCode)
    try elements.text("ErrorMessage", &errorMessage)
    try elements.code("CharacterCodeIdentifier", &characterCodeIdentifier)
    try elements.text("ReceptionNumber", &receptionNumber)
    try elements.text("NumberOfProcessingResult", &numberOfProcessingResult)
    try elements.text("NumberOfNormalProcessing", &numberOfNormalProcessing)
    try elements.text("NumberOfError", &numberOfError)
    try elements.rest(&unknown)
  }
}

extension MessageBody: ExchangedStructure {
  mutating func exchange(_ elements: inout ElementExchange) throws(EligibilityXMLFailure) {
    try elements.code("PrescriptionIssueSelect", &prescriptionIssueSelect)
    try elements.code("ProcessingResultStatus", &processingResultStatus)
    try elements.text("ProcessingResultCode", &processingResultCode)
    try elements.text("ProcessingResultMessage", &processingResultMessage)
    try elements.code("QualificationValidity", &qualificationValidity)
    try elements.part("QualificationConfirmSearchInfo", &qualificationConfirmSearchInfo)
    try elements.parts("ResultList", of: "ResultOfQualificationConfirmation", &resultList)
    try elements.text("ReferenceNumber", &referenceNumber)
    try elements.text("ReceptionNumber", &receptionNumber)
    try elements.moment("ReceptionDateTime", &receptionDateTime)
    try elements.part("ReferenceNumberRegistrationInfo", &referenceNumberRegistrationInfo)
    try elements.repeated("BulkConfirmUnit", &bulkConfirmUnits)
    try elements.repeated("BulkRegistrationUnit", &bulkRegistrationUnits)
    try elements.rest(&unknown)
  }
}

extension BulkConfirmUnit: ExchangedStructure {
  mutating func exchange(_ elements: inout ElementExchange) throws(EligibilityXMLFailure) {
    try elements.part("QualificationConfirmSearchInfo", &qualificationConfirmSearchInfo)
    try elements.code("ProcessingResultStatus", &processingResultStatus)
    try elements.text("ProcessingResultCode", &processingResultCode)
    try elements.text("ProcessingResultMessage", &processingResultMessage)
    try elements.code("QualificationValidity", &qualificationValidity)
    try elements.unitResults(&results)
    try elements.texts("ReferenceNumber", &referenceNumbers)
    try elements.rest(&unknown)
  }
}

extension ElementExchange {
  /// Directly in the unit, or in a list as outside of a batch; the first is written.
  fileprivate mutating func unitResults(
    _ field: inout [ResultOfQualificationConfirmation]
  ) throws(EligibilityXMLFailure) {
    try repeated("ResultOfQualificationConfirmation", &field)
    guard writer == nil else { return }
    var listed: [ResultOfQualificationConfirmation] = []
    try parts("ResultList", of: "ResultOfQualificationConfirmation", &listed)
    field += listed
  }
}

extension BulkRegistrationUnit: ExchangedStructure {
  mutating func exchange(_ elements: inout ElementExchange) throws(EligibilityXMLFailure) {
    try elements.part("ReferenceNumberRegistrationInfo", &referenceNumberRegistrationInfo)
    try elements.code("ProcessingResultStatus", &processingResultStatus)
    try elements.text("ProcessingResultCode", &processingResultCode)
    try elements.text("ProcessingResultMessage", &processingResultMessage)
    try elements.rest(&unknown)
  }
}

extension ReferenceNumberRegistrationInfo: ExchangedStructure {
  mutating func exchange(_ elements: inout ElementExchange) throws(EligibilityXMLFailure) {
    try elements.text("ReferenceNumber", &referenceNumber)
    try elements.text("InsurerNumber", &insurerNumber)
    try elements.text("InsuredCardSymbol", &insuredCardSymbol)
    try elements.text("InsuredIdentificationNumber", &insuredIdentificationNumber)
    try elements.text("InsuredBranchNumber", &insuredBranchNumber)
    try elements.rest(&unknown)
  }
}

extension QualificationConfirmSearchInfo: ExchangedStructure {
  mutating func exchange(_ elements: inout ElementExchange) throws(EligibilityXMLFailure) {
    try elements.text("InsurerNumber", &insurerNumber)
    try elements.text("InsuredCardSymbol", &insuredCardSymbol)
    try elements.text("InsuredIdentificationNumber", &insuredIdentificationNumber)
    try elements.text("InsuredBranchNumber", &insuredBranchNumber)
    try elements.date("Birthdate", &birthdate)
    try elements.code("LimitApplicationCertificateRelatedConsFlg", &limitApplicationCertificateRelatedConsFlg)
    try elements.part("LimitApplicationCertificateRelatedInfo", &limitApplicationCertificateRelatedInfo)
    try elements.text("ArbitraryIdentifier", &arbitraryIdentifier)
    try elements.rest(&unknown)
  }
}
