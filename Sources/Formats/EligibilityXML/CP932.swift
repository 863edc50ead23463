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

  /// `nil` when the bytes are not of this encoding, to the last one.
  func decode(_ bytes: ArraySlice<UInt8>) -> String? {
    var units: [UInt16] = []
    units.reserveCapacity(bytes.count)
    var lead: UInt16?
    for byte in bytes {
      if let first = lead {
        let scalar = scalars[Int(first << 8 | UInt16(byte))]
        guard scalar != 0 else { return nil }
        units.append(scalar)
        lead = nil
      } else {
        switch byte {
        case 0x00...0x7F: units.append(UInt16(byte))
        case 0xA1...0xDF: units.append(UInt16(byte) + 0xFEC0)
        case 0x81...0x9F, 0xE0...0xFC: lead = UInt16(byte)
        default: return nil
        }
      }
    }
    return lead == nil ? String(decoding: units, as: UTF16.self) : nil
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
