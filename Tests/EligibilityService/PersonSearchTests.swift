import CivilTime
import DemoPeople
import Eligibility
import EligibilityService
import Testing

/// People without a card: after a failure of the system, and in a disaster.
struct PersonSearchTests {
  private static let area = "見本県見本市"

  private func town(areas: [String] = [area], crowd: Int = 0, people: DemoPeople? = nil) throws -> Town {
    try Town(people: people, crowd: crowd, areas: areas)
  }

  private func search(
    _ town: Town, _ mode: PersonSearch.Mode = .recovery, _ change: (inout BasicParticulars) -> Void = { _ in }
  ) throws -> PersonSearch {
    let adult = try #require(town.people.people.first { $0.key == "adult" })
    var person = BasicParticulars(
      name: "見本花子", kana: nil, birthdate: adult.identity.birthdate(on: Town.today), sex: .female, address: "見本市")
    change(&person)
    return PersonSearch(
      medicalInstitutionCode: "1312345670", arbitraryFileIdentifier: "p-1", confirmationDate: Town.today,
      subject: .particulars(person), mode: mode)
  }

  private func ground(
    _ consent: DisasterConsent = .oral, area: String = area, days: ClosedRange<Int> = 0...9
  ) -> PersonSearch.Mode {
    .disaster(
      DisasterGround(
        area: area, days: Town.today.adding(days: days.lowerBound)...Town.today.adding(days: days.upperBound),
        consent: consent))
  }

  private func medication(_ town: inout Town) throws -> MedicalInformationReply {
    let adult = try #require(town.people.people.first { $0.key == "adult" }).insurance
    let request = MedicalInformationRequest(
      form: .medicationAndTreatment, medicalInstitutionCode: "1312345670", arbitraryFileIdentifier: "m-1",
      insurerNumber: adult.insurer.padded, symbol: adult.symbol, identificationNumber: adult.number,
      branchNumber: adult.branch, months: nil)
    guard
      case .medicalInformation(let reply) = try town.service.handle(.medicalInformation(request), at: town.now).get()
    else { throw ServiceRefusal.requestMalformed }
    return reply
  }

  @Test func oneIsFoundByNameOrReadingAndNobodyByAnythingElse() throws {
    var town = try town()
    func verdict(_ change: (inout BasicParticulars) -> Void) throws -> EligibilityVerdict {
      try town.service.handle(try search(town, .recovery, change), at: town.now).get().verdict
    }
    #expect(try verdict { _ in } == .valid)
    #expect(
      try verdict {
        $0.name = nil
        $0.kana = "みほん　はなこ"
        $0.sex = .notSet
        $0.address = nil
      } == .valid)
    #expect(try verdict { $0.name = "見本" } == .none)
    #expect(try verdict { $0.name = "見●花子" } == .none)
    #expect(try verdict { $0.sex = .male } == .none)
    #expect(try verdict { $0.address = "見本村" } == .none)
    #expect(try verdict { $0.birthdate = $0.birthdate.adding(days: 1) } == .none)
  }

  @Test func theReplyNamesItsSearchAndReleasesNothingInRecovery() throws {
    var town = try town()
    let search = try search(town)
    let reply = try town.service.handle(search, at: town.now).get()
    #expect(search.difference(of: reply) == nil)
    #expect(reply.result?.pharmacistsInfo.consFlg == .known(ConsentFlag.none))
    #expect(try !medication(&town).isDone)
  }

  @Test func ofSeveralNothingIsReleased() throws {
    var people = try Town.people().people
    var twin = try #require(people.first { $0.key == "adult" })
    twin.key = "adult-twin"
    twin.insurance.number = "9000901"
    people.append(twin)
    var town = try town(people: DemoPeople(people))
    let reply = try town.service.handle(try search(town, ground()), at: town.now).get()
    #expect(reply.verdict == .several(2))
    #expect(reply.body.resultList.allSatisfy { $0.pharmacistsInfo.consFlg == .known(ConsentFlag.none) })
    #expect(try !medication(&town).isDone)
  }

  @Test func theCrowdIsFound() throws {
    var town = try town(crowd: 200)
    let crowd = DemoCrowd(count: 200)
    let person = crowd.person(7)
    let search = try search(town, .recovery) {
      $0 = BasicParticulars(
        name: person.identity.name, kana: nil, birthdate: person.identity.birthdate(on: Town.today), sex: .notSet,
        address: person.identity.address)
    }
    let reply = try town.service.handle(search, at: town.now).get()
    #expect(reply.verdict.isValid && reply.result?.insuredIdentificationNumber == person.insurance.number)
  }

  @Test(arguments: DisasterConsent.allCases)
  func inADisasterMedicalInformationMayBeLookedAtForADay(consent: DisasterConsent) throws {
    var town = try town()
    #expect(try !medication(&town).isDone)
    let reply = try town.service.handle(try search(town, ground(consent)), at: town.now).get()
    let flag: ConsentFlag = consent == .oral ? .given : .couldNotBeObtained
    #expect(reply.verdict == .valid && reply.result?.pharmacistsInfo.consFlg == .known(flag))
    #expect(try medication(&town).isDone)
    town.now = town.now.advanced(by: .seconds(24 * 3_600 + 1))
    #expect(try !medication(&town).isDone)
  }

  @Test func byCertificateToo() throws {
    var town = try town()
    var search = try search(town, ground())
    let adult = try #require(town.people.people.first { $0.key == "adult" })
    var card = QualificationConfirmSearchInfo()
    card.insurerNumber = adult.insurance.insurer.padded
    card.insuredCardSymbol = adult.insurance.symbol
    card.insuredIdentificationNumber = adult.insurance.number
    card.birthdate = MessageDate(adult.identity.birthdate(on: Town.today))
    search.subject = .certificate(card)
    #expect(try town.service.handle(search, at: town.now).get().verdict == .valid)
    #expect(try medication(&town).isDone)
  }

  @Test func onlyInAnAreaAndInDaysThatAreOpen() throws {
    var town = try town()
    for mode in [ground(area: "別の市"), ground(days: 1...3), ground(days: (-3)...(-1))] {
      let reply = try town.service.handle(try search(town, mode), at: town.now).get()
      guard case .notProcessed(let code, _) = reply.verdict else {
        Issue.record("\(reply.verdict)")
        continue
      }
      #expect(code == MessageComplaint.disasterNotOpen.rawValue && reply.body.resultList.isEmpty)
    }
    #expect(try !medication(&town).isDone)
  }
}
