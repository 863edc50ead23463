import Cards
import Eligibility
import Testing

@testable import Reception

/// Face and visual check.
@Suite struct OtherWaysTests {
  // MARK: - Face

  @Test func faceSignsWithoutAPIN() {
    var desk = Bench(.faceReader)
    desk.toIdentity()
    #expect(desk.choices == [.face, .pin, .visual])
    #expect(desk.choose(.face) == ["fetchNonce"])
    #expect(desk.screen == .face)
    #expect(desk.answer(.nonce(.sample)) == ["compareFace"])
    #expect(desk.answer(.signature([9])) == ["openSession face signed"])
  }

  @Test func aFaceThatDoesNotMatchLeavesTheOtherWaysOpen() {
    var desk = Bench(.faceReader)
    desk.toIdentity()
    _ = desk.choose(.face)
    _ = desk.answer(.nonce(.sample))
    _ = desk.fail(.faceNotMatched)
    #expect(desk.screen == .trouble(.faceNotMatched))
    #expect(desk.choices == [.retry, .pin, .visual, .finish])
    #expect(desk.choose(.retry) == ["fetchNonce"])
    _ = desk.answer(.nonce(.sample))
    _ = desk.fail(.faceLocked)
    #expect(desk.screen == .trouble(.faceLocked))
    #expect(desk.choices == [.pin, .visual, .callStaff, .finish])
    #expect(desk.choose(.pin) == ["wipeSecret", "readTriesLeft"])
  }

  @Test func theCameraCanBeLeftAtAnyTime() {
    var desk = Bench(.faceReader)
    desk.toIdentity()
    _ = desk.choose(.face)
    _ = desk.answer(.nonce(.sample))
    #expect(desk.choices == [.otherWay])
    let comparison = desk.errand
    #expect(desk.choose(.otherWay) == ["cancelCardWork", "wipeSecret"])
    #expect(desk.screen == .identity)
    #expect(desk.on(.answered(comparison, .signature([9]))) == [])
    #expect(desk.screen == .identity)
  }

  @Test func nobodyInFrontOfTheCamera() {
    var desk = Bench(.faceReader)
    desk.toIdentity()
    _ = desk.choose(.face)
    _ = desk.answer(.nonce(.sample))
    #expect(desk.pass(.seconds(10)) == [])
    #expect(desk.scene.values.slow)
    #expect(desk.choices == [.otherWay, .finish])
    #expect(desk.pass(.seconds(50)) == ["cancelCardWork", "wipeSecret", "sound error"])
    #expect(desk.screen == .trouble(.faceNotMatched))
  }

  @Test func anOrdinaryReaderOffersNoFace() {
    var desk = Bench()
    desk.toIdentity()
    #expect(desk.choose(.face) == [])
    #expect(desk.screen == .identity)
  }

  // MARK: - Visual check

  @Test func staffVouchWithoutACardSignature() {
    var desk = Bench()
    desk.toIdentity()
    // Nobody has to know of the key for a call.
    #expect(desk.choose(.visual) == ["sound staffCall", "callStaff true"])
    #expect(desk.screen == .staffNumber)
    #expect(desk.type(number: "01239") == Array(repeating: "sound key", count: 4))
    #expect(desk.scene.entry == .staffNumber("0123"))
    #expect(desk.press(.erase) == [])
    #expect(desk.press(.enter) == [])
    #expect(desk.screen == .staffNumber)
    _ = desk.type(number: "4")
    #expect(desk.press(.enter) == ["callStaff false"])
    #expect(desk.screen == .staffPassword)
    #expect(desk.scene.values.staffNumber == "0124")
    #expect(desk.press(.enter) == [])
    _ = desk.type(secret: 8)
    #expect(desk.scene.entry == .password(typed: 8))
    #expect(desk.press(.enter) == ["checkStaff 0124"])
    #expect(desk.answer(.staffAccepted) == [])
    #expect(desk.screen == .compare)
    #expect(desk.choices == [.isPerson, .isNotPerson])
    #expect(desk.choose(.isPerson) == ["recordAttestation 0124 is-person print"])
    #expect(desk.answer(.recorded) == ["fetchNonce"])
    #expect(desk.answer(.nonce(.sample)) == ["openSession visual unsigned"])
  }

  @Test func aFaceReaderProvesTheVisualCheck() throws {
    var desk = Bench(.sample(.classic, visual: .signed, abilities: .faceAuthentication))
    desk.toCompare()
    _ = desk.choose(.isPerson)
    _ = desk.answer(.recorded)
    #expect(desk.answer(.nonce(.sample)) == ["signVisualCheck"])
    #expect(desk.answer(.signature([5])) == ["openSession visual signed"])
    let number = try #require(StaffNumber("0123"))
    let statement = IdentityStatement(method: .visual, signed: true, voucher: number)
    #expect(desk.answer(.session(.sample(identity: statement))) == [])
    #expect(desk.screen == .consent("treatment"))
  }

  @Test(arguments: [
    (VisualCheckPolicy.off, ReaderAbilities.faceAuthentication, false), (.signed, .ordinary, false),
    (.signed, .faceAuthentication, true), (.attested, .ordinary, true),
  ])
  func policyDecidesWhetherItIsOffered(policy: VisualCheckPolicy, abilities: ReaderAbilities, offered: Bool) {
    var desk = Bench(.sample(.classic, visual: policy, abilities: abilities))
    desk.toIdentity()
    #expect(desk.choices.contains(.visual) == offered)
    _ = desk.choose(.visual)
    #expect((desk.screen == .staffNumber) == offered)
  }

  @Test func notThePersonEndsTheReception() {
    var desk = Bench(.faceReader)
    desk.toCompare()
    #expect(desk.choose(.isNotPerson) == ["recordAttestation 0123 is-not-person print"])
    #expect(desk.answer(.recorded) == ["wipeSecret", "sound error"])
    #expect(desk.screen == .trouble(.notConfirmed))
    #expect(desk.choices == [.callStaff, .finish])
    #expect(desk.press(.back) == ["wipeSecret", "releaseCard", "endVisit failed-notConfirmed"])
  }

  @Test func wrongPasswordsLockOverAllVisits() {
    var desk = Bench()
    for visit in 1...5 {
      desk.toPassword()
      _ = desk.type(secret: 8)
      _ = desk.press(.enter)
      #expect(desk.answer(.staffRefused) == ["wipeSecret", "sound error"])
      #expect(desk.screen == .trouble(visit < 5 ? .staffRefused : .staffLockedOut))
      _ = desk.choose(.finish)
      _ = desk.on(.cardRemoved)
    }
    desk.toIdentity()
    #expect(desk.choose(.visual) == ["wipeSecret", "sound error"])
    #expect(desk.screen == .trouble(.staffLockedOut))
    _ = desk.choose(.finish)
    _ = desk.on(.cardRemoved)
    _ = desk.pass(.seconds(300))
    desk.toIdentity()
    _ = desk.choose(.visual)
    #expect(desk.screen == .staffNumber)
  }

  @Test func aRightPasswordForgetsTheWrongOnes() {
    var desk = Bench()
    desk.toPassword()
    for _ in 1...4 {
      _ = desk.type(secret: 8)
      _ = desk.press(.enter)
      _ = desk.answer(.staffRefused)
      _ = desk.choose(.retry)
      _ = desk.type(number: "0123")
      _ = desk.press(.enter)
    }
    _ = desk.type(secret: 8)
    _ = desk.press(.enter)
    #expect(desk.answer(.staffAccepted) == [])
    _ = desk.press(.back)
    _ = desk.choose(.visual)
    _ = desk.type(number: "0123")
    _ = desk.press(.enter)
    _ = desk.type(secret: 8)
    _ = desk.press(.enter)
    _ = desk.answer(.staffRefused)
    #expect(desk.screen == .trouble(.staffRefused))
  }

  @Test func staffsWordIsForOneVisit() {
    var desk = Bench()
    desk.toCompare()
    _ = desk.on(.cardRemoved)
    desk.toIdentity()
    _ = desk.choose(.visual)
    #expect(desk.scene.entry == .staffNumber(""))
    #expect(desk.choose(.isPerson) == [])
  }

  @Test func backLeadsStepByStep() {
    var desk = Bench()
    desk.toPassword()
    _ = desk.type(secret: 3)
    #expect(desk.press(.back) == ["wipeSecret", "sound staffCall", "callStaff true"])
    #expect(desk.scene.entry == .staffNumber(""))
    #expect(desk.press(.back) == ["wipeSecret", "callStaff false"])
    #expect(desk.screen == .identity)
  }

  @Test func staffTroublesKeepTheirNames() {
    var desk = Bench()
    desk.toPassword()
    _ = desk.type(secret: 8)
    _ = desk.press(.enter)
    _ = desk.fail(.staffFile("no such file"))
    #expect(desk.screen == .trouble(.staffUnavailable))
    #expect(desk.choices == [.retry, .otherWay, .callStaff, .finish])

    desk = Bench()
    desk.toPassword()
    _ = desk.type(secret: 8)
    _ = desk.press(.enter)
    _ = desk.pass(.seconds(20))
    #expect(desk.screen == .trouble(.staffUnavailable))
  }

  @Test func anAttestationThatCannotBeWrittenFailsClosed() {
    var desk = Bench()
    desk.toCompare()
    _ = desk.choose(.isPerson)
    #expect(
      desk.pass(.seconds(20)) == ["wipeSecret", "releaseCard", "sound error", "endVisit failed-journalUnavailable"])
    #expect(desk.screen == .trouble(.journalUnavailable))
  }

  @Test func theProofIsMadeAgainWithoutAskingStaffAgain() {
    var desk = Bench()
    desk.toCompare()
    _ = desk.choose(.isPerson)
    _ = desk.answer(.recorded)
    _ = desk.fail(.unreachable("no route"))
    #expect(desk.screen == .trouble(.serviceUnreachable))
    #expect(desk.choose(.retry) == ["fetchNonce"])
    #expect(desk.answer(.nonce(.sample)) == ["openSession visual unsigned"])
  }
}
