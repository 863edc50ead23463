import Cards
import CivilTime
import Eligibility
import Journal
import Reception

extension Kiosk {
  func perform(_ effect: Effect) {
    switch effect {
    case .beginVisit(let id):
      visit = CurrentVisit(id: id)
      record([JournalEntry(.visitBegan, visit: id)])
    case .readCertificate(let errand): readCertificate(errand, .readCertificate)
    case .readPhoneCertificate(let errand): readCertificate(errand, .readPhoneCertificate)
    case .readTriesLeft(let errand): readTriesLeft(errand)
    case .fetchNonce(let errand): fetchNonce(errand)
    case .verifyPIN(let errand, let nonce):
      sign(errand, nonce, intent: .pinIntent, outcome: .pinOutcome) { .verifyAndSign(digest: $0) }
    case .compareFace(let errand, let nonce):
      sign(errand, nonce, intent: .faceIntent, outcome: .faceOutcome) { .matchFace(digest: $0) }
    case .signVisualCheck(let errand, let nonce):
      sign(errand, nonce, intent: .visualProofIntent, outcome: .visualProofOutcome) { .signVisualCheck(digest: $0) }
    case .signByPhone(let errand, let nonce):
      sign(errand, nonce, intent: .phoneIntent, outcome: .phoneOutcome) { .signByPhone(digest: $0) }
    case .readCheckNumberTries(let errand): readCheckNumberTries(errand)
    case .readCardFace(let errand, let number): readCardFace(errand, number)
    case .checkStaff(let errand, let number): checkStaff(errand, number)
    case .recordAttestation(let errand, let number, let isPerson, let comparedWith):
      recordAttestation(errand, number, isPerson, comparedWith)
    case .recordChoice(let errand, let staff, let number, let count): recordChoice(errand, staff, number, of: count)
    case .openSession(let errand, let request): openSession(errand, request)
    case .register(let errand, let session): register(errand, session)
    case .recordConsent(let question, let kinds, let basis):
      let details = [
        JournalEntry.Detail("question", question),
        .init("kinds", kinds.map(\.rawValue).joined(separator: " ")), .init("basis", basis.rawValue),
      ]
      keep(kinds, basis)
      record([JournalEntry(.consentAnswered, visit: visit?.id, details: details)])
    case .sendConsents(let errand, let session, let answers): sendConsents(errand, session, answers)
    case .handOver(let errand, let reply): handOver(errand, reply)
    case .endVisit(let outcome):
      record([JournalEntry(.visitEnded, visit: visit?.id, details: [.init("outcome", outcome.word)])])
      visit = nil
    case .wipeSecret: ports.desk.wipeSecret()
    case .releaseCard: ports.reader.release()
    case .cancelCardWork: ports.reader.cancel()
    case .sound(let tone): ports.desk.sound(tone)
    case .callStaff(let calling): ports.desk.callStaff(calling)
    }
  }

  /// Keeps the patient's answers for the hand-over. What the law provides nobody was asked about.
  private func keep(_ kinds: [ConsentKind], _ basis: ConsentBasis) {
    let agreed: Bool
    switch basis {
    case .agreed: agreed = true
    case .declined: agreed = false
    case .byLaw: return
    }
    let now = ports.clock.wall()
    for kind in kinds { visit?.answers[kind] = AnsweredConsent(kind: kind, agreed: agreed, at: now) }
  }

  // MARK: - Card

  func askCard(_ job: CardJob, then: @escaping (Result<CardResult, CardFailure>) -> Void) {
    ask({ ports.reader.begin(job, $0) }) { completion in
      if case .card(let result) = completion { then(result) }
    }
  }

  private func readCertificate(_ errand: Errand, _ job: CardJob) {
    let id = visit?.id
    askCard(job) { [self] result in
      let judged = result.mapError(Failure.card).flatMap { judge($0) }
      record([
        JournalEntry(.certificateRead, visit: id, details: [.init("result", word(for: judged) { word(for: $0.card) })])
      ])
      switch judged {
      case .success(let judged):
        if visit?.id == id { visit?.certificate = (judged.card.certificate, judged.algorithm) }
        answer(errand, .certificate(judged.card))
      case .failure(let failure): fail(errand, failure)
      }
    }
  }

  private func judge(_ result: CardResult) -> Result<(card: CardIdentity, algorithm: SignatureAlgorithm), Failure> {
    guard case .certificate(let der) = result else { return .failure(.card(.rubbish("no certificate came"))) }
    return ports.cryptography.check(der).mapError(Failure.certificate).map { findings in
      let card = CardIdentity(
        certificate: der, fingerprint: findings.fingerprint,
        standing: CertificateStanding(findings, at: ports.clock.wall()))
      return (card, findings.algorithm)
    }
  }

  private func readTriesLeft(_ errand: Errand) {
    askCard(.readTriesLeft) { [self] result in
      switch result {
      case .success(.triesLeft(let count)): answer(errand, .triesLeft(count))
      case .success: fail(errand, .card(.rubbish("no counter came")))
      case .failure(let failure): fail(errand, .card(failure))
      }
    }
  }

  /// Intent, the card's work, outcome; then the signature is held against the certificate.
  private func sign(
    _ errand: Errand, _ nonce: Nonce, intent: JournalKind, outcome: JournalKind,
    job: @escaping ([UInt8]) -> CardJob
  ) {
    guard let id = visit?.id, let certificate = visit?.certificate else {
      return fail(errand, .card(.removed))
    }
    write([JournalEntry(intent, visit: id, attempt: errand.attempt)]) { [self] written in
      if case .failure(let failure) = written { return failIntent(errand, failure) }
      // The patient may have left while the intent was written: then the card is not asked.
      guard visit?.id == id else { return recordNotPerformed(outcome, id, errand) }
      askCard(job(ports.cryptography.digest(nonce.bytes, certificate.algorithm))) { [self] result in
        let signed = result.mapError(Failure.card).flatMap { result -> Result<[UInt8], Failure> in
          guard case .signature(let signature) = result else {
            return .failure(.card(.rubbish("no signature came")))
          }
          return ports.cryptography.verify(signature, nonce.bytes, certificate.der)
            ? .success(signature) : .failure(.signatureWrong)
        }
        let details = [JournalEntry.Detail("result", word(for: signed) { _ in "signed" })]
        let entry = JournalEntry(outcome, visit: id, attempt: errand.attempt, details: details)
        write([entry], owed: true) { [self] written in
          if case .failure(let failure) = written { return failJournal(errand, failure) }
          switch signed {
          case .success(let signature): answer(errand, .signature(signature))
          case .failure(let failure): fail(errand, failure)
          }
        }
      }
    }
  }

  // MARK: - Staff

  private func checkStaff(_ errand: Errand, _ number: StaffNumber) {
    let id = visit?.id
    let staff = JournalEntry.Detail("staff", number.digits)
    write([JournalEntry(.staffIntent, visit: id, attempt: errand.attempt, details: [staff])]) { [self] written in
      if case .failure(let failure) = written { return failIntent(errand, failure) }
      // Whoever typed the password has left; it has been wiped.
      guard visit?.id == id else { return recordNotPerformed(.staffOutcome, id, errand) }
      ask({ ports.staff.check(number, $0) }) { [self] completion in
        guard case .staff(let result) = completion else { return }
        let checked = result.mapError { Failure.staffFile($0.reason) }
        let details = [staff, .init("result", word(for: checked) { $0 ? "accepted" : "refused" })]
        let entry = JournalEntry(.staffOutcome, visit: id, attempt: errand.attempt, details: details)
        write([entry], owed: true) { [self] written in
          if case .failure(let failure) = written { return failJournal(errand, failure) }
          switch checked {
          case .success(let accepted): answer(errand, accepted ? .staffAccepted : .staffRefused)
          case .failure(let failure): fail(errand, failure)
          }
        }
      }
    }
  }

  private func recordAttestation(
    _ errand: Errand, _ number: StaffNumber, _ isPerson: Bool, _ comparedWith: ComparedWith
  ) {
    let details = [
      JournalEntry.Detail("staff", number.digits), .init("said", isPerson ? "is-person" : "cannot-confirm"),
      .init("compared-with", comparedWith.rawValue),
    ]
    write([JournalEntry(.attestation, visit: visit?.id, attempt: errand.attempt, details: details)]) { [self] written in
      switch written {
      case .success: answer(errand, .recorded)
      case .failure(let failure): failJournal(errand, failure)
      }
    }
  }

  private func recordChoice(_ errand: Errand, _ staff: StaffNumber, _ number: Int, of count: Int) {
    let details = [
      JournalEntry.Detail("staff", staff.digits), .init("chosen", String(number)), .init("of", String(count)),
    ]
    let id = visit?.id
    write([JournalEntry(.eligibilityChosen, visit: id, attempt: errand.attempt, details: details)]) { [self] written in
      switch written {
      case .success:
        if visit?.id == id { visit?.eligibilityIsChosen = true }
        answer(errand, .recorded)
      case .failure(let failure): failJournal(errand, failure)
      }
    }
  }

  /// The outcome of an intent that nothing followed.
  func recordNotPerformed(_ outcome: JournalKind, _ id: VisitID?, _ errand: Errand) {
    record([JournalEntry(outcome, visit: id, attempt: errand.attempt, details: [.init("result", "not-performed")])])
  }

  // MARK: - Failures

  func fail(_ errand: Errand, _ failure: Failure) {
    // By the name that the journal knows.
    ports.desk.report("visit \(visit?.id.text ?? "-"): \(failure.staffWords)")
    answer(errand, .failed(failure))
  }

  func failJournal(_ errand: Errand, _ failure: JournalFailure) {
    fail(errand, .journal(failure))
    journalFailed(failure)
  }

  func failIntent(_ errand: Errand, _ failure: JournalFailure) {
    fail(errand, .intentNotRecorded(failure))
    journalFailed(failure)
  }

  func word<Value>(for result: Result<Value, Failure>, good: (Value) -> String) -> String {
    switch result {
    case .success(let value): good(value)
    case .failure(let failure): failure.word
    }
  }

  private func word(for card: CardIdentity) -> String {
    switch card.standing {
    case .notYetValid: "not-yet-valid"
    case .valid: "valid"
    case .expiresSoon: "expires-soon"
    case .inGrace: "in-grace"
    case .expired: "expired"
    }
  }
}
