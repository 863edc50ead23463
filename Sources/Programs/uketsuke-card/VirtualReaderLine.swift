import Glibc

/// The wire to vpcd: TCP; each message is two bytes of length, big-endian, and so many bytes. A message of one byte is
/// control, any other is a command for the card.
struct VirtualReaderLine {
  enum Message: Equatable {
    case powerOff
    case powerOn
    case reset
    case answerToReset
    case command([UInt8])
    /// A control byte that nobody documents.
    case unknown(UInt8)
  }

  let descriptor: Int32
  private var received: [UInt8] = []
  /// One message and its length.
  private static let mostReceived = 65_535 + 2

  /// - Returns: `nil` with `errno` set when nobody listens there.
  init?(host: String, port: UInt16) {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    guard inet_pton(AF_INET, host, &address.sin_addr) == 1 else {
      errno = EINVAL
      return nil
    }
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else {
      let reason = errno
      close(descriptor)
      errno = reason
      return nil
    }
    set(TCP_NODELAY)
    set(TCP_QUICKACK)
  }

  func hangUp() { close(descriptor) }

  /// Takes what has come.
  ///
  /// - Returns: whole messages in order; `nil` when the other side has hung up.
  mutating func receive() -> [Message]? {
    var buffer = [UInt8](repeating: 0, count: Self.mostReceived)
    let count = read(descriptor, &buffer, buffer.count)
    guard count > 0 else { return count < 0 && errno == EINTR ? [] : nil }
    // vpcd sends length and bytes apart: without a prompt acknowledgement each command would wait 40 ms for the second
    // part. The kernel takes the wish back by itself, so it is renewed each time.
    set(TCP_QUICKACK)
    received += buffer[..<count]
    var messages: [Message] = []
    while received.count >= 2 {
      let length = Int(received[0]) << 8 | Int(received[1])
      guard received.count >= 2 + length else { break }
      if length > 0 { messages.append(Self.message(Array(received[2..<2 + length]))) }
      received.removeFirst(2 + length)
    }
    return messages
  }

  /// - Returns: false when the other side has hung up.
  func send(_ bytes: [UInt8]) -> Bool {
    let message = [UInt8(bytes.count >> 8 & 0xFF), UInt8(bytes.count & 0xFF)] + bytes
    var sent = 0
    while sent < message.count {
      let count = message[sent...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 || errno == EINTR else { return false }
      sent += max(count, 0)
    }
    return true
  }

  private static func message(_ bytes: [UInt8]) -> Message {
    guard bytes.count == 1 else { return .command(bytes) }
    switch bytes[0] {
    case 0x00: return .powerOff
    case 0x01: return .powerOn
    case 0x02: return .reset
    case 0x04: return .answerToReset
    default: return .unknown(bytes[0])
    }
  }

  private func set(_ option: Int32) {
    var on: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), option, &on, socklen_t(MemoryLayout<Int32>.size))
  }
}
