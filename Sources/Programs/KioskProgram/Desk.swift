import CivilTime
import CursesTerminal
import Display
import Glibc
import Journal
import LockedMemory
import Reception
import Runtime
import ScreenFiles
import Screenbook
import StrictYAML
import Synchronization

/// What the demo and a site put together differently around the same desk.
struct Surroundings {
  /// Without what stands in the screens' files.
  var rules: Rules
  var journal: JournalState
  /// Shown on the first line.
  var institution: String
  /// The reader's maker, of Screens/makers.
  var maker: String?
  /// Assets/, for the fonts.
  var assetsFolder: String
  /// An order of the digits to be touched on the PIN's screen; nil without such a pad.
  var shuffledPad: (() -> [Int])?
  /// Voice and tones.
  var guidance = Guidance.Wishes()
  /// The card holder's photo, asked for while staff compare it; nil where none can be read.
  var photo: () -> Picture? = { nil }
  /// The strip above the footer; nil on a real kiosk.
  var strip: (Scene) -> String? = { _ in nil }
  var ports: (DeskPort) -> Ports
  /// Begins to watch for cards; called once every screen has been checked.
  var watchCards: () throws(ProgramFailure) -> Void
  /// The reader needs no time to be found: the first screen is the one for patients, though no card is taken yet.
  var isReadyAtOnce = false
  /// A key that only the surroundings understand (the demo's cards); true when it was one.
  var takesKey: (Character) -> Bool = { _ in false }
  /// When the surroundings want `timeReached`.
  var deadline: () -> Instant? = { nil }
  var timeReached: () -> Void = {}
  var end: () -> Void = {}
}

/// The reception desk: the one actor that owns terminal, presenter and kiosk. Its executor is drained by the event loop,
/// so everything here happens on the terminal's thread.
actor Desk {
  nonisolated let executor: LoopExecutor
  nonisolated let wakeup: Wakeup
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let terminal: CursesTerminal
  private let loop: EventLoop
  private let inbox: Inbox
  private let secret: SecretPad
  private let endsByInterrupt: Bool
  private let surroundings: Surroundings
  private let guidance: Guidance
  private var presenter: Presenter
  private var scene: Scene?
  private var painted: (scene: Scene, clock: String, size: Size)?
  /// Whether all of Screens/ has been read and holds.
  private var isChecked = false
  /// What has to be painted again although the scene is the same: a moved focus, a new size, a voice found.
  private var isStale = false

  /// The terminal has gone: what a shell reports of a process that SIGHUP ended. A supervisor starts the kiosk anew.
  private static let hangUpCode: Int32 = 128 + SIGHUP

  /// Opens the terminal and what its thread sleeps on. To be called on that thread.
  ///
  /// - Parameter endsByInterrupt: Ctrl-C ends the program, as SIGTERM does: the demo alone.
  init(
    _ surroundings: sending Surroundings, inbox: Inbox, secret: SecretPad, book: Screenbook, theme: String,
    stage: sending Stage, endsByInterrupt: Bool
  ) throws(ProgramFailure) {
    let terminal: CursesTerminal
    do {
      terminal = try CursesTerminal(secret: secret, interrupt: endsByInterrupt, drawing: stage.drawing)
    } catch {
      throw ProgramFailure(.serviceUnavailable, error.sentence)
    }
    if let theme = book.themes[theme] { terminal.use(theme: theme) }
    let loop: EventLoop
    do {
      loop = try EventLoop(terminal: terminal.descriptor)
    } catch {
      terminal.restore()
      throw ProgramFailure(.inputOutput, "the event loop cannot be made: \(error)")
    }
    executor = loop.executor
    wakeup = loop.wakeup
    presenter = Presenter(book: book, institution: stage.firstLine(surroundings.institution, book: book))
    presenter.maker = surroundings.maker
    presenter.hasCellsForLarger = stage.hasLargerLetters
    guidance = Guidance(surroundings.guidance, terminal)
    self.terminal = terminal
    self.loop = loop
    self.inbox = inbox
    self.secret = secret
    self.surroundings = surroundings
    self.endsByInterrupt = endsByInterrupt
  }

  /// Receives patients until the program shall end.
  ///
  /// - Parameter screensFolder: where all that the first screen did not need is.
  /// - Returns: the exit code.
  func receive(screensFolder: String) throws(ProgramFailure) -> Int32 {
    defer { terminal.restore() }
    // Also where a screen file of the second stage refuses the start.
    defer {
      guidance.close()
      surroundings.end()
      secret.wipe()
    }
    showFirstScene()
    try loadRemainingScreens(screensFolder)
    var rules = surroundings.rules
    rules.idleByScreen = presenter.book.idleByScreen
    let kiosk = Kiosk(rules: rules, ports: surroundings.ports(deskPort()), journal: surroundings.journal)
    kiosk.start()
    defer { kiosk.stop() }
    if surroundings.isReadyAtOnce { kiosk.receive(.notice(.ready)) }
    takeDeliveries(kiosk)
    paint()
    try surroundings.watchCards()
    guidance.open { [wakeup] in wakeup.wake() }
    announce()
    loop.arm(at: nextDeadline(kiosk))
    return loop.run { occurrence in
      switch occurrence {
      case .input: take(terminal.readKeys(), kiosk)
      case .woken: lookForVoice()
      case .timer:
        kiosk.timeReached()
        surroundings.timeReached()
      case .signal(.windowChanged):
        terminal.resized()
        isStale = true
      case .signal(.close): kiosk.handle(.closed)
      case .signal(.open): kiosk.handle(.opened)
      case .signal(.interrupt): if endsByInterrupt { loop.stop(0) }
      case .signal(.terminate): loop.stop(0)
      case .signal(.hangUp): loop.stop(Self.hangUpCode)
      }
      takeDeliveries(kiosk)
      paint()
      announce()
      loop.arm(at: nextDeadline(kiosk))
    }
  }

  /// Paints what the kiosk will begin with, before it begins: no key is read, no card is taken, nothing is journaled
  /// until every screen has been checked.
  private func showFirstScene() {
    var reception = Reception(rules: surroundings.rules)
    if surroundings.isReadyAtOnce { _ = reception.handle(.readerReady, at: Monotonic.now()) }
    scene = reception.scene
    paint()
  }

  private func deskPort() -> DeskPort {
    DeskPort(
      show: { [unowned self] scene in assumeIsolated { $0.scene = scene } },
      wipeSecret: { [secret] in secret.wipe() },
      sound: { [unowned self] tone in assumeIsolated { $0.guidance.sound(tone) } },
      callStaff: { Log.note($0 ? "staff are called" : "the call has ended") },
      report: { [reader = presenter.makersReader] in Log.note(reader?.explaining($0) ?? $0) })
  }

  /// Answers may bring new questions that are answered at once.
  private func takeDeliveries(_ kiosk: Kiosk) {
    while case let deliveries = inbox.takeAll(), !deliveries.isEmpty {
      for delivery in deliveries { kiosk.receive(delivery) }
    }
  }

  /// Before the first key and card count: every screen, language, theme and profile, whole and checked. What does not
  /// hold refuses the start.
  private func loadRemainingScreens(_ folder: String) throws(ProgramFailure) {
    let book: Screenbook
    do {
      book = try ScreenFiles.loadRemaining(presenter.book, folder: folder)
    } catch {
      throw ProgramFailure(screens: error.findings)
    }
    let findings = Presenter.findings(in: book, nearest: NearestWord.to)
    guard findings.isEmpty else { throw ProgramFailure(screens: findings) }
    presenter.book = book
    isChecked = true
  }

  // MARK: - Keys

  private func take(_ keys: [KeyPress], _ kiosk: Kiosk) {
    guard let shown = painted?.scene else { return }
    for key in keys {
      // What was typed for a screen that is no longer there answers nothing (A1).
      guard scene?.screen == shown.screen else { return }
      if case .character(let character) = key, surroundings.takesKey(character) { continue }
      let focus = presenter.focus
      if let event = presenter.event(for: key, on: scene ?? shown, at: Monotonic.now()) {
        if event == .pressed(.voice) { guidance.sayAgainOrStop(shown, by: presenter) }
        kiosk.handle(event)
      }
      // A key that changes nothing costs no painting: a flood of them holds nobody up.
      if presenter.focus != focus { isStale = true }
    }
  }

  // MARK: - Voice

  /// The key for the voice is there while there is one.
  private func lookForVoice() {
    guard presenter.hasVoice != guidance.hasVoice else { return }
    presenter.hasVoice = guidance.hasVoice
    isStale = true
  }

  /// What has been painted is what is said.
  private func announce() {
    if let painted { guidance.announce(painted.scene, by: presenter) }
  }

  // MARK: - Painting

  private func paint() {
    guard let scene else { return }
    let clock = CivilMoment(WallClock.now()).clock
    if !isStale, let painted, painted == (scene, clock, terminal.size) { return }
    let isNew = painted?.scene.screen != scene.screen
    if isNew { presenter.pad = surroundings.shuffledPad?() }
    if scene.isLarger, presenter.letterFonts.isEmpty, !presenter.lacksLetters { loadLetters() }
    if presenter.hasCellsForLarger, scene.isLarger != (presenter.least == .narrow) {
      changeCells(larger: scene.isLarger)
    }
    let size = terminal.size
    presenter.photo = scene.screen == .compare ? surroundings.photo() : nil
    let frame = presenter.frame(scene, clock: clock, size: size, strip: surroundings.strip(scene))
    // The check will say what is wrong with it.
    guard isChecked || presenter.problems.isEmpty else { return }
    terminal.secretEntry = presenter.secretEntry(for: scene)
    terminal.secretKeys = presenter.secretKeys(for: scene)
    terminal.paint(frame, discardTypeAhead: isNew)
    painted = (scene, clock, size)
    isStale = false
  }

  /// A console that this program draws on has other cells for larger letters: fewer and larger ones, or more of them for
  /// letters of half blocks.
  private func changeCells(larger: Bool) {
    guard terminal.setLetters(larger: larger) else {
      presenter.hasCellsForLarger = false
      return
    }
    presenter.least = larger ? .narrow : .smallest
  }

  /// Read when somebody first wants them: the first screen does not wait for them.
  private func loadLetters() {
    do {
      presenter.letterFonts = try LetterFonts.read(folder: surroundings.assetsFolder)
    } catch {
      presenter.lacksLetters = true
      Log.note("no larger letters: \(error.sentence)")
      presenter.hasCellsForLarger = false
    }
  }

  /// The earliest of what the kiosk and the surroundings wait for and the clock's next minute.
  private func nextDeadline(_ kiosk: Kiosk) -> Instant? {
    let second = Int(CivilMoment(WallClock.now()).second)
    let minute = Monotonic.now().advanced(by: .seconds(60 - second))
    return [kiosk.deadline, surroundings.deadline(), guidance.deadline, minute].compactMap(\.self).min()
  }
}

extension Reception {
  /// Opens terminal and event loop, lets the surroundings be assembled, and receives patients. Whatever fails leaves the
  /// terminal as it was found.
  ///
  /// - Parameters:
  ///   - stage: what the terminal was found to be.
  ///   - interrupt: Ctrl-C ends the program: the demo alone.
  /// - Returns: the exit code.
  static func run(
    _ book: Screenbook, screensFolder: String, theme: String, stage: sending Stage, interrupt: Bool,
    assemble: (Inbox, SecretPad) throws(ProgramFailure) -> sending Surroundings
  ) throws(ProgramFailure) -> Int32 {
    // Before any thread exists: threads inherit the mask.
    EventLoop.blockSignals()
    let secret: SecretPad
    do throws(LockedMemoryFailure) {
      try ProcessDumps.forbid()
      secret = try SecretPad()
    } catch {
      throw ProgramFailure(.inputOutput, "no memory can be kept for PINs alone: \(error)")
    }
    // The event loop needs the terminal, and what is assembled needs the loop's bell; a wrong set-up shall be told
    // before the terminal is touched, so the bell is hung up later.
    let bell = Mutex<Wakeup?>(nil)
    let inbox = Inbox { bell.withLock(\.self)?.wake() }
    let surroundings = try assemble(inbox, secret)
    let desk = try Desk(
      surroundings, inbox: inbox, secret: secret, book: book, theme: theme, stage: stage, endsByInterrupt: interrupt)
    bell.withLock { $0 = desk.wakeup }
    // `assumeIsolated` forgets the error's type.
    let outcome = desk.assumeIsolated { desk in
      Result { () throws(ProgramFailure) in
        try desk.receive(screensFolder: screensFolder)
      }
    }
    return try outcome.get()
  }
}

extension ProgramFailure {
  /// So many findings are shown; who mends them runs `uketsuke check` for all.
  private static let mostFindings = 5

  init(screens findings: [Finding]) {
    var lines = findings.prefix(Self.mostFindings).map(\.sentence)
    if findings.count > Self.mostFindings {
      lines.append("and \(findings.count - Self.mostFindings) more; uketsuke check shows them all")
    }
    self.init(.configuration, lines.joined(separator: "\n"))
  }
}
