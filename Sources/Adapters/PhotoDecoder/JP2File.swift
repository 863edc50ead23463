/// The boxes of a JP2 file (ISO/IEC 15444-1, Annex I), as far as a card's photo needs them: the codestream, and whether
/// its samples are grey or red, green and blue. OpenJPEG is given the codestream alone.
struct JP2File {
  /// The box that every JP2 file begins with (I.5.1).
  static let signature: [UInt8] = [0, 0, 0, 12, 0x6A, 0x50, 0x20, 0x20, 0x0D, 0x0A, 0x87, 0x0A]

  let codestream: ArraySlice<UInt8>

  private static let header = "jp2h"
  private static let colour = "colr"
  private static let palette = "pclr"
  private static let contents = "jp2c"
  /// Enumerated colour spaces (I.5.3.3): sRGB and grey.
  private static let colourSpaces: Set<Int> = [16, 17]
  private static let enumerated = 1

  /// - Parameter bytes: beginning with `signature`.
  init(_ bytes: ArraySlice<UInt8>) throws(PhotoFailure) {
    var rest = ByteReader(bytes)
    while !rest.rest.isEmpty {
      let (kind, body) = try Self.box(&rest)
      if kind == Self.header { try Self.check(header: body) }
      // What stands behind it is not read.
      if kind == Self.contents {
        codestream = body
        return
      }
    }
    throw .cutOff
  }

  private static func check(header: ArraySlice<UInt8>) throws(PhotoFailure) {
    var rest = ByteReader(header)
    while !rest.rest.isEmpty {
      let (kind, body) = try box(&rest)
      if kind == palette { throw .notSupported("a palette") }
      guard kind == colour else { continue }
      var reader = ByteReader(body)
      let method = try reader.byte()
      // Precedence and approximation are for those who print.
      _ = try reader.word()
      // A profile (the other method) says how red, green and blue or grey look: no other kind of it stands in JP2.
      guard method == enumerated else { continue }
      let space = try reader.long()
      guard colourSpaces.contains(space) else { throw .notSupported("colour space \(space)") }
    }
  }

  /// I.4: length and type; length 1: eight bytes of length behind the type; 0: up to the end.
  private static func box(_ rest: inout ByteReader) throws(PhotoFailure) -> (kind: String, body: ArraySlice<UInt8>) {
    let length = try rest.long()
    let kind = String(decoding: try rest.take(4), as: UTF8.self)
    switch length {
    case 0: return (kind, try rest.take(rest.rest.count))
    case 1:
      let (high, low) = (try rest.long(), try rest.long())
      // Nothing that long is here.
      guard high == 0, low >= 16 else { throw high == 0 ? .damaged("a box's length") : .cutOff }
      return (kind, try rest.take(low - 16))
    case 2..<8: throw .damaged("a box's length")
    default: return (kind, try rest.take(length - 8))
    }
  }
}
