import CLinuxConsole
import Display

/// The kernel's own console, on which this program draws every character by itself: it has 512 letters, so each wide
/// glyph is split into two halves that are loaded as letters and written as characters of the zone U+F000…U+F1FF, which
/// the kernel takes for letters directly. Its map of characters is never touched.
///
/// Belongs to the terminal's thread. From `begin` to `end` the console's font is ours; `rescue` puts it back from
/// anywhere, also from a signal handler.
public final class LinuxConsole {
  /// How many glyphs found no letter since the start, for the log: a screen with more than 511 different halves.
  public private(set) var lostGlyphs = 0

  private let device: ConsoleDevice
  private let readFont: (CellSize) throws(ConsoleRefusal) -> BitmapFont
  private let found: UnsafeMutablePointer<uk_found_font>
  /// The screen's pixels, as far as cells showed them.
  private var pixels: (width: Int, height: Int)
  private var font: BitmapFont
  private var image: FontImage
  /// The cells of all letters but the larger ones.
  private var usual: CellSize
  private var slots = SlotTable()

  private static let zone: UInt32 = 0xF000
  private static let lost: Unicode.Scalar = InertText.lost

  /// What stands behind a descriptor.
  public enum Finding {
    case notAConsole
    case ready(LinuxConsole)
    /// A console that keeps its own letters, with the scalars that it can draw.
    case refused(ConsoleRefusal, drawn: Set<UInt32>)
  }

  /// Looks whether the descriptor is a console and whether it takes letters of ours; by the console's own answer, not
  /// by the terminal's name. The proof is to load blank ones for a moment; afterwards the console is as it was.
  ///
  /// - Parameter readFont: the font of a cell, from Assets/fonts; not called where there is no console.
  public static func look(
    at descriptor: Int32, readFont: @escaping (CellSize) throws(ConsoleRefusal) -> BitmapFont
  ) -> Finding {
    let device = ConsoleDevice(descriptor: descriptor)
    do throws(ConsoleRefusal) {
      guard let letters = try device.letters(), let size = device.size() else { return .notAConsole }
      return .ready(try LinuxConsole(device, letters, size, readFont))
    } catch {
      return .refused(error, drawn: device.drawnScalars())
    }
  }

  private init(
    _ device: ConsoleDevice, _ letters: ConsoleDevice.Letters, _ size: Size,
    _ readFont: @escaping (CellSize) throws(ConsoleRefusal) -> BitmapFont
  ) throws(ConsoleRefusal) {
    self.device = device
    self.readFont = readFont
    pixels = (size.columns * letters.cell.width, size.rows * letters.cell.height)
    let original = try device.wholeFont(letters)
    found = .allocate(capacity: 1)
    found.initialize(to: uk_found_font(is_replaced: 0, descriptor: device.descriptor, font: original))
    image = try Self.firstTaken(
      of: CellChoice.usual(width: pixels.width, height: pixels.height), by: device, found: found)
    usual = image.cell
    uk_put_font_back(found)
    font = try readFont(image.cell)
  }

  /// The first of these cells that the kernel takes, blank; loaded.
  private static func firstTaken(
    of cells: [CellSize], by device: ConsoleDevice, found: UnsafeMutablePointer<uk_found_font>
  ) throws(ConsoleRefusal) -> FontImage {
    var refusal = ConsoleRefusal.tooSmall
    for cell in cells {
      let image = FontImage(cell: cell)
      // Before the call: whoever is struck by a signal behind it must put back.
      found.pointee.is_replaced = 1
      do {
        try device.load(image)
        return image
      } catch {
        refusal = error
      }
    }
    throw refusal
  }

  /// What puts the console's own font back, from a signal handler too; nothing when it is there already.
  public var rescue: (deed: @convention(c) (UnsafeMutableRawPointer?) -> Void, context: UnsafeMutableRawPointer) {
    ({ uk_put_font_back($0) }, UnsafeMutableRawPointer(found))
  }

  /// Takes the console: all its letters are blank until `prepare`. Rows and columns change with it.
  public func begin() {
    found.pointee.is_replaced = 1
    slots = SlotTable()
    image.clear()
    // It was taken a moment ago; a console that refuses now is drawn blank, and `prepare` tries again.
    try? device.load(image)
  }

  /// The font is the console's own again.
  public func end() { uk_put_font_back(found) }

  /// Has every glyph of a frame among the letters.
  ///
  /// - Parameter blank: called before letters change that the screen still shows: the screen must be blank then, and
  ///   everything written anew.
  /// - Returns: a character for each cell, row by row; each takes one cell.
  public func prepare(_ frame: Frame, blank: () -> Void) -> [Unicode.Scalar] {
    if isReset {
      blank()
      takeAgain()
    }
    let glyphs = [Self.lost.value] + frame.cells.compactMap { $0.isContinuation ? nil : $0.glyph.base.value }
    let assignment = slots.assign(glyphs) { halves(of: $0) }
    lostGlyphs += assignment.unplaced
    if !assignment.newcomers.isEmpty {
      if assignment.takesShown { blank() }
      draw(assignment.newcomers)
      try? device.load(image)
    }
    return signs(of: frame)
  }

  /// Whether the screen has pixels for larger letters; the kernel may still refuse their cells.
  public var hasLargerLetters: Bool { !cells(larger: true).isEmpty }

  /// Cells for larger letters, or the usual ones again; blank until the next `prepare`. Rows and columns change with
  /// them: fewer where the letters themselves are larger, more where they are to be drawn with half blocks.
  ///
  /// - Returns: false where there are none, and everything stays as it was.
  public func setLetters(larger: Bool) -> Bool { cells(larger: larger).contains { take($0) } }

  private func cells(larger: Bool) -> [CellSize] {
    larger ? CellChoice.forLargerLetters(than: usual, width: pixels.width, height: pixels.height) : [usual]
  }

  private func take(_ cell: CellSize) -> Bool {
    let blank = FontImage(cell: cell)
    do throws(ConsoleRefusal) {
      let font = try readFont(cell)
      try device.load(blank)
      self.font = font
    } catch {
      return false
    }
    image = blank
    slots = SlotTable()
    return true
  }

  /// Whether somebody else set the letters since: a driver of the graphics card that came later does. It costs a
  /// microsecond to ask, so each screen asks.
  private var isReset: Bool {
    guard let letters = try? device.letters() else { return false }
    return letters != ConsoleDevice.Letters(cell: image.cell, count: ConsoleDevice.mostLetters)
  }

  private func takeAgain() {
    if let letters = try? device.letters(), let size = device.size() {
      pixels = (size.columns * letters.cell.width, size.rows * letters.cell.height)
    }
    let cells = CellChoice.usual(width: pixels.width, height: pixels.height)
    if cells.contains(where: { take($0) }) { usual = image.cell } else { try? device.load(image) }
  }

  // MARK: - Glyphs

  private func halves(of glyph: UInt32) -> (left: Bool, right: Bool) {
    guard let bitmap = bitmap(glyph) else { return (false, false) }
    let isWide = bitmap.width > font.cellWidth
    return (
      !FontImage.isBlank(bitmap, half: .left, cellWidth: font.cellWidth),
      isWide && !FontImage.isBlank(bitmap, half: .right, cellWidth: font.cellWidth)
    )
  }

  private func bitmap(_ glyph: UInt32) -> Bitmap? {
    Unicode.Scalar(glyph).flatMap { font.bitmap(of: $0) ?? font.bitmap(of: Self.lost) }
  }

  private func draw(_ glyphs: [UInt32]) {
    for glyph in glyphs {
      guard let bitmap = bitmap(glyph), let place = slots.place(of: glyph) else { continue }
      if place.left != SlotTable.blank { image.draw(bitmap, half: .left, letter: Int(place.left)) }
      if place.right != SlotTable.blank { image.draw(bitmap, half: .right, letter: Int(place.right)) }
    }
  }

  private func signs(of frame: Frame) -> [Unicode.Scalar] {
    let lost = slots.place(of: Self.lost.value) ?? SlotTable.Place(left: SlotTable.blank, right: SlotTable.blank)
    var right = SlotTable.blank
    return frame.cells.map { cell in
      if cell.isContinuation { return Self.sign(right) }
      let place = slots.place(of: cell.glyph.base.value) ?? lost
      right = place.right
      return Self.sign(place.left)
    }
  }

  /// A blank is an ordinary space, so that the terminal's library may erase with it.
  private static func sign(_ letter: UInt16) -> Unicode.Scalar {
    letter == SlotTable.blank ? " " : Unicode.Scalar(zone + UInt32(letter)) ?? " "
  }
}
