import CivilTime
import Eligibility

extension EligibilityXML {
  /// Insurer numbers are padded to their 8 characters.
  public static func encode(_ request: InterfaceRequest, encoding: MessageEncoding) -> EncodedMessage {
    var header = RequestHeader()
    header.medicalInstitutionCode = request.medicalInstitutionCode
    header.arbitraryFileIdentifier = request.fileIdentifier
    switch request {
    case .confirm(let asked):
      header.qualificationConfirmationDate = asked.confirmationDate.map { MessageDate($0) }
      return document(header, PeopleBody(people: [search(asked)]), encoding)
    case .submitBatch(let batch):
      header.qualificationConfirmationDate = batch.confirmationDate.map { MessageDate($0) }
      if case .people(let people) = batch.query {
        return document(header, PeopleBody(people: people.map(\.padded)), encoding)
      }
      return document(header, PeriodBody(period: period(batch.query)), encoding)
    case .collectBatch(let batch):
      // This message's header has the institution alone.
      header.arbitraryFileIdentifier = nil
      return document(header, CollectionBody(receptionNumber: batch.receptionNumber), encoding)
    case .registerReferenceNumbers(let request):
      return document(header, RegistrationBody(registrations: request.registrations.map(\.padded)), encoding)
    case .medicalInformation(let asked): return encode(asked, encoding: encoding)
    }
  }

  private static func search(_ request: QualificationConfirmationRequest) -> QualificationConfirmSearchInfo {
    let query = request.query
    var search = QualificationConfirmSearchInfo()
    search.insurerNumber = InsurerNumber.padded(query.insurerNumber)
    search.insuredCardSymbol = query.symbol
    search.insuredIdentificationNumber = query.identificationNumber
    search.insuredBranchNumber = query.branchNumber
    search.birthdate = MessageDate(query.birthdate)
    search.limitApplicationCertificateRelatedConsFlg = .known(query.limitConsent ? .yes : .no)
    search.arbitraryIdentifier = request.arbitraryIdentifier
    return search
  }

  private static func period(_ query: BatchRequest.Query) -> Period {
    var period = Period()
    switch query {
    case .people: break
    case .medicalAid(let month): period.medicalTreatmentMonth = month
    case .homeVisit(let days):
      period.consentDateFrom = MessageDate(days.lowerBound)
      period.consentDateTo = MessageDate(days.upperBound)
      period.medicalTreatmentFlag = .known(.homeVisit)
    case .onlineCare(let days):
      period.consentDateFrom = MessageDate(days.lowerBound)
      period.consentDateTo = MessageDate(days.upperBound)
      period.medicalTreatmentFlag = .known(.online)
    case .onlineCareExamined(let days):
      period.examinationDateFrom = MessageDate(days.lowerBound)
      period.examinationDateTo = MessageDate(days.upperBound)
      period.medicalTreatmentFlag = .known(.online)
    }
    return period
  }

  private static func encode(_ request: MedicalInformationRequest, encoding: MessageEncoding) -> EncodedMessage {
    var header = MedicalInformationRequestHeader()
    header.medicalInstitutionCode = request.medicalInstitutionCode
    header.insurerNumber = InsurerNumber.padded(request.insurerNumber)
    header.insuranceCardSymbol = request.symbol
    header.insuredPersonIdentificationNumber = request.identificationNumber
    header.branchNumber = request.branchNumber
    header.arbitraryFileIdentifier = request.arbitraryFileIdentifier
    var body = MedicalInformationRequestBody()
    switch request.form.subject {
    case .medication:
      body.startDate = request.months?.lowerBound
      body.endDate = request.months?.upperBound
    case .checkup: break
    }
    body.fileCategory = request.form.fileCategory
    body.prDiInfClassification = "1"
    body.medicalTreatmentFlag = .known(request.treatment)
    return document(header, body, encoding)
  }

  // MARK: - Reading

  /// The service's side: strict where a query cannot do without. What stands in it for each person of a batch is not
  /// judged here: that person's unit of the reply says what is wrong.
  ///
  /// - Parameter kind: of the file's name or of the path, because several kinds have the same elements.
  /// - Throws: also `.missing` and `.malformed`.
  public static func decodeInterfaceRequest(
    _ bytes: [UInt8], kind: MessageKind
  ) throws(EligibilityXMLFailure) -> InterfaceRequest {
    switch kind {
    case .confirmation: return .confirm(try confirmation(try Message(bytes, in: .message)))
    case .batchSubmission: return .submitBatch(try people(try Message(bytes, in: .batch)))
    case .medicalAidSubmission: return .submitBatch(try batch(bytes, Self.medicalAid))
    case .homeVisitSubmission: return .submitBatch(try batch(bytes, Self.homeVisit))
    case .onlineCareSubmission: return .submitBatch(try batch(bytes, Self.onlineCare))
    case .batchCollection: return .collectBatch(try collection(bytes, .eligibility))
    case .medicalAidCollection: return .collectBatch(try collection(bytes, .medicalAid))
    case .homeVisitCollection: return .collectBatch(try collection(bytes, .homeVisit))
    case .onlineCareCollection: return .collectBatch(try collection(bytes, .onlineCare))
    case .referenceNumbersCollection: return .collectBatch(try collection(bytes, .referenceNumbers))
    case .referenceNumber:
      return .registerReferenceNumbers(try registration(try Message(bytes, in: .message), isBatch: false))
    case .referenceNumbers:
      return .registerReferenceNumbers(try registration(try Message(bytes, in: .batch), isBatch: true))
    case .medication: return .medicalInformation(try medicalInformation(bytes, .medication))
    case .checkup: return .medicalInformation(try medicalInformation(bytes, .checkup))
    }
  }

  private static func confirmation(
    _ message: consuming Message
  ) throws(EligibilityXMLFailure) -> QualificationConfirmationRequest {
    let (header, institution) = try self.header(&message)
    let body = try message.take("MessageBody", as: PeopleBody.self)
    guard let search = body.people.first else { throw .missing(element: "QualificationConfirmSearchInfo") }
    guard body.people.count == 1 else { throw .duplicate(element: "QualificationConfirmSearchInfo") }
    let birthdate = try needed(search.birthdate, "Birthdate")
    guard let birthday = birthdate.date else { throw .malformed(element: "Birthdate") }
    let query = InsuranceCardQuery(
      insurerNumber: try insurer(search.insurerNumber), symbol: search.insuredCardSymbol,
      identificationNumber: try needed(search.insuredIdentificationNumber, "InsuredIdentificationNumber"),
      branchNumber: search.insuredBranchNumber, birthdate: birthday,
      limitConsent: search.limitApplicationCertificateRelatedConsFlg == .known(.yes),
      arbitraryFileIdentifier: header.arbitraryFileIdentifier ?? "")
    return QualificationConfirmationRequest(
      confirmationDate: header.qualificationConfirmationDate?.date, medicalInstitutionCode: institution,
      arbitraryIdentifier: search.arbitraryIdentifier, query: query)
  }

  private static func people(_ message: consuming Message) throws(EligibilityXMLFailure) -> BatchRequest {
    let (header, institution) = try self.header(&message)
    let body = try message.take("MessageBody", as: PeopleBody.self)
    guard !body.people.isEmpty else { throw .missing(element: "QualificationConfirmSearchInfo") }
    guard body.people.count <= BatchRequest.mostPeople else { throw .tooManyPeople(limit: BatchRequest.mostPeople) }
    return batch(header, institution, .people(body.people))
  }

  private static func batch(
    _ bytes: [UInt8], _ query: (Period) throws(EligibilityXMLFailure) -> BatchRequest.Query
  ) throws(EligibilityXMLFailure) -> BatchRequest {
    var message = try Message(bytes, in: .message)
    let (header, institution) = try self.header(&message)
    let body = try message.take("MessageBody", as: PeriodBody.self)
    return batch(header, institution, try query(try needed(body.period, "QualificationConfirmSearchInfo")))
  }

  private static func batch(_ header: RequestHeader, _ institution: String, _ query: BatchRequest.Query) -> BatchRequest
  {
    BatchRequest(
      confirmationDate: header.qualificationConfirmationDate?.date, medicalInstitutionCode: institution,
      arbitraryFileIdentifier: header.arbitraryFileIdentifier ?? "", query: query)
  }

  private static func collection(
    _ bytes: [UInt8], _ kind: BatchKind
  ) throws(EligibilityXMLFailure) -> BatchCollection {
    var message = try Message(bytes, in: .message)
    let (header, institution) = try self.header(&message)
    let body = try message.take("MessageBody", as: CollectionBody.self)
    return BatchCollection(
      kind: kind, medicalInstitutionCode: institution, arbitraryFileIdentifier: header.arbitraryFileIdentifier ?? "",
      receptionNumber: try needed(body.receptionNumber, "ReceptionNumber"))
  }

  private static func registration(
    _ message: consuming Message, isBatch: Bool
  ) throws(EligibilityXMLFailure) -> ReferenceNumberRequest {
    let (header, institution) = try self.header(&message)
    let body = try message.take("MessageBody", as: RegistrationBody.self)
    guard let first = body.registrations.first else { throw .missing(element: "ReferenceNumberRegistrationInfo") }
    guard body.registrations.count <= BatchRequest.mostPeople else {
      throw .tooManyPeople(limit: BatchRequest.mostPeople)
    }
    if !isBatch {
      guard body.registrations.count == 1 else { throw .duplicate(element: "ReferenceNumberRegistrationInfo") }
      _ = try needed(first.referenceNumber, "ReferenceNumber")
      _ = try insurer(first.insurerNumber)
      _ = try needed(first.insuredIdentificationNumber, "InsuredIdentificationNumber")
    }
    return ReferenceNumberRequest(
      medicalInstitutionCode: institution, arbitraryFileIdentifier: header.arbitraryFileIdentifier ?? "",
      registrations: body.registrations, isBatch: isBatch)
  }

  private static func medicalInformation(
    _ bytes: [UInt8], _ subject: MedicalInformationSubject
  ) throws(EligibilityXMLFailure) -> MedicalInformationRequest {
    var message = try Message(bytes, in: .message)
    let header = try message.take("MessageHeader", as: MedicalInformationRequestHeader.self)
    let body = try message.take("MessageBody", as: MedicalInformationRequestBody.self)
    let category = try needed(body.fileCategory, "FileCategory")
    guard let form = MedicalInformationForm(subject: subject, fileCategory: category) else {
      throw .malformed(element: "FileCategory")
    }
    var treatment = MedicalTreatmentFlag.outpatient
    if let flag = body.medicalTreatmentFlag {
      guard let known = flag.value else { throw .malformed(element: "MedicalTreatmentFlag") }
      treatment = known
    }
    return MedicalInformationRequest(
      form: form, medicalInstitutionCode: try institution(header.medicalInstitutionCode),
      arbitraryFileIdentifier: header.arbitraryFileIdentifier ?? "", insurerNumber: try insurer(header.insurerNumber),
      symbol: header.insuranceCardSymbol,
      identificationNumber: try needed(
        header.insuredPersonIdentificationNumber, "InsuredPersonIdentificationNumber"),
      branchNumber: header.branchNumber, months: try months(body, subject), treatment: treatment)
  }

  private static func months(
    _ body: MedicalInformationRequestBody, _ subject: MedicalInformationSubject
  ) throws(EligibilityXMLFailure) -> ClosedRange<MessageMonth>? {
    switch subject {
    case .checkup: return nil
    case .medication:
      if body.startDate == nil, body.endDate == nil { return nil }
      let (start, end) = (try needed(body.startDate, "StartDate"), try needed(body.endDate, "EndDate"))
      guard start.firstDay != nil else { throw .malformed(element: "StartDate") }
      guard end.firstDay != nil, start <= end else { throw .malformed(element: "EndDate") }
      return start...end
    }
  }
}

// MARK: - Batches without people

extension EligibilityXML {
  private static func medicalAid(_ period: Period) throws(EligibilityXMLFailure) -> BatchRequest.Query {
    let month = try needed(period.medicalTreatmentMonth, "MedicalTreatmentMonth")
    guard month.firstDay != nil else { throw .malformed(element: "MedicalTreatmentMonth") }
    return .medicalAid(month)
  }

  private static func homeVisit(_ period: Period) throws(EligibilityXMLFailure) -> BatchRequest.Query {
    try hold(period, .homeVisit)
    return .homeVisit(consented: try days(period.consentDateFrom, period.consentDateTo, "ConsentDate"))
  }

  private static func onlineCare(_ period: Period) throws(EligibilityXMLFailure) -> BatchRequest.Query {
    try hold(period, .online)
    if period.examinationDateFrom != nil || period.examinationDateTo != nil {
      // One of the two, or nobody knows which days are meant.
      guard period.consentDateFrom == nil, period.consentDateTo == nil else {
        throw .malformed(element: "QualificationConfirmSearchInfo")
      }
      let examined = try days(period.examinationDateFrom, period.examinationDateTo, "ExaminationDate")
      return .onlineCareExamined(examined)
    }
    return .onlineCare(consented: try days(period.consentDateFrom, period.consentDateTo, "ConsentDate"))
  }

  private static func hold(_ period: Period, _ flag: MedicalTreatmentFlag) throws(EligibilityXMLFailure) {
    if let given = period.medicalTreatmentFlag, given != .known(flag) {
      throw .malformed(element: "MedicalTreatmentFlag")
    }
  }

  private static func days(
    _ from: MessageDate?, _ to: MessageDate?, _ name: String
  ) throws(EligibilityXMLFailure) -> ClosedRange<CivilDate> {
    guard let first = try needed(from, "\(name)From").date else { throw .malformed(element: "\(name)From") }
    guard let last = try needed(to, "\(name)To").date, first <= last else { throw .malformed(element: "\(name)To") }
    return first...last
  }
}

// MARK: - What every query needs

extension EligibilityXML {
  private static func header(
    _ message: inout Message
  ) throws(EligibilityXMLFailure) -> (header: RequestHeader, institution: String) {
    let header = try message.take("MessageHeader", as: RequestHeader.self)
    if let day = header.qualificationConfirmationDate, day.date == nil {
      throw .malformed(element: "QualificationConfirmationDate")
    }
    return (header, try institution(header.medicalInstitutionCode))
  }

  private static func institution(_ code: String?) throws(EligibilityXMLFailure) -> String {
    let code = try needed(code, "MedicalInstitutionCode")
    guard InstitutionCode.isWellFormed(code) else { throw .malformed(element: "MedicalInstitutionCode") }
    return code
  }

  private static func insurer(_ number: String?) throws(EligibilityXMLFailure) -> String {
    let number = try needed(number, "InsurerNumber")
    guard number.utf8.count <= 8, number.utf8.allSatisfy({ (48...57).contains($0) }) else {
      throw .malformed(element: "InsurerNumber")
    }
    return number
  }

  private static func needed<Value>(_ value: Value?, _ element: String) throws(EligibilityXMLFailure) -> Value {
    guard let value else { throw .missing(element: element) }
    return value
  }
}

extension QualificationConfirmSearchInfo {
  fileprivate var padded: QualificationConfirmSearchInfo {
    var padded = self
    padded.insurerNumber = insurerNumber.map(InsurerNumber.padded)
    return padded
  }
}

extension ReferenceNumberRegistrationInfo {
  fileprivate var padded: ReferenceNumberRegistrationInfo {
    var padded = self
    padded.insurerNumber = insurerNumber.map(InsurerNumber.padded)
    return padded
  }
}
