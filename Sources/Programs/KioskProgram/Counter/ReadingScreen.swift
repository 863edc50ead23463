import CivilTime
import CursesTerminal
import Display
import Glibc
import LockedMemory
import Screenbook

/// The terminal on which a clinician reads: a screen that goes away, and leaves nothing in the terminal's own memory.
struct ReadingScreen {
  private let stage: Stage
  private let theme: Theme?

  /// Where there is a terminal to show a screen on, and to be answered at. To be called before any thread exists: threads
  /// inherit the mask of signals, and one that took a signal would leave the screen standing.
  static func ifThere(_ folders: DataFolders?, _ configuration: CounterConfiguration) -> ReadingScreen? {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { return nil }
    EventLoop.blockSignals()
    return ReadingScreen(folders, theme: configuration.theme, language: configuration.language)
  }

  /// - Parameters:
  ///   - folders: nil where the program's data are not found: medical information is shown all the same, without
  ///     colours.
  ///   - theme: of Screens/themes.
  private init(_ folders: DataFolders?, theme: String, language: CounterLanguage) {
    stage = folders.map { Stage.look(assets: $0.assets) } ?? .terminal
    self.theme = folders.flatMap { folders in
      let book = try? Screenbook.first(
        folder: folders.screens, language: language("ja", "en"), theme: theme, profile: "classic", maker: nil)
      return book?.themes[theme]
    }
  }

  /// The terminal was closed under the program: what a shell reports of a process that SIGHUP ended.
  static let hangUpCode: Int32 = 128 + SIGHUP

  /// Shows the session until it ends; the signals have been blocked (`EventLoop.blockSignals`).
  ///
  /// - Parameters:
  ///   - pad: an empty one; the terminal wants a place for secrets.
  ///   - mayStand: asked before each painting, so after each key and at least every minute (`ReadingSession.deadline`).
  /// - Returns: why it closed; nil where a signal closed it, with the program's exit code.
  func show(
    _ session: ReadingSession, _ pad: SecretPad, mayStand: @escaping () -> Bool = { true }
  ) throws(ProgramFailure) -> (ending: ReadingSession.Ending?, code: Int32) {
    let terminal: CursesTerminal
    do {
      terminal = try CursesTerminal(secret: pad, interrupt: true, drawing: stage.drawing)
    } catch {
      throw ProgramFailure(.serviceUnavailable, "\(error.sentence) --plain prints instead.")
    }
    var wasResized = false
    defer { terminal.restore(forgettingPast: wasResized) }
    if let theme { terminal.use(theme: theme) }
    let loop: EventLoop
    do { loop = try EventLoop(terminal: terminal.descriptor) } catch {
      throw ProgramFailure(.inputOutput, "the event loop cannot be made: \(error)")
    }
    var session = session
    var ending = session.ending(wall: WallClock.now(), at: Monotonic.now())
    /// What has ended is not painted once more.
    func goOn(isFirst: Bool = false) {
      let (wall, now) = (WallClock.now(), Monotonic.now())
      ending = ending ?? session.ending(wall: wall, at: now)
      if ending == nil, !mayStand() { ending = .modeOver }
      guard ending == nil else { return loop.stop(0) }
      terminal.paint(session.frame(size: terminal.size, wall: wall, at: now), discardTypeAhead: isFirst)
      loop.arm(at: session.deadline(wall: wall, at: now))
    }
    goOn(isFirst: true)
    let code = loop.run { occurrence in
      switch occurrence {
      case .input: for key in terminal.readKeys() { ending = ending ?? session.take(key, at: Monotonic.now()) }
      case .signal(.windowChanged):
        terminal.resized()
        wasResized = true
      case .signal(.terminate), .signal(.interrupt): return loop.stop(0)
      case .signal(.hangUp): return loop.stop(Self.hangUpCode)
      // Nothing else runs beside it; the kiosk's own signals mean nothing here.
      case .woken, .timer, .signal(.close), .signal(.open): break
      }
      goOn()
    }
    // A signal to end may have come before the one that tells of the size.
    let size = terminal.size
    terminal.resized()
    wasResized = wasResized || terminal.size != size
    return (ending, code)
  }
}
