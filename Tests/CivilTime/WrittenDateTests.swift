import Testing

@testable import CivilTime

/// Days as people write them at a counter.
@Suite struct WrittenDateTests {
  @Test(arguments: [
    "19850408", "1985-04-08", "1985/4/8", "1985.4.8", "1985年4月8日", "S60.4.8", "s60-4-8", "昭和60年4月8日", "昭和６０年４月８日",
    "Ｓ６０．４．８", "１９８５０４０８", " 昭和 60年 4月 8日 ",
  ])
  func oneDayInManyForms(text: String) { #expect(CivilDate(written: text)?.compact == "19850408") }

  @Test(arguments: [
    ("令和元年5月1日", "20190501"), ("R1.5.1", "20190501"), ("H31.4.30", "20190430"), ("S64.1.7", "19890107"),
    ("H1.1.8", "19890108"), ("T15.12.24", "19261224"), ("明治45年7月29日", "19120729"),
  ])
  func erasBeginAndEnd(text: String, compact: String) { #expect(CivilDate(written: text)?.compact == compact) }

  @Test(arguments: [
    "", "昭和", "S64.1.8", "H31.5.1", "R1.4.30", "R0.1.1", "S60.13.1", "S60.4", "S60.4.8.1", "S60.4.", "1985年4月8",
    "85/4/8", "X60.4.8", "S-60.4.8", "1985年4/8日", "昭和60年4月31日", "S60000.4.8",
  ])
  func whatNamesNoDayOfItsEra(text: String) { #expect(CivilDate(written: text) == nil) }
}
