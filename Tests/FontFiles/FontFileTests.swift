import Display
import FontFiles
import Testing

@Suite struct FontFileTests {
  /// One narrow and one wide glyph of 12×24.
  static let font: BitmapFont = {
    var narrow = Bitmap(width: 12, height: 24)
    narrow[0, 11] = true
    var wide = Bitmap(width: 24, height: 24)
    wide[23, 0] = true
    wide[5, 23] = true
    return BitmapFont(cellWidth: 12, cellHeight: 24, glyphs: [("A", narrow), ("診", wide)])
  }()

  @Test func isReadAsItWasWritten() throws {
    let read = try FontFile.read(FontFile.bytes(of: Self.font))
    #expect(read == Self.font)
    let wide = try #require(read.bitmap(of: "診"))
    #expect(wide.width == 24 && wide[23, 0] && wide[5, 23] && !wide[0, 0])
    #expect(read.bitmap(of: "B") == nil)
  }

  @Test func everyCutIsRefused() {
    let bytes = FontFile.bytes(of: Self.font)
    for length in 0..<bytes.count {
      #expect(throws: FontFileFailure.self) { try FontFile.read(Array(bytes[0..<length])) }
    }
  }

  @Test func whatClaimsTooMuchIsRefused() {
    var many = FontFile.bytes(of: Self.font)
    many.replaceSubrange(16..<20, with: [0xFF, 0xFF, 0xFF, 0xFF])
    #expect(throws: FontFileFailure.damaged) { try FontFile.read(many) }
    var huge = FontFile.bytes(of: Self.font)
    huge.replaceSubrange(8..<12, with: [0xFF, 0xFF, 0xFF, 0x7F])
    #expect(throws: FontFileFailure.damaged) { try FontFile.read(huge) }
    var later = FontFile.bytes(of: Self.font)
    later[4] = 2
    #expect(throws: FontFileFailure.versionUnknown(2)) { try FontFile.read(later) }
  }

  @Test func glyphsOutOfOrderAreRefused() {
    var bytes = FontFile.bytes(of: Self.font)
    bytes.replaceSubrange(20..<24, with: [0xFF, 0xFF, 0x00, 0x00])
    #expect(throws: FontFileFailure.damaged) { try FontFile.read(bytes) }
  }
}
