/// Bytes as no person types them: seeded, so that a failure can be seen again.
struct RandomKeys {
  private var state: UInt64

  /// What a terminal that is shown its own input would show.
  static let marker = "QJZXV7KWPY"

  init(seed: UInt64) { state = seed }

  private mutating func next(below bound: Int) -> Int {
    state = state &+ 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return Int(truncatingIfNeeded: (mixed ^ mixed >> 31) >> 1) % bound
  }

  /// At least so many bytes.
  mutating func bytes(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 64)
    while bytes.count < count { bytes += piece() }
    return bytes
  }

  private mutating func piece() -> [UInt8] {
    switch next(below: 20) {
    case 0...3: return (0...next(below: 12)).map { _ in withoutCards(UInt8(next(below: 256))) }
    // What the kiosk listens to.
    case 4...8: return (0...next(below: 4)).map { _ in Self.pad[next(below: Self.pad.count)] }
    // Control keys, among them those that a terminal keeps for itself.
    case 9: return [UInt8(next(below: 32))]
    // C1: the one-byte forms of sequences, and half characters.
    case 10: return [UInt8(0x80 + next(below: 0x40))]
    case 11: return Array("受é☃𠮷\u{202E}\u{200D}".utf8.prefix(1 + next(below: 18)))
    case 12...13: return control()
    case 14: return [0x1B, UInt8(next(below: 256))]
    // Strings that never end by themselves, and what ends them.
    case 15: return [0x1B] + ["]0;", "P", "_", "^", "X"][next(below: 5)].utf8 + Self.marker.utf8
    case 16: return [[0x07], [0x1B, 0x5C], [0x18], [0x9C]][next(below: 4)]
    case 17: return touch()
    // A paste, with its end and without.
    case 18: return Array("\u{1B}[200~\(Self.marker)1\r".utf8) + (next(below: 8) > 0 ? Array("\u{1B}[201~".utf8) : [])
    default: return Array((next(below: 2) == 0 ? Self.marker : "\u{1B}[201~").utf8)
    }
  }

  /// Digits and Enter most of all: any other key leads away from where a PIN or a number is being typed.
  private static let pad = Array("012345678901234567890123456789\r\r\r\r*/.+-\u{7F}".utf8)

  /// The letters that change cards, seldom: else no visit would ever come further than its first screen.
  private mutating func withoutCards(_ byte: UInt8) -> UInt8 {
    let isCard = (UInt8(ascii: "a")...UInt8(ascii: "m")).contains(byte) || byte == UInt8(ascii: "x")
    return isCard && next(below: Self.cardsAreRare) > 0 ? byte - 32 : byte
  }

  private static let cardsAreRare = 2_000

  private mutating func control() -> [UInt8] {
    var bytes: [UInt8] = next(below: 8) == 0 ? [0x9B] : [0x1B, 0x5B]
    for _ in 0..<next(below: 6) { bytes.append(Array("0123456789;:<=>? !\"$".utf8)[next(below: 20)]) }
    return bytes + [UInt8(0x40 + next(below: 0x3F))]
  }

  private mutating func touch() -> [UInt8] {
    if next(below: 3) == 0 { return Array("\u{1B}[M".utf8) + (0..<3).map { _ in UInt8(32 + next(below: 224)) } }
    let (button, column, row) = (next(below: 4) == 0 ? next(below: 99) : 0, next(below: 90), next(below: 30))
    return Array("\u{1B}[<\(button);\(column);\(row)\(next(below: 12) > 0 ? "M" : "m")".utf8)
  }
}
