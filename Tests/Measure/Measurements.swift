import Glibc
import Pseudoterminal

/// Times of one kind.
struct Times {
  private(set) var sorted: [Duration] = []

  mutating func add(_ time: Duration) {
    sorted.append(time)
    sorted.sort()
  }

  /// The smallest time that so many per cent do not exceed.
  func percentile(_ percent: Int) -> Duration {
    sorted.isEmpty ? .zero : sorted[min(sorted.count - 1, (sorted.count * percent + 99) / 100 - 1)]
  }

  var median: Duration { percentile(50) }
  var longest: Duration { sorted.last ?? .zero }
}

/// The program did not do what was to be measured.
struct MeasureFailure: Error, CustomStringConvertible {
  var description: String
}

/// A program in a pseudo-terminal, watched with a clock.
struct Watched {
  let terminal: Pseudoterminal
  let child: Child

  /// A paint that takes longer than this is two.
  static let quietMilliseconds = 20
  static let mostMilliseconds = 10_000

  init(_ command: [String], rows: Int = 24, columns: Int = 80, raw: Bool = false) throws {
    terminal = try Pseudoterminal(rows: rows, columns: columns)
    if raw { terminal.makeRaw() }
    child = try terminal.start(
      command[0], Array(command.dropFirst()),
      environment: ["TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "NO_COLOR": "", "LINES": "", "COLUMNS": ""])
  }

  /// Waits until this text has been written.
  func wait(for text: String) throws {
    var written = WrittenText()
    while !written.contains(text) {
      let bytes = terminal.read(milliseconds: Self.mostMilliseconds)
      guard !bytes.isEmpty else { throw MeasureFailure(description: "\"\(text)\" was never shown") }
      written.add(bytes)
    }
  }

  /// Waits until nothing is written any more.
  /// - Parameter milliseconds: how long a silence has to be; longer where the program waits for a card.
  func settle(milliseconds: Int = 300) { _ = terminal.readUntilQuiet(milliseconds: milliseconds) }

  /// From the key to the last byte of what it changed on screen.
  func press(_ key: String) throws -> Duration {
    let clock = ContinuousClock()
    let pressed = clock.now
    terminal.type(MeasureOrder.bytes(of: key))
    guard !terminal.read(milliseconds: 1_000).isEmpty else {
      throw MeasureFailure(description: "the key \(key) changed nothing on screen within a second")
    }
    var last = clock.now
    while !terminal.read(milliseconds: Self.quietMilliseconds).isEmpty { last = clock.now }
    return last - pressed
  }

  func end() {
    child.signal(SIGTERM)
    _ = child.end(milliseconds: 2_000)
  }
}

/// What a terminal would show, as text in the order of writing: escape sequences and blanks left out.
struct WrittenText {
  private var bytes: [UInt8] = []
  private var state = State.text

  private enum State { case text, escape, charset, control, string }

  mutating func add(_ more: [UInt8]) {
    for byte in more {
      switch (state, byte) {
      case (_, 0x1B): state = .escape
      case (.text, 0x21...0x7E), (.text, 0x80...0xFF): bytes.append(byte)
      case (.text, _): break
      case (.escape, UInt8(ascii: "[")): state = .control
      case (.escape, UInt8(ascii: "]")), (.escape, UInt8(ascii: "P")): state = .string
      case (.escape, UInt8(ascii: "(")), (.escape, UInt8(ascii: ")")): state = .charset
      case (.control, 0x20...0x3F): break
      case (.string, let byte) where byte != 0x07: break
      default: state = .text
      }
    }
  }

  func contains(_ text: String) -> Bool {
    let sought = Array(text.utf8.filter { $0 > 0x20 })
    return bytes.indices.contains { bytes[$0...].starts(with: sought) }
  }
}

/// From exec to the first complete screen, by turns with dialog and whiptail so that all see the same machine.
struct StartMeasurement {
  var command = Times()
  var dialog = Times()
  var whiptail = Times()
  /// Resident with the first screen shown, in KiB.
  var dialogKiB = 0
  var whiptailKiB = 0

  static func take(_ order: MeasureOrder) throws -> StartMeasurement {
    var times = StartMeasurement()
    for _ in 0..<order.starts {
      times.command.add(try start(order.command, order, until: order.complete).time)
      let dialog = try start(["dialog", "--msgbox", "Hello", "10", "40"], order, until: "OK")
      times.dialog.add(dialog.time)
      times.dialogKiB = dialog.residentKiB
      let whiptail = try start(["whiptail", "--msgbox", "Hello", "10", "40"], order, until: "Ok")
      times.whiptail.add(whiptail.time)
      times.whiptailKiB = whiptail.residentKiB
    }
    return times
  }

  private static func start(
    _ command: [String], _ order: MeasureOrder, until text: String
  ) throws -> (time: Duration, residentKiB: Int) {
    let clock = ContinuousClock()
    let begun = clock.now
    let watched = try Watched(command, rows: order.rows, columns: order.columns)
    try watched.wait(for: text)
    let time = clock.now - begun
    watched.settle()
    let residentKiB = watched.child.residentKiB
    watched.end()
    return (time, residentKiB)
  }
}

/// The program once it runs: memory, sleep, keys.
struct RunningMeasurement {
  var residentKiB = 0
  var wakeUps = 0
  var idleSeconds = 0
  /// Small changes, and the same keys through a bare `cat`.
  var keys = Times()
  var cat = Times()
  /// Whole screens.
  var screens = Times()

  static func take(_ order: MeasureOrder) throws -> RunningMeasurement {
    var result = RunningMeasurement()
    let watched = try Watched(order.command, rows: order.rows, columns: order.columns)
    defer { watched.end() }
    try watched.wait(for: order.complete)
    watched.settle()
    result.idleSeconds = order.idleSeconds
    let before = watched.child.wakeUps
    // Nothing is expected but the clock; whatever is written does not shorten the watch.
    let clock = ContinuousClock()
    let until = clock.now + .seconds(order.idleSeconds)
    while clock.now < until {
      let left = (until - clock.now).components
      _ = watched.terminal.read(milliseconds: Int(left.seconds) * 1_000 + Int(left.attoseconds / 1_000_000_000_000_000))
    }
    result.wakeUps = watched.child.wakeUps - before

    for key in cycle(order.screens, order.presses / 10) { result.screens.add(try watched.press(key)) }
    for key in order.before {
      _ = try watched.press(key)
      watched.settle(milliseconds: 1_500)
    }
    let cat = try Watched(["cat"], raw: true)
    defer { cat.end() }
    for key in cycle(order.keys, order.presses) {
      result.keys.add(try watched.press(key))
      result.cat.add(try cat.press(key))
    }
    result.residentKiB = watched.child.residentKiB
    return result
  }

  /// So many keys, the given ones over and over, whole rounds.
  private static func cycle(_ keys: [String], _ count: Int) -> [String] {
    guard !keys.isEmpty else { return [] }
    return (0..<max(1, count / keys.count)).flatMap { _ in keys }
  }
}
