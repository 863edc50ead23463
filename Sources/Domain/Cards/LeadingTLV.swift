/// The head of the first BER-TLV object in a file (ISO 7816-4, 5.2.2): it says how long the object is, whatever stands
/// behind it. Tags of one byte or two; indefinite lengths are refused.
public struct LeadingTLV: Equatable, Sendable {
  /// `0x30`, `0xFF20`.
  public var tag: UInt16
  /// Tag and length bytes.
  public var headLength: Int
  /// Head and content.
  public var totalLength: Int

  public enum Failure: Error, Equatable, Sendable {
    /// The bytes end within the head.
    case tooShort
    case malformed
  }

  /// How lengths are written.
  public enum Form: Sendable {
    /// The shortest form alone (ITU-T X.690, 10.1).
    case der
    /// Any definite form: the card writes `82 hh ll` where one byte would do.
    case card
  }

  /// Three length bytes hold 16 MiB, more than any card.
  static let mostLengthBytes = 3
  static let mostHead = 2 + 1 + mostLengthBytes

  public init(_ bytes: [UInt8], form: Form = .der) throws(Failure) {
    guard let first = bytes.first else { throw .tooShort }
    // Filler is 00 or FF FF.
    guard first != 0x00 else { throw .malformed }
    var rest = bytes.dropFirst()
    tag = UInt16(first)
    if first & 0x1F == 0x1F {
      guard let second = rest.popFirst() else { throw .tooShort }
      // A third tag byte would follow; no file here has one.
      guard second & 0x80 == 0, second & 0x7F >= 0x1F else { throw .malformed }
      tag = UInt16(first) << 8 | UInt16(second)
    }
    guard let lead = rest.popFirst() else { throw .tooShort }
    let tagAndLead = bytes.count - rest.count
    if lead < 0x80 {
      headLength = tagAndLead
      totalLength = headLength + Int(lead)
      return
    }
    let lengthBytes = Int(lead & 0x7F)
    guard (1...Self.mostLengthBytes).contains(lengthBytes) else { throw .malformed }
    guard rest.count >= lengthBytes else { throw .tooShort }
    let length = rest.prefix(lengthBytes).reduce(0) { $0 << 8 | Int($1) }
    switch form {
    case .der:
      guard length >= 0x80, lengthBytes == 1 || length >> (8 * (lengthBytes - 1)) > 0 else { throw .malformed }
    case .card: break
    }
    headLength = tagAndLead + lengthBytes
    totalLength = headLength + length
  }
}
