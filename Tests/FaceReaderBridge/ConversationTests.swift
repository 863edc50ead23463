import Cards
import Testing

@testable import FaceReaderBridge

/// One connection as a transcript: what comes in, what goes out.
@Suite struct ConversationTests {
  // MARK: - Before and with hello

  @Test func helloComesFirst() {
    var desk = Talk(greeted: false)
    #expect(desk.hear(.readerReady) == ["send error"])
    #expect(desk.hear(.answer(job: 1, .tries(3))) == ["send error"])
    #expect(desk.hear(.hello(.sample())) == [])
    #expect(desk.hear(.readerReady) == ["abilities", "ready"])
    #expect(desk.hear(.readerReady) == [], "told once")
    #expect(desk.hear(.hello(.sample())) == ["send error"])
  }

  @Test func anotherVersionIsRefused() {
    var desk = Talk(greeted: false)
    #expect(desk.hear(.foreignHello(version: 2)) == ["send refused", "close it speaks version 2"])
    #expect(desk.hear(.hello(.sample())) == [], "nothing more is done")
  }

  @Test func aRefusalEndsIt() {
    var desk = Talk(greeted: false)
    #expect(desk.hear(.refused(reason: "full")) == ["close it refuses this kiosk: full"])
  }

  @Test func noHelloInTime() {
    var desk = Talk(greeted: false)
    #expect(desk.pass(.milliseconds(2_999)) == ["send alive"])
    #expect(desk.pass(.milliseconds(1)) == ["close it has not said hello"])
  }

  @Test func silenceAndHeartbeat() {
    var desk = Talk()
    #expect(desk.pass(.milliseconds(1_999)) == [])
    #expect(desk.pass(.milliseconds(1)) == ["send alive"])
    #expect(desk.hear(.alive) == [])
    #expect(desk.pass(.seconds(2)) == ["send alive"])
    #expect(desk.hear("rubbish") == ["send error"], "rubbish is no sign of life")
    #expect(desk.pass(.seconds(4)) == ["send alive", "close it has fallen silent"])
  }

  @Test func aFloodEndsIt() {
    var desk = Talk()
    var words: [String] = []
    for _ in 0..<300 { words += desk.hear(.alive) }
    #expect(words == ["close it sends more than 200 messages a second"])
  }

  @Test func quickerThanThatIsNoFlood() {
    var desk = Talk()
    for _ in 0..<20 {
      for _ in 0..<190 { #expect(desk.hear(.alive) == []) }
      #expect(desk.pass(.seconds(1)).allSatisfy { $0 == "send alive" })
    }
  }

  // MARK: - Cards

  @Test func cardsComeAndGo() {
    var desk = Talk()
    #expect(desk.hear(.cardRemoved) == [])
    #expect(desk.hear(.cardInserted) == ["inserted"])
    #expect(desk.hear(.cardInserted) == ["removed", "inserted"], "another card")
    #expect(desk.hear(.cardRemoved) == ["removed"])
    #expect(desk.hear(.readerUnavailable(reason: "USB")) == ["unavailable the bridge says: USB"])
    #expect(desk.hear(.cardInserted) == ["send error"], "a reader that is not there has no cards")
    #expect(desk.hear(.readerReady) == ["abilities", "ready"])
  }

  // MARK: - Done by the reader

  @Test func aReaderThatDoesAllByItself() {
    var desk = Talk(.sample(commands: .done))
    #expect(desk.begin(.readTriesLeft) == ["1 failed removed"], "no certificate was read")
    #expect(desk.begin(.readCertificate) == ["send read-certificate"])
    #expect(desk.begin(.readTriesLeft) == [], "one at a time")
    #expect(desk.hear(.answer(job: 9, .certificate([0x30]))) == [], "nobody asked")
    #expect(desk.hear(.answer(job: 1, .certificate([0x30, 0x00]))) == ["2 certificate", "send read-tries"])
    #expect(desk.hear(.answer(job: 1, .certificate([0x30, 0x00]))) == [], "twice")
    #expect(desk.hear(.answer(job: 2, .tries(3))) == ["3 tries 3"])
    #expect(desk.begin(.verifyAndSign(digest: Talk.digest)) == ["send secret verify"])
    #expect(desk.hear(.answer(job: 3, .failed(.wrongPIN(triesLeft: 2)))) == ["4 failed wrongPIN(triesLeft: 2)"])
    #expect(desk.release() == ["send release"])
    #expect(desk.begin(.signVisualCheck(digest: Talk.digest)) == ["5 failed removed"])
  }

  @Test func whatTheProtocolHasNoWordsFor() {
    var desk = Talk(.sample(commands: .done))
    desk.readCertificate()
    let jobs: [CardJob] = [
      .readPhoneCertificate, .readAuthorityCertificate, .signByPhone(digest: Talk.digest), .readCheckNumberTries,
      .readCardFace(challenge: Talk.digest),
    ]
    for job in jobs { #expect(desk.begin(job).map { $0.suffix(19) } == ["failed notSupported"]) }
  }

  @Test func abilitiesThatAreNotThere() {
    var desk = Talk(.sample(faces: false, commands: .done))
    desk.readCertificate()
    #expect(desk.begin(.matchFace(digest: Talk.digest)) == ["2 failed notSupported"])
    #expect(desk.begin(.signVisualCheck(digest: Talk.digest)) == ["3 failed notSupported"])
  }

  @Test(
    "A failure that the request cannot have is rubbish, never believed",
    arguments: [
      (CardJob.readTriesLeft, CardFailure.wrongPIN(triesLeft: 1)), (.readTriesLeft, .faceNotMatched),
      (.signVisualCheck(digest: Talk.digest), .faceLocked), (.signVisualCheck(digest: Talk.digest), .pinLocked),
      (.matchFace(digest: Talk.digest), .wrongPIN(triesLeft: 2)), (.matchFace(digest: Talk.digest), .notPhone),
    ])
  func unlikelyFailures(_ job: CardJob, _ failure: CardFailure) {
    var desk = Talk(.sample(commands: .done))
    desk.readCertificate()
    _ = desk.begin(job)
    let end = desk.hear(.answer(job: 2, .failed(failure)))
    #expect(end.count == 1 && end[0].hasPrefix("2 failed rubbish"), "\(end)")
  }

  @Test func anotherAnswerThanAskedFor() {
    var desk = Talk(.sample(commands: .done))
    desk.readCertificate()
    _ = desk.begin(.readTriesLeft)
    #expect(
      desk.hear(.answer(job: 2, .signature([1])))
        == [#"2 failed rubbish("the bridge answers read-tries with signature")"#])
    _ = desk.begin(.readTriesLeft)
    #expect(desk.hear(.answer(job: 3, .cancelled)).first?.contains("nobody cancelled") == true)
    _ = desk.begin(.readTriesLeft)
    let broken = desk.hear("{\"type\":\"tries\",\"job\":4,\"left\":\"3\"}")
    #expect(broken.first == "send error" && broken.last?.hasPrefix("4 failed rubbish") == true, "\(broken)")
    _ = desk.begin(.readTriesLeft)
    #expect(desk.hear(.error(reason: "what?", job: 5)).first?.contains("does not understand: what?") == true)
  }

  @Test(
    "Every failure of the card is told as itself",
    arguments: [
      CardFailure.removed, .mute, .notMyNumberCard, .pinLocked, .answerLost, .rubbish("x"), .heldByAnother, .reset,
      .readerGone("x"), .notSupported,
    ])
  func failures(_ failure: CardFailure) {
    var desk = Talk(.sample(commands: .done))
    desk.readCertificate()
    _ = desk.begin(.verifyAndSign(digest: Talk.digest))
    #expect(desk.hear(.answer(job: 2, .failed(failure))) == ["2 failed \(failure)"])
  }

  // MARK: - Relayed

  @Test func theKiosksOwnStepsGoThroughTheBridge() {
    var desk = Talk()
    #expect(desk.begin(.readCertificate) == ["send open-card"])
    #expect(
      desk.hear(.answer(job: desk.job, .cardOpened(extendedLength: true)))
        == ["send transmit 00A4040C0AD392F000260100000001"])
    #expect(desk.hear(.answer(job: desk.job, .response([0x6A, 0x82]))) == ["1 failed notMyNumberCard"])
    desk = Talk()
    desk.openCard()
    _ = desk.begin(.readTriesLeft)
    desk.serveCard()
    #expect(desk.last == "2 tries 3")
    #expect(desk.begin(.verifyAndSign(digest: Talk.digest)) == ["send secret transmit 0020008004"])
    desk.serveVerify("1234")
    #expect(desk.last == "3 signature")
  }

  @Test func thePINGoesByTheLineThatNobodySees() {
    var desk = Talk()
    desk.toVerify()
    #expect(desk.last == "send secret transmit 0020008004")
    #expect(desk.hear(.answer(job: desk.job, .response([0x63, 0xC2]))) == ["2 failed wrongPIN(triesLeft: 2)"])
  }

  @Test func anEmptyPadSendsNothing() {
    var desk = Talk()
    desk.toVerify()
    #expect(desk.missing() == ["2 failed reset"])
    #expect(desk.begin(.readTriesLeft) == ["send open-card"], "the card is held anew")
  }

  @Test func onTheReadersPadItIsCountedAndNothingElse() {
    var desk = Talk(.sample(pad: .reader))
    desk.toVerify()
    #expect(desk.last == "send transmit-pin")
    let job = desk.job
    #expect(desk.hear(.pinTyped(job: job - 1, count: 1)) == [], "of another job")
    for count in 1...4 { #expect(desk.hear(.pinTyped(job: job, count: count)) == ["typed \(count)"]) }
    #expect(desk.hear(.pinCancelled(job: job)) == ["pin cancelled"])
    #expect(desk.passAlive(.seconds(600)) == [], "people are not hurried here")
    #expect(desk.hear(.answer(job: job, .response([0x90, 0x00]))) == ["send transmit 00A4020C020017"])
    #expect(desk.hear(.pinTyped(job: job, count: 2)) == [], "late")
  }

  @Test func aCardThatLeftIsNotAskedAgain() {
    var desk = Talk()
    desk.toVerify()
    #expect(desk.hear(.cardRemoved) == ["removed"])
    #expect(desk.hear(.answer(job: desk.job, .failed(.removed))) == ["2 failed removed"])
    _ = desk.hear(.cardInserted)
    #expect(desk.begin(.readTriesLeft) == ["3 failed removed"], "not the card of this visit (R6)")
    #expect(desk.begin(.readCertificate) == ["send open-card"])
  }

  // MARK: - Faces

  @Test func hintsHaveAPace() {
    var desk = Talk()
    desk.openCard()
    _ = desk.begin(.matchFace(digest: Talk.digest))
    let job = desk.job
    #expect(desk.hear(.face(job: job + 9, .closer)) == [])
    #expect(desk.hear(.face(job: job, nil)) == ["hint none"])
    #expect(desk.hear(.face(job: job, .closer)) == [])
    #expect(desk.hear(.face(job: job, .further)) == [])
    #expect(desk.pass(.seconds(1)) == ["hint further"], "the last of those in between")
    #expect(desk.hear(.face(job: job, .further)) == [], "told already")
    #expect(!desk.pass(.seconds(1)).contains("hint further"))
    #expect(desk.hear(.face(job: job, .lookUp)) == ["hint look-up"])
    #expect(desk.hear(.answer(job: job, .signature([1]))) == ["2 signature"])
    #expect(desk.hear(.face(job: job, .closer)) == [], "late")
  }

  @Test func aThousandHintsAreAFew() {
    var desk = Talk()
    desk.openCard()
    _ = desk.begin(.matchFace(digest: Talk.digest))
    var told = 0
    for round in 0..<1_000 {
      told += desk.hear(.face(job: desk.job, FaceHint.allCases[round % 7])).count { $0.hasPrefix("hint") }
      told += desk.pass(.milliseconds(10)).count { $0.hasPrefix("hint") }
    }
    #expect((8...12).contains(told))
  }

  // MARK: - Giving up

  @Test func aCancelledRequestIsWaitedForBeforeTheNext() {
    var desk = Talk()
    desk.openCard()
    _ = desk.begin(.matchFace(digest: Talk.digest))
    let job = desk.job
    #expect(desk.cancel() == ["2 failed reset", "send cancel"])
    #expect(desk.release() == [])
    #expect(desk.begin(.readCertificate) == [])
    #expect(desk.hear(.face(job: job, .closer)) == [])
    #expect(desk.hear(.answer(job: job, .signature([1]))) == ["send release", "send open-card"], "late, and dropped")
  }

  @Test func aDeafBridgeIsLeft() {
    var desk = Talk()
    desk.openCard()
    _ = desk.begin(.matchFace(digest: Talk.digest))
    _ = desk.cancel()
    #expect(desk.passAlive(.seconds(5)) == ["close it does not answer a request that was cancelled"])
  }

  @Test func anAnswerThatNeverComesIsLostAndNothingElse() {
    var desk = Talk()
    #expect(desk.begin(.readCertificate) == ["send open-card"])
    #expect(desk.passAlive(.seconds(10)).prefix(2) == ["1 failed answerLost", "send cancel"])
    #expect(desk.hear(.answer(job: 1, .cardOpened(extendedLength: false))) == [])
    #expect(desk.begin(.readCertificate) == ["send open-card"])
  }

  @Test func theOrdersInBetweenAreBounded() {
    var desk = Talk()
    _ = desk.begin(.readCertificate)
    for _ in 0..<Conversation.mostOrders { #expect(desk.begin(.readTriesLeft) == []) }
    #expect(desk.begin(.readTriesLeft).first?.contains("failed readerGone") == true)
    #expect(desk.cancel().count == Conversation.mostOrders + 2)
  }

  // MARK: - The end

  @Test func atTheEndEverybodyIsAnswered() {
    var desk = Talk()
    _ = desk.begin(.readCertificate)
    _ = desk.begin(.readTriesLeft)
    #expect(
      desk.end("gone") == [#"1 failed readerGone("gone")"#, #"2 failed readerGone("gone")"#, "unavailable gone"])
  }

  @Test(arguments: [ReaderAbilities.PINPad.kiosk, .reader])
  func whetherTheCardGotAPINIsNotKnown(pad: ReaderAbilities.PINPad) {
    var desk = Talk(.sample(pad: pad))
    desk.toVerify()
    #expect(desk.end("gone") == ["2 failed answerLost", "unavailable gone"])
  }

  @Test func noReaderNoJob() {
    var desk = Talk()
    _ = desk.hear(.readerUnavailable(reason: "USB"))
    #expect(desk.begin(.readCertificate).first?.contains("failed readerGone") == true)
  }
}
