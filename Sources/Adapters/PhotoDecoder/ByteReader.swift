/// Reads numbers, the highest byte first, and never beyond the end.
struct ByteReader {
  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  mutating func byte() throws(PhotoFailure) -> Int {
    guard let byte = rest.popFirst() else { throw .cutOff }
    return Int(byte)
  }

  mutating func word() throws(PhotoFailure) -> Int { try byte() << 8 | byte() }

  mutating func long() throws(PhotoFailure) -> Int { try word() << 16 | word() }

  mutating func take(_ count: Int) throws(PhotoFailure) -> ArraySlice<UInt8> {
    guard count >= 0, count <= rest.count else { throw .cutOff }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }
}
