/// Bytes as pairs of lower-case hexadecimal digits, without passing through a String: keys are written so.
enum Hexadecimal {
  /// `digits` has two places for each byte of `bytes`.
  static func write(_ bytes: UnsafeRawBufferPointer, into digits: UnsafeMutableRawBufferPointer) {
    for (index, byte) in bytes.enumerated() {
      digits[index * 2] = digit(byte >> 4)
      digits[index * 2 + 1] = digit(byte & 15)
    }
  }

  /// False unless `digits` are exactly as many as fill `bytes`.
  static func read(_ digits: UnsafeRawBufferPointer, into bytes: UnsafeMutableRawBufferPointer) -> Bool {
    guard digits.count == bytes.count * 2 else { return false }
    for index in 0..<bytes.count {
      guard let high = value(digits[index * 2]), let low = value(digits[index * 2 + 1]) else { return false }
      bytes[index] = high << 4 | low
    }
    return true
  }

  static func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.flatMap { [digit($0 >> 4), digit($0 & 15)] }, as: UTF8.self)
  }

  static func bytes(_ text: Substring) -> [UInt8]? {
    let digits = Array(text.utf8)
    var bytes = [UInt8](repeating: 0, count: digits.count / 2)
    let whole = digits.withUnsafeBytes { digits in
      bytes.withUnsafeMutableBytes { read(digits, into: $0) }
    }
    return whole ? bytes : nil
  }

  private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x61...0x66: digit - 0x57
    default: nil
    }
  }
}
