/// The head of the first BER-TLV object in a file (ISO 7816-4, 5.2.2): it says how long the object is, whatever stands
/// behind it. Certificates are definite-length DER with a one-byte tag, so longer tags and indefinite lengths are refused.
public struct LeadingTLV: Equatable, Sendable {
  public var tag: UInt8
  /// Tag and length bytes.
  public var headLength: Int
  /// Head and content.
  public var totalLength: Int

  public enum Failure: Error, Equatable, Sendable {
    /// The bytes end within the head.
    case tooShort
    case malformed
  }

  /// Three length bytes hold 16 MiB, more than any card.
  static let mostLengthBytes = 3

  public init(_ bytes: [UInt8]) throws(Failure) {
    guard bytes.count >= 2 else { throw .tooShort }
    tag = bytes[0]
    // Tag numbers from 31 on continue in further bytes; filler is 00 or FF.
    guard tag & 0x1F != 0x1F, tag != 0x00 else { throw .malformed }
    let first = bytes[1]
    if first < 0x80 {
      headLength = 2
      totalLength = 2 + Int(first)
      return
    }
    let lengthBytes = Int(first & 0x7F)
    guard (1...Self.mostLengthBytes).contains(lengthBytes) else { throw .malformed }
    headLength = 2 + lengthBytes
    guard bytes.count >= headLength else { throw .tooShort }
    let length = bytes[2..<headLength].reduce(0) { $0 << 8 | Int($1) }
    // DER: the shortest form alone.
    guard length >= 0x80, lengthBytes == 1 || length >> (8 * (lengthBytes - 1)) > 0 else { throw .malformed }
    totalLength = headLength + length
  }
}
