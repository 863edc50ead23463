import CursesTerminal
import CivilTime
import Glibc
import LockedMemory

/// A program of one screen for tests of the terminal: shows sample frames and says on a pipe what it was given.
///
///     terminal-probe MODE REPORT [interrupt] [drawn]
///
/// Modes: `keys` names each key, `mute` none; `digits` and `text` are secret entries; `frames` paints the next random frame for each
/// key; `pin` the next PIN digit, `photo` a picture by turns; `hasty` does so too and throws away what was typed ahead; `timer` arms the clock once;
/// `drawn` lets cells become characters as on the kernel's console. `crash-…` ends itself at the first key.
@main
enum TerminalProbe {
  static func main() {
    EventLoop.blockSignals()
    let arguments = CommandLine.arguments
    guard arguments.count >= 3, let mode = Mode(rawValue: arguments[1]) else {
      print("terminal-probe MODE REPORT [interrupt] [drawn]")
      exit(64)
    }
    do {
      let loop = try EventLoop(terminal: STDIN_FILENO)
      let desk = try ProbeDesk(
        mode: mode, report: Report(path: arguments[2]), interrupt: arguments.contains("interrupt"),
        isDrawn: arguments.contains("drawn"),
        executor: loop.executor)
      loop.arm(at: desk.assumeIsolated { $0.deadline })
      let code = loop.run { occurrence in
        if let code = desk.assumeIsolated({ $0.take(occurrence) }) { loop.stop(code) }
        loop.arm(at: desk.assumeIsolated { $0.deadline })
      }
      exit(code)
    } catch let failure as TerminalFailure {
      Report(path: arguments[2]).say("failure \(failure)")
      exit(69)
    } catch {
      exit(70)
    }
  }
}

enum Mode: String {
  case keys
  case mute
  case digits
  case text
  case frames
  case pin
  case photo
  case hasty
  case timer
  case crashFault = "crash-fault"
  case crashTrap = "crash-trap"
  case crashAbort = "crash-abort"
  case crashStack = "crash-stack"
  case crashExit = "crash-exit"
}

/// Lines into the test's pipe.
struct Report {
  private let descriptor: Int32

  init(path: String) { descriptor = open(path, O_WRONLY | O_CLOEXEC) }

  func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
  }
}
