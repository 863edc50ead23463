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
    result.address = "見本県見本市１−１"
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
    result.referenceNumber = "R"
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
    var ticket = MedicalTicketInfo()
    ticket.ticketType = "1"
    ticket.medicalTicketValidDate = MessageDate("20260331")
    ticket.selfPayAmount = "0"
    ticket.unknown = [UnknownElement(name: "NewTicketElement", text: "1")]
    result.publicExpenseResultList = [ticket]
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
    body.unknown = [UnknownElement(name: "NewBodyElement", text: "1")]
    return EligibilityReply(
      header: header, body: body, unknown: [UnknownElement(name: "NewPart", children: [UnknownElement(name: "X")])])
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
