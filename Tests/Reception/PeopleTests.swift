import Cards
import Eligibility
import Testing

@testable import Reception

/// Idle people, languages, calls.
@Suite struct PeopleTests {
  // MARK: - Still there?

  @Test func quietPeopleAreWarnedAndThenGivenUp() {
    var desk = Bench()
    desk.toConsents()
    #expect(desk.pass(.milliseconds(59_999)) == [])
    #expect(desk.screen == .consent("treatment"))
    #expect(desk.pass(.milliseconds(1)) == ["sound cardLeft"])
    #expect(desk.screen == .stillThere)
    #expect(desk.choices == [.stay, .finish])
    #expect(desk.scene.values.secondsLeft == nil)
    _ = desk.pass(.milliseconds(19_999))
    #expect(desk.scene.values.secondsLeft == nil)
    for seconds in stride(from: 10, through: 1, by: -1) {
      _ = desk.pass(.milliseconds(seconds == 10 ? 1 : 1_000))
      #expect(desk.scene.values.secondsLeft == seconds)
    }
    #expect(desk.pass(.seconds(1)) == ["wipeSecret", "releaseCard", "endVisit timed-out"])
    #expect(desk.screen == .takeCard)
  }

  @Test(arguments: [Event.chosen(.stay), .pressed(.enter), .pressed(.other), .pressed(.digit(5)), .pressed(.staff)])
  func anyKeyExtends(event: Event) {
    var desk = Bench()
    desk.toPIN()
    _ = desk.type(secret: 2)
    _ = desk.pass(.seconds(85))
    #expect(desk.screen == .stillThere)
    #expect(desk.on(event) == [])
    #expect(desk.screen == .pin)
    #expect(desk.scene.entry == .pin(typed: 2))
    _ = desk.pass(.seconds(59))
    #expect(desk.screen == .pin)
    _ = desk.pass(.seconds(1))
    #expect(desk.screen == .stillThere)
  }

  @Test func extensionsAreBounded() {
    var desk = Bench()
    desk.toIdentity()
    for _ in 1...20 {
      _ = desk.pass(.seconds(60))
      #expect(desk.choices.contains(.stay))
      _ = desk.press(.enter)
      #expect(desk.screen == .identity)
    }
    _ = desk.pass(.seconds(60))
    #expect(desk.choices == [.finish])
    _ = desk.press(.enter)
    #expect(desk.screen == .stillThere)
    #expect(desk.pass(.seconds(30)).last == "endVisit timed-out")
  }

  @Test func theWarningCanEndTheVisit() {
    var desk = Bench()
    desk.toIdentity()
    _ = desk.pass(.seconds(60))
    #expect(desk.choose(.finish) == ["wipeSecret", "releaseCard", "endVisit cancelled"])
  }

  @Test func keysKeepTheVisitAwake() {
    var desk = Bench()
    desk.toIdentity()
    _ = desk.pass(.seconds(59))
    _ = desk.press(.other)
    _ = desk.pass(.seconds(59))
    #expect(desk.screen == .identity)
  }

  @Test func theCardGoneUnderTheWarning() {
    var desk = Bench()
    desk.toIdentity()
    _ = desk.pass(.seconds(60))
    #expect(desk.on(.cardRemoved).last == "endVisit card-removed")
    #expect(desk.screen == .trouble(.cardRemoved))
  }

  // MARK: - Back where only the end lies behind

  @Test func leavingIsAskedOnTheFirstConsentScreenToo() {
    for rules in [Rules.classic, .today] {
      var desk = Bench(rules)
      desk.toConsents()
      let before = desk.scene
      #expect(before.keys.contains(.back))
      #expect(desk.press(.back) == [])
      #expect(desk.choices == [.stay, .finish])
      // Nothing else answers.
      for key in [Key.enter, .erase, .digit(1), .staff, .other] {
        #expect(desk.press(key) == [])
        #expect(desk.screen == .leaving)
      }
      #expect(desk.choose(.agree) == [])
      #expect(desk.choose(.stay) == [])
      #expect(desk.scene == before)
      _ = desk.press(.back)
      #expect(desk.press(.back) == [])
      #expect(desk.scene == before)
      _ = desk.press(.back)
      #expect(desk.choose(.finish).last == "endVisit cancelled")
      #expect(desk.screen == .takeCard)
    }
  }

  @Test func leavingThatNobodyAnswersGoesBackToIdlenessAndItsEnd() {
    var desk = Bench()
    desk.toIdentity()
    _ = desk.press(.back)
    #expect(desk.pass(.seconds(59)) == [])
    #expect(desk.screen == .leaving)
    _ = desk.pass(.seconds(1))
    #expect(desk.screen == .stillThere)
    #expect(desk.pass(.seconds(30)).contains("endVisit timed-out"))
  }

  // MARK: - Languages

  @Test func aLanguageIsForOneVisit() {
    var desk = Bench()
    desk.toConsents()
    #expect(desk.press(.language) == [])
    #expect(desk.screen == .languages)
    #expect(desk.choices == [.language(1), .language(2)])
    #expect(desk.choose(.language(3)) == [])
    #expect(desk.choose(.language(2)) == [])
    #expect(desk.screen == .consent("treatment"))
    #expect(desk.scene.language == "en")
    _ = desk.on(.cardRemoved)
    #expect(desk.scene.language == "en")
    _ = desk.pass(.seconds(20))
    #expect(desk.scene.language == "ja")
  }

  @Test func aNewCardSpeaksTheDefaultLanguage() {
    var desk = Bench()
    desk.toIdentity()
    _ = desk.press(.language)
    _ = desk.choose(.language(2))
    _ = desk.insert()
    #expect(desk.scene.language == "ja")
  }

  @Test func aLanguageChosenBeforeTheCardStaysForTheVisitOrFallsBack() {
    var desk = Bench()
    _ = desk.press(.language)
    _ = desk.choose(.language(2))
    #expect(desk.screen == .attract)
    #expect(desk.scene.language == "en")
    desk.toIdentity()
    #expect(desk.scene.language == "en")

    desk = Bench()
    _ = desk.press(.language)
    _ = desk.choose(.language(2))
    _ = desk.pass(.seconds(60))
    #expect(desk.scene.language == "ja")
    #expect(desk.machine.deadline == nil)
  }

  @Test func theListClosesByKeyAndByTime() {
    var desk = Bench()
    desk.toIdentity()
    _ = desk.press(.language)
    _ = desk.press(.back)
    #expect(desk.screen == .identity)
    _ = desk.press(.language)
    #expect(desk.pass(.seconds(60)) == ["sound cardLeft"])
    #expect(desk.screen == .stillThere)

    desk = Bench()
    _ = desk.press(.language)
    _ = desk.pass(.seconds(60))
    #expect(desk.screen == .attract)
  }

  @Test func aWaitGoesOnUnderTheList() {
    var desk = Bench()
    desk.toInquiry()
    _ = desk.press(.language)
    _ = desk.answer(.session(.sample()))
    #expect(desk.screen == .languages)
    _ = desk.choose(.language(2))
    #expect(desk.screen == .consent("treatment"))
  }

  @Test func oneLanguageNeedsNoList() {
    var rules = Rules.classic
    rules.languages = ["ja"]
    var desk = Bench(rules)
    #expect(desk.scene.keys == [.larger, .staff])
    _ = desk.press(.language)
    #expect(desk.screen == .attract)
    desk.toIdentity()
    for open in [{ $0.press(.staff) }, { $0.press(.back) }, { $0.pass(.seconds(60)) }] as [(inout Bench) -> [String]] {
      var desk = desk
      _ = open(&desk)
      #expect(desk.screen != .identity)
      #expect(!desk.scene.keys.contains(.language))
      _ = desk.press(.language)
      #expect(desk.screen != .languages)
    }
  }

  // MARK: - The list over what lies over a screen (A11)

  @Test func theListGoesBackToTheCall() {
    var desk = Bench()
    desk.toIdentity()
    _ = desk.press(.staff)
    #expect(desk.scene.keys.contains(.language))
    _ = desk.pass(.seconds(170))
    #expect(desk.press(.language) == [], "staff are still called")
    #expect(desk.screen == .languages)
    // The call's time was nearly up; who reads the list gets the list's.
    #expect(desk.pass(.seconds(59)) == [])
    #expect(desk.choose(.language(2)) == [])
    #expect(desk.screen == .callingStaff)
    #expect(desk.scene.language == "en")
    #expect(desk.choose(.endCall) == ["callStaff false"])
    #expect(desk.screen == .identity)
    #expect(desk.scene.language == "en")
  }

  @Test func theListThatNobodyClosesGoesBackToo() {
    var desk = Bench()
    desk.toIdentity()
    _ = desk.press(.staff)
    _ = desk.press(.language)
    #expect(desk.pass(.seconds(60)) == [])
    #expect(desk.screen == .callingStaff)
    #expect(desk.pass(.seconds(120)) == ["callStaff false"])
    #expect(desk.screen == .identity)
  }

  @Test func theListGoesBackToTheQuestionAboutLeaving() {
    var desk = Bench()
    desk.toIdentity()
    _ = desk.press(.back)
    _ = desk.pass(.seconds(55))
    _ = desk.press(.language)
    _ = desk.pass(.seconds(50))
    #expect(desk.screen == .languages)
    _ = desk.press(.back)
    #expect(desk.screen == .leaving)
    // Time to answer what can be read now.
    _ = desk.pass(.seconds(59))
    #expect(desk.screen == .leaving)
    _ = desk.press(.language)
    _ = desk.choose(.language(2))
    #expect(desk.screen == .leaving)
    #expect(desk.scene.language == "en")
    #expect(desk.choose(.finish).last == "endVisit cancelled")
  }

  @Test func openingTheListAnswersTheWarning() {
    var desk = Bench()
    desk.toPIN()
    _ = desk.type(secret: 2)
    _ = desk.pass(.seconds(85))
    #expect(desk.screen == .stillThere)
    #expect(desk.scene.keys.contains(.language))
    #expect(desk.press(.language) == [])
    #expect(desk.screen == .languages)
    _ = desk.choose(.language(2))
    #expect(desk.screen == .pin)
    #expect(desk.scene.entry == .pin(typed: 2))
    #expect(desk.scene.language == "en")
    // Left alone, the list leads back to the warning and to the end.
    _ = desk.pass(.seconds(60))
    _ = desk.press(.language)
    #expect(desk.pass(.seconds(60)) == ["sound cardLeft"])
    #expect(desk.screen == .stillThere)
    #expect(desk.pass(.seconds(30)).last == "endVisit timed-out")
  }

  @Test func theLastWarningRunsOnUnderTheList() {
    var desk = Bench()
    desk.toIdentity()
    for _ in 1...20 {
      _ = desk.pass(.seconds(60))
      _ = desk.press(.language)
      _ = desk.press(.back)
      #expect(desk.screen == .identity)
    }
    _ = desk.pass(.seconds(60))
    #expect(desk.choices == [.finish])
    _ = desk.pass(.seconds(5))
    _ = desk.press(.language)
    #expect(desk.screen == .languages)
    _ = desk.choose(.language(2))
    #expect(desk.screen == .stillThere)
    #expect(desk.scene.language == "en")
    _ = desk.press(.language)
    // No list puts the end off.
    #expect(desk.pass(.milliseconds(24_999)) == [])
    #expect(desk.screen == .languages)
    #expect(desk.pass(.milliseconds(1)).last == "endVisit timed-out")
  }

  // MARK: - Staff

  @Test func aCallGoesBackToWhereThePatientWas() {
    var desk = Bench()
    desk.toPIN()
    _ = desk.type(secret: 2)
    #expect(desk.press(.staff) == ["sound staffCall", "callStaff true"])
    #expect(desk.screen == .callingStaff)
    #expect(desk.choose(.endCall) == ["callStaff false"])
    #expect(desk.screen == .pin)
    #expect(desk.scene.entry == .pin(typed: 2))
  }

  @Test func aCallThatNobodyEndsIsBounded() {
    var desk = Bench()
    desk.toIdentity()
    _ = desk.press(.staff)
    #expect(desk.pass(.seconds(179)) == [])
    #expect(desk.pass(.seconds(1)) == ["callStaff false"])
    #expect(desk.screen == .identity)
    // Its time did not count as idleness.
    #expect(desk.pass(.seconds(59)) == [])
    #expect(desk.pass(.seconds(1)) == ["sound cardLeft"])
  }

  @Test func aTroubleOffersTheCall() {
    var desk = Bench()
    desk.toInquiry()
    _ = desk.fail(.notTrusted("?"))
    #expect(desk.choose(.callStaff) == ["sound staffCall", "callStaff true"])
    #expect(desk.press(.back) == ["callStaff false"])
    #expect(desk.screen == .trouble(.serviceNotTrusted))
  }

  @Test func theEndOfAVisitEndsItsCall() {
    var desk = Bench()
    desk.toIdentity()
    _ = desk.press(.staff)
    #expect(desk.on(.cardRemoved).suffix(2) == ["endVisit card-removed", "callStaff false"])
  }

  @Test func staffCanBeCalledFromEveryScreenWithoutAVisit() {
    var desk = Bench()
    #expect(desk.press(.staff) == ["sound staffCall", "callStaff true"])
    #expect(desk.pass(.seconds(180)) == ["callStaff false"])
    #expect(desk.screen == .attract)
    _ = desk.on(.readerLost("?"))
    #expect(desk.press(.staff) == ["sound staffCall", "callStaff true"])
    #expect(desk.choose(.endCall) == ["callStaff false"])
    #expect(desk.screen == .outOfService)
  }

  @Test func aCardLeftBehindKeepsCallingWhenTheCallIsEnded() {
    var desk = Bench()
    desk.toCompletion()
    _ = desk.pass(.seconds(10))
    #expect(desk.press(.staff) == ["sound staffCall"])
    #expect(desk.choose(.endCall) == [])
    #expect(desk.on(.cardRemoved) == ["endVisit completed", "callStaff false"])
  }
}
