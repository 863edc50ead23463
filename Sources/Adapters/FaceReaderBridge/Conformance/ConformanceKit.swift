import Cards
import Glibc
import LockedMemory

/// What an integrator holds a bridge against: each row of `ConformanceCheck`, tried on lines of its own. Rows that a
/// reader without that ability, or a kit without somebody at the reader, cannot try are told as not applicable.
public final class ConformanceKit {
  let path: String
  let limits: BridgeLimits
  /// So long somebody at the reader is waited for.
  let patience: Duration
  private let attendant: ((AttendantDeed) -> Void)?
  let pin: SecretPad?
  /// Of the bridge under test, once `hello` has passed.
  var hello: BridgeHello?

  /// - Parameters:
  ///   - path: of the bridge's socket.
  ///   - attendant: asks somebody at the reader for a deed, and returns at once; nil where nobody stands there.
  ///   - pin: of the test card that is laid down, for one right VERIFY; nil leaves that away.
  public init(
    path: String, limits: BridgeLimits = BridgeLimits(), patience: Duration,
    attendant: ((AttendantDeed) -> Void)?, pin: SecretPad?
  ) {
    self.path = path
    self.limits = limits
    self.patience = patience
    self.attendant = attendant
    self.pin = pin
  }

  /// Tries all rows.
  ///
  /// - Parameter tell: called with each row as soon as it is known.
  /// - Throws: when nobody listens at the socket.
  public func run(tell: (ConformanceRow) -> Void) throws(BridgeRefusal) -> [ConformanceRow] {
    do throws(BridgeRefusal) {
      try BridgeSocket.judge(path: path)
      _ = try KitLine(path: path, limits: limits)
    } catch {
      if error.isAbsence { throw error }
      // Nothing goes over a socket that is not safe.
      return rows(tell) { check in
        check == .socket ? .failed(error.sentence) : .notApplicable("the socket is not used")
      }
    }
    return rows(tell) { verdict(on: $0) }
  }

  private func rows(
    _ tell: (ConformanceRow) -> Void, _ verdict: (ConformanceCheck) -> ConformanceCheck.Verdict
  ) -> [ConformanceRow] {
    ConformanceCheck.allCases.map { check in
      let row = ConformanceRow(check: check, verdict: verdict(check))
      tell(row)
      return row
    }
  }

  private func verdict(on check: ConformanceCheck) -> ConformanceCheck.Verdict {
    do throws(Finding) {
      try perform(check)
      return .passed
    } catch {
      switch error {
      case .failed(let sentence): return .failed(sentence)
      case .notApplicable(let reason): return .notApplicable(reason)
      }
    }
  }

  private func perform(_ check: ConformanceCheck) throws(Finding) {
    switch check {
    // Has been looked at before anything went over it.
    case .socket: return
    case .hello: return try tryHello()
    case .unknownVersion: return try tryUnknownVersion()
    case .silenceBeforeHello: return try trySilenceBeforeHello()
    case .requestBeforeHello: return try tryRequestBeforeHello()
    case .readerState, .oneKiosk, .unknownField, .unknownType, .wrongTypes, .notJSON, .notUTF8, .lineTooLong,
      .byteByByte, .severalLines, .halfLine, .unknownCancel, .twoRequests, .otherCommands, .noFaces, .noCard,
      .cardInserted, .certificate, .tries, .visualCheck, .verifyPIN, .faceMatch, .faceNoMatch, .faceCancel, .pinPad,
      .pinPadCancel, .cardRemoved, .heartbeat, .silence, .flood, .reconnect:
      break
    }
    guard let hello else { throw .notApplicable("it has not said hello") }
    switch check {
    case .readerState: try tryReaderState()
    case .oneKiosk: try tryOneKiosk()
    case .unknownField: try tryUnknownField()
    case .unknownType: try tryFaultyLine(Array("{\"type\":\"x-mihon\"}".utf8), "an unknown message")
    case .wrongTypes: try tryWrongTypes()
    case .notJSON: try tryRubbish()
    case .notUTF8:
      try tryFaultyLine(
        Array("{\"type\":\"alive\",\"x\":\"".utf8) + [0xC3, 0x28] + Array("\"}".utf8), "a line that is not UTF-8")
    case .lineTooLong: try tryLineTooLong()
    case .byteByByte: try tryByteByByte()
    case .severalLines: try trySeveralLines()
    case .halfLine: try tryHalfLine()
    case .unknownCancel: try tryUnknownCancel()
    case .twoRequests: try tryTwoRequests()
    case .otherCommands: try tryOtherCommands(hello)
    case .noFaces: try tryNoFaces(hello)
    case .noCard: try tryNoCard(hello)
    case .cardInserted: try tryCardInserted()
    case .certificate: try tryCertificate(hello)
    case .tries: try tryTries(hello)
    case .visualCheck: try tryVisualCheck(hello)
    case .verifyPIN: try tryVerify(hello)
    case .faceMatch: try tryFaceMatch(hello)
    case .faceNoMatch: try tryFaceNoMatch(hello)
    case .faceCancel: try tryFaceCancel(hello)
    case .pinPad: try tryPINPad(hello)
    case .pinPadCancel: try tryPINPadCancel(hello)
    case .cardRemoved: try tryCardRemoved(hello)
    case .heartbeat: try tryHeartbeat()
    case .silence: try trySilence()
    case .flood: try tryFlood()
    case .reconnect: try tryReconnect()
    case .socket, .hello, .unknownVersion, .silenceBeforeHello, .requestBeforeHello: break
    }
  }

  // MARK: - What rows share

  /// A machine that is busy answers later than it should.
  var tolerance: Duration { limits.heartbeat / 2 }

  /// A line that nothing has been said on. The bridge may not have seen yet that the last one has ended.
  func line() throws(Finding) -> KitLine {
    let deadline = ContinuousClock.now + limits.hello
    while true {
      do throws(BridgeRefusal) {
        return try KitLine(path: path, limits: limits)
      } catch {
        guard error.isAbsence, ContinuousClock.now < deadline else {
          throw .failed("no line any more: \(error.sentence)")
        }
        Self.pause(limits.pace / 20)
      }
    }
  }

  /// The same where no other can still be connected in the bridge's eyes.
  func freshLine() throws(Finding) -> KitLine {
    Self.pause(tolerance / 4)
    return try line()
  }

  /// A line on which hello has been said both ways.
  ///
  /// - Parameter sayHello: how the kit says it.
  func served(_ sayHello: (KitLine) -> Void = { $0.say(KitLine.hello) }) throws(Finding) -> (KitLine, BridgeHello) {
    let deadline = ContinuousClock.now + limits.hello
    while true {
      let line = try line()
      sayHello(line)
      switch try line.next(within: limits.hello) {
      case .message(.hello(let hello)): return (line, hello)
      // The line before may not have ended yet in its eyes.
      case .message(.refused), .closed:
        guard ContinuousClock.now < deadline else { throw .failed("it does not serve a next kiosk") }
        Self.pause(limits.pace / 20)
      case .message(let message): throw .failed("hello is answered by \(message.name)")
      case .silence: throw .failed("hello is not answered within \(limits.hello)")
      }
    }
  }

  /// The same, and the state told.
  func greeted() throws(Finding) -> KitLine {
    let (line, _) = try served()
    try line.takeState(within: tolerance)
    return line
  }

  /// A line to a reader with a card on it.
  func greetedWithCard() throws(Finding) -> KitLine {
    let line = try greeted()
    guard line.isReaderReady == true else { throw .notApplicable("the reader is not ready") }
    if !line.isCardIn {
      try ask(.layCard)
      _ = try line.first("a card", within: patience) { $0 == .cardInserted }
    }
    return line
  }

  static func pause(_ time: Duration) {
    _ = poll(nil, 0, (ContinuousClock.now + time).pollMilliseconds)
  }

  func ask(_ deed: AttendantDeed) throws(Finding) {
    guard let attendant else { throw .notApplicable("needs somebody at the reader: --attended") }
    attendant(deed)
  }

  /// Something to sign: 32 bytes that mean nothing.
  static let digest = [UInt8](repeating: 0x5A, count: DigestInfo.digestLength)

  static func expect(_ holds: Bool, _ sentence: @autoclosure () -> String) throws(Finding) {
    guard holds else { throw .failed(sentence()) }
  }
}
