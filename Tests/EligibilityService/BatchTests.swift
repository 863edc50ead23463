import CivilTime
import DemoPeople
import Eligibility
import EligibilityService
import Testing

struct BatchTests {
  @Test func aBatchGoesThroughItsSteps() throws {
    var town = try Town()
    let people = [
      try town.search("adult"), try town.search("lost"), try town.search("insurer-changed"),
      try town.search("no-eligibility"), try town.search("aid-only"),
    ]
    let number = try town.submit(.people(people))
    let pending = try town.collect(number)
    #expect(pending.header.segmentOfResult == .known(.inProgress) && pending.receptionNumber == number)
    #expect(pending.body.bulkConfirmUnits.isEmpty && pending.header.numberOfProcessingResult == "0")

    let limits = ServiceLimits()
    let ready = town.now.advanced(by: limits.batchPause + limits.batchPausePerPerson * people.count)
    town.now = Timestamp(milliseconds: ready.milliseconds - 1)
    let nearly = try town.collect(number).header
    #expect(nearly.segmentOfResult == .known(.inProgress) && nearly.numberOfProcessingResult == "4")
    town.now = ready
    let result = try town.collect(number)
    #expect(result.header.segmentOfResult == .known(.normal) && result.header.receptionNumber == number)
    #expect(result.header.arbitraryFileIdentifier == "batch")
    #expect(
      result.body.bulkConfirmUnits.map(\.qualificationValidity) == [
        .known(.valid), .known(.invalid), .known(.invalidNewEligibility), .known(.noSuchEligibility),
        .known(.medicalAidOnly),
      ])
    #expect(result.body.bulkConfirmUnits.map(\.qualificationConfirmSearchInfo) == people)
    #expect(result.body.bulkConfirmUnits.map(\.results.count) == [1, 1, 1, 0, 1])
    #expect(result.header.numberOfProcessingResult == "5" && result.header.numberOfError == "0")
    // Again, and once more a day later: the same.
    #expect(try town.collect(number).body == result.body)
    town.now = ready.advanced(by: .seconds(86_400))
    #expect(try town.collect(number).body == result.body)
    town.now = ready.advanced(by: .milliseconds(86_400_001))
    let late = try town.collect(number)
    #expect(late.header.segmentOfResult == .known(.abnormal) && late.header.errorCode == "S-302")
  }

  @Test func bookingsTellNothingThatNeedsAConsent() throws {
    var town = try Town()
    let number = try town.submit(.people([try town.search("adult"), try town.search("child")]))
    town.now = town.now.advanced(by: .seconds(10))
    let results = try town.collect(number).body.bulkConfirmUnits.flatMap(\.results)
    #expect(results.map(\.limitApplicationCertificateChanged) == [.known(.yesOrUndecidable), .known(.no)])
    for result in results {
      #expect(result.limitApplicationCertificateRelatedConsFlg == nil && result.pharmacistsInfo == ViewConsent())
      #expect(result.limitApplicationCertificateRelatedInfo == nil && result.name != nil)
    }
  }

  @Test func whatCannotBeSearchedIsAnErrorOfItsUnit() throws {
    var town = try Town()
    var wrong = try town.search("adult")
    wrong.insurerNumber = "01990018"
    var incomplete = try town.search("adult")
    incomplete.birthdate = MessageDate("20269999")
    var several = try town.search("twin-a")
    several.insuredBranchNumber = nil
    let number = try town.submit(.people([wrong, incomplete, several]))
    town.now = town.now.advanced(by: .seconds(10))
    let reply = try town.collect(number)
    let units = reply.body.bulkConfirmUnits
    #expect(units.map(\.processingResultStatus) == [.known(.error), .known(.error), .known(.normal)])
    #expect(units.map(\.processingResultCode) == ["S-311", "S-312", nil])
    #expect(units[2].qualificationValidity == .known(.severalMatch))
    #expect(units[2].results.map(\.name) == ["見本　双葉", "見本　三葉"])
    #expect(reply.header.numberOfProcessingResult == "3" && reply.header.numberOfNormalProcessing == "1")
    #expect(reply.header.numberOfError == "2")
  }

  @Test func theSameFileAgainIsTheSameBatch() throws {
    var town = try Town()
    let people = [try town.search("adult")]
    let first = try town.submit(.people(people), file: "f")
    town.now = town.now.advanced(by: .seconds(60))
    #expect(try town.submit(.people(people), file: "f") == first)
    // Another file, another institution, no name: another batch.
    let other = try town.submit(.people(people), file: "g")
    let elsewhere = try town.submit(.people(people), file: "f", institution: "8888888888")
    let nameless = [try town.submit(.people(people), file: ""), try town.submit(.people(people), file: "")]
    #expect(Set([first, other, elsewhere] + nameless).count == 5)
    // The same name for other people.
    let request = BatchRequest(
      medicalInstitutionCode: Town.institution, arbitraryFileIdentifier: "f",
      query: .people([try town.search("child")]))
    let refused = try town.eligibility(.submitBatch(request))
    #expect(refused.header.segmentOfResult == .known(.abnormal) && refused.header.errorCode == "S-303")
    #expect(refused.receptionNumber == nil)
  }

  @Test func anothersBatchIsUnknown() throws {
    var town = try Town()
    let number = try town.submit(.people([try town.search("adult")]))
    town.now = town.now.advanced(by: .seconds(10))
    #expect(try town.collect(number, institution: "8888888888").header.errorCode == "S-302")
    #expect(try town.collect(number, .homeVisit).header.errorCode == "S-302")
    #expect(try town.collect("20260402100000999999").header.errorCode == "S-302")
    // It lies on the service's disk.
    town.service.restart()
    #expect(try town.collect(number).header.segmentOfResult == .known(.normal))
  }

  @Test func batchesAreBounded() throws {
    var limits = ServiceLimits()
    limits.mostBatches = 2
    var town = try Town(limits: limits)
    let people = [try town.search("adult")]
    for file in ["1", "2"] { _ = try town.submit(.people(people), file: file) }
    #expect(throws: ServiceRefusal.busy) { try town.submit(.people(people), file: "3") }
    town.now = town.now.advanced(by: .seconds(2 * 86_400))
    _ = try town.submit(.people(people), file: "3")

    limits.mostBatchPeople = 3
    town = try Town(limits: limits)
    _ = try town.submit(.people(people + people), file: "1")
    #expect(throws: ServiceRefusal.busy) { try town.submit(.people(people + people), file: "2") }
  }

  @Test("A batch of nobody, or of too many, is abnormal", arguments: [(0, "S-305"), (10_001, "S-304")])
  func size(count: Int, code: String) throws {
    var town = try Town()
    let people = Array(repeating: try town.search("adult"), count: count)
    let reply = try town.eligibility(
      .submitBatch(
        BatchRequest(
          medicalInstitutionCode: Town.institution, arbitraryFileIdentifier: "f", query: .people(people))))
    #expect(reply.header.segmentOfResult == .known(.abnormal) && reply.header.errorCode == code)
  }

  @Test func tenThousandOfTheCrowd() throws {
    var town = try Town(crowd: 10_000)
    let crowd = DemoCrowd(count: 10_000)
    let number = try town.submit(.people((0..<10_000).map { town.search(crowd.person($0)) }))
    let limits = ServiceLimits()
    town.now = town.now.advanced(by: limits.batchPause + limits.batchPausePerPerson * 10_000)
    let reply = try town.collect(number)
    var counts: [QualificationValidity: Int] = [:]
    for unit in reply.body.bulkConfirmUnits {
      #expect(unit.results.count == 1)
      if let validity = unit.qualificationValidity?.value { counts[validity, default: 0] += 1 }
    }
    let changed = (0..<10_000).filter { crowd.person($0).insurance.validity == .invalidNewEligibility }
    #expect(counts == [.valid: 9_900 - changed.count, .invalid: 100, .invalidNewEligibility: changed.count])
    #expect((50...100).contains(changed.count))
    #expect(reply.header.numberOfNormalProcessing == "10000")
  }

  // MARK: - Batches that name nobody

  @Test func medicalAidOfAMonth() throws {
    var town = try Town()
    func names(_ month: MessageMonth, institution: String = Town.institution) throws -> [String?] {
      let number = try town.submit(.medicalAid(month), file: "\(month.text)-\(institution)", institution: institution)
      let submitted = town.now
      town.now = submitted.advanced(by: .seconds(10))
      defer { town.now = submitted }
      return try town.collect(number, .medicalAid, institution: institution).body.bulkConfirmUnits.map {
        $0.results.first?.name
      }
    }
    #expect(try names(MessageMonth(Town.today)) == ["見本　光", "見本　望"])
    #expect(try names(MessageMonth("202601")).isEmpty)
  }

  @Test func consentsAtHome() throws {
    var town = try Town()
    let (today, earlier) = (Town.today, Town.today.adding(days: -3))
    let visit = try town.submit(.homeVisit(consented: today...today), file: "v")
    let online = try town.submit(.onlineCare(consented: earlier...today), file: "o")
    let none = try town.submit(.onlineCare(consented: today...today), file: "n")
    town.now = town.now.advanced(by: .seconds(10))
    let visits = try town.collect(visit, .homeVisit).body.bulkConfirmUnits.flatMap(\.results)
    #expect(visits.map(\.name) == ["見本　松", "見本　竹"])
    #expect(visits[0].pharmacistsInfo.consFlg == .known(.given) && visits[0].operationInfo.consFlg == .known(.given))
    #expect(visits[0].limitApplicationCertificateRelatedInfo != nil)
    #expect(
      visits[0].specificDiseasesCertificateList.map(\.specificDiseasesDiseaseCategory)
        == [.known(.coagulationFactorDisorder)])
    #expect(visits[1].operationInfo.consFlg == .known(ConsentFlag.none))
    #expect(visits[1].specificDiseasesCertificateList.isEmpty)
    let ended = try town.collect(online, .onlineCare).body.bulkConfirmUnits.flatMap(\.results)
    #expect(ended.map(\.name) == ["見本　竹"])
    #expect(ended[0].pharmacistsInfo.consFlg == .known(.expired))
    #expect(ended[0].specificDiseasesCertificateRelatedConsFlg == .known(.expired))
    #expect(ended[0].specificDiseasesCertificateList.isEmpty)
    #expect(try town.collect(none, .onlineCare).body.bulkConfirmUnits.isEmpty)
  }
}
