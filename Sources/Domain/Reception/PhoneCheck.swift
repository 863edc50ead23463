import Eligibility

/// Identity by a phone: nonce → the phone's signature. The holder proves himself to the phone, which signs for nobody
/// else; no PIN is typed at the kiosk.
struct PhoneCheck: Sendable {
  enum State: Equatable, Sendable {
    case fetchingNonce
    case signing(Nonce)
  }

  private(set) var state: State = .fetchingNonce

  enum Action: Equatable {
    case none
    case fetchNonce
    case signByPhone(Nonce)
    case signed(Nonce, [UInt8])
    case stop(Identity.Stop)
  }

  mutating func begin() -> Action {
    state = .fetchingNonce
    return .fetchNonce
  }

  mutating func answered(_ answer: Answer) -> Action {
    switch (state, answer) {
    case (_, .failed(let failure)): return .stop(.init(failure.trouble, again: .phone))
    case (.fetchingNonce, .nonce(let nonce)):
      state = .signing(nonce)
      return .signByPhone(nonce)
    case (.signing(let nonce), .signature(let signature)): return .signed(nonce, signature)
    case (.fetchingNonce, _), (.signing, _): return .none
    }
  }

  func overdue() -> Action {
    switch state {
    case .fetchingNonce: .stop(.init(.serviceAnswerLost, again: .phone))
    case .signing: .stop(.init(.cardMute, again: .phone))
    }
  }
}
