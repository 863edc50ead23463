/// A document's bytes as UTF-8, a piece at a time.
struct TextDecoder {
  /// Of the bytes that are read for one piece: what a processor's cache holds beside the rest.
  private static let pieceBytes = 64 << 10

  private let encoding: MessageEncoding
  private var rest: ArraySlice<UInt8>
  /// A Shift_JIS character's first byte, whose second begins the next piece.
  private var lead: UInt8?

  init(_ encoding: MessageEncoding, _ bytes: ArraySlice<UInt8>) {
    self.encoding = encoding
    rest = bytes
  }

  var isAtEnd: Bool { rest.isEmpty }

  /// Empty when there is nothing left; `nil` when the bytes are not of the encoding, to the last one.
  mutating func next() -> ArraySlice<UInt8>? {
    switch encoding {
    case .utf8:
      var end = min(rest.startIndex + Self.pieceBytes, rest.endIndex)
      // Not within a character: what continues one has the bits 10 in front.
      for _ in 0..<3 where end < rest.endIndex && rest[end] & 0xC0 == 0x80 { end -= 1 }
      let piece = rest[..<end]
      rest = rest[end...]
      return String(validating: piece, as: UTF8.self) == nil ? nil : piece
    case .cp932:
      let piece = rest.prefix(Self.pieceBytes)
      rest = rest[piece.endIndex...]
      guard let text = CP932.table.decode(piece, after: &lead), !isAtEnd || lead == nil else { return nil }
      return text[...]
    }
  }
}
