import Cards
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
/// that is gone never costs a try; a confirmation is used up by its VERIFY whatever comes of it. Where the reader has the
/// pad, the nonce comes before the digits, and reader, patient and card do the rest among themselves in one asking.
struct PINCheck: Sendable {
  enum State: Equatable, Sendable {
    case askingTries
    case typing(PINEntry)
    case fetchingNonce(ConfirmedPIN)
    /// Then the reader asks for the digits.
    case fetchingNonceForReader(PINEntry)
    /// Typed, confirmed and verified at the reader.
    case typingOnReader(PINEntry, Nonce)
    case verifying(PINVerification)
    /// VERIFY was sent and its answer never came: the counter is read again before anybody is asked anything.
    case askingTriesAfterLoss
  }

  private(set) var state: State = .askingTries
  private let pad: ReaderAbilities.PINPad

  /// Begin with `begin()`.
  init(pad: ReaderAbilities.PINPad) { self.pad = pad }

  enum Action: Equatable {
    case none
    case awaitPatient
    case typed
    /// Enter came too soon: nothing is asked of anybody.
    case tooFewDigits
    case readTriesLeft
    case fetchNonce
    case verifyPIN(Nonce)
    case verifyPINOnReader(Nonce)
    case signed(Nonce, [UInt8])
    case goBack
    case stop(Identity.Stop)
  }

  mutating func begin() -> Action {
    state = .askingTries
    return .readTriesLeft
  }

  /// The card has just told its counter (`63Cx`): straight to the entry.
  mutating func begin(_ entry: PINEntry) -> Action {
    switch pad {
    case .kiosk:
      state = .typing(entry)
      return .awaitPatient
    case .reader:
      state = .fetchingNonceForReader(entry)
      return .fetchNonce
    }
  }

  mutating func typedOnReader(_ count: Int) -> Action {
    switch state {
    case .typingOnReader(var entry, let nonce):
      let more = count > entry.typed
      entry.typed = min(max(count, 0), PINEntry.digits)
      state = .typingOnReader(entry, nonce)
      return more ? .typed : .none
    case .askingTries, .typing, .fetchingNonce, .fetchingNonceForReader, .verifying, .askingTriesAfterLoss: return .none
    }
  }

  func cancelledOnReader() -> Action {
    switch state {
    case .typingOnReader: .goBack
    case .askingTries, .typing, .fetchingNonce, .fetchingNonceForReader, .verifying, .askingTriesAfterLoss: .none
    }
  }

  mutating func secretTyped(_ count: Int) -> Action {
    switch state {
    case .typing(var entry):
      let more = count > entry.typed
      entry.typed = min(max(count, 0), PINEntry.digits)
      entry.wasTooShort = false
      state = .typing(entry)
      return more ? .typed : .awaitPatient
    case .askingTries, .fetchingNonce, .fetchingNonceForReader, .typingOnReader, .verifying, .askingTriesAfterLoss:
      return .none
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
    case .typingOnReader: return key == .back ? .goBack : .none
    case .askingTries, .fetchingNonce, .fetchingNonceForReader, .verifying, .askingTriesAfterLoss: return .none
    }
  }

  mutating func answered(_ answer: Answer) -> Action {
    switch answer {
    case .triesLeft(let count): triesLeft(count)
    case .nonce(let nonce): nonceCame(nonce)
    case .signature(let signature): signatureCame(signature)
    case .failed(let failure): failed(failure)
    case .certificate, .chip, .staffAccepted, .staffRefused, .recorded, .session, .message, .handedOver: .none
    }
  }

  private mutating func triesLeft(_ count: Int) -> Action {
    switch state {
    case .askingTries:
      guard let entry = PINEntry(triesLeft: count) else { return .stop(.init(.pinLocked, triesLeft: 0)) }
      return begin(entry)
    case .askingTriesAfterLoss:
      guard let entry = PINEntry(triesLeft: count) else { return .stop(.init(.pinLocked, triesLeft: 0)) }
      return .stop(.init(.pinAnswerLost, triesLeft: count, again: .pinEntry(entry)))
    case .typing, .fetchingNonce, .fetchingNonceForReader, .typingOnReader, .verifying: return .none
    }
  }

  private mutating func nonceCame(_ nonce: Nonce) -> Action {
    switch state {
    case .fetchingNonce(let pin):
      state = .verifying(PINVerification(pin, nonce: nonce))
      return .verifyPIN(nonce)
    case .fetchingNonceForReader(let entry):
      state = .typingOnReader(entry, nonce)
      return .verifyPINOnReader(nonce)
    case .askingTries, .typing, .typingOnReader, .verifying, .askingTriesAfterLoss: return .none
    }
  }

  private func signatureCame(_ signature: [UInt8]) -> Action {
    switch state {
    case .verifying(let verification): .signed(verification.nonce, signature)
    case .typingOnReader(_, let nonce): .signed(nonce, signature)
    case .askingTries, .typing, .fetchingNonce, .fetchingNonceForReader, .askingTriesAfterLoss: .none
    }
  }

  private mutating func failed(_ failure: Failure) -> Action {
    switch state {
    case .typing: return .none
    case .askingTries, .fetchingNonce, .fetchingNonceForReader: return .stop(.init(failure.trouble, again: .pin))
    case .askingTriesAfterLoss: return .stop(.init(.pinAnswerLost, again: .pin))
    case .verifying, .typingOnReader:
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
    case .fetchingNonce, .fetchingNonceForReader: .stop(.init(.serviceAnswerLost, again: .pin))
    case .verifying, .typingOnReader: answerLost()
    case .askingTriesAfterLoss: .stop(.init(.pinAnswerLost, again: .pin))
    case .typing: .none
    }
  }

  private mutating func answerLost() -> Action {
    state = .askingTriesAfterLoss
    return .readTriesLeft
  }
}
