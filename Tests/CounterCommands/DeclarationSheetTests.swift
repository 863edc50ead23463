import CivilTime
import Display
import Eligibility
import Testing

@testable import KioskProgram

@Suite struct DeclarationSheetTests {
  private func sheet(_ more: [PersonEntry.Field: String] = [:]) throws -> DeclarationSheet {
    let today = try CounterSamples.today()
    let texts: [PersonEntry.Field: String] = [
      .name: "見本　花子", .kana: "ミホン　ハナコ", .birthdate: "19850520", .sex: "2", .address: "見本県見本市1-99", .contact: "なし",
      .insuranceKind: "employees", .burden: "unknown", .reason: "notFound",
    ]
    let entry = try PersonEntry(texts.merging(more) { $1 }, on: today)
    return DeclarationSheet(
      try EligibilityDeclaration(entry, date: today, institution: "1312345670"),
      id: "0197" + String(repeating: "a", count: 28), institutionName: "さくら診療所（見本）", staff: "0123")
  }

  @Test func theSheetThatThePatientSigns() throws {
    let text = try sheet().text
    #expect(text.contains("被保険者資格申立書"))
    #expect(text.contains("さくら診療所（見本） 御中") && text.contains("令和8年11月22日"))
    #expect(text.contains("氏名                      見本　花子\n"))
    #expect(text.contains("生年月日                  昭和60年5月20日（41歳）\n"))
    #expect(text.contains("保険者の名称              不明\n"))
    #expect(text.contains("一部負担金の割合          不明\n"))
    #expect(text.contains("署名　　＿＿＿＿"))
    #expect(text.contains("番号 0197aaaaaaaa  担当 0123\nこの申立書だけでは資格は確認されていません。"))
    for line in text.split(separator: "\n") { #expect(CellWidth.of(String(line)) <= DeclarationSheet.width, "\(line)") }
  }

  @Test func aLongAddressGoesOnBelowItself() throws {
    let address = String(repeating: "見本", count: 60)
    let text = try sheet([.address: address, .remark: "見本の補足"]).text
    for line in text.split(separator: "\n") { #expect(CellWidth.of(String(line)) <= DeclarationSheet.width, "\(line)") }
    #expect(text.filter { $0 == "見" }.count >= 60)
    #expect(text.contains("見本の補足"))
  }

  @Test func aCharacterThatIsWiderThanTheLineIsBrokenOff() {
    let men = Array(repeating: "👨", count: 41).joined(separator: "\u{200D}")
    #expect(men.count == 1)
    let lines = DeclarationSheet.row("補足", "見本" + men + "見本")
    #expect(lines.joined().unicodeScalars.count { $0 == "👨" } == 41)
    #expect(lines.first?.contains("見本") == true && lines.last?.hasSuffix("見本") == true)
    for line in lines { #expect(CellWidth.of(line) <= DeclarationSheet.width, "\(line)") }
  }

  @Test func asJSONItConfirmsNothing() throws {
    let json = try JSONText.of(try sheet())
    #expect(json.contains("\"confirmed\" : false") && json.contains("\"insuranceKind\" : \"employees\""))
  }
}
