import Glibc
import Synchronization

@testable import FaceReaderBridge

/// One thing that a bridge does wrong, named by the row of the kit that has to find it.
struct BridgeFault: Sendable {
  var row: ConformanceCheck
  var hello = BridgeHello.sample()
}

/// A bad bridge: it stands between the kit and the reference bridge, passes every line on, and spoils those that its
/// fault is about.
final class FaultyBridge {
  private final class Link {
    let kit: Int32
    let bridge: Int32
    var fromKit = LineSplitter()
    var fromBridge = LineSplitter()
    var half: [UInt8] = []
    var isGreeted = false
    var lines = 0
    var isSwallowing = false
    var wasToldOfReader = false
    /// The kind of each request, by its number.
    var requests: [Int: String] = [:]
    var begun: Set<Int> = []
    var cancelled: Set<Int> = []
    var firstRequest: String?
    var lastChunk = 0
    var isKitClosed = false
    var isBridgeClosed = false

    init(kit: Int32, bridge: Int32) {
      self.kit = kit
      self.bridge = bridge
    }
  }

  let path: String
  private let fault: BridgeFault
  private let upstream: String
  private let listening: Int32
  private let folder: TestFolder
  private var links: [Link] = []
  private var keptHalf: [UInt8] = []
  private var keptAnswers: [[UInt8]] = []
  private var isStunned = false
  private var wasSpoilt = false

  init(_ fault: BridgeFault, before upstream: String) throws {
    self.fault = fault
    self.upstream = upstream
    folder = try TestFolder()
    path = "\(folder.path)/bad.sock"
    listening = try BridgeSocket.listen(path: path)
    if fault.row == .socket { chmod(path, 0o666) }
  }

  /// Until the bell rings.
  func run(until bell: Bell) {
    while true {
      var watched = [
        pollfd(fd: listening, events: Int16(POLLIN), revents: 0),
        pollfd(fd: bell.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      for link in links {
        watched.append(pollfd(fd: link.isKitClosed ? -1 : link.kit, events: Int16(POLLIN), revents: 0))
        watched.append(pollfd(fd: link.isBridgeClosed ? -1 : link.bridge, events: Int16(POLLIN), revents: 0))
      }
      let pace = RunningBridge.limits.heartbeat / 2
      _ = poll(&watched, nfds_t(watched.count), (ContinuousClock.now + pace).pollMilliseconds)
      if watched[1].revents != 0 { break }
      for (index, link) in links.enumerated() {
        if watched[2 + 2 * index].revents != 0 { readKit(link) }
        if watched[3 + 2 * index].revents != 0 { readBridge(link) }
        // It goes on for a kiosk that has fallen silent.
        if fault.row == .silence, link.isGreeted { send(KioskMessage.alive.line, to: link.bridge) }
      }
      if watched[0].revents != 0 {
        // Whoever comes anew has hung up before: that is seen first.
        for link in links { for _ in 0..<3 where !link.isKitClosed { readKit(link) } }
        endLinks()
        welcome()
      }
      endLinks()
    }
    for link in links { end(link) }
    close(listening)
  }

  private func endLinks() {
    for link in links where isOver(link) { end(link) }
    links.removeAll { isOver($0) }
  }

  private func isOver(_ link: Link) -> Bool {
    if link.isKitClosed { return true }
    return link.isBridgeClosed && !(fault.row == .silenceBeforeHello && !link.isGreeted)
  }

  private func end(_ link: Link) {
    if fault.row == .halfLine, link.half == Array(#"{"type":"alive","#.utf8) { keptHalf = link.half }
    if fault.row == .flood, link.lines > 150 { isStunned = true }
    close(link.kit)
    close(link.bridge)
  }

  private func welcome() {
    let kit = accept(listening, nil, nil)
    guard kit >= 0 else { return }
    _ = fcntl(kit, F_SETFL, O_NONBLOCK)
    if isStunned {
      isStunned = false
      return
    }
    if fault.row == .oneKiosk {
      for link in links { end(link) }
      links = []
    }
    guard let bridge = try? BridgeSocket.connect(path: upstream) else {
      close(kit)
      return
    }
    let link = Link(kit: kit, bridge: bridge)
    if !keptHalf.isEmpty { send(keptHalf, to: bridge) }
    keptHalf = []
    links.append(link)
  }

  private func send(_ bytes: [UInt8], to descriptor: Int32) {
    _ = SocketBytes.send(bytes, over: descriptor, within: .seconds(1))
  }

  // MARK: - From the kit

  private func readKit(_ link: Link) {
    let (bytes, state) = SocketBytes.receive(from: link.kit)
    if state != .open { link.isKitClosed = true }
    if fault.row == .byteByByte, !link.isGreeted, !bytes.isEmpty, !bytes.contains(0x0A) { return hangUp(link) }
    if let end = bytes.lastIndex(of: 0x0A) {
      link.half = Array(bytes[(end + 1)...])
      link.isSwallowing = false
    } else {
      link.half += bytes
    }
    if link.isSwallowing { return }
    var pieces = link.fromKit.take(bytes)
    link.lastChunk = pieces.count
    if fault.row == .severalLines, pieces.count >= 5 { pieces = Array(pieces.prefix(2)) }
    for piece in pieces where !link.isKitClosed || !bytes.isEmpty {
      switch piece {
      case .tooLong:
        if fault.row == .lineTooLong {
          link.isSwallowing = true
        } else {
          send([UInt8](repeating: 0x61, count: BridgeProtocol.mostLineBytes + 1), to: link.bridge)
        }
        return
      case .line(let line): pass(line, link)
      }
    }
  }

  private func hangUp(_ link: Link) {
    link.isKitClosed = true
    shutdown(link.kit, Int32(SHUT_RDWR))
  }

  private func pass(_ line: [UInt8], _ link: Link) {
    link.lines += 1
    var line = line
    let text = String(decoding: line, as: UTF8.self)
    let message = try? KioskMessage(line: line)
    switch (fault.row, message) {
    case (.unknownVersion, .hello(version: 999, _)): line = KioskMessage.hello(version: 1, program: "x").line.dropLast()
    case (.requestBeforeHello, .request(let job, _)) where !link.isGreeted:
      return send(BridgeMessage.answer(job: job, .cardOpened(extendedLength: true)).line, to: link.kit)
    case (.unknownField, _) where text.contains("\"x-mihon\":"):
      return send(BridgeMessage.error(reason: "x-mihon", job: nil).line, to: link.kit)
    case (.unknownType, nil) where text.contains("\"x-mihon\""),
      (.wrongTypes, nil) where text.contains("\"job\":\"1\""),
      (.notJSON, nil) where text == "Guten Tag", (.unknownCancel, .cancel(job: 4_711)):
      return hangUp(link)
    case (.notUTF8, nil) where line.contains(0xC3): return
    case (.verifyPIN, .request(let job, .transmit(let apdu))) where apdu.count == 9 && apdu[1] == 0x20:
      link.requests[job] = "pin"
      return send(line + [0x0A], to: link.bridge)
    case (.faceCancel, .cancel(let job)):
      link.cancelled.insert(job)
      return
    default: break
    }
    if case .hello = message { link.isGreeted = true }
    if case .request(let job, let request) = message {
      link.requests[job] = request.word
      if link.firstRequest == nil {
        link.firstRequest = link.lastChunk == 1 ? request.word : "several"
        if link.firstRequest == "sign-visual-check" {
          keptAnswers.append(BridgeMessage.answer(job: job, .signature([1])).line)
        }
      }
    }
    send(line + [0x0A], to: link.bridge)
    if fault.row == .reconnect, case .hello = message {
      for answer in keptAnswers { pending = answer }
      keptAnswers = []
    }
  }

  /// To be said behind the next hello.
  private var pending: [UInt8]?

  // MARK: - From the bridge

  private func readBridge(_ link: Link) {
    let (bytes, state) = SocketBytes.receive(from: link.bridge)
    for piece in link.fromBridge.take(bytes) {
      guard case .line(let line) = piece, let message = try? BridgeMessage(line: line) else { continue }
      for said in spoil(message, link) { send(said.line, to: link.kit) }
      if case .hello = message, let answer = pending {
        pending = nil
        send(answer, to: link.kit)
      }
    }
    if state != .open { link.isBridgeClosed = true }
  }

  private func spoil(_ message: BridgeMessage, _ link: Link) -> [BridgeMessage] {
    let request = if case .answer(let job, _) = message { link.requests[job] } else { String?.none }
    if case .face(let job, _) = message { link.begun.insert(job) }
    defer { if case .readerReady = message { link.wasToldOfReader = true } }
    switch (fault.row, message) {
    case (.hello, .hello): return [.foreignHello(version: 1)]
    case (.readerState, .readerReady), (.readerState, .cardInserted), (.heartbeat, .alive): return []
    case (.twoRequests, .answer) where link.firstRequest == "several": return [message, message]
    case (.otherCommands, .answer(let job, .failed(.notSupported))),
      (.noFaces, .answer(let job, .failed(.notSupported))) where (request == "compare-face") == (fault.row == .noFaces):
      return [.answer(job: job, .failed(.mute))]
    case (.noCard, .answer(let job, .failed(.removed))) where request == "open-card":
      return [.answer(job: job, .failed(.mute))]
    case (.cardInserted, .cardInserted) where !wasSpoilt:
      wasSpoilt = true
      return []
    case (.certificate, .answer(let job, .response(let bytes))) where bytes.starts(with: [0x30, 0x82]):
      return [.answer(job: job, .response([0x04] + bytes.dropFirst()))]
    case (.tries, .answer(let job, .response([0x63, 0xC3]))) where !wasSpoilt:
      wasSpoilt = true
      return [.answer(job: job, .response([0x63, 0xCF]))]
    case (.visualCheck, .answer(let job, .signature)) where request == "sign-visual-check":
      return [.answer(job: job, .failed(.notSupported))]
    case (.verifyPIN, .answer(let job, let answer)) where request == "pin": return [.answer(job: job + 1_000, answer)]
    case (.faceMatch, .answer(let job, .signature)) where request == "compare-face":
      return [.answer(job: job, .failed(.notSupported))]
    case (.faceNoMatch, .answer(let job, .failed(.faceNotMatched))): return [.answer(job: job, .failed(.removed))]
    case (.faceCancel, .answer(let job, _)) where link.cancelled.contains(job): return []
    case (.pinPad, .pinTyped(_, 1...4)): return []
    case (.pinPadCancel, .pinCancelled(let job)): return [.answer(job: job, .failed(.wrongPIN(triesLeft: 2)))]
    case (.cardRemoved, .answer(let job, .failed(.removed))) where link.begun.contains(job):
      return [.answer(job: job, .failed(.faceNotMatched))]
    default: return [message]
    }
  }
}
