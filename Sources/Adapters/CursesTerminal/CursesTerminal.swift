import CivilTime
import Display
import Glibc
import LockedMemory
import Screenbook

/// The terminal that the patient stands before: paints frames, reads keys, and leaves it as it was found.
///
/// Belongs to one thread, the event loop's; curses allows no other. There is one a process. From `init` to `restore`
/// the terminal is in raw mode: the keyboard's interrupt, stop and flow keys are only keys (S1). Should the process end
/// without `restore`, by `exit` or a fatal signal, the terminal is put back all the same.
public final class CursesTerminal {
  /// Where keys come from; the event loop watches it.
  public let descriptor: Int32 = STDIN_FILENO
  public private(set) var size: Size
  /// While set, what it accepts goes into the secret pad byte by byte and is known here by its count alone; no
  /// `Character` is ever made of it.
  public var secretEntry: SecretEntry?
  /// Where a touch types into the secret pad, during an entry of digits.
  public var secretKeys: [SecretKey] = []

  private let screen: CursesScreen
  private let modes: TerminalModes
  private let secret: SecretPad
  private var decoder: KeyDecoder
  private var inks = Array(repeating: Ink.plain, count: Role.allCases.count)
  private var painted: Frame?
  private var rasterInks: RasterInks?
  /// What the painted frame's pictures are drawn with.
  private var rasterCells: [RasterInks.Cell] = []
  private var isInkLight = true
  /// How cells become characters; nil on a terminal that can show them.
  private let drawing: CellDrawing?
  /// What `drawing` made of the frame that is shown.
  private var signs: [Unicode.Scalar] = []
  private let isConsole: Bool
  private var isRestored = false
  /// Undoes what curses was not asked for.
  private let goodbye: String
  /// One byte of our own, so that a digit of a secret lies nowhere else; zero between two keys.
  private let mailbox: UnsafeMutablePointer<UInt8>

  /// A flood of bytes that make no key must not hold up timers and the card.
  static let mostBytesAKey = 4_096

  /// - Parameters:
  ///   - secret: where the characters of a secret entry go.
  ///   - interrupt: Ctrl-C raises SIGINT, for the demo; otherwise it is a key without meaning.
  ///   - drawing: for a terminal that cannot show a frame's characters by itself.
  public init(secret: SecretPad, interrupt: Bool, drawing: CellDrawing? = nil) throws(TerminalFailure) {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { throw .notATerminal }
    guard let name = getenv("TERM"), name.pointee != 0 else { throw .typeMissing }
    let type = String(cString: name)
    // Once curses has begun, nothing ends the process before it is known how to put the terminal back.
    TerminalRescue.holdFatalSignals()
    defer { TerminalRescue.releaseFatalSignals() }
    modes = try TerminalModes(descriptor: STDIN_FILENO)
    self.drawing = drawing
    isConsole = type == "linux" || type.hasPrefix("linux-")
    // The console's own sequence for a colour has no end, and swallows text on a terminal that is none.
    screen = try CursesScreen(type: type, changesColours: !isConsole || modes.consoleLocks != nil)
    self.secret = secret
    decoder = KeyDecoder(keypad: isConsole ? .linuxConsole : .vt100)
    mailbox = .allocate(capacity: 1)
    mailbox.initialize(to: 0)
    size = modes.size ?? .smallest
    let extras = Extras(isConsole: isConsole, reportsMouse: screen.reportsMouse)
    TerminalRescue.arm(
      descriptor: STDOUT_FILENO, modes: modes.found, goodbye: Array(extras.off.utf8) + screen.goodbye,
      consoleLocks: modes.consoleLocks, lastDeed: drawing?.end)
    goodbye = extras.off
    if let drawing {
      drawing.begin()
      size = modes.size ?? size
    }
    if interrupt {
      do { try modes.letCtrlCInterrupt() } catch {
        restore()
        throw error
      }
    }
    modes.setNumLock()
    Self.write(extras.on)
    // The environment's LINES and COLUMNS would otherwise win over the terminal's own answer.
    screen.resize(to: size)
  }

  deinit {
    restore()
    mailbox.deallocate()
  }

  /// What standard input is, without showing anything on it.
  ///
  /// - Returns: what `TERM` says, and the size.
  public static func look() throws(TerminalFailure) -> (type: String, size: Size) {
    guard isatty(STDIN_FILENO) == 1 else { throw .notATerminal }
    guard let name = getenv("TERM"), name.pointee != 0 else { throw .typeMissing }
    let type = String(cString: name)
    try CursesScreen.check(type)
    return (type, try TerminalModes(descriptor: STDIN_FILENO).size ?? .smallest)
  }

  /// What curses does not ask for by itself.
  private struct Extras {
    var on = ""
    var off = ""

    init(isConsole: Bool, reportsMouse: Bool) {
      if isConsole {
        // UTF-8, which it reads unless somebody changed that; and the pad's application mode, in which NumLock does not
        // matter and which its description lacks.
        on += "\u{1B}%G\u{1B}="
        off += "\u{1B}>"
      } else if reportsMouse {
        // Clicks in the form without a limit of columns; pastes marked as such.
        on += "\u{1B}[?1000h\u{1B}[?1006h\u{1B}[?2004h"
        off += "\u{1B}[?2004l\u{1B}[?1006l\u{1B}[?1000l"
      }
    }
  }

  /// Draws in this theme's colours from the next `paint` on.
  public func use(theme: Theme) {
    let palette = Palette(theme: theme, support: screen.support)
    screen.use(palette)
    inks = palette.drawings.enumerated().map { Ink($1, index: $0, boldIsBright: isConsole) }
    screen.setBackground(ink(of: .text))
    let text = palette.drawings[Role.allCases.firstIndex(of: .text) ?? 0]
    rasterInks = RasterInks(
      shown: palette.shown, paper: text.pair?.background ?? 0, freePairs: screen.freePairs)
    // Without colours the terminal's own are mostly light on dark.
    isInkLight = palette.shown.isEmpty || theme[.text].foreground.luminance > theme[.text].background.luminance
    repaint()
  }

  /// Makes the terminal look like this; only differences are written.
  /// - Parameters:
  ///   - frame: what is larger than the terminal is cut off, what is smaller leaves the rest blank.
  ///   - discardTypeAhead: forgets keys that were pressed before this screen could be seen (A1).
  public func paint(_ frame: Frame, discardTypeAhead: Bool) {
    guard !isRestored else { return }
    // Before the drawing: its last rows come up to a millisecond behind its heading, and who answers the heading at once
    // would not be heard.
    if discardTypeAhead {
      modes.discardInput()
      decoder.reset()
    }
    if frame.size != painted?.size { repaint() }
    let isCovered = frame.rasters == painted?.rasters ?? []
    if !isCovered { rasterCells = cells(of: frame.rasters) }
    let shown = frame.covered(by: rasterCells)
    if let drawing {
      put(shown, drawing)
    } else {
      for run in shown.runs(since: painted) { put(run, of: shown) }
    }
    if !isCovered { for raster in painted?.rasters ?? [] { uncover(raster, in: shown) } }
    for cell in rasterCells { put(shown, row: cell.row, column: cell.column, pair: cell.pair) }
    painted = shown
    screen.show()
  }

  /// What pictures covered before, shown as the frame has it: a blank cell may have had a picture's colour.
  private func uncover(_ raster: Frame.PlacedRaster, in frame: Frame) {
    for row in raster.rows { for column in raster.columns { put(frame, row: row, column: column, pair: nil) } }
  }

  /// One cell, also where it has not changed.
  ///
  /// - Parameter pair: of a picture's colours; nil draws it in its role's.
  private func put(_ frame: Frame, row: Int, column: Int, pair: Int?) {
    guard row < min(frame.size.rows, size.rows), column < min(frame.size.columns, size.columns) else { return }
    let cell = frame[row, column]
    let ink = pair.map { Ink(attributes: 0, pair: Int16($0)) } ?? ink(of: cell.role)
    if drawing != nil {
      screen.put(signs[row * frame.size.columns + column], row: row, column: column, ink: ink)
    } else if !cell.isContinuation {
      put(cell.text, isWide: cell.glyph.width == 2, row: row, column: column, ink: ink)
    }
  }

  private func cells(of rasters: [Frame.PlacedRaster]) -> [RasterInks.Cell] {
    guard !rasters.isEmpty, let drawing = rasterInks?.drawing(of: rasters, isInkLight: isInkLight) else { return [] }
    screen.set(drawing.pairs)
    return drawing.cells
  }

  private func put(_ frame: Frame, _ drawing: CellDrawing) {
    let signs = drawing.signs(frame) {
      repaint()
      screen.show()
    }
    for row in 0..<min(frame.size.rows, size.rows) {
      for column in 0..<min(frame.size.columns, size.columns) {
        let index = row * frame.size.columns + column
        let cell = frame.cells[index]
        if let painted, painted.cells[index].role == cell.role, self.signs[index] == signs[index] { continue }
        screen.put(signs[index], row: row, column: column, ink: ink(of: cell.role))
      }
    }
    self.signs = signs
  }

  private func put(_ run: Frame.Run, of frame: Frame) {
    guard run.row < size.rows else { return }
    let ink = ink(of: run.role)
    var column = run.column
    var bytesLeft = run.text.utf8.count
    while bytesLeft > 0, column < size.columns {
      let cell = frame[run.row, column]
      bytesLeft -= cell.text.utf8.count
      if !cell.isContinuation {
        let isWide = column + 1 < frame.size.columns && frame[run.row, column + 1].isContinuation
        put(cell.text, isWide: isWide, row: run.row, column: column, ink: ink)
      }
      column += 1
    }
  }

  /// A character that the terminal's library counts otherwise would shift the rest of the line: it is shown as lost. No
  /// half of a wide one is left in the last column.
  private func put(_ text: String, isWide: Bool, row: Int, column: Int, ink: Ink) {
    if isWide && column + 1 == size.columns {
      _ = screen.put(" ", width: 1, row: row, column: column, ink: ink)
    } else if !screen.put(text, width: isWide ? 2 : 1, row: row, column: column, ink: ink) {
      _ = screen.put(String(InertText.lost), width: 1, row: row, column: column, ink: ink)
      if isWide { _ = screen.put(" ", width: 1, row: row, column: column + 1, ink: ink) }
    }
  }

  private func ink(of role: Role) -> Ink { Role.allCases.firstIndex(of: role).map { inks[$0] } ?? .plain }

  private func repaint() {
    painted = nil
    // A picture of the screen before has no place on this one.
    rasterCells = []
    screen.forget()
  }

  /// The key that waits, if any; never blocks. One a call and nothing is read ahead, so that each key is taken under
  /// the `secretEntry` that its predecessor led to; the event loop reports at once what still waits.
  public func readKeys() -> [KeyPress] {
    var bytes = 0
    while !isRestored, bytes < Self.mostBytesAKey, modes.isReadable() {
      defer { mailbox.pointee = 0 }
      guard read(descriptor, mailbox, 1) == 1 else { return [] }
      bytes += 1
      if let stroke = decoder.take(mailbox.pointee, at: Monotonic.now()) { return [keyPress(stroke)] }
    }
    return []
  }

  private func keyPress(_ stroke: KeyDecoder.Stroke) -> KeyPress {
    switch stroke {
    case .printable(let byte): keyPress(printable: byte)
    case .letter(let scalar): secretEntry == nil ? .character(Character(scalar)) : .other
    case .key(.erase) where secretEntry != nil: .secret(count: secret.erase())
    case .key(.touch(let row, let column)): touched(row, column) ?? .touch(row: row, column: column)
    case .key(let key): key
    }
  }

  /// A digit that is touched goes the way of one that is typed: from its place on the screen straight to locked memory.
  private func touched(_ row: Int, _ column: Int) -> KeyPress? {
    guard case .digits(let most) = secretEntry,
      let key = secretKeys.first(where: { $0.rows.contains(row) && $0.columns.contains(column) })
    else { return nil }
    return .secret(count: key.digit.map { secret.type($0, most: most) } ?? secret.erase())
  }

  private func keyPress(printable byte: UInt8) -> KeyPress {
    switch secretEntry {
    case .digits(let most):
      if Self.digits.contains(byte) { return .secret(count: secret.type(byte, most: most)) }
      return .character(Character(Unicode.Scalar(byte)))
    case .text(let most):
      if Self.fixedKeys.contains(byte) { return .character(Character(Unicode.Scalar(byte))) }
      return .secret(count: secret.type(byte, most: most))
    case nil: return .character(Character(Unicode.Scalar(byte)))
    }
  }

  private static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
  /// The pad's signs mean the same on every screen.
  private static let fixedKeys = Array("*/+-.".utf8)

  /// The terminal's bell, or a flash where it has none.
  public func bell() { if !isRestored { screen.sound() } }

  /// After SIGWINCH: takes the new size. Nothing is shown until the next `paint`, which paints everything.
  public func resized() {
    guard !isRestored else { return }
    size = modes.size ?? size
    screen.resize(to: size)
    repaint()
  }

  /// Draws with cells for larger letters, or with the usual ones again; nothing is shown until the next `paint`.
  ///
  /// - Returns: false on a terminal whose letters are not ours to choose.
  public func setLetters(larger: Bool) -> Bool {
    guard !isRestored, let drawing, drawing.setLetters(larger) else { return false }
    resized()
    return true
  }

  /// Clears the screen and sets everything back as it was found; keys that still wait are thrown away, so that they do
  /// not reach a shell. A second call does nothing.
  ///
  /// - Parameter forgettingPast: whatever can be scrolled back to is forgotten too. A terminal that wraps its lines anew
  ///   for another width moves parts of this screen there, tmux for one.
  public func restore(forgettingPast: Bool = false) {
    guard !isRestored else { return }
    isRestored = true
    Self.write(goodbye)
    screen.end()
    if forgettingPast { Self.write(screen.pastEraser) }
    TerminalRescue.putBackModes()
  }

  private static func write(_ text: String) { write(Array(text.utf8)) }

  private static func write(_ bytes: [UInt8]) {
    // A terminal that takes no bytes any more is found gone by the event loop.
    _ = bytes.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
  }
}
