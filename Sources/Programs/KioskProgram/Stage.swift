import CursesTerminal
import Display
import Glibc
import LinuxConsole
import Screenbook

/// What the kiosk is seen on.
enum Stage {
  /// Anything that shows characters by itself.
  case terminal
  /// The kernel's own console, drawn on with letters of ours.
  case console(LinuxConsole)
  /// A console that keeps its own letters: Japanese cannot be shown on it.
  case plainConsole(PlainLetters)

  /// Looks at standard input. On an ordinary terminal that is one question to the kernel.
  static func look(assets: String) -> Stage {
    let found = LinuxConsole.look(at: STDIN_FILENO) { cell throws(ConsoleRefusal) in
      try font(of: cell, assets: assets)
    }
    switch found {
    case .notAConsole: return .terminal
    case .ready(let console): return .console(console)
    case .refused(let refusal, let drawn):
      let sentence = "Japanese cannot be shown on this console: \(refusal.sentence)"
      printError("uketsuke: \(sentence)")
      return .plainConsole(PlainLetters(drawn: drawn))
    }
  }

  static func font(of cell: CellSize, assets: String) throws(ConsoleRefusal) -> BitmapFont {
    do {
      return try LetterFonts.read("\(cell.width)x\(cell.height)", folder: assets)
    } catch {
      throw .fontUnusable(error.sentence)
    }
  }

  /// The languages that can be read on it.
  ///
  /// - Parameter languages: all that there are.
  func languages(of languages: [String]) -> [String] {
    switch self {
    case .terminal, .console: languages
    case .plainConsole: languages.contains(Self.plainLanguage) ? [Self.plainLanguage] : languages
    }
  }

  /// The language to begin with.
  ///
  /// - Parameters:
  ///   - wanted: by the site.
  ///   - screens: the folder Screens/; a site may have taken a language away.
  func language(_ wanted: String, screens: String) -> String {
    switch self {
    case .terminal, .console: wanted
    case .plainConsole:
      access("\(screens)/texts/\(Self.plainLanguage).yaml", R_OK) == 0 ? Self.plainLanguage : wanted
    }
  }

  /// The first line of every screen: the institution; on a plain console, which could not show its name, the reason why
  /// nothing is in Japanese.
  func firstLine(_ institution: String, book: Screenbook) -> String {
    switch self {
    case .terminal, .console: institution
    case .plainConsole:
      book.text("common.english-only", in: Self.plainLanguage)?.filled(with: [:]) ?? institution
    }
  }

  private static let plainLanguage = "en"

  /// It has other cells for larger letters.
  var hasLargerLetters: Bool {
    switch self {
    case .terminal, .plainConsole: false
    case .console(let console): console.hasLargerLetters
    }
  }

  /// How cells reach it.
  var drawing: CellDrawing? {
    switch self {
    case .terminal: nil
    case .console(let console):
      CellDrawing(
        begin: { console.begin() }, signs: { Self.signs(of: $0, on: console, blank: $1) },
        setLetters: { console.setLetters(larger: $0) },
        end: .init(deed: console.rescue.deed, context: console.rescue.context))
    case .plainConsole(let letters): CellDrawing(signs: { frame, _ in letters.signs(of: frame) })
    }
  }

  private static func signs(of frame: Frame, on console: LinuxConsole, blank: () -> Void) -> [Unicode.Scalar] {
    let before = console.lostGlyphs
    let signs = console.prepare(frame, blank: blank)
    if console.lostGlyphs > before {
      Log.note("\(console.lostGlyphs - before) characters of a screen found no room among the console's 512 letters")
    }
    return signs
  }
}
