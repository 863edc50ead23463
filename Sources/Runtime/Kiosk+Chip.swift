import Cards
import Eligibility
import Journal
import Reception

// The card's face, for a staff member's comparison.

extension Kiosk {
  func readCheckNumberTries(_ errand: Errand) {
    askCard(.readCheckNumberTries) { [self] result in
      switch result {
      case .success(.triesLeft(let count)): answer(errand, .chip(.tries(count)))
      case .success: fail(errand, .card(.rubbish("no counter came")))
      case .failure(let failure): answer(errand, failure)
      }
    }
  }

  /// Intent, the card's work, outcome: a try may be paid, and somebody's data are looked at (S9). Of these data nothing
  /// is written.
  func readCardFace(_ errand: Errand, _ number: StaffNumber) {
    guard let id = visit?.id else { return fail(errand, .card(.removed)) }
    let staff = JournalEntry.Detail("staff", number.digits)
    write([JournalEntry(.chipIntent, visit: id, attempt: errand.attempt, details: [staff])]) { [self] written in
      if case .failure(let failure) = written { return failIntent(errand, failure) }
      guard visit?.id == id else { return recordNotPerformed(.chipOutcome, id, errand) }
      let challenge = ports.cryptography.digest(ports.cryptography.random(Self.challengeBytes), .rsa2048)
      askCard(.readCardFace(challenge: challenge)) { [self] result in
        let read = result.mapError(Failure.card).flatMap { judge($0, challenge) }
        let details = [staff, .init("result", word(for: read) { $0.word })]
        let entry = JournalEntry(.chipOutcome, visit: id, attempt: errand.attempt, details: details)
        write([entry], owed: true) { [self] written in
          if case .failure(let failure) = written { return failJournal(errand, failure) }
          switch (read, result) {
          case (.success(let chip), _): answer(errand, .chip(chip))
          case (.failure, .failure(let failure)): answer(errand, failure)
          case (.failure(let failure), .success): fail(errand, failure)
          }
        }
      }
    }
  }

  /// What the chip signs is the digest of so many random bytes.
  private static let challengeBytes = 32

  private func judge(_ result: CardResult, _ challenge: [UInt8]) -> Result<ChipAnswer, Failure> {
    guard case .cardFace(let reading) = result else { return .failure(.card(.rubbish("no card face came"))) }
    let face = reading.face
    // Where there is a proof it has to hold.
    let holds = reading.proof.map { ports.cryptography.verifyChip($0, challenge, face.key) }
    if holds == false { return .success(.forged) }
    return .success(
      .face(
        ChipFace(
          birthDate: face.birthDate, sex: face.sex, expiry: face.expiry, hasPhoto: face.photo != nil,
          isProven: holds == true)))
  }

  /// Most failures of the chip are answers to staff; the others are what they are for every job.
  private func answer(_ errand: Errand, _ failure: CardFailure) {
    guard let chip = failure.chipAnswer else { return fail(errand, .card(failure)) }
    ports.desk.report("visit \(visit?.id.text ?? "-"): \(Failure.card(failure).staffWords)")
    answer(errand, .chip(chip))
  }
}

extension CardFailure {
  /// `nil` where the card, the reader or somebody else is the reason, whatever was asked.
  fileprivate var chipAnswer: ChipAnswer? {
    switch self {
    case .wrongCheckNumber(let triesLeft): .wrong(triesLeft: triesLeft)
    case .checkNumberLocked: .locked
    case .implausibleCheckNumber: .implausible
    // A foreign reset leaves as open as a lost answer whether the card counted.
    case .answerLost, .reset: .answerLost
    case .notSupported, .rubbish: .unreadable
    case .removed, .mute, .notMyNumberCard, .residentRegisterCard, .phone, .notPhone, .phoneNotUnlocked, .wrongPIN,
      .pinLocked, .heldByAnother, .readerGone, .faceNotMatched, .faceLocked:
      nil
    }
  }
}

extension ChipAnswer {
  /// For the journal: nothing of what was read.
  fileprivate var word: String {
    switch self {
    case .face(let face): ComparedWith(face).rawValue
    case .forged: "forged"
    case .tries, .wrong, .locked, .implausible, .answerLost, .unreadable: "failed"
    }
  }
}
