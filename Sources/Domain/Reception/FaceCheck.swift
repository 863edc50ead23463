import Cards
import Eligibility

/// Identity by face: nonce → comparison and signature, both the certified reader's work.
struct FaceCheck: Sendable {
  enum State: Equatable, Sendable {
    case fetchingNonce
    case comparing(Nonce)
  }

  private(set) var state: State = .fetchingNonce
  /// What the reader asks of the person now.
  private(set) var hint: FaceHint?

  enum Action: Equatable {
    case none
    case fetchNonce
    case compareFace(Nonce)
    case signed(Nonce, [UInt8])
    case stop(Identity.Stop)
  }

  mutating func begin() -> Action {
    state = .fetchingNonce
    return .fetchNonce
  }

  mutating func hinted(_ hint: FaceHint?) {
    switch state {
    case .fetchingNonce: break
    case .comparing: self.hint = hint
    }
  }

  mutating func answered(_ answer: Answer) -> Action {
    switch state {
    case .fetchingNonce:
      switch answer {
      case .nonce(let nonce):
        state = .comparing(nonce)
        return .compareFace(nonce)
      case .failed(let failure): return .stop(.init(failure.trouble, again: .face))
      case .certificate, .chip, .triesLeft, .signature, .staffAccepted, .staffRefused, .recorded, .session, .message,
        .handedOver:
        return .none
      }
    case .comparing(let nonce):
      switch answer {
      case .signature(let signature): return .signed(nonce, signature)
      case .failed(let failure):
        let trouble = failure.trouble
        return .stop(.init(trouble, again: trouble == .faceLocked ? nil : .face))
      case .certificate, .chip, .triesLeft, .nonce, .staffAccepted, .staffRefused, .recorded, .session, .message,
        .handedOver:
        return .none
      }
    }
  }

  func overdue() -> Action {
    switch state {
    case .fetchingNonce: .stop(.init(.serviceAnswerLost, again: .face))
    // Nobody was recognised in the time that people get to find the camera.
    case .comparing: .stop(.init(.faceNotMatched, again: .face))
    }
  }
}
