import Glibc
import LockedMemory
import Synchronization

/// Reads a password into locked memory, from the terminal unseen or from standard input.
enum PasswordPrompt {
  static func pad() throws(ProgramFailure) -> SecretPad {
    do { return try SecretPad() } catch { throw ProgramFailure(.inputOutput, "no locked memory: \(error)") }
  }

  static func ask(_ question: String, into pad: SecretPad) throws {
    guard let terminal = UnseenTerminal() else {
      throw ProgramFailure(.inputOutput, "the terminal has no modes")
    }
    say(question)
    readLine(into: pad) { terminal.awaitInput() }
    say("\n")
    try terminal.putBack()
  }

  /// What has no end is no password.
  private static let mostBytes = 65_536

  /// Byte by byte into locked memory, up to the line's end. One byte too many is taken, so that a password that is too
  /// long is refused rather than cut.
  ///
  /// - Parameter awaitInput: false when there is nothing more to wait for.
  static func readLine(into pad: SecretPad, awaitInput: () -> Bool = { true }) {
    var byte: UInt8 = 0
    var taken = 0
    while taken < mostBytes, awaitInput(), read(STDIN_FILENO, &byte, 1) == 1, byte != 0x0A {
      taken += 1
      if byte != 0x0D { _ = pad.type(byte, most: SecretPad.defaultCapacity) }
    }
    byte = 0
  }

  /// Ends the process by the signal that came while a password was typed: by then passwords are wiped and the terminal is
  /// as it was found.
  static func endingByItsSignal(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch let interruption as UnseenTerminal.Interrupted {
      raise(interruption.signal)
    }
  }

  private static func say(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
  }
}

/// The terminal while it does not show what is typed. What would end the program meanwhile is taken note of, so that no
/// shell is left without an echo; between two calls of `awaitInput` it waits.
struct UnseenTerminal {
  /// A signal that ends the program once the terminal is put back.
  struct Interrupted: Error {
    var signal: Int32
  }

  private static let deadly = [SIGINT, SIGQUIT, SIGTERM, SIGHUP]
  /// The last of them to come; 0 is none.
  private static let caught = Atomic<Int32>(0)

  private let found: termios
  private let unblocked: sigset_t
  private let actions: [sigaction]

  /// `nil` where standard input is no terminal.
  init?() {
    var modes = termios()
    guard tcgetattr(STDIN_FILENO, &modes) == 0 else { return nil }
    found = modes
    var deadly = sigset_t()
    sigemptyset(&deadly)
    for number in Self.deadly { sigaddset(&deadly, number) }
    var unblocked = sigset_t()
    pthread_sigmask(SIG_BLOCK, &deadly, &unblocked)
    self.unblocked = unblocked
    Self.caught.store(0, ordering: .relaxed)
    actions = Self.deadly.map { number in
      var note = sigaction()
      note.__sigaction_handler.sa_handler = { UnseenTerminal.caught.store($0, ordering: .relaxed) }
      var before = sigaction()
      sigaction(number, &note, &before)
      return before
    }
    modes.c_lflag &= ~tcflag_t(ECHO)
    // _POSIX_VDISABLE: a stopped program would leave the shell without an echo too.
    withUnsafeMutableBytes(of: &modes.c_cc) { $0[Int(VSUSP)] = 0 }
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &modes)
  }

  /// - Returns: whether there is something to read, rather than a signal.
  func awaitInput() -> Bool {
    var watched = fd_set()
    // The first bit of the first word is descriptor 0, standard input.
    withUnsafeMutableBytes(of: &watched) { $0.storeBytes(of: 1, as: Int.self) }
    var unblocked = unblocked
    return pselect(STDIN_FILENO + 1, &watched, nil, nil, nil, &unblocked) > 0
  }

  func putBack() throws(Interrupted) {
    var (modes, unblocked) = (found, unblocked)
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &modes)
    for (number, before) in zip(Self.deadly, actions) {
      var before = before
      sigaction(number, &before, nil)
    }
    pthread_sigmask(SIG_SETMASK, &unblocked, nil)
    let signal = Self.caught.load(ordering: .relaxed)
    if signal != 0 { throw Interrupted(signal: signal) }
  }
}
