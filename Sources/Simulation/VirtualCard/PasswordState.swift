/// One password of a card: its counter persists, its "verified" does not.
struct PasswordState: Sendable {
  private let secret: [UInt8]?
  private let most: Int
  private(set) var triesLeft: Int
  private(set) var isVerified = false
  /// How many VERIFY commands with data have come, and how many of them were wrong.
  private(set) var verifications = 0
  private(set) var misses = 0

  /// - Parameters:
  ///   - secret: `nil`: nothing is right, and no try is left.
  ///   - triesLeft: `nil`: all of them.
  init(_ secret: [UInt8]?, triesLeft: Int? = nil, of kind: VirtualCardSecret) {
    self.secret = secret
    most = kind.mostTries
    self.triesLeft = secret == nil ? 0 : min(max(triesLeft ?? most, 0), most)
  }

  enum Outcome: Equatable {
    case right
    /// With the tries that are left now.
    case wrong(Int)
    /// No try was left; nothing has been compared.
    case locked
  }

  mutating func verify(_ candidate: Slice<UnsafeRawBufferPointer>) -> Outcome {
    verifications += 1
    guard triesLeft > 0, let secret else { return .locked }
    // The try is paid for first, as on a card that may lose its power in the middle.
    triesLeft -= 1
    isVerified = false
    guard candidate.elementsEqual(secret) else {
      misses += 1
      return .wrong(triesLeft)
    }
    triesLeft = most
    isVerified = true
    return .right
  }

  mutating func forget() { isVerified = false }

  mutating func setTries(_ count: Int) { triesLeft = secret == nil ? 0 : min(max(count, 0), most) }
}
