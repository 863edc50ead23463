import Glibc
import Screenbook

/// What the terminal can do with colours.
enum ColourSupport: Equatable {
  case none
  /// So many fixed colours: 8, or 256 with xterm's cube and greys.
  case fixed(Int)
  /// So many, and each can be set to another.
  case changeable(Int)
}

/// How each role is drawn on a terminal: the colours to set first, then a foreground and background number a role.
struct Palette: Equatable {
  struct Drawing: Equatable {
    var bold: Bool
    var underline: Bool
    var reverse: Bool
    /// nil without colours.
    var pair: Pair?
  }

  struct Pair: Equatable {
    var foreground: Int
    var background: Int
  }

  /// A number and the colour it shows.
  struct Definition: Equatable {
    var number: Int
    var colour: Colour
  }

  private(set) var definitions: [Definition] = []
  /// In the order of `Role.allCases`.
  private(set) var drawings: [Drawing] = []

  /// The least contrast that is accepted when a terminal has no colour near the theme's own (WCAG 2.2, 1.4.3).
  static let leastContrast = 4.5

  /// - Parameter support: `.none` also where the user wants no colours.
  init(theme: Theme, support: ColourSupport) {
    switch theme.monochrome ? .none : support {
    case .none: drawings = Role.allCases.map { Self.withoutColour(theme[$0], beside: theme) }
    case .fixed(let count): draw(theme, with: Self.nominal(count))
    case .changeable(let count):
      var places = Self.nominal(count)
      define(theme, in: &places)
      draw(theme, with: places)
    }
  }

  /// The console's own escape sequences that make its eight bright colours equal to the plain ones. Bold is a bright
  /// colour there, and in VGA's text mode half of 512 letters are drawn in bright colours.
  var brightAsPlain: String {
    Self.nominal(8).map { place in
      let colour = definitions.first { $0.number == place.number }?.colour ?? place.colour
      let digits = [colour.red, colour.green, colour.blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
      return "\u{1B}]P" + String(place.number + 8, radix: 16) + digits.joined()
    }.joined()
  }

  /// A style as attributes alone. What a coloured theme sets off by turning light and dark round is shown reversed.
  private static func withoutColour(_ style: Style, beside theme: Theme) -> Drawing {
    let text = theme[.text]
    let isTurned = !theme.monochrome && style.isLightOnDark != text.isLightOnDark
    return Drawing(bold: style.bold, underline: style.underline, reverse: style.reverse != isTurned, pair: nil)
  }

  /// Sets the terminal's colour nearest to each of the theme's to exactly that. So a terminal that only claims to
  /// change colours still shows the nearest. When there are more colours than places the rest is approximated.
  private mutating func define(_ theme: Theme, in places: inout [Definition]) {
    var free = places
    for colour in Role.allCases.flatMap({ [theme[$0].background, theme[$0].foreground] })
    where !definitions.contains(where: { $0.colour == colour }) {
      guard let nearest = Self.nearest(to: colour, in: free) else { break }
      definitions.append(Definition(number: nearest.number, colour: colour))
      free.removeAll { $0.number == nearest.number }
      places.removeAll { $0.number == nearest.number }
    }
    // First, so that among equals what was set for the theme is found.
    places.insert(contentsOf: definitions, at: 0)
  }

  private mutating func draw(_ theme: Theme, with places: [Definition]) {
    drawings = Role.allCases.map { role in
      let style = theme[role]
      return Drawing(
        bold: style.bold, underline: style.underline, reverse: style.reverse, pair: Self.pair(for: style, in: places))
    }
  }

  /// The nearest background, and the nearest foreground that can be read on it.
  private static func pair(for style: Style, in places: [Definition]) -> Pair? {
    guard let paper = nearest(to: style.background, in: places), let ink = nearest(to: style.foreground, in: places)
    else { return nil }
    if paper.colour == style.background, ink.colour == style.foreground {
      return Pair(foreground: ink.number, background: paper.number)
    }
    let wanted = min(leastContrast, style.foreground.contrast(to: style.background))
    let readable = places.filter { $0.colour.contrast(to: paper.colour) >= wanted }
    let clearest = places.max { $0.colour.contrast(to: paper.colour) < $1.colour.contrast(to: paper.colour) }
    let foreground = nearest(to: style.foreground, in: readable) ?? clearest ?? ink
    return Pair(foreground: foreground.number, background: paper.number)
  }

  private static func nearest(to colour: Colour, in places: [Definition]) -> Definition? {
    var nearest: (place: Definition, distance: Int)?
    for place in places {
      let distance = colour.distance(to: place.colour)
      if distance < nearest?.distance ?? .max { nearest = (place, distance) }
    }
    return nearest?.place
  }

  /// The colours that a terminal shows by itself. Of 256 the first sixteen are left out: people set them as they like.
  /// More than 256 means direct colour, whose numbers above 7 mean something else.
  static func nominal(_ count: Int) -> [Definition] {
    if count == 256 { return (16..<256).map { Definition(number: $0, colour: ofCube($0)) } }
    return (0..<8).map { number in
      let level: (Int) -> UInt8 = { number & $0 != 0 ? 170 : 0 }
      return Definition(number: number, colour: Colour(red: level(1), green: level(2), blue: level(4)))
    }
  }

  /// xterm's cube of 6×6×6 from number 16 and its 24 greys from 232.
  private static func ofCube(_ number: Int) -> Colour {
    if number >= 232 {
      let grey = UInt8(8 + (number - 232) * 10)
      return Colour(red: grey, green: grey, blue: grey)
    }
    let levels: [UInt8] = [0, 95, 135, 175, 215, 255]
    let place = number - 16
    return Colour(red: levels[place / 36], green: levels[place / 6 % 6], blue: levels[place % 6])
  }
}

extension Style {
  fileprivate var isLightOnDark: Bool { foreground.luminance > background.luminance }
}

extension Colour {
  /// Relative luminance (WCAG 2.2), 0…1.
  var luminance: Double {
    func linear(_ value: UInt8) -> Double {
      let part = Double(value) / 255
      return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// 1…21 (WCAG 2.2).
  func contrast(to other: Colour) -> Double {
    let (one, two) = (luminance, other.luminance)
    return (max(one, two) + 0.05) / (min(one, two) + 0.05)
  }

  /// How different two colours look, roughly: the eye is finest for green.
  func distance(to other: Colour) -> Int {
    let (red, green, blue) = (
      Int(red) - Int(other.red), Int(green) - Int(other.green), Int(blue) - Int(other.blue)
    )
    return 3 * red * red + 4 * green * green + 2 * blue * blue
  }
}
