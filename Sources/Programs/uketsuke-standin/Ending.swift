import Dispatch
import Glibc

/// Sees to it that the program ends soon after SIGTERM or SIGINT, whoever is still connected. The server's own orderly
/// end is asked for beside it and is usually the faster one.
struct Ending {
  /// Below a second, so that a site's restart never waits for a caller.
  static let longest: Duration = .milliseconds(900)

  private let sources: [any DispatchSourceSignal]

  init(within limit: Duration) {
    sources = [SIGTERM, SIGINT].map { number in
      // Otherwise the signal's own effect comes first; the server does the same for its own end.
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        let milliseconds = Int(limit.components.attoseconds / 1_000_000_000_000_000 + limit.components.seconds * 1_000)
        // Everything said is said already, and nothing is kept: what was known dies with the process as it would anyway.
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(milliseconds)) { _exit(EXIT_SUCCESS) }
      }
      source.activate()
      return source
    }
  }

  /// The server has ended by itself.
  func cancel() {
    for source in sources { source.cancel() }
  }
}
