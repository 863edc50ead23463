import CFreeType
import Display
import Foundation

/// One outline font, opened. FreeType's library and faces belong to one thread, as this program has but one.
final class OutlineFace {
  private let library: FT_Library
  private let face: FT_Face
  /// Of the cell's height: how many pixels an em has.
  private let emPerCell: Double

  /// - Parameters:
  ///   - index: which font of a collection.
  ///   - emPerCell: an em's share of the cell's height.
  init(_ library: FT_Library, file: String, index: Int, emPerCell: Double) throws(OutlineFailure) {
    var opened: FT_Face?
    guard FT_New_Face(library, file, FT_Long(index), &opened) == 0, let opened else { throw .cannotRead(file) }
    self.library = library
    face = opened
    self.emPerCell = emPerCell
  }

  deinit { FT_Done_Face(face) }

  func contains(_ scalar: Unicode.Scalar) -> Bool { FT_Get_Char_Index(face, FT_ULong(scalar.value)) != 0 }

  /// All characters that the font has a glyph for.
  var scalars: [Unicode.Scalar] {
    var scalars: [Unicode.Scalar] = []
    var glyph: FT_UInt = 0
    var code = FT_Get_First_Char(face, &glyph)
    while glyph != 0 {
      if let scalar = Unicode.Scalar(UInt32(code)) { scalars.append(scalar) }
      code = FT_Get_Next_Char(face, code, &glyph)
    }
    return scalars
  }

  /// - Parameter width: of the bitmap: one cell or two. A glyph that is wider in its font is drawn narrower.
  /// - Returns: nil when the font has no such glyph.
  func bitmap(of scalar: Unicode.Scalar, width: Int, height: Int) -> Bitmap? {
    guard contains(scalar) else { return nil }
    let em = Int((Double(height) * emPerCell).rounded())
    FT_Set_Transform(face, nil, nil)
    guard FT_Set_Pixel_Sizes(face, 0, FT_UInt(em)) == 0,
      FT_Load_Char(face, FT_ULong(scalar.value), FT_Int32(FT_LOAD_NO_HINTING)) == 0
    else { return nil }
    let advance = Int((face.pointee.glyph.pointee.advance.x + 32) >> 6)
    var left = (width - advance) / 2
    if advance > width {
      // A sign that its font draws over two cells and terminals over one, as ① and ▶: both ways smaller, less in height.
      let share = Double(width) / Double(advance)
      var matrix = FT_Matrix(
        xx: Int(share * 65_536), xy: 0, yx: 0, yy: Int((1 + share) / 2 * 65_536))
      FT_Set_Transform(face, &matrix, nil)
      left = 0
    }
    let isAlphabetic = scalar.value < Self.firstBeyondLatin && advance <= width
    let how = isAlphabetic ? uk_load_grey_on_the_line() : uk_load_grey()
    guard FT_Load_Char(face, FT_ULong(scalar.value), how) == 0 else { return nil }
    return pixels(width: width, height: height, left: left, em: em)
  }

  private func pixels(width: Int, height: Int, left: Int, em: Int) -> Bitmap {
    let slot = face.pointee.glyph.pointee
    var bitmap = Bitmap(width: width, height: height)
    guard let buffer = slot.bitmap.buffer else { return bitmap }
    let usual = Int((Double(height) * Self.baseline).rounded())
    // A capital with two accents, as Ế, stands lower where it would be cut.
    let room = max(0, height - usual + Int(slot.bitmap_top) - Int(slot.bitmap.rows))
    let baseline = usual + min(max(0, Int(slot.bitmap_top) - usual), room)
    for y in 0..<Int(slot.bitmap.rows) {
      let row = baseline - Int(slot.bitmap_top) + y
      guard (0..<height).contains(row) else { continue }
      for x in 0..<Int(slot.bitmap.width) {
        let column = left + Int(slot.bitmap_left) + x
        let coverage = buffer[y * Int(slot.bitmap.pitch) + x]
        if (0..<width).contains(column), coverage >= threshold(em) { bitmap[row, column] = true }
      }
    }
    return bitmap
  }

  /// Latin with all its accents, Greek and Cyrillic lie below.
  private static let firstBeyondLatin: UInt32 = 0x2000

  /// Of the cell's height, from its top: where Latin letters stand.
  private static let baseline = 0.86

  /// Coverage from which a pixel is set: the thin strokes of small letters are kept.
  private func threshold(_ em: Int) -> UInt8 { em < 20 ? 88 : em < 30 ? 72 : 100 }
}

/// Why no font was drawn.
enum OutlineFailure: Error, Equatable {
  case noLibrary
  case cannotRead(String)

  var sentence: String {
    switch self {
    case .noLibrary: "FreeType does not start"
    case .cannotRead(let file):
      "\(file) cannot be read; install fonts-morisawa-bizud-gothic, fonts-noto-mono and fonts-noto-cjk"
    }
  }

  var exitCode: Int32 {
    switch self {
    case .noLibrary: EX_SOFTWARE
    case .cannotRead: EX_NOINPUT
    }
  }
}
