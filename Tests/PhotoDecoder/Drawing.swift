import Display
import Screenbook

/// A drawn picture: edges, slopes and flat parts in all three colours.
enum Drawing {
  static func picture(width: Int = 48, height: Int = 60) -> Picture {
    var picture = Picture(width: width, height: height, filled: Colour(red: 0, green: 0, blue: 0))
    for row in 0..<height {
      for column in 0..<width {
        let (across, down) = (2 * column - width, 2 * row - height)
        let isInside = across * across * 4 + down * down * 2 < width * width
        picture[row, column] =
          isInside
          ? Colour(red: 242, green: 201, blue: UInt8(164 + 60 * row / height))
          : Colour(red: UInt8(255 * column / width), green: UInt8(255 * row / height), blue: 90)
      }
    }
    return picture
  }

  /// The largest difference of a channel.
  static func difference(_ one: Picture, _ other: Picture) -> Int {
    guard one.bytes.count == other.bytes.count else { return 256 }
    return zip(one.bytes, other.bytes).map { abs(Int($0) - Int($1)) }.max() ?? 0
  }
}

/// Splitmix64 (Steele, Lea and Flood 2014): the same numbers on every run.
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
