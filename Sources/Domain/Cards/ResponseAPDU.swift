/// A card's answer. Fewer than two bytes are no answer, whatever the reader's driver says.
public struct ResponseAPDU: Equatable, Sendable {
  public let data: [UInt8]
  public let status: StatusWord

  /// `nil` when `bytes` do not even hold a status word.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count >= 2 else { return nil }
    data = Array(bytes.dropLast(2))
    status = StatusWord(UInt16(bytes[bytes.count - 2]) << 8 | UInt16(bytes[bytes.count - 1]))
  }
}

extension ResponseAPDU: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The data's length alone: certificates name their holder.
  public var description: String { data.isEmpty ? "\(status)" : "(\(data.count) bytes) \(status)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
