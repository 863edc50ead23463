import CivilTime
import Eligibility

/// The language in which the commands of the counter speak to staff: Japanese, and English for whoever set another
/// `display.language`.
enum CounterLanguage: Equatable {
  case japanese
  case english

  init(_ code: String) { self = code.hasPrefix("ja") ? .japanese : .english }

  func callAsFunction(_ japanese: String, _ english: String) -> String {
    switch self {
    case .japanese: japanese
    case .english: english
    }
  }
}

extension CounterLanguage {
  /// What the number's law code says.
  func words(_ kind: InsurerKind) -> String {
    switch kind {
    case .nationalHealthInsurance: self("国民健康保険", "National Health Insurance")
    case .healthInsuranceAssociation: self("協会けんぽ", "Health Insurance Association")
    case .seamen: self("船員保険", "Seamen's Insurance")
    case .dayLabourers: self("日雇特例被保険者の保険", "day labourers' insurance")
    case .healthInsuranceSociety: self("健康保険組合", "health insurance society")
    case .selfDefenseForces: self("自衛官等", "Self-Defense Forces")
    case .mutualAid: self("共済組合", "mutual aid association")
    case .lateStageElderly: self("後期高齢者医療", "late-stage elderly medical care")
    case .specialRetired: self("特例退職被保険者の保険", "insurance of the specially retired")
    case .other: self("その他の保険者・公費", "another insurer or public expense")
    }
  }

  func words(_ verdict: EligibilityVerdict) -> String {
    switch verdict {
    case .valid: self("有効です", "valid")
    case .validUnregistered: self("有効です（医療扶助・未登録）", "valid, not registered (medical aid)")
    case .invalid: self("無効です", "invalid")
    case .changed: self("無効です（新しい資格があります）", "invalid: a new eligibility exists")
    case .none: self("該当する資格がありません", "no such eligibility")
    case .several: self("複数の資格が当てはまります", "several eligibilities match")
    case .inProgress: self("照会の処理中です", "the service is working on it")
    case .notProcessed: self("照会できませんでした", "the service did not look it up")
    case .unknown: self("結果を読み取れません", "the answer says nothing that is known")
    }
  }

  /// The same of an answer that was kept by its word; nil for a word that is none.
  func words(ofVerdict word: String) -> String? {
    let known: [EligibilityVerdict] = [
      .valid, .validUnregistered, .invalid(nil), .changed, .none, .several(0), .inProgress,
      .notProcessed(code: nil, message: nil), .unknown(nil),
    ]
    return known.first { $0.word == word }.map { words($0) }
  }

  /// What staff do next (reception-flow: without a card, and when it fails). `nil` where the patient is simply received.
  func nextStep(_ verdict: EligibilityVerdict) -> String? {
    switch verdict {
    case .valid: nil
    case .validUnregistered:
      self("医療券の内容を 福祉事務所に確かめてください。", "Ask the welfare office about the medical aid ticket.")
    case .invalid, .none:
      self(
        "番号と生年月日を確かめ、マイナポータルの資格情報か「資格情報のお知らせ」を カードと一緒に見せてもらってください。なければ「被保険者資格申立書」に書いてもらいます。",
        "Check number and birth date; ask for the person's own page on Mynaportal or the eligibility notice, with the card; "
          + "failing that for a signed declaration.")
    case .changed:
      self(
        "新しい保険者の資格確認書、またはマイナンバーカードで もう一度 照会してください。",
        "Look it up again with the new insurer's certificate or with the My Number card.")
    case .several:
      self("枝番と記号を入れて もう一度 照会してください。", "Look it up again with symbol and branch number.")
    case .inProgress: self("しばらくしてから もう一度 照会してください。", "Ask again in a while.")
    case .notProcessed, .unknown:
      self(
        "理由を確かめてください。資格を確認できたことには なりません。",
        "See the reason; nothing was confirmed by this.")
    }
  }

  func words(_ mistake: InsuranceCardEntry.Mistake) -> String {
    let field = words(mistake.field)
    return switch mistake {
    case .missing: self("\(field)を入れてください。", "\(field): give it.")
    case .insurerNumberForm: self("保険者番号は 6 けたか 8 けたの数字です。", "An insurer number has 6 or 8 digits.")
    case .insurerCheckDigit:
      self("保険者番号の検証番号が合いません。数字を確かめてください。", "The insurer number's check digit is wrong: compare the digits.")
    case .tooLong(_, let limit): self("\(field)は \(limit) 文字までです。", "\(field): \(limit) characters at most.")
    case .branchForm:
      self("枝番は 2 けたの数字です。ないときは 空のままにします。", "A branch number has 2 digits; leave it empty where there is none.")
    case .birthdateForm:
      self("生年月日は S60.4.8 や 1985-04-08 のように書きます。", "Write the birth date as 1985-04-08 or S60.4.8.")
    case .birthdateImpossible: self("生年月日が 今日より後か、古すぎます。", "The birth date lies after today or too far back.")
    case .strangeCharacter: self("\(field)に 使えない文字があります。", "\(field) holds a character that no card has.")
    }
  }

  func words(_ field: InsuranceCardEntry.Field) -> String {
    switch field {
    case .insurerNumber: self("保険者番号", "Insurer number")
    case .symbol: self("記号", "Symbol")
    case .number: self("番号", "Number")
    case .branch: self("枝番", "Branch number")
    case .birthdate: self("生年月日", "Birth date")
    }
  }

  func words(_ sex: Sex) -> String {
    switch sex {
    case .male: self("男", "male")
    case .female: self("女", "female")
    case .notSet: self("記載なし", "not set")
    }
  }

  func words(_ standing: PersonalFamilyClassification) -> String {
    switch standing {
    case .insured: self("本人", "insured")
    case .family: self("家族", "family")
    }
  }

  func words(_ reason: ReasonOfLoss) -> String {
    switch reason {
    case .death: self("死亡", "death")
    case .publicAssistanceBegan: self("生活保護の開始", "public assistance began")
    case .otherInsuranceAcquired: self("他の医療保険の資格を取得", "other medical insurance acquired")
    case .other: self("その他", "other")
    }
  }

  func words(_ kind: InsuredCardClassification) -> String {
    switch kind {
    case .general: self("一般", "general")
    case .retired: self("退職", "retired")
    case .shortTermGeneral: self("短期（一般）", "short-term (general)")
    case .shortTermRetired: self("短期（退職）", "short-term (retired)")
    case .specialMedicalExpense: self("特別療養費", "special medical expense")
    case .specialRetired: self("特例退職", "special retired")
    case .selfDefenseForces: self("自衛官", "Self-Defense Forces")
    case .medicalAid: self("医療扶助", "medical aid")
    }
  }

  func words(_ kind: LimitCertificateKind) -> String {
    switch kind {
    case .limit: self("限度額適用認定証", "limit certificate")
    case .limitAndStandardReduction: self("限度額適用・標準負担額減額認定証", "limit and standard reduction certificate")
    case .standardReduction: self("標準負担額減額認定証", "standard reduction certificate")
    }
  }

  func words(_ disease: SpecificDisease) -> String {
    switch disease {
    case .artificialDialysis: self("人工透析", "artificial dialysis")
    case .coagulationFactorDisorder: self("血液凝固因子障害", "coagulation factor disorder")
    case .hivFromBloodProducts: self("血液製剤による HIV 感染症", "HIV from blood products")
    }
  }

  func words(_ view: ConsentedViews.View) -> String {
    switch view {
    case .medication: self("薬剤情報", "medication")
    case .treatment: self("診療情報・医療機関名", "treatment and names of institutions")
    case .operation: self("手術情報", "operations")
    case .checkup: self("健診情報", "check-ups")
    case .dialysis: self("人工透析（特定疾病）", "dialysis (specific disease)")
    }
  }

  /// For a line that has little room.
  func shortWords(_ view: ConsentedViews.View) -> String {
    switch view {
    case .medication: self("薬剤", "medication")
    case .treatment: self("診療", "treatment")
    case .operation: self("手術", "operations")
    case .checkup: self("健診", "check-ups")
    case .dialysis: self("透析", "dialysis")
    }
  }

  /// A code as people say it; one that is in no table stands as it came, and says so.
  func words<Table>(_ code: Coded<Table>?, _ known: (Table) -> String) -> String? {
    switch code {
    case nil: nil
    case .known(let value): known(value)
    case .unknown(let text): self("コード \(text)（表にありません）", "code \(text) (in no table)")
    }
  }
}
