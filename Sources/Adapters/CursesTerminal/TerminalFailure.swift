/// Why no screen can be shown. Found before the first byte is written, so the terminal is as it was.
public enum TerminalFailure: Error, Equatable, Sendable {
  /// Standard input or output is a file, a pipe or nothing.
  case notATerminal
  /// `TERM` is not set.
  case typeMissing
  /// The terminal data base does not know what `TERM` says.
  case typeUnknown(String)
  /// The terminal cannot place its cursor (`TERM=dumb`, a printer).
  case cannotPlaceCursor(String)
  /// The terminal refused its modes; the number is the system's `errno`.
  case refusedModes(Int32)

  /// One sentence for standard error.
  public var sentence: String {
    switch self {
    case .notATerminal:
      "Standard input and output must be a terminal; start this program in one, without redirecting them."
    case .typeMissing:
      "The terminal's type is unknown: the environment variable TERM is not set."
    case .typeUnknown(let type):
      "The terminal type \"\(type)\" in TERM is not in the terminal data base; try TERM=vt100."
    case .cannotPlaceCursor(let type):
      "A terminal of type \"\(type)\" (TERM) cannot show a screen: it cannot place its cursor."
    case .refusedModes(let code):
      "The terminal refused its modes (system error \(code))."
    }
  }
}
