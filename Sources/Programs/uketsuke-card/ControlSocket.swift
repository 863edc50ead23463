import Glibc

/// A Unix socket at which whoever runs the card may say its words while it lies there; every word gets one line. Only the
/// owner can reach it: its mode is 0600, and a caller with another user's number is sent away.
struct ControlSocket {
  static let mostCallers = 8
  /// Longer is no word.
  static let mostLine = 256

  let path: String
  let listener: Int32
  /// Who has been silent longest stands first.
  private(set) var callers: [Int32] = []
  private var heard: [Int32: [UInt8]] = [:]

  /// - Throws: also when something else lies at the path; a socket that nobody listens at any more gives way.
  init(path: String) throws(CardProgramFailure) {
    self.path = path
    guard let address = Self.address(path) else {
      throw CardProgramFailure(.usage, "--control \(path): the path of a socket has 1 to \(Self.mostPath) bytes")
    }
    listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard listener >= 0 else { throw CardProgramFailure(.inputOutput, "no socket: \(systemWords())") }
    Self.removeStale(path, address)
    // Nobody else may reach it, not even between bind and chmod.
    let mask = umask(0o177)
    let isBound = Self.with(address) { Glibc.bind(listener, $0, $1) } == 0
    let reason = systemWords()
    umask(mask)
    guard isBound, listen(listener, Int32(Self.mostCallers)) == 0 else {
      close(listener)
      throw CardProgramFailure(.inputOutput, "--control \(path): \(isBound ? systemWords() : reason)")
    }
  }

  func end() {
    for caller in callers { close(caller) }
    close(listener)
    unlink(path)
  }

  // MARK: - Callers

  /// Where there is no place left, who has been silent longest gives way: somebody who holds a connection open and says
  /// nothing keeps nobody out.
  mutating func accept() {
    let caller = Glibc.accept(listener, nil, nil)
    guard caller >= 0 else { return }
    guard Self.user(of: caller) == geteuid() else {
      Self.send("error: this socket is another user's", to: caller)
      close(caller)
      return
    }
    if callers.count >= Self.mostCallers, let silent = callers.first {
      Self.send("error: too many callers, and this one was silent longest", to: silent)
      hangUp(silent)
    }
    callers.append(caller)
    heard[caller] = []
  }

  /// - Returns: whole lines that have come; nil when the caller has gone.
  mutating func lines(from caller: Int32) -> [String]? {
    var buffer = [UInt8](repeating: 0, count: Self.mostLine)
    let count = read(caller, &buffer, buffer.count)
    guard count > 0 else { return count < 0 && errno == EINTR ? [] : nil }
    callers.removeAll { $0 == caller }
    callers.append(caller)
    var rest = (heard[caller] ?? []) + buffer[..<count]
    var lines: [String] = []
    while let end = rest.firstIndex(of: 0x0A) {
      lines.append(String(decoding: rest[..<end], as: UTF8.self))
      rest.removeFirst(end + 1)
    }
    guard rest.count <= Self.mostLine else {
      Self.send("error: a line has at most \(Self.mostLine) bytes", to: caller)
      return nil
    }
    heard[caller] = rest
    return lines
  }

  mutating func hangUp(_ caller: Int32) {
    close(caller)
    callers.removeAll { $0 == caller }
    heard[caller] = nil
  }

  /// A caller that does not listen loses the line.
  static func send(_ line: String, to caller: Int32) {
    let bytes = Array((line + "\n").utf8)
    _ = Glibc.send(caller, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
  }

  // MARK: - The system

  /// sun_path, its ending zero apart.
  private static let mostPath = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1

  private static func address(_ path: String) -> sockaddr_un? {
    let bytes = Array(path.utf8)
    guard (1...mostPath).contains(bytes.count) else { return nil }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    return address
  }

  private static func with(_ address: sockaddr_un, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }

  /// A program that was killed leaves its socket behind: nobody answers there.
  private static func removeStale(_ path: String, _ address: sockaddr_un) {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK, status.st_uid == geteuid() else { return }
    let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    defer { close(probe) }
    if with(address, { connect(probe, $0, $1) }) != 0, errno == ECONNREFUSED { unlink(path) }
  }

  /// unix(7), SO_PEERCRED: process, user and group of who connected, four bytes each; Glibc shows Swift no struct for it.
  private static func user(of caller: Int32) -> uid_t? {
    var peer: [UInt32] = [0, 0, 0]
    var length = socklen_t(12)
    let isKnown = getsockopt(caller, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 && length == 12
    return isKnown ? peer[1] : nil
  }
}
