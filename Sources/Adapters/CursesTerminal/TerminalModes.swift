import CNcurses
import Display
import Glibc

/// The terminal as the kernel sees it: modes, size, the console's lock keys.
struct TerminalModes {
  let descriptor: Int32
  /// As they were found.
  let found: termios
  /// The keyboard's lock flags as found; nil where the terminal is not the kernel's own console.
  let consoleLocks: CChar?

  init(descriptor: Int32) throws(TerminalFailure) {
    self.descriptor = descriptor
    var modes = termios()
    guard tcgetattr(descriptor, &modes) == 0 else { throw .refusedModes(errno) }
    found = modes
    var flags: CChar = 0
    consoleLocks = uk_console_locks(descriptor, &flags) == 0 ? flags : nil
  }

  /// After curses has set its raw mode, in which Ctrl-C, Z, \, S and Q are keys like others.
  func letCtrlCInterrupt() throws(TerminalFailure) {
    var modes = termios()
    guard tcgetattr(descriptor, &modes) == 0 else { throw .refusedModes(errno) }
    modes.c_lflag |= tcflag_t(ISIG)
    withUnsafeMutableBytes(of: &modes.c_cc) { keys in
      keys[Int(VINTR)] = 3
      // _POSIX_VDISABLE: these two stay keys.
      keys[Int(VQUIT)] = 0
      keys[Int(VSUSP)] = 0
    }
    guard tcsetattr(descriptor, TCSADRAIN, &modes) == 0 else { throw .refusedModes(errno) }
  }

  /// So that the pad types digits from the start (A1).
  func setNumLock() {
    if let consoleLocks { _ = uk_set_console_locks(descriptor, consoleLocks | uk_num_lock()) }
  }

  /// nil where the line does not say, as a serial one.
  var size: Size? {
    var rows: UInt16 = 0
    var columns: UInt16 = 0
    guard uk_window_size(descriptor, &rows, &columns) == 0, rows > 0, columns > 0 else { return nil }
    return Size(
      columns: min(Int(columns), Size.largest.columns), rows: min(Int(rows), Size.largest.rows))
  }

  /// Throws away what was typed and not yet read.
  func discardInput() { tcflush(descriptor, TCIFLUSH) }

  func isReadable() -> Bool {
    var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&watched, 1, 0) > 0 && watched.revents & Int16(POLLIN) != 0
  }
}
