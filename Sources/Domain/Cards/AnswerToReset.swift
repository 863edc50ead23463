/// How a card is reached.
public enum CardInterface: String, Equatable, Sendable {
  case contact
  case contactless
}

/// What a card says first when it gets power (ISO 7816-3, 8.2), or what a contactless reader makes of a card's own first
/// words (PC/SC part 3, 3.1.3.2.3). It varies with the card's year and with the interface, so nothing is recognised by
/// it: it only tells how the card is reached, and hints at what it takes.
public struct AnswerToReset: Equatable, Sendable {
  /// ISO 7816-3, 8.2.1.
  public static let mostBytes = 33

  public let bytes: [UInt8]
  /// ISO 7816-4, 12.1.1; empty where there are none.
  public let historical: [UInt8]

  /// `nil` for bytes that are no whole answer to reset.
  public init?(_ bytes: [UInt8]) {
    guard (2...Self.mostBytes).contains(bytes.count), bytes[0] == 0x3B || bytes[0] == 0x3F else { return nil }
    // The high half of T0 and of every TD says which of TA, TB, TC and TD come next.
    var announced = bytes[1] >> 4
    var position = 2
    while announced != 0 {
      let hasMore = announced & 0x8 != 0
      position += announced.nonzeroBitCount
      guard hasMore else { break }
      guard position <= bytes.count else { return nil }
      announced = bytes[position - 1] >> 4
    }
    let end = position + Int(bytes[1] & 0x0F)
    guard end <= bytes.count else { return nil }
    self.bytes = bytes
    historical = Array(bytes[position..<end])
  }

  /// PC/SC part 3 gives every contactless card `3B 8n 80 01`; a card with contacts says more about its transmission.
  public var interface: CardInterface {
    bytes.count >= 4 && bytes[0] == 0x3B && bytes[1] >> 4 == 0x8 && bytes[2] == 0x80 && bytes[3] == 0x01
      ? .contactless : .contact
  }

  /// Whether the card says that it takes extended Lc and Le (ISO 7816-4, 12.1.1.9: the third byte of the card
  /// capabilities); `nil` where it does not say. A hint: a card may take more or less than it says.
  public var takesExtendedLength: Bool? {
    // Compact TLV stands behind the category 80; other categories hold other things.
    guard historical.first == 0x80 else { return nil }
    var rest = historical.dropFirst()
    while let head = rest.first {
      let value = rest.dropFirst().prefix(Int(head & 0x0F))
      guard value.count == Int(head & 0x0F) else { return nil }
      if head >> 4 == 0x7 { return value.count == 3 ? value.last.map { $0 & 0x40 != 0 } : nil }
      rest = rest.dropFirst(1 + value.count)
    }
    return nil
  }
}
