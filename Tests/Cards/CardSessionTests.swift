import Testing

@testable import Cards

@Suite("Card session: job by job")
struct CardSessionTests {
  static let selectJPKI = bytes("00 A4 04 0C 0A D392F000260100000001")
  static let selectToken = bytes("00 A4 02 0C 02 0006")
  static let selectCertificate = bytes("00 A4 02 0C 02 000A")
  static let readToken = bytes("00 B0 86 00 20")
  static let selectPIN = bytes("00 A4 02 0C 02 0018")
  static let selectKey = bytes("00 A4 02 0C 02 0017")
  static let askCounter = bytes("00 20 00 80")
  static let verify = bytes("00 20 00 80 04")
  static let digest = [UInt8](repeating: 0xD1, count: 32)
  static let sign =
    bytes("80 2A 00 80 33 3031300D060960864801650304020105000420") + digest + [0x00]
  static let signature = [UInt8](repeating: 0x5A, count: 256)

  private func reads(_ count: Int) -> [[UInt8]] {
    stride(from: 0, to: count, by: 256).map { offset in
      // The first part is asked for whole, as the length is not known yet, and selects the file.
      if offset == 0 { return bytes("00 B0 8A 00 00") }
      let length = min(256, count - offset)
      return [0x00, 0xB0, UInt8(offset >> 8), UInt8(offset & 0xFF), UInt8(length & 0xFF)]
    }
  }

  @Test("Certificate: application, what it is, 256 bytes at a time, exactly as many as it has")
  func certificateTranscript() {
    for count in [256, 257, 511, 512, 513, 1_594] {
      var card = BookCard(certificate: certificate(of: count < 260 ? 260 : count))
      let length = card.certificate.count
      var transcript = Transcript()
      let end = transcript.run(.readCertificate) { card.answer($0) }
      #expect(end == .finished(.certificate(card.certificate)))
      #expect(transcript.sent == [Self.selectJPKI, Self.readToken] + reads(length))
    }
  }

  @Test("What stands behind the first TLV is not the certificate's")
  func filler() {
    let der = certificate(of: 700)
    for filler in [0, 1, 68, 69, 300] {
      var card = BookCard(certificate: der + [UInt8](repeating: 0xFF, count: filler))
      var transcript = Transcript()
      #expect(transcript.run(.readCertificate) { card.answer($0) } == .finished(.certificate(der)))
    }
  }

  @Test("A certificate of 1.6 kB, the counter and the signature: SELECT, 8 READs, then 5 commands")
  func budget() {
    var card = BookCard(certificate: certificate(of: 1_600))
    var transcript = Transcript()
    _ = transcript.run(.readCertificate) { card.answer($0) }
    #expect(transcript.sent.count == 1 + 8)
    transcript.forgetSent()
    #expect(transcript.run(.readTriesLeft) { card.answer($0) } == .finished(.triesLeft(3)))
    #expect(transcript.sent == [Self.selectPIN, Self.askCounter])
    transcript.forgetSent()
    let end = transcript.run(.verifyAndSign(digest: Self.digest)) { card.answer($0) }
    #expect(end == .finished(.signature(Self.signature)))
    #expect(transcript.sent == [Self.verify, Self.selectKey, Self.sign])
  }

  @Test("Signature without having asked the counter: it is asked before the VERIFY")
  func counterFirst() {
    var card = BookCard(certificate: [])
    var transcript = Transcript()
    _ = transcript.run(.verifyAndSign(digest: Self.digest)) { card.answer($0) }
    #expect(
      transcript.sent == [Self.selectJPKI, Self.selectPIN, Self.askCounter, Self.verify, Self.selectKey, Self.sign])
  }

  @Test("Each confirmation is one VERIFY, down to the last try, and then none")
  func wrongPIN() {
    var card = BookCard(certificate: [])
    card.pinIsRight = false
    var transcript = Transcript()
    for expected in [CardFailure.wrongPIN(triesLeft: 2), .wrongPIN(triesLeft: 1), .pinLocked, .pinLocked, .pinLocked] {
      #expect(transcript.run(.verifyAndSign(digest: Self.digest)) { card.answer($0) } == .failed(expected))
    }
    #expect(card.verifies == 3)
    #expect(transcript.sent.filter { $0 == Self.verify }.count == 3)
  }

  @Test("A counter of 0: no VERIFY, whoever asks")
  func noTryLeft() {
    var card = BookCard(certificate: [])
    card.counter = 0
    var transcript = Transcript()
    #expect(transcript.run(.readTriesLeft) { card.answer($0) } == .finished(.triesLeft(0)))
    #expect(transcript.run(.verifyAndSign(digest: Self.digest)) { card.answer($0) } == .failed(.pinLocked))
    var fresh = Transcript()
    #expect(fresh.run(.verifyAndSign(digest: Self.digest)) { card.answer($0) } == .failed(.pinLocked))
    #expect(card.verifies == 0)
  }

  @Test(
    "The counter comes from 63Cx alone",
    arguments: [
      (0x63C3, .finished(.triesLeft(3))), (0x63C0, .finished(.triesLeft(0))),
      (0x63C4, .failed(.rubbish("63C4 to VERIFY without data"))),
      (0x6300, .failed(.rubbish("6300 to VERIFY without data"))),
      (0x9000, .failed(.rubbish("9000 to VERIFY without data"))), (0x6983, .failed(.pinLocked)),
      (0x6984, .failed(.pinLocked)), (0x6A88, .failed(.rubbish("6A88 to VERIFY without data"))),
    ] as [(UInt16, CardStep)])
  func counter(status: UInt16, expected: CardStep) {
    var transcript = Transcript()
    let end = transcript.run(.readTriesLeft) { $0 == Self.askCounter ? StatusWord(status).bytes : [0x90, 0x00] }
    #expect(end == expected)
  }

  @Test(
    "What VERIFY may answer",
    arguments: [
      (0x63C2, .wrongPIN(triesLeft: 2)), (0x63C1, .wrongPIN(triesLeft: 1)), (0x63C0, .pinLocked),
      (0x6983, .pinLocked), (0x6984, .pinLocked), (0x63C3, .rubbish("63C3 to VERIFY")),
      (0x6700, .rubbish("6700 to VERIFY")), (0x6982, .rubbish("6982 to VERIFY")), (0x6F00, .rubbish("6F00 to VERIFY")),
    ] as [(UInt16, CardFailure)])
  func verifyAnswers(status: UInt16, expected: CardFailure) {
    var transcript = Transcript()
    let end = transcript.run(.verifyAndSign(digest: Self.digest)) { command in
      switch command {
      case Self.askCounter: [0x63, 0xC3]
      case Self.verify: StatusWord(status).bytes
      default: [0x90, 0x00]
      }
    }
    #expect(end == .failed(expected))
    #expect(transcript.sent.filter { $0 == Self.verify }.count == 1)
    #expect(!transcript.sent.contains(Self.selectKey))
  }

  @Test(
    "Recognised by SELECT of the application",
    arguments: [
      (0x6A82, .notMyNumberCard), (0x6D00, .notMyNumberCard), (0x6E00, .notMyNumberCard), (0x6A81, .notMyNumberCard),
      (0x6A86, .notMyNumberCard), (0x6F00, .rubbish("6F00 to SELECT of the application")),
      (0x6881, .rubbish("6881 to SELECT of the application")),
    ] as [(UInt16, CardFailure)])
  func recognition(status: UInt16, expected: CardFailure) {
    var transcript = Transcript()
    #expect(transcript.run(.readCertificate) { _ in StatusWord(status).bytes } == .failed(expected))
    #expect(transcript.sent == [Self.selectJPKI])
  }

  private enum Attempt: CaseIterable { case nothing, oneByte, noDiagnosis }

  @Test("No answer, half an answer or an error at every command N: rubbish, and the next job begins anew")
  func rubbishAtEveryCommand() {
    let jobs: [CardJob] = [.readCertificate, .readTriesLeft, .verifyAndSign(digest: Self.digest)]
    for attempt in Attempt.allCases {
      for job in jobs {
        var failAt = 0
        while true {
          var card = BookCard(certificate: certificate(of: 900))
          var transcript = Transcript()
          var number = 0
          let end = transcript.run(job) { command in
            defer { number += 1 }
            let answer = card.answer(command)
            guard number == failAt else { return answer }
            switch attempt {
            case .nothing: return []
            case .oneByte: return [0x90]
            case .noDiagnosis: return [0x6F, 0x00]
            }
          }
          if case .finished = end {
            if transcript.sent.count <= failAt { break }
            // A card that knows no short identifiers is asked by SELECT.
            #expect(attempt == .noDiagnosis && transcript.sent[failAt][1] == 0xB0 && transcript.sent[failAt][2] >= 0x80)
            failAt += 1
            continue
          }
          guard case .failed(.rubbish(let reason)) = end else {
            Issue.record("\(job) at \(failAt): \(end)")
            break
          }
          #expect(reason.contains("to "), "\(reason)")
          #expect(card.verifies <= 1)
          transcript.forgetSent()
          _ = transcript.run(.readTriesLeft) { card.answer($0) }
          #expect(transcript.sent == [Self.selectJPKI, Self.selectPIN, Self.askCounter])
          failAt += 1
        }
        // Every command of the job has failed once: SELECT, token and 4 parts; 3; 6 of them.
        #expect(failAt == (job == .readTriesLeft ? 3 : 6))
      }
    }
  }

  @Test("A certificate that does not add up is rubbish")
  func brokenCertificates() {
    let cases: [([UInt8], String)] = [
      (Array(certificate(of: 600).prefix(500)), "certificate: ends at 500 of 600 bytes"),
      ([0x31] + certificate(of: 600).dropFirst(), "certificate: tag 31"),
      ([0x30, 0x80] + [UInt8](repeating: 0, count: 300), "certificate: begins with no length"),
      ([UInt8](repeating: 0xFF, count: 300), "certificate: begins with no length"),
      ([0x30, 0x82, 0x40, 0x00] + [UInt8](repeating: 0, count: 300), "certificate: 16388 bytes"),
      ([0x30], "certificate: begins with no length"), ([], "9000 to READ BINARY at 0"),
    ]
    for (file, reason) in cases {
      var card = BookCard(certificate: file)
      var transcript = Transcript()
      #expect(transcript.run(.readCertificate) { card.answer($0) } == .failed(.rubbish(reason)))
    }
  }

  @Test("More bytes than asked for are rubbish")
  func tooMuch() {
    var transcript = Transcript()
    let end = transcript.run(.readCertificate) { command in
      if command == Self.readToken { return [UInt8](repeating: 0x20, count: 32) + [0x90, 0x00] }
      return (command[1] == 0xB0 ? certificate(of: 300) : []) + [0x90, 0x00]
    }
    #expect(end == .failed(.rubbish("(300 bytes) 9000 to READ BINARY at 0")))
  }

  @Test("Extended length: the certificate in one READ")
  func extended() {
    var card = BookCard(certificate: certificate(of: 1_600))
    var transcript = Transcript(CardSession(extendedLength: true))
    #expect(transcript.run(.readCertificate) { card.answer($0) } == .finished(.certificate(card.certificate)))
    #expect(transcript.sent.last == bytes("00 B0 8A00 00 2000"))
    #expect(transcript.sent.count == 3)
  }

  @Test("Extended length refused: the same part in short ones, and no second try on this connection")
  func extendedRefused() {
    var card = BookCard(certificate: certificate(of: 700))
    var transcript = Transcript(CardSession(extendedLength: true))
    for _ in 0..<2 {
      transcript.forgetSent()
      let end = transcript.run(.readCertificate) { $0.count == 7 ? [0x67, 0x00] : card.answer($0) }
      #expect(end == .finished(.certificate(card.certificate)))
    }
    #expect(!transcript.session.extendedLength)
    #expect(transcript.sent == [bytes("00 B0 0000 00")] + reads(700).dropFirst())
  }

  @Test("A card without short identifiers, and one without token information")
  func fallingBack() {
    for hasToken in [true, false] {
      var card = BookCard(certificate: certificate(of: 300))
      var transcript = Transcript()
      let end = transcript.run(.readCertificate) { command in
        if command[1] == 0xB0, command[2] >= 0x80 { return [0x6A, 0x86] }
        if command == Self.selectToken, !hasToken { return [0x6A, 0x82] }
        return card.answer(command)
      }
      #expect(end == .finished(.certificate(card.certificate)))
      let token = hasToken ? [Self.selectToken, bytes("00 B0 0000 20")] : [Self.selectToken]
      #expect(
        transcript.sent == [Self.selectJPKI, Self.readToken] + token
          + [Self.selectCertificate, bytes("00 B0 0000 00"), bytes("00 B0 0100 2C")])
    }
  }

  @Test(
    "What lies there, by its token",
    arguments: [
      ("JPKIAPICCTOKEN2", nil, .notPhone), ("JPKIAPICCTOKEN", .residentRegisterCard, .residentRegisterCard),
      ("JPKIAPGPSETOKEN", .phone, nil), ("JPKIAPIOSTOKEN", .phone, nil), ("JPKIAPICCTOKEN9", nil, .notPhone),
      ("", nil, .notPhone),
    ] as [(String, CardFailure?, CardFailure?)])
  func tokens(label: String, asCard: CardFailure?, asPhone: CardFailure?) {
    for (job, expected) in [(CardJob.readCertificate, asCard), (.readPhoneCertificate, asPhone)] {
      var card = BookCard(certificate: certificate(of: 300))
      card.token = label
      var transcript = Transcript()
      let end = transcript.run(job) { card.answer($0) }
      #expect(end == expected.map(CardStep.failed) ?? .finished(.certificate(card.certificate)), "\(job)")
      #expect(transcript.sent.count == (expected == nil ? 4 : 2))
    }
  }

  @Test("A phone signs without a PIN, once its holder has proven himself to it")
  func phone() {
    var card = BookCard(certificate: [])
    var transcript = Transcript()
    let end = transcript.run(.signByPhone(digest: Self.digest)) { card.answer($0) }
    #expect(end == .finished(.signature(Self.signature)))
    #expect(transcript.sent == [Self.selectJPKI, Self.selectKey, Self.sign])
    var locked = Transcript()
    let waiting = locked.run(.signByPhone(digest: Self.digest)) { $0[1] == 0x2A ? [0x69, 0x82] : [0x90, 0x00] }
    #expect(waiting == .failed(.phoneNotUnlocked))
    #expect(card.verifies == 0)
  }

  @Test("The length of a digest names the algorithm: P-384 signs the bare digest")
  func ecdsa() {
    let digest = [UInt8](repeating: 0xE3, count: 48)
    var transcript = Transcript()
    let der = [UInt8](repeating: 0x30, count: 102)
    let end = transcript.run(.verifyAndSign(digest: digest)) { command in
      switch command[1] {
      case 0x20: command.count == 4 ? [0x63, 0xC3] : [0x90, 0x00]
      case 0x2A: der + [0x90, 0x00]
      default: [0x90, 0x00]
      }
    }
    #expect(end == .finished(.signature(der)))
    #expect(transcript.sent.last == bytes("80 2A 00 80 30") + digest + [0x00])
  }

  @Test("A signature must be as long as the key")
  func shortSignature() {
    var card = BookCard(certificate: [])
    var transcript = Transcript()
    let end = transcript.run(.verifyAndSign(digest: Self.digest)) { command in
      command[1] == 0x2A ? [1, 2, 3, 0x90, 0x00] : card.answer(command)
    }
    #expect(end == .failed(.rubbish("(3 bytes) 9000 to COMPUTE DIGITAL SIGNATURE")))
  }

  @Test("What an ordinary reader cannot do, and what is no digest, sends nothing")
  func notSupported() {
    for job in [
      CardJob.matchFace(digest: Self.digest), .signVisualCheck(digest: Self.digest), .verifyAndSign(digest: [1, 2, 3]),
    ] {
      var transcript = Transcript()
      #expect(transcript.run(job) { _ in [0x90, 0x00] } == .failed(.notSupported))
      #expect(transcript.sent.isEmpty)
    }
  }

  @Test("An answer that nothing asked for, and a job begun while a command is on its way")
  func outOfTurn() {
    var session = CardSession()
    #expect(session.received([0x90, 0x00]) == .failed(.rubbish("an answer that nothing asked for")))
    _ = session.begin(.readCertificate)
    _ = session.received([0x90, 0x00])
    // The selection is not certain any more.
    #expect(session.begin(.readTriesLeft) == .transmit(.select(.jpki)))
  }

}
