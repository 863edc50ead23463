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

/// A staff member proves who they are: number → password → checked (S11). What that opens is its owner's matter; it
/// belongs to one visit and one purpose, and nothing of it outlives them (R7).
struct StaffGate: Equatable, Sendable {
  enum State: Equatable, Sendable {
    case number(String)
    case password(StaffClaim, typed: Int)
    case checking(StaffClaim)
  }

  private(set) var state = State.number("")

  static let numberDigits = 4

  enum Action: Equatable {
    case none
    case awaitStaff
    case typed
    case wipeSecret
    case checkStaff(StaffNumber)
    case accepted(AcceptedStaff)
    case refused
    case goBack
    case stop(Trouble)
  }

  mutating func secretTyped(_ count: Int) -> Action {
    switch state {
    case .password(let claim, let typed):
      state = .password(claim, typed: max(count, 0))
      return count > typed ? .typed : .awaitStaff
    case .number, .checking: return .none
    }
  }

  mutating func pressed(_ key: Key) -> Action {
    switch state {
    case .number(let digits): pressed(key, after: digits)
    case .password(let claim, let typed): pressed(key, claim, typed)
    case .checking: .none
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
      return .awaitStaff
    case .enter:
      guard let number = StaffNumber(digits) else { return .none }
      state = .password(StaffClaim(number), typed: 0)
      return .awaitStaff
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

  func answered(_ answer: Answer) -> Action {
    guard case .checking(let claim) = state else { return .none }
    switch answer {
    case .staffAccepted: return .accepted(AcceptedStaff(accepted: claim))
    case .staffRefused: return .refused
    case .failed(let failure): return .stop(failure.trouble)
    case .certificate, .chip, .triesLeft, .nonce, .signature, .recorded, .session, .message, .handedOver: return .none
    }
  }

  func overdue() -> Action {
    switch state {
    case .checking: .stop(.staffUnavailable)
    case .number, .password: .none
    }
  }
}

extension StaffGate {
  var screen: Screen {
    switch state {
    case .number: .staffNumber
    case .password: .staffPassword
    case .checking: .checkingStaff
    }
  }

  var keys: [Key] {
    switch state {
    case .number(let digits):
      [.back] + (digits.utf8.count < Self.numberDigits ? [] : [.enter]) + (digits.isEmpty ? [] : [.erase])
    case .password(_, let typed): typed == 0 ? [.back] : [.back, .enter, .erase]
    case .checking: []
    }
  }

  var entry: Scene.Entry? {
    switch state {
    case .number(let digits): .staffNumber(digits)
    case .password(_, let typed): .password(typed: typed)
    case .checking: nil
    }
  }

  var staffNumber: String? {
    switch state {
    case .number: nil
    case .password(let claim, _), .checking(let claim): claim.number.digits
    }
  }

  /// Nobody of the staff has shown themselves yet.
  var waitsForStaff: Bool { screen == .staffNumber }
}
