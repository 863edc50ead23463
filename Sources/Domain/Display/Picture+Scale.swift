extension Picture {
  /// The largest place of this picture's shape in so many square pixels, in their middle; at least one pixel each way.
  public func fitted(width: Int, height: Int) -> (rows: Range<Int>, columns: Range<Int>) {
    // Compared as products, so that no rounding decides which side is short.
    let isWide = self.width * height > width * self.height
    let wide = isWide ? width : Self.rounded(self.width * height, self.height)
    let high = isWide ? Self.rounded(self.height * width, self.width) : height
    let (columns, rows) = (min(width, max(1, wide)), min(height, max(1, high)))
    let (left, top) = ((width - columns) / 2, (height - rows) / 2)
    return (top..<top + rows, left..<left + columns)
  }

  private static func rounded(_ numerator: Int, _ denominator: Int) -> Int {
    (numerator + denominator / 2) / denominator
  }

  /// Another size, each pixel the average of the area that it covers here; the shape is the caller's matter.
  public func scaled(width: Int, height: Int) -> Picture {
    if (width, height) == (self.width, self.height) { return self }
    let across = Self.shares(from: self.width, to: width)
    let down = Self.shares(from: self.height, to: height)
    let whole = self.width * self.height
    var bytes: [UInt8] = []
    bytes.reserveCapacity(width * height * 3)
    for rows in down {
      for columns in across {
        var (red, green, blue) = (whole / 2, whole / 2, whole / 2)
        for row in rows {
          for column in columns {
            let weight = row.weight * column.weight
            let index = (row.place * self.width + column.place) * 3
            red += weight * Int(self.bytes[index])
            green += weight * Int(self.bytes[index + 1])
            blue += weight * Int(self.bytes[index + 2])
          }
        }
        bytes += [UInt8(red / whole), UInt8(green / whole), UInt8(blue / whole)]
      }
    }
    return Picture(width: width, height: height, bytes: bytes) ?? self
  }

  /// For each of `to` places the places of `from` that lie under it, and how much of them: all weights of one add up
  /// to `from`.
  private static func shares(from: Int, to: Int) -> [[(place: Int, weight: Int)]] {
    (0..<to).map { target in
      // In units of which a source pixel has `to` and a target pixel `from`.
      let (begin, end) = (target * from, (target + 1) * from)
      return (begin / to...(end - 1) / to).map { place in
        (place, min(end, (place + 1) * to) - max(begin, place * to))
      }
    }
  }
}
