import Cards
import Eligibility
import Testing

@testable import Reception

@Suite struct InquiryTests {
  @Test(arguments: [
    (QualificationValidity.invalid, Trouble.notEligible), (.invalidNewEligibility, .insurerChanged),
    (.noSuchEligibility, .noEligibility), (.severalMatch, .severalEligibilities),
  ])
  func eachValidityHasItsOwnScreen(validity: QualificationValidity, trouble: Trouble) {
    var desk = Bench()
    desk.toInquiry()
    #expect(desk.answer(.session(.sample(reply: .sample(validity)))) == ["wipeSecret", "sound error"])
    #expect(desk.screen == .trouble(trouble))
    #expect(desk.choices == [.callStaff, .finish])
    // Nothing was left to do, so taking the card is no mistake.
    #expect(
      desk.on(.cardRemoved)
        == ["cancelCardWork", "wipeSecret", "releaseCard", "endVisit failed-\(trouble.rawValue)"])
  }

  @Test(arguments: [QualificationValidity.valid, .medicalAidOnly])
  func theseGoOn(validity: QualificationValidity) {
    var desk = Bench()
    desk.toInquiry()
    #expect(desk.answer(.session(.sample(reply: .sample(validity)))) == [])
    #expect(desk.screen == .consent("treatment"))
  }

  @Test func aReplyThatIsNoneIsRubbish() {
    var nobodys = EligibilityReply.valid
    nobodys.body.resultList = []
    var twice = EligibilityReply.valid
    twice.body.resultList += twice.body.resultList
    for (reply, trouble) in [
      (EligibilityReply.sample(nil), Trouble.serviceRubbish),
      (.sample(nil, processed: false), .eligibilityNotProcessed),
      (.sample(.valid, processed: false), .eligibilityNotProcessed), (nobodys, .serviceRubbish),
      (twice, .severalEligibilities),
    ] {
      var desk = Bench()
      desk.toInquiry()
      _ = desk.answer(.session(.sample(reply: reply)))
      #expect(desk.screen == .trouble(trouble))
      #expect(desk.choices == [.callStaff, .finish])
    }
    var desk = Bench()
    desk.toInquiry()
    _ = desk.answer(.session(.sample(reply: nil)))
    #expect(desk.screen == .trouble(.serviceRubbish))
  }

  @Test func whatTheServiceWorksOnStillCanBeAskedForAgain() {
    var desk = Bench()
    desk.toInquiry()
    _ = desk.answer(.session(.sample(reply: .inProgress)))
    #expect(desk.screen == .trouble(.eligibilityInProgress))
    #expect(desk.choices == [.retry, .callStaff, .finish])
    #expect(desk.choose(.retry) == ["openSession pin signed"])
    _ = desk.answer(.session(.sample()))
    #expect(desk.screen == .consent("treatment"))
  }

  @Test func aServiceThatMeansAnotherProofIsNotBelieved() throws {
    let number = try #require(StaffNumber("0123"))
    for identity in [
      IdentityStatement(method: .face, signed: true, voucher: nil),
      IdentityStatement(method: .pin, signed: false, voucher: nil),
      IdentityStatement(method: .pin, signed: true, voucher: number),
    ] {
      var desk = Bench()
      desk.toInquiry()
      _ = desk.answer(.session(.sample(identity: identity)))
      #expect(desk.screen == .trouble(.serviceRubbish))
    }
  }

  @Test(arguments: [
    (ServiceFailure.unreachable("?"), Trouble.serviceUnreachable, true), (.answerLost("?"), .serviceAnswerLost, true),
    (.rubbish("?"), .serviceRubbish, true), (.notTrusted("?"), .serviceNotTrusted, false),
    (.refused(.certificateRevokedOrExpired), .certificateRevoked, false),
    (.refused(.cardUnknown), .cardUnknown, false), (.refused(.busy), .serviceRefused, true),
    (.refused(.certificateNotAccepted), .serviceRefused, false), (.refused(.signatureWrong), .serviceRefused, false),
    (.refused(.evidenceMissing), .serviceRefused, false), (.refused(.sessionUnknown), .serviceRefused, false),
    (.refused(.requestMalformed), .serviceRefused, false),
  ])
  func eachFailureHasItsOwnScreen(failure: ServiceFailure, trouble: Trouble, mayPass: Bool) {
    var desk = Bench()
    desk.toInquiry()
    #expect(desk.fail(failure) == ["wipeSecret", "sound error"])
    #expect(desk.screen == .trouble(trouble))
    #expect(desk.choices.contains(.retry) == mayPass)
    // The very same request, without another VERIFY.
    #expect(desk.choose(.retry) == (mayPass ? ["openSession pin signed"] : []))
  }

  @Test func aSpentNonceNeedsThePINAgainAndNeverVerifiesByItself() {
    var desk = Bench()
    desk.toInquiry()
    _ = desk.fail(.refused(.nonceStale))
    #expect(desk.screen == .trouble(.serviceRefused))
    #expect(desk.choose(.retry) == ["wipeSecret", "readTriesLeft"])
    _ = desk.answer(.triesLeft(3))
    #expect(desk.screen == .pin)
    #expect(desk.scene.entry == .pin(typed: 0))
  }

  @Test func aSpentNonceNeedsTheFaceAgain() {
    var desk = Bench(.faceReader)
    desk.toIdentity()
    _ = desk.choose(.face)
    _ = desk.answer(.nonce(.sample))
    _ = desk.answer(.signature([9]))
    _ = desk.fail(.refused(.nonceStale))
    #expect(desk.choose(.retry) == ["fetchNonce"])
    #expect(desk.answer(.nonce(.sample)) == ["compareFace"])
  }

  @Test func aSpentNonceKeepsStaffsWord() {
    var desk = Bench()
    desk.toCompare()
    _ = desk.choose(.isPerson)
    _ = desk.answer(.recorded)
    _ = desk.answer(.nonce(.sample))
    _ = desk.fail(.refused(.nonceStale))
    #expect(desk.choose(.retry) == ["fetchNonce"])
    #expect(desk.answer(.nonce(.sample)) == ["openSession visual unsigned"])
  }

  @Test func aSilentServiceOffersAWayOutAndEnds() {
    var desk = Bench()
    desk.toInquiry()
    #expect(desk.choices == [])
    #expect(desk.pass(.seconds(10)) == [])
    #expect(desk.scene.values.slow)
    #expect(desk.choices == [.finish])
    #expect(desk.pass(.seconds(30)) == ["wipeSecret", "sound error"])
    #expect(desk.screen == .trouble(.serviceAnswerLost))
    #expect(!desk.scene.values.slow)

    desk = Bench()
    desk.toInquiry()
    #expect(desk.choose(.finish) == [])
    _ = desk.pass(.seconds(10))
    #expect(desk.choose(.finish) == ["wipeSecret", "releaseCard", "endVisit cancelled"])
    #expect(desk.answer(.session(.sample())) == [])
    #expect(desk.screen == .takeCard)
  }

  @Test func slowCountsTheScreensWholeWait() {
    var desk = Bench()
    desk.toPIN()
    _ = desk.type(secret: 4)
    _ = desk.press(.enter)
    _ = desk.pass(.seconds(8))
    _ = desk.answer(.nonce(.sample))
    _ = desk.pass(.seconds(2))
    #expect(desk.screen == .checkingPIN)
    #expect(desk.scene.values.slow)
    // Another screen is another wait.
    _ = desk.answer(.signature([7]))
    #expect(!desk.scene.values.slow)
  }

  // MARK: - Registration

  @Test func registrationIsAskedFirst() {
    var desk = Bench()
    desk.toInquiry()
    #expect(desk.answer(.session(.unregistered)) == [])
    #expect(desk.screen == .registration)
    #expect(desk.choices == [.register, .doNotRegister])
    #expect(desk.choose(.register) == ["register"])
    #expect(desk.screen == .registering)
    #expect(desk.answer(.session(.sample())) == [])
    #expect(desk.screen == .consent("treatment"))
  }

  @Test func registrationCanBeDeclinedAndThoughtOver() {
    var desk = Bench()
    desk.toInquiry()
    _ = desk.answer(.session(.unregistered))
    #expect(desk.choose(.doNotRegister) == ["wipeSecret", "sound error"])
    #expect(desk.screen == .trouble(.registrationDeclined))
    #expect(desk.press(.back) == [])
    #expect(desk.screen == .registration)
    _ = desk.choose(.doNotRegister)
    #expect(desk.choose(.finish) == ["wipeSecret", "releaseCard", "endVisit failed-registrationDeclined"])
  }

  @Test func registrationFailsLikeAnyRequest() {
    var desk = Bench()
    desk.toInquiry()
    _ = desk.answer(.session(.unregistered))
    _ = desk.choose(.register)
    _ = desk.fail(.answerLost("?"))
    #expect(desk.screen == .trouble(.serviceAnswerLost))
    #expect(desk.choose(.retry) == ["register"])
    // "Register" cannot be the answer to "register".
    _ = desk.answer(.session(.unregistered))
    #expect(desk.screen == .trouble(.serviceRubbish))
  }
}
