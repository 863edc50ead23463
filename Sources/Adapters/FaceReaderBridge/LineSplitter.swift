/// Bytes into lines, with room for one longest line and no more.
struct LineSplitter {
  enum Piece: Equatable {
    /// Without its end.
    case line([UInt8])
    /// Longer than `BridgeProtocol.mostLineBytes`: where it ends is not looked for.
    case tooLong
  }

  private var rest: [UInt8] = []

  mutating func take(_ bytes: some Sequence<UInt8>) -> [Piece] {
    var pieces: [Piece] = []
    for byte in bytes {
      guard byte != UInt8(ascii: "\n") else {
        pieces.append(.line(rest))
        rest.removeAll(keepingCapacity: true)
        continue
      }
      guard rest.count < BridgeProtocol.mostLineBytes - 1 else { return pieces + [.tooLong] }
      rest.append(byte)
    }
    return pieces
  }
}
