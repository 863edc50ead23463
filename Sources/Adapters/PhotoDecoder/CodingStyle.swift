/// How the samples of a component are cut into parts (ISO/IEC 15444-1, A.6.1 and A.6.2): what COD and COC say alike.
struct CodingStyle {
  /// How often the picture is halved.
  let levels: Int
  /// Of a code-block, as powers of two.
  private let blockWidth: Int
  private let blockHeight: Int
  /// Of the precincts of each resolution, the smallest picture first, as powers of two.
  private let precincts: [(width: Int, height: Int)]

  /// Table A.15: a whole resolution is one precinct.
  private static let wholePrecinct = 15
  /// Table A.18: four bits more than this are not possible, and both sides together have twelve.
  private static let leastBlock = 2
  private static let mostBlock = 10
  private static let mostBlockArea = 12
  /// Table A.19: six switches; the seventh is the other kind of block of part 15.
  private static let blockSwitches = 0...0x3F
  private static let transformations = 0...1

  /// - Parameters:
  ///   - reader: at the number of decomposition levels.
  ///   - hasPrecincts: whether their sizes stand behind the rest.
  init(_ reader: inout ByteReader, hasPrecincts: Bool) throws(PhotoFailure) {
    levels = try reader.byte()
    guard levels <= PhotoDecoder.mostLevels else { throw .tooElaborate("\(levels) resolutions") }
    blockWidth = try reader.byte() + Self.leastBlock
    blockHeight = try reader.byte() + Self.leastBlock
    guard blockWidth <= Self.mostBlock, blockHeight <= Self.mostBlock, blockWidth + blockHeight <= Self.mostBlockArea
    else { throw .damaged("code-blocks") }
    guard Self.blockSwitches.contains(try reader.byte()) else { throw .notSupported("code-blocks of another kind") }
    guard Self.transformations.contains(try reader.byte()) else { throw .damaged("transformation") }
    var precincts: [(width: Int, height: Int)] = []
    for resolution in 0...levels {
      let size = hasPrecincts ? try reader.byte() : Self.wholePrecinct << 4 | Self.wholePrecinct
      let (width, height) = (size & 0xF, size >> 4)
      // Only the smallest picture may have precincts of one sample: those of a band are half as wide.
      guard resolution == 0 || (width > 0 && height > 0) else { throw .damaged("precincts") }
      precincts.append((width, height))
    }
    self.precincts = precincts
  }

  /// What one component of one tile is cut into; of code-blocks a few more than there are.
  ///
  /// - Parameter tile: the tile's place in the picture.
  func parts(of tile: (columns: Range<Int>, rows: Range<Int>)) -> (precincts: Int, mostInOne: Int, blocks: Int) {
    var (all, most, blocks) = (0, 0, 0)
    for (resolution, precinct) in precincts.enumerated() {
      let halvings = levels - resolution
      let columns = Self.halved(tile.columns, halvings)
      let rows = Self.halved(tile.rows, halvings)
      let number = Self.places(columns, precinct.width) * Self.places(rows, precinct.height)
      all += number
      most = max(most, number)
      // The smallest picture is one band, each step up adds three of half its size.
      let isBand = resolution > 0
      let width = min(blockWidth, isBand ? precinct.width - 1 : precinct.width)
      let height = min(blockHeight, isBand ? precinct.height - 1 : precinct.height)
      let side = { (range: Range<Int>) in isBand ? range.count / 2 + 1 : range.count }
      blocks += ((side(columns) >> width) + 2) * ((side(rows) >> height) + 2) * (isBand ? 3 : 1)
    }
    return (all, most, blocks)
  }

  private static func halved(_ range: Range<Int>, _ times: Int) -> Range<Int> {
    let up = (1 << times) - 1
    return (range.lowerBound + up) >> times..<(range.upperBound + up) >> times
  }

  /// How many squares of a grid of 2^`size` a range touches.
  private static func places(_ range: Range<Int>, _ size: Int) -> Int {
    range.isEmpty ? 0 : ((range.upperBound - 1) >> size) - (range.lowerBound >> size) + 1
  }
}
