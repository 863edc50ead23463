import Foundation
import Glibc
import Synchronization
import Testing

/// A speech-dispatcher that says nothing: as strict as the real one, which is asked the same in `RealServerTests`.
final class FakeSpeechServer: Sendable {
  /// What is wrong with it.
  enum Behaviour: Sendable {
    case sound
    /// Tells a message's end before its number, as the real one does at times.
    case endsBefore
    /// Takes callers and answers nothing.
    case mute
    /// Answers until the text comes.
    case hangsAtText
    /// Hangs up on `SPEAK`.
    case dies
    /// Is something else altogether.
    case stranger
    /// Writes on and on.
    case babbles
  }

  struct Call: Sendable {
    /// Commands, in order.
    var commands: [String] = []
    /// Texts with the language they were to be said in.
    var said: [String] = []
  }

  let path: String
  private let folder: String
  private let listener: Int32
  private let behaviour: Behaviour
  /// A message is being said until it is cancelled or `finish` is called.
  private let holds: Bool
  private let calls = Watched<[Call]>([])
  private let callers = Mutex<[Int32]>([])

  /// - Parameter at: the socket's path; else in a folder of its own.
  init(_ behaviour: Behaviour = .sound, holds: Bool = false, at known: String? = nil) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("ssip-\(UUID().uuidString.prefix(8))").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    path = known ?? "\(folder)/s"
    self.behaviour = behaviour
    self.holds = holds
    listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard listener >= 0, SocketAddress.call(path, { bind(listener, $0, $1) }) == 0, listen(listener, 8) == 0 else {
      throw Unable(reason: String(cString: strerror(errno)))
    }
    Thread.detachNewThread { [self] in
      while case let caller = accept(listener, nil, nil), caller >= 0 {
        callers.withLock { $0.append(caller) }
        Thread.detachNewThread { [self] in serve(caller) }
      }
    }
  }

  struct Unable: Error {
    var reason: String
  }

  /// Closes the door and hangs up on everybody.
  func close() {
    shutdown(listener, Int32(SHUT_RDWR))
    Glibc.close(listener)
    unlink(path)
    callers.withLock { for caller in $0 { shutdown(caller, Int32(SHUT_RDWR)) } }
    try? FileManager.default.removeItem(atPath: folder)
  }

  var commands: [String] { calls.value.flatMap(\.commands) }
  var said: [String] { calls.value.flatMap(\.said) }
  var callCount: Int { calls.value.count }

  func wait(until holds: ([Call]) -> Bool, sourceLocation: SourceLocation = #_sourceLocation) {
    calls.wait(until: holds, sourceLocation: sourceLocation)
  }

  /// The messages that are being said are over.
  func finish() { callers.withLock { for caller in $0 { Self.write(caller, "702-1\r\n702-1\r\n702 END\r\n") } } }

  // MARK: - The conversation

  private func serve(_ caller: Int32) {
    let number = calls.change { calls in
      calls.append(Call())
      return calls.count - 1
    }
    switch behaviour {
    case .sound, .endsBefore, .hangsAtText, .dies: break
    case .mute:
      while Self.read(caller) != nil {}
      return
    case .stranger: Self.write(caller, "HTTP/1.1 400 Bad Request\r\n\r\n")
    case .babbles: while Self.write(caller, String(repeating: "x", count: 4_096)) {}
    }
    var conversation = Conversation(holds: holds, endsBefore: behaviour == .endsBefore)
    while let bytes = Self.read(caller) {
      for line in conversation.lines(in: bytes) {
        if line.uppercased() == "SPEAK", behaviour == .dies {
          shutdown(caller, Int32(SHUT_RDWR))
          return
        }
        if conversation.isReceiving, behaviour == .hangsAtText { continue }
        let answer = conversation.answer(line)
        Self.write(caller, answer.text)
        calls.change { calls in
          if let command = answer.command { calls[number].commands.append(command) }
          if let said = answer.said { calls[number].said.append(said) }
        }
        if answer.hangsUp {
          shutdown(caller, Int32(SHUT_RDWR))
          return
        }
      }
    }
  }

  private static func read(_ descriptor: Int32) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 4_096)
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    return count > 0 ? Array(buffer[..<count]) : nil
  }

  @discardableResult
  private static func write(_ descriptor: Int32, _ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
  }
}

/// The protocol as speech-dispatcher 0.11 answers it, without the sound.
struct Conversation {
  let holds: Bool
  let endsBefore: Bool
  private(set) var isReceiving = false
  private var rest: [UInt8] = []
  private var text: [String] = []
  private var language = "-"
  private var messages = 0
  private var notifies = false

  init(holds: Bool, endsBefore: Bool) {
    self.holds = holds
    self.endsBefore = endsBefore
  }

  struct Answer {
    var text: String
    var command: String?
    var said: String?
    var hangsUp = false
  }

  /// A line ends in CR LF; a line feed alone is part of it.
  mutating func lines(in bytes: [UInt8]) -> [String] {
    rest += bytes
    var lines: [String] = []
    while let end = rest.indices.dropLast().first(where: { rest[$0] == 0x0D && rest[$0 + 1] == 0x0A }) {
      lines.append(String(decoding: rest[..<end], as: UTF8.self))
      rest.removeSubrange(...(end + 1))
    }
    return lines
  }

  mutating func answer(_ line: String) -> Answer {
    isReceiving ? takeText(line) : takeCommand(line)
  }

  private mutating func takeText(_ line: String) -> Answer {
    guard line == "." else {
      text.append(line.hasPrefix("..") ? String(line.dropFirst()) : line)
      return Answer(text: "")
    }
    isReceiving = false
    guard !text.isEmpty else { return Answer(text: "227 OK MESSAGE CANCELED\r\n") }
    messages += 1
    let ends = notifies && !holds ? "702-\(messages)\r\n702-1\r\n702 END\r\n" : ""
    let said = "\(language): \(text.joined(separator: "\n"))"
    text = []
    let queued = "225-\(messages)\r\n225 OK MESSAGE QUEUED\r\n"
    return Answer(text: endsBefore ? ends + queued : queued + ends, said: said)
  }

  private mutating func takeCommand(_ line: String) -> Answer {
    let words = line.split(separator: " ").map(String.init)
    let text: String
    var hangsUp = false
    switch (words.first?.uppercased(), words.dropFirst().first, words.dropFirst(2).first?.uppercased(), words.count) {
    case ("SPEAK", nil, nil, _):
      isReceiving = true
      text = "230 OK RECEIVING DATA"
    case ("CANCEL", "self", nil, _): text = "213 OK CANCELED"
    case ("STOP", "self", nil, _): text = "210 OK STOPPED"
    case ("QUIT", nil, nil, _):
      text = "231 HAPPY HACKING"
      hangsUp = true
    case ("SET", "self", "CLIENT_NAME", 4): text = "208 OK CLIENT NAME SET"
    case ("SET", "self", "LANGUAGE", 4):
      language = words[3]
      text = "201 OK LANGUAGE SET"
    case ("SET", "self", "PUNCTUATION", 4):
      let isKnown = ["all", "most", "some", "none"].contains(words[3])
      text = isKnown ? "205 OK PUNCTUATION SET" : "514 ERR PARAMETER INVALID"
    case ("SET", "self", "NOTIFICATION", 5):
      let isKnown = ["BEGIN", "END", "CANCEL", "PAUSE", "RESUME", "INDEX_MARKS", "ALL"].contains(words[3].uppercased())
      if isKnown, words[3].uppercased() == "END" { notifies = words[4].uppercased() == "ON" }
      text = isKnown ? "220 OK NOTIFICATION SET" : "316 ERR COULDNT SET NOTIFICATION"
    case ("SET", _, nil, _), ("CANCEL", nil, _, _), ("STOP", nil, _, _): text = "510 ERR MISSING PARAMETER"
    default: text = "500 ERR INVALID COMMAND"
    }
    return Answer(text: text + "\r\n", command: line, hangsUp: hangsUp)
  }
}

enum SocketAddress {
  static func call(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
