import Cards
import Glibc
import LockedMemory
import Synchronization
import Testing

@testable import FaceReaderBridge

/// The other end of a reader's line, word by word as a test wants it. Everything waits with a limit.
final class ScriptedBridge {
  static let patience = Duration.seconds(20)

  let path: String
  private let folder: TestFolder
  private var listening: Int32
  private var line: Int32 = -1
  private var splitter = LineSplitter()
  private var heard: [KioskMessage] = []
  private var heardLines: [[UInt8]] = []

  struct Never: Error, CustomStringConvertible {
    var description: String
  }

  init() throws {
    folder = try TestFolder()
    path = "\(folder.path)/reader.sock"
    listening = try BridgeSocket.listen(path: path)
  }

  deinit {
    hangUp()
    close(listening)
  }

  /// Returns with a kiosk at the other end.
  func accept() throws {
    hangUp()
    try wait(listening, for: "a kiosk")
    line = Glibc.accept(listening, nil, nil)
    _ = fcntl(line, F_SETFL, O_NONBLOCK)
  }

  /// The same, and hello said both ways.
  func greet(_ hello: BridgeHello = .sample()) throws {
    try accept()
    guard case .hello(version: 1, _) = try next() else { throw Never(description: "no hello") }
    say(.hello(hello))
    say(.readerReady)
  }

  func hangUp() {
    if line >= 0 { close(line) }
    line = -1
    splitter = LineSplitter()
    heard = []
  }

  /// Nobody is there any more, not even a socket.
  func leave() {
    hangUp()
    close(listening)
    unlink(path)
    listening = -1
  }

  func comeBack() throws { listening = try BridgeSocket.listen(path: path) }

  func say(_ message: BridgeMessage) { say(message.line) }
  func say(_ bytes: [UInt8]) { _ = SocketBytes.send(bytes, over: line, within: Self.patience) }

  /// The next message that is no heartbeat. A real bridge would say now and then that it is alive, and so does this one.
  func next() throws -> KioskMessage {
    let deadline = ContinuousClock.now + Self.patience
    while ContinuousClock.now < deadline {
      while !heard.isEmpty {
        let message = heard.removeFirst()
        if message != .alive { return message }
      }
      let before = heardLines.count
      try wait(line, for: "a message")
      let (bytes, state) = SocketBytes.receive(from: line)
      for piece in splitter.take(bytes) {
        guard case .line(let text) = piece else { throw Never(description: "a line too long") }
        heardLines.append(text)
        heard.append(try KioskMessage(line: text))
      }
      if heardLines.count > before { say(.alive) }
      guard state == .open else { throw Never(description: "the kiosk has hung up") }
    }
    throw Never(description: "nothing but heartbeats")
  }

  /// The next message, which is a request; returns its number.
  func request(_ wanted: KioskMessage.Request, sourceLocation: SourceLocation = #_sourceLocation) throws -> Int {
    let message = try next()
    guard case .request(let job, wanted) = message else { throw Never(description: "\(message) instead of \(wanted)") }
    return job
  }

  /// The end of the line, whatever comes before.
  func waitForEnd() throws {
    while true {
      try wait(line, for: "the end")
      if SocketBytes.receive(from: line).state != .open { return }
    }
  }

  private func wait(_ descriptor: Int32, for what: String) throws {
    let deadline = ContinuousClock.now + Self.patience
    while ContinuousClock.now < deadline {
      var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let beat = min(deadline, .now + RunningBridge.limits.heartbeat)
      if poll(&watched, 1, beat.pollMilliseconds) > 0 { return }
    }
    throw Never(description: "never came: \(what)")
  }
}

/// A `BridgedReader` under test, with all that it told.
final class ReaderUnderTest: Sendable {
  let reader: BridgedReader
  let pad: SecretPad
  private let told = Handed(Mutex<[String]>([]))
  private let remarks = Handed(Mutex<[String]>([]))
  private let bell = Bell()

  init(_ path: String, limits: BridgeLimits = RunningBridge.limits) throws {
    pad = try SecretPad()
    reader = BridgedReader(
      path: path, program: "test", limits: limits, pin: pad,
      notice: { [told, bell] notice in
        told.value.withLock { $0.append(notice.word) }
        bell.ring()
      }, remark: { [remarks] words in remarks.value.withLock { $0.append(words) } })
    try reader.start()
  }

  func type(_ digits: String) { for digit in digits.utf8 { _ = pad.type(digit, most: 64) } }

  func begin(_ job: CardJob) {
    reader.begin(job) { [told, bell] result in
      let word =
        switch result {
        case .success(.certificate): "certificate"
        case .success(.triesLeft(let left)): "tries \(left)"
        case .success(.signature): "signature"
        case .success(.cardFace): "card face"
        case .failure(let failure): "failed \(failure)"
        }
      told.value.withLock { $0.append(word) }
      bell.ring()
    }
  }

  /// Returns with the word, as soon as it has been told; what was told before is passed over.
  @discardableResult
  func wait(for word: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    let deadline = ContinuousClock.now + ScriptedBridge.patience
    while ContinuousClock.now < deadline {
      let found = told.value.withLock { told -> String? in
        guard let index = told.firstIndex(where: { $0.contains(word) }) else { return nil }
        defer { told.removeSubrange(...index) }
        return told[index]
      }
      if let found { return found }
      bell.wait(until: deadline)
    }
    let all = told.value.withLock { $0 }
    Issue.record("never told: \(word), but \(all)", sourceLocation: sourceLocation)
    throw ScriptedBridge.Never(description: word)
  }

  /// All that has been told and not waited for.
  var rest: [String] { told.value.withLock { $0 } }
  var remarked: [String] { remarks.value.withLock { $0 } }
}
