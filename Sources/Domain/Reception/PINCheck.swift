import Eligibility

/// The PIN screen. It cannot be made with no try left, so no VERIFY can follow from a locked PIN (S3).
struct PINEntry: Equatable, Sendable {
  /// By the card's own counter.
  let triesLeft: Int
  /// How many digits lie in locked memory.
  var typed = 0
  /// Enter came before all digits had: said until the next one.
  var wasTooShort = false

  static let digits = 4

  init?(triesLeft: Int) {
    guard triesLeft > 0 else { return nil }
    self.triesLeft = triesLeft
  }
}

/// Four digits and Enter: the patient's one confirmation.
struct ConfirmedPIN: Equatable, Sendable {
  let triesLeft: Int

  init?(_ entry: PINEntry) {
    guard entry.typed == PINEntry.digits else { return nil }
    triesLeft = entry.triesLeft
  }
}

/// The one VERIFY that a confirmation pays for.
struct PINVerification: Equatable, Sendable {
  let nonce: Nonce

  init(_ pin: ConfirmedPIN, nonce: Nonce) { self.nonce = nonce }
}

/// Identity by PIN: tries left → four digits → nonce → VERIFY and signature. The nonce comes first, so that a service
/// that is gone never costs a try; a confirmation is used up by its VERIFY whatever comes of it.
struct PINCheck: Sendable {
  enum State: Equatable, Sendable {
    case askingTries
    case typing(PINEntry)
    case fetchingNonce(ConfirmedPIN)
    case verifying(PINVerification)
    /// VERIFY was sent and its answer never came: the counter is read again before anybody is asked anything.
    case askingTriesAfterLoss
  }

  private(set) var state: State

  /// Begin with `begin()`.
  init() { state = .askingTries }

  /// The card has just told its counter (`63Cx`): straight to the screen.
  init(_ entry: PINEntry) { state = .typing(entry) }

  enum Action: Equatable {
    case none
    case awaitPatient
    case typed
    /// Enter came too soon: nothing is asked of anybody.
    case tooFewDigits
    case readTriesLeft
    case fetchNonce
    case verifyPIN(Nonce)
    case signed(Nonce, [UInt8])
    case goBack
    case stop(Identity.Stop)
  }

  mutating func begin() -> Action {
    state = .askingTries
    return .readTriesLeft
  }

  mutating func secretTyped(_ count: Int) -> Action {
    switch state {
    case .typing(var entry):
      let more = count > entry.typed
      entry.typed = min(max(count, 0), PINEntry.digits)
      entry.wasTooShort = false
      state = .typing(entry)
      return more ? .typed : .awaitPatient
    case .askingTries, .fetchingNonce, .verifying, .askingTriesAfterLoss: return .none
    }
  }

  mutating func pressed(_ key: Key) -> Action {
    switch state {
    case .typing(var entry):
      switch key {
      case .enter:
        guard let pin = ConfirmedPIN(entry) else {
          entry.wasTooShort = true
          state = .typing(entry)
          return .tooFewDigits
        }
        state = .fetchingNonce(pin)
        return .fetchNonce
      case .back: return .goBack
      // Digits and Backspace reach locked memory without passing here.
      case .digit, .erase, .larger, .voice, .language, .staff, .other: return .none
      }
    case .askingTries, .fetchingNonce, .verifying, .askingTriesAfterLoss: return .none
    }
  }

  mutating func answered(_ answer: Answer) -> Action {
    switch answer {
    case .triesLeft(let count): triesLeft(count)
    case .nonce(let nonce): nonceCame(nonce)
    case .signature(let signature): signatureCame(signature)
    case .failed(let failure): failed(failure)
    case .certificate, .staffAccepted, .staffRefused, .recorded, .session, .message, .handedOver: .none
    }
  }

  private mutating func triesLeft(_ count: Int) -> Action {
    switch state {
    case .askingTries:
      guard let entry = PINEntry(triesLeft: count) else { return .stop(.init(.pinLocked, triesLeft: 0)) }
      state = .typing(entry)
      return .awaitPatient
    case .askingTriesAfterLoss:
      guard let entry = PINEntry(triesLeft: count) else { return .stop(.init(.pinLocked, triesLeft: 0)) }
      return .stop(.init(.pinAnswerLost, triesLeft: count, again: .pinEntry(entry)))
    case .typing, .fetchingNonce, .verifying: return .none
    }
  }

  private mutating func nonceCame(_ nonce: Nonce) -> Action {
    switch state {
    case .fetchingNonce(let pin):
      state = .verifying(PINVerification(pin, nonce: nonce))
      return .verifyPIN(nonce)
    case .askingTries, .typing, .verifying, .askingTriesAfterLoss: return .none
    }
  }

  private func signatureCame(_ signature: [UInt8]) -> Action {
    switch state {
    case .verifying(let verification): .signed(verification.nonce, signature)
    case .askingTries, .typing, .fetchingNonce, .askingTriesAfterLoss: .none
    }
  }

  private mutating func failed(_ failure: Failure) -> Action {
    switch state {
    case .typing: return .none
    case .askingTries, .fetchingNonce: return .stop(.init(failure.trouble, again: .pin))
    case .askingTriesAfterLoss: return .stop(.init(.pinAnswerLost, again: .pin))
    case .verifying:
      switch failure {
      // A foreign reset leaves as open as a lost answer whether the card counted.
      case .card(.answerLost), .card(.reset): return answerLost()
      case .card(.wrongPIN(let count)):
        guard let entry = PINEntry(triesLeft: count) else { return .stop(.init(.pinLocked, triesLeft: 0)) }
        return .stop(.init(.wrongPIN, triesLeft: count, again: .pinEntry(entry)))
      case .card(.pinLocked): return .stop(.init(.pinLocked, triesLeft: 0))
      case .card, .certificate, .signatureWrong, .service, .journal, .intentNotRecorded, .handover, .staffFile:
        return .stop(.init(failure.trouble, again: .pin))
      }
    }
  }

  mutating func overdue() -> Action {
    switch state {
    case .askingTries: .stop(.init(.cardMute, again: .pin))
    case .fetchingNonce: .stop(.init(.serviceAnswerLost, again: .pin))
    case .verifying: answerLost()
    case .askingTriesAfterLoss: .stop(.init(.pinAnswerLost, again: .pin))
    case .typing: .none
    }
  }

  private mutating func answerLost() -> Action {
    state = .askingTriesAfterLoss
    return .readTriesLeft
  }
}
