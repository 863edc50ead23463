import CivilTime
import Eligibility
import Testing

@testable import KioskProgram

@Suite struct LookupFormTests {
  /// A staff member who types these lines.
  private final class Typist {
    var lines: [String]
    var heard = ""

    init(_ lines: [String]) { self.lines = lines }

    func form(_ language: CounterLanguage, _ today: CivilDate) -> LookupForm {
      LookupForm(language, today, tell: { self.heard += $0 }) { self.lines.isEmpty ? nil : self.lines.removeFirst() }
    }
  }

  @Test func theWholeForm() throws {
    let typist = Typist(["33120015", "見本", "9000001", "", "S60.5.20", "1", "1"])
    let search = try #require(typist.form(.japanese, try CounterSamples.today()).ask())
    #expect(search.insurerNumber == "33120015")
    #expect(search.insuredBranchNumber == nil)
    #expect(search.birthdate?.text == "19850520")
    #expect(search.limitApplicationCertificateRelatedConsFlg == .known(.yes))
    #expect(typist.heard.contains("共済組合"))
    #expect(typist.heard.contains("昭和60年5月20日（41歳）"))
    #expect(typist.heard.contains("患者さんに おたずねください"))
  }

  @Test func aMistakeIsAskedAgainAtOnceAndAStarGoesBack() throws {
    let typist = Typist([
      "33120016", "33120015", "見本", "*", "別の記号", "", "9000001", "x", "1", "1985-13-01", "1985-05-20", "はい", "2", "1",
    ])
    let search = try #require(typist.form(.japanese, try CounterSamples.today()).ask())
    #expect(search.insuredCardSymbol == "別の記号")
    #expect(search.insuredBranchNumber == "01")
    #expect(search.limitApplicationCertificateRelatedConsFlg == .known(.no))
    #expect(typist.heard.contains("検証番号が合いません"))
    #expect(typist.heard.contains("番号を入れてください"))
    #expect(typist.heard.contains("枝番は 2 けた"))
    #expect(typist.heard.contains("S60.4.8 や 1985-04-08"))
    #expect(typist.lines.isEmpty)
  }

  @Test(arguments: [["33120015", "**"], ["33120015"], [String](repeating: "x", count: 100)])
  func nothingIsAskedOfTheService(lines: [String]) throws {
    #expect(Typist(lines).form(.english, try CounterSamples.today()).ask() == nil)
  }
}
