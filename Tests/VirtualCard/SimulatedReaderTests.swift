import Cards
import Testing
import VirtualCard

@Suite("The simulated reader: a session against the virtual card")
struct SimulatedReaderTests {
  private func reader(
    pin: String? = "1234", triesLeft: Int = 3, abilities: ReaderAbilities = .ordinary,
    face: SimulatedReader.Face = .matches
  ) -> SimulatedReader {
    SimulatedReader(card: SampleCard.make(pin: pin, triesLeft: triesLeft), abilities: abilities, face: face)
  }

  private func run(
    _ reader: inout SimulatedReader, _ job: CardJob, pin: String = "1234",
    fault: (Int) -> SimulatedReader.Fault? = { _ in nil }
  ) -> Result<CardResult, CardFailure> {
    reader.run(job, pin: { use in Array(pin.utf8).withUnsafeBytes { use($0) } }, fault: fault)
  }

  private let sign = CardJob.verifyAndSign(digest: SampleCard.digest)
  private let signature = CardResult.signature(SampleCard.signature(SampleCard.digestInfo))

  @Test("Certificate, counter and signature: as many commands as the card's layout forces")
  func budget() {
    var reader = reader()
    #expect(run(&reader, .readCertificate) == .success(.certificate(SampleCard.certificate)))
    #expect(run(&reader, .readTriesLeft) == .success(.triesLeft(3)))
    #expect(run(&reader, sign) == .success(signature))
    let reads = (SampleCard.certificate.count + 255) / 256
    #expect(reader.exchanges == 2 + reads + 4 + 1)
    #expect(!reader.card.myNumberWasTouched)
  }

  @Test("Filler behind the certificate is not the certificate's")
  func filler() {
    var contents = SampleCard.contents()
    contents.filler = 200
    var reader = SimulatedReader(card: VirtualCard(contents), abilities: .ordinary, face: .matches)
    #expect(run(&reader, .readCertificate) == .success(.certificate(SampleCard.certificate)))
  }

  @Test("Wrong, wrong, right; and wrong to the end")
  func pins() {
    var reader = reader()
    #expect(run(&reader, sign, pin: "9999") == .failure(.wrongPIN(triesLeft: 2)))
    #expect(run(&reader, sign, pin: "9999") == .failure(.wrongPIN(triesLeft: 1)))
    #expect(run(&reader, sign) == .success(signature))
    #expect(reader.card.triesLeft == 3)
    for expected in [CardFailure.wrongPIN(triesLeft: 2), .wrongPIN(triesLeft: 1), .pinLocked, .pinLocked] {
      #expect(run(&reader, sign, pin: "0000") == .failure(expected))
    }
    #expect(reader.card.verifications == 6)
  }

  @Test("No VERIFY to a locked card, to one without PIN, or with half a PIN")
  func neverVerified() {
    var locked = reader(triesLeft: 0)
    #expect(run(&locked, sign) == .failure(.pinLocked))
    var without = reader(pin: nil)
    #expect(run(&without, sign) == .failure(.pinLocked))
    var half = reader()
    #expect(run(&half, sign, pin: "12") == .failure(.reset))
    #expect(run(&half, sign, pin: "") == .failure(.reset))
    #expect([locked, without, half].map(\.card.verifications) == [0, 0, 0])
    #expect(half.card.triesLeft == 3)
  }

  @Test("Every fault at every command of every job: its own failure, never two VERIFYs, and the next try goes through")
  func everyFault() {
    for fault in SimulatedReader.Fault.allCases {
      for job in [CardJob.readCertificate, .readTriesLeft, sign] {
        var failAt = 0
        while true {
          var reader = reader()
          let result = run(&reader, job) { $0 == failAt ? fault : nil }
          if case .success = result { break }
          let verified = reader.card.verifications
          switch (fault, result) {
          case (.removed, .failure(.removed)): reader.insert()
          case (.answerLostBefore, .failure(.answerLost)), (.answerLostAfter, .failure(.answerLost)),
            (.rubbish, .failure(.rubbish)):
            break
          case (_, let result): Issue.record("\(fault) at \(failAt) of \(job): \(result)")
          }
          #expect(verified <= 1)
          #expect(reader.card.misses == 0)
          let again = run(&reader, job)
          guard case .success = again else {
            Issue.record("after \(fault) at \(failAt) of \(job): \(again)")
            break
          }
          failAt += 1
          #expect(failAt < 100)
          if failAt >= 100 { break }
        }
        #expect(failAt >= 3, "every job has at least three commands")
      }
    }
  }

  @Test("A lost answer to VERIFY says nothing about the card: the counter does")
  func lostAnswer() {
    // SELECT, SELECT, counter, then VERIFY.
    var before = reader()
    #expect(run(&before, sign, pin: "9999") { $0 == 3 ? .answerLostBefore : nil } == .failure(.answerLost))
    #expect(run(&before, .readTriesLeft) == .success(.triesLeft(3)))
    var after = reader()
    #expect(run(&after, sign, pin: "9999") { $0 == 3 ? .answerLostAfter : nil } == .failure(.answerLost))
    #expect(run(&after, .readTriesLeft) == .success(.triesLeft(2)))
  }

  @Test("Without a card every job is about a card that is gone")
  func noCard() {
    var reader = reader(abilities: .faceAuthentication)
    reader.remove()
    for job in [
      CardJob.readCertificate, sign, .matchFace(digest: SampleCard.digest),
      .signVisualCheck(digest: SampleCard.digest),
    ] {
      #expect(run(&reader, job) == .failure(.removed))
    }
  }

  @Test("An ordinary reader compares no faces and vouches for nobody")
  func ordinary() {
    var reader = reader()
    #expect(run(&reader, .matchFace(digest: SampleCard.digest)) == .failure(.notSupported))
    #expect(run(&reader, .signVisualCheck(digest: SampleCard.digest)) == .failure(.notSupported))
    #expect(reader.exchanges == 0)
  }

  @Test("A face-auth reader has a card without PIN sign, for a face and for a visual check")
  func faceReader() {
    var reader = reader(pin: nil, abilities: .faceAuthentication)
    #expect(run(&reader, .matchFace(digest: SampleCard.digest)) == .success(signature))
    #expect(run(&reader, .signVisualCheck(digest: SampleCard.digest)) == .success(signature))
    #expect(run(&reader, .matchFace(digest: [])) == .failure(.notSupported))
    #expect(run(&reader, .matchFace(digest: SampleCard.digest)) { _ in .removed } == .failure(.removed))
    #expect(reader.card.verifications == 0)
  }

  @Test("The tenth failure in a row locks the face check of this card, and nothing else")
  func faceLocks() {
    var reader = reader(abilities: .faceAuthentication, face: .doesNotMatch)
    for _ in 0..<9 { #expect(run(&reader, .matchFace(digest: SampleCard.digest)) == .failure(.faceNotMatched)) }
    reader.face = .matches
    #expect(run(&reader, .matchFace(digest: SampleCard.digest)) == .success(signature))
    reader.face = .doesNotMatch
    for _ in 0..<9 { #expect(run(&reader, .matchFace(digest: SampleCard.digest)) == .failure(.faceNotMatched)) }
    #expect(run(&reader, .matchFace(digest: SampleCard.digest)) == .failure(.faceLocked))
    reader.face = .matches
    #expect(run(&reader, .matchFace(digest: SampleCard.digest)) == .failure(.faceLocked))
    #expect(run(&reader, sign) == .success(signature))
    #expect(run(&reader, .signVisualCheck(digest: SampleCard.digest)) == .success(signature))
  }

  @Test("A card of another kind is recognised as such")
  func foreign() {
    var reader = SimulatedReader(card: .foreign(), abilities: .ordinary, face: .matches)
    #expect(run(&reader, .readCertificate) == .failure(.notMyNumberCard))
    #expect(reader.exchanges == 1)
  }
}
