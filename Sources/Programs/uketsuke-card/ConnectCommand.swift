import ArgumentParser
import CivilTime
import Glibc
import VirtualCard

struct ConnectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "connect", abstract: "Lay a card on the virtual reader (the default command).")

  @OptionGroup var samples: SampleOptions
  @Option(help: "Whose card; \"uketsuke-card list\" tells who there is.") var person: String?
  @Flag(help: "A card of another kind, which is no My Number card.") var foreign = false
  @Flag(help: "A card that does not answer, as one laid the wrong way round.") var mute = false
  @Option(help: "IPv4 address at which vpcd listens.") var host = "127.0.0.1"
  @Option(help: "TCP port at which vpcd listens.") var port: UInt16 = 35_963
  @Option(help: "End after so many seconds.") var seconds: Int?
  @Option(help: "Be pulled at this command (1, 2, …), once: the card acts, and its answer never comes.")
  var leaveAt: Int?
  @Option(help: "The answer to this command (1, 2, …) gets lost on its way, once: the card acts, and stays.")
  var loseAt: Int?

  func validate() throws {
    guard [person != nil, foreign, mute].filter({ $0 }).count == 1 else {
      throw ValidationError("Say which card: --person KEY, --foreign or --mute.")
    }
    if let seconds, !(1...86_400).contains(seconds) { throw ValidationError("--seconds takes 1 to 86400.") }
  }

  func run() throws {
    try reportingFailures {
      let card: VirtualCard
      let name: String
      if let person {
        card = try samples.load().card(of: person)
        name = person
      } else {
        card = .foreign()
        name = mute ? "a mute card" : "a foreign card"
      }
      var table = ReaderTable(card: card, name: name, isMute: mute, host: host, port: port)
      table.leaveAt = leaveAt
      table.loseAt = loseAt
      try table.insert()
      let end = seconds.map { ContinuousClock.now + .seconds($0) }
      table.serve(until: end)
    }
  }
}

/// The card, the virtual reader, and the hand that moves the card.
struct ReaderTable {
  var leaveAt: Int?
  var loseAt: Int?
  private var card: VirtualCard
  private var commands = 0
  /// Longer than any answer that a program has room for: what gets lost is how the driver reports it.
  private static let lostAnswer = [UInt8](repeating: 0, count: 65_535)
  /// No ATR (ISO 7816-3, 8.2) begins with it; vpcd itself understands no shorter answer.
  private static let noise: [UInt8] = [0x00]
  private let name: String
  private let isMute: Bool
  private let host: String
  private let port: UInt16
  private var line: VirtualReaderLine?
  private var typed: [UInt8] = []
  private static let mostTyped = 256

  init(card: VirtualCard, name: String, isMute: Bool, host: String, port: UInt16) {
    self.card = card
    self.name = name
    self.isMute = isMute
    self.host = host
    self.port = port
  }

  mutating func insert() throws(CardProgramFailure) {
    guard line == nil else { return }
    line = VirtualReaderLine(host: host, port: port)
    guard line != nil else {
      throw CardProgramFailure(
        .serviceUnavailable,
        "no virtual reader at \(host):\(port): \(systemWords()); is pcscd running with vsmartcard-vpcd?")
    }
    say("inserted \(name)")
  }

  /// Until standard input says `quit`, or the time has come.
  mutating func serve(until end: ContinuousClock.Instant?) {
    var isListening = true
    while true {
      var descriptors = [
        pollfd(fd: isListening ? STDIN_FILENO : -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: line?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
      ]
      var timeout: Int32 = -1
      if let end {
        let left = (end - ContinuousClock.now).components
        guard left.seconds >= 0, left.attoseconds >= 0 else { return remove() }
        timeout = Int32(left.seconds) * 1_000 + Int32(left.attoseconds / 1_000_000_000_000_000) + 1
      }
      guard poll(&descriptors, 2, timeout) >= 0 || errno == EINTR else { return }
      if descriptors[1].revents != 0, !answer() {
        line?.hangUp()
        line = nil
        card.powerOff()
        say("reader gone")
      }
      if descriptors[0].revents != 0 {
        switch listen() {
        case .goOn: break
        case .nobodyThere: isListening = false
        case .quit: return remove()
        }
      }
    }
  }

  private mutating func remove() {
    guard let line else { return }
    line.hangUp()
    self.line = nil
    card.powerOff()
    say("removed")
  }

  // MARK: - The reader

  private mutating func answer() -> Bool {
    guard var line, let messages = line.receive() else { return false }
    self.line = line
    for message in messages {
      switch message {
      case .powerOff:
        card.powerOff()
        say("power off")
      case .powerOn: say("power on")
      case .reset:
        card.reset()
        say("reset")
      case .answerToReset: guard line.send(isMute ? Self.noise : VirtualCard.answerToReset) else { return false }
      case .command(let bytes):
        commands += 1
        let answer = isMute ? Self.noise : card.respond(to: bytes)
        if commands == leaveAt {
          remove()
          return true
        }
        guard line.send(commands == loseAt ? Self.lostAnswer : answer) else { return false }
      case .unknown: break
      }
    }
    return true
  }

  // MARK: - The hand

  private enum Heard {
    case goOn
    case nobodyThere
    case quit
  }

  private mutating func listen() -> Heard {
    var buffer = [UInt8](repeating: 0, count: Self.mostTyped)
    let count = read(STDIN_FILENO, &buffer, buffer.count)
    guard count > 0 else { return count < 0 && errno == EINTR ? .goOn : .nobodyThere }
    typed += buffer[..<count]
    while let end = typed.firstIndex(of: 0x0A) {
      let word = String(decoding: typed[..<end], as: UTF8.self)
      typed.removeFirst(end + 1)
      switch word {
      case "insert":
        do {
          try insert()
        } catch {
          say(error.sentence)
        }
      case "remove": remove()
      case "tries": say("tries left \(card.triesLeft), VERIFY \(card.verifications), wrong \(card.misses)")
      case "quit": return .quit
      case "": break
      default: say("say insert, remove, tries or quit")
      }
    }
    // Nothing that this program understands is so long.
    if typed.count > Self.mostTyped { typed = [] }
    return .goOn
  }
}
