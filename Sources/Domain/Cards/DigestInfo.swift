/// DigestInfo for SHA-256 with its NULL parameters (RFC 8017, 9.2, note 1): what a card's key signs.
public enum DigestInfo {
  public static let digestLength = 32

  static let prefix: [UInt8] = [
    0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20,
  ]

  /// - Returns: 51 bytes; `nil` unless `digest` has 32.
  public static func sha256(_ digest: [UInt8]) -> [UInt8]? {
    digest.count == digestLength ? prefix + digest : nil
  }

  /// The digest in a well-formed DigestInfo for SHA-256; `nil` for anything else.
  public static func sha256Digest(in bytes: [UInt8]) -> [UInt8]? {
    guard bytes.count == prefix.count + digestLength, bytes.starts(with: prefix) else { return nil }
    return Array(bytes.dropFirst(prefix.count))
  }
}
