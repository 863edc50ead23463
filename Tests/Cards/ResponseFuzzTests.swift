import Foundation
import Testing

@testable import Cards

/// Whatever a card answers, to whatever command: the session goes on, or ends with a result or a typed failure; it never
/// traps, never asks for ever, and never sends VERIFY twice.
@Suite("Responses of every kind to every command")
struct ResponseFuzzTests {
  /// The same stream on every machine (SplitMix64).
  private struct Dice {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }

    mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }
    mutating func pick<T>(_ list: [T]) -> T { list[below(list.count)] }
  }

  private static let jobs: [CardJob] = [
    .readCertificate, .readPhoneCertificate, .readAuthorityCertificate, .readTriesLeft, .readCheckNumberTries,
    .verifyAndSign(digest: [UInt8](repeating: 1, count: 32)), .verifyAndSign(digest: [UInt8](repeating: 2, count: 48)),
    .signByPhone(digest: [UInt8](repeating: 3, count: 32)), .readCardFace(challenge: [UInt8](repeating: 4, count: 32)),
  ]
  /// More commands than any job can take: a card face in short parts is 128 of them.
  private static let mostCommands = 300
  private static let statuses: [UInt16] = [
    0x9000, 0x9000, 0x9000, 0x9000, 0x6282, 0x6300, 0x63C0, 0x63C1, 0x63C3, 0x63CA, 0x63CF, 0x6700, 0x6881, 0x6981,
    0x6982, 0x6983, 0x6984, 0x6985, 0x6986, 0x6A80, 0x6A81, 0x6A82, 0x6A86, 0x6A88, 0x6B00, 0x6C20, 0x6100, 0x6D00,
    0x6E00, 0x6F00, 0x66F1, 0x0000, 0xFFFF,
  ]

  /// Reads what is asked for, as a good card would: so that the later commands are reached.
  private static func good(_ command: [UInt8], _ job: CardJob, _ record: [UInt8], _ der: [UInt8]) -> [UInt8] {
    switch command[1] {
    case 0x20: return command.count == 4 ? [0x63, 0xC3] : [0x90, 0x00]
    case 0x2A: return [UInt8](repeating: 0x5A, count: command.count > 54 ? 256 : 102) + [0x90, 0x00]
    case 0xB0:
      if command[2] == 0x86 {
        let label = job == .readPhoneCertificate ? "JPKIAPGPSETOKEN" : "JPKIAPICCTOKEN2"
        return Array((label + String(repeating: " ", count: 32)).utf8.prefix(32)) + [0x90, 0x00]
      }
      let isFace: Bool = if case .readCardFace = job { true } else { false }
      let file = isFace ? record : der
      let offset = command[2] & 0x80 != 0 ? 0 : Int(command[2]) << 8 | Int(command[3])
      let wanted =
        command.count == 7 ? Int(command[5]) << 8 | Int(command[6]) : command[4] == 0 ? 256 : Int(command[4])
      return Array(file.dropFirst(offset).prefix(wanted)) + [0x90, 0x00]
    default: return [0x90, 0x00]
    }
  }

  private static func rubbish(_ dice: inout Dice, like good: [UInt8]) -> [UInt8] {
    var bytes: [UInt8]
    switch dice.below(8) {
    case 0: bytes = []
    case 1: bytes = [UInt8(truncatingIfNeeded: dice.next())]
    case 2: return StatusWord(dice.pick(statuses)).bytes
    // A good answer cut, lengthened, or with a byte changed.
    case 3: bytes = Array(good.prefix(dice.below(good.count + 1)))
    case 4: bytes = good + [UInt8](repeating: UInt8(truncatingIfNeeded: dice.next()), count: dice.below(300))
    case 5:
      bytes = good
      if !bytes.isEmpty { bytes[dice.below(min(bytes.count, 64))] ^= UInt8(1 << dice.below(8)) }
      return bytes
    case 6: bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: dice.next()), count: dice.below(600))
    // One in some hundreds is as long as an answer can be.
    default:
      let count = dice.below(64) == 0 ? dice.below(65_539) : dice.below(40)
      bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: dice.next()) }
    }
    if dice.below(2) == 0 { bytes += StatusWord(dice.pick(statuses)).bytes }
    return bytes
  }

  @Test("A million and more of them, at every command of every job", arguments: [false, true])
  func everyCommand(extendedLength: Bool) {
    var dice = Dice(state: extendedLength ? 2 : 1)
    let record = faceRecord(photo: 600)
    let der = certificate(of: 1_600)
    var responses = 0
    // Which command got what kind of answer in which job.
    var met: [String: Int] = [:]
    var ends: Set<String> = []
    while responses < 550_000 {
      let job = dice.pick(Self.jobs)
      var session = CardSession(extendedLength: extendedLength)
      var gate = CardGate()
      // So many good answers first.
      var good = dice.below(18)
      var verifies = 0
      var commands = 0
      var step = session.begin(job)
      while true {
        let command: [UInt8]
        switch step {
        case .finished: ends.insert("finished")
        case .failed(let failure): ends.insert(String("\(failure)".prefix { $0 != "(" }))
        case .transmit, .transmitWithSecret: break
        }
        switch step {
        case .finished, .failed: command = []
        case .transmit(let apdu): command = apdu.bytes
        case .transmitWithSecret(let header, let secret):
          verifies += 1
          command = header + [UInt8](repeating: 0x31, count: secret.length)
        }
        if command.isEmpty { break }
        commands += 1
        #expect(command.withUnsafeBytes { gate.admits($0) }, "\(command)")
        let answer = Self.good(command, job, record, der)
        if good > 0 {
          good -= 1
          step = session.received(answer)
        } else {
          let answer = Self.rubbish(&dice, like: answer)
          let name = session.awaited?.name ?? "nothing"
          met["\(name.prefix { $0 != "0" }) \(min(answer.count, 3))", default: 0] += 1
          responses += 1
          step = session.received(answer)
        }
        guard commands < Self.mostCommands else {
          Issue.record("\(job) never ends")
          return
        }
      }
      #expect(verifies <= 1)
    }
    print(
      "responses \(responses), extended \(extendedLength), kinds of command × length \(met.count), ends \(ends.sorted())"
    )
    // SELECTs, READs, VERIFYs and signatures, each with no byte, one, a status word alone, and more.
    for name in [
      "SELECT of the application", "SELECT of the card-face check", "SELECT of ", "READ BINARY at ", "READ BINARY of ",
      "VERIFY without data", "VERIFY", "COMPUTE DIGITAL SIGNATURE", "INTERNAL AUTHENTICATE",
    ] {
      for length in 0...3 { #expect((met["\(name) \(length)"] ?? 0) > 20, "\(name), \(length) bytes") }
    }
    for end in [
      "finished", "rubbish", "notMyNumberCard", "wrongPIN", "pinLocked", "wrongCheckNumber", "notPhone",
      "residentRegisterCard", "phoneNotUnlocked",
    ] {
      #expect(ends.contains(end), "\(end)")
    }
  }

  @Test("Every length of an answer from nothing to 64 KiB, to each first command")
  func everyLength() {
    let whole = [UInt8](repeating: 0x30, count: 65_538)
    for job in Self.jobs {
      for length in 0...65_538 where length < 600 || length % 97 == 0 || length > 65_500 {
        var session = CardSession()
        guard case .transmit = session.begin(job) else { return #expect(Bool(false)) }
        let step = session.received(Array(whole.prefix(length)))
        guard case .failed(.rubbish) = step else { return #expect(Bool(false), "\(job), \(length): \(step)") }
      }
    }
  }

  @Test("Damaged card-face records: a typed failure or a face, never more than was there")
  func records() {
    var dice = Dice(state: 9)
    let whole = faceRecord(photo: 300)
    var (faces, failures) = (0, 0)
    for _ in 0..<60_000 {
      var record = whole
      for _ in 0...dice.below(4) {
        switch dice.below(3) {
        case 0: record[dice.below(record.count)] = UInt8(truncatingIfNeeded: dice.next())
        case 1: record.remove(at: dice.below(record.count))
        default: record.insert(UInt8(truncatingIfNeeded: dice.next()), at: dice.below(record.count))
        }
      }
      do throws(CardFace.Failure) {
        let face = try CardFace(record)
        faces += 1
        #expect((face.photo?.count ?? 0) <= record.count)
      } catch {
        failures += 1
      }
    }
    #expect(faces > 1_000 && failures > 1_000)
  }
}
