import Screenbook

/// Pixels of 8 bits a channel (sRGB), row by row from the top.
public struct Picture: Hashable, Sendable {
  public let width: Int
  public let height: Int
  /// Red, green and blue of each pixel.
  public private(set) var bytes: [UInt8]

  /// A picture of one colour.
  public init(width: Int, height: Int, filled colour: Colour) {
    self.width = width
    self.height = height
    bytes = [UInt8](unsafeUninitializedCapacity: width * height * 3) { buffer, count in
      for pixel in 0..<width * height {
        buffer[pixel * 3] = colour.red
        buffer[pixel * 3 + 1] = colour.green
        buffer[pixel * 3 + 2] = colour.blue
      }
      count = width * height * 3
    }
  }

  /// - Parameter bytes: three a pixel; nil when they are not as many as that.
  public init?(width: Int, height: Int, bytes: [UInt8]) {
    guard width > 0, height > 0, bytes.count == width * height * 3 else { return nil }
    self.width = width
    self.height = height
    self.bytes = bytes
  }

  /// - Parameter grey: one byte a pixel, 255 white; nil when they are not as many as that.
  public init?(width: Int, height: Int, grey: [UInt8]) {
    self.init(width: width, height: height, bytes: grey.flatMap { [$0, $0, $0] })
  }

  public subscript(row: Int, column: Int) -> Colour {
    get {
      let index = (row * width + column) * 3
      return Colour(red: bytes[index], green: bytes[index + 1], blue: bytes[index + 2])
    }
    set {
      let index = (row * width + column) * 3
      bytes[index] = newValue.red
      bytes[index + 1] = newValue.green
      bytes[index + 2] = newValue.blue
    }
  }

  public mutating func fill(rows: Range<Int>, columns: Range<Int>, with colour: Colour) {
    for row in rows.clamped(to: 0..<height) {
      for column in columns.clamped(to: 0..<width) { self[row, column] = colour }
    }
  }

  /// Puts another picture on this one; what lies outside is cut off.
  public mutating func draw(_ picture: Picture, row: Int, column: Int) {
    let columns = (column..<column + picture.width).clamped(to: 0..<width)
    guard !columns.isEmpty else { return }
    for target in (row..<row + picture.height).clamped(to: 0..<height) {
      let from = ((target - row) * picture.width + columns.lowerBound - column) * 3
      let to = (target * width + columns.lowerBound) * 3
      bytes.replaceSubrange(to..<to + columns.count * 3, with: picture.bytes[from..<from + columns.count * 3])
    }
  }

  /// Draws the set pixels of a bitmap; what lies outside is cut off.
  mutating func draw(_ bitmap: Bitmap, row: Int, column: Int, in colour: Colour) {
    let columns = (column..<column + bitmap.width).clamped(to: 0..<width)
    for target in (row..<row + bitmap.height).clamped(to: 0..<height) {
      for place in columns where bitmap[target - row, place - column] { self[target, place] = colour }
    }
  }

  /// The colours in the order in which they are met and each pixel's place among them; nil when they are more than
  /// a byte can count.
  public var indexed: (palette: [Colour], pixels: [UInt8])? {
    var palette: [Colour] = []
    var places: [UInt32: UInt8] = [:]
    var pixels: [UInt8] = []
    pixels.reserveCapacity(width * height)
    var last: (key: UInt32, place: UInt8)?
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let key = UInt32(bytes[start]) << 16 | UInt32(bytes[start + 1]) << 8 | UInt32(bytes[start + 2])
      // Most pixels are of their neighbour's colour.
      if let last, last.key == key {
        pixels.append(last.place)
        continue
      }
      let place: UInt8
      if let known = places[key] {
        place = known
      } else {
        guard let next = UInt8(exactly: palette.count) else { return nil }
        palette.append(Colour(red: bytes[start], green: bytes[start + 1], blue: bytes[start + 2]))
        places[key] = next
        place = next
      }
      last = (key, place)
      pixels.append(place)
    }
    return (palette, pixels)
  }
}
