import Testing

@testable import CivilTime

@Suite struct MomentTests {
  @Test(arguments: [
    (Int64(0), "19700101090000"), (-1, "19700101085959"), (-32_400_000, "19700101000000"),
    (-32_400_001, "19691231235959"), (951_750_000_000, "20000229000000"), (951_749_999_999, "20000228235959"),
    (1_556_636_400_000, "20190501000000"), (1_556_636_399_999, "20190430235959"),
    (4_102_412_399_000, "20991231235959"),
  ])
  func civilTimeIsNineHoursAhead(milliseconds: Int64, compact: String) {
    #expect(CivilMoment(Timestamp(milliseconds: milliseconds)).compact == compact)
  }

  @Test func momentsComeBackWhole() {
    // A step that is prime to the day, so that all hours, minutes and seconds are met.
    for seconds in stride(from: Int64(-3_000_000_000), to: 6_000_000_000, by: 7_654_321) {
      let timestamp = Timestamp(milliseconds: seconds * 1_000)
      #expect(CivilMoment(timestamp).timestamp == timestamp)
    }
  }

  @Test func theClockShowsTwoDigitsEach() {
    #expect(CivilMoment(Timestamp(milliseconds: 0)).clock == "09:00")
    #expect(CivilMoment(Timestamp(milliseconds: 4 * 60_000)).clock == "09:04")
    #expect(CivilMoment(Timestamp(milliseconds: -9 * 3_600_000)).clock == "00:00")
  }

  @Test func durationsAdvanceBothClocks() {
    #expect(Timestamp(milliseconds: 500).advanced(by: .seconds(2)) == Timestamp(milliseconds: 2_500))
    #expect(Timestamp(milliseconds: 500).advanced(by: .milliseconds(-501)) == Timestamp(milliseconds: -1))
    #expect(Instant(nanoseconds: 1).advanced(by: .milliseconds(3)) == Instant(nanoseconds: 3_000_001))
    #expect(Instant(nanoseconds: 0).advanced(by: .seconds(-10)) == Instant(nanoseconds: -10_000_000_000))
    let (early, late) = (Instant(nanoseconds: 5), Instant(nanoseconds: 12))
    #expect(early.duration(to: late) == .nanoseconds(7))
    #expect(late.duration(to: early) == .nanoseconds(-7))
    #expect(early < late)
  }
}
