import Display
import Glibc
import Pseudoterminal
import SampleFrames
import Testing

/// What a real terminal (tmux) shows, cell by cell, for each kind of terminal that it is said to be.
@Suite struct RealTerminalTests {
  @Test(arguments: ["xterm-256color", "screen", "tmux-256color", "linux", "vt100"])
  func theScreenIsTheFrame(_ type: String) throws {
    let report = try ReportPipe()
    let tmux = try Tmux(command: "TERM=\(type) '\(Probe.program)' frames '\(report.path)'")
    #expect(report.line() == "ready 80x24")
    try expect(tmux, shows: SampleFrames.random(seed: 0), "\(type), first")
    for number in 1...30 as ClosedRange<UInt64> {
      try tmux.type("1")
      _ = try report.lines(until: "painted \(number)")
      // Every frame is painted over its predecessor; a fault stays visible until its cells change.
      if number % 5 == 0 { try expect(tmux, shows: SampleFrames.random(seed: number), "\(type), \(number)") }
    }
  }

  /// tmux reads what was written a little later; how many looks that may take.
  private static let mostLooks = 200

  private func expect(_ tmux: Tmux, shows frame: Frame, _ comment: Comment) throws {
    let wanted = rows(frame.text)
    var seen: [Substring] = []
    for _ in 0..<Self.mostLooks {
      seen = rows(try tmux.screen())
      if seen == wanted { return }
    }
    for row in wanted.indices where row >= seen.count || seen[row] != wanted[row] {
      #expect(row < seen.count ? seen[row] == wanted[row] : false, comment)
    }
  }

  private func rows(_ text: String) -> [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
}
