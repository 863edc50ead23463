/// A reader as a bridge sees it: what `BridgeHost` needs to know of the thing that it puts on a line. It is called on
/// the host's thread alone, and nothing of it waits.
public protocol BridgedDevice: AnyObject {
  var hello: BridgeHello { get }
  /// Why the reader cannot be used now; nil where it can.
  var trouble: String? { get }
  var isCardIn: Bool { get }

  /// Begins a request. Its answer is among the messages that are returned, or among later ones.
  func perform(_ request: KioskMessage.Request, job: Int) -> [BridgeMessage]

  /// The kiosk does not want a request any more. Where it is still under way, its answer is among those returned.
  func cancel(job: Int) -> [BridgeMessage]

  /// The visit is over.
  func release()

  /// Nobody listens any more: what was under way is forgotten.
  func lineLost()

  /// When `timeReached` is wanted.
  var deadline: ContinuousClock.Instant? { get }
  func timeReached() -> [BridgeMessage]

  /// A line that somebody at the bridge has typed.
  func obey(_ words: String) -> BridgeObedience
}

/// What a typed line has done.
public struct BridgeObedience: Sendable {
  /// To be told to the kiosk.
  public var messages: [BridgeMessage]
  /// To be told to whoever typed.
  public var reply: String?
  public var ends: Bool

  public init(_ messages: [BridgeMessage] = [], reply: String? = nil, ends: Bool = false) {
    self.messages = messages
    self.reply = reply
    self.ends = ends
  }
}
