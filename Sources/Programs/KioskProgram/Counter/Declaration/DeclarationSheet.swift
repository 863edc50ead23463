import CivilTime
import Display
import Eligibility

/// 被保険者資格申立書 as it is printed for the patient's signature, in Japanese whatever language staff read; and as JSON.
struct DeclarationSheet: Encodable {
  var id: String
  /// `yyyyMMdd`.
  var date: String
  var institution: String
  var institutionName: String?
  /// By the fields' names, codes as they are.
  var declared: [String: String]
  /// A declaration is the patient's word: this is never true.
  var confirmed = false

  private let declaration: EligibilityDeclaration
  /// Who took it down.
  private let staff: String?

  private enum CodingKeys: String, CodingKey {
    case id, date, institution, institutionName, declared, confirmed
  }

  init(_ declaration: EligibilityDeclaration, id: String, institutionName: String?, staff: String?) {
    self.declaration = declaration
    self.staff = staff
    self.id = id
    date = declaration.date.compact
    institution = declaration.institution
    self.institutionName = institutionName
    declared = declaration.entry.texts
  }

  /// Columns of a printed page.
  static let width = 76

  /// With a line's end.
  var text: String {
    var lines = [
      Self.centred("被保険者資格申立書"), "",
      Self.pushed("\(institutionName ?? "医療機関コード \(institution)") 御中", declaration.date.inEra), "",
      "マイナンバーカード等で資格を確認できなかったため、次のとおり申し立てます。",
      "（わからないところは「不明」としています。）", "",
    ]
    for field in EligibilityDeclaration.needed + EligibilityDeclaration.optional {
      lines += Self.row(CounterLanguage.japanese.words(field), value(field))
    }
    lines += [
      "", "上の内容は事実と相違ありません。後日、資格の内容が異なることがわかった",
      "ときは、医療機関・保険者の求めに応じて手続きをします。", "",
      "署名" + String(repeating: "　", count: 2) + String(repeating: "＿", count: 24), "",
      "（代理の方が書いたとき）代理人" + String(repeating: "＿", count: 12) + "  続柄" + String(repeating: "＿", count: 5), "",
      String(repeating: "-", count: Self.width),
      (["医療機関の控え  番号 \(ShortName.of(id))"] + [staff.map { "担当 \($0)" }].compactMap(\.self))
        .joined(separator: "  "),
      "この申立書だけでは資格は確認されていません。",
    ]
    return lines.map { InertText($0).text }.joined(separator: "\n") + "\n"
  }

  private func value(_ field: PersonEntry.Field) -> String {
    guard let shown = CounterLanguage.japanese.shown(declaration.entry, field, on: declaration.date) else {
      return field == .remark ? "なし" : "不明"
    }
    return shown == CounterLanguage.japanese.words(BurdenRatio.unknown) ? "不明" : shown
  }

  /// The widest label, and a gap.
  private static let labelWidth = 26

  /// A label and its value; a long value goes on below itself, and so does a character that is wider than a line.
  static func row(_ label: String, _ value: String) -> [String] {
    var lines: [String] = []
    var rest = value[...]
    repeat {
      var taken = rest.startIndex
      var used = 0
      while taken < rest.endIndex, used + CellWidth.of(String(rest[taken])) <= width - labelWidth {
        used += CellWidth.of(String(rest[taken]))
        taken = rest.index(after: taken)
      }
      if taken == rest.startIndex, taken < rest.endIndex { taken = fitting(rest) }
      let head = lines.isEmpty ? label : ""
      lines.append(head + String(repeating: " ", count: max(1, labelWidth - CellWidth.of(head))) + rest[..<taken])
      rest = rest[taken...]
    } while !rest.isEmpty
    return lines
  }

  /// The end of so much of a wide character as a line holds: at least one scalar, or nothing would ever be taken.
  private static func fitting(_ text: Substring) -> String.Index {
    let scalars = text.unicodeScalars
    var end = scalars.index(after: scalars.startIndex)
    while end < scalars.endIndex {
      let next = scalars.index(after: end)
      guard CellWidth.of(String(scalars[..<next])) <= width - labelWidth else { break }
      end = next
    }
    return end
  }

  private static func centred(_ text: String) -> String {
    String(repeating: " ", count: max(0, (width - CellWidth.of(text)) / 2)) + text
  }

  private static func pushed(_ left: String, _ right: String) -> String {
    left + String(repeating: " ", count: max(2, width - CellWidth.of(left) - CellWidth.of(right))) + right
  }
}
