import Foundation

/// The memory of a running process, to look for what must not be there (S4).
struct Memory {
  private let process: Int32
  private static let largestRegion = 256 << 20

  init(of process: Int32) { self.process = process }

  func holds(_ bytes: [UInt8]) throws -> Bool {
    let maps = try String(contentsOfFile: "/proc/\(process)/maps", encoding: .utf8)
    let memory = try FileHandle(forReadingFrom: URL(fileURLWithPath: "/proc/\(process)/mem"))
    defer { try? memory.close() }
    var scanned = 0
    for line in maps.split(separator: "\n") where line.contains(" rw") && !line.hasSuffix("[vvar]") {
      let range = line.prefix { $0 != " " }.split(separator: "-").compactMap { UInt64($0, radix: 16) }
      guard range.count == 2, Int(range[1] - range[0]) <= Self.largestRegion else { continue }
      try memory.seek(toOffset: range[0])
      // A region may shrink while it is read: what is gone holds nothing.
      guard let content = try? memory.read(upToCount: Int(range[1] - range[0])) else { continue }
      scanned += content.count
      if content.range(of: Data(bytes)) != nil { return true }
    }
    guard scanned > 0 else { throw Unreadable(process: process) }
    return false
  }

  struct Unreadable: Error {
    var process: Int32
  }
}
