import Glibc

/// The listening end of a bridge: the socket, one kiosk at a time, hello, heartbeat, floods and rubbish; the reader
/// behind it is a `BridgedDevice`. The reference for `uketsuke reader-bridge simulate`, one thread, no locks.
public final class BridgeHost {
  private static let mostWordBytes = 1_024

  private let path: String
  private let device: any BridgedDevice
  private let limits: BridgeLimits
  private let listening: Int32
  private let bell = Bell()
  private var kiosk: HostedKiosk?
  private var typed: [UInt8] = []

  /// Makes the socket, mode 0600.
  public init(
    path: String, device: any BridgedDevice, limits: BridgeLimits = BridgeLimits()
  ) throws(BridgeRefusal) {
    self.path = path
    self.device = device
    self.limits = limits
    listening = try BridgeSocket.listen(path: path)
  }

  deinit {
    close(listening)
    unlink(path)
  }

  /// Ends `run`, from any thread.
  public var stopper: @Sendable () -> Void { { [bell] in bell.ring() } }

  /// Serves until the words end, or one of them says so.
  ///
  /// - Parameters:
  ///   - words: a descriptor with lines for `BridgedDevice.obey`; nil where there are none.
  ///   - print: what whoever started the bridge should see, a line each.
  public func run(words: Int32?, print: (String) -> Void) {
    var isOver = false
    while !isOver {
      var watched = [
        pollfd(fd: listening, events: Int16(POLLIN), revents: 0),
        pollfd(fd: bell.descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: words ?? -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: kiosk?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
      ]
      let deadline = [device.deadline, kiosk?.deadline].compactMap(\.self).min()
      _ = poll(&watched, 4, deadline?.pollMilliseconds ?? -1)
      if watched[1].revents != 0 { break }
      if watched[3].revents != 0 { listen(print) }
      if watched[0].revents != 0 { welcome(print) }
      if watched[2].revents != 0, let words { isOver = obey(words, print) }
      say(device.timeReached(), print)
      if let kiosk { respond(kiosk.timePassed(), print) }
    }
    part("the bridge ends", print)
  }

  // MARK: - Kiosks come and go

  private func welcome(_ print: (String) -> Void) {
    let descriptor = accept(listening, nil, nil)
    guard descriptor >= 0 else { return }
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    do throws(BridgeRefusal) {
      try BridgeSocket.checkPeer(of: descriptor, path)
    } catch {
      print("refused: \(error.sentence)")
      return refuse(descriptor, "this bridge serves its own user alone")
    }
    guard kiosk == nil else {
      print("refused: a second kiosk")
      return refuse(descriptor, "another kiosk is connected", servesAnother: true)
    }
    kiosk = HostedKiosk(descriptor: descriptor, limits: limits)
    print("a kiosk is connected")
  }

  private func refuse(_ descriptor: Int32, _ reason: String, servesAnother: Bool = false) {
    let refusal = BridgeMessage.refused(reason: reason, servesAnother: servesAnother)
    _ = SocketBytes.send(refusal.line, over: descriptor, within: limits.write)
    close(descriptor)
  }

  private func part(_ reason: String, _ print: (String) -> Void) {
    guard let kiosk else { return }
    close(kiosk.descriptor)
    self.kiosk = nil
    device.lineLost()
    print("the kiosk is gone: \(reason)")
  }

  // MARK: - Lines

  private func listen(_ print: (String) -> Void) {
    guard let kiosk else { return }
    let (bytes, state) = SocketBytes.receive(from: kiosk.descriptor)
    for piece in kiosk.pieces(of: bytes) {
      guard self.kiosk === kiosk else { return }
      respond(kiosk.take(piece, device, print), print)
    }
    if state != .open, self.kiosk === kiosk { part("it has hung up", print) }
  }

  private func respond(_ response: HostedKiosk.Response, _ print: (String) -> Void) {
    say(response.messages, print)
    if let reason = response.parting { part(reason, print) }
  }

  private func say(_ messages: [BridgeMessage], _ print: (String) -> Void) {
    for message in messages {
      guard let kiosk, kiosk.mayHear(message) else { continue }
      if SocketBytes.send(message.line, over: kiosk.descriptor, within: limits.write) != .open {
        return part("it does not read what is sent to it", print)
      }
      kiosk.said(message)
    }
  }

  // MARK: - Words

  /// - Returns: whether that is the end.
  private func obey(_ words: Int32, _ print: (String) -> Void) -> Bool {
    var bytes = [UInt8](repeating: 0, count: Self.mostWordBytes)
    let count = read(words, &bytes, bytes.count)
    guard count > 0 else { return true }
    typed += bytes[..<count]
    while let end = typed.firstIndex(of: UInt8(ascii: "\n")) {
      let line = String(decoding: typed[..<end], as: UTF8.self)
      typed.removeSubrange(...end)
      let obedience = device.obey(line)
      say(obedience.messages, print)
      if let reply = obedience.reply { print(reply) }
      if obedience.ends { return true }
    }
    if typed.count > Self.mostWordBytes { typed = [] }
    return false
  }
}
