/// SIZ (ISO/IEC 15444-1, A.5.1): the picture, its tiles and its components.
struct Grid {
  let width: Int
  let height: Int
  let components: Int
  private let tileWidth: Int
  private let tileHeight: Int

  var tiles: Int { tilesAcross * ((height + tileHeight - 1) / tileHeight) }
  private var tilesAcross: Int { (width + tileWidth - 1) / tileWidth }

  init(_ segment: ByteReader) throws(PhotoFailure) {
    var segment = segment
    // Capabilities: bits 14 and 15 announce other parts of the standard.
    guard try segment.word() & 0xC000 == 0 else { throw .notSupported("another part of the standard") }
    (width, height) = (try segment.long(), try segment.long())
    let (left, top) = (try segment.long(), try segment.long())
    (tileWidth, tileHeight) = (try segment.long(), try segment.long())
    let (tileLeft, tileTop) = (try segment.long(), try segment.long())
    components = try segment.word()
    guard width > 0, height > 0, tileWidth > 0, tileHeight > 0 else { throw .damaged("size") }
    guard max(width, height) <= PhotoDecoder.mostSide else { throw .tooLarge(width: width, height: height) }
    guard left == 0, top == 0, tileLeft == 0, tileTop == 0 else { throw .notSupported("a picture beside its origin") }
    guard PhotoDecoder.components.contains(components) else { throw .notSupported("\(components) components") }
    for _ in 0..<components {
      let bits = try segment.byte() & 0x7F + 1
      guard PhotoDecoder.bits.contains(bits) else { throw .notSupported("samples of \(bits) bits") }
      guard try segment.byte() == 1, try segment.byte() == 1 else { throw .notSupported("components of other sizes") }
    }
    guard segment.rest.isEmpty else { throw .damaged("size") }
    guard tiles <= PhotoDecoder.mostTiles else { throw .tooElaborate("\(tiles) tiles") }
  }

  /// The place of a tile, counted row by row.
  func tile(_ number: Int) -> (columns: Range<Int>, rows: Range<Int>) {
    let (left, top) = (number % tilesAcross * tileWidth, number / tilesAcross * tileHeight)
    return (left..<min(width, left + tileWidth), top..<min(height, top + tileHeight))
  }
}
