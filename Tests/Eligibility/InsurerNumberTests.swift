import Eligibility
import Testing

struct InsurerNumberTests {
  @Test(
    "Published numbers pass the check digit",
    arguments: ["33120015", "81136244", "81137242", "88138243", "88131248", "89131247"])
  func publishedNumbersPass(digits: String) throws {
    let number = try #require(InsurerNumber(digits))
    #expect(number.digits == digits)
    #expect(number.padded == digits)
  }

  @Test("Any other check digit fails", arguments: 0...9)
  func otherCheckDigitsFail(last: Int) {
    #expect((InsurerNumber("3312001\(last)") != nil) == (last == 5))
  }

  @Test(
    "What is not 6 or 8 ASCII digits fails",
    arguments: ["", "3312001", "331200155", "3312001５", "33-20015", " 3120015"])
  func malformedFails(text: String) { #expect(InsurerNumber(text) == nil) }

  @Test func nationalHealthInsuranceHasSixDigits() throws {
    let payload = [9, 9, 0, 0, 3]
    let digits = (payload + [InsurerNumber.checkDigit(of: payload)]).map(String.init).joined()
    let number = try #require(InsurerNumber(digits))
    #expect(number.padded == "00" + digits)
    #expect(number.lawCode == nil)
    #expect(number.kind == .nationalHealthInsurance)
    // Padded, as messages carry it, it is the same number.
    #expect(InsurerNumber("00" + digits) == number)
  }

  @Test(
    "The law code says the kind",
    arguments: [
      (1, InsurerKind.healthInsuranceAssociation), (2, .seamen), (3, .dayLabourers), (4, .dayLabourers),
      (6, .healthInsuranceSociety), (7, .selfDefenseForces), (31, .mutualAid), (34, .mutualAid),
      (39, .lateStageElderly), (63, .specialRetired), (72, .specialRetired), (75, .specialRetired), (12, .other),
    ])
  func lawCodes(code: Int, kind: InsurerKind) throws {
    let payload = [code / 10, code % 10, 9, 9, 0, 0, 1]
    let digits = (payload + [InsurerNumber.checkDigit(of: payload)]).map(String.init).joined()
    #expect(try #require(InsurerNumber(digits)).kind == kind)
  }
}
