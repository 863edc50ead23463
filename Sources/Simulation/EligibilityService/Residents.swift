import CivilTime
import DemoPeople
import Eligibility

/// The people as the service knows them on one day: ages and dates worked out once, because the simulator asks tens of
/// thousands of times a second.
struct Residents {
  private let people: DemoPeople
  private let byKey: [[UInt8]: Int]
  private var day: Int?
  private var residents: [Resident] = []

  struct Resident {
    var person: DemoPerson
    var birthdate: CivilDate
    /// The eligibility with every consent at 0.
    var result: ResultOfQualificationConfirmation
    var limit: LimitApplicationCertificateRelatedInfo?
  }

  init(_ people: DemoPeople) {
    self.people = people
    var byKey: [[UInt8]: Int] = [:]
    for (index, person) in people.people.enumerated() {
      if let registration = person.registration { byKey[registration.publicKeyHash] = index }
    }
    self.byKey = byKey
  }

  /// The holder of a card.
  func index(publicKeyHash: [UInt8]) -> Int? { byKey[publicKeyHash] }

  mutating func resident(_ index: Int, on today: CivilDate) -> Resident {
    refresh(today)
    return residents[index]
  }

  /// Those whom the data of an insurance card fit; a card without branch number fits every branch.
  mutating func matches(_ query: InsuranceCardQuery, on today: CivilDate) -> [Resident] {
    refresh(today)
    let insurer = InsurerNumber(query.insurerNumber)
    return residents.filter { resident in
      let insurance = resident.person.insurance
      return insurance.insurer == insurer && insurance.number == query.identificationNumber
        && (insurance.symbol ?? "") == (query.symbol ?? "") && resident.birthdate == query.birthdate
        && (query.branchNumber == nil || insurance.branch == nil || insurance.branch == query.branchNumber)
    }
  }

  private mutating func refresh(_ today: CivilDate) {
    guard day != today.dayNumber else { return }
    day = today.dayNumber
    residents = people.people.map { person in
      let birthdate = person.identity.birthdate(on: today)
      return Resident(
        person: person, birthdate: birthdate, result: person.result(birthdate, on: today),
        limit: person.insurance.limit?.information(on: today))
    }
  }
}

extension DemoPerson {
  fileprivate func result(_ birthdate: CivilDate, on today: CivilDate) -> ResultOfQualificationConfirmation {
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
    result.sex1 = .known(identity.sex)
    result.birthdate = MessageDate(birthdate)
    result.address = identity.address
    result.postNumber = identity.postNumber
    result.qualificationDate = MessageDate(insurance.acquired)
    result.disqualificationDate = insurance.lostDays.map { MessageDate(today.adding(days: $0)) }
    result.insuredCertificateIssuanceDate = MessageDate(insurance.acquired)
    result.insuredCardValidDate = MessageDate(insurance.acquired)
    result.insuredPartialContributionRatio = insurance.contributionPercent.map { percent in
      String(repeating: "0", count: max(0, 3 - String(percent).count)) + String(percent)
    }
    if birthdate.isBeforeSchool(on: today) { result.preschoolClassification = .known(.preschool) }
    result.reasonOfLoss = insurance.reasonOfLoss.map { .known($0) }
    result.insurerName = insurance.insurerName
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

extension DemoInsurance.Limit {
  /// From the first day of this month for a year.
  fileprivate func information(on today: CivilDate) -> LimitApplicationCertificateRelatedInfo {
    let start = today.adding(days: 1 - today.day)
    var information = LimitApplicationCertificateRelatedInfo()
    information.limitApplicationCertificateClassification = .known(kind)
    information.limitApplicationCertificateClassificationFlag = .known(bracket)
    information.limitApplicationCertificateDate = MessageDate(start)
    information.limitApplicationCertificateValidStartDate = MessageDate(start)
    information.limitApplicationCertificateValidEndDate = MessageDate(start.adding(months: 12).adding(days: -1))
    return information
  }
}
