import CivilTime
import Eligibility

/// A reply with every element that the public facts name, so that a forgotten one breaks the round trip.
enum Samples {
  static var header: MessageHeader {
    var header = MessageHeader()
    header.processExecutionTime = MessageMoment("20260401090000")
    header.qualificationConfirmationDate = MessageDate("20260401")
    header.medicalInstitutionCode = "9999999999"
    header.arbitraryFileIdentifier = "0190aabb"
    header.referenceClassification = .known(.myNumberCard)
    header.segmentOfResult = .known(.normal)
    header.errorCode = "E"
    header.errorMessage = "見本のエラー <&>\"'"
    header.characterCodeIdentifier = .known(.utf8)
    header.receptionNumber = "1"
    header.numberOfProcessingResult = "2"
    header.numberOfNormalProcessing = "3"
    header.numberOfError = "4"
    header.unknown = [UnknownElement(name: "NewHeaderElement", text: "新")]
    return header
  }

  static var search: QualificationConfirmSearchInfo {
    var search = QualificationConfirmSearchInfo()
    search.insurerNumber = "01990019"
    search.insuredCardSymbol = "見本"
    search.insuredIdentificationNumber = "9000001"
    search.insuredBranchNumber = "01"
    search.birthdate = MessageDate("19840520")
    search.limitApplicationCertificateRelatedConsFlg = .known(.yes)
    search.limitApplicationCertificateRelatedInfo = LimitApplicationCertificateRelatedInfo()
    search.arbitraryIdentifier = "id"
    search.unknown = [UnknownElement(name: "NewSearchElement", text: "1")]
    return search
  }

  static var result: ResultOfQualificationConfirmation {
    var result = ResultOfQualificationConfirmation()
    result.insuredCardClassification = .known(.general)
    result.insurerNumber = "01990019"
    result.insuredCardSymbol = "見本"
    result.insuredIdentificationNumber = "9000001"
    result.insuredBranchNumber = "01"
    result.personalFamilyClassification = .known(.family)
    result.insuredName = "見本　世帯主"
    result.name = "見本　花子"
    result.nameOfOther = "SAMPLE"
    result.nameKana = "ﾐﾎﾝ ﾊﾅｺ"
    result.nameOfOtherKana = "ｻﾝﾌﾟﾙ"
    result.sex1 = .known(.female)
    result.sex2 = .unknown("9")
    result.birthdate = MessageDate("19840520")
    result.address = "見本県見本市１－１"
    result.postNumber = "999-9999"
    result.qualificationDate = MessageDate("20200401")
    result.disqualificationDate = MessageDate("20260331")
    result.insuredCertificateIssuanceDate = MessageDate("20200402")
    result.insuredCardValidDate = MessageDate("20200403")
    result.insuredCardExpirationDate = MessageDate("99999999")
    result.insuredPartialContributionRatio = "010"
    result.preschoolClassification = .known(.preschool)
    result.reasonOfLoss = .known(.otherInsuranceAcquired)
    result.insurerName = "見本健康保険協会"
    certificates(&result)
    result.specificHealthCheckupsInfo = consent("1")
    result.pharmacistsInfo = consent("2")
    result.diagnosisInfo = consent("3")
    result.operationInfo = ViewConsent(consFlg: .known(.none))
    result.furtherConsents = FurtherConsent.Kind.allCases.map { FurtherConsent(kind: $0, consent: consent("1")) }
    result.referenceNumber = "R"
    result.arbitraryIdentifier = "A"
    result.prescriptionIssueSelect = .known(.electronic)
    result.unknown = [
      UnknownElement(name: "Unheard", children: [UnknownElement(name: "Of", text: "深い"), UnknownElement(name: "Of")])
    ]
    return result
  }

  private static func certificates(_ result: inout ResultOfQualificationConfirmation) {
    var elderly = ElderlyRecipientCertificateInfo()
    elderly.elderlyRecipientCertificateDate = MessageDate("20260101")
    elderly.elderlyRecipientValidStartDate = MessageDate("20260102")
    elderly.elderlyRecipientValidEndDate = MessageDate("20260103")
    elderly.elderlyRecipientContributionRatio = "020"
    elderly.unknown = [UnknownElement(name: "NewElderlyElement", text: "1")]
    result.elderlyRecipientCertificateInfo = elderly
    result.limitApplicationCertificateRelatedConsFlg = .known(.yes)
    result.limitApplicationCertificateRelatedConsTime = MessageMoment("20260401090001")
    var limit = LimitApplicationCertificateRelatedInfo()
    limit.limitApplicationCertificateClassification = .known(.limit)
    limit.limitApplicationCertificateClassificationFlag = .known(.u)
    limit.limitApplicationCertificateDate = MessageDate("20260201")
    limit.limitApplicationCertificateValidStartDate = MessageDate("20260202")
    limit.limitApplicationCertificateValidEndDate = MessageDate("20260203")
    limit.limitApplicationCertificateLongTermDate = MessageDate("20260204")
    limit.unknown = [UnknownElement(name: "NewLimitElement", text: "1")]
    result.limitApplicationCertificateRelatedInfo = limit
    result.limitApplicationCertificateChanged = .known(.yesOrUndecidable)
    result.specificDiseasesCertificateRelatedConsFlg = .known(.couldNotBeObtained)
    result.specificDiseasesCertificateRelatedConsTime = MessageMoment("20260401090002")
    var disease = SpecificDiseasesCertificateInfo()
    disease.specificDiseasesDiseaseCategory = .known(.artificialDialysis)
    disease.specificDiseasesCertificateDate = MessageDate("20260301")
    disease.specificDiseasesValidStartDate = MessageDate("20260302")
    disease.specificDiseasesValidEndDate = MessageDate("20260303")
    disease.specificDiseasesSelfPay = "10000"
    disease.unknown = [UnknownElement(name: "NewDiseaseElement", text: "1")]
    result.specificDiseasesCertificateList = [disease, SpecificDiseasesCertificateInfo()]
    result.publicExpenseResultList = [ticket, MedicalTicketInfo()]
  }

  static var ticket: MedicalTicketInfo {
    var ticket = MedicalTicketInfo()
    ticket.ticketType = .known(.dispensing)
    ticket.medicalTicketValidDate = MessageDate("20260331")
    ticket.medicalTicketExpirationDate = MessageDate("20260430")
    ticket.issueNumber = "7"
    ticket.medicalTreatmentMonth = MessageMonth("202604")
    ticket.designatedMedicalInstitutionCode = "9999999999"
    ticket.designatedMedicalInstitutionFlag = .known(.differs)
    ticket.designatedMedicalInstitutionName = "見本医院"
    ticket.prescriptionIssuerMedicalInstitutionCode = "9999999998"
    ticket.prescriptionIssuerMedicalInstitutionName = "見本病院"
    ticket.injuryName1 = "見本病"
    ticket.injuryName2 = "見本症"
    ticket.injuryName3 = "見本傷"
    ticket.medicalTreatmentType = .known(.homeNursing)
    ticket.selfPayAmount = "0"
    ticket.districtContactName = "見本　一"
    ticket.handlingContactName = "見本　二"
    ticket.singleOrCombinedUse = .known(.combined)
    ticket.statusOfSocialInsurance = .known(.yes)
    ticket.consistencyFlag = .known(.inconsistent)
    ticket.statusOfInfection = .known(.no)
    ticket.statusOfElderlyMedicalCare = .unknown("03")
    ticket.statusOfPrefecturalExpenses = .known(.yes)
    ticket.remarks1 = "備考一"
    ticket.remarks2 = "備考二"
    ticket.remarks3 = "備考三"
    ticket.unknown = [UnknownElement(name: "NewTicketElement", text: "1")]
    return ticket
  }

  private static func consent(_ flag: String) -> ViewConsent {
    ViewConsent(
      consFlg: Coded(flag), consTime: MessageMoment("20260401090003"), availableTime: MessageMoment("20260402090003"))
  }

  static var full: EligibilityReply {
    var body = MessageBody()
    body.prescriptionIssueSelect = .known(.paper)
    body.processingResultStatus = .known(.normal)
    body.processingResultCode = "C"
    body.processingResultMessage = "見本の通知"
    body.qualificationValidity = .known(.valid)
    body.qualificationConfirmSearchInfo = search
    body.resultList = [result, ResultOfQualificationConfirmation()]
    body.referenceNumber = "S"
    var unit = BulkConfirmUnit()
    unit.qualificationConfirmSearchInfo = search
    unit.processingResultStatus = .known(.error)
    unit.processingResultCode = "D"
    unit.processingResultMessage = "見本"
    unit.qualificationValidity = .known(.severalMatch)
    unit.results = [ResultOfQualificationConfirmation()]
    unit.referenceNumbers = ["T"]
    unit.unknown = [UnknownElement(name: "NewUnitElement", text: "1")]
    body.bulkConfirmUnits = [unit, unit]
    body.receptionNumber = "5"
    body.receptionDateTime = MessageMoment("20260401090100")
    body.referenceNumberRegistrationInfo = registration
    var registered = BulkRegistrationUnit()
    registered.referenceNumberRegistrationInfo = registration
    registered.processingResultStatus = .known(.error)
    registered.processingResultCode = "G"
    registered.processingResultMessage = "見本"
    registered.unknown = [UnknownElement(name: "NewUnitElement", text: "1")]
    body.bulkRegistrationUnits = [registered, BulkRegistrationUnit()]
    body.unknown = [UnknownElement(name: "NewBodyElement", text: "1")]
    return EligibilityReply(
      header: header, body: body, unknown: [UnknownElement(name: "NewPart", children: [UnknownElement(name: "X")])])
  }

  static var registration: ReferenceNumberRegistrationInfo {
    var registration = ReferenceNumberRegistrationInfo()
    registration.referenceNumber = "見本-0001"
    registration.insurerNumber = "00990036"
    registration.insuredCardSymbol = "見本"
    registration.insuredIdentificationNumber = "9900004"
    registration.insuredBranchNumber = "02"
    registration.unknown = [UnknownElement(name: "NewRegistrationElement", text: "1")]
    return registration
  }

  static func reply(named name: String) -> EligibilityReply {
    var body = MessageBody()
    var result = ResultOfQualificationConfirmation()
    result.name = name
    body.resultList = [result]
    return EligibilityReply(body: body)
  }

  static func message(_ body: String, declaration: String = #"<?xml version="1.0" encoding="UTF-8"?>"#) -> [UInt8] {
    Array("\(declaration)<XmlMsg><MessageHeader></MessageHeader><MessageBody>\(body)</MessageBody></XmlMsg>".utf8)
  }
}
