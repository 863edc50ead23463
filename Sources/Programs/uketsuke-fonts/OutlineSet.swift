import CFreeType
import Display
import Foundation

/// The outline fonts in the order in which they are asked for a character, and the characters that are drawn.
final class OutlineSet {
  private let library: FT_Library
  private let japanese: OutlineFace
  private let latin: OutlineFace
  private let chinese: OutlineFace
  private let korean: OutlineFace

  /// Fonts of a collection go by number: Noto Sans CJK's Korean and simplified Chinese forms.
  private static let (koreanIndex, chineseIndex) = (1, 2)

  init(folder: String) throws(OutlineFailure) {
    var library: FT_Library?
    guard FT_Init_FreeType(&library) == 0, let library else { throw .noLibrary }
    self.library = library
    let collection = "\(folder)/opentype/noto/NotoSansCJK-Regular.ttc"
    japanese = try OutlineFace(
      library, file: "\(folder)/truetype/bizud-gothic/BIZUDGothic-Regular.ttf", index: 0, emPerCell: 1)
    // As high as BIZ UDGothic's own letters; an advance of 0.6 em fills a cell.
    latin = try OutlineFace(
      library, file: "\(folder)/truetype/noto/NotoSansMono-Regular.ttf", index: 0, emPerCell: 0.83)
    korean = try OutlineFace(library, file: collection, index: Self.koreanIndex, emPerCell: 0.96)
    chinese = try OutlineFace(library, file: collection, index: Self.chineseIndex, emPerCell: 0.96)
  }

  func rasterise(cellWidth: Int, cellHeight: Int) -> BitmapFont {
    let drawn = DrawnSigns(width: cellWidth, height: cellHeight)
    let glyphs = wanted.compactMap { scalar -> (scalar: Unicode.Scalar, bitmap: Bitmap)? in
      if let bitmap = drawn.bitmap(of: scalar) { return (scalar, bitmap) }
      let width = CellWidth.of(scalar) * cellWidth
      for face in [japanese, latin, chinese, korean] {
        if let bitmap = face.bitmap(of: scalar, width: width, height: cellHeight) { return (scalar, bitmap) }
      }
      return nil
    }
    return BitmapFont(cellWidth: cellWidth, cellHeight: cellHeight, glyphs: glyphs)
  }

  /// Ascending: what Japanese writing needs (all that BIZ UDGothic has, CP932 with it), Latin with Vietnamese, the
  /// characters of GB 2312 and of KS X 1001, and the signs that screens are drawn with.
  private var wanted: [Unicode.Scalar] {
    var values = Set(japanese.scalars.map(\.value))
    values.formUnion(0x20...0x7E)
    values.formUnion(0xA0...0x17F)
    values.formUnion([0x1A0, 0x1A1, 0x1AF, 0x1B0])
    values.formUnion(0x1EA0...0x1EF9)
    values.formUnion(0x2500...0x259F)
    values.formUnion([0x2713, 0x25AA, 0x25B2, 0x25B6, 0x25BC, 0x25C0, 0x25C7, 0x25CF, 0x20AC, 0x2026])
    values.formUnion(Self.characters(of: "GB2312"))
    values.formUnion(Self.characters(of: "EUC-KR"))
    return values.sorted().compactMap(Unicode.Scalar.init).filter { scalar in
      // What never reaches a cell needs no glyph.
      InertText(String(scalar)).text == String(scalar) && CellWidth.of(scalar) > 0
    }
  }

  /// All two-byte characters of an EUC coded set, as the C library knows it.
  private static func characters(of set: String) -> [UInt32] {
    let converter = iconv_open("UTF-32LE", set)
    guard converter != iconv_t(bitPattern: -1) else { return [] }
    defer { iconv_close(converter) }
    var values: [UInt32] = []
    for lead in UInt8(0xA1)...0xFE {
      for trail in UInt8(0xA1)...0xFE {
        var code: [CChar] = [CChar(bitPattern: lead), CChar(bitPattern: trail)]
        var value: UInt32 = 0
        let done = code.withUnsafeMutableBufferPointer { code in
          withUnsafeMutableBytes(of: &value) { out in
            var from = code.baseAddress
            var fromLeft = code.count
            var to = out.bindMemory(to: CChar.self).baseAddress
            var toLeft = out.count
            return iconv(converter, &from, &fromLeft, &to, &toLeft) != Int.max && fromLeft == 0 && toLeft == 0
          }
        }
        if done { values.append(UInt32(littleEndian: value)) }
      }
    }
    return values
  }
}
