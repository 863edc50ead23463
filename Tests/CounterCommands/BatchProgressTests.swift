import Testing

@testable import KioskProgram

@Suite struct BatchProgressTests {
  private func line(_ people: Int?, _ told: [String?], _ language: CounterLanguage = .japanese) -> String {
    var progress = BatchProgress(people: people)
    for count in told { progress.take(count) }
    return progress.line(12, language)
  }

  @Test func theBarIsTheServicesNumber() {
    #expect(line(200, ["50"]) == "[#######.......................] 50 / 200  処理中 12 秒")
    #expect(line(200, ["0"]) == "[..............................] 0 / 200  処理中 12 秒")
    #expect(line(10_000, ["10000"], .english) == "[##############################] 10000 / 10000  working, 12 s")
  }

  @Test func itNeverGoesBackAndNeverPastTheEnd() {
    #expect(line(200, ["50", "20"]) == line(200, ["50"]))
    #expect(line(200, ["50", nil, "x", "-3", ""]) == line(200, ["50"]))
    #expect(line(200, ["999999999999"]) == line(200, ["200"]))
  }

  @Test func withoutANumberThereIsNoBar() {
    #expect(line(200, []) == "処理中 12 秒")
    #expect(line(200, [nil, "x"], .english) == "working, 12 s")
    #expect(line(nil, ["50"]) == "50 人  処理中 12 秒")
    #expect(line(0, ["0"]) == "0 人  処理中 12 秒")
  }
}
