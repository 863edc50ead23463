import CivilTime
import DemoPeople
import Eligibility

// People without a card: after a failure of the system, and in a disaster. The real service's rules for both are not
// public beyond what reception-flow says; what is decided here is the stand-in's own.

extension EligibilityService {
  /// Answers a search. In a disaster somebody who is found alone, with a valid eligibility, has medical information that
  /// the asking institution may look at for a consent's life: with flag 1 where the patient agreed by word of mouth, 3
  /// where consent could not be obtained.
  public mutating func handle(
    _ search: PersonSearch, at now: Timestamp
  ) -> Result<EligibilityReply, ServiceRefusal> {
    let (institution, identifier) = (search.medicalInstitutionCode, search.arbitraryFileIdentifier)
    guard isInReach(search.confirmationDate, at: now) else {
      return .success(abnormal(.dateOutOfReach, to: institution, identifier, at: now))
    }
    var consent: DisasterConsent?
    switch search.mode {
    case .recovery: break
    case .disaster(let ground):
      guard disasterAreas.contains(where: { PersonComparison.isSameName($0, as: ground.area) }),
        ground.days.contains(CivilMoment(now).date)
      else { return .success(abnormal(.disasterNotOpen, to: institution, identifier, at: now)) }
      consent = ground.consent
    }
    var finding = self.finding(for: search, at: now)
    if let consent, finding.validity == .valid || finding.validity == .medicalAidOnly {
      guard release(to: institution, consent, &finding, search, at: now) else { return .failure(.busy) }
    }
    var header = header(at: now, to: institution, identifier)
    header.qualificationConfirmationDate = MessageDate(search.confirmationDate)
    var body = MessageBody()
    body.processingResultStatus = .known(finding.complaint == nil ? .normal : .error)
    body.processingResultCode = finding.complaint?.rawValue
    body.processingResultMessage = finding.complaint?.words
    body.qualificationValidity = finding.validity.map { .known($0) }
    body.resultList = finding.results
    return .success(EligibilityReply(header: header, body: body))
  }

  /// The reply that says why a search is not worked on.
  public func reply(
    to search: PersonSearch, saying complaint: MessageComplaint, at now: Timestamp
  ) -> EligibilityReply {
    abnormal(complaint, to: search.medicalInstitutionCode, search.arbitraryFileIdentifier, at: now)
  }

  private mutating func finding(for search: PersonSearch, at now: Timestamp) -> Finding {
    switch search.subject {
    case .certificate(let card):
      return find(Residents.CardData(card), for: .one(limitConsent: false), by: search.medicalInstitutionCode, at: now)
    case .particulars(let person):
      let found = residents.matches(person, on: CivilMoment(now).date)
      guard let first = found.first else { return Finding(validity: .noSuchEligibility) }
      let results = found.prefix(Self.mostMatches).flatMap { resident in
        self.results(of: resident, to: search.medicalInstitutionCode, at: now)
      }
      return Finding(validity: found.count == 1 ? first.person.insurance.validity : .severalMatch, results: results)
    }
  }

  /// - Returns: `false` when there is no room.
  private mutating func release(
    to institution: String, _ consent: DisasterConsent, _ finding: inout Finding, _ search: PersonSearch,
    at now: Timestamp
  ) -> Bool {
    let today = CivilMoment(now).date
    guard let resident = resident(of: search, on: today), !finding.results.isEmpty else { return true }
    var kinds: [ConsentKind] = [.medication, .treatment, .operation, .specificDisease]
    if resident.birthdate.age(on: today) >= CheckupAge.first { kinds.append(.checkup) }
    var answers = ConsentAnswers()
    for kind in kinds { answers[kind] = true }
    guard disasterGrounds.take(answers, of: resident.name, to: institution, at: now) else { return false }
    for kind in kinds { finding.results[0].grant(kind, at: now, of: resident) }
    switch consent {
    case .oral: break
    case .notObtained: finding.results[0].markConsentNotObtained(kinds)
    }
    return true
  }

  private mutating func resident(of search: PersonSearch, on today: CivilDate) -> Residents.Resident? {
    switch search.subject {
    case .particulars(let person): return residents.matches(person, on: today).first
    case .certificate(let card): return residents.matches(Residents.CardData(card), on: today).first
    }
  }
}

extension ResultOfQualificationConfirmation {
  fileprivate mutating func markConsentNotObtained(_ kinds: [ConsentKind]) {
    for kind in kinds {
      switch kind {
      case .medication: pharmacistsInfo.consFlg = .known(.couldNotBeObtained)
      case .treatment: diagnosisInfo.consFlg = .known(.couldNotBeObtained)
      case .operation: operationInfo.consFlg = .known(.couldNotBeObtained)
      case .checkup: specificHealthCheckupsInfo.consFlg = .known(.couldNotBeObtained)
      case .specificDisease: specificDiseasesCertificateRelatedConsFlg = .known(.couldNotBeObtained)
      case .limit: break
      }
    }
  }
}

extension Residents.CardData {
  fileprivate init(_ card: QualificationConfirmSearchInfo) {
    self.init(
      insurerNumber: card.insurerNumber ?? "", symbol: card.insuredCardSymbol,
      number: card.insuredIdentificationNumber ?? "", branch: card.insuredBranchNumber, birthdate: card.birthdate?.date)
  }
}
