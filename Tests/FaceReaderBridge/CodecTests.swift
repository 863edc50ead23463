import Cards
import Testing

@testable import FaceReaderBridge

/// Messages as lines and back, and lines that are none.
@Suite struct CodecTests {
  private func kiosk(_ line: [UInt8]) throws(MessageFault) -> KioskMessage {
    try KioskMessage(line: Array(line.dropLast()))
  }

  private func bridge(_ line: [UInt8]) throws(MessageFault) -> BridgeMessage {
    try BridgeMessage(line: Array(line.dropLast()))
  }

  // MARK: - Round trips

  static let digest = (0..<32).map { UInt8($0 * 7 & 0xFF) }
  static let requests: [KioskMessage.Request] = [
    .openCard, .transmit([0x00, 0xA4, 0x04, 0x0C]), .transmit([UInt8](repeating: 0xFE, count: 30_000)),
    .transmitPIN(header: [0x00, 0x20, 0x00, 0x80, 0x04]), .readCertificate, .readTries,
    .verify(digest: digest, pin: nil), .verify(digest: digest, pin: [0x31, 0x32, 0x33, 0x34]),
    .compareFace(digest: digest), .signVisualCheck(digest: [UInt8](repeating: 1, count: 48)),
  ]

  @Test func whatAKioskSaysComesBack() throws {
    var messages: [KioskMessage] = [
      .hello(version: 1, program: "uketsuke \"見本\"\\ \t"), .refused(reason: "no"), .alive,
      .error(reason: "what?", job: nil), .error(reason: "what?", job: 9), .cancel(job: 1_000_000_000), .release,
    ]
    messages += Self.requests.enumerated().map { .request(job: $0.offset + 1, $0.element) }
    for message in messages {
      #expect(message.line.last == UInt8(ascii: "\n") && message.line.count <= BridgeProtocol.mostLineBytes)
      let back = try kiosk(message.line)
      if case .hello(_, let program) = message {
        // A name is cut and made inert: the tabulator is a blank.
        #expect(back == .hello(version: 1, program: program.replacing("\t", with: " ")))
      } else {
        #expect(back == message)
      }
    }
  }

  static let failures: [CardFailure] = [
    .removed, .mute, .notMyNumberCard, .residentRegisterCard, .phone, .notPhone, .phoneNotUnlocked,
    .wrongPIN(triesLeft: 2), .wrongPIN(triesLeft: 1), .pinLocked, .wrongCheckNumber(triesLeft: 9), .checkNumberLocked,
    .implausibleCheckNumber, .answerLost, .rubbish("6F00"), .heldByAnother, .reset, .readerGone("USB"), .notSupported,
    .faceNotMatched, .faceLocked,
  ]

  @Test func whatABridgeSaysComesBack() throws {
    var messages: [BridgeMessage] = [
      .foreignHello(version: 2), .refused(reason: "no"), .refused(reason: "no", servesAnother: true), .alive,
      .error(reason: "?", job: 3), .readerReady,
      .readerUnavailable(reason: "unplugged"), .cardInserted, .cardRemoved, .face(job: 1, nil),
      .pinTyped(job: 2, count: 4), .pinCancelled(job: 2), .answer(job: 7, .cardOpened(extendedLength: true)),
      .answer(job: 7, .response([0x90, 0x00])), .answer(job: 7, .response([])),
      .answer(job: 7, .response([UInt8](repeating: 0xAB, count: 30_000))), .answer(job: 7, .certificate([0x30])),
      .answer(job: 7, .tries(0)), .answer(job: 7, .signature([1, 2, 3])), .answer(job: 7, .cancelled),
    ]
    for pad in ReaderAbilities.PINPad.allCases {
      for commands in BridgeHello.Commands.allCases {
        let abilities = ReaderAbilities(
          comparesFaces: pad == .kiosk, provesVisualChecks: true, readsCardFace: commands.reachCardFace, pinPad: pad)
        messages.append(.hello(BridgeHello(program: "p", reader: "見本", abilities: abilities, commands: commands)))
      }
    }
    messages += FaceHint.allCases.map { .face(job: 1, $0) }
    messages += Self.failures.map { .answer(job: 7, .failed($0)) }
    for message in messages {
      #expect(message.line.count <= BridgeProtocol.mostLineBytes)
      #expect(try bridge(message.line) == message)
    }
  }

  @Test("Each failure has a word of its own")
  func failureWords() {
    #expect(Set(Self.failures.map { FailureWord($0) }).count == FailureWord.allCases.count - 1)
    #expect(!Self.failures.map { FailureWord($0) }.contains(.cancelled))
  }

  // MARK: - What is refused, and in which words

  @Test(arguments: [
    ("", "a value is missing"), ("[]", "not a JSON object"), ("{}", "needs a \"type\""),
    ("{\"type\":7}", "needs a \"type\""),
    ("{\"type\":\"x\"}", "no message is called \"x\""), ("{\"type\":\"alive\"} {", "behind the object"),
    ("{\"type\":\"alive\",\"type\":\"alive\"}", "twice"), ("{\"type\":\"alive\"", "has no end"),
    ("{\"type\":\"al\u{1}ive\"}", "control character"), ("{\"type\":\"\\ud800\"}", "surrogates"),
    ("{\"type\":\"\\q\"}", "unknown escape"), ("{\"type\":01}", "begins with 0"), ("{\"type\":nul}", "unknown word"),
    (String(repeating: "[", count: 20), "deeper than 8"), ("{\"type\":\"tries\",\"job\":0,\"left\":1}", "\"job\""),
    ("{\"type\":\"tries\",\"job\":1,\"left\":4}", "0 to 3"),
    ("{\"type\":\"tries\",\"job\":1,\"left\":1.5}", "\"left\""),
    ("{\"type\":\"tries\",\"job\":1,\"left\":99999999999999999999}", "\"left\""),
    ("{\"type\":\"response\",\"job\":1,\"apdu\":\"900\"}", "hexadecimal"),
    ("{\"type\":\"signature\",\"job\":1,\"signature\":\"\"}", "1 to 1024 bytes"),
    ("{\"type\":\"failed\",\"job\":1,\"error\":\"odd\"}", "one of removed, mute"),
    ("{\"type\":\"failed\",\"job\":1,\"error\":\"wrong-pin\",\"left\":0}", "1 to 2"),
    ("{\"type\":\"failed\",\"job\":1,\"error\":\"wrong-pin\"}", "\"left\""),
    ("{\"type\":\"face\",\"job\":1,\"hint\":\"smile\"}", "one of closer"),
    ("{\"type\":\"pin-typed\",\"job\":1,\"count\":5}", "0 to 4"),
    ("{\"type\":\"card\",\"state\":\"in\"}", "one of inserted"),
    ("{\"type\":\"hello\",\"protocol\":1,\"reader\":\"r\"}", "\"abilities\", which is an object"),
    ("{\"type\":\"hello\",\"protocol\":\"1\"}", "\"protocol\""),
  ])
  func refusals(line: String, words: String) {
    let fault = #expect(throws: MessageFault.self) { try BridgeMessage(line: Array(line.utf8)) }
    #expect(fault?.sentence.contains(words) == true, "\(fault?.sentence ?? "taken")")
  }

  @Test func aFaultNamesTheJobThatItIsAbout() {
    let fault = #expect(throws: MessageFault.self) {
      try BridgeMessage(line: Array("{\"type\":\"tries\",\"job\":12,\"left\":true}".utf8))
    }
    #expect(fault?.job == 12)
  }

  @Test func notUTF8() {
    let fault = #expect(throws: MessageFault.self) {
      try KioskMessage(line: Array("{\"type\":\"".utf8) + [0xFF, 0xFE] + Array("\"}".utf8))
    }
    #expect(fault?.sentence == "the line is not UTF-8")
  }

  @Test func unknownFieldsAreOfNoMatter() throws {
    let line =
      "{\"later\":[{\"a\":[1.5e9,null,\"\\u00e9\\ud83d\\ude00\"]}],\"type\":\"card\",\"state\":\"removed\",\"job\":\"x\"}"
    #expect(try BridgeMessage(line: Array(line.utf8)) == .cardRemoved)
  }

  @Test("A digest has the length of a hash that a key of these cards signs", arguments: [31, 33, 47, 64])
  func digestLengths(count: Int) {
    let digits = String(repeating: "00", count: count)
    #expect(throws: MessageFault.self) {
      try KioskMessage(line: Array("{\"type\":\"compare-face\",\"job\":1,\"digest\":\"\(digits)\"}".utf8))
    }
  }

  @Test func namesAndReasonsAreInertAndShort() throws {
    let long = String(repeating: "あ", count: 500)
    let line = "{\"type\":\"refused\",\"reason\":\"\\u001b[31m\\u202e\(long)\"}"
    guard case .refused(let reason, _) = try BridgeMessage(line: Array(line.utf8)) else {
      Issue.record("not refused")
      return
    }
    #expect(reason.hasPrefix(" [31m あ") && reason.unicodeScalars.count == BridgeProtocol.mostWords)
  }

  // MARK: - Chance

  /// SplitMix64.
  struct Dice {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }

    mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }
  }

  /// Damages good lines: whatever comes is a message or a fault in words, and a message's own line says the same again.
  @Test(arguments: 1...4) func damagedLines(seed: UInt64) throws {
    var dice = Dice(state: seed)
    var good = Self.failures.map { BridgeMessage.answer(job: 7, .failed($0)).line }
    good += [BridgeMessage.face(job: 3, .closer).line, BridgeMessage.readerUnavailable(reason: "é見").line]
    good += Self.requests.filter { $0 != Self.requests[2] }.map { KioskMessage.request(job: 5, $0).line }
    let marks = Array("{}[]\",:\\u0-9.eEtfn ".utf8) + [0x00, 0x80, 0xC3, 0xFF]
    var taken = 0
    for _ in 0..<20_000 {
      var line = Array(good[dice.below(good.count)].dropLast())
      for _ in 0...dice.below(3) {
        let place = dice.below(line.count)
        switch dice.below(4) {
        case 0: line[place] = marks[dice.below(marks.count)]
        case 1: line.insert(marks[dice.below(marks.count)], at: place)
        case 2: line.remove(at: place)
        default: line = Array(line[..<place]) + line[dice.below(line.count)...]
        }
        if line.isEmpty { line = [0x7B] }
      }
      if let message = try? BridgeMessage(line: line) {
        taken += 1
        #expect(try bridge(message.line) == message)
      }
      if let message = try? KioskMessage(line: line) { #expect(try kiosk(message.line) == message) }
    }
    #expect(taken > 10)
  }

  @Test(arguments: 1...3) func linesCutAnywhereAreTheSameLines(seed: UInt64) {
    var dice = Dice(state: seed)
    let lines: [[UInt8]] = (0..<200).map { _ in (0..<dice.below(300)).map { _ in UInt8(0x20 + dice.below(90)) } }
    let bytes: [UInt8] = lines.flatMap { $0 + [0x0A] }
    var splitter = LineSplitter()
    var pieces: [LineSplitter.Piece] = []
    var place = 0
    while place < bytes.count {
      let end = min(bytes.count, place + 1 + dice.below(700))
      pieces += splitter.take(bytes[place..<end])
      place = end
    }
    #expect(pieces == lines.map { .line($0) })
  }

  @Test func theLongestLineAndOneByteMore() {
    var splitter = LineSplitter()
    let longest = [UInt8](repeating: 0x61, count: BridgeProtocol.mostLineBytes - 1)
    #expect(splitter.take(longest + [0x0A]) == [.line(longest)])
    #expect(splitter.take(longest + [0x61]) == [.tooLong])
  }
}
