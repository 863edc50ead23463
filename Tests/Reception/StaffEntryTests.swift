import CivilTime
import Testing

@testable import Reception

/// The time of the staff's own screens: they go back by themselves (R7, S11), and say so before (A5).
@Suite struct StaffEntryTests {
  private static let screens: [Screen] = [.staffNumber, .staffPassword, .compare]

  /// A desk on one of the staff's own screens.
  private func desk(on screen: Screen, _ rules: Rules = .classic) throws -> Bench {
    var desk = Bench(rules)
    switch screen {
    case .staffNumber:
      desk.toIdentity()
      _ = desk.choose(.visual)
      _ = desk.type(number: "01")
    case .staffPassword:
      desk.toPassword()
      _ = desk.type(secret: 3)
    default: desk.toCompare()
    }
    try #require(desk.screen == screen)
    return desk
  }

  @Test(arguments: screens) func goesBackAfterAWarningThatNobodyAnswers(screen: Screen) throws {
    var desk = try desk(on: screen)
    #expect(desk.pass(.milliseconds(149_999)) == [])
    #expect(desk.screen == screen)
    #expect(desk.pass(.milliseconds(1)) == ["sound cardLeft"])
    #expect(desk.screen == .staffStillThere)
    #expect(desk.choices == [.stay, .otherWay])
    _ = desk.pass(.milliseconds(19_999))
    #expect(desk.scene.values.secondsLeft == nil)
    for seconds in stride(from: 10, through: 1, by: -1) {
      _ = desk.pass(.milliseconds(seconds == 10 ? 1 : 1_000))
      #expect(desk.scene.values.secondsLeft == seconds)
    }
    // Three minutes after the last key nothing of the entry is left, and the visit goes on.
    #expect(desk.pass(.seconds(1)) == ["wipeSecret"] + (screen == .staffNumber ? ["callStaff false"] : []))
    #expect(desk.screen == .identity)
    #expect(desk.choose(.isPerson) == [])
    _ = desk.choose(.visual)
    #expect(desk.scene.entry == .staffNumber(""))
  }

  @Test(arguments: screens, [Event.chosen(.stay), .pressed(.enter), .pressed(.other), .pressed(.digit(5))])
  func oneKeyExtendsIt(screen: Screen, event: Event) throws {
    var desk = try desk(on: screen)
    let before = desk.scene
    _ = desk.pass(.seconds(175))
    #expect(desk.on(event) == [])
    #expect(desk.scene == before, "nothing that was typed is lost, and nothing is added")
    #expect(desk.pass(.milliseconds(149_999)) == [])
    #expect(desk.scene == before)
    _ = desk.pass(.milliseconds(1))
    #expect(desk.screen == .staffStillThere)
  }

  @Test(arguments: screens) func itIsExtendedTenTimesAndNoMore(screen: Screen) throws {
    var desk = try desk(on: screen)
    for _ in 1...10 {
      _ = desk.pass(.seconds(150))
      #expect(desk.choices == [.stay, .otherWay])
      _ = desk.press(.enter)
      #expect(desk.screen == screen)
    }
    _ = desk.pass(.seconds(150))
    #expect(desk.choices == [.otherWay])
    #expect(desk.press(.enter) == [])
    #expect(desk.choose(.stay) == [])
    #expect(desk.screen == .staffStillThere)
    #expect(desk.pass(.seconds(30)).first == "wipeSecret")
    #expect(desk.screen == .identity)
    // The patient's own question has its own count.
    _ = desk.pass(.seconds(60))
    #expect(desk.screen == .stillThere)
    #expect(desk.choices == [.stay, .finish])
  }

  @Test(arguments: screens) func theWarningCanLeadBackAtOnce(screen: Screen) throws {
    var desk = try desk(on: screen)
    _ = desk.pass(.seconds(150))
    #expect(desk.choose(.otherWay).first == "wipeSecret")
    #expect(desk.screen == .identity)
  }

  /// Who types is not asked in the middle of it: the time runs from the last key.
  @Test func keysKeepTheEntryOpen() throws {
    var desk = try desk(on: .staffPassword)
    _ = desk.pass(.seconds(149))
    _ = desk.on(.secretTyped(count: 4))
    #expect(desk.pass(.seconds(149)) == [])
    #expect(desk.scene.entry == .password(typed: 4))
  }

  @Test(arguments: screens) func theWarningSpeaksToWhoReadsTheScreenBelow(screen: Screen) throws {
    var desk = Bench()
    desk.toIdentity()
    _ = desk.press(.language)
    _ = desk.choose(.language(2))
    _ = desk.choose(.visual)
    if screen != .staffNumber {
      _ = desk.type(number: "0123")
      _ = desk.press(.enter)
    }
    if screen == .compare {
      _ = desk.type(secret: 8)
      _ = desk.press(.enter)
      _ = desk.answer(.staffAccepted)
    }
    #expect(desk.screen == screen)
    _ = desk.pass(.seconds(150))
    #expect(desk.screen == .staffStillThere)
    #expect(desk.scene.language == (screen == .staffNumber ? "en" : "ja"))
  }

  // MARK: - Whatever lies over it

  @Test(arguments: screens) func aCallPutsTheLockOffByNothing(screen: Screen) throws {
    var desk = try desk(on: screen)
    _ = desk.press(.staff)
    #expect(desk.screen == .callingStaff)
    #expect(desk.pass(.milliseconds(149_999)) == [])
    #expect(desk.screen == .callingStaff)
    _ = desk.pass(.milliseconds(1))
    #expect(desk.screen == .staffStillThere)
    #expect(desk.pass(.seconds(30)).contains("wipeSecret"))
    #expect(desk.screen == .identity)
  }

  @Test(arguments: screens) func neitherDoesTheListOfLanguages(screen: Screen) throws {
    var desk = try desk(on: screen)
    _ = desk.press(.staff)
    _ = desk.press(.language)
    #expect(desk.pass(.seconds(149)) == [])
    _ = desk.pass(.seconds(1))
    #expect(desk.screen == .staffStillThere)
    // As an answer it extends, and the entry is under it.
    _ = desk.press(.language)
    #expect(desk.screen == .languages)
    _ = desk.press(.back)
    #expect(desk.screen == screen)
    _ = desk.press(.language)
    _ = desk.pass(.seconds(150))
    #expect(desk.screen == .staffStillThere)
    #expect(desk.pass(.seconds(30)).contains("wipeSecret"))
    #expect(desk.screen == .identity)
  }

  @Test func theCardGoneUnderTheWarningEndsTheVisit() throws {
    var desk = try desk(on: .staffPassword)
    _ = desk.pass(.seconds(150))
    #expect(desk.on(.cardRemoved).contains("wipeSecret"))
    #expect(desk.screen == .trouble(.cardRemoved))
  }

  // MARK: - Where staff choose an eligibility

  @Test func theChoiceIsLockedAsTheirOtherScreensAre() throws {
    var desk = Bench()
    desk.toChoice()
    #expect(desk.screen == .chooseEligibility)
    #expect(desk.pass(.milliseconds(149_999)) == [])
    #expect(desk.pass(.milliseconds(1)) == ["sound cardLeft"])
    #expect(desk.screen == .staffStillThere && desk.choices == [.stay, .otherWay])
    _ = desk.choose(.stay)
    #expect(desk.screen == .chooseEligibility)
    #expect(desk.pass(.seconds(180)).contains("wipeSecret"))
    #expect(desk.screen == .trouble(.severalEligibilities))
    #expect(desk.choose(.eligibility(1)) == [])
    // Nothing of the entry is left.
    _ = desk.choose(.chooseEligibility)
    #expect(desk.scene.entry == .staffNumber(""))
    #expect(desk.pass(.seconds(180)).contains("wipeSecret"))
    #expect(desk.screen == .trouble(.severalEligibilities))
  }

  // MARK: - A site's own time

  @Test func aSiteMayAskSoonerAndNeverLater() throws {
    var rules = Rules.classic
    rules.idleByScreen = ["staff-password": .seconds(600), "compare": .seconds(20)]
    var late = try desk(on: .staffPassword, rules)
    #expect(late.pass(.seconds(180)).contains("wipeSecret"))
    #expect(late.screen == .identity)
    var soon = try desk(on: .compare, rules)
    _ = soon.pass(.seconds(20))
    #expect(soon.screen == .staffStillThere)
    _ = soon.pass(.seconds(30))
    #expect(soon.screen == .identity)
  }
}
