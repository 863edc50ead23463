import CLinuxConsole
import Display
import FontFiles
import Glibc
import LinuxConsole
import Screenbook

/// What tests ask of the kernel's console on a machine that has one.
///
///     console-probe letters CONSOLE               its font and its map of characters, as text
///     console-probe load CONSOLE FONTS TIMES      how long loading letters takes, in microseconds, ascending
///     console-probe larger CONSOLE FONTS          rows and columns with the usual letters, larger ones, the usual again
@main
enum ConsoleProbe {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count >= 3 else { exit(64) }
    let console = open(arguments[2], O_RDWR | O_NOCTTY)
    guard console >= 0 else { exit(66) }
    switch arguments[1] {
    case "letters": tellLetters(console)
    case "load":
      guard arguments.count == 5, let times = Int(arguments[4]) else { exit(64) }
      tellLoadTimes(console, fonts: arguments[3], times: times)
    case "larger":
      guard arguments.count == 4 else { exit(64) }
      tellSizes(console, fonts: arguments[3])
    default: exit(64)
    }
  }

  // MARK: - The console's own letters

  /// `font WIDTH HEIGHT COUNT HEX`, letters of 32 rows each; then `map SCALAR:LETTER …`.
  private static func tellLetters(_ console: Int32) {
    var data = [UInt8](repeating: 0, count: 512 * 32 * 4)
    var font = console_font_op()
    font.op = UInt32(KD_FONT_OP_GET)
    (font.width, font.height, font.charcount) = (32, 32, 512)
    let code = data.withUnsafeMutableBufferPointer { bytes in
      font.data = bytes.baseAddress
      return uk_font(console, &font)
    }
    guard code == 0 else { exit(code) }
    let bytes = data.prefix(Int((font.width + 7) / 8 * 32 * font.charcount))
    let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    print("font \(font.width) \(font.height) \(font.charcount) \(digits)")
    var pairs = [unipair](repeating: unipair(), count: 65_535)
    let count = pairs.withUnsafeMutableBufferPointer { pairs in
      var map = unimapdesc(entry_ct: UInt16(pairs.count), entries: pairs.baseAddress)
      return uk_letters_of_console(console, &map) == 0 ? Int(map.entry_ct) : 0
    }
    print("map " + pairs.prefix(count).map { "\($0.unicode):\($0.fontpos)" }.joined(separator: " "))
  }

  // MARK: - How long it takes

  /// Every frame needs some two hundred letters that are not there.
  private static func tellLoadTimes(_ descriptor: Int32, fonts: String, times: Int) {
    let console = console(descriptor, fonts)
    console.begin()
    var took: [Int64] = []
    for round in 0..<times {
      let frame = frame(round)
      let start = now()
      _ = console.prepare(frame) {}
      took.append(now() - start)
    }
    console.end()
    print("load " + took.sorted().map { String($0 / 1_000) }.joined(separator: " "))
  }

  private static func tellSizes(_ descriptor: Int32, fonts: String) {
    let console = console(descriptor, fonts)
    console.begin()
    var told = [size(descriptor)]
    for larger in [true, false] {
      told.append(console.setLetters(larger: larger) ? size(descriptor) : "refused")
    }
    console.end()
    print(told.joined(separator: ", "))
  }

  private static func size(_ descriptor: Int32) -> String {
    var window = winsize()
    _ = ioctl(descriptor, UInt(TIOCGWINSZ), &window)
    return "\(window.ws_row) \(window.ws_col)"
  }

  private static func console(_ descriptor: Int32, _ fonts: String) -> LinuxConsole {
    let found = LinuxConsole.look(at: descriptor) { cell throws(ConsoleRefusal) in
      let path = "\(fonts)/\(cell.width)x\(cell.height).ukft"
      guard let file = fopen(path, "rb") else { throw .fontUnusable(path) }
      defer { fclose(file) }
      let bytes = [UInt8](unsafeUninitializedCapacity: FontFile.mostBytes) { buffer, count in
        count = fread(buffer.baseAddress, 1, buffer.count, file)
      }
      do throws(FontFileFailure) { return try FontFile.read(bytes) } catch { throw .fontUnusable(error.sentence) }
    }
    guard case .ready(let console) = found else { exit(69) }
    return console
  }

  /// 85×32 cells with 110 kanji that the frame before had not, and as many that it had.
  private static func frame(_ round: Int) -> Frame {
    var frame = Frame(size: Size(columns: 85, rows: 32))
    for place in 0..<220 {
      let number = (round * 110 + place) % 6_000
      guard let kanji = Unicode.Scalar(0x4E00 + number) else { continue }
      let (row, column) = (place / 40, place % 40 * 2)
      frame[row, column] = Cell(Glyph(kanji, width: 2), role: .text)
      frame[row, column + 1] = .continuation(.text)
    }
    return frame
  }

  private static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
