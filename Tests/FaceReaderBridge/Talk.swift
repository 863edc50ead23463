import Cards
import Testing
import VirtualCard

@testable import FaceReaderBridge

/// A conversation with a clock that stands still between steps; every step returns what came out, in words.
struct Talk {
  static let digest = [UInt8](repeating: 0x11, count: 32)

  private var conversation: Conversation
  private var now = ContinuousClock.now
  private var numbers = 0
  /// What came out last.
  private(set) var last = ""
  /// The number of the request that went out last.
  private(set) var job = 0
  /// A command that has not been answered.
  private var command: [UInt8]?
  private var card = VirtualCard(
    VirtualCardContents(
      userAuthenticationCertificate: [0x30, 0x02, 0x01, 0x02], authorityCertificate: [0x30, 0x00],
      pin: Array("1234".utf8), triesLeft: 3, sign: { _ in [UInt8](repeating: 0xA5, count: 256) }))

  init(_ hello: BridgeHello = .sample(), greeted: Bool = true) {
    conversation = Conversation(limits: BridgeLimits(), program: "test", at: now)
    #expect(conversation.open() == [.send(.hello(version: 1, program: "test"))])
    guard greeted else { return }
    _ = hear(.hello(hello))
    _ = hear(.readerReady)
  }

  // MARK: - Steps

  mutating func hear(_ message: BridgeMessage) -> [String] { hear(Array(message.line.dropLast())) }
  mutating func hear(_ text: String) -> [String] { hear(Array(text.utf8)) }
  private mutating func hear(_ line: [UInt8]) -> [String] { tell(conversation.received(line: line, at: now)) }

  mutating func begin(_ job: CardJob) -> [String] {
    numbers += 1
    return tell(conversation.begin(job, number: numbers, at: now))
  }

  mutating func release() -> [String] { tell(conversation.release(at: now)) }
  mutating func cancel() -> [String] { tell(conversation.cancel(upTo: numbers, at: now)) }
  mutating func missing() -> [String] { tell(conversation.secretWasMissing(at: now)) }
  mutating func end(_ reason: String) -> [String] { tell(conversation.ended(reason)) }

  /// Lets time pass, with every deadline on the way, until the connection is over.
  mutating func pass(_ time: Duration) -> [String] {
    let end = now + time
    var words: [String] = []
    while !conversation.isOver, conversation.deadline <= end {
      now = max(now, conversation.deadline)
      words += tell(conversation.timePassed(at: now))
    }
    now = end
    return words
  }

  /// The same with a bridge that says now and then that it is alive; without the kiosk's own heartbeats.
  mutating func passAlive(_ time: Duration) -> [String] {
    var words: [String] = []
    let steps = Int(time.components.seconds)
    for _ in 0..<steps where !conversation.isOver {
      words += hear(.alive)
      words += pass(.seconds(1))
    }
    return words.filter { $0 != "send alive" }
  }

  // MARK: - Short ways

  /// By a reader that reads it by itself.
  mutating func readCertificate() {
    #expect(begin(.readCertificate) == ["send read-certificate"])
    #expect(hear(.answer(job: job, .certificate([0x30, 0x00]))) == ["1 certificate"])
  }

  /// By the kiosk's own steps, with a virtual card behind the bridge: the reception's job 1.
  mutating func openCard() {
    _ = hear(.cardInserted)
    #expect(begin(.readCertificate) == ["send open-card"])
    _ = hear(.answer(job: job, .cardOpened(extendedLength: true)))
    serveCard()
    #expect(last == "1 certificate")
  }

  /// The card answers each command that reaches it, until the kiosk has none any more.
  mutating func serveCard() {
    while let apdu = command {
      command = nil
      _ = hear(.answer(job: job, .response(card.respond(to: apdu))))
    }
  }

  /// The card gets the PIN that the secret line would have brought it.
  mutating func serveVerify(_ pin: String) {
    _ = hear(.answer(job: job, .response(card.respond(to: [0x00, 0x20, 0x00, 0x80, 0x04] + Array(pin.utf8)))))
    serveCard()
  }

  /// Up to VERIFY: job 2 of the reception.
  mutating func toVerify() {
    openCard()
    _ = begin(.verifyAndSign(digest: Self.digest))
    serveCard()
  }

  // MARK: - Words

  private mutating func tell(_ actions: [Conversation.Action]) -> [String] {
    let words = actions.compactMap { action -> String? in
      switch action {
      case .send(let message):
        conversation.said(at: now)
        if case .request(let job, let request) = message {
          self.job = job
          if case .transmit(let apdu) = request { command = apdu }
        }
        return "send \(message.word)"
      case .sendSecret(.transmit(let job, let header, _)):
        conversation.said(at: now)
        self.job = job
        return "send secret transmit \(hex(header))"
      case .sendSecret(.verify(let job, _)):
        conversation.said(at: now)
        self.job = job
        return "send secret verify"
      case .notice(let notice): return notice.word
      case .complete(let number, .success(.certificate)): return "\(number) certificate"
      case .complete(let number, .success(.triesLeft(let left))): return "\(number) tries \(left)"
      case .complete(let number, .success(.signature)): return "\(number) signature"
      case .complete(let number, .success(.cardFace)): return "\(number) card face"
      case .complete(let number, .failure(let failure)): return "\(number) failed \(failure)"
      // For the log alone.
      case .remark: return nil
      case .close(let reason): return "close " + reason.split(separator: " of the protocol", maxSplits: 1)[0]
      }
    }
    last = words.last ?? last
    return words
  }
}

private func hex(_ bytes: [UInt8]) -> String { String(decoding: Hexadecimal.digits(of: bytes), as: UTF8.self) }

extension KioskMessage {
  fileprivate var word: String {
    switch self {
    case .hello: "hello"
    case .refused: "refused"
    case .alive: "alive"
    case .error: "error"
    case .request(_, .transmit(let apdu)): "transmit \(hex(apdu))"
    case .request(_, let request): request.word
    case .cancel: "cancel"
    case .release: "release"
    }
  }
}

extension ReaderNotice {
  var word: String {
    switch self {
    case .abilities: "abilities"
    case .ready: "ready"
    case .unavailable(let reason): "unavailable \(reason)"
    case .cardInserted: "inserted"
    case .cardRemoved: "removed"
    case .faceHint(let hint): "hint \(hint?.rawValue ?? "none")"
    case .pinTypedOnReader(let count): "typed \(count)"
    case .pinCancelledOnReader: "pin cancelled"
    }
  }
}

extension BridgeHello {
  static func sample(
    faces: Bool = true, pad: ReaderAbilities.PINPad = .kiosk, commands: Commands = .relayed
  ) -> BridgeHello {
    BridgeHello(
      program: "test bridge", reader: "見本",
      abilities: ReaderAbilities(
        comparesFaces: faces, provesVisualChecks: faces, readsCardFace: commands.reachCardFace, pinPad: pad),
      commands: commands)
  }
}
