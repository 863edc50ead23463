import Cards
import Foundation
import Testing

@testable import uketsuke_card

@Suite("What goes wrong between card and reader, and what is written down of it")
struct FaultTests {
  private let sign: [UInt8] = [0x80, 0x2A, 0x00, 0x80, 0x01, 0x07, 0x00]
  private let signed = [UInt8](repeating: 0xAA, count: 256) + [0x90, 0x00]

  private func answer(_ faults: Faults, _ number: Int, acted: inout Int) -> [UInt8]? {
    var times = 0
    let way = faults.way(of: sign, number: number) {
      times += 1
      return signed
    }
    acted += times
    switch way {
    case .answer(let answer), .later(let answer): return answer
    case .pulled: return nil
    }
  }

  @Test("Each fault strikes at its command alone; only a chosen status word keeps the card from acting")
  func each() {
    var faults = Faults()
    faults.answers = [2: .noDiagnosis]
    faults.leaves = [3]
    faults.losses = [4]
    faults.garbage = [5]
    var acted = 0
    #expect(answer(faults, 1, acted: &acted) == signed)
    #expect(acted == 1)
    #expect(answer(faults, 2, acted: &acted) == [0x6F, 0x00])
    #expect(acted == 1)
    #expect(answer(faults, 3, acted: &acted) == nil)
    #expect(answer(faults, 4, acted: &acted)?.count == 65_535)
    #expect(answer(faults, 5, acted: &acted) == Faults.noise)
    #expect(acted == 4)
    // No card ends an answer like that.
    #expect(![0x6, 0x9].contains((ResponseAPDU(Faults.noise)?.status.value ?? 0x9000) >> 12))
  }

  @Test("A wrong signature is wrong by one bit, and its status word is right")
  func spoilt() throws {
    var faults = Faults()
    faults.spoilsSignatures = true
    var acted = 0
    let spoilt = try #require(answer(faults, 1, acted: &acted))
    #expect(spoilt.suffix(2) == [0x90, 0x00])
    #expect(zip(spoilt, signed).filter { $0 != $1 }.count == 1)
    let read = faults.way(of: [0x00, 0xB0, 0, 0, 0], number: 2) { signed }
    guard case .answer(signed) = read else {
      Issue.record("READ BINARY was spoilt")
      return
    }
  }

  @Test("A line for every command, lengths as they are written, and nothing of what they hold")
  func log() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("log-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    var log = try CommandLog(path: path)
    let commands: [([UInt8], [UInt8]?)] = [
      ([0x00, 0xA4, 0x04, 0x0C, 0x02, 0xD3, 0x92], [0x90, 0x00]), ([0x00, 0xB0, 0x86, 0x00, 0x00], signed),
      ([0x00, 0x20, 0x00, 0x80], [0x63, 0xC3]),
      ([0x00, 0x20, 0x00, 0x80, 0x04, 0x31, 0x32, 0x33, 0x34], [0x63, 0xC2]),
      ([0x00, 0xB0, 0x00, 0x00, 0x00, 0x20, 0x00], nil), (sign, [0x00]), ([0x00], [0x67, 0x00]),
      ([0x00, 0xB0, 0x00, 0x00, 0x00, 0x00, 0x01, 0x05, 0x00, 0x00], [0x67, 0x00]),
      ([0x00, 0xA4, 0x02, 0x0C, 0x05, 0x01], [0x67, 0x00]),
    ]
    for (number, (command, answer)) in commands.enumerated() {
      log.came(command)
      log.went(answer, to: command, number: number + 1)
    }
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let lines = text.split(separator: "\n").map { line in
      let parts = line.split(separator: " ")
      return ([parts[0]] + parts.dropFirst(2)).joined(separator: " ")
    }
    #expect(
      lines == [
        "1 00A4040C Lc=2 Le=- SW=9000 data=0", "2 00B08600 Lc=- Le=256 SW=9000 data=256",
        "3 00200080 Lc=- Le=- SW=63C3 data=0", "4 00200080 Lc=4 Le=- SW=63C2 data=0",
        "5 00B00000 Lc=- Le=8192 SW=none data=0", "6 802A0080 Lc=1 Le=256 SW=none data=0",
        "7 00 Lc=- Le=- SW=6700 data=0", "8 00B00000 Lc=1 Le=65536 SW=6700 data=0",
        "9 00A4020C Lc=? Le=? SW=6700 data=0",
      ])
    #expect(!text.contains("31323334"))
    #expect(
      log.summary
        == "commands 9, bytes in 56, out 271: SELECT 2, READ BINARY 3, VERIFY 2, SIGN 1, other 1")
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }
}
