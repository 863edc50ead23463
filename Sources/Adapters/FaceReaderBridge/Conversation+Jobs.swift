import Cards

// Jobs as requests, and what their answers mean.

extension Conversation {
  /// Begins the next order, once nothing is out.
  mutating func advance(at now: Moment) -> [Action] {
    var actions: [Action] = []
    while wire == nil, current == nil, !orders.isEmpty, hello != nil {
      switch orders.removeFirst() {
      case .release:
        holdsCard = false
        session = nil
        actions.append(.send(.release))
      case .job(let job, let number):
        current = Current(job: job, number: number)
        actions += start(job, at: now)
      }
    }
    return actions
  }

  private mutating func start(_ job: CardJob, at now: Moment) -> [Action] {
    guard let hello else { return [] }
    guard isReaderReady else { return finish(.failure(.readerGone("the reader behind the bridge is not ready"))) }
    switch job {
    case .readCertificate, .readPhoneCertificate:
      holdsCard = false
      session = nil
    case .readAuthorityCertificate, .readTriesLeft, .verifyAndSign, .signByPhone, .matchFace, .signVisualCheck,
      .readCheckNumberTries, .readCardFace:
      break
    }
    switch job {
    case .readCertificate:
      switch hello.commands {
      case .relayed: return request(.openCard, at: now)
      case .done: return request(.readCertificate, at: now)
      }
    case .readPhoneCertificate:
      switch hello.commands {
      case .relayed: return request(.openCard, at: now)
      case .done: return finish(.failure(.notSupported))
      }
    case .readAuthorityCertificate, .signByPhone, .readCheckNumberTries, .readCardFace:
      switch hello.commands {
      case .relayed:
        guard holdsCard else { return finish(.failure(.removed)) }
        return runSession(job, at: now)
      // Version 1 has no words for them.
      case .done: return finish(.failure(.notSupported))
      }
    case .readTriesLeft:
      guard holdsCard else { return finish(.failure(.removed)) }
      switch hello.commands {
      case .relayed: return runSession(job, at: now)
      case .done: return request(.readTries, at: now)
      }
    case .verifyAndSign(let digest):
      guard holdsCard else { return finish(.failure(.removed)) }
      switch (hello.commands, hello.abilities.pinPad) {
      case (.relayed, _): return runSession(job, at: now)
      case (.done, .reader): return request(.verify(digest: digest, pin: nil), at: now)
      case (.done, .kiosk):
        return request(.verify(digest: digest, pin: nil), secret: { .verify(job: $0, digest: digest) }, at: now)
      }
    case .matchFace(let digest):
      guard hello.abilities.comparesFaces else { return finish(.failure(.notSupported)) }
      guard holdsCard else { return finish(.failure(.removed)) }
      // What the reader itself does with the card leaves other files selected.
      forgetSelection()
      return request(.compareFace(digest: digest), at: now)
    case .signVisualCheck(let digest):
      guard hello.abilities.provesVisualChecks else { return finish(.failure(.notSupported)) }
      guard holdsCard else { return finish(.failure(.removed)) }
      forgetSelection()
      return request(.signVisualCheck(digest: digest), at: now)
    }
  }

  private mutating func forgetSelection() {
    guard session != nil else { return }
    session = CardSession(extendedLength: takesExtended)
    gate = CardGate()
  }

  private mutating func runSession(_ job: CardJob, at now: Moment) -> [Action] {
    guard var session else { return request(.openCard, at: now) }
    let step = session.begin(job)
    self.session = session
    return perform(step, at: now)
  }

  private mutating func perform(_ step: CardStep, at now: Moment) -> [Action] {
    switch step {
    case .finished(let result): return finish(.success(result)) + advance(at: now)
    case .failed(let failure): return finish(.failure(failure)) + advance(at: now)
    case .transmit(let command):
      guard admits(command.bytes) else { return notAdmitted(at: now) }
      return request(.transmit(command.bytes), at: now)
    case .transmitWithSecret(let header, let secret):
      // The gate does not look at the secret's own bytes, which never come here.
      guard admits(header + [UInt8](repeating: 0, count: secret.length)) else { return notAdmitted(at: now) }
      switch (hello?.abilities.pinPad, secret) {
      case (.reader, .pin): return request(.transmitPIN(header: header), at: now)
      case (.kiosk, _), (nil, _), (.reader, .checkNumberB):
        return request(
          .transmit(header), secret: { .transmit(job: $0, header: header, secret) }, at: now)
      }
    }
  }

  /// The last question before a command goes out (S5).
  private mutating func admits(_ command: [UInt8]) -> Bool { command.withUnsafeBytes { gate.admits($0) } }

  private mutating func notAdmitted(at now: Moment) -> [Action] {
    session = nil
    return finish(.failure(.notSupported)) + advance(at: now)
  }

  /// The pad held nothing, or less than a whole secret: nothing went out.
  mutating func secretWasMissing(at now: Moment) -> [Action] {
    wire = nil
    session = nil
    return finish(.failure(.reset)) + advance(at: now)
  }

  /// The pad held what cannot be right: nothing went out.
  mutating func secretWasImplausible(at now: Moment) -> [Action] {
    wire = nil
    guard var session else { return finish(.failure(.reset)) + advance(at: now) }
    let step = session.refusedAsImplausible()
    self.session = session
    return perform(step, at: now)
  }

  // MARK: - Answers

  mutating func answered(_ job: Int, _ answer: BridgeMessage.Answer, at now: Moment) -> [Action] {
    // Late, or twice, or to nobody.
    guard let wire, wire.job == job else { return [] }
    guard !wire.isAbandoned else {
      self.wire = nil
      // Of a job given up nobody knows where it left the card.
      session = nil
      return advance(at: now)
    }
    guard wire.request.mayEnd(as: answer) else {
      return spoil("the bridge answers \(wire.request.word) with \(answer.word)", at: now)
    }
    self.wire = nil
    switch answer {
    case .cardOpened(let extendedLength): return opened(extendedLength, at: now)
    case .response(let bytes):
      guard var session else { return finish(.failure(.removed)) + advance(at: now) }
      let step = session.received(bytes)
      self.session = session
      return perform(step, at: now)
    case .certificate(let der):
      holdsCard = true
      return finish(.success(.certificate(der))) + advance(at: now)
    case .tries(let left): return finish(.success(.triesLeft(left))) + advance(at: now)
    case .signature(let bytes): return finish(.success(.signature(bytes))) + advance(at: now)
    case .failed(let failure): return failed(failure) + advance(at: now)
    case .cancelled:
      return spoil("the bridge says that a request was cancelled, which nobody cancelled", at: now)
    }
  }

  private mutating func opened(_ extendedLength: Bool, at now: Moment) -> [Action] {
    guard let job = current?.job else { return [] }
    takesExtended = extendedLength
    session = CardSession(extendedLength: extendedLength)
    gate = CardGate()
    holdsCard = true
    return runSession(job, at: now)
  }

  private mutating func failed(_ failure: CardFailure) -> [Action] {
    session = nil
    switch failure {
    case .removed, .readerGone: holdsCard = false
    case .mute, .notMyNumberCard, .residentRegisterCard, .phone, .notPhone, .phoneNotUnlocked, .wrongPIN, .pinLocked,
      .wrongCheckNumber, .checkNumberLocked, .implausibleCheckNumber, .answerLost, .rubbish, .heldByAnother, .reset,
      .notSupported, .faceNotMatched, .faceLocked:
      break
    }
    return finish(.failure(failure))
  }

  /// What came in the place of the answer is none.
  mutating func spoil(_ reason: String, at now: Moment) -> [Action] {
    let wasAbandoned = wire?.isAbandoned == true
    wire = nil
    session = nil
    return (wasAbandoned ? [] : finish(.failure(.rubbish(reason)))) + advance(at: now)
  }
}
