/// The last question before a command goes to a card, asked by everything that transmits: is it one that the reception
/// sends at all (S5)? It reads the command's bytes as the card will, and knows nothing of who made them.
///
/// Invariants: no application but `CardApplication`'s and no file but `CardFile`'s is ever selected; a file is read,
/// verified or signed with only as `CardFile.use` says; class bytes are 00 and 80 alone (no channels, no chaining).
public struct CardGate: Sendable {
  private var application: CardApplication?
  private var file: CardFile?

  /// For one connection: nothing is selected.
  public init() {}

  /// - Parameter command: as it will go over the wire. A secret in it is not looked at.
  /// - Returns: false for every command that is not on the list; it must not be sent.
  public mutating func admits(_ command: UnsafeRawBufferPointer) -> Bool {
    guard command.count >= 4 else { return false }
    switch (command[0], command[1], command[2], command[3]) {
    case (0x00, 0xA4, 0x04, 0x0C): return selectsApplication(command)
    case (0x00, 0xA4, 0x02, 0x0C): return selectsFile(command)
    case (0x00, 0xB0, let high, _): return reads(high, command)
    case (0x00, 0x20, 0x00, 0x80): return verifies(command)
    case (0x80, 0x2A, 0x00, 0x80): if case .sign = file?.use { return hasData(command) } else { return false }
    // The key of the application itself, which proves that the chip is genuine.
    case (0x80, 0x2A, 0x00, 0x00): return application == .cardFaceCheck && hasData(command)
    default: return false
    }
  }

  private mutating func selectsApplication(_ command: UnsafeRawBufferPointer) -> Bool {
    guard let data = shortData(command),
      let named = CardApplication.allCases.first(where: { data.elementsEqual($0.identifier) })
    else { return false }
    application = named
    file = nil
    return true
  }

  private mutating func selectsFile(_ command: UnsafeRawBufferPointer) -> Bool {
    guard let data = shortData(command), data.count == 2, let high = data.first, let low = data.last else {
      return false
    }
    let identifier = UInt16(high) << 8 | UInt16(low)
    return choose { $0.identifier == identifier }
  }

  private mutating func reads(_ high: UInt8, _ command: UnsafeRawBufferPointer) -> Bool {
    // Le of one byte, or of two behind a zero.
    guard command.count == 5 || (command.count == 7 && command[4] == 0) else { return false }
    if high & 0x80 != 0 {
      guard high & 0x60 == 0, choose({ $0.shortIdentifier == high & 0x1F }) else { return false }
    }
    if case .read = file?.use { return true }
    return false
  }

  private func verifies(_ command: UnsafeRawBufferPointer) -> Bool {
    guard case .verify(let secret) = file?.use else { return false }
    // Without data it asks the counter.
    return command.count == 4 || shortData(command)?.count == secret.length
  }

  private mutating func choose(_ isNamed: (CardFile) -> Bool) -> Bool {
    guard let application,
      let named = CardFile.allCases.first(where: { $0.application == application && isNamed($0) })
    else { return false }
    file = named
    return true
  }

  private func hasData(_ command: UnsafeRawBufferPointer) -> Bool {
    command.count > 5 && command[4] > 0 && command.count == 6 + Int(command[4])
  }

  /// The data of a command without Le.
  private func shortData(_ command: UnsafeRawBufferPointer) -> Slice<UnsafeRawBufferPointer>? {
    guard command.count > 5, command.count == 5 + Int(command[4]) else { return nil }
    return command[5...]
  }
}
