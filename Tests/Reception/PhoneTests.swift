import Cards
import Eligibility
import Testing

@testable import Reception

/// A phone in the card's place.
@Suite struct PhoneTests {
  @Test func chosenOnScreenHeldToTheReaderSigned() {
    var desk = Bench(.withPhones)
    #expect(desk.choices == [.usePhone])
    #expect(desk.choose(.usePhone) == [])
    #expect(desk.screen == .holdPhone)
    #expect(desk.insert() == ["beginVisit", "readPhoneCertificate"])
    #expect(desk.screen == .checkingPhone)
    // No way of identity is asked for: the holder has proven himself to the phone.
    #expect(desk.answer(.certificate(.sample(1))) == ["fetchNonce"])
    #expect(desk.answer(.nonce(.sample)) == ["signByPhone"])
    #expect(desk.answer(.signature([9])) == ["openSession phone signed"])
  }

  @Test func whoLaysTheCardAfterAllIsReceivedWithIt() {
    var desk = Bench(.withPhones)
    _ = desk.choose(.usePhone)
    _ = desk.insert()
    #expect(desk.fail(.notPhone) == ["readCertificate"])
    _ = desk.answer(.certificate(.sample(1)))
    #expect(desk.screen == .identity)
    #expect(desk.choices.contains(.pin))
  }

  @Test func aPhoneThatNobodyChoseIsAskedAbout() {
    for takesPhones in [true, false] {
      var desk = Bench(takesPhones ? .withPhones : .classic)
      _ = desk.insert()
      _ = desk.fail(.phone)
      #expect(desk.screen == .trouble(takesPhones ? .phoneFound : .phoneNotTaken))
      #expect(desk.choices == (takesPhones ? [.usePhone] : []) + [.callStaff, .finish])
      #expect(desk.choose(.usePhone) == (takesPhones ? ["readPhoneCertificate"] : []))
    }
  }

  @Test func aPhoneThatWaitsForItsHolderIsHeldAgain() {
    var desk = Bench(.withPhones)
    _ = desk.choose(.usePhone)
    _ = desk.insert()
    _ = desk.answer(.certificate(.sample(1)))
    _ = desk.answer(.nonce(.sample))
    _ = desk.fail(.phoneNotUnlocked)
    #expect(desk.screen == .trouble(.phoneNotUnlocked))
    #expect(desk.choices == [.retry, .callStaff, .finish])
    // The nonce is asked for anew.
    #expect(desk.choose(.retry) == ["fetchNonce"])
  }

  @Test func backAndTimeLeadToTheFirstScreen() {
    var desk = Bench(.withPhones)
    _ = desk.choose(.usePhone)
    #expect(desk.press(.back) == [])
    #expect(desk.screen == .attractWithPhone)
    _ = desk.choose(.usePhone)
    #expect(desk.pass(.seconds(119)) == [])
    #expect(desk.screen == .holdPhone)
    _ = desk.pass(.seconds(1))
    #expect(desk.screen == .attractWithPhone)
    #expect(desk.insert() == ["beginVisit", "readCertificate"])
  }

  @Test func theLastScreenAsksForThePhone() {
    var desk = Bench(.withPhones)
    _ = desk.choose(.usePhone)
    _ = desk.insert()
    _ = desk.answer(.certificate(.sample(1)))
    _ = desk.answer(.nonce(.sample))
    _ = desk.answer(.signature([9]))
    _ = desk.answer(.session(.sample(identity: IdentityStatement(method: .phone, signed: true, voucher: nil))))
    for _ in 1...3 { _ = desk.choose(.agree) }
    _ = desk.choose(.send)
    _ = desk.answer(.message(.valid))
    _ = desk.answer(.handedOver)
    #expect(desk.screen == .completionWithPhone)
    _ = desk.pass(.seconds(10))
    #expect(desk.scene.values.cardLeft && desk.scene.values.device == .phone)
    _ = desk.on(.cardRemoved)
    #expect(desk.screen == .completionWithoutCard)
  }

  @Test func whoeverEndsTheVisitTakesThePhone() {
    for isChosen in [true, false] {
      var desk = Bench(.withPhones)
      if isChosen { _ = desk.choose(.usePhone) }
      _ = desk.insert()
      _ = desk.fail(isChosen ? .phoneNotUnlocked : .phone)
      _ = desk.choose(.finish)
      #expect(desk.screen == .takePhone)
      #expect(desk.on(.cardRemoved).isEmpty)
      #expect(desk.screen == .attractWithPhone)
    }
  }

  @Test func aPhoneThatMovedAwayIsNoCard() {
    var desk = Bench(.withPhones)
    _ = desk.choose(.usePhone)
    _ = desk.insert()
    _ = desk.answer(.certificate(.sample(1)))
    #expect(desk.on(.cardRemoved).contains("endVisit card-removed"))
    #expect(desk.screen == .trouble(.phoneRemoved))
    // The same told by the reader's own failure.
    var other = Bench(.withPhones)
    _ = other.choose(.usePhone)
    _ = other.insert()
    #expect(other.fail(.removed).contains("endVisit card-removed"))
    #expect(other.screen == .trouble(.phoneRemoved))
  }

  /// Who proves himself to the phone in the hand holds it again: neither the choice nor the language is asked anew.
  @Test func aPhoneLiftedToBeUnlockedIsWaitedFor() {
    var desk = Bench(.withPhones)
    _ = desk.press(.language)
    _ = desk.choose(.language(2))
    _ = desk.choose(.usePhone)
    _ = desk.insert()
    _ = desk.answer(.certificate(.sample(1)))
    _ = desk.answer(.nonce(.sample))
    _ = desk.fail(.phoneNotUnlocked)
    #expect(desk.on(.cardRemoved).contains("endVisit failed-phoneNotUnlocked"))
    #expect(desk.screen == .holdPhone && desk.scene.language == "en")
    #expect(desk.insert() == ["beginVisit", "readPhoneCertificate"])
    #expect(desk.scene.language == "en")
    // Not for ever.
    _ = desk.fail(.phoneNotUnlocked)
    _ = desk.on(.cardRemoved)
    _ = desk.pass(.seconds(120))
    #expect(desk.screen == .attractWithPhone && desk.scene.language == "ja")
  }

  @Test func aPhoneThatNobodyChoseLeavesTheFirstScreenWhenItGoes() {
    for takesPhones in [true, false] {
      var desk = Bench(takesPhones ? .withPhones : .classic)
      _ = desk.insert()
      _ = desk.fail(.phone)
      #expect(desk.on(.cardRemoved).contains("endVisit failed-\(takesPhones ? "phoneFound" : "phoneNotTaken")"))
      #expect(desk.screen == (takesPhones ? .attractWithPhone : .attract))
    }
  }

  @Test func theNextPatientIsReceivedByCard() {
    var desk = Bench(.withPhones)
    _ = desk.choose(.usePhone)
    _ = desk.insert()
    _ = desk.on(.cardRemoved)
    _ = desk.pass(.seconds(60))
    #expect(desk.insert() == ["beginVisit", "readCertificate"])
  }

  @Test func withoutPhonesNothingOffersThem() {
    var desk = Bench()
    #expect(desk.choices == [])
    #expect(desk.choose(.usePhone) == [])
    #expect(desk.screen == .attract)
  }
}
