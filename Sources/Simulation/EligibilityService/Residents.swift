import CivilTime
import DemoPeople
import Eligibility

/// The people as the service knows them on one day. Those of the file are worked out once a day, because the simulator
/// asks tens of thousands of times a second; those of the crowd when they are asked about.
struct Residents {
  private let people: DemoPeople
  private let crowd: DemoCrowd
  private let byKey: [[UInt8]: Int]
  /// By the number of either eligibility, in the order of the file.
  private let byNumber: [String: [Int]]
  private var day: Int?
  private var residents: [Resident] = []

  /// One person as the service finds them.
  struct Resident {
    /// Who it is, also from one day to the next.
    var name: ResidentName
    var person: DemoPerson
    var birthdate: CivilDate
    /// The eligibility with every consent at 0, and behind it medical aid that is used together with it.
    var results: [ResultOfQualificationConfirmation]
    var limit: LimitApplicationCertificateRelatedInfo?
    var diseases: [SpecificDiseasesCertificateInfo]
  }

  /// A key of people; the crowd's are `crowd-…`.
  typealias ResidentName = String

  /// The data of an insurance card. What is `nil` was not said and fits everything, but a card without symbol has none.
  struct CardData {
    /// As it was sent: 8 characters, a shorter number padded with zeros or spaces.
    var insurerNumber: String
    var symbol: String?
    var number: String
    var branch: String?
    var birthdate: CivilDate?

    /// `nil` for a number that cannot be one, by its check digit.
    var insurer: InsurerNumber? { InsurerNumber(insurerNumber.drop { $0 == " " }) }
  }

  init(_ people: DemoPeople, crowd: DemoCrowd) {
    self.people = people
    self.crowd = crowd
    var byKey: [[UInt8]: Int] = [:]
    var byNumber: [String: [Int]] = [:]
    for (index, person) in people.people.enumerated() {
      if let registration = person.registration { byKey[registration.publicKeyHash] = index }
      byNumber[person.insurance.number, default: []].append(index)
      for more in [person.otherInsurance, person.medicalAid].compactMap(\.self)
      where more.number != person.insurance.number {
        byNumber[more.number, default: []].append(index)
      }
    }
    self.byKey = byKey
    self.byNumber = byNumber
  }

  /// The holder of a card.
  func index(publicKeyHash: [UInt8]) -> Int? { byKey[publicKeyHash] }

  mutating func resident(_ index: Int, on today: CivilDate) -> Resident {
    refresh(today)
    return residents[index]
  }

  /// Those of the file, who alone have tickets, consents at home and records.
  mutating func everybody(on today: CivilDate) -> [Resident] {
    refresh(today)
    return residents
  }

  /// Those whom the data of an insurance card fit, a card without branch number every branch: without birth date, too.
  mutating func matches(_ card: CardData, on today: CivilDate) -> [Resident] {
    refresh(today)
    guard card.insurer != nil else { return [] }
    var found = (byNumber[card.number] ?? []).map { residents[$0] }
    if let person = crowd.person(number: card.number) { found.append(Resident(person, on: today)) }
    return found.filter { resident in
      (card.birthdate == nil || resident.birthdate == card.birthdate)
        && resident.person.insurances.contains { $0.fits(card) }
    }
  }

  /// Those who have this name or reading, this birth date, and, as far as they were said, this sex and a part of this
  /// address.
  mutating func matches(_ asked: BasicParticulars, on today: CivilDate) -> [Resident] {
    refresh(today)
    let others = (0..<crowd.count).lazy.map { [crowd] in crowd.person($0) }
      .filter { $0.identity.birthdate(on: today) == asked.birthdate }
      .map { Resident($0, on: today) }
    return (residents.filter { $0.birthdate == asked.birthdate } + others).filter { $0.fits(asked) }
  }

  private mutating func refresh(_ today: CivilDate) {
    guard day != today.dayNumber else { return }
    day = today.dayNumber
    residents = people.people.map { Resident($0, on: today) }
  }
}

extension Residents.Resident {
  /// The birth date is compared before.
  fileprivate func fits(_ asked: BasicParticulars) -> Bool {
    let identity = person.identity
    let names = [identity.name, identity.nameOfOther].compactMap(\.self)
    let readings = [identity.nameKana, identity.nameOfOtherKana].compactMap(\.self)
    if let name = asked.name, !names.contains(where: { PersonComparison.isSameName($0, as: name) }) { return false }
    if let kana = asked.kana, !readings.contains(where: { PersonComparison.isSameReading($0, as: kana) }) {
      return false
    }
    guard asked.name != nil || asked.kana != nil, asked.sex == .notSet || asked.sex == identity.sex else {
      return false
    }
    guard let part = asked.address else { return true }
    return PersonComparison.isPart(part, ofAddress: identity.address)
  }

  init(_ person: DemoPerson, on today: CivilDate) {
    let birthdate = person.identity.birthdate(on: today)
    self.init(
      name: person.key, person: person, birthdate: birthdate,
      results: person.insurances.map { person.result(of: $0, birthdate, on: today) },
      limit: person.insurance.limit?.information(on: today),
      diseases: person.insurance.diseases.map { $0.information(on: today) })
  }
}

extension DemoInsurance {
  func fits(_ card: Residents.CardData) -> Bool {
    insurer == card.insurer && number == card.number && (symbol ?? "") == (card.symbol ?? "")
      && (card.branch == nil || branch == nil || branch == card.branch)
  }
}

extension DemoPerson {
  fileprivate func result(
    of insurance: DemoInsurance, _ birthdate: CivilDate, on today: CivilDate
  ) -> ResultOfQualificationConfirmation {
    var result = ResultOfQualificationConfirmation()
    result.insuredCardClassification = .known(insurance.classification)
    result.insurerNumber = insurance.insurer.padded
    result.insuredCardSymbol = insurance.symbol
    result.insuredIdentificationNumber = insurance.number
    result.insuredBranchNumber = insurance.branch
    result.personalFamilyClassification = .known(insurance.standing)
    result.insuredName = insurance.insuredName
    result.name = identity.name
    result.nameOfOther = identity.nameOfOther
    result.nameKana = identity.nameKana
    result.nameOfOtherKana = identity.nameOfOtherKana
    result.sex1 = .known(identity.sex)
    result.sex2 = identity.registeredSex.map { .known($0) }
    result.birthdate = MessageDate(birthdate)
    result.address = identity.address
    result.postNumber = identity.postNumber
    result.qualificationDate = MessageDate(insurance.acquired)
    result.disqualificationDate = insurance.lostDays.map { MessageDate(today.adding(days: $0)) }
    result.insuredCertificateIssuanceDate = MessageDate(insurance.acquired)
    result.insuredCardValidDate = MessageDate(insurance.acquired)
    result.insuredCardExpirationDate = insurance.expiresDays.map { MessageDate(today.adding(days: $0)) }
    result.insuredPartialContributionRatio = insurance.contributionPercent.map(percentDigits)
    if birthdate.isBeforeSchool(on: today) { result.preschoolClassification = .known(.preschool) }
    result.reasonOfLoss = insurance.reasonOfLoss.map { .known($0) }
    result.insurerName = insurance.insurerName
    result.elderlyRecipientCertificateInfo = insurance.elderlyRecipientPercent.map { .init(percent: $0, on: today) }
    result.limitApplicationCertificateRelatedConsFlg = .known(.no)
    let notGiven = ViewConsent(consFlg: .known(.none))
    result.specificDiseasesCertificateRelatedConsFlg = .known(.none)
    result.specificHealthCheckupsInfo = notGiven
    result.pharmacistsInfo = notGiven
    result.diagnosisInfo = notGiven
    result.operationInfo = notGiven
    return result
  }
}

extension CivilDate {
  /// School begins on the 1 April before which a child has become 6 (School Education Act, art. 17).
  fileprivate func isBeforeSchool(on today: CivilDate) -> Bool {
    let year = today.month >= 4 ? today.year : today.year - 1
    guard let eve = CivilDate(year: year, month: 3, day: 31) else { return false }
    return age(on: eve) < 6
  }
}
