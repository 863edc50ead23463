import Glibc
import Logging

/// Reasons for staff and the hospital's IT people: codes and plain words, nothing personal. They go to standard error,
/// where systemd's journal picks them up; when that is the kiosk's own screen they would destroy it, so they go nowhere.
enum Log {
  private static let logger = Logger(label: "uketsuke") { StreamLogHandler.standardError(label: $0) }
  private static let isHeard = isatty(STDERR_FILENO) == 0

  static func note(_ text: String) {
    guard isHeard else { return }
    logger.notice("\(text)")
  }
}
