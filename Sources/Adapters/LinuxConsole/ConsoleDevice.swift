import CLinuxConsole
import Display
import Glibc

/// The kernel's console behind a descriptor: the one place that asks it for fonts and gives it one.
struct ConsoleDevice {
  let descriptor: Int32

  /// What the kernel draws with now.
  struct Letters: Equatable {
    var cell: CellSize
    /// 256 or 512.
    var count: Int
  }

  /// A console holds so many letters at the most (the kernel's `max_font_glyphs`).
  static let mostLetters = 512
  /// Rows that a letter takes in `KD_FONT_OP_SET`, whatever its height; higher ones need the newer request.
  static let ordinaryRows = 32
  /// Larger letters no kernel has (its `max_font_width` and `max_font_height`).
  private static let largest: (width: UInt32, height: UInt32) = (64, 128)

  /// - Returns: nil where the descriptor is no console of the kernel, or one without letters.
  /// - Throws: why a console does not say.
  func letters() throws(ConsoleRefusal) -> Letters? {
    var request = Self.question(KD_FONT_OP_GET)
    var code = uk_font(descriptor, &request)
    if code == ENOSPC {
      // Higher ones than the older request can tell of.
      request = Self.question(Int32(UK_FONT_GET_TALL))
      code = uk_font(descriptor, &request)
    }
    switch code {
    case 0: break
    case ENOTTY: return nil
    default: throw .refused(code)
    }
    return Letters(
      cell: CellSize(width: Int(request.width), height: Int(request.height)), count: Int(request.charcount))
  }

  private static func question(_ operation: Int32) -> console_font_op {
    var request = console_font_op()
    request.op = UInt32(operation)
    request.width = largest.width
    request.height = largest.height
    request.charcount = UInt32(mostLetters)
    return request
  }

  /// All of the font, to be put back as it was. What it is kept in is never freed: a signal handler may need it.
  func wholeFont(_ letters: Letters) throws(ConsoleRefusal) -> console_font_op {
    var request = console_font_op()
    let isTall = letters.cell.height > Self.ordinaryRows
    request.op = UInt32(isTall ? Int(UK_FONT_GET_TALL) : Int(KD_FONT_OP_GET))
    request.width = UInt32(letters.cell.width)
    request.height = UInt32(letters.cell.height)
    request.charcount = UInt32(Self.mostLetters)
    let bytes = FontImage.bytes(of: letters.cell, count: Self.mostLetters)
    let data = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes)
    data.initialize(repeating: 0, count: bytes)
    request.data = data
    let code = uk_font(descriptor, &request)
    guard code == 0 else {
      data.deallocate()
      throw .refused(code)
    }
    request.op = UInt32(isTall ? Int(UK_FONT_SET_TALL) : Int(KD_FONT_OP_SET))
    return request
  }

  /// Draws with this from now on. The kernel repaints the screen, and changes its rows and columns when the cells have
  /// another size.
  func load(_ image: FontImage) throws(ConsoleRefusal) {
    var request = console_font_op()
    request.op = UInt32(image.isTall ? Int(UK_FONT_SET_TALL) : Int(KD_FONT_OP_SET))
    request.width = UInt32(image.cell.width)
    request.height = UInt32(image.cell.height)
    request.charcount = UInt32(Self.mostLetters)
    request.data = image.data
    let code = uk_font(descriptor, &request)
    if code != 0 { throw .refused(code) }
  }

  /// The scalars that the console's own font can draw.
  func drawnScalars() -> Set<UInt32> {
    var pairs = Array(repeating: unipair(), count: Self.mostPairs)
    let count = pairs.withUnsafeMutableBufferPointer { buffer in
      var map = unimapdesc()
      map.entry_ct = UInt16(buffer.count)
      map.entries = buffer.baseAddress
      return uk_letters_of_console(descriptor, &map) == 0 ? min(Int(map.entry_ct), buffer.count) : 0
    }
    return Set(pairs.prefix(count).map { UInt32($0.unicode) })
  }

  /// The kernel counts them in 16 bits.
  private static let mostPairs = 65_535

  /// Rows and columns as the kernel has them now.
  func size() -> Size? {
    var window = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &window) == 0, window.ws_row > 0, window.ws_col > 0 else { return nil }
    return Size(columns: Int(window.ws_col), rows: Int(window.ws_row))
  }
}

/// Why the kernel's console does not draw our letters.
public enum ConsoleRefusal: Error, Equatable, Sendable {
  /// The system's `errno`: EPERM for who does not own the console, EINVAL for cells that it cannot draw.
  case refused(Int32)
  /// No cell of a font file lets 80×24 of them onto the screen.
  case tooSmall
  /// The font file of a cell cannot be used; says why.
  case fontUnusable(String)

  /// One sentence for who set the kiosk up.
  public var sentence: String {
    switch self {
    case .refused(EPERM):
      "it is not this program's own: start the kiosk on the console that it shall own (as login and systemd's TTYPath do)"
    case .refused(let code): "it refuses letters of our own (system error \(code))"
    case .tooSmall: "it has no room for 80 x 24 letters of our own"
    case .fontUnusable(let reason): reason
    }
  }
}
