import Cards

/// A command as the card hears it (ISO 7816-3, 12.1.3): lent bytes, checked lengths.
struct ReceivedCommand {
  let cla: UInt8
  let ins: UInt8
  let p1: UInt8
  let p2: UInt8
  let data: Slice<UnsafeRawBufferPointer>
  /// 1…65,536; `nil`: no Le.
  let expected: Int?

  /// Whether lengths are written in two bytes, or three.
  let isExtended: Bool

  /// Throws what the card answers to lengths that do not add up.
  init(_ bytes: UnsafeRawBufferPointer) throws(Refusal) {
    guard bytes.count >= 4 else { throw Refusal(.wrongLength) }
    cla = bytes[0]
    ins = bytes[1]
    p1 = bytes[2]
    p2 = bytes[3]
    isExtended = bytes.count >= 7 && bytes[4] == 0
    switch bytes.count {
    case 4:
      data = bytes[4..<4]
      expected = nil
    case 5:
      data = bytes[5..<5]
      expected = bytes[4] == 0 ? 256 : Int(bytes[4])
    case _ where bytes[4] != 0:
      let end = 5 + Int(bytes[4])
      guard bytes.count == end || bytes.count == end + 1 else { throw Refusal(.wrongLength) }
      data = bytes[5..<end]
      expected = bytes.count == end ? nil : bytes[end] == 0 ? 256 : Int(bytes[end])
    case 6: throw Refusal(.wrongLength)
    case 7:
      data = bytes[7..<7]
      expected = Self.extendedLength(bytes, at: 5)
    default:
      let count = Int(bytes[5]) << 8 | Int(bytes[6])
      let end = 7 + count
      guard count > 0, bytes.count == end || bytes.count == end + 2 else { throw Refusal(.wrongLength) }
      data = bytes[7..<end]
      expected = bytes.count == end ? nil : Self.extendedLength(bytes, at: end)
    }
  }

  private static func extendedLength(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int {
    let length = Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
    return length == 0 ? 65_536 : length
  }
}

/// The card says no.
struct Refusal: Error {
  var status: StatusWord

  init(_ status: StatusWord) { self.status = status }
}
