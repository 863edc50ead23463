import Cards
import Glibc

/// What came and went: counted, and written down line by line where somebody asked for it. Never the data of a command
/// or of an answer: they hold PINs, certificates and faces.
struct CommandLog {
  private(set) var commands = 0
  private(set) var bytesIn = 0
  private(set) var bytesOut = 0
  private var kinds: [Kind: Int] = [:]
  private let descriptor: Int32?
  private let started = ContinuousClock.now

  private enum Kind: String, CaseIterable {
    case select = "SELECT"
    case read = "READ BINARY"
    case verify = "VERIFY"
    case sign = "SIGN"
    case other

    init(_ instruction: UInt8?) {
      switch instruction {
      case 0xA4: self = .select
      case 0xB0: self = .read
      case 0x20: self = .verify
      case 0x2A: self = .sign
      default: self = .other
      }
    }
  }

  /// - Parameter path: a file to write on at its end, made when missing, for its owner alone; nil: none.
  init(path: String?) throws(CardProgramFailure) {
    guard let path else {
      descriptor = nil
      return
    }
    let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0o600)
    guard file >= 0 else { throw CardProgramFailure(.inputOutput, "\(path) cannot be written: \(systemWords())") }
    descriptor = file
  }

  /// A command has come. It is counted before anything is made of it.
  mutating func came(_ command: [UInt8]) {
    commands += 1
    bytesIn += command.count
    kinds[Kind(command.count > 1 ? command[1] : nil), default: 0] += 1
  }

  /// - Parameter answer: what goes to the reader; nil: nothing ever does.
  mutating func went(_ answer: [UInt8]?, to command: [UInt8], number: Int) {
    bytesOut += answer?.count ?? 0
    guard let descriptor else { return }
    let milliseconds = (ContinuousClock.now - started) / .milliseconds(1)
    let head = hexadecimal(command.prefix(4))
    let lengths = Self.lengths(command)
    let end = answer.map { $0.count < 2 ? "none" : hexadecimal($0.suffix(2)) } ?? "none"
    say(
      "\(number) \(Int(milliseconds)) \(head) Lc=\(lengths.data) Le=\(lengths.expected) SW=\(end) "
        + "data=\(max(0, (answer?.count ?? 0) - 2))",
      on: descriptor)
  }

  /// One line: how many, of which kind.
  var summary: String {
    let parts = Kind.allCases.compactMap { kind in kinds[kind].map { "\(kind.rawValue) \($0)" } }
    return "commands \(commands), bytes in \(bytesIn), out \(bytesOut)"
      + (parts.isEmpty ? "" : ": " + parts.joined(separator: ", "))
  }

  /// ISO 7816-3, 12.1: as the command writes them; `-` where it has none, `?` where they do not add up.
  private static func lengths(_ command: [UInt8]) -> (data: String, expected: String) {
    let rest = command.dropFirst(4)
    guard let first = rest.first else { return ("-", "-") }
    if rest.count == 1 { return ("-", "\(first == 0 ? 256 : Int(first))") }
    if first > 0 {
      switch rest.count - 1 - Int(first) {
      case 0: return ("\(first)", "-")
      case 1: return ("\(first)", "\(command.last == 0 ? 256 : Int(command.last ?? 0))")
      default: return ("?", "?")
      }
    }
    guard rest.count >= 3 else { return ("?", "?") }
    let length = Int(command[5]) << 8 | Int(command[6])
    if rest.count == 3 { return ("-", "\(length == 0 ? 65_536 : length)") }
    switch rest.count - 3 - length {
    case 0: return ("\(length)", "-")
    case 2:
      let expected = Int(command[command.count - 2]) << 8 | Int(command[command.count - 1])
      return ("\(length)", "\(expected == 0 ? 65_536 : expected)")
    default: return ("?", "?")
    }
  }
}
