import Eligibility

/// A staff number that somebody has typed, not yet proven.
struct StaffClaim: Equatable, Sendable {
  let number: StaffNumber

  init(_ number: StaffNumber) { self.number = number }
}

/// The password was right.
struct AcceptedStaff: Equatable, Sendable {
  let number: StaffNumber

  init(accepted claim: StaffClaim) { number = claim.number }
}

/// What the staff member said about this one patient.
struct Attestation: Equatable, Sendable {
  let number: StaffNumber
  let isPerson: Bool
  let comparedWith: ComparedWith

  init(by staff: AcceptedStaff, isPerson: Bool, _ comparedWith: ComparedWith) {
    number = staff.number
    self.isPerson = isPerson
    self.comparedWith = comparedWith
  }
}

/// "This is the person", on disk.
struct RecordedAttestation: Equatable, Sendable {
  let number: StaffNumber

  init?(_ attestation: Attestation) {
    guard attestation.isPerson else { return nil }
    number = attestation.number
  }
}

/// Identity by a staff member's eyes: number → password → the chip's photo, where reader and card can give it →
/// comparison → record → nonce → the reader's proof where the reader can give one. It belongs to one visit and nothing of it outlives that (R7).
struct VisualCheck: Sendable {
  enum State: Equatable, Sendable {
    case number(String)
    case password(StaffClaim, typed: Int)
    case checking(StaffClaim)
    case askingTries(AcceptedStaff)
    case checkNumber(CheckNumberEntry)
    case readingFace(CheckNumberEntry)
    /// VERIFY was sent and its answer never came: the counter is read again before anybody is asked anything.
    case askingTriesAfterLoss(AcceptedStaff)
    /// With the print alone where there is no `ChipFace`.
    case comparing(AcceptedStaff, ChipFace?)
    case recording(Attestation)
    case fetchingNonce(RecordedAttestation)
    case signing(RecordedAttestation, Nonce)
  }

  var state: State

  static let numberDigits = 4

  init() { state = .number("") }

  /// The staff member's word for this patient stands; only the proof is asked for again. Begin with `begin()`.
  init(_ attestation: RecordedAttestation) { state = .fetchingNonce(attestation) }

  enum Action: Equatable {
    case none
    case awaitPatient
    case typed
    case wipeSecret
    case checkStaff(StaffNumber)
    case refused
    /// Ask the card's tries next, or compare by the print.
    case accepted(readsChip: Bool)
    case readCheckNumberTries
    case readCardFace(StaffNumber)
    /// Enter came too soon.
    case tooFewDigits
    /// It is asked again, and the screen says why.
    case refusedEntry
    case recordAttestation(StaffNumber, isPerson: Bool, ComparedWith)
    case fetchNonce
    case signVisualCheck(Nonce)
    case attested(RecordedAttestation, Nonce, signature: [UInt8]?)
    case goBack
    case stop(Identity.Stop)
  }

  func begin() -> Action {
    switch state {
    case .fetchingNonce: .fetchNonce
    case .number, .password, .checking, .askingTries, .checkNumber, .readingFace, .askingTriesAfterLoss, .comparing,
      .recording, .signing:
      .awaitPatient
    }
  }

  mutating func secretTyped(_ count: Int) -> Action {
    switch state {
    case .password(let claim, let typed):
      state = .password(claim, typed: max(count, 0))
      return count > typed ? .typed : .awaitPatient
    case .checkNumber(let entry): return self.typed(count, entry)
    case .number, .checking, .askingTries, .readingFace, .askingTriesAfterLoss, .comparing, .recording, .fetchingNonce,
      .signing:
      return .none
    }
  }

  mutating func pressed(_ key: Key) -> Action {
    switch state {
    case .number(let digits): pressed(key, after: digits)
    case .password(let claim, let typed): pressed(key, claim, typed)
    case .checkNumber(let entry): pressed(key, entry)
    case .comparing: key == .back ? .goBack : .none
    case .checking, .askingTries, .readingFace, .askingTriesAfterLoss, .recording, .fetchingNonce, .signing: .none
    }
  }

  private mutating func pressed(_ key: Key, after digits: String) -> Action {
    switch key {
    case .digit(let digit):
      guard (0...9).contains(digit), digits.utf8.count < Self.numberDigits else { return .none }
      state = .number(digits + String(digit))
      return .typed
    case .erase:
      state = .number(String(digits.dropLast()))
      return .awaitPatient
    case .enter:
      guard let number = StaffNumber(digits) else { return .none }
      state = .password(StaffClaim(number), typed: 0)
      return .awaitPatient
    case .back: return .goBack
    case .larger, .voice, .language, .staff, .other: return .none
    }
  }

  private mutating func pressed(_ key: Key, _ claim: StaffClaim, _ typed: Int) -> Action {
    switch key {
    case .enter:
      guard typed > 0 else { return .none }
      state = .checking(claim)
      return .checkStaff(claim.number)
    case .back:
      state = .number("")
      return .wipeSecret
    case .digit, .erase, .larger, .voice, .language, .staff, .other: return .none
    }
  }

  mutating func compared(isPerson: Bool) -> Action {
    switch state {
    case .comparing(let staff, let chip):
      let attestation = Attestation(by: staff, isPerson: isPerson, ComparedWith(chip))
      state = .recording(attestation)
      return .recordAttestation(attestation.number, isPerson: isPerson, attestation.comparedWith)
    case .number, .password, .checking, .askingTries, .checkNumber, .readingFace, .askingTriesAfterLoss, .recording,
      .fetchingNonce, .signing:
      return .none
    }
  }

  /// - Parameter readsChip: whether the reader lets the kiosk ask the chip for its face.
  mutating func answered(_ answer: Answer, proof: ReaderProof, readsChip: Bool) -> Action {
    if case .failed(let failure) = answer { return failed(failure) }
    switch (state, answer) {
    case (.checking(let claim), .staffAccepted):
      let staff = AcceptedStaff(accepted: claim)
      state = readsChip ? .askingTries(staff) : .comparing(staff, nil)
      return .accepted(readsChip: readsChip)
    case (.askingTries(let staff), .chip(let answer)): return triesCame(answer, staff, isAgain: false)
    case (.askingTriesAfterLoss(let staff), .chip(let answer)): return triesCame(answer, staff, isAgain: true)
    case (.readingFace(let entry), .chip(let answer)): return faceCame(answer, entry)
    case (.checking, .staffRefused): return .refused
    case (.recording(let attestation), .recorded):
      guard let recorded = RecordedAttestation(attestation) else { return .stop(.init(.notConfirmed)) }
      state = .fetchingNonce(recorded)
      return .fetchNonce
    case (.fetchingNonce(let attestation), .nonce(let nonce)):
      switch proof {
      case .none: return .attested(attestation, nonce, signature: nil)
      case .signs:
        state = .signing(attestation, nonce)
        return .signVisualCheck(nonce)
      }
    case (.signing(let attestation, let nonce), .signature(let signature)):
      return .attested(attestation, nonce, signature: signature)
    case (.number, _), (.password, _), (.checking, _), (.askingTries, _), (.checkNumber, _), (.readingFace, _),
      (.askingTriesAfterLoss, _), (.comparing, _), (.recording, _), (.fetchingNonce, _), (.signing, _):
      return .none
    }
  }

  /// Whether a visual check ends with the reader's signature.
  enum ReaderProof {
    case none
    case signs
  }

  private func failed(_ failure: Failure) -> Action {
    switch state {
    case .checking, .askingTries, .readingFace, .askingTriesAfterLoss: .stop(.init(failure.trouble, again: .visual))
    case .recording: .stop(.init(failure.trouble))
    case .fetchingNonce(let attestation), .signing(let attestation, _):
      .stop(.init(failure.trouble, again: .proof(attestation)))
    case .number, .password, .checkNumber, .comparing: .none
    }
  }

  mutating func overdue() -> Action {
    switch state {
    case .askingTries(let staff), .askingTriesAfterLoss(let staff): compare(by: staff, nil)
    case .readingFace(let entry): askTriesAgain(entry.staff)
    case .checking: .stop(.init(.staffUnavailable, again: .visual))
    case .recording: .stop(.init(.journalUnavailable))
    case .fetchingNonce(let attestation): .stop(.init(.serviceAnswerLost, again: .proof(attestation)))
    case .signing(let attestation, _): .stop(.init(.cardMute, again: .proof(attestation)))
    case .number, .password, .checkNumber, .comparing: .none
    }
  }
}
