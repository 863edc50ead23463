import Synchronization

/// The faults of a running program: each request asks once, and a fault with a number of times is used up by the
/// requests that it can befall.
final class FaultBoard: Sendable {
  private let faults: Mutex<[Fault]>

  init(_ faults: [Fault] = []) { self.faults = Mutex(faults) }

  func set(_ faults: [Fault]) { self.faults.withLock { $0 = faults } }

  /// What kind of request meets the faults, and which they are.
  enum Occasion {
    /// The wire's own requests over HTTPS: nonces, sessions, registrations, consents.
    case session
    /// One of the interface's messages over HTTPS.
    case message
    /// A search for a person without a card, over HTTPS.
    case personSearch
    /// One in the folders.
    case file

    private static let everywhere: [Fault.Kind] = [.slow, .unavailable, .half, .never, .restartAfter]
    private static let ofMessages: [Fault.Kind] = [.error, .wrongEncoding, .wrongInstitution, .wrongIdentifier]
    private static let ofFiles: [Fault.Kind] = [.duplicate, .foreign, .inPlace]

    fileprivate var kinds: [Fault.Kind] {
      switch self {
      case .session: Self.everywhere
      case .message: Self.everywhere + Self.ofMessages
      case .personSearch: Self.everywhere + [.error, .disasterClosed]
      case .file: Self.everywhere + Self.ofMessages + Self.ofFiles
      }
    }
  }

  func strike(_ occasion: Occasion) -> Struck {
    faults.withLock { faults in
      var struck = Struck()
      for index in faults.indices where occasion.kinds.contains(faults[index].kind) && faults[index].times != 0 {
        struck.faults.append(faults[index])
        if let times = faults[index].times { faults[index].times = times - 1 }
      }
      return struck
    }
  }
}

/// What befalls one request.
struct Struck: Sendable {
  fileprivate(set) var faults: [Fault] = []

  func has(_ kind: Fault.Kind) -> Bool { faults.contains { $0.kind == kind } }

  /// Milliseconds, or requests.
  func amount(of kind: Fault.Kind) -> Int? { faults.first { $0.kind == kind }?.amount }

  /// What a reply to somebody else's request looks like.
  static var foreign: Struck {
    var struck = Struck()
    struck.faults = [.wrongInstitution, .wrongIdentifier].map { Fault(kind: $0) }
    return struck
  }

  /// Waits as long as a fault says; at once where there is none.
  func delay() async {
    if let milliseconds = amount(of: .slow) { try? await Task.sleep(for: .milliseconds(milliseconds)) }
  }
}
