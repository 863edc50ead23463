import CivilTime
import Eligibility
import Testing

@testable import KioskProgram

@Suite struct FormTests {
  /// A staff member who types these lines.
  private final class Typist {
    var lines: [String]
    var heard = ""

    init(_ lines: [String]) { self.lines = lines }

    var conversation: FormConversation {
      FormConversation(tell: { self.heard += $0 }) { self.lines.isEmpty ? nil : self.lines.removeFirst() }
    }
  }

  private func form(_ language: CounterLanguage = .japanese) throws -> PersonForm {
    PersonForm(
      language: language, today: try CounterSamples.today(), fields: [.name, .sex, .birthdate, .remark],
      needed: [.name, .sex, .birthdate], deed: "書き留める",
      check: { $0[.remark] == "見本でない" ? [.missing(.contact)] : [] })
  }

  @Test func fullWidthSignsCountAsTheOthers() throws {
    let typist = Typist(["見本", "＊", "見本　花子", "２", "Ｓ６０．５．２０", "", "１"])
    let entry = try #require(try form().ask(typist.conversation))
    #expect(entry[.name] == "見本　花子" && entry[.sex] == "2" && entry[.birthdate] == "19850520")
    #expect(entry[.remark] == nil)
    #expect(typist.heard.contains("性別 1 男  2 女  3 記載なし: "))
    #expect(typist.heard.contains("補足（なければ 空のまま）: "))
    #expect(typist.heard.contains("昭和60年5月20日（41歳）"))
    #expect(typist.heard.contains("  氏名: 見本　花子\n") && typist.heard.contains("1 書き留める  * もどる  ** やめる"))
    #expect(typist.lines.isEmpty)
  }

  @Test func mistakesAreSaidAtOnceAndWhatDoesNotDoTogetherBeforeTheEnd() throws {
    let typist = Typist([
      "", "見本", "9", "1", "いつか", "S60.5.20", "見本でない", "見本", "1", "S60.5.20", "別", "はい", "1",
    ])
    let entry = try #require(try form().ask(typist.conversation))
    #expect(entry[.remark] == "別")
    #expect(typist.heard.contains("! 氏名を入れてください。"))
    #expect(typist.heard.contains("! 1 から 3 までの どれかを押してください。"))
    #expect(typist.heard.contains("! 連絡先を入れてください。"))
    #expect(typist.lines.isEmpty)
  }

  @Test(arguments: [["見本", "**"], ["見本", "＊＊"], [], [String](repeating: "*", count: 100), ["見本", "1"]])
  func givenUp(lines: [String]) throws { #expect(try form(.english).ask(Typist(lines).conversation) == nil) }

  @Test func whatWasAnsweredStaysOnTheWayBack() throws {
    let typist = Typist(["見本　花子", "2", "S60.5.20", "別", "*", "－", "*", "*", "*", "*", "", "1", "", "", "1"])
    let entry = try #require(try form().ask(typist.conversation))
    #expect(entry[.name] == "見本　花子" && entry[.sex] == "1" && entry[.birthdate] == "19850520")
    #expect(entry[.remark] == nil)
    #expect(typist.heard.contains("氏名（いま: 見本　花子。空のままなら そのまま、- で消します）: "))
    #expect(typist.lines.isEmpty)
  }

  @Test func manyAnswersStandBelowEachOther() throws {
    let typist = Typist(["３", "1"])
    let form = PersonForm(
      language: .japanese, today: try CounterSamples.today(), fields: [.burden], needed: [.burden], deed: "書き留める")
    #expect(try #require(form.ask(typist.conversation))[.burden] == "30")
    #expect(typist.heard.contains("一部負担金の割合:\n    1 1 割\n    2 2 割\n    3 3 割\n    4 わからない\n  番号: "))
  }

  @Test func everyFieldHasWordsInBothLanguages() {
    for field in PersonEntry.Field.allCases {
      #expect(!CounterLanguage.japanese.words(field).isEmpty)
      let english = CounterLanguage.english
      let words = [english.words(field), english.hint(field) ?? "", english.words(.missing(field))]
      #expect((words + english.codes(of: field).map(\.words)).joined().unicodeScalars.allSatisfy { $0.value < 0x3000 })
    }
  }
}
