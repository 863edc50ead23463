import Glibc
import Pseudoterminal

/// Measures a program of screens through a pseudo-terminal, beside `dialog`, `whiptail` and `cat` in the same run (P1, P3), and
/// says whether the limits hold. Without arguments it measures the `uketsuke demo` that was built with it.
@main
enum Measure {
  static func main() {
    let order: MeasureOrder
    switch MeasureOrder.parse(Array(CommandLine.arguments.dropFirst())) {
    case .order(let parsed): order = parsed
    case .wrong(let reason):
      fail("\(reason)\n\n\(MeasureOrder.usage)")
    }
    do {
      let starts = try StartMeasurement.take(order)
      let running = try RunningMeasurement.take(order)
      let table = MeasureTable(starts: starts, running: running)
      print(table.text)
      exit(table.isWithinLimits ? 0 : 1)
    } catch {
      fail("\(error)")
    }
  }

  private static func fail(_ reason: String) -> Never {
    let bytes = Array((reason + "\n").utf8)
    _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    exit(2)
  }
}

/// What to measure.
struct MeasureOrder {
  var command: [String] = []
  /// The text written last on the first screen; it may hold no blanks, which terminals skip.
  var complete = "スタッフを呼ぶ"
  /// Keys that lead to the screen whose keys are measured.
  var before: [String] = []
  /// Keys that change a little of the screen, pressed in turn.
  var keys: [String] = []
  /// Keys that change the whole screen, pressed in turn on the first.
  var screens: [String] = []
  var rows = 24
  var columns = 80
  var starts = 20
  var presses = 300
  var idleSeconds = 10

  static let usage = """
    terminal-measure [--complete TEXT] [--before KEYS] [--keys KEYS] [--screens KEYS]
                     [--starts N] [--presses N] [--idle SECONDS] [--rows N] [--columns N]
                     [-- COMMAND ARGUMENT…]
    KEYS are separated by commas: characters, enter, erase, escape.
    """

  enum Parsed {
    case order(MeasureOrder)
    case wrong(String)
  }

  /// The demo as it starts: its first card, by PIN; a digit and its erasure; the list of languages and back.
  static func ofTheDemo() -> MeasureOrder {
    var order = MeasureOrder()
    order.command = [folderOfThisProgram() + "/uketsuke", "demo"]
    order.before = ["a", "2"]
    order.keys = ["1", "erase"]
    order.screens = ["/", "*"]
    return order
  }

  static func parse(_ arguments: [String]) -> Parsed {
    var order = ofTheDemo()
    var rest = arguments[...]
    while let option = rest.popFirst() {
      if option == "--" {
        order.command = Array(rest)
        return order.command.isEmpty ? .wrong("No command after --.") : .order(order)
      }
      guard let value = rest.popFirst() else { return .wrong("\(option) needs a value.") }
      let words = value.split(separator: ",").map(String.init)
      let number = Int(value).flatMap { $0 > 0 ? $0 : nil }
      switch (option, number) {
      case ("--complete", _): order.complete = value
      case ("--before", _): order.before = words
      case ("--keys", _): order.keys = words
      case ("--screens", _): order.screens = words
      case ("--starts", let number?): order.starts = number
      case ("--presses", let number?): order.presses = number
      case ("--idle", let number?): order.idleSeconds = number
      case ("--rows", let number?): order.rows = number
      case ("--columns", let number?): order.columns = number
      default: return .wrong("\(option) \(value) is not understood.")
      }
    }
    return .order(order)
  }

  static func bytes(of key: String) -> [UInt8] {
    switch key {
    case "enter": [0x0D]
    case "erase": [0x7F]
    case "escape": [0x1B]
    default: Array(key.utf8)
    }
  }

  private static func folderOfThisProgram() -> String {
    var path = [CChar](repeating: 0, count: 4_096)
    let length = readlink("/proc/self/exe", &path, path.count)
    let text = String(decoding: path.prefix(max(0, length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return text.split(separator: "/").dropLast().map { "/" + $0 }.joined()
  }
}
