/// Writes values so that no two different lists of values give the same bytes: integers have a fixed width, everything
/// else stands behind its length.
struct CanonicalWriter {
  private(set) var bytes: [UInt8] = []

  mutating func byte(_ value: UInt8) { bytes.append(value) }

  /// 8 bytes, most significant first, two's complement.
  mutating func integer(_ value: Int64) {
    let bits = UInt64(bitPattern: value)
    for shift in stride(from: UInt64(56), through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: bits >> shift)) }
  }

  mutating func integer(_ value: Int) { integer(Int64(value)) }

  mutating func counted(_ value: [UInt8]) {
    integer(value.count)
    bytes += value
  }

  mutating func text(_ value: String) { counted(Array(value.utf8)) }
}

/// Reads what `CanonicalWriter` wrote; whatever else it is given, it answers nil and reads nothing past the end.
struct CanonicalReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func byte() -> UInt8? {
    guard position < bytes.count else { return nil }
    defer { position += 1 }
    return bytes[position]
  }

  mutating func integer() -> Int64? {
    guard bytes.count - position >= 8 else { return nil }
    var bits: UInt64 = 0
    for offset in 0..<8 { bits = bits << 8 | UInt64(bytes[position + offset]) }
    position += 8
    return Int64(bitPattern: bits)
  }

  mutating func raw(_ count: Int) -> [UInt8]? {
    guard count >= 0, bytes.count - position >= count else { return nil }
    defer { position += count }
    return Array(bytes[position..<(position + count)])
  }

  mutating func counted() -> [UInt8]? {
    guard let count = integer(), let length = Int(exactly: count) else { return nil }
    return raw(length)
  }

  mutating func text() -> String? {
    guard let value = counted() else { return nil }
    return String(validating: value, as: UTF8.self)
  }
}
