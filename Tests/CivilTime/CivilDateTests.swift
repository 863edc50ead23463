import Testing

@testable import CivilTime

@Suite struct CivilDateTests {
  private func day(_ compact: String) throws -> CivilDate { try #require(CivilDate(compact: compact)) }

  @Test(arguments: [
    ("19700101", 0), ("19691231", -1), ("20000301", 11_017), ("20000229", 11_016), ("18680101", -37_255),
    ("20240229", 19_782), ("99991231", 2_932_896),
  ])
  func knownDayNumbers(compact: String, number: Int) throws {
    #expect(try day(compact).dayNumber == number)
    #expect(CivilDate(dayNumber: number).compact == compact)
  }

  @Test func everyDayOfThreeCenturiesFollowsTheOneBefore() throws {
    var date = try day("18680101")
    let last = try day("21991231")
    while date < last {
      let next = date.adding(days: 1)
      let sameMonth = next.year == date.year && next.month == date.month && next.day == date.day + 1
      let nextMonth = next.day == 1 && next.month == date.month % 12 + 1 && next.year == date.year + date.month / 12
      let monthIsOver = date.day == CivilDate.days(inMonth: date.month, of: date.year)
      guard monthIsOver ? nextMonth : sameMonth, CivilDate(dayNumber: date.dayNumber) == date,
        CivilDate(compact: date.compact) == date
      else {
        Issue.record("\(date.compact) is followed by \(next.compact)")
        return
      }
      date = next
    }
  }

  @Test(arguments: [
    "", "2024", "20241301", "20240001", "20240100", "20240132", "20240431", "20230229", "19000229", "18671231",
    "2024-1-1", "２０２４０１０１", "202401011", "+2024010",
  ])
  func rubbishIsNoDay(text: String) { #expect(CivilDate(compact: text) == nil) }

  @Test func centuriesAreLeapYearsOnlyByFourHundreds() {
    #expect(CivilDate(year: 2000, month: 2, day: 29) != nil)
    #expect(CivilDate(year: 2100, month: 2, day: 29) == nil)
  }

  // MARK: - Age: it rises at the end of the day before the birthday

  @Test(arguments: [
    // Born on 8 April: the age rises on 7 April.
    ("19850408", "20260406", 40), ("19850408", "20260407", 41), ("19850408", "20260408", 41),
    // 40 on the day before: who is asked about check-ups in the field.
    ("19860501", "20260429", 39), ("19860501", "20260430", 40),
    // Born on 1 January: the age rises on New Year's Eve of the year before.
    ("20000101", "20251230", 25), ("20000101", "20251231", 26),
    // Born on 1 April: the reason why the youngest of a school year are born on that day.
    ("20200401", "20260330", 5), ("20200401", "20260331", 6),
    // Born on 29 February: on 28 February, in leap years and others.
    ("20040229", "20250227", 20), ("20040229", "20250228", 21), ("20040229", "20240227", 19),
    ("20040229", "20240228", 20),
    // Born on 1 March: the last day of February, whichever it is.
    ("20000301", "20240228", 23), ("20000301", "20240229", 24), ("20000301", "20230228", 23),
  ])
  func ageRisesTheDayBeforeTheBirthday(born: String, on date: String, age: Int) throws {
    #expect(try day(born).age(on: day(date)) == age)
  }

  // MARK: - Months

  @Test(arguments: [
    ("20260131", 1, "20260228"), ("20240131", 1, "20240229"), ("20260831", 1, "20260930"),
    ("20260531", -3, "20260228"), ("20261130", 3, "20270228"), ("20261231", 12, "20271231"),
    ("20260115", -1, "20251215"), ("20260115", -13, "20241215"), ("20240229", -12, "20230228"),
    ("20240229", 48, "20280229"), ("20260630", 0, "20260630"),
  ])
  func monthsEndOnTheirLastDay(from: String, months: Int, to: String) throws {
    #expect(try day(from).adding(months: months) == day(to))
  }

  @Test func daysCrossMonthsAndYears() throws {
    #expect(try day("20261231").adding(days: 1) == day("20270101"))
    #expect(try day("20240301").adding(days: -1) == day("20240229"))
    #expect(try day("19700101").adding(days: -365) == day("19690101"))
  }

  @Test func laterIsGreater() throws {
    #expect(try day("20251231") < day("20260101"))
    #expect(try !(day("20260101") < day("20260101")))
  }
}
