import ScreenFiles
import Screenbook
import Testing

@testable import CursesTerminal

/// The checkout's themes on every kind of terminal: the contrast of the colours that are really sent (A8).
@Suite struct ContrastTests {
  private static let screens =
    String(#filePath.dropLast("/Tests/CursesTerminal/ContrastTests.swift".count)) + "/Screens"

  private static func themes() throws -> [Theme] {
    let book = try ScreenFiles.load(folder: screens, language: "ja")
    return book.themes.keys.sorted().compactMap { book.themes[$0] }
  }

  /// A kind of terminal and what its numbers show after the theme was sent.
  enum Terminal: String, CaseIterable {
    /// TERM=linux on the console: 8 colours that can be set, 8 more for bold.
    case console
    /// TERM=xterm-256color that sets colours as it is told, and one that says so and does not.
    case obedient
    case deaf
    /// TERM=tmux-256color, screen-256color.
    case cube
    /// TERM=screen, xterm, linux elsewhere: 8 colours, bold perhaps brighter.
    case eight
    /// More than 256: direct colour.
    case direct

    var support: ColourSupport {
      switch self {
      case .console: .changeable(8)
      case .obedient, .deaf: .changeable(256)
      case .cube: .fixed(256)
      case .eight: .fixed(8)
      case .direct: .fixed(1 << 24)
      }
    }

    /// What a drawing's letters and background may look like.
    func looks(of drawing: Palette.Drawing, in palette: Palette) throws -> [(ink: Colour, paper: Colour)] {
      let pair = try #require(drawing.pair)
      var colours: [Int: Colour] = [:]
      for definition in Palette.nominal(self == .direct ? 8 : count) { colours[definition.number] = definition.colour }
      for number in 0..<8 where count == 8 { colours[number + 8] = Palette.brightSister(of: number) }
      if self != .deaf { for definition in palette.definitions { colours[definition.number] = definition.colour } }
      let paper = try #require(colours[pair.background])
      var inks = [try #require(colours[pair.foreground])]
      if drawing.bold, count == 8 { inks.append(try #require(colours[pair.foreground + 8])) }
      return inks.map { ($0, paper) }
    }

    private var count: Int {
      switch self {
      case .console, .eight, .direct: 8
      case .obedient, .deaf, .cube: 256
      }
    }
  }

  @Test(arguments: Terminal.allCases)
  func everyPairCanBeRead(_ terminal: Terminal) throws {
    let themes = try Self.themes()
    #expect(themes.count >= 4)
    for theme in themes where !theme.monochrome {
      let palette = Palette(theme: theme, support: terminal.support)
      let least = theme.name == "default" ? Contrast.leastOfDefault : Contrast.least
      for (role, drawing) in zip(Role.allCases, palette.drawings) {
        for look in try terminal.looks(of: drawing, in: palette) {
          let contrast = Contrast.ratio(look.ink, look.paper)
          #expect(contrast >= least, "\(theme.name), \(role): \(contrast)")
        }
      }
    }
  }

  @Test func theConsoleShowsTheThemesMostDifferentColours() throws {
    for theme in try Self.themes() where !theme.monochrome {
      let palette = Palette(theme: theme, support: .changeable(8))
      let own = Set(Role.allCases.flatMap { [theme[$0].foreground, theme[$0].background] })
      let set = palette.definitions.filter { $0.number < 8 }.map(\.colour)
      #expect(set.count == min(8, own.count))
      #expect(own.isSuperset(of: set))
      // The text's own, so that the whole screen's ground is right.
      let text = try #require(Role.allCases.firstIndex(of: .text))
      let pair = try #require(palette.drawings[text].pair)
      #expect(palette.definitions.first { $0.number == pair.background }?.colour == theme[.text].background)
      #expect(palette.definitions.first { $0.number == pair.foreground }?.colour == theme[.text].foreground)
    }
  }

  @Test func neighboursShareTheirBackground() throws {
    for theme in try Self.themes() where !theme.monochrome {
      for terminal in Terminal.allCases {
        let palette = Palette(theme: theme, support: terminal.support)
        var papers: [Colour: Set<Int>] = [:]
        for (role, drawing) in zip(Role.allCases, palette.drawings) {
          papers[theme[role].background, default: []].insert(try #require(drawing.pair).background)
        }
        for (colour, numbers) in papers { #expect(numbers.count == 1, "\(theme.name), \(terminal): \(colour)") }
      }
    }
  }
}
