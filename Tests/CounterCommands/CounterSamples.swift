import CivilTime
import Eligibility
import Testing

/// What the commands of the counter are shown in these tests: made-up people alone.
enum CounterSamples {
  static func today() throws -> CivilDate { try #require(CivilDate(compact: "20261122")) }

  static func result(_ change: (inout ResultOfQualificationConfirmation) -> Void = { _ in })
    -> ResultOfQualificationConfirmation
  {
    var result = ResultOfQualificationConfirmation()
    result.name = "見本　花子"
    result.nameKana = "ﾐﾎﾝ ﾊﾅｺ"
    result.sex1 = .known(.female)
    result.birthdate = MessageDate("19850520")
    result.insurerNumber = "01990019"
    result.insurerName = "見本健康保険協会"
    result.insuredCardSymbol = "見本"
    result.insuredIdentificationNumber = "9000001"
    result.insuredBranchNumber = "01"
    result.personalFamilyClassification = .known(.insured)
    result.qualificationDate = MessageDate("20200401")
    change(&result)
    return result
  }

  static func reply(
    _ validity: QualificationValidity, _ results: [ResultOfQualificationConfirmation],
    _ change: (inout MessageHeader, inout MessageBody) -> Void = { _, _ in }
  ) -> EligibilityReply {
    var header = MessageHeader()
    header.segmentOfResult = .known(.normal)
    header.medicalInstitutionCode = "1312345670"
    var body = MessageBody()
    body.processingResultStatus = .known(.normal)
    body.qualificationValidity = .known(validity)
    body.resultList = results
    change(&header, &body)
    return EligibilityReply(header: header, body: body)
  }
}
