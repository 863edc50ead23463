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
    elements.rest(&unknown)
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
    try elements.repeated("BulkConfirmUnit", &bulkConfirmUnits)
    elements.rest(&unknown)
  }
}

extension BulkConfirmUnit: ExchangedStructure {
  mutating func exchange(_ elements: inout ElementExchange) throws(EligibilityXMLFailure) {
    try elements.part("QualificationConfirmSearchInfo", &qualificationConfirmSearchInfo)
    try elements.code("ProcessingResultStatus", &processingResultStatus)
    try elements.text("ProcessingResultCode", &processingResultCode)
    try elements.text("ProcessingResultMessage", &processingResultMessage)
    try elements.code("QualificationValidity", &qualificationValidity)
    try elements.repeated("ResultOfQualificationConfirmation", &results)
    try elements.texts("ReferenceNumber", &referenceNumbers)
    elements.rest(&unknown)
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
    try elements.text("ArbitraryIdentifier", &arbitraryIdentifier)
    elements.rest(&unknown)
  }
}
