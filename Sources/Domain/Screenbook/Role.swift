/// What a piece of a screen means; a theme says how each is drawn. No cell knows a colour.
public enum Role: String, CaseIterable, Hashable, Sendable {
  case text
  case heading
  /// Small print: official terms behind the plain words, explanations that may be skipped.
  case subtle
  case rule
  case stepDone
  case stepNow
  case stepToCome
  case choice
  /// Small print in a box: the official term, what a choice leads to.
  case choiceHint
  case choiceKey
  case choiceBorder
  case entry
  case entryBorder
  case footer
  case footerKey
  case warning
  case error
  case good
  case picture
  /// The demo's own strip: never on a real kiosk.
  case strip
}

/// How a role is drawn. Colours are 8-bit sRGB.
public struct Style: Hashable, Sendable {
  public var foreground: Colour
  public var background: Colour
  public var bold: Bool
  public var underline: Bool
  public var reverse: Bool

  public init(
    foreground: Colour, background: Colour, bold: Bool = false, underline: Bool = false, reverse: Bool = false
  ) {
    self.foreground = foreground
    self.background = background
    self.bold = bold
    self.underline = underline
    self.reverse = reverse
  }
}

public struct Colour: Hashable, Sendable {
  public var red: UInt8
  public var green: UInt8
  public var blue: UInt8

  public init(red: UInt8, green: UInt8, blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }
}

/// A checked theme: every role has a style.
public struct Theme: Equatable, Sendable {
  public var name: String
  /// No colours are sent at all: attributes alone carry meaning.
  public var monochrome: Bool
  private var styles: [Role: Style]

  /// `nil` when a role is missing.
  public init?(name: String, monochrome: Bool, styles: [Role: Style]) {
    guard Role.allCases.allSatisfy({ styles[$0] != nil }) else { return nil }
    self.name = name
    self.monochrome = monochrome
    self.styles = styles
  }

  public subscript(role: Role) -> Style {
    styles[role]
      ?? Style(
        foreground: Colour(red: 0, green: 0, blue: 0), background: Colour(red: 255, green: 255, blue: 255))
  }
}
