import Journal

/// A keyed hash and a cipher for tests: quick, deterministic and *not* cryptography. It has the shape of the real one
/// (32 bytes of hash, an authenticated seal that knows its context), so that journal rules can be tested without a
/// crypto library.
public enum PlainCipher {
  public static func cipher(key: UInt64 = 1) -> JournalCipher {
    JournalCipher(
      hmac: { hash($0, key: key) },
      seal: { plain, context in
        masked(plain, context: context, key: key) + hash(context + plain, key: key &+ 1)
      },
      open: { sealed, context in
        guard sealed.count >= 32 else { return nil }
        let plain = masked(Array(sealed.dropLast(32)), context: context, key: key)
        return hash(context + plain, key: key &+ 1) == Array(sealed.suffix(32)) ? plain : nil
      })
  }

  /// Four lanes of multiply and shift (SplitMix64's finisher), each with a start of its own.
  public static func hash(_ bytes: [UInt8], key: UInt64) -> [UInt8] {
    var lanes = (key &* 0x9E37_79B9_7F4A_7C15, key ^ 0xBF58, key &+ 0x94D0, ~key)
    var index = 0
    bytes.withUnsafeBufferPointer { bytes in
      while index < bytes.count {
        var word: UInt64 = 0
        let end = min(index + 8, bytes.count)
        while index < end {
          word = word << 8 | UInt64(bytes[index])
          index += 1
        }
        lanes.0 = mix(lanes.0 ^ word)
        lanes.1 = mix(lanes.1 &+ word)
        lanes.2 = mix(lanes.2 ^ ~word)
        lanes.3 = mix(lanes.3 &- word)
      }
    }
    let length = UInt64(bytes.count)
    let words = [mix(lanes.0 ^ length), mix(lanes.1 ^ length), mix(lanes.2 ^ length), mix(lanes.3 ^ length)]
    return words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) } }
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var value = value &+ 0x9E37_79B9_7F4A_7C15
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }

  private static func masked(_ bytes: [UInt8], context: [UInt8], key: UInt64) -> [UInt8] {
    let pad = hash(context, key: key &+ 2)
    return bytes.indices.map { bytes[$0] ^ pad[$0 % pad.count] ^ UInt8(truncatingIfNeeded: $0 / pad.count) }
  }
}
