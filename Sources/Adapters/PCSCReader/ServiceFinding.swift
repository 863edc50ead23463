import Glibc

/// Why pcscd does not serve this program, as far as it can be seen from here.
public enum ServiceFinding: Error, Equatable, Sendable {
  /// The daemon is not on this machine.
  case notInstalled
  /// Nobody has made its socket: neither pcscd nor systemd in its place.
  case notStarted
  /// The socket is there, and nobody listens: a daemon that was killed left it.
  case nobodyListens
  /// Somebody listens and turns this user away: most often polkit, which asks for a login at the machine's own screen.
  case turnsAway
  /// It takes the connection and answers nothing.
  case hangs
  /// It answered with an error; the call and its code.
  case failed(String)

  /// pcsclite.h, PCSCLITE_CSOCK_NAME; libpcsclite lets this variable name another.
  private static let socketVariable = "PCSCLITE_CSOCK_NAME"
  private static let usualSocket = "/run/pcscd/pcscd.comm"
  private static let programs = ["/usr/sbin/pcscd", "/usr/bin/pcscd", "/usr/local/sbin/pcscd", "/sbin/pcscd"]
  /// SCARD_W_SECURITY_VIOLATION
  private static let securityViolation: UInt32 = 0x8010_006A

  /// One sentence for staff.
  public var sentence: String {
    switch self {
    case .notInstalled: "the card readers' service (pcscd) is not installed"
    case .notStarted: "the card readers' service (pcscd) is not running"
    case .nobodyListens: "the card readers' service (pcscd) has died and left its socket behind"
    case .turnsAway: "the card readers' service (pcscd) turns this user away"
    case .hangs: "the card readers' service (pcscd) hangs: it runs, and does not answer"
    case .failed(let words): "the card readers' service (pcscd) does not answer: \(words)"
    }
  }

  /// What to do about it.
  public var nextStep: String {
    switch self {
    case .notInstalled: "install it: apt-get install pcscd"
    case .notStarted: "start it, now and with the machine: systemctl enable --now pcscd.socket"
    case .nobodyListens, .hangs, .failed: "start it anew: systemctl restart pcscd.socket pcscd.service"
    case .turnsAway:
      "allow the kiosk's user the polkit actions org.debian.pcsc-lite.access_pcsc and access_card, by a rule in /etc/polkit-1/rules.d"
    }
  }

  static func after(_ failure: PCSCFailure) -> ServiceFinding {
    if failure.code == securityViolation { return .turnsAway }
    guard failure.kind == .serviceGone else { return .failed(failure.words) }
    let path = getenv(socketVariable).map { String(cString: $0) } ?? usualSocket
    switch connection(to: path) {
    case 0: return failure.call == .establishContext ? .turnsAway : .failed(failure.words)
    case ENOENT: return programs.contains { access($0, X_OK) == 0 } ? .notStarted : .notInstalled
    case ECONNREFUSED: return .nobodyListens
    case EACCES, EPERM: return .turnsAway
    default: return .failed(failure.words)
    }
  }

  /// Whether pcscd comes with the machine's start, by systemd's own record of its socket; `nil` where systemd does not
  /// run.
  public static var startsWithMachine: Bool? {
    guard access("/run/systemd/system", F_OK) == 0 else { return nil }
    return ["sockets.target.wants/pcscd.socket", "multi-user.target.wants/pcscd.service"].contains { name in
      ["/etc/systemd/system", "/lib/systemd/system", "/usr/lib/systemd/system"].contains {
        access("\($0)/\(name)", F_OK) == 0
      }
    }
  }

  /// `errno` of a connection to a Unix socket, 0 when somebody takes it.
  private static func connection(to path: String) -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return errno }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let room = MemoryLayout.size(ofValue: address.sun_path)
    guard bytes.count < room else { return ENAMETOOLONG }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    return status == 0 ? 0 : errno
  }
}
