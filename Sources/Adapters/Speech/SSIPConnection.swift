import Glibc

/// A conversation with a speech-dispatcher. Belongs to the speech thread. Whatever goes wrong ends it: it is thrown
/// away, and what was to be said is said elsewhere or not at all.
final class SSIPConnection {
  let descriptor: Int32
  private let reply: Duration
  private var reader = SSIP.Reader()
  private var language: String?
  /// Numbers of the messages that are waiting or being said.
  private var messages: Set<String> = []
  /// Those whose end was told before their number.
  private var endedBefore: Set<String> = []

  var isSpeaking: Bool { !messages.isEmpty }

  enum Failure: Error, Equatable {
    case notThere
    case silent
    case gone
    /// Says what the protocol does not know.
    case stranger
    case refused(Int)
  }

  /// Connects and introduces itself.
  init(socket path: String, reply: Duration) throws(Failure) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path), !bytes.contains(0) else { throw .notThere }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let descriptor = socket(AF_UNIX, kind, 0)
    guard descriptor >= 0 else { throw .notThere }
    // Never waits: a server whose queue is full refuses as one that is not there.
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard connected == 0 else {
      close(descriptor)
      throw .notThere
    }
    self.descriptor = descriptor
    self.reply = reply
    // From here on `deinit` closes it, whatever is thrown.
    try obeyed(.clientName)
    // Without these a pause is only not known to be one, and a full stop may be read out.
    for wish in [SSIP.Command.notifyEnd, .notifyCancel, .punctuationNone] { _ = try ask(wish.bytes) }
  }

  deinit { close(descriptor) }

  /// Whatever was being said gives way to this.
  func say(_ parts: [SpeechPart]) throws(Failure) {
    try hush()
    for part in parts {
      if part.voice != language {
        try obeyed(.language(part.voice))
        language = part.voice
      }
      let receiving = try ask(SSIP.Command.speak.bytes)
      guard receiving.code == SSIP.Reply.receiving else { throw .refused(receiving.code) }
      let queued = try ask(SSIP.text(part.line))
      guard queued.code == SSIP.Reply.queued else { throw .refused(queued.code) }
    }
  }

  func hush() throws(Failure) {
    try obeyed(.cancel)
    messages = []
    endedBefore = []
  }

  func quit() { _ = try? send(SSIP.Command.quit.bytes) }

  /// Takes the events that wait; never blocks.
  func takeEvents() throws(Failure) {
    for reply in try read() { take(reply) }
  }

  /// The server tells the end of a short message in the same breath as its number, or even before it.
  private func take(_ reply: SSIP.Reply) {
    guard let number = reply.details.first else { return }
    if reply.code == SSIP.Reply.queued, endedBefore.remove(number) == nil { messages.insert(number) }
    if reply.endsMessage, messages.remove(number) == nil, endedBefore.count < Self.mostRepliesAtOnce {
      endedBefore.insert(number)
    }
  }

  private func obeyed(_ command: SSIP.Command) throws(Failure) {
    let reply = try ask(command.bytes)
    guard reply.isGood else { throw .refused(reply.code) }
  }

  /// Sends and waits for the reply; events that come before it are taken.
  private func ask(_ bytes: [UInt8]) throws(Failure) -> SSIP.Reply {
    try send(bytes)
    let until = ContinuousClock.now + reply
    while true {
      var answer: SSIP.Reply?
      for reply in try read() {
        take(reply)
        if !reply.isEvent { answer = reply }
      }
      if let answer { return answer }
      guard wait(for: POLLIN, until: until) else { throw .silent }
    }
  }

  private func send(_ bytes: [UInt8]) throws(Failure) {
    let until = ContinuousClock.now + reply
    var rest = bytes[...]
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if sent > 0 {
        rest = rest.dropFirst(sent)
      } else if errno == EAGAIN {
        guard wait(for: POLLOUT, until: until) else { throw .silent }
      } else if errno != EINTR {
        throw .gone
      }
    }
  }

  private func read() throws(Failure) -> [SSIP.Reply] {
    var replies: [SSIP.Reply] = []
    var buffer = [UInt8](repeating: 0, count: Self.bytesAtOnce)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count > 0 {
        guard let more = reader.take(Array(buffer[..<count])) else { throw .stranger }
        replies += more
        // Nobody who speaks the protocol has so much to say unasked.
        guard replies.count <= Self.mostRepliesAtOnce else { throw .stranger }
      } else if count == 0 {
        throw .gone
      } else if errno == EAGAIN {
        return replies
      } else if errno != EINTR {
        throw .gone
      }
    }
  }

  private static let bytesAtOnce = 1_024
  private static let mostRepliesAtOnce = 64

  private func wait(for event: Int32, until: ContinuousClock.Instant) -> Bool {
    while true {
      let left = until - ContinuousClock.now
      guard left > .zero else { return false }
      var watched = pollfd(fd: descriptor, events: Int16(event), revents: 0)
      let count = poll(&watched, 1, left.pollMilliseconds)
      if count > 0 { return true }
      if count < 0, errno != EINTR { return false }
    }
  }
}

extension Duration {
  /// For `poll`: rounded up, so that it does not wake before its time.
  var pollMilliseconds: Int32 {
    Int32(clamping: components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000 + 1)
  }
}
