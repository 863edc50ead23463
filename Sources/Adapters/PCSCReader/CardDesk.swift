import Cards
import LockedMemory

/// The reader thread's own: the card in use, its session, and one job after another.
struct CardDesk {
  /// So long may another program keep the card before that is what people are told. It is shorter than the
  /// reception's own patience with a card, so that the reason arrives first.
  static let holdLimit = Duration.seconds(5)
  /// The same for who tries again: the screen tells already what is wrong.
  static let holdLimitAgain = Duration.seconds(1)
  /// The service notices within 0.4 s that a card has left; twice that and a margin for a busy machine.
  static let removalNoticed = Duration.seconds(1)
  /// So many cards that could be read in short parts alone, and none otherwise, show that it is the reader.
  static let triesThatRefuse = 2
  /// The longest answer: that of an extended READ.
  static let mostAnswer = CardSession.extendedRead + 2

  /// The card of this visit, across lost connections.
  private struct Visitor: Equatable {
    var reader: String
    var cardCounter: Int

    init(_ card: OpenCard) {
      reader = card.reader
      cardCounter = card.cardCounter
    }
  }

  private let wanted: String?
  private let need: ReaderNeed
  private let findings: ReaderFindings
  private let pin: SecretPad
  /// Called when a reader was found unfit for what is needed.
  private let unfit: () -> Void
  private var open: OpenCard?
  private var visitor: Visitor?
  private var session = CardSession()
  /// Whether this connection tries commands of extended length.
  private var extended = ExtendedUse.off
  private var gate = CardGate()
  /// A VERIFY went out on this connection: what the card then believes must not outlive the visit.
  private var mayBeVerified = false
  private var stuck: CardOpening?
  private var answer = [UInt8](repeating: 0, count: mostAnswer)

  init(reader: String?, need: ReaderNeed, findings: ReaderFindings, pin: SecretPad, unfit: @escaping () -> Void) {
    wanted = reader
    self.need = need
    self.findings = findings
    self.pin = pin
    self.unfit = unfit
  }

  /// What became of a command that ends with a secret.
  private enum Sent {
    case wiped
    case implausible
    case answered(Result<[UInt8], PCSCFailure>)
  }

  /// - Parameter isCancelled: asked before every command.
  mutating func perform(_ job: CardJob, isCancelled: () -> Bool) -> Result<CardResult, CardFailure> {
    if let failure = getHold(for: job) { return .failure(failure) }
    var step = session.begin(job)
    while true {
      switch step {
      case .finished(let result):
        if let refusal = judgeReader() { return .failure(lose(.readerGone(refusal))) }
        return .success(result)
      case .failed(let failure): return .failure(failure)
      case .transmit(let command):
        if isCancelled() { return .failure(lose(.reset)) }
        let sent = command.bytes.withUnsafeBytes { transmit($0) }
        if job.canBeginAgain, extended == .onTrial, command.hasExtendedLength {
          switch ExtendedUse.outcome(of: sent) {
          case .works: extended = .on
          case .doesNot:
            // Reading does nothing to a card: the job begins again, in short parts. When the card has left, the next
            // command tells.
            extended = .fellBack
            session = CardSession()
            step = session.begin(job)
            continue
          case .isUntold: break
          }
        }
        switch sent {
        case .success(let bytes): step = session.received(bytes)
        case .failure(let failure): return .failure(lose(settle(failure, isVerify: false)))
        }
      case .transmitWithSecret(let header, let secret):
        if isCancelled() { return .failure(lose(.reset)) }
        let sent = pin.takeOnce(behind: header) { command -> Sent in
          let typed = command[header.count...]
          // Wiped meanwhile: the visit that typed it is over. Nothing but a whole secret is ever sent.
          guard typed.count == secret.length else { return .wiped }
          guard secret.isPlausible(typed) else { return .implausible }
          mayBeVerified = true
          return .answered(transmit(command))
        }
        switch sent {
        case .wiped: return .failure(lose(.reset))
        case .implausible: step = session.refusedAsImplausible()
        case .answered(.success(let bytes)): step = session.received(bytes)
        case .answered(.failure(let failure)): return .failure(lose(settle(failure, isVerify: true)))
        }
      }
    }
  }

  /// The visit is over: the card is nobody's until the next certificate is read.
  mutating func release() {
    close()
    visitor = nil
  }

  // MARK: - Getting and losing the card

  private mutating func getHold(for job: CardJob) -> CardFailure? {
    let expected: Visitor?
    switch job {
    case .readCertificate, .readPhoneCertificate:
      // A visit begins, or begins again: whatever connection there was may be to a card that has gone.
      release()
      expected = nil
    case .readAuthorityCertificate, .readTriesLeft, .verifyAndSign, .signByPhone, .matchFace, .signVisualCheck,
      .readCheckNumberTries, .readCardFace:
      if open != nil { return nil }
      // Only on a card whose certificate this visit has read.
      guard let visitor else { return .removed }
      expected = visitor
    }
    // One attempt waits at a time, whoever tries again.
    let waiting = stuck.flatMap { $0.resume() ? $0 : nil }
    let opening = waiting ?? CardOpening(reader: wanted)
    switch opening.outcome(within: waiting == nil ? Self.holdLimit : Self.holdLimitAgain) {
    case .failure(let failure):
      stuck = opening
      switch failure {
      case .removed, .readerGone: visitor = nil
      case .mute, .notMyNumberCard, .residentRegisterCard, .phone, .notPhone, .phoneNotUnlocked, .wrongPIN, .pinLocked,
        .wrongCheckNumber, .checkNumberLocked, .implausibleCheckNumber, .answerLost, .rubbish, .heldByAnother, .reset,
        .notSupported, .faceNotMatched, .faceLocked:
        break
      }
      return failure
    case .success(let card):
      stuck = nil
      // Another card lies there, or the same one was taken and laid down again: never resumed (R6).
      if let expected, expected != Visitor(card) {
        card.close(.leave)
        visitor = nil
        return .removed
      }
      open = card
      visitor = Visitor(card)
      extended = ExtendedUse(
        reader: findings.extendedLength(of: card.reader),
        card: AnswerToReset(card.answerToReset)?.takesExtendedLength, mayTry: job.canBeginAgain)
      session = CardSession(extendedLength: extended != .off)
      gate = CardGate()
      return nil
    }
  }

  /// Ends the connection after a failure; the next job makes a new one with the card of this visit, if it is still there.
  private mutating func lose(_ failure: CardFailure) -> CardFailure {
    close()
    switch failure {
    case .removed, .readerGone: visitor = nil
    case .mute, .notMyNumberCard, .residentRegisterCard, .phone, .notPhone, .phoneNotUnlocked, .wrongPIN, .pinLocked,
      .wrongCheckNumber, .checkNumberLocked, .implausibleCheckNumber, .answerLost, .rubbish, .heldByAnother, .reset,
      .notSupported, .faceNotMatched, .faceLocked:
      break
    }
    return failure
  }

  private mutating func close() {
    open?.close(mayBeVerified ? .reset : .leave)
    open = nil
    mayBeVerified = false
    extended = .off
    session = CardSession()
    gate = CardGate()
  }

  // MARK: - Extended length

  /// After a job that went well: what it has shown of the reader, and whether the reader is unfit for what is needed.
  private mutating func judgeReader() -> String? {
    guard let reader = open?.reader else { return nil }
    let known = findings.extendedLength(of: reader)
    switch extended {
    case .on: findings.note(.yes, of: reader)
    // Once it has worked on this reader, it is the card that does not take it.
    case .fellBack where known == .notTold:
      // To use short commands one try in vain will do; to refuse the reader for it, it must not have been the card.
      let tries = findings.noteTryInVain(on: reader)
      if need == .anything || tries >= Self.triesThatRefuse { findings.note(.no, of: reader) }
    case .fellBack, .off, .onTrial: break
    }
    // By the names that were listed this was looked at before the card came.
    let refusal = need.refusal(of: reader, among: [reader], extendedLength: findings.extendedLength(of: reader))
    if refusal != nil { unfit() }
    return refusal
  }

  // MARK: - The wire

  private mutating func transmit(_ command: UnsafeRawBufferPointer) -> Result<[UInt8], PCSCFailure> {
    guard let open else { return .failure(PCSCFailure(call: .transmit, code: PCSCFailure.removedCard)) }
    guard gate.admits(command) else { return .failure(PCSCFailure(call: .transmit, code: PCSCFailure.notAdmitted)) }
    do throws(PCSCFailure) {
      let count = try SmartCardService.transmit(open.card, command, answer: &answer)
      // Success without a byte is no success: the driver's way of saying that the card did not answer.
      guard count > 0 else { return .failure(PCSCFailure(call: .transmit, code: PCSCFailure.notTransacted)) }
      return .success(Array(answer[..<count]))
    } catch {
      return .failure(error)
    }
  }

  /// What a failed transmit means: the service may know only a moment later that the card has left.
  private func settle(_ failure: PCSCFailure, isVerify: Bool) -> CardFailure {
    switch failure.kind {
    case .cardRemoved: return .removed
    case .cardReset: return .reset
    case .cardMute: return .mute
    case .heldByAnother: return .heldByAnother
    case .readerGone, .serviceGone: return .readerGone(failure.words)
    case .answerMissing, .cancelled, .timedOut, .other: break
    }
    guard let open else { return .removed }
    do throws(PCSCFailure) {
      return try hasLeft(open) ? .removed : .answerLost
    } catch {
      return error.kind == .cardRemoved ? .removed : .readerGone(error.words)
    }
  }

  private func hasLeft(_ card: OpenCard) throws(PCSCFailure) -> Bool {
    let deadline = ContinuousClock.now + Self.removalNoticed
    var state: SmartCardService.ReaderState?
    repeat {
      // The first look tells how things stand, the following ones wait for a change.
      let left = state == nil ? Duration.zero : deadline - ContinuousClock.now
      let next = try SmartCardService.wait(
        card.context, reader: card.reader, from: state ?? .unaware, limit: left)
      guard let next else { return false }
      if next.isReaderGone { throw PCSCFailure(call: .getStatusChange, code: PCSCFailure.unknownReader) }
      if !next.isCardPresent || next.cardCounter != card.cardCounter { return true }
      state = next
    } while ContinuousClock.now < deadline
    return false
  }
}

extension PCSCFailure {
  static let removedCard: UInt32 = 0x8010_0069
  static let notTransacted: UInt32 = 0x8010_0016
  static let unknownReader: UInt32 = 0x8010_0009
  /// SCARD_E_UNSUPPORTED_FEATURE: a command that is on no list (S5). It was not sent.
  static let notAdmitted: UInt32 = 0x8010_001F
}
