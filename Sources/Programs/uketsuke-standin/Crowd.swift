import ArgumentParser
import CivilTime
import DemoPeople
import Eligibility
import EligibilityXML
import FoundationEssentials

struct Crowd: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the crowd's card data, as a batch asks with them.",
    discussion: """
      The same numbers are the same people for every stand-in whose configuration has "crowd: N". As CSV, with the \
      interface's element names in the first line, or as the request OQSmuquc01.

      EXAMPLES
        uketsuke-standin crowd --count 10000 --out bookings.csv
        uketsuke-standin crowd --count 500 --xml --out OQSmuquc01req_0001.xml
      """)

  @Option(help: "How many people.")
  var count: Int

  @Option(help: "The file; it must not be there yet.")
  var out: String

  @Flag(help: "The interface's request instead of CSV.")
  var xml = false

  @Option(help: "The institution that asks, 10 digits; for --xml.")
  var institution = "9999999999"

  func run() throws {
    do throws(StandinFailure) {
      try write()
    } catch {
      throw error.told()
    }
  }

  private func write() throws(StandinFailure) {
    let most = xml ? BatchRequest.mostPeople : DemoCrowd.mostPeople
    guard (1...most).contains(count) else { throw .configuration("--count must lie between 1 and \(most)") }
    guard InstitutionCode.isWellFormed(institution) else { throw .configuration("--institution must be 10 digits") }
    let today = CivilMoment(Timestamp(Date())).date
    let crowd = DemoCrowd(count: count)
    let people = (0..<count).map { QualificationConfirmSearchInfo(askingFor: crowd.person($0), on: today) }
    try Files.create(out, xml ? request(people) : Self.csv(people), mode: 0o644)
    Announcement.say("wrote \(count) people to \(out)")
  }

  private func request(_ people: [QualificationConfirmSearchInfo]) -> [UInt8] {
    let batch = BatchRequest(
      medicalInstitutionCode: institution, arbitraryFileIdentifier: "crowd-\(count)", query: .people(people))
    return EligibilityXML.encode(.submitBatch(batch), encoding: .utf8).bytes
  }

  /// None of the values needs quotes.
  private static func csv(_ people: [QualificationConfirmSearchInfo]) -> [UInt8] {
    var text =
      "InsurerNumber,InsuredCardSymbol,InsuredIdentificationNumber,InsuredBranchNumber,Birthdate,ArbitraryIdentifier\n"
    for person in people {
      text +=
        [
          person.insurerNumber, person.insuredCardSymbol, person.insuredIdentificationNumber,
          person.insuredBranchNumber, person.birthdate?.text, person.arbitraryIdentifier,
        ].map { $0 ?? "" }.joined(separator: ",") + "\n"
    }
    return Array(text.utf8)
  }
}

extension QualificationConfirmSearchInfo {
  fileprivate init(askingFor person: DemoPerson, on today: CivilDate) {
    self.init()
    insurerNumber = person.insurance.insurer.padded
    insuredCardSymbol = person.insurance.symbol
    insuredIdentificationNumber = person.insurance.number
    insuredBranchNumber = person.insurance.branch
    birthdate = MessageDate(person.identity.birthdate(on: today))
    arbitraryIdentifier = person.key
  }
}
