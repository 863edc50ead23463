import Testing

@testable import Cards

/// Reads `00 A4 …`; whatever is no hexadecimal digit is a space.
func bytes(_ text: String) -> [UInt8] {
  let digits = text.compactMap { $0.hexDigitValue }
  return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

/// A DER SEQUENCE of so many bytes in all (at least 260, so that its length takes three bytes).
func certificate(of count: Int) -> [UInt8] {
  let content = count - 4
  return [0x30, 0x82, UInt8(content >> 8), UInt8(content & 0xFF)]
    + (0..<content).map { UInt8(truncatingIfNeeded: $0 &* 31) }
}

/// A session and what it has sent; a PIN shows as its header alone.
struct Transcript {
  var session: CardSession
  private(set) var sent: [[UInt8]] = []

  init(_ session: CardSession = CardSession()) { self.session = session }

  /// Runs a job; the card's answers come from `card`.
  mutating func run(_ job: CardJob, card: ([UInt8]) -> [UInt8]) -> CardStep {
    var step = session.begin(job)
    while true {
      let command: [UInt8]
      switch step {
      case .transmit(let apdu): command = apdu.bytes
      case .transmitWithSecret(let header, _): command = header
      case .finished, .failed: return step
      }
      sent.append(command)
      step = session.received(card(command))
    }
  }

  mutating func forgetSent() { sent = [] }
}

/// A card that follows the book: enough of one to answer a session.
struct BookCard {
  var certificate: [UInt8]
  var counter: UInt8 = 3
  var pinIsRight = true
  var verifies = 0
  var token = "JPKIAPICCTOKEN2"
  private var file: UInt8 = 0

  init(certificate: [UInt8]) { self.certificate = certificate }

  mutating func answer(_ command: [UInt8]) -> [UInt8] {
    switch (command[0], command[1]) {
    case (0x00, 0xA4) where command[2] == 0x02:
      file = command[6]
      return [0x90, 0x00]
    case (0x00, 0xB0):
      if command[2] & 0x80 != 0 { file = command[2] & 0x1F }
      let offset = command[2] & 0x80 != 0 ? 0 : Int(command[2]) << 8 | Int(command[3])
      let content = file == 0x06 ? Array((token + String(repeating: " ", count: 160)).utf8.prefix(160)) : certificate
      let wanted =
        command.count == 5 ? (command[4] == 0 ? 256 : Int(command[4])) : Int(command[5]) << 8 | Int(command[6])
      return Array(content[offset..<min(offset + wanted, content.count)]) + [0x90, 0x00]
    case (0x00, 0x20) where command.count == 4: return [0x63, 0xC0 | counter]
    case (0x00, 0x20):
      verifies += 1
      if pinIsRight {
        counter = 3
        return [0x90, 0x00]
      }
      counter -= 1
      return [0x63, 0xC0 | counter]
    case (0x80, 0x2A): return [UInt8](repeating: 0x5A, count: 256) + [0x90, 0x00]
    default: return [0x90, 0x00]
    }
  }
}
