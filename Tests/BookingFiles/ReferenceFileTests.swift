import BookingFiles
import Eligibility
import Testing

@Suite struct ReferenceFileTests {
  private func read(_ text: String) throws -> [ReferenceNumberRegistrationInfo] {
    try ReferenceFile.read(Array(text.utf8))
  }

  @Test func englishJapaneseAndElementNames() throws {
    let english = try read("referenceNumber,insurerNumber,symbol,number,branch\nP-1,33120015,見本,9000001,1\n")
    #expect(try read("番号,照会番号,枝番,氏名,記号,保険者番号\r\n9000001, P-1 ,01,見本花子,見本,33120015\r\n") == english)
    #expect(
      try read(
        "ReferenceNumber\tInsurerNumber\tInsuredCardSymbol\tInsuredIdentificationNumber\tInsuredBranchNumber\n"
          + "P-1\t33120015\t見本\t9000001\t01\n") == english)
    let one = try #require(english.first)
    #expect(one.referenceNumber == "P-1" && one.insurerNumber == "33120015" && one.insuredBranchNumber == "01")
    #expect(try read("referenceNumber,insurerNumber,number\nP-1,33120015,1\n").first?.insuredCardSymbol == nil)
  }

  @Test(arguments: [
    ("referenceNumber,number\nP,1\n", BookingFileFailure.columnMissing("insurerNumber (保険者番号)")),
    ("referenceNumber,照会番号,insurerNumber,number\n", .columnTwice("照会番号")),
    ("referenceNumber,insurerNumber,number\n", .empty),
    ("referenceNumber,insurerNumber,number\n,33120015,1\n", .referenceNumberForm(row: 2)),
    ("referenceNumber,insurerNumber,number\nP\u{7},33120015,1\n", .referenceNumberForm(row: 2)),
    ("referenceNumber,insurerNumber,number\nP,33120015,1\n\nP,33120015,2\n", .referenceNumberTwice(row: 4)),
    ("referenceNumber,insurerNumber,number\nP,33120016,1\n", .cardData(row: 2, .insurerNumber)),
    ("referenceNumber,insurerNumber,number\nP,33120015,\n", .cardData(row: 2, .number)),
    ("referenceNumber,insurerNumber,number,branch\nP,33120015,1,x\n", .cardData(row: 2, .branch)),
    ("referenceNumber,insurerNumber,number\nP,33120015,1,2\n", .tooManyCells(row: 2)),
  ])
  func whatCannotBeSent(text: String, failure: BookingFileFailure) {
    #expect(throws: failure) { try read(text) }
  }

  @Test func bounds() throws {
    let head = "referenceNumber,insurerNumber,number\n"
    #expect(try read(head + String(repeating: "あ", count: 50) + ",33120015,1\n").count == 1)
    #expect(throws: BookingFileFailure.referenceNumberForm(row: 2)) {
      try read(head + String(repeating: "あ", count: 51) + ",33120015,1\n")
    }
    let most = (1...BatchRequest.mostPeople).map { "P\($0),33120015,\($0)\n" }.joined()
    #expect(try read(head + most).count == BatchRequest.mostPeople)
    #expect(throws: BookingFileFailure.tooMany(limit: BatchRequest.mostPeople)) {
      try read(head + most + "Q,33120015,1\n")
    }
  }
}
