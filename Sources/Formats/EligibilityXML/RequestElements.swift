import Eligibility

/// `MessageHeader` of a request.
struct RequestHeader: ExchangedStructure {
  var qualificationConfirmationDate: MessageDate?
  var medicalInstitutionCode: String?
  var arbitraryFileIdentifier: String?
  var unknown: [UnknownElement] = []

  mutating func exchange(_ elements: inout ElementExchange) throws(EligibilityXMLFailure) {
    try elements.date("QualificationConfirmationDate", &qualificationConfirmationDate)
    try elements.text("MedicalInstitutionCode", &medicalInstitutionCode)
    try elements.text("ArbitraryFileIdentifier", &arbitraryFileIdentifier)
    elements.rest(&unknown)
  }
}

/// `MessageBody` of a request.
struct RequestBody: ExchangedStructure {
  var searchInfo: QualificationConfirmSearchInfo?
  var unknown: [UnknownElement] = []

  mutating func exchange(_ elements: inout ElementExchange) throws(EligibilityXMLFailure) {
    try elements.part("QualificationConfirmSearchInfo", &searchInfo)
    elements.rest(&unknown)
  }
}
