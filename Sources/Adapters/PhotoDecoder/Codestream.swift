/// What the headers of a codestream claim (ISO/IEC 15444-1, Annex A), read before OpenJPEG sees a byte of it: OpenJPEG
/// allocates what a header says, some of it for each tile, component and precinct that is only claimed. A header that
/// passed here makes it allocate no more than `PhotoDecoder`'s limits allow.
struct Codestream {
  let width: Int
  let height: Int
  let components: Int
  /// How many of the highest resolutions are left out, so that what comes out has the size of a screen's picture.
  let reduce: Int

  /// Of what comes out.
  var shownWidth: Int { (width + (1 << reduce) - 1) >> reduce }
  var shownHeight: Int { (height + (1 << reduce) - 1) >> reduce }

  /// Start of codestream and the marker that must follow (A.4.1, A.5.1).
  static let signature: [UInt8] = [0xFF, 0x4F, 0xFF, 0x51]
  private static let endOfCodestream = [UInt8](arrayLiteral: 0xFF, 0xD9)[...]

  private enum Marker: Int {
    case size = 0xFF51
    case codingStyle = 0xFF52
    case codingStyleOfComponent = 0xFF53
    case tilePartLengths = 0xFF55
    case packetLengths = 0xFF57
    case packetLengthsOfTilePart = 0xFF58
    case quantization = 0xFF5C
    case quantizationOfComponent = 0xFF5D
    case regionOfInterest = 0xFF5E
    case registration = 0xFF63
    case comment = 0xFF64
    case startOfTilePart = 0xFF90
    case startOfData = 0xFF93
  }

  /// - Parameter bytes: the codestream and nothing behind it.
  init(_ bytes: ArraySlice<UInt8>) throws(PhotoFailure) {
    guard bytes.starts(with: Self.signature) else { throw .notJPEG2000 }
    var reader = ByteReader(bytes.dropFirst(Self.signature.count))
    let grid = try Grid(try Self.segment(&reader))
    var levels = PhotoDecoder.mostLevels
    var (hasStyle, hasQuantization) = (false, false)
    header: while true {
      let place = reader.rest
      switch try Self.marker(&reader) {
      case .startOfTilePart:
        reader = ByteReader(place)
        break header
      case .codingStyle:
        levels = min(levels, try Self.codingStyle(try Self.segment(&reader), grid))
        hasStyle = true
      case .codingStyleOfComponent:
        levels = min(levels, try Self.codingStyleOfComponent(try Self.segment(&reader), grid))
      case .quantization:
        _ = try Self.segment(&reader)
        hasQuantization = true
      case .quantizationOfComponent, .regionOfInterest, .registration, .comment, .tilePartLengths, .packetLengths:
        _ = try Self.segment(&reader)
      case .size, .packetLengthsOfTilePart, .startOfData: throw .damaged("order of the header's parts")
      }
    }
    guard hasStyle, hasQuantization else { throw .damaged("a part of the header is missing") }
    try Self.checkTileParts(reader.rest, tiles: grid.tiles)
    (width, height, components) = (grid.width, grid.height, grid.components)
    var reduce = 0
    while reduce < levels, max(width, height) >> reduce > PhotoDecoder.mostShownSide { reduce += 1 }
    self.reduce = reduce
    guard max(shownWidth, shownHeight) <= PhotoDecoder.mostShownSide else {
      throw .tooLarge(width: width, height: height)
    }
  }

  private static func marker(_ reader: inout ByteReader) throws(PhotoFailure) -> Marker {
    let code = try reader.word()
    guard code >= 0xFF00 else { throw .damaged("a marker is missing") }
    guard let marker = Marker(rawValue: code) else { throw .notSupported("marker \(String(code, radix: 16))") }
    return marker
  }

  /// The rest of a marker's segment: two bytes of length, which count themselves.
  private static func segment(_ reader: inout ByteReader) throws(PhotoFailure) -> ByteReader {
    let length = try reader.word()
    guard length >= 2 else { throw .damaged("a segment's length") }
    return ByteReader(try reader.take(length - 2))
  }

  // MARK: - Coding styles

  /// COD (A.6.1): for all components.
  private static func codingStyle(_ segment: ByteReader, _ grid: Grid) throws(PhotoFailure) -> Int {
    var segment = segment
    let kind = try segment.byte()
    // Precincts, and two kinds of marks between packets.
    guard kind <= 0b111 else { throw .notSupported("coding style \(kind)") }
    let progression = try segment.byte()
    guard progression <= 4 else { throw .damaged("progression") }
    let layers = try segment.word()
    guard (1...PhotoDecoder.mostLayers).contains(layers) else { throw .tooElaborate("\(layers) layers") }
    let transform = try segment.byte()
    guard transform == 0 || (transform == 1 && grid.components == 3) else { throw .damaged("component transformation") }
    return try check(&segment, hasPrecincts: kind & 1 != 0, components: grid.components, grid)
  }

  /// COC (A.6.2): for one.
  private static func codingStyleOfComponent(_ segment: ByteReader, _ grid: Grid) throws(PhotoFailure) -> Int {
    var segment = segment
    guard try segment.byte() < grid.components else { throw .damaged("a component that is not there") }
    let kind = try segment.byte()
    guard kind <= 1 else { throw .notSupported("coding style \(kind)") }
    // Which style wins depends on their order; each has to hold for all.
    return try check(&segment, hasPrecincts: kind & 1 != 0, components: grid.components, grid)
  }

  private static func check(
    _ segment: inout ByteReader, hasPrecincts: Bool, components: Int, _ grid: Grid
  ) throws(PhotoFailure) -> Int {
    let style = try CodingStyle(&segment, hasPrecincts: hasPrecincts)
    guard segment.rest.isEmpty else { throw .damaged("coding style") }
    var (precincts, blocks) = (0, 0)
    for tile in 0..<grid.tiles {
      let parts = style.parts(of: grid.tile(tile))
      guard parts.mostInOne <= PhotoDecoder.mostPrecinctsOfResolution else { throw .tooElaborate("precincts") }
      precincts += parts.precincts * components
      blocks += parts.blocks * components
    }
    guard precincts <= PhotoDecoder.mostPrecincts else { throw .tooElaborate("\(precincts) precincts") }
    guard blocks <= PhotoDecoder.mostBlocks else { throw .tooElaborate("\(blocks) code-blocks") }
    return style.levels
  }

  // MARK: - Tile-parts

  /// A.4.2: each names its length; all follow one another up to the end of the codestream, and every tile has one.
  private static func checkTileParts(_ bytes: ArraySlice<UInt8>, tiles: Int) throws(PhotoFailure) {
    var rest = bytes
    var missing = Set(0..<tiles)
    var parts = 0
    while rest.prefix(2) != endOfCodestream {
      parts += 1
      guard parts <= PhotoDecoder.mostTileParts else { throw .tooElaborate("tile-parts") }
      var reader = ByteReader(rest)
      guard try marker(&reader) == .startOfTilePart, try reader.word() == 10 else { throw .damaged("tile-parts") }
      let tile = try reader.word()
      guard tile < tiles else { throw .damaged("a tile that is not there") }
      missing.remove(tile)
      var length = try reader.long()
      if length == 0 {
        // The last one may leave it open: it goes on up to the end.
        length = rest.count - endOfCodestream.count
      }
      // Its place among the tile's parts and their number.
      _ = try reader.word()
      let head = rest.count - reader.rest.count
      guard length >= head else { throw .damaged("a tile-part's length") }
      guard length + endOfCodestream.count <= rest.count else { throw .cutOff }
      try checkHeader(ByteReader(reader.rest.prefix(length - head)))
      rest = rest.dropFirst(length)
    }
    guard missing.isEmpty else { throw .damaged("a tile without data") }
  }

  private static func checkHeader(_ reader: ByteReader) throws(PhotoFailure) {
    var reader = reader
    while true {
      switch try marker(&reader) {
      case .startOfData: return
      case .quantization, .quantizationOfComponent, .regionOfInterest, .comment, .packetLengthsOfTilePart:
        _ = try segment(&reader)
      // A tile with a style of its own would need its own limits, and no photo has one.
      case .codingStyle, .codingStyleOfComponent: throw .notSupported("a tile's own coding style")
      case .size, .tilePartLengths, .packetLengths, .registration, .startOfTilePart: throw .damaged("a tile's header")
      }
    }
  }
}
