import CCurl
import Dispatch
import Glibc
import Synchronization

/// A TLS server on a free port of the loopback, with OpenSSL's real handshake and a temper of its own. It notes every
/// request that reached it.
final class LoopbackService: Sendable {
  enum Temper: Sendable {
    /// Reads the request, writes these bytes, ends in order.
    case answers(String)
    /// Reads a request on each connection and writes the next of these, the last again and again; ends in order.
    case answersInTurn([String])
    /// Answers request after request on one connection.
    case keepsConnections(String)
    /// Answers the first request of its life, reads the second on the same connection and hangs up; later ones are
    /// answered again, where it goes on.
    case dropsTheSecond(String, goesOn: Bool)
    /// The same, but only once the test has opened the gate for it.
    case answersWhenLet(String)
    /// As `answers`, without TLS's farewell.
    case answersAndCuts(String)
    /// Reads the request and waits until the client is gone.
    case staysSilent
    /// Writes the first part, then the second again and again until the client is gone.
    case neverEnds(String, String)
    /// Accepts the connection and says nothing, not even TLS.
    case isMute
    /// Accepts the connection and closes it.
    case hangsUpAtOnce
    /// Speaks without TLS.
    case isPlain(String)
  }

  struct Identity: Sendable {
    var certificate: String
    var key: String
    /// CA of the clients; with it a client certificate is demanded.
    var clientTrust: String
    var latestVersion = TLS1_3_VERSION
  }

  let port: UInt16
  private let seen = Mutex<[String]>([])
  private let counts = Mutex((begun: 0, ended: 0))
  /// One signal lets one answer go.
  let gate = DispatchSemaphore(value: 0)
  private let listener: Int32
  private let thread = Mutex<pthread_t?>(nil)
  private let identity: Identity
  private let temper: Temper

  struct Failure: Error { var step: String }

  init(_ identity: Identity, _ temper: Temper) throws {
    self.identity = identity
    self.temper = temper
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listener, address, length) == 0 && listen(listener, 16) == 0
          && getsockname(listener, address, &length) == 0
      }
    }
    port = UInt16(bigEndian: address.sin_port)
    guard bound else { throw Failure(step: "listen") }
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { given in
        guard let given else { return nil }
        var signals = sigset_t()
        sigfillset(&signals)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        Unmanaged<LoopbackService>.fromOpaque(given).takeRetainedValue().serve()
        return nil
      }, Unmanaged.passRetained(self).toOpaque())
    guard code == 0 else { throw Failure(step: "start a thread") }
    self.thread.withLock { [thread] in $0 = thread }
  }

  var url: String { "https://127.0.0.1:\(port)" }
  var requests: [String] { seen.withLock { $0 } }

  /// Connections with TLS.
  var connections: Int { counts.withLock(\.begun) }

  /// Until it has ended so many connections, or the test's time is over.
  func hasEnded(_ count: Int) async {
    while counts.withLock(\.ended) < count, !Task.isCancelled { await Task.yield() }
  }

  /// Until the first request is here, or the test's time is over.
  func hasBeenAsked() async {
    while requests.isEmpty, !Task.isCancelled { await Task.yield() }
  }

  func stop() {
    let thread = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    // Stopped before: the listener's number may be somebody else's socket by now.
    guard let thread else { return }
    // It wakes the thread in accept.
    shutdown(listener, Int32(SHUT_RDWR))
    pthread_join(thread, nil)
  }

  private func serve() {
    defer { close(listener) }
    while true {
      let connection = accept(listener, nil, nil)
      guard connection >= 0 else { return }
      // A test that went wrong must not leave the thread waiting for ever.
      var limit = timeval(tv_sec: 60, tv_usec: 0)
      setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
      speak(on: connection)
      close(connection)
      counts.withLock { $0.ended += 1 }
      if case .dropsTheSecond(_, goesOn: false) = temper { return }
    }
  }

  private func speak(on connection: Int32) {
    var byte: UInt8 = 0
    switch temper {
    case .hangsUpAtOnce: return
    case .isMute:
      while read(connection, &byte, 1) > 0 {}
    case .isPlain(let text):
      _ = read(connection, &byte, 1)
      _ = Array(text.utf8).withUnsafeBytes { Glibc.write(connection, $0.baseAddress, $0.count) }
      while read(connection, &byte, 1) > 0 {}
    case .answers, .answersInTurn, .keepsConnections, .dropsTheSecond, .answersWhenLet, .answersAndCuts,
      .staysSilent, .neverEnds:
      speakTLS(on: connection)
    }
  }

  private func speakTLS(on connection: Int32) {
    guard let context = SSL_CTX_new(TLS_server_method()) else { return }
    defer { SSL_CTX_free(context) }
    guard SSL_CTX_use_certificate_chain_file(context, identity.certificate) == 1,
      SSL_CTX_use_PrivateKey_file(context, identity.key, SSL_FILETYPE_PEM) == 1,
      SSL_CTX_load_verify_file(context, identity.clientTrust) == 1,
      SSL_CTX_ctrl(context, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(identity.latestVersion), nil) == 1,
      let tls = SSL_new(context)
    else { return }
    SSL_set_verify(tls, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
    defer {
      SSL_free(tls)
      ERR_clear_error()
    }
    guard SSL_set_fd(tls, connection) == 1, SSL_accept(tls) == 1, let request = readRequest(tls) else {
      // What lies unread would make the end a reset, and that may overtake the alert.
      shutdown(connection, Int32(SHUT_WR))
      var byte: UInt8 = 0
      while read(connection, &byte, 1) > 0 {}
      return
    }
    counts.withLock { $0.begun += 1 }
    seen.withLock { $0.append(request) }
    switch temper {
    case .answersInTurn(let texts):
      write(texts[min(requests.count, texts.count) - 1], to: tls)
      SSL_shutdown(tls)
    case .keepsConnections(let text):
      while write(text, to: tls), let next = readRequest(tls) { seen.withLock { $0.append(next) } }
    case .dropsTheSecond(let text, _):
      guard requests.count != 2 else { return }
      while write(text, to: tls), let next = readRequest(tls) {
        seen.withLock { $0.append(next) }
        if requests.count == 2 { return }
      }
    case .answers(let text):
      write(text, to: tls)
      SSL_shutdown(tls)
    case .answersWhenLet(let text):
      guard gate.wait(timeout: .now() + .seconds(60)) == .success else { return }
      write(text, to: tls)
      SSL_shutdown(tls)
    case .answersAndCuts(let text): write(text, to: tls)
    case .staysSilent:
      var byte: UInt8 = 0
      while SSL_read(tls, &byte, 1) > 0 {}
    case .neverEnds(let first, let part):
      guard write(first, to: tls) else { return }
      while write(part, to: tls) {}
    case .isMute, .hangsUpAtOnce, .isPlain: return
    }
  }

  /// Head and body, by its Content-Length.
  private func readRequest(_ tls: OpaquePointer) -> String? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    while true {
      let count = SSL_read(tls, &buffer, Int32(buffer.count))
      guard count > 0 else { return nil }
      bytes += buffer.prefix(Int(count))
      let text = String(decoding: bytes, as: UTF8.self)
      let parts = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { continue }
      let length = parts[0].split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length: ") }
        .flatMap { Int($0.dropFirst("content-length: ".count)) }
      if parts[1].utf8.count >= length ?? 0 { return text }
    }
  }

  @discardableResult
  private func write(_ text: String, to tls: OpaquePointer) -> Bool {
    let bytes = Array(text.utf8)
    return SSL_write(tls, bytes, Int32(bytes.count)) == Int32(bytes.count)
  }
}
