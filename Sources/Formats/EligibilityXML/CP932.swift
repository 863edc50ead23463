import Foundation

/// Shift_JIS with Microsoft's additions, from a table of our own. Foundation gives the table's pairs, one at a time and
/// once; whole texts are kept from its converter, which was seen to loop for ever on a long text with a character
/// beyond the Basic Multilingual Plane, and to drop variation selectors and joiners without a word.
struct CP932: Sendable {
  static let table = CP932()

  /// By pair, at `index`; 0: no character.
  private var scalars: [UInt16]
  /// By scalar of the Basic Multilingual Plane; 0: no code.
  private var codes: [UInt16]

  private static let leads = Array(0x81...0x9F) + Array(0xE0...0xFC) as [UInt8]
  private static let trails = Array(0x40...0x7E) + Array(0x80...0xFC) as [UInt8]

  private init() {
    scalars = [UInt16](repeating: 0, count: 256 * 256)
    codes = [UInt16](repeating: 0, count: 256 * 256)
    for lead in Self.leads {
      for trail in Self.trails {
        let text = String(bytes: [lead, trail], encoding: .shiftJIS)
        guard let scalar = text?.unicodeScalars.first, text?.unicodeScalars.count == 1, scalar.value <= 0xFFFF else {
          continue
        }
        let code = UInt16(lead) << 8 | UInt16(trail)
        scalars[Int(code)] = UInt16(scalar.value)
        let other = codes[Int(scalar.value)]
        if other == 0 || Self.rank(code) < Self.rank(other) { codes[Int(scalar.value)] = code }
      }
    }
    // Half-width kana take one byte.
    for byte in UInt16(0xA1)...0xDF { codes[Int(byte) + 0xFEC0] = byte }
  }

  /// Some characters have several codes. Microsoft writes the JIS one, then NEC's row 13, then IBM's extension, and
  /// NEC's selection of it last.
  private static func rank(_ code: UInt16) -> Int {
    switch code >> 8 {
    case 0x87: 1
    case 0xFA...0xFC: 2
    case 0xED, 0xEE: 3
    default: 0
    }
  }

  /// - Parameter lead: the first byte of a character that the bytes before these ended with; afterwards the one that
  ///   these end with.
  /// - Returns: UTF-8; `nil` when the bytes are not of this encoding.
  func decode(_ bytes: ArraySlice<UInt8>, after lead: inout UInt8?) -> [UInt8]? {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count + bytes.count / 2 + 3)
    let isWhole = bytes.withUnsafeBufferPointer { bytes in
      var index = 0
      while index < bytes.count {
        let byte = bytes[index]
        if let first = lead {
          let scalar = scalars[Int(first) << 8 | Int(byte)]
          guard scalar != 0 else { return false }
          Self.append(scalar, to: &text)
          lead = nil
        } else if byte < 0x80 {
          // Tags and numbers: most of a message, and the same in both encodings.
          var end = index + 1
          while end < bytes.count, bytes[end] < 0x80 { end += 1 }
          text.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[index..<end]))
          index = end
          continue
        } else {
          switch byte {
          case 0xA1...0xDF: Self.append(UInt16(byte) + 0xFEC0, to: &text)
          case 0x81...0x9F, 0xE0...0xFC: lead = byte
          default: return false
          }
        }
        index += 1
      }
      return true
    }
    return isWhole ? text : nil
  }

  /// The UTF-8 of a scalar of the Basic Multilingual Plane that is not ASCII.
  private static func append(_ scalar: UInt16, to text: inout [UInt8]) {
    if scalar >= 0x800 {
      text.append(0xE0 | UInt8(scalar >> 12))
      text.append(0x80 | UInt8(scalar >> 6 & 0x3F))
    } else {
      text.append(0xC0 | UInt8(scalar >> 6))
    }
    text.append(0x80 | UInt8(scalar & 0x3F))
  }

  /// Appends the scalar's bytes; `false`: it has none.
  func encode(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) -> Bool {
    if scalar.isASCII {
      bytes.append(UInt8(truncatingIfNeeded: scalar.value))
      return true
    }
    guard scalar.value <= 0xFFFF, codes[Int(scalar.value)] != 0 else { return false }
    let code = codes[Int(scalar.value)]
    if code > 0xFF { bytes.append(UInt8(code >> 8)) }
    bytes.append(UInt8(code & 0xFF))
    return true
  }
}
