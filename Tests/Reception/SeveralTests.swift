import Eligibility
import Testing

@testable import Reception

/// Several eligibilities: staff choose one for this visit.
@Suite struct SeveralTests {
  @Test func staffChooseAndTheVisitGoesOn() {
    var desk = Bench()
    desk.toSeveral()
    #expect(desk.screen == .trouble(.severalEligibilities))
    #expect(desk.choices == [.chooseEligibility, .callStaff, .finish])
    // Staff are called by it, and then they are there.
    #expect(desk.choose(.chooseEligibility) == ["sound staffCall", "callStaff true"])
    #expect(desk.screen == .staffNumber)
    _ = desk.type(number: "0123")
    #expect(desk.press(.enter) == ["callStaff false"])
    #expect(desk.screen == .staffPassword && desk.scene.values.staffNumber == "0123")
    #expect(desk.type(secret: 2) == ["sound key", "sound key"])
    #expect(desk.press(.enter) == ["checkStaff 0123"])
    #expect(desk.answer(.staffAccepted) == [])
    #expect(desk.screen == .chooseEligibility && desk.screen.isForStaff)
    #expect(desk.choices == [.eligibility(1), .eligibility(2)])
    #expect(desk.scene.values.eligibilities.map(\.insurerNumber) == ["01990019", "06990022"])
    #expect(desk.choose(.eligibility(3)) == [])
    #expect(desk.choose(.eligibility(2)) == ["recordChoice 0123 2/2"])
    #expect(desk.screen == .askingEligibility && desk.scene.values.eligibilities == [])
    #expect(desk.answer(.recorded) == [])
    #expect(desk.screen == .consent("treatment"))
  }

  @Test func whereNobodyCanProveToBeStaffNobodyChooses() {
    var rules = Rules.classic
    rules.knowsStaff = false
    var desk = Bench(rules)
    desk.toSeveral()
    #expect(desk.choices == [.callStaff, .finish])
    #expect(desk.choose(.chooseEligibility) == [])
    #expect(desk.screen == .trouble(.severalEligibilities))
  }

  @Test func theChosenOneAloneIsHandedOver() throws {
    var desk = Bench()
    desk.toChoice()
    _ = desk.choose(.eligibility(2))
    _ = desk.answer(.recorded)
    for _ in 1...3 { _ = desk.choose(.agree) }
    _ = desk.choose(.send)
    let effects = desk.machine.handle(.answered(desk.errand, .message(.several)), at: desk.now)
    guard case .handOver(_, let reply) = try #require(effects.first) else {
      Issue.record("\(effects)")
      return
    }
    #expect(reply.validity == .valid)
    #expect(reply.body.resultList.map(\.insurerNumber) == ["06990022"])
  }

  @Test("What the last message does not hold any more is not handed over")
  func goneAgain() {
    var other = EligibilityReply.several
    other.body.resultList.remove(at: 1)
    var ended = EligibilityReply.several
    ended.body.resultList[1].reasonOfLoss = .known(.other)
    var twice = EligibilityReply.several
    twice.body.resultList.append(twice.body.resultList[1])
    var another = EligibilityReply.valid
    another.body.resultList = [other.body.resultList[0]]
    for (reply, trouble) in [
      (other, Trouble.severalEligibilities), (ended, .severalEligibilities), (twice, .severalEligibilities),
      (another, .severalEligibilities), (.sample(.invalid), .notEligible), (.inProgress, .eligibilityInProgress),
    ] {
      var desk = Bench()
      desk.toChoice()
      _ = desk.choose(.eligibility(2))
      _ = desk.answer(.recorded)
      for _ in 1...3 { _ = desk.choose(.agree) }
      _ = desk.choose(.send)
      #expect(desk.answer(.message(reply)) == ["wipeSecret", "sound error"])
      #expect(desk.screen == .trouble(trouble))
      // Who had to be asked has been asked: here nothing is chosen any more.
      #expect(!desk.choices.contains(.chooseEligibility))
    }
  }

  @Test func theLastMessageMayHaveDecided() {
    var decided = EligibilityReply.several
    decided.body.qualificationValidity = .known(.valid)
    decided.body.resultList.remove(at: 0)
    var desk = Bench()
    desk.toChoice()
    _ = desk.choose(.eligibility(2))
    _ = desk.answer(.recorded)
    for _ in 1...3 { _ = desk.choose(.agree) }
    _ = desk.choose(.send)
    #expect(desk.answer(.message(decided)) == ["handOver"])
  }

  @Test("Where there is nothing to tell apart there is nothing to choose")
  func nothingToChoose() {
    var none = EligibilityReply.several
    none.body.resultList = []
    var nameless = EligibilityReply.several
    nameless.body.resultList[0].insuredIdentificationNumber = nil
    var same = EligibilityReply.several
    same.body.resultList[1].insurerNumber = "1990019"
    var many = EligibilityReply.several
    many.body.resultList = (0...EligibilityReply.mostChoosable).map { number in
      var result = EligibilityReply.several.body.resultList[0]
      result.insuredBranchNumber = "0\(number)"
      return result
    }
    for reply in [none, .sample(.severalMatch), nameless, same, many] {
      var desk = Bench()
      desk.toSeveral(reply)
      #expect(desk.screen == .trouble(.severalEligibilities))
      #expect(desk.choices == [.callStaff, .finish])
      #expect(desk.choose(.chooseEligibility) == [])
    }
    var most = many
    most.body.resultList.removeLast()
    var desk = Bench()
    desk.toSeveral(most)
    #expect(desk.choices.contains(.chooseEligibility))
  }

  @Test func whatHasEndedIsNotListed() {
    var reply = EligibilityReply.several
    reply.body.resultList[0].reasonOfLoss = .known(.otherInsuranceAcquired)
    #expect(reply.choosable.map(\.insurerNumber) == ["06990022"])
    #expect(reply.choosable.first.flatMap(EligibilityKey.init).flatMap(reply.holding)?.validity == .valid)
  }

  @Test func backLeadsToThePatientsScreenAndWipes() {
    var desk = Bench()
    desk.toChoice()
    #expect(desk.press(.back) == ["wipeSecret"])
    #expect(desk.screen == .trouble(.severalEligibilities))
    _ = desk.choose(.chooseEligibility)
    #expect(desk.press(.back) == ["wipeSecret", "callStaff false"])
    #expect(desk.screen == .trouble(.severalEligibilities))
    #expect(desk.choose(.finish) == ["wipeSecret", "releaseCard", "endVisit failed-severalEligibilities"])
  }

  @Test func aWrongPasswordIsCountedOverAllVisitsAndKinds() {
    var desk = Bench()
    for visit in 1...5 {
      // Wrong passwords of both kinds of staff's entry are one row.
      if visit % 2 == 0 {
        desk.toPassword()
      } else {
        desk.toSeveral()
        _ = desk.choose(.chooseEligibility)
        _ = desk.type(number: "0123")
        _ = desk.press(.enter)
      }
      _ = desk.type(secret: 3)
      _ = desk.press(.enter)
      #expect(desk.answer(.staffRefused) == ["wipeSecret", "sound error"])
      #expect(desk.screen == .trouble(visit < 5 ? .staffRefused : .staffLockedOut))
      if visit == 1 {
        #expect(desk.choices == [.retry, .callStaff, .finish])
        #expect(desk.press(.back) == ["wipeSecret"])
        #expect(desk.screen == .trouble(.severalEligibilities))
      }
      _ = desk.choose(.finish)
      _ = desk.on(.cardRemoved)
    }
    desk.toSeveral()
    #expect(desk.choose(.chooseEligibility) == ["wipeSecret", "sound error"])
    #expect(desk.screen == .trouble(.staffLockedOut))
    _ = desk.press(.back)
    #expect(desk.screen == .trouble(.severalEligibilities))
  }

  @Test func aStaffFileThatCannotBeReadIsNotAWrongPassword() {
    var desk = Bench()
    desk.toSeveral()
    _ = desk.choose(.chooseEligibility)
    _ = desk.type(number: "0123")
    _ = desk.press(.enter)
    _ = desk.type(secret: 3)
    _ = desk.press(.enter)
    _ = desk.fail(.staffFile("?"))
    #expect(desk.screen == .trouble(.staffUnavailable))
    #expect(desk.choose(.retry) == ["sound staffCall", "callStaff true"])
    #expect(desk.screen == .staffNumber)
  }

  @Test func aChoiceThatIsNotOnRecordIsNone() {
    var desk = Bench()
    desk.toChoice()
    _ = desk.choose(.eligibility(1))
    _ = desk.fail(.journal(.full("?")))
    #expect(desk.screen == .trouble(.journalUnavailable))

    desk = Bench()
    desk.toChoice()
    _ = desk.choose(.eligibility(1))
    _ = desk.pass(.seconds(20))
    #expect(desk.screen == .trouble(.journalUnavailable))
    #expect(desk.answer(.recorded) == [])
  }

  @Test func theCardGoneEndsItAndTheNextVisitKnowsNothing() {
    var desk = Bench()
    desk.toChoice()
    #expect(desk.on(.cardRemoved).contains("endVisit card-removed"))
    _ = desk.pass(.seconds(30))
    desk.toSeveral()
    #expect(desk.choose(.eligibility(1)) == [])
    #expect(desk.screen == .trouble(.severalEligibilities))
  }
}
