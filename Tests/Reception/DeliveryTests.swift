import Cards
import Eligibility
import Journal
import Testing

@testable import Reception

@Suite struct DeliveryTests {
  @Test func theSameAnswersCanBeSentAgain() {
    var desk = Bench()
    desk.toSending()
    #expect(desk.fail(.answerLost("?")) == ["wipeSecret", "sound error"])
    #expect(desk.screen == .trouble(.serviceAnswerLost))
    #expect(desk.scene.values.sending == .perhaps)
    #expect(desk.choose(.retry) == ["sendConsents YZK1 SRJ1 TKK1 LMT1"])
    #expect(desk.answer(.message(.valid)) == ["handOver"])
  }

  @Test func theLastReplyIsJudgedToo() {
    var desk = Bench()
    desk.toSending()
    _ = desk.answer(.message(.sample(.invalidNewEligibility)))
    #expect(desk.screen == .trouble(.insurerChanged))
    #expect(desk.scene.values.sending == .sent)
    #expect(desk.choices == [.callStaff, .finish])
  }

  @Test func aSilentServiceIsALostAnswer() {
    var desk = Bench()
    desk.toSending()
    _ = desk.pass(.seconds(10))
    #expect(desk.choices == [.finish])
    #expect(desk.pass(.seconds(30)) == ["wipeSecret", "sound error"])
    #expect(desk.screen == .trouble(.serviceAnswerLost))
  }

  @Test func leavingALongSendingCancels() {
    var desk = Bench()
    desk.toSending()
    _ = desk.pass(.seconds(10))
    #expect(desk.choose(.finish) == ["wipeSecret", "releaseCard", "endVisit cancelled"])
    #expect(desk.answer(.message(.valid)) == [])
  }

  // MARK: - What the last screen says of the answers (A6)

  @Test(arguments: [
    (ServiceFailure.unreachable("?"), Sending.nothing), (.notTrusted("?"), .nothing),
    (.refused(.sessionUnknown), .nothing), (.answerLost("?"), .perhaps), (.rubbish("?"), .perhaps),
  ])
  func leavingAFailedSendingSaysWhatIsKnown(failure: ServiceFailure, sending: Sending) {
    var desk = Bench()
    desk.toSending()
    _ = desk.fail(failure)
    #expect(desk.scene.values.sending == sending)
    _ = desk.choose(.finish)
    #expect(desk.screen == .takeCard)
    #expect(desk.scene.values.sending == sending)
  }

  @Test func whatOneTryLeftOpenALaterOneDoesNotClose() {
    var desk = Bench()
    desk.toSending()
    _ = desk.fail(.answerLost("?"))
    _ = desk.choose(.retry)
    _ = desk.fail(.unreachable("?"))
    _ = desk.choose(.finish)
    #expect(desk.screen == .takeCard)
    #expect(desk.scene.values.sending == .perhaps)

    desk = Bench()
    desk.toSending()
    _ = desk.fail(.answerLost("?"))
    _ = desk.choose(.retry)
    _ = desk.answer(.message(.valid))
    #expect(desk.scene.values.sending == .sent)
  }

  @Test func leavingWhileTheyAreOnTheirWayLeavesItOpen() {
    var desk = Bench()
    desk.toSending()
    _ = desk.pass(.seconds(10))
    _ = desk.choose(.finish)
    #expect(desk.screen == .takeCard)
    #expect(desk.scene.values.sending == .perhaps)

    desk = Bench()
    desk.toSending()
    _ = desk.pass(.seconds(40))
    #expect(desk.screen == .trouble(.serviceAnswerLost))
    _ = desk.pass(.seconds(90))
    #expect(desk.screen == .takeCard)
    #expect(desk.scene.values.sending == .perhaps)
  }

  @Test func answersThatTheServiceHasAreNeverSaidToBeUnsent() {
    var desk = Bench()
    desk.toSending()
    _ = desk.answer(.message(.sample(.invalidNewEligibility)))
    _ = desk.choose(.finish)
    #expect(desk.screen == .takeCard)
    #expect(desk.scene.values.sending == .sent)

    desk = Bench()
    desk.toHandover()
    _ = desk.fail(.journal(.full("?")))
    #expect(desk.screen == .trouble(.journalUnavailable))
    #expect(desk.scene.values.sending == .sent)
  }

  @Test func aReplyThatWasNotProcessedLeavesItOpen() {
    var desk = Bench()
    desk.toSending()
    _ = desk.answer(.message(.sample(.valid, processed: false)))
    #expect(desk.screen == .trouble(.eligibilityNotProcessed))
    _ = desk.choose(.finish)
    #expect(desk.scene.values.sending == .perhaps)
  }

  @Test func aReplyThatIsWorkedOnIsAskedForAgain() {
    var desk = Bench()
    desk.toSending()
    _ = desk.answer(.message(.inProgress))
    #expect(desk.screen == .trouble(.eligibilityInProgress))
    #expect(desk.scene.values.sending == .perhaps)
    #expect(desk.choose(.retry) == ["sendConsents YZK1 SRJ1 TKK1 LMT1"])
    #expect(desk.answer(.message(.valid)) == ["handOver"])
  }

  // MARK: - Medical aid that is not registered for the card

  @Test(arguments: [QualificationValidity.valid, .medicalAidOnly])
  func theCompletionSaysThatStaffSeeToIt(validity: QualificationValidity) {
    let isUnregistered = validity == .medicalAidOnly
    var desk = Bench()
    desk.toSending()
    #expect(!desk.scene.values.isUnregistered)
    let effects = desk.machine.handle(.answered(desk.errand, .message(.sample(validity))), at: desk.now)
    guard case .handOver(let errand, let reply) = effects.first else {
      Issue.record("\(effects)")
      return
    }
    // Handed over as the service said it.
    #expect(reply == .sample(validity))
    desk.errand = errand
    _ = desk.answer(.handedOver)
    #expect(desk.screen == .completion && desk.scene.values.isUnregistered == isUnregistered)
    _ = desk.on(.cardRemoved)
    #expect(desk.screen == .completionWithoutCard && desk.scene.values.isUnregistered == isUnregistered)
    _ = desk.pass(.seconds(10))
    #expect(desk.screen == .attract && !desk.scene.values.isUnregistered)
  }

  @Test func answersWhoseIntentWasNotRecordedWereNotSent() {
    var desk = Bench()
    desk.toSending()
    _ = desk.fail(.intentNotRecorded(.full("?")))
    #expect(desk.screen == .trouble(.journalUnavailable))
    #expect(desk.scene.values.sending == .nothing)
    // Runtime's next word.
    _ = desk.on(.journalLost(.full("?")))
    #expect(desk.scene.values.sending == .nothing)
  }

  @Test func aJournalThatIsLostOnTheWayLeavesItOpen() {
    var desk = Bench()
    desk.toSending()
    _ = desk.fail(.journal(.full("?")))
    #expect(desk.screen == .trouble(.journalUnavailable))
    #expect(desk.scene.values.sending == .perhaps)

    desk = Bench()
    desk.toSending()
    _ = desk.on(.journalLost(.full("?")))
    #expect(desk.scene.values.sending == .perhaps)
  }

  @Test func beforeSendNothingIsSent() {
    var desk = Bench()
    desk.toReview()
    _ = desk.on(.cardRemoved)
    #expect(desk.screen == .trouble(.cardRemoved))
    #expect(desk.scene.values.sending == .nothing)
    _ = desk.pass(.seconds(10))
    desk.toCompletion()
    #expect(desk.scene.values.sending == .sent)
    // Nothing of it is left for the next patient.
    _ = desk.on(.cardRemoved)
    _ = desk.pass(.seconds(10))
    #expect(desk.scene.values.sending == .nothing)
  }

  @Test func whereNothingWasAskedNothingIsSent() {
    var desk = Bench(.eligibilityOnly)
    desk.toInquiry()
    _ = desk.answer(.session(.sample([])))
    #expect(desk.screen == .sendingConsents)
    _ = desk.fail(.answerLost("?"))
    _ = desk.choose(.finish)
    #expect(desk.scene.values.sending == .nothing)
  }

  // MARK: - The card taken early

  @Test func deliveryGoesOnWithoutTheCard() {
    var desk = Bench()
    desk.toSending()
    #expect(desk.on(.cardRemoved) == [])
    #expect(desk.screen == .sendingConsents)
    #expect(desk.answer(.message(.valid)) == ["handOver"])
    #expect(
      desk.answer(.handedOver)
        == ["cancelCardWork", "wipeSecret", "releaseCard", "sound done", "endVisit completed"])
    #expect(desk.screen == .completionWithoutCard)
    #expect(desk.scene.values.sending == .sent)
    _ = desk.pass(.seconds(10))
    #expect(desk.screen == .attract)
  }

  @Test func theNextCardWaitsForTheDelivery() {
    var desk = Bench()
    desk.toSending()
    _ = desk.on(.cardRemoved)
    let sending = desk.errand
    #expect(desk.insert() == [])
    _ = desk.on(.answered(sending, .message(.valid)))
    // The new card is never given back for the old visit's sake.
    #expect(
      desk.answer(.handedOver)
        == ["cancelCardWork", "wipeSecret", "sound done", "endVisit completed", "beginVisit", "readCertificate"])
    #expect(desk.screen == .readingCard)
  }

  @Test func aWaitingCardThatIsTakenAgainIsForgotten() {
    var desk = Bench()
    desk.toHandover()
    _ = desk.on(.cardRemoved)
    _ = desk.insert()
    #expect(desk.on(.cardRemoved) == [])
    _ = desk.answer(.handedOver)
    #expect(desk.screen == .completionWithoutCard)
    _ = desk.pass(.seconds(10))
    #expect(desk.screen == .attract)
  }

  @Test func aStrandedDeliveryYieldsToTheNextCard() {
    var desk = Bench()
    desk.toSending()
    _ = desk.on(.cardRemoved)
    _ = desk.fail(.unreachable("?"))
    #expect(desk.screen == .trouble(.serviceUnreachable))
    #expect(
      desk.insert() == [
        "cancelCardWork", "wipeSecret", "endVisit failed-serviceUnreachable", "beginVisit", "readCertificate",
      ])

    desk = Bench()
    desk.toSending()
    _ = desk.on(.cardRemoved)
    let sending = desk.errand
    _ = desk.insert()
    #expect(
      desk.on(.answered(sending, .failed(.service(.unreachable("?")))))
        == [
          "wipeSecret", "sound error", "cancelCardWork", "wipeSecret", "endVisit failed-serviceUnreachable",
          "beginVisit", "readCertificate",
        ])
  }

  @Test func aStrandedDeliveryEndsByTime() {
    var desk = Bench()
    desk.toSending()
    _ = desk.on(.cardRemoved)
    _ = desk.fail(.unreachable("?"))
    #expect(desk.pass(.seconds(60)) == ["sound cardLeft"])
    #expect(desk.pass(.seconds(30)) == ["cancelCardWork", "wipeSecret", "releaseCard", "endVisit timed-out"])
    #expect(desk.screen == .attract)
  }

  // MARK: - The hand-over

  @Test func aHandoverThatWaitsCallsStaff() {
    var desk = Bench()
    desk.toHandover()
    #expect(
      desk.fail(.handover(.folderMissing("?"))) == ["wipeSecret", "releaseCard", "sound error", "callStaff true"])
    #expect(desk.screen == .trouble(.handoverWaiting))
    #expect(desk.on(.cardRemoved) == ["endVisit handover-waiting"])
    #expect(desk.pass(.seconds(20)) == ["callStaff false"])
    #expect(desk.screen == .attract)
  }

  @Test func aHandoverThatTakesTooLongWaits() {
    var desk = Bench()
    desk.toHandover()
    #expect(desk.pass(.seconds(20)) == ["wipeSecret", "releaseCard", "sound error", "callStaff true"])
    #expect(desk.screen == .trouble(.handoverWaiting))
    #expect(desk.answer(.handedOver) == [])
  }

  @Test func leavingALongHandoverLeavesItToTheOutbox() {
    var desk = Bench()
    desk.toHandover()
    _ = desk.pass(.seconds(10))
    #expect(desk.choose(.finish) == ["wipeSecret", "releaseCard", "sound error", "callStaff true"])
    #expect(desk.on(.cardRemoved) == ["endVisit handover-waiting"])
  }

  @Test func aJournalThatFailsAtTheHandoverFailsClosed() {
    var desk = Bench()
    desk.toHandover()
    #expect(
      desk.fail(.journal(.full("?")))
        == ["wipeSecret", "releaseCard", "sound error", "endVisit failed-journalUnavailable"])
    #expect(desk.on(.journalLost(.full("?"))) == [])
    #expect(desk.screen == .trouble(.journalUnavailable))
    _ = desk.on(.cardRemoved)
    _ = desk.pass(.seconds(20))
    #expect(desk.screen == .outOfService)
  }

  // MARK: - The card left behind

  @Test func theCompletionStaysAndCallsForTheCard() {
    var desk = Bench()
    desk.toCompletion()
    #expect(desk.pass(.seconds(5)) == ["sound cardLeft"])
    #expect(!desk.scene.values.cardLeft)
    #expect(desk.pass(.seconds(5)) == ["sound cardLeft", "callStaff true"])
    #expect(desk.scene.values.cardLeft)
    #expect(desk.pass(.seconds(3600)) == Array(repeating: "sound cardLeft", count: 720))
    #expect(desk.screen == .completion)
    #expect(desk.on(.cardRemoved) == ["endVisit completed", "callStaff false"])
  }

  @Test func takeCardEscalatesAlike() {
    var desk = Bench()
    desk.toIdentity()
    _ = desk.press(.back)
    _ = desk.choose(.finish)
    #expect(desk.pass(.seconds(10)) == ["sound cardLeft", "sound cardLeft", "callStaff true"])
    #expect(desk.screen == .takeCard)
    #expect(desk.on(.cardRemoved) == ["callStaff false"])
    #expect(desk.screen == .attract)
  }
}
