import Display
import Glibc
import Pseudoterminal
import SampleFrames
import Screenbook
import Testing

@testable import CursesTerminal

/// Pictures with the colours and pairs that a terminal has, and as a real terminal shows them.
@Suite struct RasterInksTests {
  private let rasters = SampleFrames.photo(shown: true).rasters

  private func inks(_ support: ColourSupport, pairs: Int) throws -> RasterInks {
    let palette = Palette(theme: try #require(SampleFrames.theme), support: support)
    let text = try #require(Role.allCases.firstIndex(of: .text))
    return RasterInks(
      shown: palette.shown, paper: palette.drawings[text].pair?.background ?? 0,
      freePairs: Role.allCases.count + 1..<max(pairs, Role.allCases.count + 1))
  }

  /// The two colours of each cell, from its sign and pair.
  private func halves(_ drawing: RasterInks.Drawing) throws -> [[Int]] {
    try drawing.cells.map { cell in
      let pair = try #require(drawing.pairs.first { $0.number == cell.pair }).pair
      switch cell.sign {
      case "▀": return [cell.row, cell.column, pair.foreground, pair.background]
      case "▄": return [cell.row, cell.column, pair.background, pair.foreground]
      default: return [cell.row, cell.column, pair.background, pair.background]
      }
    }
  }

  @Test(arguments: [ColourSupport.fixed(8), .changeable(8), .fixed(256), .changeable(256)])
  func everyCellHasItsTwoColours(_ support: ColourSupport) throws {
    let isFew = support == .fixed(8) || support == .changeable(8)
    let inks = try inks(support, pairs: isFew ? 64 : 32_767)
    let drawing = inks.drawing(of: rasters, isInkLight: false)
    // A pair and its reverse are one.
    let unordered = drawing.pairs.map { Set([$0.pair.foreground, $0.pair.background]) }
    #expect(Set(unordered).count == unordered.count)
    #expect(Set(drawing.pairs.map(\.number)).count == drawing.pairs.count)
    for pair in drawing.pairs { #expect(inks.freePairs.contains(pair.number)) }
    let raster = Raster(SampleFrames.ball, columns: 20, rows: 8, colours: inks.shown.map(\.colour))
    var wanted: [[Int]] = []
    for row in 0..<8 {
      for column in 0..<20 {
        let halves = raster.halves(row: row, column: column)
        guard halves.upper != nil || halves.lower != nil else { continue }
        let numbers = [halves.upper, halves.lower].map { $0.map { inks.shown[$0].number } ?? inks.paper }
        wanted.append([row + 3, column + 2] + numbers)
      }
    }
    #expect(wanted.count == 13 * 8)
    #expect(try halves(drawing).sorted { $0.lexicographicallyPrecedes($1) } == wanted)
  }

  @Test func tooFewPairsAndNoColoursAreLightAndDark() throws {
    let few = try inks(.fixed(8), pairs: Role.allCases.count + 3).drawing(of: rasters, isInkLight: true)
    let none = try inks(.none, pairs: 0).drawing(of: rasters, isInkLight: true)
    #expect(few == none)
    #expect(none.pairs.isEmpty)
    #expect(none.cells.allSatisfy { $0.pair == nil })
    #expect(Set(none.cells.map(\.sign)) == [" ", "▀", "▄", "█"])
    // Dark letters on light: what is light has no ink.
    let turned = try inks(.none, pairs: 0).drawing(of: rasters, isInkLight: false)
    #expect(turned.cells.filter { $0.sign == "█" }.count == none.cells.filter { $0.sign == " " && inBall($0) }.count)
  }

  /// Beside the picture both are blank.
  private func inBall(_ cell: RasterInks.Cell) -> Bool { (5..<18).contains(cell.column) }

  // MARK: - Through a real terminal

  @Test(arguments: ["xterm-256color", "tmux-256color", "screen", "linux", "vt100"], ["", "drawn"])
  func theTerminalShowsIt(_ type: String, _ option: String) throws {
    let report = try ReportPipe()
    let tmux = try Tmux(command: "NO_COLOR= TERM=\(type) '\(Probe.program)' photo '\(report.path)' \(option)")
    #expect(report.line() == "ready 80x24")
    let support: ColourSupport =
      switch type {
      case "xterm-256color": .changeable(256)
      case "tmux-256color": .fixed(256)
      case "vt100": .none
      default: .fixed(8)
      }
    let drawing = try inks(support, pairs: support == .fixed(8) ? 64 : 32_767).drawing(
      of: rasters, isInkLight: support == .none)
    var wanted = Array(repeating: Array(repeating: Character(" "), count: 80), count: 24)
    for cell in drawing.cells { wanted[cell.row][cell.column] = cell.sign }
    for turn in 0..<3 as Range<UInt64> {
      if turn > 0 {
        try tmux.type("1")
        _ = try report.lines(until: "painted \(turn)")
      }
      guard turn % 2 == 0 else {
        // The picture is gone, every cell of it and its colours.
        let words = option == "drawn" ? "    ? ? ?  ? ? ? ? ?" : "    写真は ありません"
        try expect(tmux) { $0[3...10].enumerated().allSatisfy { $1 == ($0 == 2 ? words : "") } }
        let paper = try inks(support, pairs: 64).paper
        var colours: Set<Int> = []
        for _ in 0..<Self.mostLooks {
          let seen = try cells(tmux)
          // Behind the last thing on a row tmux tells nothing.
          colours = Set((3..<11).flatMap { row in (2..<22).map { seen[row][$0].background } }).subtracting([-1])
          if colours.isSubset(of: [paper]) { break }
        }
        #expect(colours.isSubset(of: [paper]))
        continue
      }
      try expect(tmux) { rows in
        (3..<11).allSatisfy { row in
          var line = String(wanted[row])
          while line.last == " " { line.removeLast() }
          return rows[row] == line
        }
      }
      guard support != .none else { continue }
      #expect(Set(try halves(drawing)) == Set(try shown(tmux)))
    }
  }

  /// tmux reads what was written a little later; how many looks that may take.
  private static let mostLooks = 200

  private func expect(_ tmux: Tmux, _ holds: ([String]) -> Bool) throws {
    var seen = ""
    for _ in 0..<Self.mostLooks {
      seen = try tmux.screen()
      if holds(seen.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)) { return }
    }
    Issue.record("the screen is\n\(seen)")
  }

  /// Row, column, upper and lower colour of every cell that the picture covers, as tmux tells its own screen.
  private func shown(_ tmux: Tmux) throws -> [[Int]] {
    let ground = try self.cells(tmux)
    return (3..<11).flatMap { row in
      (5..<18).map { column in
        let cell = ground[row][column]
        let (ink, paper) = cell.isReversed ? (cell.background, cell.foreground) : (cell.foreground, cell.background)
        switch cell.sign {
        case "▀": return [row, column, ink, paper]
        case "▄": return [row, column, paper, ink]
        default: return [row, column, paper, paper]
        }
      }
    }
  }

  private struct Look {
    var sign: Character = " "
    var foreground = -1
    var background = -1
    var isReversed = false
  }

  private func cells(_ tmux: Tmux) throws -> [[Look]] {
    var look = Look()
    return try tmux.styledScreen().split(separator: "\n", omittingEmptySubsequences: false).map { line in
      var row: [Look] = []
      var rest = line.unicodeScalars[...]
      while let scalar = rest.popFirst() {
        if scalar == "\u{1B}" {
          let end = rest.firstIndex { $0.properties.isAlphabetic } ?? rest.endIndex
          take(String(Substring(rest[..<end].dropFirst())), &look)
          rest = rest[end...].dropFirst()
        } else if scalar == "\u{F}" || scalar == "\u{E}" {
          continue
        } else {
          look.sign = Character(scalar)
          row.append(look)
        }
      }
      return row + Array(repeating: Look(), count: max(0, 80 - row.count))
    }
  }

  /// The numbers of one SGR sequence.
  private func take(_ sequence: String, _ look: inout Look) {
    var numbers = sequence.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }[...]
    while let number = numbers.popFirst() {
      switch number {
      case 0: look = Look()
      case 7: look.isReversed = true
      case 27: look.isReversed = false
      case 30...37: look.foreground = number - 30
      case 40...47: look.background = number - 40
      case 39: look.foreground = -1
      case 49: look.background = -1
      case 38, 48:
        let colour = numbers.dropFirst().first ?? -1
        numbers = numbers.dropFirst(2)
        if number == 38 { look.foreground = colour } else { look.background = colour }
      default: break
      }
    }
  }
}
