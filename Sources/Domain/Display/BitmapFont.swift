/// A raster font for cells: every glyph is one cell wide or two, one bit a pixel, drawn ahead by `uketsuke-fonts`. The
/// console's font, large letters and pictures of screens are made from it.
public struct BitmapFont: Equatable, Sendable {
  /// Of one cell, in pixels.
  public let cellWidth: Int
  public let cellHeight: Int
  /// Ascending.
  private let scalars: [UInt32]
  /// Where each glyph's rows begin in `rows`, and whether it takes two cells.
  private let places: [Place]
  /// Rows of whole bytes, the leftmost pixel in the highest bit.
  private let rows: [UInt8]

  struct Place: Equatable, Sendable {
    var offset: Int
    var isWide: Bool
  }

  /// Cells outside these are nobody's, and a damaged file must not ask for more.
  public static let cellWidths = 4...32
  public static let cellHeights = 8...64

  /// - Parameter glyphs: ascending by scalar, each as wide as one cell or two and as high as a cell; others are left out.
  public init(cellWidth: Int, cellHeight: Int, glyphs: [(scalar: Unicode.Scalar, bitmap: Bitmap)]) {
    var scalars: [UInt32] = []
    var places: [Place] = []
    var rows: [UInt8] = []
    for (scalar, bitmap) in glyphs where bitmap.height == cellHeight && bitmap.width % cellWidth == 0 {
      scalars.append(scalar.value)
      places.append(Place(offset: rows.count, isWide: bitmap.width > cellWidth))
      rows += bitmap.bytes
    }
    self.init(cellWidth: cellWidth, cellHeight: cellHeight, scalars: scalars, places: places, rows: rows)
  }

  init(cellWidth: Int, cellHeight: Int, scalars: [UInt32], places: [Place], rows: [UInt8]) {
    self.cellWidth = cellWidth
    self.cellHeight = cellHeight
    self.scalars = scalars
    self.places = places
    self.rows = rows
  }

  /// Rows as a font file holds them: the glyphs' bitmaps one behind the other in the order of the scalars.
  ///
  /// - Parameter wide: whether each glyph takes two cells; as long as `scalars`.
  /// - Returns: nil when the parts do not belong together.
  public init?(cellWidth: Int, cellHeight: Int, scalars: [UInt32], wide: [Bool], rows: [UInt8]) {
    guard Self.cellWidths.contains(cellWidth), Self.cellHeights.contains(cellHeight), scalars.count == wide.count
    else { return nil }
    var places: [Place] = []
    places.reserveCapacity(scalars.count)
    var offset = 0
    for index in scalars.indices {
      if index > 0, scalars[index] <= scalars[index - 1] { return nil }
      places.append(Place(offset: offset, isWide: wide[index]))
      offset += Bitmap.bytesPerRow(wide[index] ? cellWidth * 2 : cellWidth) * cellHeight
    }
    guard offset == rows.count else { return nil }
    self.init(cellWidth: cellWidth, cellHeight: cellHeight, scalars: scalars, places: places, rows: rows)
  }

  public var count: Int { scalars.count }

  /// Every glyph, ascending by scalar.
  public var glyphs: [(scalar: Unicode.Scalar, bitmap: Bitmap)] {
    scalars.indices.compactMap { index in Unicode.Scalar(scalars[index]).map { ($0, bitmap(at: index)) } }
  }

  public func contains(_ scalar: Unicode.Scalar) -> Bool { index(of: scalar) != nil }

  /// nil for a character that the font has not.
  public func bitmap(of scalar: Unicode.Scalar) -> Bitmap? { index(of: scalar).map(bitmap(at:)) }

  private func bitmap(at index: Int) -> Bitmap {
    let place = places[index]
    let width = place.isWide ? cellWidth * 2 : cellWidth
    let length = Bitmap.bytesPerRow(width) * cellHeight
    return Bitmap(width: width, height: cellHeight, bytes: Array(rows[place.offset..<place.offset + length]))
  }

  private func index(of scalar: Unicode.Scalar) -> Int? {
    var low = 0
    var high = scalars.count
    while low < high {
      let middle = (low + high) / 2
      if scalars[middle] < scalar.value { low = middle + 1 } else { high = middle }
    }
    return low < scalars.count && scalars[low] == scalar.value ? low : nil
  }
}

/// Pixels that are set or not.
public struct Bitmap: Hashable, Sendable {
  public let width: Int
  public let height: Int
  /// Rows of whole bytes, the leftmost pixel in the highest bit.
  public private(set) var bytes: [UInt8]

  public init(width: Int, height: Int) {
    self.init(width: width, height: height, bytes: Array(repeating: 0, count: Self.bytesPerRow(width) * height))
  }

  /// - Parameter bytes: `bytesPerRow(width)` × `height` of them.
  public init(width: Int, height: Int, bytes: [UInt8]) {
    precondition(bytes.count == Self.bytesPerRow(width) * height, "a bitmap's bytes are its rows")
    self.width = width
    self.height = height
    self.bytes = bytes
  }

  public static func bytesPerRow(_ width: Int) -> Int { (width + 7) / 8 }

  public subscript(row: Int, column: Int) -> Bool {
    get { bytes[row * Self.bytesPerRow(width) + column / 8] & (0x80 >> UInt8(column % 8)) != 0 }
    set {
      let index = row * Self.bytesPerRow(width) + column / 8
      let bit: UInt8 = 0x80 >> UInt8(column % 8)
      if newValue { bytes[index] |= bit } else { bytes[index] &= ~bit }
    }
  }

  /// A part of it: so many columns from one on, over all rows.
  public func columns(_ range: Range<Int>) -> Bitmap {
    var part = Bitmap(width: range.count, height: height)
    for row in 0..<height {
      for column in range where self[row, column] { part[row, column - range.lowerBound] = true }
    }
    return part
  }
}
