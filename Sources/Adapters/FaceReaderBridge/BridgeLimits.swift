import Cards

/// The protocol's fixed sizes. PROTOCOL.md names each.
public enum BridgeProtocol {
  /// The only version that there is.
  public static let version = 1
  /// Of a line, its end included.
  public static let mostLineBytes = 65_536
  /// Of a command or an answer of the card: with its hexadecimal digits well within a line.
  public static let mostAPDUBytes = 30_000
  /// Of a signature: RSA-4096 is 512.
  public static let mostSignatureBytes = 1_024
  /// Of a name or reason, in characters; what is longer is cut.
  public static let mostWords = 200
  /// A job's number, 1…
  public static let largestJob = 1_000_000_000
}

/// The protocol's times and counts. Tests shorten them; both ends of a line must have the same.
public struct BridgeLimits: Equatable, Sendable {
  /// Each side says something at least so often.
  public var heartbeat: Duration = .seconds(2)
  /// Who has been silent for so long is gone: three heartbeats.
  public var silence: Duration = .seconds(6)
  /// The first `hello`, and the answer to it.
  public var hello: Duration = .seconds(3)
  /// The answer to a request in which nobody has a part but reader and card; a slow card's signature takes 2 s.
  public var answer: Duration = .seconds(10)
  /// The answer to a request that was cancelled.
  public var cancel: Duration = .seconds(5)
  /// So long a line may wait because the other side does not read.
  public var write: Duration = .seconds(2)
  /// A comparison ends by itself: as long as the kiosk waits for a face (Reception's `Limits.face`).
  public var face: Duration = .seconds(60)
  /// Between two tries to connect.
  public var pace: Duration = .seconds(1)
  /// A hint stands at least so long before the next: people cannot follow faster.
  public var hint: Duration = .seconds(1)
  /// More messages than this within one second are a flood.
  public var mostMessagesASecond = 200

  public init() {}

  /// So many times faster: for tests.
  public func quickened(by factor: Int) -> BridgeLimits {
    var limits = self
    for path in [
      \BridgeLimits.heartbeat, \.silence, \.hello, \.answer, \.cancel, \.write, \.face, \.pace, \.hint,
    ] {
      limits[keyPath: path] = self[keyPath: path] / factor
    }
    return limits
  }
}

/// What a bridge says of itself and its reader in its first message.
public struct BridgeHello: Equatable, Sendable {
  /// Who carries the card's commands out.
  public enum Commands: String, CaseIterable, Sendable {
    /// The kiosk sends each through the bridge.
    case relayed
    /// The reader reads the certificate and counter and signs by itself.
    case done

    /// Version 1 has no words for the card's face: only a kiosk that sends the commands itself comes to it.
    public var reachCardFace: Bool {
      switch self {
      case .relayed: true
      case .done: false
      }
    }
  }

  /// The bridge's name and version, for staff.
  public var program: String
  /// The reader's name, for staff.
  public var reader: String
  public var abilities: ReaderAbilities
  public var commands: Commands

  public init(program: String, reader: String, abilities: ReaderAbilities, commands: Commands) {
    self.program = program
    self.reader = reader
    self.abilities = abilities
    self.commands = commands
  }
}
