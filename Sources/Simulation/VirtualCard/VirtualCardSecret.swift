/// What is proven to a card by VERIFY; each has a counter of its own.
public enum VirtualCardSecret: CaseIterable, Hashable, Sendable {
  case userAuthenticationPIN
  case signaturePassword
  /// Of the card-face check: six digits, the year being the era's. The first part of check number B, and opens the age
  /// record alone.
  case birthDate
  case checkNumberB
  /// The My Number. No virtual card has one: nothing is right.
  case checkNumberA
  case inputAidPIN
  case inputAidCheckNumberB
  case inputAidCheckNumberA

  /// Ten of the card-face check are told by one source alone (an eKYC company's guide).
  var mostTries: Int {
    switch self {
    case .userAuthenticationPIN, .inputAidPIN: 3
    case .signaturePassword: 5
    case .birthDate, .checkNumberB, .checkNumberA, .inputAidCheckNumberB, .inputAidCheckNumberA: 10
    }
  }

  /// Whether it is the My Number: nobody at a reception has any business with it.
  var isMyNumber: Bool {
    switch self {
    case .checkNumberA, .inputAidCheckNumberA: true
    case .userAuthenticationPIN, .signaturePassword, .birthDate, .checkNumberB, .inputAidPIN, .inputAidCheckNumberB:
      false
    }
  }
}
