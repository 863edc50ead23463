import Cards
import LockedMemory

// Rows with the card and whoever holds it.

extension ConformanceKit {
  func tryNoCard(_ hello: BridgeHello) throws(Finding) {
    let line = try greeted()
    guard line.isReaderReady == true else { throw .notApplicable("the reader is not ready") }
    if line.isCardIn {
      try ask(.takeCard)
      _ = try line.first("the card's removal", within: patience) { $0 == .cardRemoved }
    }
    var requests: [KioskMessage.Request] =
      switch hello.commands {
      case .relayed: [.openCard]
      case .done: [.readCertificate, .readTries]
      }
    if hello.abilities.comparesFaces { requests.append(.compareFace(digest: Self.digest)) }
    for request in requests {
      let answer = try line.answer(to: line.ask(request), within: limits.answer)
      try Self.expect(answer == .failed(.removed), "without a card \(request.word) ends as \(answer.name)")
    }
  }

  func tryCardInserted() throws(Finding) {
    let line = try greeted()
    guard line.isReaderReady == true else { throw .notApplicable("the reader is not ready") }
    if line.isCardIn { return }
    try ask(.layCard)
    _ = try line.first("a card message", within: patience) { $0 == .cardInserted }
  }

  // MARK: - Reading

  func tryCertificate(_ hello: BridgeHello) throws(Finding) {
    let line = try greetedWithCard()
    let der = try readCertificate(hello, line)
    let head = try? LeadingTLV(der)
    try Self.expect(
      head?.tag == 0x30 && head?.totalLength == der.count, "the certificate is not one whole DER object")
    line.say(.release)
  }

  private func readCertificate(_ hello: BridgeHello, _ line: KitLine) throws(Finding) -> [UInt8] {
    switch hello.commands {
    case .done:
      let answer = try line.answer(to: line.ask(.readCertificate), within: limits.answer)
      guard case .certificate(let der) = answer else { throw .failed("read-certificate ends as \(answer.name)") }
      return der
    case .relayed:
      var session = try openCard(line)
      guard case .certificate(let der) = try run(.readCertificate, &session, line) else {
        throw .failed("no certificate comes")
      }
      return der
    }
  }

  private func openCard(_ line: KitLine) throws(Finding) -> CardSession {
    let answer = try line.answer(to: line.ask(.openCard), within: limits.answer)
    guard case .cardOpened(let extendedLength) = answer else { throw .failed("open-card ends as \(answer.name)") }
    return CardSession(extendedLength: extendedLength)
  }

  /// A job without a PIN, by the kiosk's own steps.
  private func run(_ job: CardJob, _ session: inout CardSession, _ line: KitLine) throws(Finding) -> CardResult {
    var step = session.begin(job)
    while true {
      switch step {
      case .finished(let result): return result
      case .failed(let failure): throw .failed("the card's answers end as \(failure)")
      case .transmitWithSecret: throw .failed("a PIN is asked for where none is needed")
      case .transmit(let command):
        let answer = try line.answer(to: line.ask(.transmit(command.bytes)), within: limits.answer)
        guard case .response(let bytes) = answer else { throw .failed("transmit ends as \(answer.name)") }
        step = session.received(bytes)
      }
    }
  }

  func tryTries(_ hello: BridgeHello) throws(Finding) {
    let line = try greetedWithCard()
    _ = try readTries(hello, line)
    line.say(.release)
  }

  private func readTries(_ hello: BridgeHello, _ line: KitLine) throws(Finding) -> Int {
    switch hello.commands {
    case .done:
      let answer = try line.answer(to: line.ask(.readTries), within: limits.answer)
      guard case .tries(let left) = answer else { throw .failed("read-tries ends as \(answer.name)") }
      return left
    case .relayed:
      var session = try openCard(line)
      guard case .triesLeft(let left) = try run(.readTriesLeft, &session, line) else {
        throw .failed("no counter comes")
      }
      return left
    }
  }

  func tryVisualCheck(_ hello: BridgeHello) throws(Finding) {
    guard hello.abilities.provesVisualChecks else { throw .notApplicable("the reader proves no visual checks") }
    let line = try greetedWithCard()
    switch hello.commands {
    case .relayed: _ = try openCard(line)
    case .done: _ = try readCertificate(hello, line)
    }
    try expectSignature(try line.answer(to: line.ask(.signVisualCheck(digest: Self.digest)), within: limits.answer))
    line.say(.release)
  }

  private func expectSignature(_ answer: BridgeMessage.Answer) throws(Finding) {
    guard case .signature = answer else { throw .failed("a signature is due, and it ends as \(answer.name)") }
  }

  // MARK: - The PIN

  func tryVerify(_ hello: BridgeHello) throws(Finding) {
    guard hello.abilities.pinPad == .kiosk else { throw .notApplicable("the PIN is typed on the reader") }
    guard let pin, pin.count == CardSecret.pin.length else {
      throw .notApplicable("needs the test card's PIN: --pin-file")
    }
    let line = try greetedWithCard()
    let tries = try readTries(hello, line)
    guard tries > 1 else { throw .notApplicable("the card has \(tries) tries left, which stay with it") }
    let request = try pinRequest(hello, line)
    let sent = try sendPIN(request.request, pin, line)
    try Self.expect(sent, "the line with the PIN cannot be sent")
    let answer = try line.answer(to: request.job, within: limits.answer)
    switch answer {
    case .signature: break
    case .response(let bytes):
      try Self.expect(bytes == [0x90, 0x00], "VERIFY is answered by \(bytes.count) bytes, not 9000")
    case .cardOpened, .certificate, .tries, .failed, .cancelled:
      throw .failed("the PIN's request ends as \(answer.name)")
    }
    line.say(.release)
  }

  /// Up to the PIN: where commands are relayed the PIN's file is selected by then.
  private func pinRequest(
    _ hello: BridgeHello, _ line: KitLine
  ) throws(Finding) -> (job: Int, request: Conversation.SecretRequest, header: [UInt8]) {
    let digest = Self.digest
    switch hello.commands {
    case .done:
      let job = line.nextJob()
      return (job, .verify(job: job, digest: digest), [])
    case .relayed:
      var session = try openCard(line)
      var step = session.begin(.verifyAndSign(digest: digest))
      while case .transmit(let command) = step {
        let answer = try line.answer(to: line.ask(.transmit(command.bytes)), within: limits.answer)
        guard case .response(let bytes) = answer else { throw .failed("transmit ends as \(answer.name)") }
        step = session.received(bytes)
      }
      guard case .transmitWithSecret(let header, let secret) = step else {
        throw .failed("the card's counter does not come")
      }
      let job = line.nextJob()
      return (job, .transmit(job: job, header: header, secret), header)
    }
  }

  private func sendPIN(
    _ request: Conversation.SecretRequest, _ pin: SecretPad, _ line: KitLine
  ) throws(Finding) -> Bool {
    do throws(LockedMemoryFailure) {
      var secretLine = try SecretLine()
      let write = limits.write
      return line.lend { descriptor in
        secretLine.send(request, from: pin) { SocketBytes.send($0, over: descriptor, within: write) } == .sent(.open)
      }
    } catch {
      throw .failed("no memory can be kept for the PIN: \(error.sentence)")
    }
  }

  /// The request for a PIN on the reader's pad.
  private func askPad(_ hello: BridgeHello, _ line: KitLine) throws(Finding) -> Int {
    let (job, _, header) = try pinRequest(hello, line)
    switch hello.commands {
    case .done: line.say(.request(job: job, .verify(digest: Self.digest, pin: nil)))
    case .relayed: line.say(.request(job: job, .transmitPIN(header: header)))
    }
    let first = try line.first("pin-typed", within: limits.answer) { message in
      switch message {
      case .pinTyped, .answer, .error: true
      case .hello, .foreignHello, .refused, .alive, .readerReady, .readerUnavailable, .cardInserted, .cardRemoved,
        .face, .pinCancelled:
        false
      }
    }
    try Self.expect(
      first == .pinTyped(job: job, count: 0), "the pad's entry begins with \(first.name), not with no digit")
    return job
  }

  func tryPINPad(_ hello: BridgeHello) throws(Finding) {
    guard hello.abilities.pinPad == .reader else { throw .notApplicable("the PIN is typed on the kiosk") }
    let line = try greetedWithCard()
    let job = try askPad(hello, line)
    try ask(.typePIN)
    var counts: [Int] = []
    let end = try line.first("the end of job \(job)", within: patience) { message in
      if case .pinTyped(job, let count) = message { counts.append(count) }
      if case .answer = message { return true } else { return false }
    }
    try Self.expect(
      Self.isTyping(counts), "the digits were counted as \(counts): not one more or one less each time, up to 4")
    switch end {
    case .answer(job, .signature): break
    case .answer(job, .response(let bytes)): try Self.expect(bytes == [0x90, 0x00], "VERIFY is not answered by 9000")
    case .answer(let other, let answer): throw .failed("the PIN's job \(job) ends as \(answer.name) of job \(other)")
    case .hello, .foreignHello, .refused, .alive, .error, .readerReady, .readerUnavailable, .cardInserted, .cardRemoved,
      .face, .pinTyped, .pinCancelled:
      throw .failed("the PIN's job ends by \(end.name)")
    }
    line.say(.release)
  }

  /// Behind the 0 with which an entry begins: each digit typed or erased counts one up or down, and the PIN is whole in
  /// the end.
  static func isTyping(_ counts: [Int]) -> Bool {
    zip([0] + counts, counts).allSatisfy { abs($0 - $1) == 1 } && counts.last == CardSecret.pin.length
  }

  func tryPINPadCancel(_ hello: BridgeHello) throws(Finding) {
    guard hello.abilities.pinPad == .reader else { throw .notApplicable("the PIN is typed on the kiosk") }
    let line = try greetedWithCard()
    let job = try askPad(hello, line)
    try ask(.pressCancel)
    let told = try line.first("pin-cancelled", within: patience) { message in
      switch message {
      case .pinCancelled, .answer: true
      case .hello, .foreignHello, .refused, .alive, .error, .readerReady, .readerUnavailable, .cardInserted,
        .cardRemoved, .face, .pinTyped:
        false
      }
    }
    try Self.expect(told == .pinCancelled(job: job), "cancel on the pad is told as \(told.name)")
    line.say(.cancel(job: job))
    let answer = try line.answer(to: job, within: limits.cancel)
    try Self.expect(answer == .cancelled, "a cancelled entry ends as \(answer.name)")
    line.say(.release)
  }
}
