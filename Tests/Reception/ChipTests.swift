import Cards
import Eligibility
import Testing

@testable import Reception

/// The chip's own photo in a staff member's comparison.
@Suite struct ChipTests {
  private func desk(tries: Int = 10) -> Bench {
    var desk = Bench(.withChip)
    desk.toPassword()
    _ = desk.type(secret: 8)
    _ = desk.press(.enter)
    #expect(desk.answer(.staffAccepted) == ["wipeSecret", "readCheckNumberTries"])
    #expect(desk.screen == .readingFace)
    _ = desk.answer(.chip(.tries(tries)))
    return desk
  }

  private func read(_ answer: ChipAnswer) -> Bench {
    var desk = desk()
    _ = desk.type(secret: 14)
    #expect(desk.press(.enter) == ["readCardFace 0123"])
    _ = desk.answer(.chip(answer))
    return desk
  }

  @Test func triesFirstThenTheNumberThenTheFace() {
    var desk = desk()
    #expect(desk.screen == .checkNumber)
    #expect(desk.scene.values.checkNumberTries == 10)
    #expect(desk.scene.language == "ja" && desk.scene.screen.isForStaff)
    #expect(desk.type(secret: 3).allSatisfy { $0 == "sound key" })
    #expect(desk.press(.enter) == ["sound error"])
    #expect(desk.scene.values.checkNumberNote == .tooFew(3))
    #expect(desk.on(.secretTyped(count: 14)) == ["sound key"])
    #expect(desk.scene.values.checkNumberNote == nil)
    #expect(desk.press(.enter) == ["readCardFace 0123"])
    #expect(desk.answer(.chip(.face(.sample))) == [])
    #expect(desk.screen == .compare)
    #expect(desk.scene.values.chip == .sample)
    #expect(desk.choose(.isPerson) == ["recordAttestation 0123 is-person proven-chip"])
    // Nothing of the face stands on any later screen.
    #expect(desk.scene.values.chip == nil)
  }

  @Test func withoutDigitsStaffCompareWithThePrint() {
    var desk = desk()
    #expect(desk.press(.enter) == [])
    #expect(desk.screen == .compare)
    #expect(desk.scene.values.chip == nil)
    #expect(desk.choose(.isNotPerson) == ["recordAttestation 0123 is-not-person print"])
  }

  @Test func aChipThatProvesNothingIsOnRecordAsThat() {
    var face = ChipFace.sample
    face.isProven = false
    var desk = read(.face(face))
    #expect(desk.choose(.isPerson) == ["recordAttestation 0123 is-person unproven-chip"])
  }

  @Test(
    arguments: [
      (.wrong(triesLeft: 9), .wrong, 9), (.wrong(triesLeft: 1), .wrong, 1), (.implausible, .implausible, 10),
    ] as [(ChipAnswer, CheckNumberNote, Int)])
  func whatWasNotRightIsAskedAgain(answer: ChipAnswer, note: CheckNumberNote, tries: Int) {
    var desk = desk()
    _ = desk.type(secret: 14)
    _ = desk.press(.enter)
    #expect(desk.answer(.chip(answer)) == ["wipeSecret", "sound error"])
    #expect(desk.screen == .checkNumber)
    #expect(desk.scene.values.checkNumberNote == note)
    #expect(desk.scene.values.checkNumberTries == tries)
    #expect(desk.scene.entry == .checkNumber(typed: 0))
    _ = desk.type(secret: 14)
    #expect(desk.press(.enter) == ["readCardFace 0123"])
  }

  @Test(arguments: [ChipAnswer.locked, .unreadable, .wrong(triesLeft: 0)])
  func whereNothingCanBeReadThePrintIsLeft(answer: ChipAnswer) {
    let desk = read(answer)
    #expect(desk.screen == .compare)
    #expect(desk.scene.values.chip == nil)
  }

  @Test(arguments: [ChipAnswer.tries(0), .locked, .unreadable])
  func withNoTryLeftTheNumberIsNeverAsked(answer: ChipAnswer) {
    var desk = Bench(.withChip)
    desk.toPassword()
    _ = desk.type(secret: 8)
    _ = desk.press(.enter)
    _ = desk.answer(.staffAccepted)
    #expect(desk.answer(.chip(answer)) == [])
    #expect(desk.screen == .compare)
  }

  @Test func aLostAnswerReadsTheCounterBeforeAnybodyIsAsked() {
    var desk = read(.answerLost)
    #expect(desk.screen == .readingFace)
    #expect(desk.answer(.chip(.tries(9))) == ["wipeSecret", "sound error"])
    #expect(desk.scene.values.checkNumberNote == .answerLost)
    #expect(desk.scene.values.checkNumberTries == 9)
  }

  @Test func anAnswerThatNeverComesIsALostOne() {
    var desk = desk()
    _ = desk.type(secret: 14)
    _ = desk.press(.enter)
    #expect(desk.pass(.seconds(20)) == ["cancelCardWork", "wipeSecret", "readCheckNumberTries"])
    #expect(desk.pass(.seconds(20)) == ["cancelCardWork"])
    #expect(desk.screen == .compare)
  }

  @Test func aForgedChipEndsTheCheck() {
    var desk = read(.forged)
    #expect(desk.screen == .trouble(.chipForged))
    #expect(desk.choices == [.otherWay, .callStaff, .finish])
    #expect(desk.choose(.otherWay) == ["wipeSecret"])
    #expect(desk.screen == .identity)
  }

  @Test(arguments: [CardFailure.mute, .heldByAnother])
  func whatIsNotTheChipsOwnHasItsOwnScreen(failure: CardFailure) {
    var desk = desk()
    _ = desk.type(secret: 14)
    _ = desk.press(.enter)
    _ = desk.fail(failure)
    #expect(desk.screen == .trouble(failure.trouble))
    #expect(desk.choices.contains(.retry))
  }

  @Test func theCardPulledEndsIt() {
    var desk = desk()
    _ = desk.type(secret: 6)
    #expect(desk.on(.cardRemoved).contains("wipeSecret"))
    #expect(desk.screen == .trouble(.cardRemoved))
  }

  @Test func leftAloneItGoesBackByItself() {
    var desk = desk()
    _ = desk.type(secret: 5)
    _ = desk.pass(.seconds(180))
    #expect(desk.screen == .identity)
  }
}
