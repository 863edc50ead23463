import CivilTime
import Eligibility

extension CounterLanguage {
  func words(_ field: PersonEntry.Field) -> String {
    switch field {
    case .name: self("氏名", "Name")
    case .kana: self("カナ", "Kana")
    case .birthdate: self("生年月日", "Birth date")
    case .sex: self("性別", "Sex")
    case .address: self("住所", "Address")
    case .contact: self("連絡先", "Contact")
    case .insuranceKind: self("保険の種類", "Kind of insurance")
    case .insurerName: self("保険者の名称", "Insurer")
    case .insurerNumber: self("保険者番号", "Insurer number")
    case .symbol: self("記号", "Symbol")
    case .number: self("番号", "Number")
    case .branch: self("枝番", "Branch number")
    case .employerName: self("事業所（勤め先）の名称", "Employer")
    case .employerAddress: self("事業所の所在地", "Employer's address")
    case .burden: self("一部負担金の割合", "Burden ratio")
    case .reason: self("資格を確認できない理由", "Why nothing could be confirmed")
    case .remark: self("補足", "Remark")
    }
  }

  /// How a field is typed; nil where it needs no saying.
  func hint(_ field: PersonEntry.Field) -> String? {
    switch field {
    case .birthdate: self("S60.5.20 / 1985-05-20", "1985-05-20 / S60.5.20")
    case .contact: self("電話番号など。ない人は「なし」", "telephone; \"none\" where there is none")
    case .insurerNumber: self("6 けたか 8 けた", "6 or 8 digits")
    case .name, .kana, .sex, .address, .insuranceKind, .insurerName, .symbol, .number, .branch, .employerName,
      .employerAddress, .burden, .reason, .remark:
      nil
    }
  }

  /// A field's codes in the order of their digits; none where it is free text.
  func codes(of field: PersonEntry.Field) -> [(code: String, words: String)] {
    switch field {
    case .sex: Sex.allCases.map { ($0.rawValue, words($0)) }
    case .insuranceKind: InsuranceKind.allCases.map { ($0.rawValue, words($0)) }
    case .burden: BurdenRatio.allCases.map { ($0.rawValue, words($0)) }
    case .reason: DeclarationReason.allCases.map { ($0.rawValue, words($0)) }
    case .name, .kana, .birthdate, .address, .contact, .insurerName, .insurerNumber, .symbol, .number, .branch,
      .employerName, .employerAddress, .remark:
      []
    }
  }

  /// A field's text as people read it; nil where there is none.
  func shown(_ entry: PersonEntry, _ field: PersonEntry.Field, on today: CivilDate) -> String? {
    guard let text = entry[field] else { return nil }
    if let code = codes(of: field).first(where: { $0.code == text }) { return code.words }
    switch field {
    case .birthdate: return CivilDate(compact: text).map { dayWithAge($0, on: today) } ?? text
    case .insurerNumber:
      return InsurerNumber(text).map { self("\(text)（\(words($0.kind))）", "\(text) (\(words($0.kind)))") } ?? text
    case .name, .kana, .sex, .address, .contact, .insuranceKind, .insurerName, .symbol, .number, .branch,
      .employerName, .employerAddress, .burden, .reason, .remark:
      return text
    }
  }

  func words(_ kind: InsuranceKind) -> String {
    switch kind {
    case .employees: self("社保（勤め先の健康保険・共済など）", "by an employer")
    case .national: self("国保（国民健康保険）", "National Health Insurance")
    case .lateStageElderly: self("後期高齢者医療", "late-stage elderly medical care")
    case .other: self("その他", "other")
    case .unknown: self("わからない", "not known")
    }
  }

  func words(_ burden: BurdenRatio) -> String {
    switch burden {
    case .ten: self("1 割", "10 %")
    case .twenty: self("2 割", "20 %")
    case .thirty: self("3 割", "30 %")
    case .unknown: self("わからない", "not known")
    }
  }

  func words(_ reason: DeclarationReason) -> String {
    switch reason {
    case .notFound: self("資格情報がない（届け出の途中など）", "no eligibility found")
    case .invalid: self("資格が無効と出る", "the eligibility is invalid")
    case .machine: self("機器・通信の不具合", "machine or network trouble")
    case .card: self("カードの不具合・有効期限切れ", "trouble with the card")
    case .nothingBrought: self("カード・資格確認書を持っていない", "neither card nor certificate brought")
    case .other: self("その他（補足に書く）", "other (see the remark)")
    }
  }

  func words(_ mistake: PersonEntry.Mistake) -> String {
    switch mistake {
    case .missing(let field): self("\(words(field))を入れてください。", "\(words(field)): give it.")
    case .flaw(let field, .tooLong(let limit)):
      self("\(words(field))は \(limit) 文字までです。", "\(words(field)): \(limit) characters at most.")
    case .flaw(let field, .strangeCharacter):
      self("\(words(field))に 使えない文字があります。", "\(words(field)) holds a character that cannot be used.")
    case .flaw(let field, .blackCircle):
      self(
        "\(words(field))の ● は 伝わらなかった文字です。本人に確かめて 入れてください。",
        "\(words(field)): ● stands for a character that was lost; ask the person.")
    case .card(let mistake): words(mistake)
    case .notAReading: self("カナは かな・カナ・英字で入れてください。", "Write the reading in kana or letters.")
    case .contactForm:
      self(
        "連絡先は 電話番号かメールアドレスです。ない人は「なし」と入れます。",
        "Contact: a telephone number, an address of mail, or \"none\".")
    case .noSuchCode(let field):
      self(
        "\(words(field))は \(codes(of: field).map(\.code).joined(separator: "・"))の どれかです。",
        "\(words(field)) is one of \(codes(of: field).map(\.code).joined(separator: ", ")).")
    case .kindContradictsNumber:
      self(
        "保険の種類と 保険者番号が合いません。どちらかを直してください。",
        "Kind of insurance and insurer number contradict each other: mend one of them.")
    }
  }
}
