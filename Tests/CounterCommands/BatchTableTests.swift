import Eligibility
import Testing

@testable import KioskProgram

@Suite struct BatchTableTests {
  private func unit(
    _ identifier: String, _ validity: QualificationValidity, _ change: (inout BulkConfirmUnit) -> Void = { _ in }
  ) -> BulkConfirmUnit {
    var unit = BulkConfirmUnit()
    var search = QualificationConfirmSearchInfo()
    search.arbitraryIdentifier = identifier
    search.insurerNumber = "01990019"
    unit.qualificationConfirmSearchInfo = search
    unit.processingResultStatus = .known(.normal)
    unit.qualificationValidity = .known(validity)
    if [.valid, .medicalAidOnly].contains(validity) { unit.results = [CounterSamples.result()] }
    change(&unit)
    return unit
  }

  private func table(_ units: [BulkConfirmUnit]) -> BatchTable {
    BatchTable(CounterSamples.reply(.valid, []) { _, body in body.bulkConfirmUnits = units })
  }

  @Test func whoIsValidAndWhoIsToBeAsked() {
    let table = table([
      unit("A", .valid), unit("B", .invalid), unit("C", .invalidNewEligibility), unit("D", .noSuchEligibility),
      unit("E", .severalMatch),
      unit("F", .valid) {
        $0.processingResultStatus = .known(.error)
        $0.processingResultCode = "X9"
      },
      unit("G", .medicalAidOnly),
    ])
    #expect(
      table.counts == [
        "valid": 1, "invalid": 1, "changed": 1, "none": 1, "several": 1, "not-processed": 1, "valid-unregistered": 1,
      ])
    #expect(table.rows.filter(\.ask).map(\.identifier) == ["B", "C", "D", "E", "F"])
    #expect(table.ask == 5)
    let text = table.text(.japanese)
    #expect(text.contains("✗ F: 照会できませんでした (X9)") || text.contains("✗ F 見本　花子: 照会できませんでした (X9)"))
    #expect(!text.contains("✗ A"))
    #expect(text.split(separator: "\n").first?.hasSuffix("7") == true)
  }

  /// Beside a patient's name in a list another's insurance would be believed.
  @Test("What cannot be about whoever was asked for is nobody's answer")
  func anothersResult() {
    var search = QualificationConfirmSearchInfo()
    search.arbitraryIdentifier = "A"
    search.insuredIdentificationNumber = CounterSamples.result().insuredIdentificationNumber
    search.birthdate = CounterSamples.result().birthdate
    func verdicts(_ change: @escaping (inout BulkConfirmUnit) -> Void) -> [String] {
      let reply = CounterSamples.reply(.valid, []) { _, body in body.bulkConfirmUnits = [unit("A", .valid, change)] }
      let table = BatchTable(reply, submitted: [search])
      #expect(table.rows.allSatisfy { $0.verdict != "another-person" || $0.ask && $0.name == nil })
      return table.rows.map(\.verdict)
    }
    #expect(verdicts { _ in } == ["valid"])
    #expect(verdicts { $0.results[0].birthdate = MessageDate("19850521") } == ["another-person"])
    #expect(verdicts { $0.results[0].birthdate = nil } == ["another-person"])
    #expect(verdicts { $0.results[0].insuredIdentificationNumber = "1" } == ["another-person"])
    #expect(verdicts { $0.qualificationConfirmSearchInfo?.birthdate = MessageDate("19850521") } == ["another-person"])
    #expect(
      verdicts {
        $0.qualificationValidity = .known(.invalidNewEligibility)
        $0.results[0].insuredIdentificationNumber = "1"
      } == ["changed"])
  }

  @Test func nobodyIsLost() {
    let submitted = ["A", "B"].map { identifier in
      var search = QualificationConfirmSearchInfo()
      search.arbitraryIdentifier = identifier
      search.insuredIdentificationNumber = CounterSamples.result().insuredIdentificationNumber
      search.birthdate = CounterSamples.result().birthdate
      return search
    }
    let reply = CounterSamples.reply(.valid, []) { _, body in
      body.bulkConfirmUnits = [unit("A", .valid), unit("X", .invalid)]
    }
    let table = BatchTable(reply, submitted: submitted, skipped: ["C"])
    #expect(table.rows.map(\.verdict) == ["valid", "not-asked", "missing", "not-sent"])
    #expect(table.rows.filter(\.ask).map(\.identifier) == ["B", "C"])
    #expect(table.text(.japanese).contains("✗ B 9000001: 結果に ありません"))
  }

  @Test func ofSeveralCandidatesNoneIsThePerson() {
    let several = unit("A", .severalMatch) { $0.results = [CounterSamples.result(), CounterSamples.result()] }
    #expect(table([several]).rows.first?.name == nil)
  }

  @Test func aSpreadsheetGetsCellsAndNoFormulas() throws {
    let table = table([
      unit("=1+1", .valid) { $0.results[0].name = "見本, \"花子\"" }, unit("B", .noSuchEligibility),
    ])
    let lines = table.csv.split(separator: "\r\n", omittingEmptySubsequences: false)
    #expect(lines.count == 4 && lines.last == "")
    #expect(lines[0].hasPrefix("identifier,insurerNumber,"))
    #expect(lines[1].hasPrefix("'=1+1,01990019,"))
    #expect(lines[1].contains("\"見本, \"\"花子\"\"\""))
    #expect(lines[2].hasPrefix("B,01990019,,,,,none,1,"))
  }

  @Test func onlySoManyLinesOfALargeBatch() {
    let table = table((0..<1_000).map { unit("P\($0)", .invalid) })
    #expect(table.text(.english).split(separator: "\n").count < 60)
    #expect(table.text(.english).contains("and 960 more"))
  }
}
