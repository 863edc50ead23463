import CivilTime
import Testing

@testable import Eligibility

@Suite struct InsuranceCardEntryTests {
  private func entry(_ change: (inout InsuranceCardEntry) -> Void = { _ in }) -> InsuranceCardEntry {
    var entry = InsuranceCardEntry()
    entry.insurerNumber = "33120015"
    entry.symbol = "見本"
    entry.number = "9000001"
    entry.branch = "1"
    entry.birthdate = "S60.4.8"
    change(&entry)
    return entry
  }

  private func today() throws -> CivilDate { try #require(CivilDate(compact: "20261122")) }

  @Test func whatWasTypedIsSentAsTheInterfaceWritesIt() throws {
    let search = try entry { $0.limitConsent = true }.search(on: try today()).get()
    #expect(search.insurerNumber == "33120015")
    #expect(search.insuredCardSymbol == "見本")
    #expect(search.insuredIdentificationNumber == "9000001")
    #expect(search.insuredBranchNumber == "01")
    #expect(search.birthdate?.text == "19850408")
    #expect(search.limitApplicationCertificateRelatedConsFlg == .known(.yes))
  }

  @Test func nationalHealthInsuranceIsPaddedAndWideDigitsCount() throws {
    // Six digits with their check digit.
    let payload = [1, 2, 0, 0, 1]
    let digits = (payload + [InsurerNumber.checkDigit(of: payload)]).map(String.init).joined()
    let search = try entry {
      $0.insurerNumber = " \(digits)　"
      $0.symbol = ""
      $0.branch = ""
      $0.birthdate = "１９８５/４/８"
    }.search(on: try today()).get()
    #expect(search.insurerNumber == "00\(digits)")
    #expect(search.insuredCardSymbol == nil)
    #expect(search.insuredBranchNumber == nil)
    #expect(search.limitApplicationCertificateRelatedConsFlg == .known(.no))
    let wide = String(
      String.UnicodeScalarView("33120015".unicodeScalars.compactMap { Unicode.Scalar($0.value + 0xFEE0) }))
    #expect(try entry { $0.insurerNumber = wide }.search(on: try today()).get().insurerNumber == "33120015")
  }

  @Test func everyMistakeIsNamedAtOnce() throws {
    let wrong = entry {
      $0.insurerNumber = "33120016"
      $0.symbol = String(repeating: "あ", count: 21)
      $0.number = " "
      $0.branch = "x"
      $0.birthdate = "S64.1.8"
    }
    guard case .failure(let mistakes) = wrong.search(on: try today()) else {
      Issue.record("accepted")
      return
    }
    #expect(
      mistakes.list == [
        .insurerCheckDigit, .tooLong(.symbol, limit: 20), .missing(.number), .branchForm, .birthdateForm,
      ])
    #expect(mistakes.list.map(\.field) == InsuranceCardEntry.Field.allCases)
  }

  @Test(arguments: [
    ("", InsuranceCardEntry.Mistake.missing(.insurerNumber)), ("3312001", .insurerNumberForm),
    ("331200155", .insurerNumberForm), ("3312001x", .insurerNumberForm), ("33120051", .insurerCheckDigit),
  ])
  func insurerNumbers(typed: String, mistake: InsuranceCardEntry.Mistake) {
    #expect(throws: mistake) { try InsuranceCardEntry.insurer(typed) }
  }

  @Test(arguments: ["20261123", "18961122"])
  func nobodyIsBornThen(typed: String) throws {
    let today = try today()
    #expect(throws: InsuranceCardEntry.Mistake.birthdateImpossible) {
      try InsuranceCardEntry.birthdate(typed, today)
    }
  }

  @Test func aControlCharacterIsNoSymbol() throws {
    #expect(throws: InsuranceCardEntry.Mistake.strangeCharacter(.symbol)) {
      try InsuranceCardEntry.text("見\u{1B}[2J本", .symbol)
    }
  }
}
