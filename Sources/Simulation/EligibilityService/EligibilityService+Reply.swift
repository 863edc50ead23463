import Cards
import CivilTime
import DemoPeople
import Eligibility

extension EligibilityService {
  enum Question {
    /// The visit's name, and how the card's certificate stands.
    case card(String, CertificateStanding)
    case insuranceCard(InsuranceCardQuery)
  }

  /// Agreed kinds get flag 1 with its time and the end of its life; every other kind flag 0.
  mutating func takeConsents(
    _ answers: ConsentAnswers, for name: SessionID, by caller: Caller, at now: Timestamp
  ) throws(ServiceRefusal) -> EligibilityReply {
    var session = try session(name, of: caller, at: now)
    if let final = session.final {
      guard session.answers == answers else { throw .requestMalformed }
      return final
    }
    guard var reply = session.answer.reply,
      answers.listed.allSatisfy({ session.answer.consents.contains($0.kind) })
    else { throw .requestMalformed }
    var body = reply.body
    if var result = body.resultList.first {
      let resident = residents.resident(session.holder, on: CivilMoment(now).date)
      for (kind, agreed) in answers.listed where agreed { result.grant(kind, at: now, limit: resident.limit) }
      body.resultList[0] = result
    }
    var header = reply.header
    header.processExecutionTime = MessageMoment(CivilMoment(now))
    reply = EligibilityReply(header: header, body: body)
    session.answers = answers
    session.final = reply
    sessions.update(session, for: name)
    return reply
  }

  mutating func lookUp(
    _ query: InsuranceCardQuery, at now: Timestamp, from institution: String, confirmationDate: CivilDate?
  ) -> EligibilityReply {
    let today = CivilMoment(now).date
    var reply = reply(
      to: .insuranceCard(query), about: residents.matches(query, on: today), at: now, from: institution)
    if let confirmationDate { reply.header.qualificationConfirmationDate = MessageDate(confirmationDate) }
    return reply
  }

  func reply(
    to question: Question, about residents: [Residents.Resident], at now: Timestamp, from institution: String
  ) -> EligibilityReply {
    let moment = CivilMoment(now)
    var header = MessageHeader()
    header.processExecutionTime = MessageMoment(moment)
    header.qualificationConfirmationDate = MessageDate(moment.date)
    header.medicalInstitutionCode = institution
    header.segmentOfResult = .known(.normal)
    header.characterCodeIdentifier = .known(.utf8)
    var body = MessageBody()
    body.processingResultStatus = .known(.normal)
    switch question {
    case .card(let visit, let standing):
      header.arbitraryFileIdentifier = visit
      header.referenceClassification = .known(.myNumberCard)
      body.note(standing)
    case .insuranceCard(let query):
      header.arbitraryFileIdentifier = query.arbitraryFileIdentifier.isEmpty ? nil : query.arbitraryFileIdentifier
      header.referenceClassification = .known(.insuranceCardData)
      body.qualificationConfirmSearchInfo = QualificationConfirmSearchInfo(telling: query)
    }
    body.qualificationValidity = .known(Self.validity(of: residents))
    if residents.count == 1, let resident = residents.first, resident.person.insurance.validity.hasResult {
      var result = resident.result
      if case .insuranceCard(let query) = question, query.limitConsent, resident.person.insurance.validity == .valid {
        result.grant(.limit, at: now, limit: resident.limit)
      }
      body.resultList = [result]
    }
    return EligibilityReply(header: header, body: body)
  }

  private static func validity(of residents: [Residents.Resident]) -> QualificationValidity {
    guard let first = residents.first else { return .noSuchEligibility }
    return residents.count == 1 ? first.person.insurance.validity : .severalMatch
  }
}

extension QualificationValidity {
  fileprivate var hasResult: Bool {
    switch self {
    case .valid, .invalid, .invalidNewEligibility, .medicalAidOnly: true
    case .noSuchEligibility, .severalMatch: false
    }
  }
}

extension MessageBody {
  /// A code can be set on success too. The official list is not public: these are the stand-in's own.
  fileprivate mutating func note(_ standing: CertificateStanding) {
    switch standing {
    case .expiresSoon(let day):
      processingResultCode = "S-201"
      processingResultMessage = "利用者証明用電子証明書の有効期限は\(day.compact)です。"
    case .inGrace(let day):
      processingResultCode = "S-202"
      processingResultMessage = "利用者証明用電子証明書は\(day.compact)に期限が切れています。診療情報等は提供されません。"
    case .valid, .notYetValid, .expired: break
    }
  }
}

extension QualificationConfirmSearchInfo {
  /// Told back as it was asked.
  fileprivate init(telling query: InsuranceCardQuery) {
    self.init()
    insurerNumber = InsurerNumber(query.insurerNumber)?.padded ?? query.insurerNumber
    insuredCardSymbol = query.symbol
    insuredIdentificationNumber = query.identificationNumber
    insuredBranchNumber = query.branchNumber
    birthdate = MessageDate(query.birthdate)
    limitApplicationCertificateRelatedConsFlg = .known(query.limitConsent ? .yes : .no)
  }
}

extension ResultOfQualificationConfirmation {
  fileprivate mutating func grant(
    _ kind: ConsentKind, at now: Timestamp, limit: LimitApplicationCertificateRelatedInfo?
  ) {
    let given = MessageMoment(CivilMoment(now))
    let consent = ViewConsent(
      consFlg: .known(.given), consTime: given,
      availableTime: MessageMoment(CivilMoment(now.advanced(by: ConsentLife.duration))))
    switch kind {
    case .medication: pharmacistsInfo = consent
    case .treatment: diagnosisInfo = consent
    case .operation: operationInfo = consent
    case .checkup: specificHealthCheckupsInfo = consent
    case .limit:
      limitApplicationCertificateRelatedConsFlg = .known(.yes)
      limitApplicationCertificateRelatedConsTime = given
      limitApplicationCertificateRelatedInfo = limit
    }
  }
}
