import CivilTime
import Testing

@testable import Eligibility

@Suite struct PersonEntryTests {
  private func today() throws -> CivilDate { try #require(CivilDate(compact: "20261122")) }

  static let whole: [PersonEntry.Field: String] = [
    .name: "見本　花子", .kana: "みほん　はなこ", .birthdate: "S60.5.20", .sex: "２", .address: "見本県見本市1-99",
    .contact: "０９９－９９９－９９９９",
    .insuranceKind: "employees", .burden: "30", .reason: "notFound",
  ]

  private func entry(_ change: (inout [PersonEntry.Field: String]) -> Void = { _ in }) throws -> PersonEntry {
    var texts = Self.whole
    change(&texts)
    return try PersonEntry(texts, on: try today())
  }

  private func mistakes(_ texts: [PersonEntry.Field: String]) throws -> [PersonEntry.Mistake] {
    let today = try today()
    do throws(PersonEntry.Mistakes) {
      _ = try PersonEntry(texts, on: today)
      return []
    } catch {
      return error.list
    }
  }

  @Test func everyFieldInItsNormalForm() throws {
    let entry = try entry { $0[.insurerNumber] = " ０１９９００１９ " }
    #expect(entry[.birthdate] == "19850520")
    #expect(entry[.sex] == "2")
    #expect(entry[.contact] == "099-999-9999")
    #expect(entry[.insurerNumber] == "01990019")
    #expect(entry[.kana] == "みほん　はなこ")
    #expect(entry.particulars?.birthdate == CivilDate(compact: "19850520"))
    #expect(entry.certificate == nil)
  }

  @Test(
    "What cannot be is refused for what it is",
    arguments: [
      (PersonEntry.Field.name, "見●　花子", PersonEntry.Mistake.flaw(.name, .blackCircle)),
      (.name, "見本\u{1B}[2J", .flaw(.name, .strangeCharacter)),
      (.address, String(repeating: "見", count: 201), .flaw(.address, .tooLong(limit: 200))),
      (.kana, "見本", .notAReading), (.birthdate, "1985-13-01", .card(.birthdateForm)),
      (.birthdate, "2026-11-23", .card(.birthdateImpossible)), (.sex, "4", .noSuchCode(.sex)),
      (.contact, "よる 8 時", .contactForm), (.contact, "12-3", .contactForm),
      (.insurerNumber, "01990018", .card(.insurerCheckDigit)), (.branch, "123", .card(.branchForm)),
      (.burden, "25", .noSuchCode(.burden)),
    ])
  func refused(field: PersonEntry.Field, text: String, mistake: PersonEntry.Mistake) throws {
    #expect(try mistakes([field: text]) == [mistake])
  }

  @Test(arguments: ["なし", "NONE", "0999-99-9999", "+81 99 999 9999", "hanako@mihon.example"])
  func contacts(text: String) throws { #expect(try mistakes([.contact: text]).isEmpty) }

  @Test func whatWasKeptComesBackTheSame() throws {
    let entry = try entry { $0[.number] = "9000001" }
    var texts: [PersonEntry.Field: String] = [:]
    for field in PersonEntry.Field.allCases { texts[field] = entry[field] }
    #expect(try PersonEntry(texts, on: try today()) == entry)
  }

  /// Whatever is typed is refused or has a normal form that stays as it is.
  @Test func aNormalFormIsItsOwnNormalForm() throws {
    let today = try today()
    let signs = Array("見本ﾐ゛ガか１2０９-－@ .　●S60平成元年月日\u{7}０９９９なし")
    var seed: UInt64 = 20_261_122
    func next(_ count: Int) -> Int {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(seed >> 33) % count
    }
    var taken = 0
    for _ in 0..<4_000 {
      let field = PersonEntry.Field.allCases[next(PersonEntry.Field.allCases.count)]
      let typed = String((0..<next(12)).map { _ in signs[next(signs.count)] })
      var entry = PersonEntry()
      do throws(PersonEntry.Mistake) { try entry.set(field, typed, on: today) } catch { continue }
      guard let normal = entry[field] else { continue }
      taken += 1
      try entry.set(field, normal, on: today)
      #expect(entry[field] == normal, "\(field): \(typed)")
      #expect(!normal.unicodeScalars.contains("●") && normal.unicodeScalars.allSatisfy { $0.value >= 0x20 })
    }
    #expect(taken > 200)
  }

  @Test func aCertificateIsWholeOrNone() throws {
    #expect(try entry { $0[.insurerNumber] = "01990019" }.certificate == nil)
    let search = try #require(
      try entry {
        $0[.insurerNumber] = "01990019"
        $0[.number] = "9000001"
        $0[.branch] = "1"
      }.certificate)
    #expect(search.insurerNumber == "01990019" && search.insuredBranchNumber == "01")
    #expect(search.limitApplicationCertificateRelatedConsFlg == .known(.no))
  }

  // MARK: - The declaration

  private func declarationMistakes(_ entry: PersonEntry) throws -> [PersonEntry.Mistake] {
    let today = try today()
    do throws(PersonEntry.Mistakes) {
      _ = try EligibilityDeclaration(entry, date: today, institution: "1312345670")
      return []
    } catch {
      return error.list
    }
  }

  @Test(arguments: EligibilityDeclaration.needed)
  func aDeclarationNeedsEachOfItsFields(field: PersonEntry.Field) throws {
    #expect(try declarationMistakes(try entry()) == [])
    #expect(try declarationMistakes(try entry { $0[field] = nil }) == [.missing(field)])
  }

  @Test func anotherReasonIsSaidAndKindAndNumberAgree() throws {
    #expect(try declarationMistakes(try entry { $0[.reason] = "other" }) == [.missing(.remark)])
    let national = try entry {
      $0[.insuranceKind] = "national"
      $0[.insurerNumber] = "01990019"
    }
    #expect(try declarationMistakes(national) == [.kindContradictsNumber])
  }

  @Test func everyInsurerIsOfOneKindAndOfTheUnknown() {
    for insurer in InsurerKind.allCases {
      #expect(InsuranceKind.allCases.filter { $0.agrees(with: insurer) }.count == 2, "\(insurer)")
      #expect(InsuranceKind.unknown.agrees(with: insurer))
    }
  }
}

@Suite struct PersonComparisonTests {
  @Test(
    "Width and spaces do not count",
    arguments: [
      ("見本　花子", "見本花子"), ("見本 ハナコ", "見本ﾊﾅｺ"), ("ＪＯＨＮ　見本", "JOHN見本"), ("ガーデン", "ｶﾞｰﾃﾞﾝ"),
      ("カ\u{3099}", "ガ"), ("さか\u{3099}", "さが"),
    ])
  func same(one: String, other: String) {
    #expect(PersonComparison.isSameName(one, as: other))
    #expect(PersonComparison.isSameName(other, as: one))
  }

  @Test(
    "Everything else does, and a lost character is like none",
    arguments: [("見本　花子", "見本　花"), ("さくら", "サクラ"), ("見● 花子", "見● 花子"), ("", ""), ("渡邊", "渡辺")])
  func different(one: String, other: String) { #expect(!PersonComparison.isSameName(one, as: other)) }

  @Test func readingsAndAddresses() {
    #expect(PersonComparison.isSameReading("みほん　はなこ", as: "ﾐﾎﾝ ﾊﾅｺ"))
    #expect(!PersonComparison.isSameReading("ミホン　イチロウ", as: "ﾐﾎﾝ ﾊﾅｺ"))
    #expect(!PersonComparison.isSameReading("見本", as: "見本"))
    #expect(PersonComparison.isPart("見本市", ofAddress: "見本県見本市見本町１－９９"))
    #expect(PersonComparison.isPart("見本町1-99", ofAddress: "見本県見本市見本町１－９９"))
    #expect(!PersonComparison.isPart("見本村", ofAddress: "見本県見本市"))
    #expect(!PersonComparison.isPart(" ", ofAddress: "見本県見本市"))
  }
}
