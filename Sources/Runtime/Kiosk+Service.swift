import Eligibility
import Journal
import Reception

extension Kiosk {
  private func askService(
    _ request: ServiceRequest, then: @escaping (Result<ServiceAnswer, ServiceFailure>) -> Void
  ) {
    ask({ ports.service.send(request, $0) }) { completion in
      if case .service(let result) = completion { then(result) }
    }
  }

  /// A nonce binds nobody to anything, so nothing is written for it.
  func fetchNonce(_ errand: Errand) {
    askService(.nonce) { [self] result in
      switch result {
      case .success(.nonce(let nonce)): answer(errand, .nonce(nonce))
      case .success: fail(errand, .service(.rubbish("the answer is not a nonce")))
      case .failure(let failure): fail(errand, .service(failure))
      }
    }
  }

  func openSession(_ errand: Errand, _ request: SessionRequest) {
    var details = [JournalEntry.Detail("method", request.evidence.method.rawValue)]
    if let voucher = request.evidence.voucher { details.append(.init("voucher", voucher.digits)) }
    askForSession(
      errand, .openSession(request), intent: .eligibilityIntent, outcome: .eligibilityOutcome, details: details)
  }

  func register(_ errand: Errand, _ session: SessionID) {
    askForSession(
      errand, .register(session), intent: .registrationIntent, outcome: .registrationOutcome, details: [])
  }

  private func askForSession(
    _ errand: Errand, _ request: ServiceRequest, intent: JournalKind, outcome: JournalKind,
    details: [JournalEntry.Detail]
  ) {
    transact(errand, request, intent: intent, outcome: outcome, details: details) { answer in
      guard case .session(let session) = answer else { return nil }
      return (.session(session), Self.details(of: session))
    }
  }

  func sendConsents(_ errand: Errand, _ session: SessionID, _ answers: ConsentAnswers) {
    let details = answers.listed.map { JournalEntry.Detail($0.kind.rawValue, $0.agreed ? "1" : "0") }
    transact(
      errand, .sendConsents(session, answers), intent: .consentIntent, outcome: .consentOutcome, details: details
    ) { answer in
      guard case .message(let reply) = answer else { return nil }
      return (.message(reply), reply.verdictDetails)
    }
  }

  /// Intent on disk, the request, outcome on disk, then the answer.
  private func transact(
    _ errand: Errand, _ request: ServiceRequest, intent: JournalKind, outcome: JournalKind,
    details: [JournalEntry.Detail],
    accept: @escaping (ServiceAnswer) -> (Answer, [JournalEntry.Detail])?
  ) {
    let id = visit?.id
    write([JournalEntry(intent, visit: id, attempt: errand.attempt, details: details)]) { [self] written in
      if case .failure(let failure) = written { return failIntent(errand, failure) }
      // The visit may have ended while the intent was written: then nothing is asked in its name.
      guard visit?.id == id else { return recordNotPerformed(outcome, id, errand) }
      askService(request) { [self] result in
        let judged = result.flatMap { answer -> Result<(Answer, [JournalEntry.Detail]), ServiceFailure> in
          if let complaint = complaint(about: answer, to: id) { return .failure(.rubbish(complaint)) }
          return accept(answer).map(Result.success) ?? .failure(.rubbish("the answer is to another question"))
        }.mapError(Failure.service)
        var details = [JournalEntry.Detail("result", word(for: judged) { _ in "answered" })]
        if case .success((_, let more)) = judged { details += more }
        let entry = JournalEntry(outcome, visit: id, attempt: errand.attempt, details: details)
        write([entry], owed: true) { [self] written in
          if case .failure(let failure) = written { return failJournal(errand, failure) }
          switch judged {
          case .success((let found, _)):
            let isChosen = visit?.id == id && visit?.eligibilityIsChosen == true
            if let line = found.reply?.staffLine(isChosen: isChosen) {
              ports.desk.report("visit \(id?.text ?? "-"): \(line)")
            }
            answer(errand, found)
          case .failure(let failure): fail(errand, failure)
          }
        }
      }
    }
  }

  /// What the service said about identity and consents: codes only.
  private static func details(of session: SessionAnswer) -> [JournalEntry.Detail] {
    var details = [
      JournalEntry.Detail("method", session.identity.method.rawValue),
      .init("signed", session.identity.signed ? "yes" : "no"),
      .init("consents", session.consents.map(\.rawValue).joined(separator: " ")),
      .init("registration", session.needsRegistration ? "needed" : "done"),
    ]
    if let voucher = session.identity.voucher { details.append(.init("voucher", voucher.digits)) }
    return details + (session.reply?.verdictDetails ?? [])
  }
}

extension Answer {
  /// The service's word on the person's eligibility, where the answer brings it.
  fileprivate var reply: EligibilityReply? {
    switch self {
    case .session(let session): session.reply
    case .message(let reply): reply
    case .certificate, .triesLeft, .nonce, .signature, .chip, .staffAccepted, .staffRefused, .recorded, .handedOver,
      .failed:
      nil
    }
  }
}

// MARK: - Whose reply it is (R5)

/// The person whom a reply is about: what no consent changes between the session's reply and the last.
struct Insured: Equatable {
  var insurerNumber: String?
  var identificationNumber: String?
  var branchNumber: String?
  var name: String?
  var birthdate: MessageDate?

  init(_ result: ResultOfQualificationConfirmation) {
    insurerNumber = result.insurerNumber
    identificationNumber = result.insuredIdentificationNumber
    branchNumber = result.insuredBranchNumber
    name = result.name
    birthdate = result.birthdate
  }
}

extension Kiosk {
  /// Why an answer is not this visit's, for staff: its message names another (`ArbitraryFileIdentifier`), or is about
  /// another person than the session's was. A visit that has ended meanwhile is judged by its name alone.
  private func complaint(about answer: ServiceAnswer, to id: VisitID?) -> String? {
    if case .session(let session) = answer, visit?.id == id { visit?.identity = session.identity }
    let reply: EligibilityReply? =
      switch answer {
      case .nonce: nil
      case .session(let session): session.reply
      case .message(let reply): reply
      }
    guard let reply else { return nil }
    if let name = reply.header.arbitraryFileIdentifier, name != id?.text { return "the reply is about another visit" }
    let insured = reply.body.resultList.map(Insured.init)
    guard visit?.id == id, let first = insured.first else { return nil }
    // Several eligibilities of one person: insurers may write a name in different ways, and none a birth date.
    guard insured.allSatisfy({ $0.birthdate == first.birthdate }) else { return "the reply is about several people" }
    let known = visit?.insured ?? []
    guard known.isEmpty || insured.allSatisfy(known.contains) else {
      return "the reply is about another person than the session"
    }
    visit?.insured = insured
    return nil
  }
}
