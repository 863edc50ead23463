import Cards
import Eligibility
import Journal
import Testing

@testable import Reception

/// Cards, reader and journal coming and going.
@Suite struct WorldTests {
  @Test func serviceNeedsReaderAndJournal() {
    var desk = Bench(inService: false)
    #expect(desk.screen == .outOfService)
    #expect(desk.machine.deadline == nil)
    #expect(desk.on(.journalLost(.full("?"))) == [])
    #expect(desk.on(.readerReady) == [])
    #expect(desk.screen == .outOfService)
    _ = desk.on(.journalFound)
    #expect(desk.screen == .attract)
    _ = desk.on(.readerLost("?"))
    #expect(desk.screen == .outOfService)
    _ = desk.on(.readerReady)
    #expect(desk.screen == .attract)
    _ = desk.on(.journalLost(.full("?")))
    #expect(desk.screen == .outOfService)
  }

  @Test func aCardThatLiesThereIsReceivedWhenServiceReturns() {
    var desk = Bench()
    _ = desk.on(.journalLost(.full("?")))
    #expect(desk.insert() == [])
    #expect(desk.screen == .outOfService)
    #expect(desk.on(.journalFound) == ["beginVisit", "readCertificate"])

    desk = Bench()
    _ = desk.on(.journalLost(.full("?")))
    _ = desk.insert()
    _ = desk.on(.cardRemoved)
    #expect(desk.on(.journalFound) == [])
    #expect(desk.screen == .attract)
  }

  /// Ways into every stage before the consents are sent.
  static let early: [@Sendable (inout Bench) -> Void] = [
    { _ = $0.insert() }, { $0.toIdentity() }, { $0.toPIN() }, { $0.toVerify() }, { $0.toPassword() },
    { $0.toCompare() }, { $0.toInquiry() }, { $0.toConsents() }, { $0.toReview() },
  ]

  @Test(arguments: early.indices) func aCardTakenEarlyEndsTheVisit(stage: Int) {
    var desk = Bench()
    Self.early[stage](&desk)
    let before = desk.errand
    #expect(
      desk.on(.cardRemoved) == ["cancelCardWork", "wipeSecret", "releaseCard", "sound error", "endVisit card-removed"])
    #expect(desk.screen == .trouble(.cardRemoved))
    #expect(desk.choices == [])
    for answer in [Answer.certificate(.sample(1)), .signature([1]), .session(.sample()), .triesLeft(3)] {
      #expect(desk.on(.answered(before, answer)) == [])
    }
    _ = desk.pass(.seconds(20))
    #expect(desk.scene == Scene(.attract, language: "ja", keys: [.larger, .language, .staff]))
  }

  @Test(arguments: early.indices) func anotherCardNeverResumesTheVisit(stage: Int) {
    var desk = Bench()
    Self.early[stage](&desk)
    _ = desk.choose(.language(2))
    // The reader missed the removal.
    #expect(
      desk.insert().suffix(3) == ["endVisit card-removed", "beginVisit", "readCertificate"])
    #expect(desk.screen == .readingCard)
    #expect(desk.scene.values == Scene.Values())
    _ = desk.answer(.certificate(.sample(2)))
    #expect(desk.screen == .identity)
  }

  @Test func anotherCardIsNotGivenBackForTheOldVisit() {
    var desk = Bench()
    desk.toPIN()
    #expect(
      desk.insert()
        == ["cancelCardWork", "wipeSecret", "sound error", "endVisit card-removed", "beginVisit", "readCertificate"])
  }

  @Test func aNewCardEndsTheFarewell() {
    var desk = Bench()
    desk.toCompletion()
    _ = desk.on(.cardRemoved)
    #expect(desk.insert() == ["beginVisit", "readCertificate"])

    desk = Bench()
    desk.toCompletion()
    #expect(desk.insert() == ["endVisit completed", "beginVisit", "readCertificate"])
  }

  @Test(arguments: early.indices) func aReaderThatGoesEndsTheVisit(stage: Int) {
    var desk = Bench()
    Self.early[stage](&desk)
    #expect(
      desk.on(.readerLost("unplugged"))
        == ["cancelCardWork", "wipeSecret", "releaseCard", "sound error", "endVisit failed-readerGone"])
    #expect(desk.screen == .trouble(.readerGone))
    _ = desk.pass(.seconds(20))
    #expect(desk.screen == .outOfService)
    _ = desk.on(.readerReady)
    #expect(desk.screen == .attract)
  }

  @Test func deliveryGoesOnWithoutTheReader() {
    var desk = Bench()
    desk.toHandover()
    #expect(desk.on(.readerLost("unplugged")) == [])
    #expect(desk.answer(.handedOver).contains("endVisit completed"))
    _ = desk.pass(.seconds(10))
    #expect(desk.screen == .outOfService)
  }

  @Test func aCardThatWaitedOnALostReaderIsForgotten() {
    var desk = Bench()
    desk.toHandover()
    _ = desk.on(.cardRemoved)
    let handover = desk.errand
    _ = desk.insert()
    _ = desk.on(.readerLost("unplugged"))
    _ = desk.on(.answered(handover, .handedOver))
    _ = desk.pass(.seconds(10))
    #expect(desk.screen == .outOfService)
    #expect(desk.on(.readerReady) == [])
    #expect(desk.screen == .attract)
  }

  @Test func theReaderGoneAtTheEndIsACardTaken() {
    var desk = Bench()
    desk.toCompletion()
    #expect(desk.on(.readerLost("unplugged")) == ["endVisit completed"])
    _ = desk.pass(.seconds(10))
    #expect(desk.screen == .outOfService)
  }

  @Test(arguments: early.indices) func aJournalThatGoesFailsClosed(stage: Int) {
    var desk = Bench()
    Self.early[stage](&desk)
    #expect(desk.on(.journalLost(.cannotWrite("?"))).last == "endVisit failed-journalUnavailable")
    #expect(desk.screen == .trouble(.journalUnavailable))
    // The end itself could not be written either.
    #expect(desk.on(.journalLost(.cannotWrite("?"))) == [])
    // The card is still called for.
    #expect(desk.pass(.seconds(5)) == ["sound cardLeft"])
    _ = desk.on(.cardRemoved)
    _ = desk.pass(.seconds(20))
    #expect(desk.screen == .outOfService)
    _ = desk.on(.journalFound)
    #expect(desk.screen == .attract)
  }

  @Test func aReaderThatFailsAJobEndsTheVisit() {
    var desk = Bench()
    _ = desk.insert()
    #expect(desk.fail(.readerGone("?")).last == "endVisit failed-readerGone")
    #expect(desk.screen == .trouble(.readerGone))
  }

  @Test func aReceivedVisitIsOnRecordThoughTheJournalGoes() {
    var desk = Bench()
    desk.toCompletion()
    #expect(desk.on(.journalLost(.full("?"))) == ["endVisit completed"])
    #expect(desk.screen == .completion)
    #expect(desk.on(.cardRemoved) == [])
    _ = desk.pass(.seconds(10))
    #expect(desk.screen == .outOfService)
  }
}
