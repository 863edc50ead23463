import CivilTime
import DemoPeople
import Eligibility
import EligibilityService
import EligibilityXML
import Testing

struct ReplyTests {
  @Test func theFirstReplyReleasesNothing() throws {
    var town = try Town()
    let reply = try #require(try town.open("adult").reply)
    #expect(reply.processed && reply.validity == .valid)
    #expect(reply.header.referenceClassification == .known(.myNumberCard))
    #expect(reply.header.medicalInstitutionCode == EligibilityService.demoInstitution)
    let result = try #require(reply.result)
    #expect(result.name == "見本　花子")
    #expect(result.limitApplicationCertificateRelatedInfo == nil)
    #expect(result.limitApplicationCertificateRelatedConsFlg == .known(.no))
    for consent in [
      result.pharmacistsInfo, result.diagnosisInfo, result.operationInfo, result.specificHealthCheckupsInfo,
    ] {
      #expect(consent == ViewConsent(consFlg: .known(.none)))
    }
  }

  @Test("Each agreed kind is released, and it alone", arguments: ConsentKind.allCases)
  func release(kind: ConsentKind) throws {
    var town = try Town()
    let session = try town.open("adult")
    var answers = Dictionary(uniqueKeysWithValues: ConsentKind.allCases.map { ($0, false) })
    answers[kind] = true
    let result = try #require(try town.consent(session.session, answers).result)
    let given = ViewConsent(
      consFlg: .known(.given), consTime: MessageMoment(CivilMoment(town.now)),
      availableTime: MessageMoment(CivilMoment(town.now.advanced(by: .seconds(86_400)))))
    let none = ViewConsent(consFlg: .known(.none))
    #expect(result.pharmacistsInfo == (kind == .medication ? given : none))
    #expect(result.diagnosisInfo == (kind == .treatment ? given : none))
    #expect(result.operationInfo == (kind == .operation ? given : none))
    #expect(result.specificHealthCheckupsInfo == (kind == .checkup ? given : none))
    #expect(result.limitApplicationCertificateRelatedConsFlg == .known(kind == .limit ? .yes : .no))
    #expect((result.limitApplicationCertificateRelatedInfo != nil) == (kind == .limit))
    #expect((result.limitApplicationCertificateRelatedConsTime != nil) == (kind == .limit))
    #expect(
      result.specificDiseasesCertificateRelatedConsFlg == .known(kind == .specificDisease ? .given : .none))
    #expect((result.specificDiseasesCertificateRelatedConsTime != nil) == (kind == .specificDisease))
    #expect(result.specificDiseasesCertificateList.isEmpty)
  }

  @Test func notAskedAndDeclinedReadTheSame() throws {
    var first = try Town()
    var second = try Town()
    let declined = try first.consent(try first.open("adult").session, [.medication: false, .operation: false])
    let notAsked = try second.consent(try second.open("adult").session, [:])
    #expect(declined.body == notAsked.body)
  }

  @Test func theSameAnswersAgainChangeNothing() throws {
    var town = try Town()
    let session = try town.open("adult").session
    let first = try town.consent(session, [.medication: true, .limit: false])
    town.now = town.now.advanced(by: .seconds(30))
    #expect(try town.consent(session, [.medication: true, .limit: false]) == first)
    #expect(throws: ServiceRefusal.requestMalformed) { try town.consent(session, [.medication: true]) }
    #expect(throws: ServiceRefusal.requestMalformed) { try town.consent(session, [.medication: false, .limit: false]) }
    #expect(try town.consent(session, [.medication: true, .limit: false]) == first)
  }

  @Test func whatDoesNotApplyCannotBeAgreedTo() throws {
    var town = try Town()
    let child = try town.open("child").session
    #expect(throws: ServiceRefusal.requestMalformed) { try town.consent(child, [.checkup: true]) }
    let grace = try town.open("in-grace").session
    #expect(throws: ServiceRefusal.requestMalformed) { try town.consent(grace, [.medication: true]) }
    let result = try #require(try town.consent(grace, [.limit: true]).result)
    #expect(result.pharmacistsInfo.consFlg == .known(.none))
  }

  @Test(
    "Validity by insurance card",
    arguments: [
      ("adult", true, QualificationValidity.valid), ("lost", true, .invalid),
      ("insurer-changed", true, .invalidNewEligibility), ("twin-a", true, .valid), ("twin-a", false, .severalMatch),
      ("no-eligibility", true, .noSuchEligibility), ("aid-only", true, .medicalAidOnly),
      ("insurer-changed-new", true, .valid), ("several", true, .valid),
    ])
  func validity(key: String, branch: Bool, validity: QualificationValidity) throws {
    var town = try Town()
    let reply = try town.lookUp(key, branch: branch)
    #expect(reply.processed && reply.validity == validity)
    #expect(reply.header.referenceClassification == .known(.insuranceCardData))
    #expect(reply.header.arbitraryFileIdentifier == "file")
    let results: [QualificationValidity: Int] = [.noSuchEligibility: 0, .severalMatch: 2]
    #expect(reply.body.resultList.count == results[validity, default: 1])
    #expect(reply.body.qualificationConfirmSearchInfo?.insurerNumber?.count == 8)
  }

  @Test func whoIsNotKnownHasNoEligibility() throws {
    var town = try Town()
    let query = InsuranceCardQuery(
      insurerNumber: "01990019", symbol: "見本", identificationNumber: "0000000", branchNumber: nil,
      birthdate: Town.today, limitConsent: false, arbitraryFileIdentifier: "")
    let reply = try town.lookUp(query)
    #expect(reply.validity == .noSuchEligibility)
    #expect(reply.result == nil && reply.header.arbitraryFileIdentifier == nil)
  }

  @Test func everyDatumOfTheCardMustFit() throws {
    var town = try Town()
    let person = try #require(town.people["adult"])
    let right = InsuranceCardQuery(
      insurerNumber: "01990019", symbol: "見本", identificationNumber: "9000001", branchNumber: "01",
      birthdate: person.identity.birthdate(on: Town.today), limitConsent: false, arbitraryFileIdentifier: "")
    #expect(try town.lookUp(right).validity == .valid)
    for change: (inout InsuranceCardQuery) -> Void in [
      { $0.insurerNumber = "06990022" }, { $0.symbol = "他" }, { $0.symbol = nil }, { $0.identificationNumber = "1" },
      { $0.branchNumber = "02" }, { $0.birthdate = $0.birthdate.adding(days: 1) },
    ] {
      var query = right
      change(&query)
      #expect(try town.lookUp(query).validity == .noSuchEligibility)
    }
  }

  @Test func anInsurerNumberThatCannotBeOneIsAnError() throws {
    var town = try Town()
    let query = InsuranceCardQuery(
      insurerNumber: "01990018", symbol: nil, identificationNumber: "1", branchNumber: nil, birthdate: Town.today,
      limitConsent: false, arbitraryFileIdentifier: "f")
    let reply = try town.lookUp(query)
    #expect(reply.header.segmentOfResult == .known(.normal))
    #expect(reply.body.processingResultStatus == .known(.error) && reply.validity == nil)
    #expect(reply.body.processingResultCode == MessageComplaint.insurerNumberWrong.rawValue)
  }

  @Test func aPaddedInsurerNumberIsTheSame() throws {
    var town = try Town()
    let person = try #require(town.people["recipient"])
    for number in ["990036", "00990036", "  990036"] {
      let query = InsuranceCardQuery(
        insurerNumber: number, symbol: "見本", identificationNumber: person.insurance.number, branchNumber: "01",
        birthdate: person.identity.birthdate(on: Town.today), limitConsent: false, arbitraryFileIdentifier: "f")
      #expect(try town.lookUp(query).validity == .valid, "\(number)")
    }
  }

  @Test("A day out of reach is an abnormal message", arguments: [(0, true), (31, true), (32, false), (-2_000, false)])
  func confirmationDate(days: Int, isInReach: Bool) throws {
    var town = try Town()
    let query = InsuranceCardQuery(
      insurerNumber: "01990019", symbol: nil, identificationNumber: "1", branchNumber: nil, birthdate: Town.today,
      limitConsent: false, arbitraryFileIdentifier: "f")
    let reply = try town.eligibility(
      .confirm(
        QualificationConfirmationRequest(
          confirmationDate: Town.today.adding(days: days), medicalInstitutionCode: Town.institution, query: query)))
    #expect(reply.header.segmentOfResult == .known(isInReach ? .normal : .abnormal))
    #expect(reply.header.errorCode == (isInReach ? nil : "S-301"))
    #expect((reply.header.errorMessage == nil) == isInReach)
    #expect(reply.header.medicalInstitutionCode == Town.institution && reply.header.arbitraryFileIdentifier == "f")
  }

  @Test func whatAPersonHasComesAlong() throws {
    var town = try Town()
    let recipient = try #require(try town.lookUp("recipient").result?.elderlyRecipientCertificateInfo)
    #expect(recipient.elderlyRecipientContributionRatio == "020")
    #expect(recipient.elderlyRecipientValidEndDate == MessageDate("20270331"))
    let result = try #require(try town.lookUp("recipient", limit: true).result)
    #expect(result.limitApplicationCertificateRelatedInfo?.limitApplicationCertificateLongTermDate != nil)
    #expect(result.insuredCardExpirationDate == MessageDate(Town.today.adding(days: 300)))
    #expect(try town.lookUp("foreign").result?.nameOfOtherKana == "ﾐﾎﾝ ｱﾚｯｸｽ")
    #expect(try town.lookUp("aid-only").result?.sex2 == .known(.female))
    let aid = try town.lookUp("aid-only")
    #expect(aid.result?.insuredCardClassification == .known(.medicalAid))
    #expect(aid.result?.publicExpenseResultList.map(\.ticketType) == [.known(.medical), .known(.dispensing)])
    let both = try town.lookUp("aid-combined").body.resultList
    #expect(both.map(\.insuredCardClassification) == [.known(.general), .known(.medicalAid)])
    let tickets = both[1].publicExpenseResultList
    #expect(tickets.map(\.designatedMedicalInstitutionFlag) == [.known(.matches), .known(.differs)])
    #expect(tickets[0].selfPayAmount == "1500" && tickets[0].medicalTreatmentMonth == MessageMonth(Town.today))
  }

  @Test func theLimitComesWithTheCardsConsentOnly() throws {
    var town = try Town()
    #expect(try town.lookUp("adult").result?.limitApplicationCertificateRelatedInfo == nil)
    let agreed = try #require(try town.lookUp("adult", limit: true).result)
    #expect(agreed.limitApplicationCertificateRelatedInfo?.limitApplicationCertificateClassificationFlag == .known(.u))
  }

  @Test func everybodysReplyGoesThroughTheInterfacesFile() throws {
    var town = try Town()
    for person in town.people.people {
      let reply = try town.lookUp(person.key, limit: true)
      for encoding in MessageEncoding.allCases {
        let encoded = EligibilityXML.encode(reply, encoding: encoding)
        let back = try EligibilityXML.decodeReply(encoded.bytes)
        if encoded.replacedCharacters == 0 { #expect(back.body == reply.body) }
        #expect((encoded.replacedCharacters > 0) == (encoding == .cp932 && person.key == "under-40"))
      }
    }
  }

  @Test func elderlyPeopleHaveTheirRatio() throws {
    var town = try Town()
    let result = try #require(try town.open("elderly").reply?.result)
    #expect(result.insuredPartialContributionRatio == "010")
    #expect(result.insurerNumber?.hasPrefix("39") == true)
    #expect(result.insuredCardSymbol == nil && result.insuredBranchNumber == nil)
  }

  @Test func aCertificateInGraceIsNoted() throws {
    var town = try Town()
    let reply = try #require(try town.open("in-grace").reply)
    #expect(reply.processed && reply.validity == .valid)
    #expect(reply.body.processingResultCode == "S-202")
    #expect(try town.open("adult").reply?.body.processingResultCode == nil)
  }

  @Test func whatWasAgreedToAtTheReaderIsStatedToALookupForADay() throws {
    var town = try Town()
    _ = try town.consent(try town.open("adult").session, [.medication: true, .treatment: false, .limit: true])
    let given = town.now
    town.now = given.advanced(by: .seconds(3_600))
    let result = try #require(try town.lookUp("adult").result)
    #expect(result.pharmacistsInfo.consFlg == .known(.given))
    #expect(result.pharmacistsInfo.consTime?.moment == CivilMoment(given))
    #expect(result.pharmacistsInfo.availableTime?.moment == CivilMoment(given.advanced(by: .seconds(86_400))))
    #expect(result.diagnosisInfo.consFlg != .known(.given) && result.operationInfo.consFlg != .known(.given))
    // The limit is asked for with each lookup, and nobody else's lookup tells of it.
    #expect(result.limitApplicationCertificateRelatedInfo == nil)
    #expect(try town.lookUp("lost").result?.pharmacistsInfo.consFlg != .known(.given))
    town.now = given.advanced(by: .seconds(86_401))
    #expect(try town.lookUp("adult").result?.pharmacistsInfo.consFlg != .known(.given))
  }
}
