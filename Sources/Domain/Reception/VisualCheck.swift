import Eligibility

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

/// Identity by a staff member's eyes: number and password → the chip's photo, where reader and card can give it →
/// comparison → record → nonce → the reader's proof where the reader can give one. It belongs to one visit and nothing of
/// it outlives that (R7).
struct VisualCheck: Sendable {
  enum State: Equatable, Sendable {
    case gate(StaffGate)
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

  init() { state = .gate(StaffGate()) }

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
    case .gate, .askingTries, .checkNumber, .readingFace, .askingTriesAfterLoss, .comparing, .recording, .signing:
      .awaitPatient
    }
  }

  mutating func secretTyped(_ count: Int) -> Action {
    switch state {
    case .gate(var gate): return run(gate.secretTyped(count), gate)
    case .checkNumber(let entry): return self.typed(count, entry)
    case .askingTries, .readingFace, .askingTriesAfterLoss, .comparing, .recording, .fetchingNonce, .signing:
      return .none
    }
  }

  mutating func pressed(_ key: Key) -> Action {
    switch state {
    case .gate(var gate): return run(gate.pressed(key), gate)
    case .checkNumber(let entry): return pressed(key, entry)
    case .comparing: return key == .back ? .goBack : .none
    case .askingTries, .readingFace, .askingTriesAfterLoss, .recording, .fetchingNonce, .signing: return .none
    }
  }

  /// What the gate asks, in this machine's words.
  ///
  /// - Parameter readsChip: whether the reader lets the kiosk ask the chip for its face.
  private mutating func run(_ action: StaffGate.Action, _ gate: StaffGate, readsChip: Bool = false) -> Action {
    state = .gate(gate)
    switch action {
    case .none: return .none
    case .awaitStaff: return .awaitPatient
    case .typed: return .typed
    case .wipeSecret: return .wipeSecret
    case .checkStaff(let number): return .checkStaff(number)
    case .accepted(let staff):
      state = readsChip ? .askingTries(staff) : .comparing(staff, nil)
      return .accepted(readsChip: readsChip)
    case .refused: return .refused
    case .goBack: return .goBack
    case .stop(let trouble): return .stop(.init(trouble, again: .visual))
    }
  }

  mutating func compared(isPerson: Bool) -> Action {
    switch state {
    case .comparing(let staff, let chip):
      let attestation = Attestation(by: staff, isPerson: isPerson, ComparedWith(chip))
      state = .recording(attestation)
      return .recordAttestation(attestation.number, isPerson: isPerson, attestation.comparedWith)
    case .gate, .askingTries, .checkNumber, .readingFace, .askingTriesAfterLoss, .recording, .fetchingNonce, .signing:
      return .none
    }
  }

  /// - Parameter readsChip: whether the reader lets the kiosk ask the chip for its face.
  mutating func answered(_ answer: Answer, proof: ReaderProof, readsChip: Bool) -> Action {
    if case .gate(let gate) = state { return run(gate.answered(answer), gate, readsChip: readsChip) }
    if case .failed(let failure) = answer { return failed(failure) }
    switch (state, answer) {
    case (.askingTries(let staff), .chip(let answer)): return triesCame(answer, staff, isAgain: false)
    case (.askingTriesAfterLoss(let staff), .chip(let answer)): return triesCame(answer, staff, isAgain: true)
    case (.readingFace(let entry), .chip(let answer)): return faceCame(answer, entry)
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
    case (.gate, _), (.askingTries, _), (.checkNumber, _), (.readingFace, _), (.askingTriesAfterLoss, _),
      (.comparing, _), (.recording, _), (.fetchingNonce, _), (.signing, _):
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
    case .askingTries, .readingFace, .askingTriesAfterLoss: .stop(.init(failure.trouble, again: .visual))
    case .recording: .stop(.init(failure.trouble))
    case .fetchingNonce(let attestation), .signing(let attestation, _):
      .stop(.init(failure.trouble, again: .proof(attestation)))
    case .gate, .checkNumber, .comparing: .none
    }
  }

  mutating func overdue() -> Action {
    switch state {
    case .gate(let gate): run(gate.overdue(), gate)
    case .askingTries(let staff), .askingTriesAfterLoss(let staff): compare(by: staff, nil)
    case .readingFace(let entry): askTriesAgain(entry.staff)
    case .recording: .stop(.init(.journalUnavailable))
    case .fetchingNonce(let attestation): .stop(.init(.serviceAnswerLost, again: .proof(attestation)))
    case .signing(let attestation, _): .stop(.init(.cardMute, again: .proof(attestation)))
    case .checkNumber, .comparing: .none
    }
  }
}
