import CivilTime
import Display
import Eligibility

/// A result as staff read it: a label and what stands beside it.
struct EligibilitySheet {
  struct Row: Equatable {
    var label: String
    var value: String
  }

  private(set) var rows: [Row] = []
  let language: CounterLanguage

  /// - Parameter today: ages are those of this day.
  init(_ result: ResultOfQualificationConfirmation, _ language: CounterLanguage, on today: CivilDate) {
    self.language = language
    person(result, today)
    insurance(result)
    dates(result)
    certificates(result)
    consents(result)
    add(language("照会番号", "Reference number"), result.referenceNumber)
    add(language("院内の識別", "Hospital's own name"), result.arbitraryIdentifier)
    add(language("処方箋", "Prescription"), language.words(result.prescriptionIssueSelect, language.words))
    add(result.unknown)
    if !result.elementsWithBlackCircle.isEmpty {
      add(
        language("注意", "Note"),
        language("● は 伝わらなかった文字です。カードで確かめてください。", "● stands for a character that did not come through: see the card."))
    }
  }

  /// What stands in a reply beside its results, and is in no table: shown as it came.
  init(around reply: EligibilityReply, _ language: CounterLanguage) {
    self.language = language
    add(language("照会番号", "Reference number"), reply.body.referenceNumber)
    add(language("処方箋", "Prescription"), language.words(reply.body.prescriptionIssueSelect, language.words))
    add(reply.header.unknown)
    add(reply.body.unknown)
  }

  mutating func add(_ label: String, _ value: String?) {
    guard let value, !value.isEmpty else { return }
    rows.append(Row(label: label, value: value))
  }

  /// Elements of no table, under their own names; those of a group with its name before theirs.
  mutating func add(_ unknown: [UnknownElement], in group: String = "") {
    for element in unknown {
      add(group + element.name, element.text)
      add(element.children, in: "\(group)\(element.name)/")
    }
  }

  private mutating func person(_ result: ResultOfQualificationConfirmation, _ today: CivilDate) {
    add(language("氏名", "Name"), result.name)
    add(language("カナ", "Kana"), result.nameKana)
    add(language("別の氏名", "Other name"), [result.nameOfOther, result.nameOfOtherKana].joined())
    let age = result.birthdate?.date.map { $0.age(on: today) }
    add(
      language("生年月日", "Birth date"),
      language.day(result.birthdate).map { day in
        age.map { language("\(day)（\($0)歳）", "\(day) (\($0))") } ?? day
      })
    add(language("性別", "Sex"), language.words(result.sex1, language.words))
    if result.sex2 != result.sex1 {
      add(language("性別（戸籍）", "Sex (register)"), language.words(result.sex2, language.words))
    }
    add(language("住所", "Address"), [result.postNumber.map { "〒\($0)" }, result.address].joined())
  }

  private mutating func insurance(_ result: ResultOfQualificationConfirmation) {
    let kind = result.insurerNumber.flatMap { InsurerNumber($0) }.map { language.words($0.kind) }
    add(language("保険者", "Insurer"), [result.insurerNumber, result.insurerName, kind.map { "(\($0))" }].joined())
    add(language("証の区分", "Kind of card"), language.words(result.insuredCardClassification, language.words))
    add(
      language("記号・番号", "Symbol, number"),
      [result.insuredCardSymbol, result.insuredIdentificationNumber].joined(separator: "・"))
    add(language("枝番", "Branch number"), result.insuredBranchNumber)
    add(
      language("本人・家族", "Insured or family"), language.words(result.personalFamilyClassification, language.words))
    add(language("世帯主・被保険者", "Insured person"), result.insuredName)
    add(
      language("負担割合", "Burden"),
      Self.percent(result.elderlyRecipientCertificateInfo?.elderlyRecipientContributionRatio)
        ?? Self.percent(result.insuredPartialContributionRatio))
    if result.preschoolClassification != nil { add(language("未就学", "Preschool"), language("はい", "yes")) }
  }

  private mutating func dates(_ result: ResultOfQualificationConfirmation) {
    add(language("資格取得日", "Acquired"), language.day(result.qualificationDate))
    add(language("資格喪失日", "Lost"), language.day(result.disqualificationDate))
    add(language("喪失の理由", "Reason of loss"), language.words(result.reasonOfLoss, language.words))
    add(language("証の交付日", "Card issued"), language.day(result.insuredCertificateIssuanceDate))
    add(
      language("証の有効期間", "Card valid"),
      language.span(result.insuredCardValidDate, result.insuredCardExpirationDate))
    if let elderly = result.elderlyRecipientCertificateInfo {
      add(
        language("高齢受給者証", "Elderly recipient"),
        language.span(elderly.elderlyRecipientValidStartDate, elderly.elderlyRecipientValidEndDate))
      add(
        language("高齢受給者証の交付日", "Elderly recipient issued"), language.day(elderly.elderlyRecipientCertificateDate))
      add(elderly.unknown)
    }
  }

  private mutating func certificates(_ result: ResultOfQualificationConfirmation) {
    if let limit = result.limitApplicationCertificateRelatedInfo {
      let bracket = language.words(limit.limitApplicationCertificateClassificationFlag, \.japanese)
      let kind = language.words(limit.limitApplicationCertificateClassification, language.words)
      add(language("限度額", "High-cost limit"), [bracket, kind].joined())
      add(
        language("限度額の期間", "Limit valid"),
        language.span(limit.limitApplicationCertificateValidStartDate, limit.limitApplicationCertificateValidEndDate))
      add(language("限度額の交付日", "Limit issued"), language.day(limit.limitApplicationCertificateDate))
      add(language("長期入院該当日", "Long-term since"), language.day(limit.limitApplicationCertificateLongTermDate))
      add(limit.unknown)
    }
    for disease in result.specificDiseasesCertificateList {
      let kind = language.words(disease.specificDiseasesDiseaseCategory, language.words)
      let pays = disease.specificDiseasesSelfPay.map { language("自己負担 \($0) 円", "pays \($0) yen") }
      add(
        language("特定疾病", "Specific disease"),
        [kind, language.span(disease.specificDiseasesValidStartDate, disease.specificDiseasesValidEndDate), pays]
          .joined())
      add(
        language("特定疾病の交付日", "Specific disease issued"), language.day(disease.specificDiseasesCertificateDate))
      add(disease.unknown)
    }
    for ticket in result.publicExpenseResultList { add(ticket) }
  }

  private mutating func consents(_ result: ResultOfQualificationConfirmation) {
    let kinds: [(ConsentedViews.View, ViewConsent)] = [
      (.medication, result.pharmacistsInfo), (.treatment, result.diagnosisInfo), (.operation, result.operationInfo),
      (.checkup, result.specificHealthCheckupsInfo),
    ]
    for (view, consent) in kinds { add(consent, language.words(view)) }
    for further in result.furtherConsents { add(further.consent, language.words(further.kind)) }
    let dialysis = ViewConsent(
      consFlg: result.specificDiseasesCertificateRelatedConsFlg,
      consTime: result.specificDiseasesCertificateRelatedConsTime)
    add(dialysis, language.words(ConsentedViews.View.dialysis))
    switch result.limitApplicationCertificateRelatedConsFlg {
    case .known(.yes), .unknown:
      add(
        language("同意", "Consent"),
        [
          language("限度額", "high-cost limit"),
          language.words(result.limitApplicationCertificateRelatedConsFlg) { _ in language("あり", "given") },
        ].joined())
    case .known(.no), nil: break
    }
  }

  /// What was not asked needs no row; what the service says of it otherwise does.
  private mutating func add(_ consent: ViewConsent, _ view: String) {
    let standing: String?
    switch consent.consFlg {
    case .known(.none), nil: return
    case .known(.given): standing = consent.availableTime?.moment.map { language.until($0) }
    case .known(.expired): standing = language("終わりました", "expired")
    case .known(.couldNotBeObtained): standing = language("得られませんでした", "could not be obtained")
    case .unknown: standing = language.words(consent.consFlg) { _ in "" }
    }
    add(language("同意", "Consent"), [view, standing].joined())
  }

  /// `010` is 10 %; the fact page's form of a ratio.
  private static func percent(_ ratio: String?) -> String? {
    ratio.map { text in Int(text).map { "\($0) %" } ?? text }
  }

  /// The labels in one column, the values in another.
  var text: String {
    let width = rows.map { CellWidth.of($0.label) }.max() ?? 0
    return rows.map { row in
      let gap = String(repeating: " ", count: width - CellWidth.of(row.label) + 2)
      return InertText(row.label).text + gap + InertText(row.value).text
    }.joined(separator: "\n")
  }
}

extension [String?] {
  /// What is there of several parts.
  func joined(separator: String = " ") -> String {
    compactMap(\.self).filter { !$0.isEmpty }.joined(separator: separator)
  }
}

extension CounterLanguage {
  /// In the era for Japanese, else as numbers; a text that is no day stands as it came.
  func day(_ date: MessageDate?) -> String? {
    guard let date else { return nil }
    guard let day = date.date else { return date.text }
    return self.day(day)
  }

  func day(_ day: CivilDate) -> String {
    self(
      day.inEra,
      "\(day.compact.prefix(4))-\(day.compact.dropFirst(4).prefix(2))-\(day.compact.suffix(2))")
  }

  func span(_ start: MessageDate?, _ end: MessageDate?) -> String? {
    guard start != nil || end != nil else { return nil }
    return [day(start) ?? "", day(end) ?? ""].joined(separator: self("から", " – ")) + (end == nil ? "" : self("まで", ""))
  }

  func until(_ moment: CivilMoment) -> String {
    self("\(moment.date.month)月\(moment.date.day)日 \(moment.clock) まで", "until \(day(moment.date)) \(moment.clock)")
  }
}
