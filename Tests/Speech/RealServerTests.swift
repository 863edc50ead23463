import Foundation
import Glibc
import Testing

@testable import Speech

/// speech-dispatcher itself, with espeak-ng behind it and a sound card that is none.
@Suite("Speech: the real speech-dispatcher", .serialized)
struct RealServerTests {
  private final class RealServer {
    let scratch: Scratch
    let process = Process()
    var path: String { "\(scratch.path)/socket" }

    init() throws {
      scratch = try Scratch()
      let place = scratch.path
      try FileManager.default.createDirectory(atPath: "\(place)/modules", withIntermediateDirectories: true)
      try scratch.write("default_driver=null\n", to: ".libao")
      try scratch.write(
        """
        AudioOutputMethod "libao"
        AddModule "espeak-ng" "sd_espeak-ng" "espeak-ng.conf"
        DefaultModule espeak-ng
        DefaultLanguage "ja"

        """, to: "speechd.conf")
      try scratch.write("Debug 0\n", to: "modules/espeak-ng.conf")
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = [
        "speech-dispatcher", "-s", "-t", "0", "-l", "4", "-C", place, "-L", place, "-P", "\(place)/pid", "-c",
        "unix_socket", "-S", path,
      ]
      process.environment = ["HOME": place, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      var none = sigset_t()
      var before = sigset_t()
      sigemptyset(&none)
      pthread_sigmask(SIG_SETMASK, &none, &before)
      defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
      try process.run()
    }

    /// A connection, as soon as the server takes one.
    func connect() throws -> SSIPConnection {
      let deadline = ContinuousClock.now + .seconds(20)
      while true {
        do throws(SSIPConnection.Failure) {
          return try SSIPConnection(socket: path, reply: .seconds(10))
        } catch {
          guard ContinuousClock.now < deadline, process.isRunning else { throw error }
          // It writes its log and its socket: nothing to wait for but the next try.
          sched_yield()
        }
      }
    }

    func end() {
      process.terminate()
      #expect(Hearing.isGone(process.processIdentifier))
    }
  }

  @Test("It says Japanese, is cut short, takes every language, and tells when it is done")
  func speaking() throws {
    let server = try RealServer()
    defer { server.end() }
    _ = try server.connect()
    let listener = Listener(socket: server.path, limits: SpeechLimits())
    listener.wait(for: .voiceFound)
    for language in ["ja", "ja-easy", "en", "zh-Hans", "ko", "vi", "pt"] {
      listener.say(".123", language)
      listener.wait(for: .fellSilent, times: listener.silences() + 1)
    }
    listener.say("とちゅうまで")
    listener.speech.stop()
    #expect(!listener.speech.isSpeaking)
    listener.say("さいごまで")
    listener.wait(for: .fellSilent, times: 8)
    listener.speech.close()
    #expect(listener.notices.value.filter { $0 != .fellSilent } == [.voiceFound])
  }

  /// Byte for byte, but for the messages' numbers.
  @Test("The fake server of these tests answers as the real one does")
  func comparison() throws {
    let real = try RealServer()
    defer { real.end() }
    _ = try real.connect()
    let fake = try FakeSpeechServer()
    defer { fake.close() }
    let conversation = [
      "SET self CLIENT_NAME uketsuke:kiosk:screens", "SET self LANGUAGE ja", "SET self LANGUAGE xx-qq",
      "SET self PUNCTUATION none", "SET self PUNCTUATION loud", "SET self NOTIFICATION END ON",
      "SET self NOTIFICATION CANCEL ON", "SET self NOTIFICATION NOISE ON", "NONSENSE", "SET", "SET self", "", "CANCEL",
      "CANCEL self", "STOP self", "speak", "いち", ".", "SPEAK", ".", "SPEAK", "..", ".", "SPEAK", "a\nb", ".", "SPEAK",
      "", ".", "CANCEL self", "QUIT",
    ]
    let (said, faked) = (try Self.talk(real.path, conversation), try Self.talk(fake.path, conversation))
    for (line, answers) in zip(conversation, zip(said, faked)) {
      #expect(answers.0 == answers.1, "after \"\(line)\"")
    }
    #expect(said.count == faked.count)
  }

  /// What each line is answered with: the reply's lines, then the events up to the end of a message.
  private static func talk(_ path: String, _ lines: [String]) throws -> [[String]] {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    defer { close(descriptor) }
    try #require(SocketAddress.call(path) { connect(descriptor, $0, $1) } == 0)
    var isReceiving = false
    var answers: [[String]] = []
    for line in lines {
      let bytes = Array((line + "\r\n").utf8)
      try #require(write(descriptor, bytes, bytes.count) == bytes.count)
      let isText = isReceiving && line != "."
      if isText {
        answers.append([])
        continue
      }
      var answer = try reply(descriptor)
      isReceiving = answer.last?.hasPrefix("230") == true
      // The end of a message that takes no time comes before or after its number.
      if answer.last?.hasPrefix("702") == true {
        answer = try reply(descriptor) + answer
      } else if answer.last?.hasPrefix("225") == true {
        answer += try reply(descriptor)
      }
      answers.append(answer.map { $0.replacing(/^(225|702)-\d+/) { "\($0.1)-N" } })
    }
    return answers
  }

  private static func reply(_ descriptor: Int32) throws -> [String] {
    var lines: [String] = []
    var line: [UInt8] = []
    while true {
      var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      try #require(poll(&watched, 1, Int32(Hearing.patience * 1_000)) == 1, "\(lines)")
      var byte: UInt8 = 0
      guard read(descriptor, &byte, 1) == 1 else { return lines + ["(hung up)"] }
      line.append(byte)
      guard line.suffix(2) == [0x0D, 0x0A] else { continue }
      let text = String(decoding: line.dropLast(2), as: UTF8.self)
      lines.append(text)
      line = []
      if text.utf8.dropFirst(3).first == UInt8(ascii: " ") { return lines }
    }
  }
}
