import CivilTime
import Testing

@testable import Eligibility

@Suite struct DisasterModeTests {
  private func moment(_ text: String) throws -> Timestamp { try #require(MessageMoment(text).moment).timestamp }

  private func day(_ text: String) throws -> CivilDate { try #require(CivilDate(compact: text)) }

  private func mode(from: String = "20261122", until: String = "20261201") throws -> DisasterMode {
    try DisasterMode(
      area: " 見本県見本市 ", days: try day(from)...day(until), by: try #require(StaffNumber("0001")),
      at: try moment("20261122100000"))
  }

  @Test func openFromItsFirstDayToItsLast() throws {
    var mode = try mode(from: "20261123")
    #expect(mode.area == "見本県見本市" && mode.opener == "0001")
    #expect(mode.look(at: try moment("20261122235959")) == .notYet(from: try day("20261123")))
    #expect(mode.look(at: try moment("20261123000000")) == .open(until: try day("20261201")))
    #expect(mode.look(at: try moment("20261201235959")) == .open(until: try day("20261201")))
    #expect(mode.look(at: try moment("20261202000000")) == .over(since: try day("20261201")))
  }

  @Test func aClockThatIsSetBackReopensNothing() throws {
    var mode = try mode()
    _ = mode.look(at: try moment("20261202000000"))
    #expect(mode.look(at: try moment("20261130120000")) == .clockUnsure)
    // A small correction is none.
    #expect(mode.look(at: try moment("20261201235800")) == .over(since: try day("20261201")))
    var early = try self.mode()
    #expect(early.look(at: try moment("20261122090000")) == .clockUnsure)
  }

  @Test func closedStaysClosed() throws {
    var mode = try mode()
    mode.close(at: try moment("20261123000000"))
    #expect(mode.isClosed)
    #expect(mode.look(at: try moment("20261123000001")) == .closed)
  }

  @Test func whatCannotBeOpened() throws {
    #expect(throws: DisasterMode.Refusal.days) { try mode(from: "20261101", until: "20261121") }
    #expect(throws: DisasterMode.Refusal.tooLong(days: 32)) { try mode(until: "20261223") }
    for area in ["", "　", "見本\u{1B}", String(repeating: "見", count: 61)] {
      let days = try day("20261122")...day("20261122")
      #expect(throws: DisasterMode.Refusal.area) {
        try DisasterMode(
          area: area, days: days, by: try #require(StaffNumber("0001")), at: try moment("20261122100000"))
      }
    }
  }

  // MARK: - What may be looked at

  @Test func theConsentThatWasClaimedAndNoOtherForADay() throws {
    var result = ResultOfQualificationConfirmation()
    let given = MessageMoment("20261122100000")
    result.pharmacistsInfo = ViewConsent(
      consFlg: .known(.given), consTime: given, availableTime: MessageMoment("20261123100000"))
    result.operationInfo = ViewConsent(consFlg: .known(.couldNotBeObtained), consTime: given, availableTime: nil)
    result.diagnosisInfo = ViewConsent(consFlg: .known(.none))
    let searched = try moment("20261122100000")
    func views(_ consent: DisasterConsent, at now: String) throws -> ConsentedViews {
      ConsentedViews(inDisaster: result, consent, searched: searched, at: CivilMoment(try moment(now)))
    }
    #expect(try Array(views(.oral, at: "20261122110000").ends.keys) == [.medication])
    #expect(try Array(views(.notObtained, at: "20261122110000").ends.keys) == [.operation])
    #expect(try views(.notObtained, at: "20261123095959").ends.count == 1)
    let over = try views(.oral, at: "20261123100000")
    #expect(over.ends.isEmpty && over.ended.count == 1)
    #expect(try views(.oral, at: "20261122090000").ends.isEmpty)
    // A card's own consent knows no flag 3.
    #expect(!ConsentedViews(result, at: CivilMoment(searched)).allow(.operation))
  }
}
