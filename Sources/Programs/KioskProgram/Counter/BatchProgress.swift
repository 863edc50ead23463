import Foundation
import Glibc

/// How far a batch is, by what the service says of it and by nothing else: a bar never goes back, and where the service
/// says no number there is none.
struct BatchProgress: Equatable {
  private static let width = 30

  /// How many were submitted; nil where the service finds the people itself.
  let people: Int?
  private(set) var done: Int?

  init(people: Int?) { self.people = people }

  /// - Parameter count: `NumberOfProcessingResult`.
  mutating func take(_ count: String?) {
    guard let told = count.flatMap({ Int($0) }), told >= 0 else { return }
    done = min(max(told, done ?? 0), people ?? .max)
  }

  func line(_ elapsed: Int, _ language: CounterLanguage) -> String {
    let time = language("処理中 \(elapsed) 秒", "working, \(elapsed) s")
    guard let done else { return time }
    guard let people, people > 0 else { return language("\(done) 人  ", "\(done) people  ") + time }
    let filled = Self.width * done / people
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: Self.width - filled)
    return "[\(bar)] \(done) / \(people)  \(time)"
  }
}

/// A batch's progress on standard error where that is a terminal.
final class ProgressLine {
  var progress: BatchProgress
  private let language: CounterLanguage
  private let begin = Date()
  private let isSeen = isatty(STDERR_FILENO) == 1

  init(_ progress: BatchProgress, _ language: CounterLanguage) {
    self.progress = progress
    self.language = language
  }

  /// Draws itself while it waits.
  func wait(_ seconds: TimeInterval, _ tick: TimeInterval) {
    let end = Date().addingTimeInterval(seconds)
    while Date() < end {
      draw()
      Thread.sleep(forTimeInterval: min(tick, max(0, end.timeIntervalSinceNow)))
    }
  }

  private func draw() {
    guard isSeen else { return }
    write("\r\u{1B}[K" + progress.line(Int(Date().timeIntervalSince(begin)), language))
  }

  func clear() {
    if isSeen { write("\r\u{1B}[K") }
  }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
