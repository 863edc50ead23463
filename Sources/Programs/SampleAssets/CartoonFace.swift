import Display
import Screenbook

/// A drawn face in the place of a card's photo: as plain as a child's drawing, so that nobody takes it for somebody's.
public enum CartoonFace {
  /// As a card's photo is: 4 wide, 5 high.
  public static let width = 160
  public static let height = 200

  /// Always the same face for the same made-up person.
  public static func picture(of person: String) -> Picture {
    let number = person.utf8.reduce(0) { ($0 * 31 + Int($1)) % 9_973 }
    let hair = hairs[number % hairs.count]
    let shirt = shirts[number / hairs.count % shirts.count]
    var picture = Picture(width: width, height: height, filled: wall)
    fill(&picture, shirt) { x, y in ellipse(x, y, centre: (80, 200), radii: (70, 52)) }
    fill(&picture, skin) { x, y in abs(x - 80) < 14 && (130..<165).contains(y) }
    fill(&picture, hair) { x, y in ellipse(x, y, centre: (80, 82), radii: (54, 62)) && y < 118 }
    fill(&picture, skin) { x, y in ellipse(x, y, centre: (80, 96), radii: (44, 54)) && y > 62 }
    for eye in [62, 98] {
      fill(&picture, ink) { x, y in ellipse(x, y, centre: (eye, 92), radii: (5, 7)) }
      fill(&picture, cheek) { x, y in ellipse(x, y, centre: (eye + (eye < 80 ? -8 : 8), 116), radii: (8, 6)) }
    }
    // A line along the lower half of an ellipse.
    fill(&picture, ink) { x, y in
      y > 118 && ellipse(x, y, centre: (80, 116), radii: (20, 16)) && !ellipse(x, y, centre: (80, 114), radii: (19, 13))
    }
    return picture
  }

  private static let wall = Colour(red: 0xB8, green: 0xD4, blue: 0xE8)
  private static let skin = Colour(red: 0xF2, green: 0xC9, blue: 0xA4)
  private static let cheek = Colour(red: 0xEE, green: 0xA8, blue: 0x94)
  private static let ink = Colour(red: 0x30, green: 0x28, blue: 0x28)
  private static let hairs = [
    Colour(red: 0x2B, green: 0x24, blue: 0x22), Colour(red: 0x5A, green: 0x3A, blue: 0x22),
    Colour(red: 0x8A, green: 0x8C, blue: 0x90),
  ]
  private static let shirts = [
    Colour(red: 0x2F, green: 0x5E, blue: 0x8C), Colour(red: 0x8C, green: 0x3F, blue: 0x4A),
    Colour(red: 0x3F, green: 0x7A, blue: 0x55), Colour(red: 0x6A, green: 0x58, blue: 0x8A),
  ]

  private static func fill(_ picture: inout Picture, _ colour: Colour, where isInside: (Int, Int) -> Bool) {
    for y in 0..<height { for x in 0..<width where isInside(x, y) { picture[y, x] = colour } }
  }

  private static func ellipse(_ x: Int, _ y: Int, centre: (x: Int, y: Int), radii: (x: Int, y: Int)) -> Bool {
    let (across, down) = ((x - centre.x) * radii.y, (y - centre.y) * radii.x)
    return across * across + down * down <= radii.x * radii.x * radii.y * radii.y
  }
}
