import CivilTime
import Testing

@testable import Reception

/// Larger letters, the kiosk closed by staff, and the quiet that each screen allows.
@Suite struct WishesTests {
  @Test func largerLettersHoldForOneVisit() {
    var desk = Bench()
    desk.toIdentity()
    #expect(!desk.scene.isLarger)
    _ = desk.press(.larger)
    #expect(desk.scene.isLarger)
    _ = desk.choose(.pin)
    #expect(desk.scene.isLarger)
    _ = desk.on(.cardRemoved)
    #expect(desk.scene.isLarger, "the visit's last words are for the same person")
    _ = desk.pass(.seconds(60))
    #expect(desk.screen == .attract)
    #expect(!desk.scene.isLarger)
  }

  @Test func aSecondPressMakesThemUsualAgain() {
    var desk = Bench()
    desk.toIdentity()
    _ = desk.press(.larger)
    _ = desk.press(.language)
    #expect(desk.scene.isLarger)
    _ = desk.press(.larger)
    #expect(desk.screen == .languages)
    #expect(!desk.scene.isLarger)
  }

  @Test func whoWalksAwayLeavesTheUsualLettersBehind() {
    var desk = Bench()
    _ = desk.press(.larger)
    #expect(desk.scene.isLarger)
    _ = desk.pass(.seconds(59))
    #expect(desk.scene.isLarger)
    _ = desk.pass(.seconds(1))
    #expect(!desk.scene.isLarger)
    #expect(desk.machine.deadline == nil)
  }

  @Test func whoCallsStaffBeforeAVisitReadsOnInTheirLanguage() {
    var desk = Bench()
    _ = desk.press(.language)
    _ = desk.choose(.language(2))
    let language = desk.scene.language
    #expect(language != desk.machine.rules.defaultLanguage)
    _ = desk.press(.staff)
    _ = desk.pass(.seconds(170))
    #expect(desk.screen == .callingStaff)
    #expect(desk.scene.language == language)
    _ = desk.choose(.endCall)
    #expect(desk.scene.language == language)
    _ = desk.pass(.seconds(60))
    #expect(desk.screen == .attract)
    #expect(desk.scene.language == desk.machine.rules.defaultLanguage)
  }

  @Test func aClosedKioskLetsTheVisitEndAndNobodyIn() {
    var desk = Bench()
    desk.toIdentity()
    #expect(desk.on(.closed) == [])
    #expect(desk.screen == .identity)
    _ = desk.on(.cardRemoved)
    _ = desk.pass(.seconds(60))
    #expect(desk.screen == .staffOnly)
    #expect(desk.insert() == [])
    #expect(desk.screen == .staffOnly)
    // The card that lies there is received as soon as patients are.
    #expect(desk.on(.opened).contains("beginVisit"))
    #expect(desk.screen == .readingCard)
  }

  @Test func closedAndOpenedAtRest() {
    var desk = Bench()
    _ = desk.on(.closed)
    #expect(desk.screen == .staffOnly)
    _ = desk.on(.readerLost("?"))
    _ = desk.on(.opened)
    #expect(desk.screen == .outOfService)
    _ = desk.on(.readerReady)
    #expect(desk.screen == .attract)
  }

  @Test func aScreenMayAllowAnotherQuiet() {
    var rules = Rules.classic
    rules.idleByScreen = ["identity": .seconds(120)]
    var desk = Bench(rules)
    desk.toIdentity()
    #expect(desk.pass(.seconds(119)) == [])
    _ = desk.pass(.seconds(1))
    #expect(desk.screen == .stillThere)
    _ = desk.choose(.stay)
    _ = desk.choose(.pin)
    _ = desk.answer(.triesLeft(3))
    #expect(desk.screen == .pin)
    _ = desk.pass(.seconds(60))
    #expect(desk.screen == .stillThere, "the PIN's own quiet is the reception's")
  }

  @Test func staffReadTheirOwnLanguage() {
    var desk = Bench()
    desk.toIdentity()
    _ = desk.press(.language)
    _ = desk.choose(.language(2))
    #expect(desk.scene.language == "en")
    _ = desk.choose(.visual)
    #expect(desk.screen == .staffNumber)
    #expect(desk.scene.language == "en", "the patient reads that staff were called")
    _ = desk.type(number: "0123")
    _ = desk.press(.enter)
    #expect(desk.screen == .staffPassword)
    #expect(desk.scene.language == "ja")
  }
}
