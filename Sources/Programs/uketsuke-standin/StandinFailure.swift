import ArgumentParser

/// Why the program ends: one sentence for standard error, and the exit code of its family (sysexits.h).
struct StandinFailure: Error, Equatable {
  enum Family: Int32 {
    case unavailable = 69
    case inputOutput = 74
    case configuration = 78
  }

  var family: Family
  var sentence: String

  static func configuration(_ sentence: String) -> StandinFailure { .init(family: .configuration, sentence: sentence) }
  static func unavailable(_ sentence: String) -> StandinFailure { .init(family: .unavailable, sentence: sentence) }
  static func inputOutput(_ sentence: String) -> StandinFailure { .init(family: .inputOutput, sentence: sentence) }

  /// Says it and gives the code to leave with.
  func told() -> ExitCode {
    Announcement.complain("uketsuke-standin: \(sentence)")
    return ExitCode(family.rawValue)
  }
}
