import Cards
import Glibc
import VirtualCard

/// The card, the virtual reader, and the hand that moves the card.
struct ReaderTable {
  var card: VirtualCard
  var faults: Faults
  var log: CommandLog
  private let name: String
  private let isMute: Bool
  private let host: String
  private let port: UInt16
  private var line: VirtualReaderLine?
  var isThere: Bool { line != nil }
  /// What the reader waits for.
  private var pending: Pending?
  private var typed: [UInt8] = []
  private static let mostTyped = 256
  /// No ATR (ISO 7816-3, 8.2) begins with it; vpcd itself understands no shorter answer.
  private static let silence: [UInt8] = [0x00]

  private struct Pending {
    var answer: [UInt8]
    var command: [UInt8]
    var number: Int
    /// nil: when somebody says so.
    var due: ContinuousClock.Instant?
  }

  init(
    card: VirtualCard, name: String, isMute: Bool, host: String, port: UInt16, faults: Faults, log: CommandLog
  ) {
    self.card = card
    self.name = name
    self.isMute = isMute
    self.host = host
    self.port = port
    self.faults = faults
    self.log = log
  }

  // MARK: - Moving the card

  /// - Returns: what to say of it.
  @discardableResult
  mutating func insert() throws(CardProgramFailure) -> String {
    guard line == nil else { return "it lies there already" }
    line = VirtualReaderLine(host: host, port: port)
    guard line != nil else {
      throw CardProgramFailure(
        .serviceUnavailable,
        "no virtual reader at \(host):\(port): \(systemWords()); is pcscd running with vsmartcard-vpcd?")
    }
    say("inserted \(name)")
    return "inserted \(name)"
  }

  @discardableResult
  mutating func remove() -> String {
    guard line != nil else { return "it does not lie there" }
    forgetReader()
    say("removed")
    return "removed"
  }

  private mutating func forgetReader() {
    line?.hangUp()
    line = nil
    pending = nil
    card.powerOff()
  }

  /// Lets what hangs go on.
  mutating func goOn() -> Bool {
    guard pending != nil, pending?.due == nil else { return false }
    answerPending()
    return true
  }

  // MARK: - Waiting

  /// Until somebody says `quit`, or the time has come.
  mutating func serve(until end: ContinuousClock.Instant?, control: ControlSocket?) {
    var control = control
    var isListening = true
    while true {
      let callers = control?.callers ?? []
      var descriptors = [isListening ? STDIN_FILENO : -1, line?.descriptor ?? -1, control?.listener ?? -1]
        .map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      descriptors += callers.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      guard poll(&descriptors, nfds_t(descriptors.count), timeout(until: end)) >= 0 || errno == EINTR else { return }
      if let end, end <= .now {
        remove()
        return
      }
      if let due = pending?.due, due <= .now { answerPending() }
      if descriptors[1].revents != 0, !receive() {
        forgetReader()
        say("reader gone")
      }
      if descriptors[0].revents != 0 {
        switch listen() {
        case .goOn: break
        case .nobodyThere: isListening = false
        case .quit: return
        }
      }
      for (caller, descriptor) in zip(callers, descriptors.dropFirst(3)) where descriptor.revents != 0 {
        guard let lines = control?.lines(from: caller) else {
          control?.hangUp(caller)
          continue
        }
        for line in lines {
          let (answer, quits) = obey(line)
          ControlSocket.send(answer, to: caller)
          if quits { return }
        }
      }
      // Last: whoever comes may take another's place, and was not among those that were looked at.
      if descriptors[2].revents != 0 { control?.accept() }
    }
  }

  /// In milliseconds, rounded up; −1: for ever.
  private func timeout(until end: ContinuousClock.Instant?) -> Int32 {
    guard let next = [end, pending?.due].compactMap({ $0 }).min() else { return -1 }
    let left = max(.zero, next - .now).components
    return Int32(clamping: left.seconds * 1_000 + left.attoseconds / 1_000_000_000_000_000 + 1)
  }

  // MARK: - The reader

  private mutating func receive() -> Bool {
    guard var line, let messages = line.receive() else { return false }
    self.line = line
    for message in messages {
      switch message {
      case .powerOff:
        pending = nil
        card.powerOff()
        say("power off")
      case .powerOn: say("power on")
      case .reset:
        pending = nil
        card.reset()
        say("reset")
      case .answerToReset: guard line.send(isMute ? Self.silence : VirtualCard.answerToReset) else { return false }
      case .command(let bytes):
        guard answer(bytes) else { return false }
        // Pulled: what the reader said behind it is nobody's.
        if self.line == nil { return true }
      case .unknown: break
      }
    }
    return true
  }

  private mutating func answer(_ command: [UInt8]) -> Bool {
    log.came(command)
    let number = log.commands
    let isMute = isMute
    switch faults.way(of: command, number: number, { isMute ? Self.silence : card.respond(to: command) }) {
    case .pulled:
      log.went(nil, to: command, number: number)
      remove()
    case .later(let answer):
      pending = Pending(answer: answer, command: command, number: number, due: nil)
      say("hangs at \(number)")
    case .answer(let answer):
      pending = Pending(answer: answer, command: command, number: number, due: .now + faults.slow)
      if faults.slow == .zero { return answerPending() }
    }
    return true
  }

  @discardableResult
  private mutating func answerPending() -> Bool {
    guard let pending, let line else { return true }
    self.pending = nil
    log.went(pending.answer, to: pending.command, number: pending.number)
    return line.send(pending.answer)
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
      guard !word.isEmpty else { continue }
      let (answer, quits) = obey(word, isMovingSaid: true)
      if !answer.isEmpty { say(answer) }
      if quits { return .quit }
    }
    // Nothing that this program understands is so long.
    if typed.count > Self.mostTyped { typed = [] }
    return .goOn
  }
}
