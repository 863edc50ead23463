import Glibc

/// Why a socket is not used: a sentence for staff.
public struct BridgeRefusal: Error, Equatable, Sendable {
  public enum Kind: Equatable, Sendable {
    /// No socket lies there.
    case notStarted
    /// A bridge that was killed has left its socket behind.
    case nobodyListens
    /// As many wait to be served as the bridge allows.
    case overrun
    /// Somebody whom the patients' PINs must not reach could be at the other end, or is.
    case untrusted
    /// The kernel's own reason, told in the sentence.
    case other
  }

  public let sentence: String
  public let kind: Kind

  init(_ sentence: String, _ kind: Kind) {
    self.sentence = sentence
    self.kind = kind
  }

  /// Nobody is there, which may change by itself; everything else somebody has to mend.
  public var isAbsence: Bool {
    switch kind {
    case .notStarted, .nobodyListens, .overrun: true
    case .untrusted, .other: false
    }
  }

  /// What to do about it.
  public var nextStep: String {
    switch kind {
    case .notStarted: "start the bridge's program as this same user"
    case .nobodyListens, .overrun: "start the bridge's program anew, as this same user"
    case .untrusted:
      "run the bridge as the kiosk's user, with its socket (mode 0600) in a folder of its own that is that user's"
    case .other: "name the bridge's socket in reader.socket, and let the kiosk's user reach it"
    }
  }
}

/// The Unix socket between kiosk and bridge: what must hold before a byte goes over it. Whoever can put another program
/// in the bridge's place would get the patients' PINs.
public enum BridgeSocket {
  /// One that is to be served beside another; more wait in the kernel and are then refused.
  private static let backlog: Int32 = 4

  /// Looks at the path without connecting: a socket, no link to one, of this user or root, which nobody else may write to.
  public static func judge(path: String) throws(BridgeRefusal) {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      let reason = errno
      guard reason == ENOENT, !path.isEmpty else { throw refusal(path, reason) }
      throw BridgeRefusal("\(path) is not there: the bridge has not been started", .notStarted)
    }
    let kind = status.st_mode & S_IFMT
    guard kind != S_IFLNK else {
      throw BridgeRefusal("\(path) is a symbolic link, and must be the socket itself", .untrusted)
    }
    guard kind == S_IFSOCK else { throw BridgeRefusal("\(path) is no socket", .other) }
    guard status.st_uid == geteuid() || status.st_uid == 0 else {
      throw BridgeRefusal(
        "\(path) belongs to user \(status.st_uid), and must belong to \(geteuid()) or root", .untrusted)
    }
    guard status.st_mode & 0o022 == 0 else {
      throw BridgeRefusal(
        "\(path) can be written by others (mode \(octal(status.st_mode))), and must be 0600", .untrusted)
    }
  }

  /// Looks at the folder that a socket stands in, or shall: of this user or root, and nobody else may change it.
  public static func judge(folderOf path: String) throws(BridgeRefusal) {
    let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    var status = stat()
    guard stat(folder, &status) == 0 else { throw BridgeRefusal("\(folder): \(words(errno))", .other) }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw BridgeRefusal("\(folder) is no folder", .other) }
    guard status.st_uid == geteuid() || status.st_uid == 0 else {
      throw BridgeRefusal(
        "\(folder) belongs to user \(status.st_uid), and must belong to \(geteuid()) or root", .untrusted)
    }
    guard status.st_mode & 0o022 == 0 else {
      throw BridgeRefusal(
        "\(folder) can be changed by others (mode \(octal(status.st_mode))): the socket needs a folder of its own",
        .untrusted)
    }
  }

  /// - Returns: a descriptor that does not block, whose other end runs as this same user.
  static func connect(path: String) throws(BridgeRefusal) -> Int32 {
    try judge(path: path)
    let descriptor = try open(path: path)
    let connected = withAddress(path) { Glibc.connect(descriptor, $0, $1) }
    guard connected == 0 else {
      let reason = errno
      close(descriptor)
      throw refusal(path, reason)
    }
    do throws(BridgeRefusal) {
      try checkPeer(of: descriptor, path)
    } catch {
      close(descriptor)
      throw error
    }
    return descriptor
  }

  /// Makes the socket, mode 0600; what an earlier bridge left there is taken away.
  static func listen(path: String) throws(BridgeRefusal) -> Int32 {
    try judge(folderOf: path)
    try takeAwayLeftover(path)
    let descriptor = try open(path: path)
    // The mode holds from the first moment on. The mask is the process's own; it is put back at once.
    let mask = umask(0o177)
    let bound = withAddress(path) { bind(descriptor, $0, $1) }
    let reason = errno
    umask(mask)
    guard bound == 0, Glibc.listen(descriptor, backlog) == 0 else {
      close(descriptor)
      throw BridgeRefusal("\(path): \(words(bound == 0 ? errno : reason))", .other)
    }
    return descriptor
  }

  private static func takeAwayLeftover(_ path: String) throws(BridgeRefusal) {
    do throws(BridgeRefusal) {
      try judge(path: path)
    } catch {
      if error.isAbsence { return }
      throw error
    }
    let probe = try open(path: path)
    defer { close(probe) }
    guard withAddress(path, { Glibc.connect(probe, $0, $1) }) != 0, errno == ECONNREFUSED else {
      throw BridgeRefusal("\(path): another program listens there", .other)
    }
    guard unlink(path) == 0 else { throw BridgeRefusal("\(path): \(words(errno))", .other) }
  }

  /// The user whose process is at the other end, as the kernel knows it.
  static func peerUser(of descriptor: Int32) -> uid_t? {
    // struct ucred: process, user, group, 32 bits each.
    var peer: (pid: Int32, user: UInt32, group: UInt32) = (0, 0, 0)
    var size = socklen_t(MemoryLayout.size(ofValue: peer))
    guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 else { return nil }
    return peer.user
  }

  static func checkPeer(of descriptor: Int32, _ path: String) throws(BridgeRefusal) {
    guard let user = peerUser(of: descriptor) else {
      throw BridgeRefusal("\(path): whose process answers is not known", .untrusted)
    }
    guard user == geteuid() else {
      throw BridgeRefusal(
        "\(path): a process of user \(user) is at the other end, and must be of \(geteuid())", .untrusted)
    }
  }

  // MARK: - The kernel

  private static func open(path: String) throws(BridgeRefusal) -> Int32 {
    guard !path.isEmpty, path.utf8.count < mostPathBytes else {
      throw BridgeRefusal(
        "a socket's path has 1 to \(mostPathBytes - 1) bytes, and this has \(path.utf8.count)", .other)
    }
    let descriptor = socket(
      AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { throw BridgeRefusal("no socket can be made: \(words(errno))", .other) }
    return descriptor
  }

  private static let mostPathBytes = MemoryLayout.size(ofValue: sockaddr_un().sun_path)

  private static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
    return withUnsafePointer(to: address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
  }

  /// What the kernel's reason means at this path.
  private static func refusal(_ path: String, _ reason: Int32) -> BridgeRefusal {
    switch reason {
    case ECONNREFUSED:
      BridgeRefusal("\(path): nobody listens there: the bridge has ended and left its socket behind", .nobodyListens)
    case EAGAIN:
      BridgeRefusal("\(path): the bridge takes no connection, and as many as it allows wait for it: it hangs", .overrun)
    case EACCES, EPERM: BridgeRefusal("\(path): this user may not reach it", .untrusted)
    // errno is no enum of ours.
    default: BridgeRefusal("\(path.isEmpty ? "no socket is named" : path): \(words(reason))", .other)
    }
  }

  private static func words(_ reason: Int32) -> String { String(cString: strerror(reason)) }
  private static func octal(_ mode: mode_t) -> String { "0" + String(mode & 0o7777, radix: 8) }
}

/// How a line's other end is.
enum LineState: Equatable {
  case open
  /// It hung up, or the kernel took the line down.
  case closed
  /// It has not read for the limit's time.
  case stuck
}

/// Bytes over a socket that does not block.
enum SocketBytes {
  static let mostAtOnce = 16_384

  /// Waits until all has gone, up to the limit.
  static func send(_ bytes: UnsafeRawBufferPointer, over descriptor: Int32, within limit: Duration) -> LineState {
    let deadline = ContinuousClock.now + limit
    var rest = bytes
    while let begin = rest.baseAddress, rest.count > 0 {
      let count = Glibc.send(descriptor, begin, rest.count, Int32(MSG_NOSIGNAL))
      if count > 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        continue
      }
      guard errno == EAGAIN || errno == EINTR else { return .closed }
      var watched = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      guard poll(&watched, 1, deadline.pollMilliseconds) >= 0 || errno == EINTR else { return .closed }
      if ContinuousClock.now >= deadline { return .stuck }
    }
    return .open
  }

  static func send(_ line: [UInt8], over descriptor: Int32, within limit: Duration) -> LineState {
    line.withUnsafeBytes { send($0, over: descriptor, within: limit) }
  }

  /// What lies there now.
  static func receive(from descriptor: Int32) -> (bytes: [UInt8], state: LineState) {
    var bytes = [UInt8](repeating: 0, count: mostAtOnce)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    if count > 0 { return (Array(bytes[..<count]), .open) }
    if count < 0, errno == EAGAIN || errno == EINTR { return ([], .open) }
    return ([], .closed)
  }
}

extension ContinuousClock.Instant {
  /// Whole milliseconds from now to then, rounded up, for `poll`.
  var pollMilliseconds: Int32 {
    let left = max(self - ContinuousClock.now, .zero)
    let (seconds, attoseconds) = left.components
    return Int32(clamping: seconds * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}
