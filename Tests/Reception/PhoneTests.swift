import Cards
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
      #expect(desk.screen == .trouble(.phoneFound))
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
