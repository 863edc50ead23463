import Cards
import CivilTime
import DemoPeople
import Eligibility

extension EligibilityService {
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
    if !body.resultList.isEmpty {
      let resident = residents.resident(session.holder, on: CivilMoment(now).date)
      guard consentsGiven.take(answers, of: resident.name, to: session.visit.institution, at: now) else { throw .busy }
      // Consents are the person's: of several eligibilities each has them; medical aid beside an insurance has its own.
      let own = resident.person.otherInsurance == nil ? 1 : 2
      for index in body.resultList.indices.prefix(own) {
        for (kind, agreed) in answers.listed where agreed {
          body.resultList[index].grant(kind, at: now, of: resident)
        }
      }
    }
    var header = reply.header
    header.processExecutionTime = MessageMoment(CivilMoment(now))
    reply = EligibilityReply(header: header, body: body)
    session.answers = answers
    session.final = reply
    sessions.update(session, for: name)
    return reply
  }

  /// To the opening of a session, or to the registration in it.
  func reply(
    to visit: Visit, _ standing: CertificateStanding, about resident: Residents.Resident, at now: Timestamp
  ) -> EligibilityReply {
    var header = header(at: now, to: visit.institution, visit.name)
    header.referenceClassification = .known(.myNumberCard)
    var body = MessageBody()
    body.processingResultStatus = .known(.normal)
    body.note(standing)
    body.qualificationValidity = .known(resident.person.insurance.validity)
    body.resultList = results(of: resident, to: visit.institution, at: now)
    return EligibilityReply(header: header, body: body)
  }

  /// What every reply to a known request has.
  ///
  /// - Parameter identifier: the request's own name, told back; none where it had none.
  func header(at now: Timestamp, to institution: String, _ identifier: String) -> MessageHeader {
    let moment = CivilMoment(now)
    var header = MessageHeader()
    header.processExecutionTime = MessageMoment(moment)
    header.qualificationConfirmationDate = MessageDate(moment.date)
    header.medicalInstitutionCode = institution
    header.arbitraryFileIdentifier = identifier.isEmpty ? nil : identifier
    header.segmentOfResult = .known(.normal)
    header.characterCodeIdentifier = .known(.utf8)
    return header
  }

  /// A person's eligibilities as this institution gets them: with its own reference number, and the tickets of medical aid,
  /// which say whether they name it.
  func results(
    of resident: Residents.Resident, to institution: String, at now: Timestamp
  ) -> [ResultOfQualificationConfirmation] {
    // Which one holds is left open: they are listed where there are two to tell apart.
    let isOpen = resident.person.otherInsurance != nil
    guard isOpen || resident.person.insurance.validity.hasResult else { return [] }
    let today = CivilMoment(now).date
    let number = referenceNumbers.number(of: resident.name, at: institution)
    var results = resident.results
    for (index, insurance) in resident.person.insurances.enumerated() where index < results.count {
      results[index].referenceNumber = number
      results[index].publicExpenseResultList = insurance.tickets.map { $0.information(on: today, to: institution) }
    }
    return results
  }
}

extension DemoPerson {
  var insurances: [DemoInsurance] { [insurance] + [otherInsurance, medicalAid].compactMap { $0 } }
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

extension ResultOfQualificationConfirmation {
  /// - Parameter now: when it was agreed to.
  mutating func grant(_ kind: ConsentKind, at now: Timestamp, of resident: Residents.Resident) {
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
      limitApplicationCertificateRelatedInfo = resident.limit
    case .specificDisease:
      specificDiseasesCertificateRelatedConsFlg = .known(.given)
      specificDiseasesCertificateRelatedConsTime = given
      specificDiseasesCertificateList = resident.diseases
    }
  }
}
