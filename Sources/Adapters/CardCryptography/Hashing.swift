import COpenSSL

/// SHA-2 and what is built on it. Every call has its own OpenSSL context, so any thread may call.
public enum Hashing {
  public static let bytesOfSHA256 = 32

  public static func sha256(_ bytes: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: bytesOfSHA256)
    guard EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil) == 1 else {
      // It fails only without memory or with a broken library, and a wrong hash would be worse than an end.
      preconditionFailure("OpenSSL has no SHA-256")
    }
    return digest
  }

  public static let bytesOfSHA384 = 48

  public static func sha384(_ bytes: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: bytesOfSHA384)
    guard EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha384(), nil) == 1 else {
      preconditionFailure("OpenSSL has no SHA-384")
    }
    return digest
  }

  /// HMAC-SHA-256 (RFC 2104).
  static func hmac(key: UnsafeRawBufferPointer, _ bytes: [UInt8]) -> [UInt8] {
    var value = [UInt8](repeating: 0, count: bytesOfSHA256)
    guard let count = Int32(exactly: key.count),
      HMAC(EVP_sha256(), key.baseAddress, count, bytes, bytes.count, &value, nil) != nil
    else { preconditionFailure("OpenSSL has no HMAC-SHA-256") }
    return value
  }

  /// HKDF-SHA-256 (RFC 5869) without salt: fills `out` with the key for one use.
  static func derive(_ out: UnsafeMutableRawBufferPointer, from key: UnsafeRawBufferPointer, use: String) {
    let info = Array(use.utf8)
    let done = uk_hkdf_sha256(
      key.bindMemory(to: UInt8.self).baseAddress, key.count, info, info.count,
      out.bindMemory(to: UInt8.self).baseAddress, out.count)
    guard done == 1 else { preconditionFailure("OpenSSL has no HKDF") }
  }
}

/// Bytes nobody can guess, from OpenSSL's generator, which is seeded by the kernel and locks for itself.
public enum Randomness {
  public static func bytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    bytes.withUnsafeMutableBytes { fill($0) }
    return bytes
  }

  static func fill(_ buffer: UnsafeMutableRawBufferPointer) {
    guard buffer.count > 0 else { return }
    guard let count = Int32(exactly: buffer.count),
      RAND_bytes(buffer.bindMemory(to: UInt8.self).baseAddress, count) == 1
    else {
      // A guessable key, nonce or id would break promises silently.
      preconditionFailure("OpenSSL's generator gives no random bytes")
    }
  }
}
