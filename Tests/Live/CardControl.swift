import Foundation
import Testing

/// Says words to a virtual card at its control socket; every word gets one line.
final class CardControl {
  private let descriptor: Int32
  private var heard: [UInt8] = []

  struct Silent: Error {
    var word: String
  }

  init(path: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
    let status = withUnsafePointer(to: address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(status == 0, "\(path) is there")
  }

  deinit { close(descriptor) }

  @discardableResult
  func say(_ word: String) throws -> String {
    let bytes = Array((word + "\n").utf8)
    guard send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else { throw Silent(word: word) }
    while true {
      if let end = heard.firstIndex(of: 0x0A) {
        defer { heard.removeSubrange(...end) }
        return String(decoding: heard[..<end], as: UTF8.self)
      }
      var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      var buffer = [UInt8](repeating: 0, count: 4_096)
      guard poll(&watched, 1, Int32(Server.patience.components.seconds * 1_000)) > 0,
        case let count = read(descriptor, &buffer, buffer.count), count > 0
      else { throw Silent(word: word) }
      heard += buffer[..<count]
    }
  }

  /// How many commands have come.
  func commands() throws -> Int {
    let first = try say("stats").split { !$0.isNumber }.first
    return try #require(first.flatMap { Int($0) })
  }
}
