import Foundation
import Testing

/// How often the threads of a process went to sleep: each time something woke them before.
enum ContextSwitches {
  /// - Returns: since the process began, all of its threads together.
  static func of(_ process: Int32) throws -> Int {
    let tasks = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")
    return tasks.reduce(0) { sum, task in
      // A thread may end meanwhile.
      let status = (try? String(contentsOfFile: "/proc/\(process)/task/\(task)/status", encoding: .utf8)) ?? ""
      let line = status.split(separator: "\n").first { $0.hasPrefix("voluntary_ctxt_switches:") }
      return sum + (line?.split(separator: "\t").last.flatMap { Int($0) } ?? 0)
    }
  }

  /// How many there are in a second from now on. While they are more than `most` another second is watched, three in all,
  /// because a program may still be busy with what it was asked before. Time itself is what is waited for here.
  static func perSecond(of process: Int32, most: Int) throws -> Int {
    var fewest = Int.max
    for _ in 0..<3 where fewest > most {
      let before = try of(process)
      Thread.sleep(forTimeInterval: 1)
      fewest = min(fewest, try of(process) - before)
    }
    return fewest
  }
}
