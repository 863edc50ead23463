import Cards
import Eligibility
import Testing

@testable import Reception

/// What a face-auth reader tells by itself: what it can do, where to stand, digits on its own pad.
@Suite struct ReaderTests {
  // MARK: - Abilities

  @Test func whatTheReaderCanDoIsItsOwnMatter() {
    var desk = Bench(.classic, inService: false)
    #expect(desk.on(.readerAbilities(.faceAuthentication)) == [])
    _ = desk.on(.readerReady)
    desk.toIdentity()
    #expect(desk.choices == [.face, .pin, .visual])
    _ = desk.on(.readerLost("away"))
    _ = desk.pass(.seconds(60))
    _ = desk.on(.readerAbilities(.ordinary))
    _ = desk.on(.readerReady)
    desk.toIdentity()
    #expect(desk.choices == [.pin, .visual])
  }

  /// Choosing a maker bounds what the reader is asked for; the staff's word is the site's own rule.
  @Test func whatTheMakerDoesNotOfferIsNotAsked() {
    for (visual, ways) in [(VisualCheckPolicy.attested, [Choice.pin, .visual]), (.signed, [.pin])] {
      var desk = Bench(
        .sample(.classic, visual: visual, abilities: .faceAuthentication, makersWays: [.pin]), inService: false)
      _ = desk.on(.readerReady)
      desk.toIdentity()
      #expect(desk.choices == ways)
      _ = desk.on(.readerLost("away"))
      _ = desk.pass(.seconds(60))
      _ = desk.on(.readerAbilities(.faceAuthentication))
      _ = desk.on(.readerReady)
      desk.toIdentity()
      #expect(desk.choices == ways)
    }
  }

  @Test func nobodyIsAskedToPutACardOnAReaderThatIsAway() {
    var desk = Bench()
    desk.toPIN()
    _ = desk.on(.cardRemoved)
    #expect(desk.screen == .trouble(.cardRemoved))
    #expect(desk.on(.readerLost("away")).isEmpty)
    #expect(desk.screen == .outOfService)
  }

  // MARK: - Hints

  @Test func aHintStandsUntilTheNextOne() {
    var desk = Bench(.faceReader)
    desk.toIdentity()
    #expect(desk.on(.faceHint(.closer)) == [])
    _ = desk.choose(.face)
    _ = desk.on(.faceHint(.closer))
    #expect(desk.scene.values.faceHint == nil, "the comparison has not begun")
    _ = desk.answer(.nonce(.sample))
    for hint in FaceHint.allCases {
      #expect(desk.on(.faceHint(hint)) == [])
      #expect(desk.scene.values.faceHint == hint)
      #expect(desk.screen == .face)
    }
    _ = desk.on(.faceHint(nil))
    #expect(desk.scene.values.faceHint == nil)
    _ = desk.on(.faceHint(.further))
    _ = desk.fail(.faceNotMatched)
    #expect(desk.scene.values.faceHint == nil)
    _ = desk.choose(.retry)
    _ = desk.answer(.nonce(.sample))
    #expect(desk.scene.values.faceHint == nil, "a new comparison begins without the last one's hint")
  }

  @Test func aHintDoesNotKeepTheCameraOpen() {
    var desk = Bench(.faceReader)
    desk.toIdentity()
    _ = desk.choose(.face)
    _ = desk.answer(.nonce(.sample))
    for _ in 1...5 {
      _ = desk.pass(.seconds(11))
      _ = desk.on(.faceHint(.lookUp))
    }
    #expect(desk.pass(.seconds(5)) == ["cancelCardWork", "wipeSecret", "sound error"])
    #expect(desk.screen == .trouble(.faceNotMatched))
  }

  // MARK: - The reader's pad

  private func atPad() -> Bench {
    var desk = Bench(.padReader)
    desk.toIdentity()
    #expect(desk.choose(.pin) == ["wipeSecret", "readTriesLeft"])
    #expect(desk.answer(.triesLeft(3)) == ["fetchNonce"])
    #expect(desk.screen == .checkingPIN)
    #expect(desk.answer(.nonce(.sample)) == ["verifyPIN"])
    return desk
  }

  @Test func thePINIsTypedOnTheReader() {
    var desk = atPad()
    #expect(desk.screen == .pinOnReader)
    #expect(desk.scene.entry == .pinOnReader(typed: 0))
    #expect(desk.scene.values.triesLeft == 3)
    for count in 1...4 {
      #expect(desk.on(.pinTypedOnReader(count: count)) == ["sound key"])
      #expect(desk.scene.entry == .pinOnReader(typed: count))
    }
    #expect(desk.on(.pinTypedOnReader(count: 3)) == [])
    #expect(desk.scene.entry == .pinOnReader(typed: 3))
    #expect(desk.answer(.signature([7])) == ["openSession pin signed"])
  }

  @Test func nothingIsTakenFromTheKiosksOwnKeys() {
    var desk = atPad()
    for key in [Key.digit(1), .enter, .erase, .other] { #expect(desk.press(key) == []) }
    #expect(desk.scene.entry == .pinOnReader(typed: 0))
    #expect(desk.scene.keys.contains(.back) && !desk.scene.keys.contains(.enter))
  }

  @Test func backAtTheKioskStopsTheReader() {
    var desk = atPad()
    #expect(desk.press(.back) == ["cancelCardWork", "wipeSecret"])
    #expect(desk.screen == .identity)
    #expect(desk.answer(.signature([7])) == [], "late")
  }

  @Test func cancelOnTheReaderIsBack() {
    var desk = atPad()
    #expect(desk.on(.pinCancelledOnReader) == ["cancelCardWork", "wipeSecret"])
    #expect(desk.screen == .identity)
    #expect(desk.on(.pinCancelledOnReader) == [])
  }

  @Test func aWrongPINIsAskedForAgainOnTheReader() {
    var desk = atPad()
    _ = desk.fail(.wrongPIN(triesLeft: 2))
    #expect(desk.screen == .trouble(.wrongPIN))
    #expect(desk.choose(.retry) == ["fetchNonce"])
    #expect(desk.answer(.nonce(.sample)) == ["verifyPIN"])
    #expect(desk.scene.values.triesLeft == 2)
    _ = desk.fail(.pinLocked)
    #expect(desk.screen == .trouble(.pinLocked))
  }

  @Test func aLostAnswerAsksTheCounterFirst() {
    var desk = atPad()
    #expect(desk.fail(.answerLost) == ["wipeSecret", "readTriesLeft"])
    _ = desk.answer(.triesLeft(2))
    #expect(desk.screen == .trouble(.pinAnswerLost))
  }

  /// A5: who types slowly is asked, not cut off; a digit on the reader is an answer.
  @Test func theQuestionWhetherAnybodyIsThereHoldsHereToo() {
    var desk = atPad()
    _ = desk.pass(.seconds(59))
    #expect(desk.screen == .pinOnReader && !desk.scene.values.slow)
    _ = desk.on(.pinTypedOnReader(count: 1))
    _ = desk.pass(.seconds(59))
    #expect(desk.screen == .pinOnReader)
    #expect(desk.pass(.seconds(1)) == ["sound cardLeft"])
    #expect(desk.screen == .stillThere)
    _ = desk.on(.pinTypedOnReader(count: 2))
    #expect(desk.screen == .pinOnReader)
    #expect(desk.scene.entry == .pinOnReader(typed: 2))
    _ = desk.pass(.seconds(60))
    #expect(desk.screen == .stillThere)
    let end = desk.pass(.seconds(30))
    #expect(end.prefix(3) == ["cancelCardWork", "wipeSecret", "releaseCard"])
    #expect(desk.screen == .takeCard)
  }

  @Test func aReaderThatCountsForEverIsLeftInTheEnd() {
    var desk = atPad()
    var words: [String] = []
    for _ in 1...181 {
      words += desk.on(.pinTypedOnReader(count: 0))
      words += desk.pass(.seconds(10))
    }
    #expect(words.contains("cancelCardWork") && words.contains("readTriesLeft"))
  }

  @Test func countsThatCannotBeAreCut() {
    var desk = atPad()
    _ = desk.on(.pinTypedOnReader(count: 9))
    #expect(desk.scene.entry == .pinOnReader(typed: 4))
    _ = desk.on(.pinTypedOnReader(count: -3))
    #expect(desk.scene.entry == .pinOnReader(typed: 0))
  }
}
