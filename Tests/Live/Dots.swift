import Display
import Screenbook

/// A picture as the dots that half blocks are.
struct Dots {
  private let colours: [[Colour]]

  /// - Parameters:
  ///   - width: of a dot, in pixels.
  ///   - height: of a dot, in pixels.
  init(_ picture: Picture, width: Int, height: Int) {
    colours = (0..<picture.height / height).map { row in
      (0..<picture.width / width).map { picture[row * height + height / 2, $0 * width + width / 2] }
    }
  }

  /// Whether these letters stand side by side somewhere, in one colour on one other.
  func show(_ letters: [Bitmap]) -> Bool {
    guard let height = letters.first?.height else { return false }
    let columns = letters.flatMap { letter in
      (0..<letter.width).map { column in (0..<height).map { letter[$0, column] } }
    }
    guard height <= colours.count, columns.count <= colours.first?.count ?? 0 else { return false }
    return (0...colours.count - height).contains { top in
      (0...(colours[top].count - columns.count)).contains { left in shows(columns, top, left) }
    }
  }

  private func shows(_ columns: [[Bool]], _ top: Int, _ left: Int) -> Bool {
    var (ink, paper): (Colour?, Colour?)
    for (column, dots) in columns.enumerated() {
      for (row, isSet) in dots.enumerated() {
        let colour = colours[top + row][left + column]
        if isSet {
          guard ink == nil || ink == colour else { return false }
          ink = colour
        } else {
          guard paper == nil || paper == colour else { return false }
          paper = colour
        }
      }
    }
    return ink != paper
  }
}
