import CivilTime
import DemoPeople
import Eligibility

// Batches: a receipt at once, "in progress" for a while, then the result for a day.

extension EligibilityService {
  mutating func submit(_ batch: BatchRequest, at now: Timestamp) throws(ServiceRefusal) -> EligibilityReply {
    let (institution, identifier) = (batch.medicalInstitutionCode, batch.arbitraryFileIdentifier)
    guard isInReach(batch.confirmationDate, at: now) else {
      return abnormal(.dateOutOfReach, to: institution, identifier, at: now)
    }
    let count: Int
    switch batch.query {
    case .people(let people): count = people.count
    case .medicalAid, .homeVisit, .onlineCare, .onlineCareExamined:
      count = residents.everybody(on: CivilMoment(now).date).count
    }
    guard count > 0 else { return abnormal(.nobody, to: institution, identifier, at: now) }
    guard count <= BatchRequest.mostPeople else {
      return abnormal(.tooManyPeople, to: institution, identifier, at: now)
    }
    return try receipt(
      for: .query(batch.query, confirmationDate: batch.confirmationDate), batch.query.kind, identifier,
      from: institution, people: count, at: now)
  }

  /// The same file again is answered as it was the first time; another content under its name is not taken.
  mutating func receipt(
    for content: BatchShelf.Content, _ kind: BatchKind, _ identifier: String, from institution: String, people: Int,
    at now: Timestamp
  ) throws(ServiceRefusal) -> EligibilityReply {
    let taken: (number: String, batch: BatchShelf.Batch)
    if let earlier = batches.earlier(identifier, kind, of: institution, at: now) {
      guard earlier.batch.content.isSameRequest(as: content) else {
        return abnormal(.identifierTaken, to: institution, identifier, at: now)
      }
      taken = earlier
    } else {
      guard
        let new = batches.take(content, kind, file: identifier, from: institution, people: people, at: now)
      else { throw .busy }
      taken = new
    }
    var body = MessageBody()
    body.processingResultStatus = .known(.normal)
    body.receptionNumber = taken.number
    body.receptionDateTime = MessageMoment(CivilMoment(taken.batch.received))
    return EligibilityReply(header: header(at: now, to: institution, identifier), body: body)
  }

  mutating func collect(_ asked: BatchCollection, at now: Timestamp) -> EligibilityReply {
    let institution = asked.medicalInstitutionCode
    guard let batch = batches.batch(asked.receptionNumber, asked.kind, of: institution, at: now) else {
      return abnormal(.receptionNumberUnknown, to: institution, asked.arbitraryFileIdentifier, at: now)
    }
    var header = header(at: now, to: institution, batch.fileIdentifier)
    header.receptionNumber = asked.receptionNumber
    guard batch.ready <= now else {
      header.segmentOfResult = .known(.inProgress)
      header.numberOfProcessingResult = String(batch.worked(at: now))
      return EligibilityReply(header: header)
    }
    var body = MessageBody()
    let errors: Int
    switch batch.content {
    case .query(let query, let confirmationDate):
      if let confirmationDate { header.qualificationConfirmationDate = MessageDate(confirmationDate) }
      body.bulkConfirmUnits = units(of: query, for: institution, at: batch.ready)
      errors = body.bulkConfirmUnits.count { $0.processingResultStatus == .known(.error) }
    case .references(_, let units):
      body.bulkRegistrationUnits = units
      errors = units.count { $0.processingResultStatus == .known(.error) }
    }
    let count = body.bulkConfirmUnits.count + body.bulkRegistrationUnits.count
    header.numberOfProcessingResult = String(count)
    header.numberOfNormalProcessing = String(count - errors)
    header.numberOfError = String(errors)
    return EligibilityReply(header: header, body: body)
  }

  // MARK: - Units

  private mutating func units(
    of query: BatchRequest.Query, for institution: String, at now: Timestamp
  ) -> [BulkConfirmUnit] {
    let today = CivilMoment(now).date
    switch query {
    case .people(let people):
      var units: [BulkConfirmUnit] = []
      units.reserveCapacity(people.count)
      for search in people { units.append(unit(for: search, by: institution, at: now)) }
      return units
    case .medicalAid(let month):
      return residents.everybody(on: today).compactMap { resident in
        let names = resident.person.insurances.flatMap(\.tickets).contains {
          $0.month(on: today) == month && $0.names(institution)
        }
        return names ? BulkConfirmUnit(resident, results(of: resident, to: institution, at: now)) : nil
      }
    case .homeVisit(let days):
      return units(consenting: .visit, days, for: institution, at: now)
    // The stand-in's online care is on the day of its consent.
    case .onlineCare(let days), .onlineCareExamined(let days):
      return units(consenting: .online, days, for: institution, at: now)
    }
  }

  /// One of a day's bookings: as by one query, without what only a consent releases.
  private mutating func unit(
    for search: QualificationConfirmSearchInfo, by institution: String, at now: Timestamp
  ) -> BulkConfirmUnit {
    var finding = Finding(complaint: .incomplete)
    if let insurer = search.insurerNumber, let number = search.insuredIdentificationNumber,
      let birthdate = search.birthdate?.date
    {
      finding = find(
        Residents.CardData(
          insurerNumber: insurer, symbol: search.insuredCardSymbol, number: number,
          branch: search.insuredBranchNumber, birthdate: birthdate), for: .booking, by: institution, at: now)
    }
    var unit = BulkConfirmUnit()
    unit.qualificationConfirmSearchInfo = search
    unit.processingResultStatus = .known(finding.complaint == nil ? .normal : .error)
    unit.processingResultCode = finding.complaint?.rawValue
    unit.processingResultMessage = finding.complaint?.words
    unit.qualificationValidity = finding.validity.map { .known($0) }
    unit.results = finding.results
    unit.moveReferenceNumber()
    return unit
  }

  /// All who agreed at home on these days: with what they agreed to, and whether it still lives.
  private mutating func units(
    consenting care: DemoHomeConsent.Care, _ days: ClosedRange<CivilDate>, for institution: String, at now: Timestamp
  ) -> [BulkConfirmUnit] {
    let today = CivilMoment(now).date
    return residents.everybody(on: today).compactMap { resident in
      guard
        let consent = resident.person.homeConsents.first(where: {
          $0.care == care && days.contains(today.adding(days: -$0.daysAgo))
        })
      else { return nil }
      var results = results(of: resident, to: institution, at: now)
      guard !results.isEmpty else { return nil }
      let given = consent.given(on: today)
      for kind in consent.kinds { results[0].grant(kind, at: given, of: resident) }
      if given.advanced(by: ConsentLife.duration) < now { results[0].expireConsents() }
      return BulkConfirmUnit(resident, results)
    }
  }
}

extension DemoHomeConsent {
  /// From midnight on.
  func given(on today: CivilDate) -> Timestamp {
    CivilMoment(date: today.adding(days: -daysAgo), hour: 0, minute: 0, second: 0).timestamp
  }
}

extension BulkConfirmUnit {
  /// Of a batch that names nobody: who it is, is what it tells.
  fileprivate init(_ resident: Residents.Resident, _ results: [ResultOfQualificationConfirmation]) {
    self.init()
    processingResultStatus = .known(.normal)
    qualificationValidity = .known(resident.person.insurance.validity)
    self.results = results
    moveReferenceNumber()
  }

  /// Batches have it beside the result. Where there are several results and not all have one, it stays where nobody can
  /// take it for another's.
  fileprivate mutating func moveReferenceNumber() {
    let numbers = results.compactMap(\.referenceNumber)
    guard numbers.count == results.count else { return }
    referenceNumbers = numbers
    for index in results.indices { results[index].referenceNumber = nil }
  }
}

extension ResultOfQualificationConfirmation {
  /// Takes away what a batch of bookings does not tell.
  mutating func withhold(hasLimit: Bool) {
    limitApplicationCertificateRelatedConsFlg = nil
    specificDiseasesCertificateRelatedConsFlg = nil
    for consent in Self.consents { self[keyPath: consent] = ViewConsent() }
    publicExpenseResultList = []
    limitApplicationCertificateChanged = .known(hasLimit ? .yesOrUndecidable : .no)
  }

  fileprivate mutating func expireConsents() {
    for consent in Self.consents where self[keyPath: consent].consFlg == .known(.given) {
      self[keyPath: consent].consFlg = .known(.expired)
    }
    if specificDiseasesCertificateRelatedConsFlg == .known(.given) {
      specificDiseasesCertificateRelatedConsFlg = .known(.expired)
      specificDiseasesCertificateList = []
    }
  }

  private static var consents: [WritableKeyPath<ResultOfQualificationConfirmation, ViewConsent>] {
    [\.specificHealthCheckupsInfo, \.pharmacistsInfo, \.diagnosisInfo, \.operationInfo]
  }
}
