import CivilTime
import DemoPeople
import Eligibility
import EligibilityService
import Testing

struct ReferenceNumberTests {
  private func registration(
    _ key: String, _ number: String?, _ town: Town, branch: Bool = true
  ) throws -> ReferenceNumberRegistrationInfo {
    let person = try #require(town.people[key])
    var info = ReferenceNumberRegistrationInfo()
    info.referenceNumber = number
    info.insurerNumber = person.insurance.insurer.padded
    info.insuredCardSymbol = person.insurance.symbol
    info.insuredIdentificationNumber = person.insurance.number
    info.insuredBranchNumber = branch ? person.insurance.branch : nil
    return info
  }

  private func register(
    _ registrations: [ReferenceNumberRegistrationInfo], _ town: inout Town, institution: String = Town.institution
  ) throws -> EligibilityReply {
    try town.eligibility(
      .registerReferenceNumbers(
        ReferenceNumberRequest(
          medicalInstitutionCode: institution, arbitraryFileIdentifier: "r", registrations: registrations)))
  }

  @Test func laterRepliesCarryTheNumber() throws {
    var town = try Town()
    #expect(try town.lookUp("adult").referenceNumber == nil)
    let info = try registration("adult", "K-00123", town)
    let reply = try register([info], &town)
    #expect(reply.processed && reply.body.referenceNumberRegistrationInfo == info)
    #expect(reply.body.processingResultCode == nil && reply.header.arbitraryFileIdentifier == "r")
    #expect(try town.lookUp("adult").referenceNumber == "K-00123")
    let session = try town.open("adult")
    #expect(session.reply?.referenceNumber == "K-00123")
    #expect(try town.consent(session.session, [.limit: true]).referenceNumber == "K-00123")
    let batch = try town.submit(.people([try town.search("adult"), try town.search("child")]))
    town.now = town.now.advanced(by: .seconds(10))
    let units = try town.collect(batch).body.bulkConfirmUnits
    #expect(units.map(\.referenceNumbers) == [["K-00123"], []])
    // Another takes its place; what is kept survives a restart.
    _ = try register([try registration("adult", "K-00124", town)], &town)
    town.service.restart()
    #expect(try town.lookUp("adult").referenceNumber == "K-00124")
  }

  @Test func aNumberIsItsInstitutionsAlone() throws {
    var town = try Town()
    _ = try register([try registration("adult", "K-1", town)], &town, institution: "8888888888")
    #expect(try town.lookUp("adult").referenceNumber == nil)
  }

  @Test func manyAreCollected() throws {
    var town = try Town()
    let registrations = [
      try registration("adult", "1", town), try registration("child", nil, town),
      try registration("twin-a", "3", town, branch: false), try registration("elderly", "4", town),
    ]
    let receipt = try register(registrations, &town)
    let number = try #require(receipt.receptionNumber)
    #expect(try register(registrations, &town).receptionNumber == number)
    #expect(try register(Array(registrations.prefix(2)), &town).header.errorCode == "S-303")
    #expect(try town.collect(number, .referenceNumbers).header.segmentOfResult == .known(.inProgress))
    town.now = town.now.advanced(by: .seconds(10))
    let reply = try town.collect(number, .referenceNumbers)
    #expect(reply.body.bulkRegistrationUnits.map(\.referenceNumberRegistrationInfo) == registrations)
    #expect(reply.body.bulkRegistrationUnits.map(\.processingResultCode) == [nil, "S-321", "S-323", nil])
    #expect(reply.header.numberOfNormalProcessing == "2" && reply.header.numberOfError == "2")
    #expect(try town.lookUp("elderly").referenceNumber == "4")
    #expect(try town.lookUp("twin-a").referenceNumber == nil)
  }

  @Test(
    "What cannot be registered says why",
    arguments: [
      ("1234567", "01990019", "K", "S-322"), ("9000001", "01990018", "K", "S-311"),
      ("9000001", "01990019", "", "S-321"),
      ("9000001", "01990019", String(repeating: "k", count: 51), "S-321"),
    ])
  func failures(identification: String, insurer: String, number: String, code: String) throws {
    var town = try Town()
    var info = try registration("adult", number, town)
    info.insurerNumber = insurer
    info.insuredIdentificationNumber = identification
    let reply = try register([info], &town)
    #expect(reply.header.segmentOfResult == .known(.normal))
    #expect(reply.body.processingResultStatus == .known(.error) && reply.body.processingResultCode == code)
    #expect(reply.body.processingResultMessage?.isEmpty == false)
  }

  @Test func numbersAreBounded() throws {
    var limits = ServiceLimits()
    limits.mostReferenceNumbers = 1
    var town = try Town(limits: limits)
    _ = try register([try registration("adult", "1", town)], &town)
    _ = try register([try registration("adult", "2", town)], &town)
    let info = try registration("child", "3", town)
    #expect(throws: ServiceRefusal.busy) { try register([info], &town) }
  }
}
