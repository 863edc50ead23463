import CivilTime
import Eligibility
import EligibilityXML
import Testing

/// What is asked: every kind of request, written by the kiosk's side and read by the service's.
struct RequestTests {
  @Test("Every kind of request comes back", arguments: Samples.requests, MessageEncoding.allCases)
  func everyKind(request: InterfaceRequest, encoding: MessageEncoding) throws {
    let written = EligibilityXML.encode(request, encoding: encoding)
    #expect(written.replacedCharacters == 0)
    #expect(try EligibilityXML.decodeInterfaceRequest(written.bytes, kind: request.kind) == request.asWritten)
  }

  @Test func theSamplesAreOfEveryKind() {
    #expect(Set(Samples.requests.map(\.kind)) == Set(MessageKind.allCases))
  }

  /// The elements in the order that programs in the field write.
  @Test(
    "Elements stand as the interface has them",
    arguments: [
      (
        MessageKind.batchSubmission,
        "XmlMsg MessageHeader QualificationConfirmationDate MedicalInstitutionCode ArbitraryFileIdentifier MessageBody "
          + "QualificationConfirmSearchInfo InsurerNumber InsuredCardSymbol InsuredIdentificationNumber "
          + "InsuredBranchNumber Birthdate LimitApplicationCertificateRelatedConsFlg ArbitraryIdentifier "
          + "QualificationConfirmSearchInfo InsurerNumber InsuredIdentificationNumber"
      ),
      (.batchCollection, "XmlMsg MessageHeader MedicalInstitutionCode MessageBody ReceptionNumber"),
      (
        .medicalAidSubmission,
        "XmlMsg MessageHeader MedicalInstitutionCode ArbitraryFileIdentifier MessageBody "
          + "QualificationConfirmSearchInfo MedicalTreatmentMonth"
      ),
      (
        .homeVisitSubmission,
        "XmlMsg MessageHeader MedicalInstitutionCode ArbitraryFileIdentifier MessageBody "
          + "QualificationConfirmSearchInfo ConsentDateFrom ConsentDateTo MedicalTreatmentFlag"
      ),
      (
        .referenceNumber,
        "XmlMsg MessageHeader MedicalInstitutionCode ArbitraryFileIdentifier MessageBody "
          + "ReferenceNumberRegistrationInfo ReferenceNumber InsurerNumber InsuredCardSymbol "
          + "InsuredIdentificationNumber InsuredBranchNumber"
      ),
      (
        .medication,
        "XmlMsg MessageHeader MedicalInstitutionCode InsurerNumber InsuranceCardSymbol "
          + "InsuredPersonIdentificationNumber BranchNumber ArbitraryFileIdentifier MessageBody StartDate EndDate "
          + "FileCategory PrDiInfClassification MedicalTreatmentFlag"
      ),
      (
        .checkup,
        "XmlMsg MessageHeader MedicalInstitutionCode InsurerNumber InsuredPersonIdentificationNumber "
          + "ArbitraryFileIdentifier MessageBody FileCategory PrDiInfClassification MedicalTreatmentFlag"
      ),
    ])
  func order(kind: MessageKind, names: String) throws {
    let request = try #require(Samples.requests.first { $0.kind == kind })
    let text = String(decoding: EligibilityXML.encode(request, encoding: .utf8).bytes, as: UTF8.self)
    let written = text.matches(of: /<(\w+)>/).map { String($0.1) }
    #expect(written == names.split(separator: " ").map(String.init))
  }

  @Test func shortInsurerNumbersArePaddedWithZeros() throws {
    let request = Samples.registering([Samples.registration(of: "990036")])
    let text = String(decoding: EligibilityXML.encode(request, encoding: .utf8).bytes, as: UTF8.self)
    #expect(text.contains("<InsurerNumber>00990036</InsurerNumber>"))
  }

  @Test func numbersPaddedWithSpacesAreRead() throws {
    let bytes = EligibilityXML.encode(Samples.registering([Samples.registration(of: "00990036")]), encoding: .utf8)
      .bytes
    let spaced = String(decoding: bytes, as: UTF8.self).replacing(">00990036<", with: ">  990036<")
    let request = try EligibilityXML.decodeInterfaceRequest(Array(spaced.utf8), kind: .referenceNumber)
    guard case .registerReferenceNumbers(let read) = request else { throw Unexpected() }
    let number = try #require(read.registrations.first?.insurerNumber)
    #expect(InsurerNumber.isSame(number, as: "00990036"))
  }

  @Test(
    "What a request cannot do without, by its kind",
    arguments: [
      (MessageKind.confirmation, "QualificationConfirmSearchInfo", true), (.confirmation, "Birthdate", true),
      (.batchSubmission, "QualificationConfirmSearchInfo", true), (.batchSubmission, "InsurerNumber", false),
      (.batchSubmission, "MedicalInstitutionCode", true), (.batchCollection, "ReceptionNumber", true),
      (.onlineCareCollection, "ReceptionNumber", true), (.referenceNumbersCollection, "ReceptionNumber", true),
      (.medicalAidSubmission, "MedicalTreatmentMonth", true), (.homeVisitSubmission, "ConsentDateFrom", true),
      (.homeVisitSubmission, "ConsentDateTo", true), (.homeVisitSubmission, "MedicalTreatmentFlag", false),
      (.onlineCareSubmission, "ConsentDateTo", true), (.referenceNumber, "ReferenceNumber", true),
      (.referenceNumber, "InsuredIdentificationNumber", true), (.referenceNumbers, "ReferenceNumber", false),
      (.referenceNumbers, "ReferenceNumberRegistrationInfo", true), (.medication, "FileCategory", true),
      (.medication, "InsurerNumber", true), (.medication, "StartDate", true), (.medication, "EndDate", true),
      (.checkup, "InsuredPersonIdentificationNumber", true), (.checkup, "MedicalTreatmentFlag", false),
      (.checkup, "MessageHeader", true), (.medication, "MessageBody", true),
    ])
  func needed(kind: MessageKind, element: String, isNeeded: Bool) throws {
    let request = try #require(Samples.requests.first { $0.kind == kind })
    let text = String(decoding: EligibilityXML.encode(request, encoding: .utf8).bytes, as: UTF8.self)
    #expect(text.contains("<\(element)>"))
    let without = text.replacing("<\(element)>", with: "<Other>").replacing("</\(element)>", with: "</Other>")
    if isNeeded {
      #expect(throws: EligibilityXMLFailure.missing(element: element)) {
        try EligibilityXML.decodeInterfaceRequest(Array(without.utf8), kind: kind)
      }
    } else {
      #expect(throws: Never.self) { try EligibilityXML.decodeInterfaceRequest(Array(without.utf8), kind: kind) }
    }
  }

  @Test(
    "What does not have its form is refused",
    arguments: [
      (MessageKind.medicalAidSubmission, "MedicalTreatmentMonth", "202613"),
      (.homeVisitSubmission, "ConsentDateFrom", "20260230"), (.homeVisitSubmission, "ConsentDateTo", "20250101"),
      (.homeVisitSubmission, "MedicalTreatmentFlag", "3"), (.onlineCareSubmission, "MedicalTreatmentFlag", "2"),
      (.medication, "FileCategory", "9"), (.checkup, "FileCategory", "3"), (.medication, "StartDate", "2026"),
      (.medication, "EndDate", "190001"), (.medication, "MedicalTreatmentFlag", "7"),
      (.medication, "MedicalInstitutionCode", "12345"), (.medication, "InsurerNumber", "x"),
      (.batchSubmission, "QualificationConfirmationDate", "today"),
    ])
  func malformed(kind: MessageKind, element: String, value: String) throws {
    let request = try #require(Samples.requests.first { $0.kind == kind })
    let text = String(decoding: EligibilityXML.encode(request, encoding: .utf8).bytes, as: UTF8.self)
    let pattern = try Regex("<\(element)>[^<]*</\(element)>")
    #expect(text.contains(pattern))
    let wrong = text.replacing(pattern, with: "<\(element)>\(value)</\(element)>")
    #expect(throws: EligibilityXMLFailure.malformed(element: element)) {
      try EligibilityXML.decodeInterfaceRequest(Array(wrong.utf8), kind: kind)
    }
  }

  @Test func onlineCareIsAskedByOneOfTwoPeriods() throws {
    let both = """
      <XmlMsg><MessageHeader><MedicalInstitutionCode>9999999999</MedicalInstitutionCode></MessageHeader><MessageBody>\
      <QualificationConfirmSearchInfo><ConsentDateFrom>20260401</ConsentDateFrom><ConsentDateTo>20260402</ConsentDateTo>\
      <ExaminationDateFrom>20260401</ExaminationDateFrom><ExaminationDateTo>20260402</ExaminationDateTo>\
      </QualificationConfirmSearchInfo></MessageBody></XmlMsg>
      """
    #expect(throws: EligibilityXMLFailure.malformed(element: "QualificationConfirmSearchInfo")) {
      try EligibilityXML.decodeInterfaceRequest(Array(both.utf8), kind: .onlineCareSubmission)
    }
  }

  @Test func oneQueryIsForOnePerson() throws {
    let two = EligibilityXML.encode(Samples.batch(of: [Samples.search, Samples.search]), encoding: .utf8).bytes
    #expect(throws: EligibilityXMLFailure.duplicate(element: "QualificationConfirmSearchInfo")) {
      try EligibilityXML.decodeInterfaceRequest(two, kind: .confirmation)
    }
    let registrations = Samples.registering([Samples.registration, Samples.registration])
    let bytes = EligibilityXML.encode(registrations, encoding: .utf8).bytes
    #expect(throws: EligibilityXMLFailure.duplicate(element: "ReferenceNumberRegistrationInfo")) {
      try EligibilityXML.decodeInterfaceRequest(bytes, kind: .referenceNumber)
    }
  }

  @Test func aBatchHoldsTenThousandAndNotOneMore() throws {
    var people = [QualificationConfirmSearchInfo](repeating: Samples.search, count: BatchRequest.mostPeople)
    let most = EligibilityXML.encode(Samples.batch(of: people), encoding: .cp932).bytes
    // Beyond what any other message may have.
    #expect(most.count > EligibilityXML.largestMessageBytes)
    #expect(try EligibilityXML.decodeInterfaceRequest(most, kind: .batchSubmission) == Samples.batch(of: people))
    people.append(Samples.search)
    let more = EligibilityXML.encode(Samples.batch(of: people), encoding: .cp932).bytes
    #expect(throws: EligibilityXMLFailure.tooManyPeople(limit: 10_000)) {
      try EligibilityXML.decodeInterfaceRequest(more, kind: .batchSubmission)
    }
  }

  private struct Unexpected: Error {}
}

extension InterfaceRequest {
  /// What writing changes: insurer numbers get their 8 characters, and a collection's name is in its file's name alone.
  var asWritten: InterfaceRequest {
    switch self {
    case .confirm(var request):
      request.query.insurerNumber = InsurerNumber.padded(request.query.insurerNumber)
      return .confirm(request)
    case .submitBatch(var batch):
      if case .people(var people) = batch.query {
        for index in people.indices {
          people[index].insurerNumber = people[index].insurerNumber.map(InsurerNumber.padded)
        }
        batch.query = .people(people)
      }
      return .submitBatch(batch)
    case .collectBatch(var batch):
      batch.arbitraryFileIdentifier = ""
      return .collectBatch(batch)
    case .registerReferenceNumbers(var request):
      for index in request.registrations.indices {
        request.registrations[index].insurerNumber = request.registrations[index].insurerNumber.map(
          InsurerNumber.padded)
      }
      return .registerReferenceNumbers(request)
    case .medicalInformation(var request):
      request.insurerNumber = InsurerNumber.padded(request.insurerNumber)
      return .medicalInformation(request)
    }
  }
}
