import Glibc

/// Where speech may be had on this machine.
public struct SpeechPlaces: Equatable, Sendable {
  /// speech-dispatcher's socket, whether or not anybody listens there.
  public var socket: String?
  /// espeak-ng.
  public var program: String?

  public init(socket: String?, program: String?) {
    self.socket = socket
    self.program = program
  }

  /// As speech-dispatcher's own clients look: `SPEECHD_ADDRESS`, else the user's runtime folder; espeak-ng on `PATH`.
  ///
  /// - Parameter environment: the value of a variable.
  public init(environment: (String) -> String?) {
    let runtime = environment("XDG_RUNTIME_DIR").flatMap { $0.hasPrefix("/") ? $0 : nil }
    if let address = environment("SPEECHD_ADDRESS"), !address.isEmpty {
      socket = Self.socket(in: address)
    } else {
      socket = runtime.map { "\($0)/speech-dispatcher/speechd.sock" }
    }
    let folders = (environment("PATH") ?? "").split(separator: ":").filter { $0.hasPrefix("/") }
    program = folders.map { "\($0)/espeak-ng" }.first(where: Self.isProgram)
  }

  /// A folder may be "executed" too.
  private static func isProgram(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
  }

  /// The environment of this process.
  public static func found() -> SpeechPlaces {
    SpeechPlaces { name in getenv(name).map { String(cString: $0) } }
  }

  /// `unix_socket:/path`. A server across a network is none for a kiosk: what is spoken would go there unprotected.
  private static func socket(in address: String) -> String? {
    let prefix = "unix_socket:"
    let path = address.dropFirst(prefix.count)
    return address.hasPrefix(prefix) && path.hasPrefix("/") ? String(path) : nil
  }
}

/// Every wait of the speech thread. None of them is anybody else's.
public struct SpeechLimits: Sendable {
  /// A server that has not answered a command by then hangs.
  public var reply: Duration = .seconds(2)
  /// A server that could not be reached, or a program that could say nothing, is not tried again sooner.
  public var reconnect: Duration = .seconds(5)
  /// No screen takes longer to say; what is still speaking then hangs.
  public var utterance: Duration = .seconds(120)
  /// What the end of the program waits for the thread to fall silent.
  public var farewell: Duration = .milliseconds(300)
  /// Parts of one utterance; a list of languages is the longest.
  public var parts = 16

  public init() {}
}
