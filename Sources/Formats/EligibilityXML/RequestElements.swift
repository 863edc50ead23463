import CivilTime
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
    try elements.rest(&unknown)
  }
}

/// `MessageBody` of a query with card data: one person's, or those of a batch.
struct PeopleBody: ExchangedStructure {
  var people: [QualificationConfirmSearchInfo] = []
  var unknown: [UnknownElement] = []

  mutating func exchange(_ elements: inout ElementExchange) throws(EligibilityXMLFailure) {
    try elements.repeated("QualificationConfirmSearchInfo", &people)
    try elements.rest(&unknown)
  }
}

/// `MessageBody` of the batches that name no people.
struct PeriodBody: ExchangedStructure {
  var period: Period?
  var unknown: [UnknownElement] = []

  mutating func exchange(_ elements: inout ElementExchange) throws(EligibilityXMLFailure) {
    try elements.part("QualificationConfirmSearchInfo", &period)
    try elements.rest(&unknown)
  }
}

/// Their `QualificationConfirmSearchInfo`: by when.
struct Period: ExchangedStructure {
  var medicalTreatmentMonth: MessageMonth?
  var consentDateFrom: MessageDate?
  var consentDateTo: MessageDate?
  var examinationDateFrom: MessageDate?
  var examinationDateTo: MessageDate?
  var medicalTreatmentFlag: Coded<MedicalTreatmentFlag>?
  var unknown: [UnknownElement] = []

  mutating func exchange(_ elements: inout ElementExchange) throws(EligibilityXMLFailure) {
    try elements.month("MedicalTreatmentMonth", &medicalTreatmentMonth)
    try elements.date("ConsentDateFrom", &consentDateFrom)
    try elements.date("ConsentDateTo", &consentDateTo)
    try elements.date("ExaminationDateFrom", &examinationDateFrom)
    try elements.date("ExaminationDateTo", &examinationDateTo)
    try elements.code("MedicalTreatmentFlag", &medicalTreatmentFlag)
    try elements.rest(&unknown)
  }
}

/// `MessageBody` of a request for a batch's result.
struct CollectionBody: ExchangedStructure {
  var receptionNumber: String?
  var unknown: [UnknownElement] = []

  mutating func exchange(_ elements: inout ElementExchange) throws(EligibilityXMLFailure) {
    try elements.text("ReceptionNumber", &receptionNumber)
    try elements.rest(&unknown)
  }
}

/// `MessageBody` of a request that registers reference numbers.
struct RegistrationBody: ExchangedStructure {
  var registrations: [ReferenceNumberRegistrationInfo] = []
  var unknown: [UnknownElement] = []

  mutating func exchange(_ elements: inout ElementExchange) throws(EligibilityXMLFailure) {
    try elements.repeated("ReferenceNumberRegistrationInfo", &registrations)
    try elements.rest(&unknown)
  }
}

/// `MessageHeader` of a request for medical information: the person stands in it, under names of its own.
struct MedicalInformationRequestHeader: ExchangedStructure {
  var medicalInstitutionCode: String?
  var insurerNumber: String?
  var insuranceCardSymbol: String?
  var insuredPersonIdentificationNumber: String?
  var branchNumber: String?
  var arbitraryFileIdentifier: String?
  var unknown: [UnknownElement] = []

  mutating func exchange(_ elements: inout ElementExchange) throws(EligibilityXMLFailure) {
    try elements.text("MedicalInstitutionCode", &medicalInstitutionCode)
    try elements.text("InsurerNumber", &insurerNumber)
    try elements.text("InsuranceCardSymbol", &insuranceCardSymbol)
    try elements.text("InsuredPersonIdentificationNumber", &insuredPersonIdentificationNumber)
    try elements.text("BranchNumber", &branchNumber)
    try elements.text("ArbitraryFileIdentifier", &arbitraryFileIdentifier)
    try elements.rest(&unknown)
  }
}

/// Its `MessageBody`.
struct MedicalInformationRequestBody: ExchangedStructure {
  var startDate: MessageMonth?
  var endDate: MessageMonth?
  var fileCategory: String?
  /// Whether prescriptions and dispensing of electronic prescriptions are shown: programs send 1, show.
  var prDiInfClassification: String?
  var medicalTreatmentFlag: Coded<MedicalTreatmentFlag>?
  var unknown: [UnknownElement] = []

  mutating func exchange(_ elements: inout ElementExchange) throws(EligibilityXMLFailure) {
    try elements.month("StartDate", &startDate)
    try elements.month("EndDate", &endDate)
    try elements.text("FileCategory", &fileCategory)
    try elements.text("PrDiInfClassification", &prDiInfClassification)
    try elements.code("MedicalTreatmentFlag", &medicalTreatmentFlag)
    try elements.rest(&unknown)
  }
}
