import Cards
import Eligibility
import Testing

@testable import Reception

@Suite struct PINTests {
  @Test func onlyFourDigitsAndEnterConfirm() {
    var desk = Bench()
    desk.toPIN()
    #expect(desk.press(.enter) == ["sound error"])
    #expect(desk.scene.keys == [.back, .larger, .language, .staff])
    _ = desk.type(secret: 3)
    #expect(desk.press(.enter) == ["sound error"])
    #expect(desk.scene.keys == [.back, .erase, .larger, .language, .staff])
    #expect(desk.on(.secretTyped(count: 4)) == ["sound key"])
    #expect(desk.scene.keys == [.back, .enter, .erase, .larger, .language, .staff])
    // Backspace is silent.
    #expect(desk.on(.secretTyped(count: 3)) == [])
    #expect(desk.press(.enter) == ["sound error"])
    _ = desk.on(.secretTyped(count: 4))
    #expect(desk.press(.enter) == ["fetchNonce"])
    // A second Enter pays for nothing.
    #expect(desk.press(.enter) == [])
    #expect(desk.answer(.nonce(.sample)) == ["verifyPIN"])
    #expect(desk.press(.enter) == [])
  }

  /// Said, and nothing else: nobody is asked anything, and no try is counted.
  @Test(arguments: 0...3) func enterBeforeTheLastDigitSaysWhatIsMissing(typed: Int) {
    var desk = Bench()
    desk.toPIN(tries: 1)
    #expect(desk.scene.values.tooFewDigits == nil)
    if typed > 0 { _ = desk.type(secret: typed) }
    let before = desk.scene
    for _ in 1...3 {
      #expect(desk.press(.enter) == ["sound error"])
      #expect(desk.scene.values.tooFewDigits == typed)
    }
    #expect(desk.scene.entry == before.entry)
    #expect(desk.scene.values.triesLeft == 1)
    #expect(desk.scene.keys == before.keys)
    // The next digit, or one erased, and it is not said any more.
    _ = desk.on(.secretTyped(count: typed + 1))
    #expect(desk.scene.values.tooFewDigits == nil)
    for count in (typed + 2)..<max(5, typed + 2) { _ = desk.on(.secretTyped(count: count)) }
    #expect(desk.press(.enter) == ["fetchNonce"])
    #expect(desk.answer(.nonce(.sample)) == ["verifyPIN"])
  }

  @Test func whatWasMissingIsForgottenWithTheEntry() {
    var desk = Bench()
    desk.toPIN()
    _ = desk.type(secret: 2)
    _ = desk.press(.enter)
    #expect(desk.scene.values.tooFewDigits == 2)
    _ = desk.on(.secretTyped(count: 1))
    #expect(desk.scene.values.tooFewDigits == nil)
    _ = desk.press(.enter)
    _ = desk.press(.back)
    #expect(desk.scene.values.tooFewDigits == nil)
    _ = desk.choose(.pin)
    _ = desk.answer(.triesLeft(3))
    #expect(desk.scene.values.tooFewDigits == nil)
  }

  @Test func backWipesAndReturnsToTheWays() {
    var desk = Bench()
    desk.toPIN()
    _ = desk.type(secret: 2)
    #expect(desk.press(.back) == ["wipeSecret"])
    #expect(desk.screen == .identity)
    // A digit that was on its way is wiped too.
    #expect(desk.on(.secretTyped(count: 3)) == ["wipeSecret"])
  }

  @Test func aDeadServiceCostsNoTry() {
    var desk = Bench()
    desk.toPIN()
    _ = desk.type(secret: 4)
    _ = desk.press(.enter)
    #expect(desk.fail(.unreachable("no route")) == ["wipeSecret", "sound error"])
    #expect(desk.screen == .trouble(.serviceUnreachable))
    // The PIN is asked for anew.
    #expect(desk.choose(.retry) == ["wipeSecret", "readTriesLeft"])
    _ = desk.answer(.triesLeft(3))
    #expect(desk.scene.entry == .pin(typed: 0))
  }

  @Test func aWrongPINShowsTheCardsOwnCounter() {
    var desk = Bench(.faceReader)
    desk.toVerify()
    #expect(desk.fail(.wrongPIN(triesLeft: 2)) == ["wipeSecret", "sound error"])
    #expect(desk.screen == .trouble(.wrongPIN))
    #expect(desk.scene.values.triesLeft == 2)
    #expect(desk.choices == [.retry, .face, .visual, .finish])
    #expect(desk.choose(.retry) == [])
    #expect(desk.screen == .pin)
    #expect(desk.scene.values.triesLeft == 2)
    #expect(desk.scene.entry == .pin(typed: 0))
    _ = desk.type(secret: 4)
    _ = desk.press(.enter)
    #expect(desk.answer(.nonce(.sample)) == ["verifyPIN"])
    #expect(desk.answer(.signature([7])) == ["openSession pin signed"])
  }

  @Test(arguments: [CardFailure.wrongPIN(triesLeft: 0), .pinLocked])
  func theLastMissLocks(failure: CardFailure) {
    var desk = Bench(.faceReader)
    desk.toVerify(tries: 1)
    _ = desk.fail(failure)
    #expect(desk.screen == .trouble(.pinLocked))
    #expect(desk.choices == [.face, .visual, .callStaff, .finish])
    #expect(desk.press(.back) == ["wipeSecret"])
    #expect(desk.choices == [.face, .visual])
    #expect(desk.choose(.pin) == [])
  }

  @Test func noTryLeftMeansNoPINScreen() {
    var desk = Bench()
    desk.toIdentity()
    _ = desk.choose(.pin)
    #expect(desk.answer(.triesLeft(0)) == ["wipeSecret", "sound error"])
    #expect(desk.screen == .trouble(.pinLocked))
    #expect(desk.choices == [.visual, .callStaff, .finish])
  }

  @Test(arguments: [CardFailure.answerLost, .reset])
  func aLostAnswerReadsTheCounterAndAsksThePatient(failure: CardFailure) {
    var desk = Bench()
    desk.toVerify()
    #expect(desk.fail(failure) == ["wipeSecret", "readTriesLeft"])
    #expect(desk.screen == .checkingPIN)
    #expect(desk.answer(.triesLeft(2)) == ["wipeSecret", "sound error"])
    #expect(desk.screen == .trouble(.pinAnswerLost))
    #expect(desk.scene.values.triesLeft == 2)
    #expect(desk.choose(.retry) == [])
    #expect(desk.screen == .pin)
  }

  @Test func aLostAnswerWhoseCounterIsSpentIsALockedPIN() {
    var desk = Bench()
    desk.toVerify(tries: 1)
    _ = desk.fail(.answerLost)
    _ = desk.answer(.triesLeft(0))
    #expect(desk.screen == .trouble(.pinLocked))
  }

  @Test func aVerifyThatNeverEndsIsALostAnswerAndNotRepeated() {
    var desk = Bench()
    desk.toVerify()
    #expect(desk.pass(.seconds(20)) == ["cancelCardWork", "wipeSecret", "readTriesLeft"])
    #expect(desk.pass(.seconds(20)) == ["cancelCardWork", "wipeSecret", "sound error"])
    #expect(desk.screen == .trouble(.pinAnswerLost))
    #expect(desk.scene.values.triesLeft == nil)
    #expect(desk.choose(.retry) == ["wipeSecret", "readTriesLeft"])
  }

  @Test func removedIsNeverWrong() {
    var desk = Bench()
    desk.toVerify()
    #expect(
      desk.fail(.removed) == ["cancelCardWork", "wipeSecret", "releaseCard", "sound error", "endVisit card-removed"])
    #expect(desk.screen == .trouble(.cardRemoved))
    #expect(desk.on(.cardRemoved) == [])
    #expect(desk.pass(.seconds(20)) == [])
    #expect(desk.screen == .attract)
  }

  @Test(arguments: [
    (Failure.signatureWrong, Trouble.signatureWrong), (.card(.heldByAnother), .cardHeldByAnother),
    (.card(.rubbish("6F00")), .cardRubbish), (.card(.mute), .cardMute),
  ])
  func otherEndsOfVerifyKeepTheirNames(failure: Failure, trouble: Trouble) {
    var desk = Bench()
    desk.toVerify()
    #expect(desk.fail(failure) == ["wipeSecret", "sound error"])
    #expect(desk.screen == .trouble(trouble))
    #expect(desk.choices == [.retry, .otherWay, .callStaff, .finish])
    #expect(desk.choose(.retry) == ["wipeSecret", "readTriesLeft"])
  }

  @Test func aCardThatStaysSilentAboutItsCounterIsMute() {
    var desk = Bench()
    desk.toIdentity()
    _ = desk.choose(.pin)
    #expect(desk.pass(.seconds(20)) == ["cancelCardWork", "wipeSecret", "sound error"])
    #expect(desk.screen == .trouble(.cardMute))
  }

  @Test func lateAndForeignAnswersAreDropped() {
    var desk = Bench()
    desk.toIdentity()
    _ = desk.choose(.pin)
    let old = desk.errand
    _ = desk.fail(.mute)
    _ = desk.choose(.retry)
    let scene = desk.scene
    #expect(desk.on(.answered(old, .triesLeft(3))) == [])
    #expect(desk.on(.answered(Errand(visit: 9, attempt: desk.errand.attempt), .triesLeft(3))) == [])
    // The right errand with an answer to another question leaves the wait as it is.
    #expect(desk.answer(.nonce(.sample)) == [])
    #expect(desk.scene == scene)
    _ = desk.answer(.triesLeft(3))
    #expect(desk.screen == .pin)
    #expect(desk.answer(.triesLeft(2)) == [])
    #expect(desk.scene.values.triesLeft == 3)
  }
}
