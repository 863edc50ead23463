import Testing

@testable import CivilTime

@Suite struct EraTests {
  @Test(arguments: [
    ("19120729", Era.meiji, 45), ("19120730", .taisho, 1), ("19261224", .taisho, 15), ("19261225", .showa, 1),
    ("19890107", .showa, 64), ("19890108", .heisei, 1), ("20190430", .heisei, 31), ("20190501", .reiwa, 1),
    ("20261121", .reiwa, 8), ("18680101", .meiji, 1), ("19850408", .showa, 60),
  ])
  func anEraBeginsOnItsFirstDay(compact: String, era: Era, year: Int) throws {
    let date = try #require(CivilDate(compact: compact))
    #expect(date.eraYear.era == era)
    #expect(date.eraYear.year == year)
  }

  @Test func theTableIsInOrderAndHoldsTheLegalFirstDays() {
    let days = Era.allCases.map { CivilDate(dayNumber: $0.firstDayNumber).compact }
    #expect(days == ["18680101", "19120730", "19261225", "19890108", "20190501"])
    #expect(Era.allCases.map(\.firstDayNumber) == Era.allCases.map(\.firstDayNumber).sorted())
  }
}
