import Cards
import LockedMemory

/// The one line that holds a secret of the card, put together in locked memory and wiped once it is sent: no String,
/// Array or Data ever has it (S4). What the kernel holds until the other end reads is out of a program's reach.
struct SecretLine: ~Copyable {
  /// Type, job, a header, a digest and a secret in digits.
  static let mostBytes = 512

  enum Outcome: Equatable {
    /// The pad did not hold a whole secret; nothing was sent.
    case missing
    /// It cannot be right (`CardSecret.isPlausible`); nothing was sent.
    case implausible
    case sent(LineState)
  }

  private var line: LockedBytes

  init() throws(LockedMemoryFailure) { line = try LockedBytes(capacity: Self.mostBytes) }

  /// Takes the secret off the pad and lends the whole line to `send`.
  mutating func send(
    _ request: Conversation.SecretRequest, from pad: SecretPad, _ send: (UnsafeRawBufferPointer) -> LineState
  ) -> Outcome {
    line.wipe()
    let refusal = pad.takeOnce { typed -> Outcome? in
      // Wiped meanwhile: the visit that typed it is over. Nothing but a whole secret is ever sent.
      guard typed.count == request.secret.length else { return .missing }
      guard request.secret.isPlausible(typed) else { return .implausible }
      let (before, after) = request.around
      for byte in before { line.append(byte) }
      for byte in typed {
        let (high, low) = Hexadecimal.digits(of: byte)
        line.append(high)
        line.append(low)
      }
      for byte in after { line.append(byte) }
      return nil
    }
    defer { line.wipe() }
    if let refusal { return refusal }
    return .sent(line.withBytes { send($0) })
  }
}

extension Conversation.SecretRequest {
  fileprivate var secret: CardSecret {
    switch self {
    case .transmit(_, _, let secret): secret
    case .verify: .pin
    }
  }

  /// What stands before and behind the secret's digits.
  fileprivate var around: (before: [UInt8], after: [UInt8]) {
    var writer: JSONWriter
    switch self {
    case .transmit(let job, let header, _):
      writer = JSONWriter(type: "transmit", job: job)
      writer.add("apdu", hex: header)
    case .verify(let job, let digest):
      writer = JSONWriter(type: "verify", job: job)
      writer.add("digest", hex: digest)
      writer.add("pin", hex: [])
    }
    // The last quotation mark makes room.
    return (Array(writer.bytes.dropLast()), Array("\"}\n".utf8))
  }
}
