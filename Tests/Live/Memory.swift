import Foundation

/// The memory of a running process, to look for what must not be there (S4).
struct Memory {
  private let process: Int32
  private static let largestRegion = 256 << 20

  init(of process: Int32) { self.process = process }

  /// - Parameter locked: only what is kept from the swap space, where a few digits stand for themselves.
  func holds(_ bytes: [UInt8], locked: Bool = false) throws -> Bool {
    // Such a file has no size and comes in pieces: it is read to its end, and not as a file of a known length.
    let list = try FileHandle(forReadingFrom: URL(fileURLWithPath: "/proc/\(process)/smaps"))
    defer { try? list.close() }
    let maps = String(decoding: try list.readToEnd() ?? Data(), as: UTF8.self)
    let memory = try FileHandle(forReadingFrom: URL(fileURLWithPath: "/proc/\(process)/mem"))
    defer { try? memory.close() }
    var scanned = 0
    var region: Substring = ""
    for line in maps.split(separator: "\n") {
      if line.first?.isHexDigit == true, line.first?.isUppercase == false { region = line }
      // The last line about a region.
      guard line.hasPrefix("VmFlags:"), region.contains(" rw"), !region.hasSuffix("[vvar]") else { continue }
      if locked, !line.split(separator: " ").contains("lo") { continue }
      let range = region.prefix { $0 != " " }.split(separator: "-").compactMap { UInt64($0, radix: 16) }
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
