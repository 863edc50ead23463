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

  struct Pair: Hashable {
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
  /// The numbers that may be drawn with and what each shows once the definitions are sent; empty without colours.
  private(set) var shown: [Definition] = []

  /// What a terminal's own colours should still keep of the theme's contrast, the best first (A8, WCAG 2.2).
  static let wantedContrasts = [Contrast.leastOfDefault, Contrast.least]

  /// - Parameter support: `.none` also where the user wants no colours.
  init(theme: Theme, support: ColourSupport) {
    switch theme.monochrome ? .none : support {
    case .none: drawings = Role.allCases.map { Self.withoutColour(theme[$0], beside: theme) }
    case .fixed(let count):
      shown = Self.nominal(count)
      draw(theme, boldBrightens: shown.count <= Self.fewColours)
    case .changeable(let count):
      shown = Self.nominal(count)
      define(theme)
      draw(theme, boldBrightens: false)
      // The kernel's console shows bold letters in the colour eight numbers on: let it be the same one.
      guard shown.count <= Self.fewColours else { return }
      definitions += definitions.map { Definition(number: $0.number + Self.fewColours, colour: $0.colour) }
    }
  }

  /// With no more than these, terminals have another eight for bold letters.
  static let fewColours = 8

  /// A style as attributes alone. What a coloured theme sets off by turning light and dark round is shown reversed.
  private static func withoutColour(_ style: Style, beside theme: Theme) -> Drawing {
    let text = theme[.text]
    let isTurned = !theme.monochrome && style.isLightOnDark != text.isLightOnDark
    return Drawing(bold: style.bold, underline: style.underline, reverse: style.reverse != isTurned, pair: nil)
  }

  /// Sets the terminal's colour nearest to each of the theme's to exactly that. So a terminal that only claims to change
  /// colours still shows the nearest, and one that can be read beside its neighbours. When there are more colours than
  /// places, those most unlike one another get a place, and the rest is approximated.
  private mutating func define(_ theme: Theme) {
    var colours: [Colour] = []
    for colour in Role.allCases.flatMap({ [theme[$0].background, theme[$0].foreground] })
    where !colours.contains(colour) {
      colours.append(colour)
    }
    var free = shown
    // What each colour's number shows where it is not set.
    var unset: [Colour: Colour] = [:]
    let first = Self.papers(of: theme) + Self.tellingRoles.map { theme[$0].foreground }
    for colour in Self.mostUnlike(colours, after: first, count: shown.count) {
      let partners = Self.partners(of: colour, in: theme).compactMap { partner in
        unset[partner].map { (colour: $0, own: colour.contrast(to: partner)) }
      }
      func readable(_ wanted: Double) -> Definition? {
        Self.nearest(
          to: colour,
          in: free.filter { place in
            partners.allSatisfy { place.colour.contrast(to: $0.colour) >= min(wanted, $0.own) }
          })
      }
      guard let place = Self.firstFound(Self.wantedContrasts, readable) ?? Self.nearest(to: colour, in: free) else {
        break
      }
      unset[colour] = place.colour
      definitions.append(Definition(number: place.number, colour: colour))
      free.removeAll { $0.number == place.number }
    }
    // First, so that among equals what was set for the theme is found.
    shown = definitions + free
  }

  /// As `lazy.compactMap(find).first`, which looks for the first twice.
  private static func firstFound(_ wanted: [Double], _ find: (Double) -> Definition?) -> Definition? {
    for contrast in wanted { if let found = find(contrast) { return found } }
    return nil
  }

  /// The colours that stand on this one, or that it stands on.
  private static func partners(of colour: Colour, in theme: Theme) -> [Colour] {
    Role.allCases.compactMap { role in
      let style = theme[role]
      return style.background == colour ? style.foreground : style.foreground == colour ? style.background : nil
    }
  }

  /// The backgrounds that can be told apart: they make a screen's looks, more than its letters' colours do.
  private static func papers(of theme: Theme) -> [Colour] {
    var papers: [Colour] = []
    for role in Role.allCases {
      let paper = theme[role].background
      if papers.allSatisfy({ paper.distance(to: $0) > leastDistanceOfPapers }) { papers.append(paper) }
    }
    return papers
  }

  /// Whose letters' colours come next: most of the small print, what went wrong, the keys.
  private static let tellingRoles: [Role] = [.subtle, .error, .footerKey]

  /// Of warm white from white: nobody sees them apart.
  private static let leastDistanceOfPapers = 1_000

  /// All, or the first two (the text's own), these, and whichever is farthest from those taken, again and again.
  private static func mostUnlike(_ colours: [Colour], after first: [Colour], count: Int) -> [Colour] {
    guard colours.count > count else { return colours }
    var taken = Array(colours.prefix(min(2, count)))
    for colour in first where !taken.contains(colour) && taken.count < count { taken.append(colour) }
    while taken.count < count {
      var farthest: (colour: Colour, distance: Int)?
      for colour in colours {
        let distance = taken.map { colour.distance(to: $0) }.min() ?? 0
        if distance > farthest?.distance ?? 0 { farthest = (colour, distance) }
      }
      guard let farthest else { break }
      taken.append(farthest.colour)
    }
    return taken
  }

  private mutating func draw(_ theme: Theme, boldBrightens: Bool) {
    drawings = Role.allCases.map { role in
      let style = theme[role]
      let pair = Self.pair(for: style, in: shown)
      let isBold = style.bold && !(boldBrightens && pair.map { !Self.isReadable($0, bright: style) } ?? false)
      return Drawing(bold: isBold, underline: style.underline, reverse: style.reverse, pair: pair)
    }
  }

  /// The colours nearest to the style's own that keep its contrast, first of all the background: it is shared by
  /// neighbours.
  private static func pair(for style: Style, in places: [Definition]) -> Pair? {
    guard let paper = nearest(to: style.background, in: places), let ink = nearest(to: style.foreground, in: places)
    else { return nil }
    if paper.colour == style.background, ink.colour == style.foreground {
      return Pair(foreground: ink.number, background: paper.number)
    }
    let own = style.foreground.contrast(to: style.background)
    let papers = places.sorted {
      let (one, other) = (style.background.distance(to: $0.colour), style.background.distance(to: $1.colour))
      return (one, $0.number) < (other, $1.number)
    }
    for wanted in wantedContrasts.map({ min($0, own) }) {
      for paper in papers {
        let readable = places.filter { $0.colour.contrast(to: paper.colour) >= wanted }
        if let ink = nearest(to: style.foreground, in: readable) {
          return Pair(foreground: ink.number, background: paper.number)
        }
      }
    }
    let clearest = places.max { $0.colour.contrast(to: paper.colour) < $1.colour.contrast(to: paper.colour) }
    return Pair(foreground: (clearest ?? ink).number, background: paper.number)
  }

  /// Whether a bold letter can still be read where bold shows the brighter sister of its colour.
  private static func isReadable(_ pair: Pair, bright style: Style) -> Bool {
    guard let paper = nominal(fewColours).first(where: { $0.number == pair.background }) else { return false }
    let wanted = min(Contrast.leastOfDefault, style.foreground.contrast(to: style.background))
    return brightSister(of: pair.foreground).contrast(to: paper.colour) >= wanted
  }

  /// What number + 8 shows on a terminal of eight colours.
  static func brightSister(of number: Int) -> Colour {
    let level: (Int) -> UInt8 = { number & $0 != 0 ? 255 : 85 }
    return Colour(red: level(1), green: level(2), blue: level(4))
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
    return (0..<fewColours).map { number in
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
  var luminance: Double { Contrast.luminance(self) }

  /// 1…21 (WCAG 2.2).
  func contrast(to other: Colour) -> Double { Contrast.ratio(self, other) }

  /// How different two colours look, roughly: the eye is finest for green.
  func distance(to other: Colour) -> Int {
    let (red, green, blue) = (
      Int(red) - Int(other.red), Int(green) - Int(other.green), Int(blue) - Int(other.blue)
    )
    return 3 * red * red + 4 * green * green + 2 * blue * blue
  }
}
