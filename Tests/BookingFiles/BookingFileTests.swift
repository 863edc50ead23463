import BookingFiles
import Eligibility
import EligibilityXML
import Testing

@Suite struct BookingFileTests {
  private func read(_ text: String) throws -> [Booking] { try BookingFile.read(Array(text.utf8)) }

  @Test func englishAndJapaneseNamesInAnyOrder() throws {
    let english = try read(
      """
      identifier,insurerNumber,symbol,number,branch,birthdate,limitConsent
      A-1,33120015,見本,9000001,01,S60.5.20,1
      """)
    let japanese = try read(
      "\u{FEFF}生年月日,番号,保険者番号,記号,氏名,枝番,限度額同意,患者番号\r\nS60.5.20,9000001,33120015,見本,見本花子,01,1,A-1\r\n")
    #expect(english == japanese)
    let elements = try read(
      """
      InsurerNumber,InsuredCardSymbol,InsuredIdentificationNumber,InsuredBranchNumber,Birthdate,ArbitraryIdentifier,\
      LimitApplicationCertificateRelatedConsFlg
      33120015,見本,9000001,01,S60.5.20,A-1,1
      """)
    #expect(elements == english)
    #expect(english.first?.identifier == "A-1")
    #expect(english.first?.entry.symbol == "見本")
    #expect(english.first?.entry.limitConsent == true)
  }

  @Test func tabsQuotationMarksAndEmptyLines() throws {
    let people = try read(
      "number\tinsurerNumber\tbirthdate\tsymbol\n1\t33120015\t19850408\t\"見\"\"本\"\n\n2\t33120015\t19850408\t\n")
    #expect(people.map(\.entry.number) == ["1", "2"])
    #expect(people.map(\.row) == [2, 4])
    #expect(people.map(\.entry.symbol) == ["見\"本", ""])
    #expect(people.allSatisfy { $0.identifier == nil && !$0.entry.limitConsent })
  }

  @Test func aTableFromASpreadsheetInShiftJIS() throws {
    // 保険者番号,番号,生年月日,記号 / 33120015,1,S60.5.20,見本
    let head: [UInt8] = [
      0x95, 0xDB, 0x8C, 0xAF, 0x8E, 0xD2, 0x94, 0xD4, 0x8D, 0x86, 0x2C, 0x94, 0xD4, 0x8D, 0x86, 0x2C, 0x90, 0xB6, 0x94,
      0x4E, 0x8C, 0x8E, 0x93, 0xFA, 0x2C, 0x8B, 0x4C, 0x8D, 0x86, 0x0D, 0x0A,
    ]
    let line = Array("33120015,1,S60.5.20,".utf8) + [0x8C, 0xA9, 0x96, 0x7B, 0x0D, 0x0A]
    #expect(try BookingFile.read(head + line).map(\.entry.symbol) == ["見本"])
  }

  @Test(arguments: [
    ("", BookingFileFailure.columnMissing("insurerNumber (保険者番号)")),
    ("insurerNumber,number,birthdate\n", .empty),
    ("insurerNumber,number\n1,2\n", .columnMissing("birthdate (生年月日)")),
    ("insurerNumber,number,番号,birthdate\n", .columnTwice("番号")),
    ("insurerNumber,number,birthdate\n1,2,3,4\n", .tooManyCells(row: 2)),
    ("insurerNumber,number,birthdate,limitConsent\n1,2,3,yes\n", .limitConsentForm(row: 2)),
    ("insurerNumber,number,birthdate\n1,\"2,3\n", .quotation),
    ("identifier,insurerNumber,number,birthdate\nA,1,2,3\n\nA,4,5,6\n", .identifierTwice(row: 4)),
    ("identifier,insurerNumber,number,birthdate\nA\u{7},1,2,3\n", .identifierStrange(row: 2)),
    ("insurerNumber,number,birthdate\n1,\"2\"x\",3\n4,5,\"6\n", .quotation),
  ])
  func whatIsNoTableOfBookings(text: String, failure: BookingFileFailure) {
    #expect(throws: failure) { try read(text) }
  }

  @Test func bounds() {
    #expect(throws: BookingFileFailure.notText) { try BookingFile.read([0xFF, 0xFF, 0x80]) }
    // UTF-8 with a character cut off is not Shift_JIS.
    var damaged = Array("insurerNumber,number,birthdate,symbol\n1,2,3,見本\n4,5,6,見".utf8)
    damaged.removeLast()
    #expect(throws: BookingFileFailure.notText) { try BookingFile.read(damaged) }
    #expect(throws: BookingFileFailure.tooLarge(limitBytes: BookingFile.mostBytes)) {
      try BookingFile.read([UInt8](repeating: 0x20, count: BookingFile.mostBytes + 1))
    }
    let head = "insurerNumber,number,birthdate\n"
    #expect(throws: BookingFileFailure.tooMany(limit: BatchRequest.mostPeople)) {
      try read(head + String(repeating: "1,2,3\n", count: BatchRequest.mostPeople + 1))
    }
    let long = String(repeating: "x", count: BookingFile.longestIdentifier + 1)
    #expect(throws: BookingFileFailure.identifierTooLong(row: 2)) {
      try read("identifier,insurerNumber,number,birthdate\n\(long),1,2,3\n")
    }
  }
}
