import Cards
import CivilTime
import Eligibility
import Testing

@testable import Reception

/// Whole visits, and what comes before the identity check.
@Suite struct VisitTests {
  @Test func aVisitByPINFromCardToCard() {
    var desk = Bench()
    #expect(desk.screen == .attract)
    #expect(desk.insert() == ["beginVisit", "readCertificate"])
    #expect(desk.screen == .readingCard)
    #expect(desk.answer(.certificate(.sample(1))) == [])
    #expect(desk.screen == .identity)
    #expect(desk.choices == [.pin, .visual])
    #expect(desk.choose(.pin) == ["wipeSecret", "readTriesLeft"])
    #expect(desk.screen == .checkingPIN)
    #expect(desk.answer(.triesLeft(3)) == [])
    #expect(desk.screen == .pin)
    #expect(desk.scene.values.triesLeft == 3)
    #expect(desk.type(secret: 4) == Array(repeating: "sound key", count: 4))
    #expect(desk.scene.entry == .pin(typed: 4))
    #expect(desk.press(.enter) == ["fetchNonce"])
    #expect(desk.answer(.nonce(.sample)) == ["verifyPIN"])
    #expect(desk.answer(.signature([7])) == ["openSession pin signed"])
    #expect(desk.screen == .askingEligibility)
    #expect(desk.answer(.session(.sample())) == [])
    #expect(desk.screen == .consent("treatment"))
    #expect(desk.choose(.agree) == ["recordConsent treatment SRJ+YZK agreed"])
    #expect(desk.choose(.decline) == ["recordConsent checkup TKK declined"])
    #expect(desk.choose(.agree) == ["recordConsent limit LMT agreed"])
    #expect(desk.screen == .review)
    #expect(desk.choose(.send) == ["sendConsents YZK1 SRJ1 TKK0 LMT1"])
    #expect(desk.answer(.message(.valid)) == ["handOver"])
    #expect(desk.screen == .handingOver)
    #expect(desk.answer(.handedOver) == ["wipeSecret", "releaseCard", "sound done"])
    #expect(desk.screen == .completion)
    #expect(desk.scene.values.sending == .sent)
    #expect(desk.on(.cardRemoved) == ["endVisit completed"])
    #expect(desk.screen == .completionWithoutCard)
    #expect(desk.pass(.seconds(10)) == [])
    #expect(desk.scene == Scene(.attract, language: "ja", keys: [.larger, .language, .staff]))
    #expect(desk.machine.deadline == nil)
  }

  @Test func theSessionIsAskedForUnderTheVisitsOwnName() throws {
    var desk = Bench()
    desk.toVerify()
    let effects = desk.machine.handle(.answered(desk.errand, .signature([7])), at: desk.now)
    guard case .openSession(_, let request) = try #require(effects.first) else {
      Issue.record("\(effects)")
      return
    }
    #expect(
      request
        == SessionRequest(
          visit: "000000000000" + "7101" + "8101" + String(repeating: "01", count: 6), nonce: .sample,
          certificate: [0x30, 1], evidence: .cardSignature(.pin, [7])))
  }

  // MARK: - Reading the card

  @Test(arguments: [
    (Failure.card(.mute), Trouble.cardMute), (.card(.answerLost), .cardMute), (.card(.rubbish("?")), .cardRubbish),
    (.card(.heldByAnother), .cardHeldByAnother), (.card(.reset), .cardHeldByAnother),
    (.card(.notMyNumberCard), .notMyNumberCard), (.certificate(.unknownIssuer), .cardIssuerUnknown),
    (.certificate(.unreadable), .cardRubbish), (.certificate(.wrongKeyUsage), .cardRubbish),
    (.certificate(.keyNotSupported), .cardRubbish), (.card(.residentRegisterCard), .residentRegisterCard),
  ])
  func aCardThatCannotBeReadHasItsOwnScreen(failure: Failure, trouble: Trouble) {
    var desk = Bench()
    _ = desk.insert()
    #expect(desk.fail(failure) == ["wipeSecret", "sound error"])
    #expect(desk.screen == .trouble(trouble))
    // Reading again helps against chance, not against another kind of card.
    let passes: Set<Trouble> = [.cardMute, .cardRubbish, .cardHeldByAnother]
    #expect(desk.choices.contains(.retry) == passes.contains(trouble))
    #expect(desk.choices.contains(.finish))
    // Taking the card is what such a screen asks for: no reproach follows.
    #expect(
      desk.on(.cardRemoved)
        == ["cancelCardWork", "wipeSecret", "releaseCard", "endVisit failed-\(trouble.rawValue)"])
    #expect(desk.screen == .trouble(trouble))
    #expect(desk.insert() == ["beginVisit", "readCertificate"])
  }

  @Test func tryAgainReadsAgainSoManyTimes() {
    var desk = Bench()
    _ = desk.insert()
    for _ in 1...5 {
      _ = desk.fail(.mute)
      #expect(desk.choices == [.retry, .callStaff, .finish])
      #expect(desk.choose(.retry) == ["readCertificate"])
    }
    _ = desk.fail(.mute)
    #expect(desk.choices == [.callStaff, .finish])
    #expect(desk.choose(.retry) == [])
  }

  @Test func datesDecideByTheirOwnRule() throws {
    let day = try #require(CivilDate(compact: "20261225"))
    var desk = Bench()
    desk.toIdentity(.expired(day))
    #expect(desk.screen == .trouble(.certificateExpired))
    #expect(desk.scene.values.certificateLastDay == day)
    #expect(desk.choose(.finish) == ["wipeSecret", "releaseCard", "endVisit failed-certificateExpired"])
    #expect(desk.screen == .takeCard)

    desk = Bench()
    desk.toIdentity(.notYetValid)
    #expect(desk.screen == .trouble(.certificateNotYetValid))

    desk = Bench()
    desk.toIdentity(.inGrace(expired: day))
    #expect(desk.screen == .identity)
    #expect(desk.scene.values.inGrace)

    desk = Bench()
    desk.toIdentity(.expiresSoon(day))
    #expect(desk.scene.values.expiresSoon)
    #expect(desk.scene.values.certificateLastDay == day)
  }

  @Test func theNoticeStaysToTheLastScreen() throws {
    let day = try #require(CivilDate(compact: "20261225"))
    var desk = Bench(.eligibilityOnly)
    desk.toIdentity(.expiresSoon(day))
    _ = desk.choose(.pin)
    _ = desk.answer(.triesLeft(3))
    _ = desk.type(secret: 4)
    _ = desk.press(.enter)
    _ = desk.answer(.nonce(.sample))
    _ = desk.answer(.signature([7]))
    #expect(desk.answer(.session(.sample([]))) == ["sendConsents"])
    _ = desk.answer(.message(.valid))
    _ = desk.answer(.handedOver)
    #expect(desk.screen == .completion)
    #expect(desk.scene.values.expiresSoon)
    #expect(desk.scene.values.sending == .nothing)
  }

  @Test func backOnTheWaysOfIdentityAsksBeforeItEndsTheVisit() {
    var desk = Bench()
    desk.toIdentity()
    #expect(desk.press(.back) == [])
    #expect(desk.screen == .leaving)
    #expect(desk.choose(.finish) == ["wipeSecret", "releaseCard", "endVisit cancelled"])
    #expect(desk.screen == .takeCard)
    #expect(desk.on(.cardRemoved) == [])
    #expect(desk.screen == .attract)
  }
}
