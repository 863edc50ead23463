// Rows that need neither card nor person: first words, lines, order, endurance.

extension ConformanceKit {
  // MARK: - First words

  func tryHello() throws(Finding) {
    hello = try served().1
  }

  func tryUnknownVersion() throws(Finding) {
    let line = try freshLine()
    line.say(.hello(version: 999, program: "conformance kit"))
    switch try line.next(within: limits.hello) {
    case .message(.refused(let reason, _)):
      try Self.expect(!reason.isEmpty, "it refuses without a reason")
      try line.expectEnd(within: limits.hello, because: "it refused version 999")
    case .message(let message): throw .failed("version 999 is answered by \(message.name)")
    case .closed: throw .failed("it hangs up on version 999 without a reason")
    case .silence: throw .failed("version 999 is not answered within \(limits.hello)")
    }
  }

  func trySilenceBeforeHello() throws(Finding) {
    let line = try freshLine()
    line.keepsAlive = false
    try line.expectEnd(within: limits.hello + tolerance, because: "it heard no hello")
  }

  func tryRequestBeforeHello() throws(Finding) {
    let line = try freshLine()
    line.keepsAlive = false
    line.say(.request(job: line.nextJob(), .openCard))
    let deadline = ContinuousClock.now + limits.hello / 2
    while true {
      switch try line.next(within: deadline - .now) {
      case .message(.error), .message(.refused): continue
      case .message(let message): throw .failed("a request before hello is answered by \(message.name)")
      case .closed, .silence: return
      }
    }
  }

  func tryReaderState() throws(Finding) {
    let line = try greeted()
    try Self.expect(line.isReaderReady != nil, "no reader message comes behind hello")
  }

  func tryOneKiosk() throws(Finding) {
    let first = try greeted()
    let second = try line()
    second.keepsAlive = false
    second.say(KitLine.hello)
    switch try second.next(within: limits.hello) {
    case .message(.refused(_, let servesAnother)):
      try Self.expect(servesAnother, "a second kiosk is refused without the cause another-kiosk")
    case .message(let message): throw .failed("a second kiosk is answered by \(message.name)")
    case .closed: throw .failed("it hangs up on a second kiosk without a reason")
    case .silence: throw .failed("a second kiosk is not refused within \(limits.hello)")
    }
    try first.expectService(after: "a second kiosk was refused")
  }

  // MARK: - Lines

  func tryUnknownField() throws(Finding) {
    let hello = Array(
      "{\"x-mihon\":[1,{\"a\":null}],\"type\":\"hello\",\"protocol\":1,\"program\":\"conformance kit\"}\n".utf8)
    _ = try served { $0.say(hello) }
  }

  func tryFaultyLine(_ bytes: [UInt8], _ what: String) throws(Finding) {
    let line = try greeted()
    line.say(bytes + Array("\n".utf8))
    try line.expectError(within: limits.answer, after: what)
    try line.expectService(after: what)
  }

  func tryWrongTypes() throws(Finding) {
    for text in [
      #"{"type":"compare-face","job":"1","digest":"00"}"#, #"{"type":"transmit","job":1,"apdu":"0"}"#,
      #"{"type":"sign-visual-check","job":-1,"digest":null}"#, #"{"type":7}"#, #"{"job":1}"#,
    ] {
      try tryFaultyLine(Array(text.utf8), text)
    }
  }

  func tryRubbish() throws(Finding) {
    for text in ["Guten Tag", "[]", "{\"type\":\"alive\"", "{\"type\":\"alive\",\"type\":\"alive\"}", ""] {
      try tryFaultyLine(Array(text.utf8), "the line \"\(text)\"")
    }
  }

  func tryLineTooLong() throws(Finding) {
    let line = try greeted()
    line.keepsAlive = false
    let begin = Array("{\"type\":\"alive\",\"x\":\"".utf8)
    // Whether it all goes is the bridge's matter: it may hang up before the end.
    _ = line.trySaying(begin + [UInt8](repeating: 0x61, count: 2 * BridgeProtocol.mostLineBytes))
    try line.expectEnd(within: limits.silence / 2, because: "a line without end")
    _ = try greeted()
  }

  private static let bytesAtOnce = 10

  func tryByteByByte() throws(Finding) {
    _ = try served { line in
      for (place, byte) in KitLine.hello.line.enumerated() {
        line.say([byte])
        // Now and then long enough for the other end to read what has come.
        if place % Self.bytesAtOnce == 0 { Self.pause(limits.heartbeat / 100) }
      }
    }
  }

  func trySeveralLines() throws(Finding) {
    let line = try greeted()
    let unknown = Array("{\"type\":\"x-several\"}\n".utf8)
    line.say(KioskMessage.alive.line + unknown + KioskMessage.alive.line + unknown + unknown)
    for number in 1...3 { try line.expectError(within: limits.answer, after: "message \(number) of several") }
  }

  func tryHalfLine() throws(Finding) {
    do {
      let line = try greeted()
      line.say(Array("{\"type\":\"alive\",".utf8))
    }
    _ = try greeted()
  }

  // MARK: - Order

  func tryUnknownCancel() throws(Finding) {
    let line = try greeted()
    line.say(.cancel(job: 4_711))
    line.say(.release)
    line.say(.release)
    try line.expectService(after: "a cancel of nothing")
  }

  func tryTwoRequests() throws(Finding) {
    let line = try greeted()
    let jobs = [line.nextJob(), line.nextJob()]
    let digest = Self.digest
    line.say(jobs.flatMap { KioskMessage.request(job: $0, .signVisualCheck(digest: digest)).line })
    var ends: [Int: Int] = [:]
    let deadline = ContinuousClock.now + limits.answer
    while ends.count < jobs.count || ContinuousClock.now < deadline {
      // Once both have ended, a while is left for an end too many.
      switch try line.next(within: ends.count < jobs.count ? deadline - .now : tolerance) {
      case .message(.answer(let job, _)), .message(.error(_, .some(let job))): ends[job, default: 0] += 1
      case .message: continue
      case .closed: throw .failed("it hangs up on two requests at once")
      case .silence:
        for job in jobs { try Self.expect(ends[job] != nil, "job \(job) of two at once is not ended") }
        let odd = ends.keys.filter { !jobs.contains($0) }.sorted()
        try Self.expect(odd.isEmpty, "it answers job \(odd), which nobody asked")
        for job in jobs { try Self.expect(ends[job] == 1, "job \(job) is ended \(ends[job] ?? 0) times") }
        return
      }
    }
  }

  /// A kiosk asks only what hello promised; who asks otherwise learns why that cannot be.
  func tryOtherCommands(_ hello: BridgeHello) throws(Finding) {
    let line = try greeted()
    try Self.expect(line.isReaderReady != false, "the reader is not ready")
    let requests: [KioskMessage.Request] =
      switch hello.commands {
      case .relayed: [.readCertificate, .readTries]
      case .done: [.openCard, .transmit([0x00, 0xA4, 0x04, 0x0C])]
      }
    for request in requests { try expectUnsupported(request, line) }
  }

  func tryNoFaces(_ hello: BridgeHello) throws(Finding) {
    guard !hello.abilities.comparesFaces else { throw .notApplicable("the reader compares faces") }
    try expectUnsupported(.compareFace(digest: Self.digest), try greeted())
  }

  private func expectUnsupported(_ request: KioskMessage.Request, _ line: KitLine) throws(Finding) {
    let answer = try line.answer(to: line.ask(request), within: limits.answer)
    try Self.expect(answer == .failed(.notSupported), "\(request.word) ends as \(answer.name)")
  }

  // MARK: - Endurance

  func tryHeartbeat() throws(Finding) {
    let line = try greeted()
    let before = line.lifeSigns
    let deadline = ContinuousClock.now + limits.heartbeat + tolerance
    while line.lifeSigns == before, ContinuousClock.now < deadline {
      if case .closed = try line.next(within: min(tolerance / 4, deadline - .now)) { break }
    }
    try Self.expect(line.lifeSigns > before, "nothing is said within \(limits.heartbeat)")
  }

  func trySilence() throws(Finding) {
    let line = try greeted()
    line.keepsAlive = false
    try line.expectEnd(within: limits.silence + tolerance, because: "its kiosk fell silent")
  }

  /// So many lines at once; a bridge may read them all or hang up.
  private static let floodLines = 20_000

  func tryFlood() throws(Finding) {
    do {
      let line = try greeted()
      let alive = KioskMessage.alive.line
      for _ in 0..<Self.floodLines / 100 {
        guard line.trySaying((0..<100).flatMap { _ in alive }) else { break }
      }
    }
    _ = try greeted()
  }

  func tryReconnect() throws(Finding) {
    do {
      let line = try greeted()
      _ = line.ask(.signVisualCheck(digest: Self.digest))
    }
    let line = try greeted()
    _ = try line.next(within: tolerance)
    try Self.expect(line.strays.isEmpty, "the next kiosk hears the answer to job \(line.strays) of the last")
  }
}
