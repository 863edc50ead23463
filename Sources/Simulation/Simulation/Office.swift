import CivilTime
import DemoPeople
import Eligibility

/// What staff ask beside the kiosk, by a program of their own: single lookups and a batch of bookings. Everything here
/// lies on that program's disk and survives its being killed, as the counter's shelf does.
struct Office {
  enum Happening {
    /// The program asks for query number so-and-so.
    case ask(process: Int, Int)
    case hear(Asking, Result<InterfaceReply, ServiceFailure>)
    /// The eligibility terminal looks into its folder.
    case terminalWorks(file: String)
    /// The wait for a reply in the folder is over.
    case givesUp(Asking)
    case start
  }

  /// One asking of one query: what belongs to an earlier one is late.
  struct Asking: Equatable {
    var process: Int
    var query: Int
    var number: Int
  }

  /// How requests travel.
  enum Way: CaseIterable {
    case https
    case folders
  }

  struct Query {
    /// `ArbitraryFileIdentifier`, the same however often it is asked.
    var name: String
    /// Holders, known to the service or not.
    var people: [Int]
    var isBatch: Bool
    /// Of a batch that was taken.
    var receptionNumber: String?
    var isDone = false
    /// So often it was asked.
    var askings = 0
  }

  let way: Way
  var queries: [Query] = []
  /// Counts the program's processes.
  var process = 0
  /// What lies in the terminal's folders, by the request's name.
  var requests: [String: InterfaceRequest] = [:]
  var replies: [String: InterfaceReply] = [:]
  private let people: [Int: DemoPerson]

  /// A day's bookings, for a small site.
  private static let mostBooked = 12

  init(people: [Int: DemoPerson], random: inout SeededRandom) {
    self.people = people
    way = random.pick(Way.allCases)
    for number in 0..<Int(random.next() % 4) {
      let isBatch = number == 0
      let count = isBatch ? 1 + Int(random.next() % UInt64(Self.mostBooked)) : 1
      queries.append(
        Query(
          name: "office-\(number)", people: (0..<count).map { _ in Int(random.next() % UInt64(Town.size)) },
          isBatch: isBatch))
    }
  }

  func request(_ query: Query, on today: CivilDate) -> InterfaceRequest {
    let institution = "9999999999"
    guard query.isBatch else {
      let (search, _) = search(query.people[0], on: today)
      return .confirm(
        QualificationConfirmationRequest(
          confirmationDate: nil, medicalInstitutionCode: institution,
          query: InsuranceCardQuery(
            insurerNumber: search.insurerNumber ?? "", symbol: search.insuredCardSymbol,
            identificationNumber: search.insuredIdentificationNumber ?? "", branchNumber: search.insuredBranchNumber,
            birthdate: search.birthdate?.date ?? today, limitConsent: false, arbitraryFileIdentifier: query.name)))
    }
    guard let number = query.receptionNumber else {
      return .submitBatch(
        BatchRequest(
          confirmationDate: nil, medicalInstitutionCode: institution, arbitraryFileIdentifier: query.name,
          query: .people(
            query.people.enumerated().map { place, holder in
              var search = search(holder, on: today).search
              search.arbitraryIdentifier = String(place)
              return search
            })))
    }
    return .collectBatch(
      BatchCollection(
        kind: .eligibility, medicalInstitutionCode: institution, arbitraryFileIdentifier: query.name,
        receptionNumber: number))
  }

  /// What is asked about a holder, and what is true. Somebody whom the service does not know is asked for as well.
  private func search(
    _ holder: Int, on today: CivilDate
  ) -> (search: QualificationConfirmSearchInfo, verdict: EligibilityVerdict) {
    var search = QualificationConfirmSearchInfo()
    guard let person = people[holder] ?? people.values.min(by: { $0.key < $1.key }) else { return (search, .none) }
    let isKnown = people[holder] != nil
    search.insurerNumber = person.insurance.insurer.padded
    search.insuredCardSymbol = person.insurance.symbol
    search.insuredIdentificationNumber = isKnown ? person.insurance.number : "99\(holder)"
    search.insuredBranchNumber = person.insurance.branch
    search.birthdate = MessageDate(person.identity.birthdate(on: today))
    guard isKnown else { return (search, .none) }
    return (search, person.insurance.validity == .invalidNewEligibility ? .changed : .valid)
  }

  /// By what a reply that was taken is wrong; `nil` where it says what is true about the people who were asked for.
  func error(in reply: EligibilityReply, to query: Query, on today: CivilDate) -> String? {
    guard query.isBatch else {
      return error(in: reply.verdict, reply.body.resultList, about: query.people[0], on: today)
    }
    let units = reply.body.bulkConfirmUnits
    guard units.count == query.people.count else {
      return "\(query.people.count) were asked for, \(units.count) told of"
    }
    var told = Set<String>()
    for unit in units {
      guard let mark = unit.qualificationConfirmSearchInfo?.arbitraryIdentifier, told.insert(mark).inserted,
        let place = Int(mark), query.people.indices.contains(place)
      else { return "a unit that is nobody's, or somebody's twice" }
      if let wrong = error(in: unit.verdict, unit.results, about: query.people[place], on: today) { return wrong }
    }
    return nil
  }

  private func error(
    in verdict: EligibilityVerdict, _ results: [ResultOfQualificationConfirmation], about holder: Int,
    on today: CivilDate
  ) -> String? {
    let (_, truth) = search(holder, on: today)
    guard verdict == truth else { return "told \(verdict.word), true is \(truth.word)" }
    guard let name = people[holder]?.identity.name else { return results.isEmpty ? nil : "results about nobody" }
    return results.allSatisfy { $0.name == name } ? nil : "results about somebody else"
  }
}
