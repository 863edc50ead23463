import CNcurses
import Glibc

/// Puts the terminal back when the process ends without `restore`: by `exit`, or by a fatal signal. There is one
/// terminal a process, so there is one of these.
enum TerminalRescue {
  // Plain memory because a signal handler may read nothing else; written before it is armed, by the thread that owns
  // the terminal, and then only by whoever puts the terminal back.
  nonisolated(unsafe) private static let state: UnsafeMutablePointer<uk_rescue> = {
    let state = UnsafeMutablePointer<uk_rescue>.allocate(capacity: 1)
    state.initialize(to: uk_rescue())
    atexit { uk_put_back(TerminalRescue.state) }
    return state
  }()

  /// What Swift's traps, the C library and the processor raise.
  private static let fatal = [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT, SIGSYS]
  /// A stack that overflowed cannot carry its own handler.
  private static let stackBytes = 65_536

  /// Those that somebody sends wait; the ones that the process raises itself cannot.
  static func holdFatalSignals() { mask(SIG_BLOCK) }

  static func releaseFatalSignals() { mask(SIG_UNBLOCK) }

  private static func mask(_ how: Int32) {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in fatal { sigaddset(&signals, number) }
    pthread_sigmask(how, &signals, nil)
  }

  /// - Parameters:
  ///   - modes: the terminal's modes as they were found.
  ///   - goodbye: escape sequences that undo ours.
  ///   - consoleLocks: the keyboard's lock flags as they were found, on the kernel's own console.
  ///   - lastDeed: comes behind the escape sequences.
  static func arm(
    descriptor: Int32, modes: termios, goodbye: [UInt8], consoleLocks: CChar?, lastDeed: CellDrawing.LastDeed?
  ) {
    state.pointee.descriptor = descriptor
    state.pointee.modes = modes
    state.pointee.is_console = consoleLocks != nil
    state.pointee.console_locks = consoleLocks ?? 0
    state.pointee.last_deed = lastDeed?.deed
    state.pointee.last_context = lastDeed?.context
    let length = min(goodbye.count, Int(UK_RESCUE_CAPACITY))
    state.pointee.length = Int32(length)
    withUnsafeMutableBytes(of: &state.pointee.goodbye) { $0.copyBytes(from: goodbye.prefix(length)) }
    state.pointee.armed = 1
    catchFatalSignals()
  }

  /// Sets the modes back after curses has said its own goodbye.
  static func putBackModes() {
    state.pointee.length = 0
    uk_put_back(state)
  }

  private static func catchFatalSignals() {
    var stack = stack_t()
    stack.ss_sp = UnsafeMutableRawPointer.allocate(byteCount: stackBytes, alignment: 16)
    stack.ss_size = stackBytes
    sigaltstack(&stack, nil)
    for number in fatal {
      // Swift's own report of a crash gives way too: it would print registers and memory onto the patient's screen.
      var action = sigaction()
      action.sa_flags = Int32(bitPattern: UInt32(SA_ONSTACK) | UInt32(SA_RESETHAND))
      action.__sigaction_handler.sa_handler = { number in
        uk_put_back(TerminalRescue.state)
        // By now the default again: it is what the process dies of, also when somebody else sent the signal.
        raise(number)
      }
      sigaction(number, &action, nil)
    }
  }
}
