import Screenbook

/// A picture as cells show it: two pixels a cell, one above the other, each in one of a terminal's colours. A cell is
/// twice as high as wide, so the pixels are square and the picture keeps its shape; what it leaves free stays free.
public struct Raster: Equatable, Sendable {
  public let columns: Int
  public let rows: Int
  /// Two rows for each row of cells: places in the colours that were given, nil beside the picture.
  private let pixels: [Int?]

  /// - Parameters:
  ///   - columns, rows: cells; both at least 1.
  ///   - colours: what the terminal can show, at least one. Each pixel takes the nearest, and hands what is missing on
  ///     to its neighbours (Floyd and Steinberg 1976), so that few colours show many shades. Black is their darkest and
  ///     white their lightest: on a terminal whose white is grey a bright face does not burn out.
  public init(_ picture: Picture, columns: Int, rows: Int, colours: [Colour]) {
    self.columns = columns
    self.rows = rows
    let place = picture.fitted(width: columns, height: rows * 2)
    let scaled = picture.scaled(width: place.columns.count, height: place.rows.count)
    var pixels: [Int?] = Array(repeating: nil, count: columns * rows * 2)
    var diffusion = Diffusion(colours: colours, width: scaled.width)
    for row in 0..<scaled.height {
      let line = diffusion.line((0..<scaled.width).map { scaled[row, $0] })
      let start = (place.rows.lowerBound + row) * columns + place.columns.lowerBound
      for (offset, colour) in line.enumerated() { pixels[start + offset] = colour }
    }
    self.pixels = pixels
  }

  /// The two halves of a cell.
  public func halves(row: Int, column: Int) -> (upper: Int?, lower: Int?) {
    (pixels[row * 2 * columns + column], pixels[(row * 2 + 1) * columns + column])
  }
}

/// Colours line by line from few, what each pixel lacks given to those not yet drawn.
private struct Diffusion {
  let colours: [Colour]
  /// From the darkest to the lightest that the colours have, channel by channel.
  private let reds: ClosedRange<Int>
  private let greens: ClosedRange<Int>
  private let blues: ClosedRange<Int>
  /// What this line and the next one still owe, in sixteenths; one place more on either side.
  private var owed: [Shade]
  private var next: [Shade]

  private struct Shade {
    var red = 0
    var green = 0
    var blue = 0

    mutating func add(_ part: Int, of other: Shade) {
      red += part * other.red
      green += part * other.green
      blue += part * other.blue
    }
  }

  init(colours: [Colour], width: Int) {
    self.colours = colours
    (reds, greens, blues) = (
      Self.range(of: colours.map(\.red)), Self.range(of: colours.map(\.green)), Self.range(of: colours.map(\.blue))
    )
    owed = Array(repeating: Shade(), count: width + 2)
    next = owed
  }

  mutating func line(_ line: [Colour]) -> [Int] {
    defer {
      owed = next
      next = Array(repeating: Shade(), count: line.count + 2)
    }
    return line.enumerated().map { column, colour in
      let debt = owed[column + 1]
      // Kept within what colours can be, so that a debt that nobody can pay does not run over the picture.
      let wanted = Shade(
        red: Self.wanted(colour.red, debt.red, reds), green: Self.wanted(colour.green, debt.green, greens),
        blue: Self.wanted(colour.blue, debt.blue, blues))
      let (place, shown) = nearest(to: wanted)
      let rest = Shade(
        red: wanted.red - Int(shown.red), green: wanted.green - Int(shown.green), blue: wanted.blue - Int(shown.blue))
      owed[column + 2].add(7, of: rest)
      next[column].add(3, of: rest)
      next[column + 1].add(5, of: rest)
      next[column + 2].add(1, of: rest)
      return place
    }
  }

  private static func range(of levels: [UInt8]) -> ClosedRange<Int> {
    Int(levels.min() ?? 0)...Int(levels.max() ?? 255)
  }

  private static func wanted(_ level: UInt8, _ debt: Int, _ range: ClosedRange<Int>) -> Int {
    let shown = range.lowerBound + Int(level) * (range.upperBound - range.lowerBound) / 255
    return min(255, max(0, shown + debt / 16))
  }

  /// The eye is finest for green.
  private func nearest(to wanted: Shade) -> (place: Int, colour: Colour) {
    var best = (place: 0, colour: colours[0])
    var least = Int.max
    for (place, colour) in colours.enumerated() {
      let (red, green, blue) = (
        wanted.red - Int(colour.red), wanted.green - Int(colour.green), wanted.blue - Int(colour.blue)
      )
      let distance = 3 * red * red + 4 * green * green + 2 * blue * blue
      if distance < least { (least, best) = (distance, (place, colour)) }
    }
    return best
  }
}
