/// A ZIP archive of one file that is stored as it is (APPNOTE.TXT 4.3): what the terminal packs a large result into. It
/// is not compressed, because nobody gains by it on one disk, and the reader does not care.
enum StoredArchive {
  static func bytes(of name: String, _ contents: [UInt8]) -> [UInt8] {
    let file = Array(name.utf8)
    let size = UInt32(contents.count)
    // Version 2.0; bit 11: the name is UTF-8; stored; 1980-01-01, the first day that the format knows.
    var common = words([20, 0x0800, 0, 0, 0x0021]) + longs([checksum(contents), size, size])
    common += words([UInt32(file.count), 0])
    var local = longs([0x0403_4B50]) + common
    local += file
    var directory = longs([0x0201_4B50]) + words([20])
    directory += common
    directory += words([0, 0, 0]) + longs([0, 0])
    directory += file
    var end = longs([0x0605_4B50]) + words([0, 0, 1, 1])
    end += longs([UInt32(directory.count), UInt32(local.count) + size]) + words([0])
    return local + contents + directory + end
  }

  /// Two bytes each, the lower first.
  private static func words(_ values: [UInt32]) -> [UInt8] { values.flatMap { little($0, 2) } }

  private static func longs(_ values: [UInt32]) -> [UInt8] { values.flatMap { little($0, 4) } }

  private static func little(_ value: UInt32, _ count: UInt32) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  /// CRC-32 (ISO 3309), the reflected polynomial.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    let table = (0..<256).map { index -> UInt32 in
      var value = UInt32(index)
      for _ in 0..<8 { value = value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
      return value
    }
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes { sum = table[Int((sum ^ UInt32(byte)) & 0xFF)] ^ (sum >> 8) }
    return ~sum
  }
}
