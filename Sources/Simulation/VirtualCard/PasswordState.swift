/// One password of a card: its counter persists, its "verified" does not.
struct PasswordState: Sendable {
  static let userAuthenticationTries = 3
  static let signatureTries = 5

  private let secret: [UInt8]?
  private let most: Int
  private(set) var triesLeft: Int
  private(set) var isVerified = false

  /// - Parameter secret: `nil`: nothing is right, and no try is left.
  init(_ secret: [UInt8]?, triesLeft: Int, most: Int) {
    self.secret = secret
    self.most = most
    self.triesLeft = secret == nil ? 0 : min(max(triesLeft, 0), most)
  }

  enum Outcome: Equatable {
    case right
    /// With the tries that are left now.
    case wrong(Int)
    /// No try was left; nothing has been compared.
    case locked
  }

  mutating func verify(_ candidate: Slice<UnsafeRawBufferPointer>) -> Outcome {
    guard triesLeft > 0, let secret else { return .locked }
    // The try is paid for first, as on a card that may lose its power in the middle.
    triesLeft -= 1
    isVerified = false
    guard candidate.elementsEqual(secret) else { return .wrong(triesLeft) }
    triesLeft = most
    isVerified = true
    return .right
  }

  mutating func forget() { isVerified = false }
}
