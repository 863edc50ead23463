import Display

/// The file of a raster font in Assets/fonts, made to be read without parsing: a kiosk on the plain console needs it
/// before its first screen.
///
/// Numbers are little-endian. `UKFT`, version (UInt32), cell width, cell height, number of glyphs (UInt32 each); then a
/// UInt32 for each glyph, ascending: its scalar, and bit 31 when it takes two cells; then the bitmaps in the same order,
/// rows of whole bytes, leftmost pixel in the highest bit.
public enum FontFile {
  static let magic = Array("UKFT".utf8)
  static let version: UInt32 = 1
  static let headerBytes = 20
  private static let wideBit: UInt32 = 1 << 31
  /// Larger is no font of ours: 24×48 with 65,536 wide glyphs has 18 MiB.
  public static let mostBytes = 32 << 20

  public static func read(_ bytes: [UInt8]) throws(FontFileFailure) -> BitmapFont {
    guard bytes.count >= headerBytes, bytes.count <= mostBytes, Array(bytes[0..<4]) == magic else {
      throw .notAFont
    }
    let header = numbers(bytes[4..<headerBytes])
    guard header[0] == version else { throw .versionUnknown(header[0]) }
    let (width, height, count) = (Int(header[1]), Int(header[2]), Int(header[3]))
    guard count <= (bytes.count - headerBytes) / 4 else { throw .damaged }
    let indexEnd = headerBytes + count * 4
    let index = numbers(bytes[headerBytes..<indexEnd])
    guard
      let font = BitmapFont(
        cellWidth: width, cellHeight: height, scalars: index.map { $0 & ~wideBit },
        wide: index.map { $0 & wideBit != 0 },
        rows: Array(bytes[indexEnd...]))
    else { throw .damaged }
    return font
  }

  public static func bytes(of font: BitmapFont) -> [UInt8] {
    let glyphs = font.glyphs
    var index: [UInt32] = [version, UInt32(font.cellWidth), UInt32(font.cellHeight), UInt32(glyphs.count)]
    index += glyphs.map { $0.scalar.value | ($0.bitmap.width > font.cellWidth ? wideBit : 0) }
    return magic + index.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8 & 0xFF), UInt8($0 >> 16 & 0xFF), UInt8($0 >> 24)] }
      + glyphs.flatMap(\.bitmap.bytes)
  }

  private static func numbers(_ bytes: ArraySlice<UInt8>) -> [UInt32] {
    bytes.withUnsafeBytes { raw in
      (0..<raw.count / 4).map { UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self)) }
    }
  }
}

/// Why a font file is refused.
public enum FontFileFailure: Error, Equatable, Sendable {
  case notAFont
  case versionUnknown(UInt32)
  /// Cut off, or its parts do not belong together.
  case damaged

  /// One sentence for who set the kiosk up.
  public var sentence: String {
    switch self {
    case .notAFont: "it is no font file of this program"
    case .versionUnknown(let version): "its version \(version) is not known"
    case .damaged: "it is damaged"
    }
  }
}
