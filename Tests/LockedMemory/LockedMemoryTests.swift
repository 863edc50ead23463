import CProcess
import Glibc
import Testing

@testable import LockedMemory

@Suite("Locked memory")
struct LockedMemoryTests {
  private static let canary: [UInt8] = Array("7391".utf8)

  @Test("What was typed comes out once, and then nothing")
  func takenOnce() throws {
    let pad = try SecretPad()
    for byte in Self.canary { _ = pad.type(byte, most: 4) }
    #expect(pad.count == 4)
    #expect(pad.takeOnce { Array($0) } == Self.canary)
    #expect(pad.count == 0)
    #expect(pad.takeOnce { $0.count } == 0)
  }

  @Test("No more than `most` bytes, no more than the capacity, and Backspace takes one back")
  func bounds() throws {
    let pad = try SecretPad(capacity: 3)
    #expect(Self.canary.map { pad.type($0, most: 2) } == [1, 2, 2, 2])
    #expect(Self.canary.map { pad.type($0, most: 99) } == [3, 3, 3, 3])
    #expect([pad.erase(), pad.erase(), pad.erase(), pad.erase()] == [2, 1, 0, 0])
    #expect(pad.type(0x35, most: 4) == 1)
    #expect(pad.takeOnce { Array($0) } == [0x35])
  }

  @Test("A process that forbids it has no core file and lets nobody look")
  func noDumps() throws {
    try ProcessDumps.forbid()
    var limit = rlimit(rlim_cur: 1, rlim_max: 1)
    #expect(getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) == 0)
    #expect(limit.rlim_cur == 0 && limit.rlim_max == 0)
    #expect(uk_may_be_dumped() == 0)
  }

  private struct Refused: Error {}

  @Test("A body that throws has used the secret up too")
  func throwingBody() throws {
    let pad = try SecretPad()
    _ = pad.type(0x31, most: 4)
    #expect(throws: Refused.self) { try pad.takeOnce { _ in throw Refused() } }
    #expect(pad.count == 0)
    #expect(pad.takeOnce { $0.count } == 0)
  }

  @Test("Typing and wiping do not wait for a body, and do not reach into what it borrowed")
  func notBlocking() throws {
    let pad = try SecretPad()
    for byte in Self.canary { _ = pad.type(byte, most: 4) }
    let seen = pad.takeOnce { bytes in
      #expect(pad.type(0x30, most: 4) == 1)
      pad.wipe()
      #expect(pad.count == 0)
      return Array(bytes)
    }
    #expect(seen == Self.canary)
  }

  @Test("A header stands before the secret, in the same locked memory; too long a one gives nothing")
  func behindHeader() throws {
    let pad = try SecretPad(capacity: 4)
    for byte in Self.canary { _ = pad.type(byte, most: 4) }
    #expect(pad.takeOnce(behind: [0, 0x20, 0, 0x80, 4]) { Array($0) } == [0, 0x20, 0, 0x80, 4] + Self.canary)
    #expect(pad.takeOnce(behind: [0xAA]) { Array($0) } == [0xAA])
    for byte in Self.canary { _ = pad.type(byte, most: 4) }
    #expect(pad.takeOnce(behind: [UInt8](repeating: 0, count: 8)) { $0.count } == 0)
    #expect(pad.count == 0)
  }

  @Test("Locked bytes take what fits, whole or not at all")
  func capacity() throws {
    var bytes = try LockedBytes(capacity: 3)
    let tooMany = Self.canary.withUnsafeBytes { bytes.append($0) }
    #expect(!tooMany)
    #expect(bytes.count == 0)
    let fits = [1, 2, 3].withUnsafeBytes { (raw: UnsafeRawBufferPointer) in bytes.append(.init(rebasing: raw[0..<3])) }
    #expect(fits)
    let oneMore = bytes.append(9)
    #expect(!oneMore)
    #expect(bytes.count == 3)
  }

  @Test("Wiped bytes are overwritten, not only forgotten")
  func overwritten() throws {
    var bytes = try LockedBytes(capacity: 16)
    for byte in Self.canary { bytes.append(byte) }
    let address = bytes.withBytes { $0.baseAddress }
    let memory = try #require(address)
    #expect(Array(UnsafeRawBufferPointer(start: memory, count: 4)) == Self.canary)
    bytes.removeLast()
    #expect(Array(UnsafeRawBufferPointer(start: memory, count: 4)) == Self.canary.dropLast() + [0])
    bytes.wipe()
    #expect(Array(UnsafeRawBufferPointer(start: memory, count: 4)) == [0, 0, 0, 0])
    #expect(bytes.count == 0)
  }

  @Test("The kernel says: locked, not in a core file, wiped on fork")
  func kernelFlags() throws {
    var bytes = try LockedBytes(capacity: 16)
    bytes.append(0x31)
    let address = UInt(bitPattern: bytes.withBytes { $0.baseAddress })
    let flags = try #require(Self.flags(ofMappingAt: address))
    #expect(flags.contains("lo"), "locked: \(flags)")
    #expect(flags.contains("dd"), "not dumped: \(flags)")
    #expect(flags.contains("wf"), "wiped on fork: \(flags)")
    bytes.wipe()
  }

  @Test("Nothing that prints shows it")
  func redacted() throws {
    let pad = try SecretPad()
    for byte in Self.canary { _ = pad.type(byte, most: 4) }
    var text = "\(pad) \(String(reflecting: pad))"
    dump(pad, to: &text)
    #expect(!text.contains("7391") && !text.contains("55"))
    #expect(text.contains("redacted"))
  }

  /// The `VmFlags` of /proc/self/smaps for the mapping that holds `address`.
  private static func flags(ofMappingAt address: UInt) -> [Substring]? {
    guard let file = fopen("/proc/self/smaps", "r") else { return nil }
    defer { fclose(file) }
    var line: UnsafeMutablePointer<CChar>?
    var size = 0
    defer { free(line) }
    var isMine = false
    while getline(&line, &size, file) > 0, let text = line.map({ String(cString: $0) }) {
      let range = text.prefix { $0 != " " }.split(separator: "-")
      if range.count == 2, let begin = UInt(range[0], radix: 16), let end = UInt(range[1], radix: 16) {
        isMine = (begin..<end).contains(address)
      } else if isMine, text.hasPrefix("VmFlags:") {
        return text.dropFirst(8).split { $0 == " " || $0 == "\n" }
      }
    }
    return nil
  }
}
