import CivilTime
import DemoPeople
import Eligibility

extension EligibilityService {
  /// Answers a message of the interface. Who asks is the institution that the message names.
  ///
  /// What is wrong with a message is said by its reply (`SegmentOfResult` 9, or a `ResultCode` other than 1), which is the
  /// same over HTTPS and through folders; a refusal has nothing to do with what was asked.
  public mutating func handle(
    _ request: InterfaceRequest, at now: Timestamp
  ) -> Result<InterfaceReply, ServiceRefusal> {
    do throws(ServiceRefusal) {
      switch request {
      case .confirm(let asked): return .success(.eligibility(confirm(asked, at: now)))
      case .submitBatch(let batch): return .success(.eligibility(try submit(batch, at: now)))
      case .collectBatch(let asked): return .success(.eligibility(collect(asked, at: now)))
      case .registerReferenceNumbers(let asked): return .success(.eligibility(try register(asked, at: now)))
      case .medicalInformation(let asked): return .success(.medicalInformation(medicalInformation(asked, at: now)))
      }
    } catch {
      return .failure(error)
    }
  }

  /// The reply that says why a message is not worked on.
  public func reply(
    to request: InterfaceRequest, saying complaint: MessageComplaint, at now: Timestamp
  ) -> InterfaceReply {
    reply(to: request, complaint.rawValue, complaint.words, at: now)
  }

  /// A refusal as a reply: where there is no other way to say it, as in a folder.
  public func reply(
    to request: InterfaceRequest, refusing refusal: ServiceRefusal, at now: Timestamp
  ) -> InterfaceReply {
    reply(to: request, refusal.rawValue, MessageComplaint.refused, at: now)
  }

  private func reply(
    to request: InterfaceRequest, _ code: String, _ words: String, at now: Timestamp
  ) -> InterfaceReply {
    switch request {
    case .confirm, .submitBatch, .collectBatch, .registerReferenceNumbers:
      .eligibility(abnormal(code, words, to: request.medicalInstitutionCode, request.fileIdentifier, at: now))
    case .medicalInformation(let asked):
      .medicalInformation(MedicalInformationReply(to: asked, saying: words))
    }
  }

  func abnormal(
    _ complaint: MessageComplaint, to institution: String, _ identifier: String, at now: Timestamp
  ) -> EligibilityReply {
    abnormal(complaint.rawValue, complaint.words, to: institution, identifier, at: now)
  }

  private func abnormal(
    _ code: String, _ words: String, to institution: String, _ identifier: String, at now: Timestamp
  ) -> EligibilityReply {
    var header = header(at: now, to: institution, identifier)
    header.segmentOfResult = .known(.abnormal)
    header.errorCode = code
    header.errorMessage = words
    return EligibilityReply(header: header)
  }

  /// A confirmation may be for a day so far back (claims are corrected for five years), or so far ahead (bookings).
  private static let daysBack = 5 * 366
  private static let daysAhead = 31

  func isInReach(_ day: CivilDate?, at now: Timestamp) -> Bool {
    guard let day else { return true }
    let today = CivilMoment(now).date
    return today.adding(days: -Self.daysBack) <= day && day <= today.adding(days: Self.daysAhead)
  }

  // MARK: - One person

  private mutating func confirm(
    _ asked: QualificationConfirmationRequest, at now: Timestamp
  ) -> EligibilityReply {
    let (query, institution) = (asked.query, asked.medicalInstitutionCode)
    guard isInReach(asked.confirmationDate, at: now) else {
      return abnormal(.dateOutOfReach, to: institution, query.arbitraryFileIdentifier, at: now)
    }
    var header = header(at: now, to: institution, query.arbitraryFileIdentifier)
    if let day = asked.confirmationDate { header.qualificationConfirmationDate = MessageDate(day) }
    header.referenceClassification = .known(.insuranceCardData)
    let finding = find(
      Residents.CardData(
        insurerNumber: query.insurerNumber, symbol: query.symbol, number: query.identificationNumber,
        branch: query.branchNumber, birthdate: query.birthdate), for: .one(limitConsent: query.limitConsent),
      by: institution, at: now)
    var body = MessageBody()
    body.processingResultStatus = .known(finding.complaint == nil ? .normal : .error)
    body.processingResultCode = finding.complaint?.rawValue
    body.processingResultMessage = finding.complaint?.words
    body.qualificationValidity = finding.validity.map { .known($0) }
    body.qualificationConfirmSearchInfo = QualificationConfirmSearchInfo(telling: asked)
    body.resultList = finding.results
    return EligibilityReply(header: header, body: body)
  }

  /// What came of a search with the data of an insurance card.
  struct Finding {
    /// Then nothing was searched.
    var complaint: MessageComplaint?
    var validity: QualificationValidity?
    /// Of everybody who fits, so that staff can choose.
    var results: [ResultOfQualificationConfirmation] = []
  }

  /// So many are told of at most, where card data fit several: a family has hardly more.
  static let mostMatches = 10

  enum Purpose {
    case one(limitConsent: Bool)
    /// A batch of bookings has neither consents nor what they release; it tells whether asking for the limit is
    /// worthwhile.
    case booking
  }

  mutating func find(
    _ card: Residents.CardData, for purpose: Purpose, by institution: String, at now: Timestamp
  ) -> Finding {
    guard card.insurer != nil else { return Finding(complaint: .insurerNumberWrong) }
    let found = residents.matches(card, on: CivilMoment(now).date)
    guard let first = found.first else { return Finding(validity: .noSuchEligibility) }
    var results: [ResultOfQualificationConfirmation] = []
    for resident in found.prefix(Self.mostMatches) {
      var own = self.results(of: resident, to: institution, at: now)
      // A card's data name one of two.
      if resident.person.otherInsurance != nil {
        own = zip(resident.person.insurances, own).filter { $0.0.fits(card) }.map(\.1)
      }
      switch purpose {
      case .one(let limitConsent):
        guard resident.person.insurance.validity == .valid, !own.isEmpty else { break }
        // What was agreed to at the reader lives a day for this institution, and is stated to it. The limit is asked for
        // anew with each lookup.
        for (kind, given) in consentsGiven.living(of: resident.name, to: institution, at: now) where kind != .limit {
          own[0].grant(kind, at: given, of: resident)
        }
        if limitConsent { own[0].grant(.limit, at: now, of: resident) }
      case .booking:
        for index in own.indices { own[index].withhold(hasLimit: index == 0 && resident.limit != nil) }
      }
      results += own
    }
    guard found.count == 1 else { return Finding(validity: .severalMatch, results: results) }
    let isNamed = first.person.otherInsurance != nil
    return Finding(validity: isNamed ? .valid : first.person.insurance.validity, results: results)
  }

  // MARK: - Reference numbers

  /// One is answered at once; many are registered at once, too, and told of when they are collected.
  private mutating func register(
    _ asked: ReferenceNumberRequest, at now: Timestamp
  ) throws(ServiceRefusal) -> EligibilityReply {
    let (institution, identifier) = (asked.medicalInstitutionCode, asked.arbitraryFileIdentifier)
    guard let first = asked.registrations.first else {
      return abnormal(.nobody, to: institution, identifier, at: now)
    }
    guard asked.isBatch else {
      guard asked.registrations.count == 1 else { throw .requestMalformed }
      let outcome = try outcome(of: first, by: institution, at: now)
      var body = MessageBody()
      body.referenceNumberRegistrationInfo = first
      body.processingResultStatus = .known(outcome == nil ? .normal : .error)
      body.processingResultCode = outcome?.rawValue
      body.processingResultMessage = outcome?.words
      return EligibilityReply(header: header(at: now, to: institution, identifier), body: body)
    }
    guard asked.registrations.count <= BatchRequest.mostPeople else {
      return abnormal(.tooManyPeople, to: institution, identifier, at: now)
    }
    var units: [BulkRegistrationUnit] = []
    if batches.earlier(identifier, .referenceNumbers, of: institution, at: now) == nil {
      for registration in asked.registrations {
        let outcome = try outcome(of: registration, by: institution, at: now)
        var unit = BulkRegistrationUnit()
        unit.referenceNumberRegistrationInfo = registration
        unit.processingResultStatus = .known(outcome == nil ? .normal : .error)
        unit.processingResultCode = outcome?.rawValue
        unit.processingResultMessage = outcome?.words
        units.append(unit)
      }
    }
    return try receipt(
      for: .references(asked.registrations, units: units), .referenceNumbers, identifier, from: institution,
      people: asked.registrations.count, at: now)
  }

  /// - Returns: why it was not registered; `nil` when it was.
  private mutating func outcome(
    of registration: ReferenceNumberRegistrationInfo, by institution: String, at now: Timestamp
  ) throws(ServiceRefusal) -> MessageComplaint? {
    guard let number = registration.referenceNumber, (1...ReferenceNumbers.longest).contains(number.count) else {
      return .referenceNumberWrong
    }
    guard let insurer = registration.insurerNumber, let identification = registration.insuredIdentificationNumber
    else { return .incomplete }
    let card = Residents.CardData(
      insurerNumber: insurer, symbol: registration.insuredCardSymbol, number: identification,
      branch: registration.insuredBranchNumber, birthdate: nil)
    guard card.insurer != nil else { return .insurerNumberWrong }
    let found = residents.matches(card, on: CivilMoment(now).date)
    guard let resident = found.first else { return .noSuchEligibility }
    guard found.count == 1 else { return .severalMatch }
    guard referenceNumbers.register(number, of: resident.name, at: institution) else { throw .busy }
    return nil
  }
}

extension QualificationConfirmSearchInfo {
  /// Told back as it was asked.
  fileprivate init(telling asked: QualificationConfirmationRequest) {
    self.init()
    let query = asked.query
    insurerNumber = InsurerNumber(query.insurerNumber)?.padded ?? query.insurerNumber
    insuredCardSymbol = query.symbol
    insuredIdentificationNumber = query.identificationNumber
    insuredBranchNumber = query.branchNumber
    birthdate = MessageDate(query.birthdate)
    limitApplicationCertificateRelatedConsFlg = .known(query.limitConsent ? .yes : .no)
    arbitraryIdentifier = asked.arbitraryIdentifier
  }
}
