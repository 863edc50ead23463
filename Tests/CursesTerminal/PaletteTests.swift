import SampleFrames
import Screenbook
import Testing

@testable import CursesTerminal

/// Theme and terminal to colour numbers, without a terminal.
@Suite struct PaletteTests {
  private func theme(monochrome: Bool = false, _ style: (Role) -> Style) throws -> Theme {
    try #require(
      Theme(
        name: "test", monochrome: monochrome,
        styles: Dictionary(uniqueKeysWithValues: Role.allCases.map { ($0, style($0)) })))
  }

  private let black = Colour(red: 0, green: 0, blue: 0)
  private let white = Colour(red: 255, green: 255, blue: 255)

  private func colours(_ count: Int) -> [Int: Colour] {
    Dictionary(uniqueKeysWithValues: Palette.nominal(count).map { ($0.number, $0.colour) })
  }

  private func drawing(_ palette: Palette, _ role: Role) throws -> Palette.Drawing {
    palette.drawings[try #require(Role.allCases.firstIndex(of: role))]
  }

  @Test func withoutColoursLightOnDarkIsReversed() throws {
    let theme = try theme { role in
      Style(
        foreground: role == .warning ? white : black, background: role == .warning ? black : white,
        bold: role == .heading, reverse: role == .error)
    }
    let palette = Palette(theme: theme, support: .none)
    #expect(palette.definitions.isEmpty)
    #expect(try drawing(palette, .text) == .init(bold: false, underline: false, reverse: false, pair: nil))
    #expect(try drawing(palette, .heading) == .init(bold: true, underline: false, reverse: false, pair: nil))
    #expect(try drawing(palette, .warning) == .init(bold: false, underline: false, reverse: true, pair: nil))
    #expect(try drawing(palette, .error) == .init(bold: false, underline: false, reverse: true, pair: nil))
  }

  @Test func aMonochromeThemeSendsNoColours() throws {
    let theme = try theme(monochrome: true) { role in
      Style(foreground: white, background: black, reverse: role == .choiceKey)
    }
    for support in [ColourSupport.none, .fixed(8), .fixed(256), .changeable(256)] {
      let palette = Palette(theme: theme, support: support)
      #expect(palette.drawings.allSatisfy { $0.pair == nil })
      #expect(try drawing(palette, .choiceKey).reverse)
      #expect(try !drawing(palette, .text).reverse)
    }
  }

  @Test func exactColoursWhereTheyCanBeSet() throws {
    let theme = try #require(SampleFrames.theme)
    let palette = Palette(theme: theme, support: .changeable(256))
    var colours = colours(256)
    for definition in palette.definitions {
      // The terminal's place for it was the nearest or, that taken, another; never one that people set themselves.
      #expect((16..<256).contains(definition.number))
      colours[definition.number] = definition.colour
    }
    for role in Role.allCases {
      let pair = try #require(try drawing(palette, role).pair)
      #expect(colours[pair.foreground] == theme[role].foreground)
      #expect(colours[pair.background] == theme[role].background)
    }
  }

  @Test(arguments: [8, 256])
  func approximationsStayReadable(_ count: Int) throws {
    // Greys and pastels that eight colours know nothing of.
    let theme = try theme { role in
      let shade = UInt8(Role.allCases.firstIndex(of: role).map { $0 * 5 } ?? 0)
      return Style(
        foreground: Colour(red: shade, green: 90, blue: shade),
        background: Colour(red: 255, green: 255 - shade / 2, blue: 230))
    }
    let palette = Palette(theme: theme, support: .fixed(count))
    let colours = colours(count)
    for role in Role.allCases {
      let pair = try #require(try drawing(palette, role).pair)
      let ink = try #require(colours[pair.foreground])
      let paper = try #require(colours[pair.background])
      let wanted = min(Contrast.least, theme[role].foreground.contrast(to: theme[role].background))
      #expect(ink.contrast(to: paper) >= wanted, "\(role)")
    }
  }

  @Test func moreColoursThanPlaces() throws {
    let theme = try #require(SampleFrames.theme)
    let palette = Palette(theme: theme, support: .changeable(8))
    #expect(Set(palette.definitions.map(\.number)) == Set(0..<16))
    #expect(palette.definitions.count == 16)
    for definition in palette.definitions where definition.number < 8 {
      // Bold is another number on the console, and the same colour.
      #expect(palette.definitions.contains(.init(number: definition.number + 8, colour: definition.colour)))
    }
    #expect(palette.definitions.contains { $0.colour == theme[.text].background })
    #expect(palette.definitions.contains { $0.colour == theme[.text].foreground })
    for role in Role.allCases {
      let pair = try #require(try drawing(palette, role).pair)
      #expect(pair.foreground != pair.background, "\(role)")
    }
  }

  @Test func contrastAsTheStandardComputesIt() {
    #expect(black.contrast(to: white) == 21)
    #expect(abs(Colour(red: 0x76, green: 0x76, blue: 0x76).contrast(to: white) - 4.54) < 0.01)
  }
}
