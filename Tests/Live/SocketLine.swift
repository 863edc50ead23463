import Foundation
import Glibc
import Testing

/// A Unix socket that a program started by the test calls; lines go both ways.
final class SocketLine {
  private let listening: Int32
  private var connection: Int32 = -1
  private let path: String
  private var heard: [UInt8] = []

  struct Broken: Error {
    var what: String
    var heard: String
  }

  init(path: String) throws {
    self.path = path
    listening = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
    let bound = withUnsafePointer(to: address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listening, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard listening >= 0, bound == 0, listen(listening, 1) == 0 else { throw Broken(what: "no socket", heard: path) }
  }

  deinit {
    close(connection)
    close(listening)
    unlink(path)
  }

  /// Waits for the caller.
  func answer(within limit: Duration) throws {
    try wait(listening, until: .now + limit, for: "a call")
    connection = accept(listening, nil, nil)
  }

  func say(_ line: String) {
    var rest = Array((line + "\n").utf8)[...]
    while !rest.isEmpty {
      let wrote = rest.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard wrote > 0 else { return }
      rest = rest.dropFirst(wrote)
    }
  }

  /// The next whole line, without its end.
  func line(until deadline: ContinuousClock.Instant) throws -> String {
    while true {
      if let end = heard.firstIndex(of: 0x0A) {
        let line = String(decoding: heard[..<end].filter { $0 != 0x0D }, as: UTF8.self)
        heard.removeSubrange(...end)
        return line
      }
      try wait(connection, until: deadline, for: "a line")
      var bytes = [UInt8](repeating: 0, count: 65_536)
      let count = recv(connection, &bytes, bytes.count, 0)
      guard count > 0 else { throw Broken(what: "the line has ended", heard: String(decoding: heard, as: UTF8.self)) }
      heard += bytes[..<count]
    }
  }

  private func wait(_ descriptor: Int32, until deadline: ContinuousClock.Instant, for what: String) throws {
    let left = deadline - .now
    var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard left > .zero, poll(&watched, 1, Int32(clamping: left.components.seconds * 1_000 + 1)) > 0 else {
      throw Broken(what: "never came: \(what)", heard: String(decoding: heard, as: UTF8.self))
    }
  }
}
