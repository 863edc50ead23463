import CNcurses
import Display
import Glibc
import Screenbook

/// The funnel: every call of curses stands here, all from the one thread that made it.
final class CursesScreen {
  let support: ColourSupport
  /// Whether the terminal is of the kind that reports clicks and marks pastes when asked.
  let reportsMouse: Bool
  /// What undoes all that curses sets, without curses.
  let goodbye: [UInt8]
  /// Makes the terminal forget what went past its upper edge; empty where it knows no such thing.
  let pastEraser: [UInt8]
  private let hidesCursor: Bool
  private let screen: OpaquePointer

  /// - Parameters:
  ///   - type: what `TERM` says.
  ///   - changesColours: whether to believe a terminal that claims it.
  init(type: String, changesColours: Bool) throws(TerminalFailure) {
    // Widths and output in UTF-8 whatever the locale says; `LANG` is seldom set on a kiosk.
    setlocale(LC_CTYPE, "C.UTF-8")
    try Self.lookUp(type)
    reportsMouse = uk_capability("kmous") != nil
    goodbye = ["op", changesColours ? "oc" : "", "sgr0", "clear", "cnorm", "rmkx", "rmcup"].flatMap(Self.bytes)
    pastEraser = Self.bytes(of: "E3")
    uk_forget_terminal()
    guard let screen = uk_newterm(type, uk_standard_output(), uk_standard_input()) else {
      throw .typeUnknown(type)
    }
    self.screen = screen
    noecho()
    raw()
    nonl()
    keypad(uk_whole_screen(), true)
    // Otherwise curses breaks a paint off when keys wait.
    typeahead(-1)
    scrollok(uk_whole_screen(), false)
    hidesCursor = curs_set(0) != ERR
    leaveok(uk_whole_screen(), hidesCursor)
    support = Self.startColours(changesColours: changesColours)
  }

  /// Whether the terminal data base has the type, and can place its cursor; it stays looked up until it is forgotten.
  private static func lookUp(_ type: String) throws(TerminalFailure) {
    switch uk_look_up_terminal(type) {
    case 1: break
    case -2: throw .cannotPlaceCursor(type)
    default: throw .typeUnknown(type)
    }
    guard uk_capability("cup") != nil else {
      uk_forget_terminal()
      throw .cannotPlaceCursor(type)
    }
  }

  /// Whether a screen could be shown on such a terminal.
  static func check(_ type: String) throws(TerminalFailure) {
    try lookUp(type)
    uk_forget_terminal()
  }

  private static func startColours(changesColours: Bool) -> ColourSupport {
    // https://no-color.org: set and not empty.
    if let wish = getenv("NO_COLOR"), wish.pointee != 0 { return .none }
    guard has_colors(), start_color() != ERR, uk_colours() >= 8, uk_colour_pairs() > Role.allCases.count else {
      return .none
    }
    let count = Int(uk_colours())
    return changesColours && can_change_color() && count <= 256 ? .changeable(count) : .fixed(count)
  }

  /// A capability's bytes without the pauses for machines of the 1970s (`$<5>`).
  private static func bytes(of capability: String) -> [UInt8] {
    guard let value = uk_capability(capability) else { return [] }
    var bytes: [UInt8] = []
    var isPause = false
    for byte in String(cString: value).utf8 {
      if isPause {
        isPause = byte != UInt8(ascii: ">")
      } else if byte == UInt8(ascii: "<"), bytes.last == UInt8(ascii: "$") {
        bytes.removeLast()
        isPause = true
      } else {
        bytes.append(byte)
      }
    }
    return bytes
  }

  func use(_ palette: Palette) {
    for definition in palette.definitions {
      let (red, green, blue) = (
        Self.perMille(definition.colour.red), Self.perMille(definition.colour.green),
        Self.perMille(definition.colour.blue)
      )
      if definition.number < uk_colours() {
        init_color(Int16(definition.number), red, green, blue)
      } else {
        // Curses knows no number beyond the terminal's own colours.
        uk_set_colour(Int32(definition.number), Int32(red), Int32(green), Int32(blue))
      }
    }
    for (index, drawing) in palette.drawings.enumerated() {
      guard let pair = drawing.pair else { continue }
      init_pair(Int16(index + 1), Int16(pair.foreground), Int16(pair.background))
    }
  }

  /// Pairs that no role uses, as many as curses counts in an `Int16`.
  var freePairs: Range<Int> {
    let first = Role.allCases.count + 1
    return first..<max(first, min(Int(uk_colour_pairs()), Int(Int16.max)))
  }

  func set(_ pairs: [(number: Int, pair: Palette.Pair)]) {
    for (number, pair) in pairs { init_pair(Int16(number), Int16(pair.foreground), Int16(pair.background)) }
  }

  /// Rounded up, because the terminal's description rounds down on the way back.
  private static func perMille(_ value: UInt8) -> Int16 { Int16((Int(value) * 1_000 + 254) / 255) }

  func setBackground(_ ink: Ink) { uk_set_background(ink.attributes, ink.pair) }

  /// Everything anew with the next `show`: whatever stands on the terminal is not to be relied on.
  func forget() {
    werase(uk_whole_screen())
    clearok(uk_whole_screen(), true)
  }

  func resize(to size: Size) { resizeterm(Int32(size.rows), Int32(size.columns)) }

  /// - Returns: false when the terminal's library counts the character's cells otherwise or refuses it.
  func put(_ text: String, width: Int, row: Int, column: Int, ink: Ink) -> Bool {
    withUnsafeTemporaryAllocation(of: wchar_t.self, capacity: Self.mostScalars + 1) { wide in
      var count = 0
      var cells: Int32 = 0
      for scalar in text.unicodeScalars {
        guard count < Self.mostScalars else { return false }
        wide[count] = wchar_t(scalar.value)
        let more = wcwidth(wide[count])
        // Controls have no width. A mark cannot stand first.
        guard more >= 0, count > 0 || more > 0 else { return false }
        cells += more
        count += 1
      }
      wide[count] = 0
      guard cells == Int32(width), let start = wide.baseAddress else { return false }
      return uk_put_cell(Int32(row), Int32(column), start, ink.attributes, ink.pair) != ERR
    }
  }

  /// A character that is known to take one cell.
  func put(_ sign: Unicode.Scalar, row: Int, column: Int, ink: Ink) {
    var text = (wchar_t(sign.value), wchar_t(0))
    withUnsafeBytes(of: &text) { bytes in
      guard let start = bytes.assumingMemoryBound(to: wchar_t.self).baseAddress else { return }
      _ = uk_put_cell(Int32(row), Int32(column), start, ink.attributes, ink.pair)
    }
  }

  /// `CCHARW_MAX` of curses: a character and its marks.
  private static let mostScalars = 5

  func show() {
    // A terminal that cannot hide its cursor keeps it in a corner.
    if !hidesCursor { wmove(uk_whole_screen(), 0, 0) }
    wrefresh(uk_whole_screen())
  }

  func sound() { beep() }

  /// Leaves nothing readable behind, also where the terminal has no second screen to leave.
  func end() {
    werase(uk_whole_screen())
    wbkgdset(uk_whole_screen(), 32)
    werase(uk_whole_screen())
    wrefresh(uk_whole_screen())
    endwin()
    delscreen(screen)
  }
}

/// Attributes and colour pair as curses takes them.
struct Ink {
  var attributes: attr_t
  var pair: Int16

  static let plain = Ink(attributes: 0, pair: 0)

  init(attributes: attr_t, pair: Int16) {
    self.attributes = attributes
    self.pair = pair
  }

  /// - Parameters:
  ///   - index: the role's place in `Role.allCases`; pair 0 is the terminal's own.
  ///   - boldIsBright: the terminal shows bold as another colour, so it is left away where there are colours.
  init(_ drawing: Palette.Drawing, index: Int, boldIsBright: Bool) {
    let isBold = drawing.bold && !(boldIsBright && drawing.pair != nil)
    attributes =
      (isBold ? uk_bold() : 0) | (drawing.underline ? uk_underline() : 0)
      | (drawing.reverse ? uk_reverse() : 0)
    pair = drawing.pair == nil ? 0 : Int16(index + 1)
  }
}
