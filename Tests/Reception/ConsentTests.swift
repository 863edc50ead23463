import Eligibility
import Testing

@testable import Reception

@Suite struct ConsentTests {
  @Test func onlyWhatTheServiceNamesIsAsked() {
    var desk = Bench()
    desk.toConsents([.treatment, .limit])
    #expect(desk.scene.values.question?.number == 1)
    #expect(desk.scene.values.question?.count == 2)
    #expect(desk.choose(.agree) == ["recordConsent treatment SRJ agreed"])
    #expect(desk.screen == .consent("limit"))
    #expect(desk.choose(.decline) == ["recordConsent limit LMT declined"])
    #expect(desk.choose(.send) == ["sendConsents SRJ1 LMT0"])
  }

  @Test func noQuestionGoesStraightOn() {
    var desk = Bench(.eligibilityOnly)
    desk.toInquiry()
    #expect(desk.answer(.session(.sample())) == ["sendConsents"])
    #expect(desk.screen == .sendingConsents)

    desk = Bench(.today)
    desk.toInquiry()
    #expect(
      desk.answer(.session(.sample([.limit]))) == ["recordConsent by-law LMT byLaw", "sendConsents LMT1"])
  }

  @Test func enterAndOtherKeysAnswerNothing() {
    var desk = Bench()
    desk.toConsents()
    let scene = desk.scene
    for key in [Key.enter, .erase, .digit(1), .other] {
      #expect(desk.press(key) == [])
      #expect(desk.scene == scene)
    }
    #expect(desk.choose(.send) == [])
    #expect(desk.choose(.agreeAll) == [])
    #expect(desk.scene == scene)
  }

  @Test func theReviewShowsTheAnswersAndLetsThemChange() {
    var desk = Bench()
    desk.toReview()
    #expect(desk.choices == [.change(1), .change(2), .change(3), .send])
    #expect(desk.choose(.change(4)) == [])
    #expect(desk.choose(.change(2)) == [])
    #expect(desk.screen == .consent("checkup"))
    #expect(desk.choose(.decline) == ["recordConsent checkup TKK declined"])
    #expect(desk.screen == .review)
    #expect(
      desk.scene.values.answers == [
        .init(question: "treatment", agreed: true), .init(question: "checkup", agreed: false),
        .init(question: "limit", agreed: true),
      ])
    #expect(desk.choose(.send) == ["sendConsents YZK1 SRJ1 TKK0 LMT1"])
  }

  @Test func backGoesOneQuestionBackAndAsksAgain() {
    var desk = Bench()
    desk.toReview()
    #expect(desk.press(.back) == [])
    #expect(desk.screen == .consent("limit"))
    _ = desk.press(.back)
    #expect(desk.screen == .consent("checkup"))
    #expect(desk.choose(.decline) == ["recordConsent checkup TKK declined"])
    #expect(desk.screen == .consent("limit"))
    _ = desk.choose(.decline)
    _ = desk.choose(.change(1))
    _ = desk.press(.back)
    #expect(desk.screen == .review)
    #expect(desk.choose(.send) == ["sendConsents YZK1 SRJ1 TKK0 LMT0"])
  }

  /// Asked again, a question says what was answered; it marks no choice (A9).
  @Test func aQuestionAskedAgainSaysThePresentAnswer() {
    var desk = Bench()
    desk.toConsents()
    #expect(desk.scene.values.presentAnswer == nil)
    _ = desk.choose(.agree)
    #expect(desk.scene.values.presentAnswer == nil, "another question")
    _ = desk.choose(.decline)
    _ = desk.press(.back)
    #expect(desk.screen == .consent("checkup"))
    #expect(desk.scene.values.presentAnswer == false)
    #expect(desk.choices == [.agree, .decline])
    _ = desk.choose(.agree)
    _ = desk.choose(.decline)
    #expect(desk.screen == .review)
    #expect(desk.scene.values.presentAnswer == nil)
    for (row, answer) in [true, true, false].enumerated() {
      _ = desk.choose(.change(row + 1))
      #expect(desk.scene.values.presentAnswer == answer)
      #expect(desk.choices == [.agree, .decline])
      // Looking changes nothing and records nothing.
      #expect(desk.press(.enter) == [])
      #expect(desk.press(.back) == [])
      #expect(desk.screen == .review)
    }
    #expect(desk.choose(.send) == ["sendConsents YZK1 SRJ1 TKK1 LMT0"])
  }

  @Test func allAtOnceIsAPresentAnswerToEach() {
    var desk = Bench(.today)
    desk.toConsents([.treatment, .operation])
    _ = desk.choose(.agreeAll)
    _ = desk.choose(.change(2))
    #expect(desk.scene.values.presentAnswer == true)
  }

  @Test func allAtOnceRecordsEachQuestion() {
    var desk = Bench(.today)
    desk.toConsents([.medication, .treatment, .operation, .limit])
    #expect(desk.screen == .consentAll)
    #expect(
      desk.choose(.agreeAll) == ["recordConsent treatment SRJ+YZK agreed", "recordConsent operation SHJ agreed"])
    #expect(desk.screen == .review)
    #expect(
      desk.choose(.send) == ["recordConsent by-law LMT byLaw", "sendConsents YZK1 SRJ1 SHJ1 LMT1"])
  }

  @Test func oneByOneLeadsThroughTheQuestionsAndBack() {
    var desk = Bench(.today)
    desk.toConsents([.treatment, .operation])
    _ = desk.choose(.oneByOne)
    #expect(desk.screen == .consent("treatment"))
    _ = desk.press(.back)
    #expect(desk.screen == .consentAll)
    _ = desk.choose(.oneByOne)
    #expect(desk.choose(.decline) == ["recordConsent treatment SRJ declined"])
    #expect(desk.choose(.agree) == ["recordConsent operation SHJ agreed"])
    #expect(desk.choose(.send) == ["sendConsents SRJ0 SHJ1"])
  }

  @Test func allOrOneIsNoQuestionForOne() {
    var desk = Bench(.today)
    desk.toConsents([.treatment])
    #expect(desk.screen == .consent("treatment"))
  }

  @Test func theLawProvidesOnlyWhatApplies() {
    var desk = Bench(.today)
    desk.toConsents([.treatment])
    _ = desk.choose(.agree)
    #expect(desk.choose(.send) == ["sendConsents SRJ1"])
  }

  @Test func aQuestionOutranksTheLaw() {
    var profile = ConsentProfile.classic
    profile.byLaw = [.limit]
    var desk = Bench(.sample(profile))
    desk.toConsents([.limit])
    _ = desk.choose(.decline)
    #expect(desk.choose(.send) == ["sendConsents LMT0"])
  }

  @Test func aSiteCanAskAboutSpecificDiseases() {
    let question = ConsentQuestion(name: "specific-disease", kinds: [.specificDisease])
    var desk = Bench(
      .sample(ConsentProfile(name: "own", questions: [question], allAtOnce: false, byLaw: [])))
    desk.toInquiry()
    _ = desk.answer(.session(.sample([.medication, .specificDisease])))
    #expect(desk.screen == .consent("specific-disease"))
    #expect(desk.choose(.agree) == ["recordConsent specific-disease TSR agreed"])
    #expect(desk.choose(.send) == ["sendConsents TSR1"])
  }
}
