/// The kiosk at the other end of a bridge's line, as far as the host has come with it.
final class HostedKiosk {
  struct Response {
    var messages: [BridgeMessage] = []
    /// Why the kiosk is not served any more.
    var parting: String?
  }

  let descriptor: Int32
  private let limits: BridgeLimits
  private var splitter = LineSplitter()
  private var isGreeted = false
  /// The request that is out: a kiosk has one at a time.
  private var job: Int?
  private var lastHeard = ContinuousClock.now
  private var lastSaid = ContinuousClock.now
  private let cameAt = ContinuousClock.now
  private var flood = (since: ContinuousClock.now, count: 0)

  init(descriptor: Int32, limits: BridgeLimits) {
    self.descriptor = descriptor
    self.limits = limits
  }

  func pieces(of bytes: [UInt8]) -> [LineSplitter.Piece] { splitter.take(bytes) }

  /// - Parameter print: what is asked, by its name alone.
  func take(_ piece: LineSplitter.Piece, _ device: any BridgedDevice, _ print: (String) -> Void) -> Response {
    guard case .line(let line) = piece else {
      let reason = "a line of more than \(BridgeProtocol.mostLineBytes) bytes"
      return Response(messages: [.error(reason: reason, job: nil)], parting: reason)
    }
    if isFlooded {
      return Response(
        messages: [.refused(reason: "more than \(limits.mostMessagesASecond) messages a second")],
        parting: "it floods the line")
    }
    do throws(MessageFault) {
      let message = try KioskMessage(line: line)
      lastHeard = .now
      return take(message, device, print)
    } catch {
      return Response(messages: [.error(reason: error.sentence, job: error.job)])
    }
  }

  private func take(_ message: KioskMessage, _ device: any BridgedDevice, _ print: (String) -> Void) -> Response {
    switch message {
    case .hello(let version, _): return greet(version, device)
    case .refused(let reason): return Response(parting: "it refuses this bridge: \(reason)")
    case .alive, .error: return Response()
    case .request, .cancel, .release:
      guard isGreeted else {
        return Response(messages: [.error(reason: "the first message must be hello", job: nil)])
      }
    }
    switch message {
    case .request(let job, let request):
      if let out = self.job {
        return Response(messages: [.error(reason: "one request at a time: \(out) is not answered yet", job: job)])
      }
      self.job = job
      print("asked: \(request.word)")
      return Response(messages: device.perform(request, job: job))
    // What has been answered already needs no cancelling.
    case .cancel(let job): return Response(messages: self.job == job ? device.cancel(job: job) : [])
    case .release: device.release()
    case .hello, .refused, .alive, .error: break
    }
    return Response()
  }

  private func greet(_ version: Int, _ device: any BridgedDevice) -> Response {
    guard !isGreeted else { return Response(messages: [.error(reason: "a second hello", job: nil)]) }
    guard version == BridgeProtocol.version else {
      let reason = "this bridge speaks version \(BridgeProtocol.version) of the protocol, not \(version)"
      return Response(messages: [.refused(reason: reason)], parting: "it speaks version \(version)")
    }
    isGreeted = true
    var messages: [BridgeMessage] = [.hello(device.hello)]
    messages.append(device.trouble.map { .readerUnavailable(reason: $0) } ?? .readerReady)
    if device.trouble == nil, device.isCardIn { messages.append(.cardInserted) }
    return Response(messages: messages)
  }

  // MARK: - What is said

  /// Nothing before hello but why there is none; nothing about a request that is answered.
  func mayHear(_ message: BridgeMessage) -> Bool {
    switch message {
    case .hello, .foreignHello, .refused, .alive, .error: true
    case .readerReady, .readerUnavailable, .cardInserted, .cardRemoved: isGreeted
    case .face(let job, _), .pinTyped(let job, _), .pinCancelled(let job), .answer(let job, _): self.job == job
    }
  }

  func said(_ message: BridgeMessage) {
    lastSaid = .now
    if case .answer = message { job = nil }
  }

  // MARK: - Time

  var deadline: ContinuousClock.Instant {
    isGreeted ? min(lastSaid + limits.heartbeat, lastHeard + limits.silence) : cameAt + limits.hello
  }

  func timePassed() -> Response {
    let now = ContinuousClock.now
    guard isGreeted else {
      return Response(parting: now < cameAt + limits.hello ? nil : "it has not said hello")
    }
    if now >= lastHeard + limits.silence { return Response(parting: "it has fallen silent") }
    return Response(messages: now >= lastSaid + limits.heartbeat ? [.alive] : [])
  }

  private var isFlooded: Bool {
    let now = ContinuousClock.now
    if now - flood.since >= .seconds(1) { flood = (now, 0) }
    flood.count += 1
    return flood.count > limits.mostMessagesASecond
  }
}
