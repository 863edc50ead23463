import Cards
import Glibc

/// What stands behind a bridge's socket, seen over one short connection of its own: the socket judged as the kiosk judges
/// it, hello said both ways, and the reader's state heard. Nothing is asked of reader or card.
public enum BridgeLook: Equatable, Sendable {
  /// What the bridge says of its reader.
  public enum State: Equatable, Sendable {
    case ready
    case unavailable(reason: String)
    /// It has said nothing of it in the time: a kiosk takes it for not ready.
    case notTold
  }

  case answers(BridgeHello, State)
  /// It serves a kiosk now, and nobody else beside it: what its reader can do is that kiosk's to know.
  case servesAnother(reason: String)
  case refuses(reason: String)
  case speaks(version: Int)
  /// It took the connection, and no hello came: how that went.
  case noHello(String)

  /// Takes the bridge's one place for as long as it lasts; a kiosk that comes meanwhile comes again a second later.
  ///
  /// - Parameters:
  ///   - program: how this program calls itself.
  ///   - limits: `hello` bounds the whole look.
  /// - Throws: where the socket is not used.
  public static func at(
    _ path: String, program: String, limits: BridgeLimits = BridgeLimits()
  ) throws(BridgeRefusal) -> BridgeLook {
    let descriptor = try BridgeSocket.connect(path: path)
    defer { close(descriptor) }
    let deadline = ContinuousClock.now + limits.hello
    let greeting = KioskMessage.hello(version: BridgeProtocol.version, program: program)
    // One who refuses may have hung up by now, and has said why before.
    _ = SocketBytes.send(greeting.line, over: descriptor, within: limits.write)
    var splitter = LineSplitter()
    var hello: BridgeHello?
    var state = LineState.open
    while state == .open, ContinuousClock.now < deadline {
      var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&watched, 1, deadline.pollMilliseconds) > 0 else { continue }
      let bytes: [UInt8]
      (bytes, state) = SocketBytes.receive(from: descriptor)
      for piece in splitter.take(bytes) {
        if let look = heard(piece, &hello) { return look }
      }
    }
    if let hello { return .answers(hello, .notTold) }
    return .noHello(state == .open ? "says no hello within \(limits.hello)" : "hangs up without a hello")
  }

  /// - Returns: nil as long as more must be heard.
  private static func heard(_ piece: LineSplitter.Piece, _ hello: inout BridgeHello?) -> BridgeLook? {
    guard case .line(let line) = piece else {
      return .noHello("sends a line of more than \(BridgeProtocol.mostLineBytes) bytes")
    }
    let message: BridgeMessage
    do throws(MessageFault) {
      message = try BridgeMessage(line: line)
    } catch {
      // Behind hello a kiosk goes on over it.
      return hello == nil ? .noHello("sends what is no message: \(error.sentence)") : nil
    }
    switch message {
    case .refused(let reason, let servesAnother):
      return servesAnother ? .servesAnother(reason: reason) : .refuses(reason: reason)
    case .foreignHello(let version): return .speaks(version: version)
    case .hello(let first):
      hello = hello ?? first
      return nil
    case .readerReady: return hello.map { .answers($0, .ready) }
    case .readerUnavailable(let reason): return hello.map { .answers($0, .unavailable(reason: reason)) }
    case .alive, .error, .cardInserted, .cardRemoved, .face, .pinTyped, .pinCancelled, .answer: return nil
    }
  }
}
