import ArgumentParser
import Cards

/// What goes wrong between the card and the reader, at which command (1, 2, … since the program began), each once.
struct Faults {
  /// The card says this, and does nothing.
  var answers: [Int: StatusWord] = [:]
  /// Pulled: the card acts, its answer never comes, and it is gone.
  var leaves: Set<Int> = []
  /// The card acts and stays; its answer gets lost.
  var losses: Set<Int> = []
  /// The card acts, and its answer comes when somebody says so.
  var hangs: Set<Int> = []
  /// The card acts, and what comes is noise.
  var garbage: Set<Int> = []
  /// Before every answer.
  var slow: Duration = .zero
  /// Every signature is wrong by one bit.
  var spoilsSignatures = false

  /// Longer than any answer that a program has room for: what gets lost is how the driver reports it.
  static let lostAnswer = [UInt8](repeating: 0, count: 65_535)
  /// No status word of a card (ISO 7816-4, 5.1.3) begins with 1.
  static let noise: [UInt8] = (0..<38).map { UInt8(truncatingIfNeeded: $0 * 73 + 11) } + [0x1C, 0xEB]
  static let mostSlow = 60_000

  /// What becomes of an answer on its way out.
  enum Way {
    case answer([UInt8])
    /// When somebody says so.
    case later([UInt8])
    case pulled
  }

  /// - Parameter respond: asks the card; not called where the card does nothing.
  func way(of command: [UInt8], number: Int, _ respond: () -> [UInt8]) -> Way {
    if let status = answers[number] { return .answer(status.bytes) }
    var answer = respond()
    let isSignature = command.count > 1 && command[1] == 0x2A && answer.count > 2
    if spoilsSignatures, isSignature { answer[answer.count - 3] ^= 1 }
    if leaves.contains(number) { return .pulled }
    if losses.contains(number) { return .answer(Self.lostAnswer) }
    if garbage.contains(number) { return .answer(Self.noise) }
    return hangs.contains(number) ? .later(answer) : .answer(answer)
  }
}

/// `N=6A82`.
struct AnswerAt: ExpressibleByArgument {
  var number: Int
  var status: StatusWord

  init?(argument: String) {
    let parts = argument.split(separator: "=", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Int(parts[0]), number > 0, let status = Self.status(String(parts[1])) else {
      return nil
    }
    (self.number, self.status) = (number, status)
  }

  static func status(_ text: String) -> StatusWord? {
    text.utf8.count == 4 ? UInt16(text, radix: 16).map { StatusWord($0) } : nil
  }
}

struct FaultOptions: ParsableArguments {
  @Option(help: "Be pulled at this command (1, 2, …): the card acts, and its answer never comes; may be given again.")
  var leaveAt: [Int] = []
  @Option(help: "The answer to this command gets lost on its way: the card acts, and stays.") var loseAt: [Int] = []
  @Option(help: "Answer this command with this status word, and do nothing; as in 4=6A82.") var answerAt: [AnswerAt] =
    []
  @Option(help: "Let this command wait until somebody says \"go-on\".") var hangAt: [Int] = []
  @Option(help: "Answer this command with noise.") var garbageAt: [Int] = []
  @Option(help: "Milliseconds before every answer.") var slow = 0
  @Flag(help: "Make every signature wrong by one bit.") var wrongSignature = false

  func validate() throws {
    guard (leaveAt + loseAt + hangAt + garbageAt).allSatisfy({ $0 > 0 }) else {
      throw ValidationError("Commands are counted from 1.")
    }
    guard (0...Faults.mostSlow).contains(slow) else { throw ValidationError("--slow takes 0 to \(Faults.mostSlow).") }
  }

  var faults: Faults {
    var faults = Faults()
    faults.leaves = Set(leaveAt)
    faults.losses = Set(loseAt)
    faults.hangs = Set(hangAt)
    faults.garbage = Set(garbageAt)
    for answer in answerAt { faults.answers[answer.number] = answer.status }
    faults.slow = .milliseconds(slow)
    faults.spoilsSignatures = wrongSignature
    return faults
  }
}
