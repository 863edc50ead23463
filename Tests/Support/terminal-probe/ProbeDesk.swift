import CivilTime
import CursesTerminal
import Display
import Glibc
import LockedMemory
import SampleFrames

/// The probe's side of the screen: an actor on the loop's thread, as the kiosk's is.
actor ProbeDesk {
  nonisolated let executor: LoopExecutor
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let terminal: CursesTerminal
  private let secret: SecretPad
  private let mode: Mode
  private let report: Report
  private var painted: UInt64 = 0
  private(set) var deadline: Instant?

  init(mode: Mode, report: Report, interrupt: Bool, isDrawn: Bool, executor: LoopExecutor) throws {
    self.executor = executor
    self.mode = mode
    self.report = report
    secret = try SecretPad()
    terminal = try CursesTerminal(secret: secret, interrupt: interrupt, drawing: isDrawn ? Self.drawing : nil)
    if let theme = SampleFrames.theme { terminal.use(theme: theme) }
    switch mode {
    case .digits: terminal.secretEntry = .digits(most: 4)
    case .text: terminal.secretEntry = .text(most: 64)
    case .timer: deadline = Monotonic.now().advanced(by: .milliseconds(50))
    case .keys, .mute, .frames, .pin, .photo, .hasty, .crashFault, .crashTrap, .crashAbort, .crashStack, .crashExit:
      break
    }
    terminal.paint(Self.frame(mode, number: 0, size: terminal.size), discardTypeAhead: false)
    report.say("ready \(terminal.size.columns)x\(terminal.size.rows)")
  }

  /// Every cell one character wide, as a console's font has them: what is wide here becomes a question mark.
  private static var drawing: CellDrawing {
    CellDrawing(signs: { frame, _ in
      frame.cells.map { $0.isContinuation ? " " : $0.glyph.width == 2 ? "?" : $0.glyph.base }
    })
  }

  /// - Returns: the code to end with.
  func take(_ occurrence: Occurrence) -> Int32? {
    switch occurrence {
    case .input: takeKeys()
    case .woken: report.say("woken")
    case .timer:
      deadline = nil
      report.say("timer")
    case .signal(.windowChanged):
      terminal.resized()
      paint()
      report.say("resized \(terminal.size.columns)x\(terminal.size.rows)")
    case .signal(let signal):
      terminal.restore()
      report.say("signal \(signal)")
      return 0
    }
    return nil
  }

  private func takeKeys() {
    for key in terminal.readKeys() {
      if mode != .mute { report.say("\(key)") }
      switch mode {
      case .keys, .mute, .text, .timer: break
      case .digits:
        if key == .enter {
          secret.wipe()
          report.say("wiped \(secret.count)")
        }
      case .frames, .pin, .photo:
        painted += 1
        paint()
        report.say("painted \(painted)")
      case .hasty:
        painted += 1
        terminal.paint(Self.frame(mode, number: painted, size: terminal.size), discardTypeAhead: true)
        report.say("painted \(painted)")
      case .crashFault: kill(getpid(), SIGSEGV)
      case .crashTrap: preconditionFailure("asked for")
      case .crashAbort: abort()
      case .crashStack: report.say("\(Self.deepen(1))")
      case .crashExit: exit(3)
      }
    }
  }

  private func paint() {
    terminal.paint(Self.frame(mode, number: painted, size: terminal.size), discardTypeAhead: false)
  }

  private static func frame(_ mode: Mode, number: UInt64, size: Size) -> Frame {
    switch mode {
    case .frames: SampleFrames.random(seed: number, size: size)
    case .photo: SampleFrames.photo(shown: number % 2 == 0, size: size)
    case .keys, .mute, .digits, .text, .pin, .hasty, .timer, .crashFault, .crashTrap, .crashAbort, .crashStack,
      .crashExit:
      SampleFrames.pin(typed: Int(number % 5), size: size)
    }
  }

  /// Recursion without end that no compiler can turn into a loop.
  private static func deepen(_ depth: Int) -> Int {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 128) { numbers in
      numbers.initialize(repeating: depth)
      return deepen(depth + 1) + numbers[depth % 128]
    }
  }
}
