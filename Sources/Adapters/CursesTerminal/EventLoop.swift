import CLinuxEvents
import CivilTime
import Glibc

/// The kernel refused what the loop sleeps on; the number is the system's `errno`.
public enum LoopFailure: Error, Equatable, Sendable {
  case noDescriptor(Int32)
}

/// Why the loop's thread woke.
public enum Occurrence: Hashable, Sendable {
  /// Keys wait in the terminal.
  case input
  /// `Wakeup.wake` was called since the last time.
  case woken
  /// The instant that was armed has come.
  case timer
  case signal(Signal)

  public enum Signal: Hashable, Sendable {
    /// SIGWINCH: the terminal has another size.
    case windowChanged
    /// SIGTERM: end in good order.
    case terminate
    /// SIGINT: from Ctrl-C where the terminal was opened with `interrupt`, else sent by somebody.
    case interrupt
    /// SIGHUP, or the terminal itself is gone. There is nobody left to show anything to.
    case hangUp
    /// SIGUSR1: no more patients.
    case close
    /// SIGUSR2: patients again.
    case open
  }
}

/// The one place where the terminal's thread sleeps: in `poll` on the terminal, an event counter, the signals and one
/// timer, without a time limit. Nothing wakes it but these, so an idle kiosk uses no time at all (P3).
///
/// Belongs to the thread that made it. Others have its `wakeup` and `executor`.
public final class EventLoop {
  public let wakeup: Wakeup
  public let executor: LoopExecutor
  private let signals: Int32
  private let timer: Int32
  /// Turned negative, which `poll` passes over, when the terminal is gone.
  private var terminal: Int32
  private var exitCode: Int32?

  /// To be called first thing in the program, before any thread exists: threads inherit the mask, and a signal that
  /// some other thread still takes would end the process with the terminal in disorder.
  public static func blockSignals() {
    var set = caught
    pthread_sigmask(SIG_BLOCK, &set, nil)
    // A peer that closed its socket is an error value, not a reason to die. The keyboard's stop and quit keys are
    // keys like others; from elsewhere they must not leave a stopped kiosk or a core file with somebody's data.
    // The others mean nothing here, and would end the process with the terminal in disorder.
    for number in [SIGPIPE, SIGTSTP, SIGQUIT, SIGALRM, SIGVTALRM, SIGPROF, SIGIO] {
      signal(number, SIG_IGN)
    }
  }

  private static var caught: sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for number in [SIGWINCH, SIGCONT, SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2] { sigaddset(&set, number) }
    return set
  }

  /// - Parameter terminal: the descriptor that keys come from (`CursesTerminal.descriptor`).
  public init(terminal: Int32) throws(LoopFailure) {
    self.terminal = terminal
    wakeup = try Wakeup()
    executor = LoopExecutor(wakeup: wakeup)
    var set = Self.caught
    signals = signalfd(-1, &set, Int32(SFD_CLOEXEC | SFD_NONBLOCK))
    guard signals >= 0 else { throw .noDescriptor(errno) }
    timer = timerfd_create(CLOCK_MONOTONIC, Int32(TFD_CLOEXEC | TFD_NONBLOCK))
    guard timer >= 0 else {
      let code = errno
      close(signals)
      throw .noDescriptor(code)
    }
  }

  deinit {
    close(signals)
    close(timer)
  }

  /// One `.timer` at this instant of `Monotonic`, or at once if it has passed; an earlier order is forgotten. nil: none.
  public func arm(at instant: Instant?) {
    var order = itimerspec()
    if let instant {
      // All zero would disarm.
      let nanoseconds = max(1, instant.nanoseconds)
      order.it_value.tv_sec = Int(nanoseconds / 1_000_000_000)
      order.it_value.tv_nsec = Int(nanoseconds % 1_000_000_000)
    }
    timerfd_settime(timer, Int32(TFD_TIMER_ABSTIME), &order, nil)
  }

  /// Ends `run`; nothing more is reported.
  public func stop(_ code: Int32) { exitCode = code }

  /// Sleeps and reports until `stop`.
  /// - Returns: what `stop` was given.
  public func run(_ report: (Occurrence) -> Void) -> Int32 {
    while true {
      if let exitCode { return exitCode }
      step(report)
    }
  }

  /// Sleeps once and reports all that has come. The executor's jobs run here too, before `.woken` is reported.
  public func step(_ report: (Occurrence) -> Void) {
    func reportUnlessStopped(_ occurrence: Occurrence) {
      if exitCode == nil { report(occurrence) }
    }
    withUnsafeTemporaryAllocation(of: pollfd.self, capacity: 4) { watched in
      for (place, descriptor) in [signals, wakeup.descriptor, timer, terminal].enumerated() {
        watched.initializeElement(at: place, to: pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
      }
      // Fails only with EINTR, after SIGCONT or a debugger: nothing has come then.
      guard poll(watched.baseAddress, nfds_t(watched.count), -1) > 0 else { return }
      if watched[0].revents != 0 { takeSignals(reportUnlessStopped) }
      if watched[1].revents != 0 {
        wakeup.clear()
        executor.drain()
        reportUnlessStopped(.woken)
      }
      if watched[2].revents != 0, takeTimer() { reportUnlessStopped(.timer) }
      takeTerminal(watched[3].revents, reportUnlessStopped)
    }
  }

  private func takeSignals(_ report: (Occurrence) -> Void) {
    var one = signalfd_siginfo()
    while read(signals, &one, MemoryLayout<signalfd_siginfo>.size) == MemoryLayout<signalfd_siginfo>.size {
      switch Int32(one.ssi_signo) {
      // Whoever used the terminal while this process was stopped has drawn over it: painted anew as well.
      case SIGWINCH, SIGCONT: report(.signal(.windowChanged))
      case SIGTERM: report(.signal(.terminate))
      case SIGINT: report(.signal(.interrupt))
      case SIGHUP: report(.signal(.hangUp))
      case SIGUSR1: report(.signal(.close))
      case SIGUSR2: report(.signal(.open))
      // The mask holds these alone.
      default: break
      }
    }
  }

  private func takeTimer() -> Bool {
    var times: UInt64 = 0
    // Nothing to read: it was armed anew since it fired.
    return read(timer, &times, MemoryLayout<UInt64>.size) == MemoryLayout<UInt64>.size
  }

  private func takeTerminal(_ events: Int16, _ report: (Occurrence) -> Void) {
    if events & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 {
      // It would be reported for ever.
      terminal = -1
      report(.signal(.hangUp))
    } else if events & Int16(POLLIN) != 0 {
      report(.input)
    }
  }
}
