import Eligibility

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
  /// A day of several large sites.
  public var mostConsents = 100_000
  /// The charts of a few large hospitals.
  public var mostReferenceNumbers = 500_000
  /// How long a batch is "in progress": so long, and so long more for each person. The real service takes minutes; this
  /// is enough to see every step.
  public var batchPause: Duration = .seconds(2)
  public var batchPausePerPerson: Duration = .microseconds(200)
  /// The result can be collected so long after it is ready.
  public var batchLife: Duration = .seconds(24 * 3_600)
  /// All that are kept at a time, and the people in all of them together.
  public var mostBatches = 1_000
  public var mostBatchPeople = 40 * BatchRequest.mostPeople

  public init() {}

  /// Bytes of a nonce and of a session's name.
  static let nonceBytes = 32
  static let sessionBytes = 16
}
