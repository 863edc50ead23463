import ArgumentParser
import CardCryptography
import Eligibility
import Glibc
import LockedMemory
import Synchronization

struct StaffPasswordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "staff-password",
    abstract: "Set a staff member's password for the visual check.",
    discussion: """
      The password is read from the terminal, unseen and twice, or from standard input. It has 8 to 64 characters and \
      none of * / + - . which are the kiosk's own keys; digits alone can be typed on a ten-key pad.

      EXAMPLES
        uketsuke staff-password --file staff --number 0123
        printf '%s\\n' "$PASSWORD" | uketsuke staff-password --file staff --number 0123
      """)

  @Option(help: "The staff file; made when it is not there, mode 0600.") var file: String
  @Option(help: "The staff member's number: 4 digits.") var number: String

  func validate() throws {
    guard StaffNumber(number) != nil else { throw ValidationError("--number takes 4 digits") }
  }

  func run() throws {
    do {
      try reportingFailures { try setPassword() }
    } catch let interruption as UnseenTerminal.Interrupted {
      // By now both passwords are wiped and the terminal is as it was found.
      raise(interruption.signal)
    }
  }

  private func setPassword() throws {
    guard let staff = StaffNumber(number) else { return }
    let password = try pad()
    if isatty(STDIN_FILENO) == 1 {
      let again = try pad()
      try Self.ask("Password for \(number): ", into: password)
      try Self.ask("The same again: ", into: again)
      guard Self.areEqual(password, again) else {
        throw ProgramFailure(.configuration, "the two passwords differ; nothing was changed")
      }
    } else {
      Self.readLine(into: password)
    }
    do {
      try password.takeOnce { try StaffFile.set(number: staff, password: $0, file: file) }
    } catch let failure as CardCryptographyFailure {
      throw ProgramFailure(failure)
    }
  }

  private func pad() throws(ProgramFailure) -> SecretPad {
    do { return try SecretPad() } catch { throw ProgramFailure(.inputOutput, "no locked memory: \(error)") }
  }

  private static func ask(_ question: String, into pad: SecretPad) throws {
    guard let terminal = UnseenTerminal() else {
      throw ProgramFailure(.inputOutput, "the terminal has no modes")
    }
    say(question)
    readLine(into: pad) { terminal.awaitInput() }
    say("\n")
    try terminal.putBack()
  }

  private static func say(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
  }

  /// Byte by byte into locked memory, up to the line's end. One byte too many is taken, so that a password that is too
  /// long is refused rather than cut.
  ///
  /// - Parameter awaitInput: false when there is nothing more to wait for.
  private static func readLine(into pad: SecretPad, awaitInput: () -> Bool = { true }) {
    var byte: UInt8 = 0
    while awaitInput(), read(STDIN_FILENO, &byte, 1) == 1, byte != 0x0A {
      if byte != 0x0D { _ = pad.type(byte, most: SecretPad.defaultCapacity) }
    }
    byte = 0
  }

  private static func areEqual(_ one: SecretPad, _ other: SecretPad) -> Bool {
    // What is compared is taken, so the first is typed back.
    one.takeOnce { first in
      other.takeOnce { second in
        let same = first.elementsEqual(second)
        for byte in first { _ = one.type(byte, most: SecretPad.defaultCapacity) }
        return same
      }
    }
  }
}

/// The terminal while it does not show what is typed. What would end the program meanwhile is taken note of, so that no
/// shell is left without an echo; between two calls of `awaitInput` it waits.
private struct UnseenTerminal {
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
