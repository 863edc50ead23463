import Glibc

/// The other end of a terminal: what a program writes to its screen is read here, what is typed here reaches it.
public final class Pseudoterminal {
  public let master: Int32
  /// Kept open to look at the modes, also after the program has gone.
  private let slave: Int32
  private let path: String
  private var isHungUp = false

  public enum Failure: Error {
    case cannotOpen(Int32)
    case cannotStart(String, Int32)
    /// What was awaited did not come within the time; holds what came instead.
    case timeOut(awaited: String, came: String)
  }

  /// TIOCSPTLCK and TIOCGPTN: macros that Swift does not import.
  private static let lockRequest: UInt = 0x4004_5431
  private static let numberRequest: UInt = 0x8004_5430

  public init(rows: Int = 24, columns: Int = 80) throws(Failure) {
    // By hand, because openpty's descriptors would leak into programs that other tests start at the same moment.
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var locked: Int32 = 0
    var number: UInt32 = 0
    guard master >= 0, ioctl(master, Self.lockRequest, &locked) == 0, ioctl(master, Self.numberRequest, &number) == 0
    else { throw .cannotOpen(errno) }
    path = "/dev/pts/\(number)"
    slave = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard slave >= 0 else { throw .cannotOpen(errno) }
    resize(rows: rows, columns: columns)
  }

  deinit {
    hangUp()
    close(slave)
  }

  /// The program gets SIGWINCH when the size is another than before.
  public func resize(rows: Int, columns: Int) {
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
  }

  /// Pulls the plug.
  public func hangUp() {
    guard !isHungUp else { return }
    isHungUp = true
    close(master)
  }

  /// The terminal's modes, to be compared.
  public var modes: [UInt8] {
    var modes = termios()
    tcgetattr(slave, &modes)
    return withUnsafeBytes(of: modes) { Array($0) }
  }

  /// Whether something that was typed waits for the next program to read it.
  public var hasInput: Bool {
    var watched = pollfd(fd: slave, events: Int16(POLLIN), revents: 0)
    return poll(&watched, 1, 0) > 0
  }

  /// Turns echo and line editing off before a program starts that does not do so itself, as `cat`.
  public func makeRaw() {
    var modes = termios()
    tcgetattr(slave, &modes)
    cfmakeraw(&modes)
    tcsetattr(slave, TCSANOW, &modes)
  }

  /// Starts a program with this as its controlling terminal and as its standard input, output and error.
  public func start(
    _ program: String, _ arguments: [String] = [], environment: [String: String] = [:]
  ) throws(Failure) -> Child {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // A session leader's first terminal becomes its controlling one.
    posix_spawn_file_actions_addopen(&actions, 0, path, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    return try Child.spawn(program, arguments, environment: environment, actions: &actions)
  }

  public func type(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let wrote = rest.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
      guard wrote > 0 else { return }
      rest = rest.dropFirst(wrote)
    }
  }

  public func type(_ text: String) { type(Array(text.utf8)) }

  /// What the program writes within the time; empty when nothing comes.
  public func read(milliseconds: Int) -> [UInt8] { readAvailable(master, milliseconds: milliseconds) }

  /// Reads until nothing has come for so long.
  public func readUntilQuiet(milliseconds: Int) -> [UInt8] {
    var all: [UInt8] = []
    while true {
      let bytes = read(milliseconds: milliseconds)
      if bytes.isEmpty { return all }
      all += bytes
    }
  }
}

func readAvailable(_ descriptor: Int32, milliseconds: Int) -> [UInt8] {
  var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
  guard poll(&watched, 1, Int32(milliseconds)) > 0, watched.revents & Int16(POLLIN) != 0 else { return [] }
  return [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
    count = max(0, Glibc.read(descriptor, buffer.baseAddress, buffer.count))
  }
}
