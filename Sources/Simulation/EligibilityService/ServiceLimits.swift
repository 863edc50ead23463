/// The service's bounds.
public struct ServiceLimits: Equatable, Sendable {
  /// A nonce is for the signature that follows at once.
  public var nonceLife: Duration = .seconds(60)
  /// Longer than any visit: a patient may extend a question 20 times by a minute and a half.
  public var sessionLife: Duration = .seconds(3_600)
  /// A few for each kiosk of a large site, all at once.
  public var mostNonces = 10_000
  /// An hour of a large site.
  public var mostSessions = 10_000

  public init() {}

  /// Bytes of a nonce and of a session's name.
  static let nonceBytes = 32
  static let sessionBytes = 16
}
