import CivilTime
import Display
import Eligibility

/// Medical information as a clinician reads it: newest first, with the time at which each consent ends.
struct MedicalSheet: Encodable {
  struct Drug: Encodable {
    var date: String?
    var prescribed: String?
    var origin: String
    var institution: String?
    var name: String?
    var ingredient: String?
    var quantity: String?
    var unit: String?
    var times: String?
    var usage: String?
  }

  struct Act: Encodable {
    var date: String?
    var institution: String?
    /// `treatment`, `operation` or `dialysis`.
    var kind: String
    var name: String?
    var code: String?
    var times: String?
  }

  struct Checkup: Encodable {
    struct Item: Encodable {
      var name: String?
      var value: String?
      var unit: String?
    }

    var date: String?
    var items: [Item]
  }

  var name: String?
  var nameKana: String?
  var birthdate: String?
  /// Each consent's kind and end (`yyyyMMddHHmmss`).
  var consents: [String: String]
  /// Nil where they were not obtained: that is not "none".
  var drugs: [Drug]?
  var acts: [Act]?
  var checkups: [Checkup]?
  /// Why a part was not obtained, by the message's name (`YZK`, `TKK`): the service's own words.
  var notObtained: [String: String] = [:]

  /// The months that were asked for, `yyyyMM`, both included; check-ups are asked for without.
  var firstMonth: String
  var lastMonth: String

  private let language: CounterLanguage
  private let views: ConsentedViews
  private let months: ClosedRange<MessageMonth>

  private enum CodingKeys: String, CodingKey {
    case name, nameKana, birthdate, consents, firstMonth, lastMonth, drugs, acts, checkups, notObtained
  }

  init(_ patient: ConsentedPatient, _ months: ClosedRange<MessageMonth>, _ language: CounterLanguage) {
    self.language = language
    self.months = months
    firstMonth = months.lowerBound.text
    lastMonth = months.upperBound.text
    views = patient.views
    name = patient.result.name
    nameKana = patient.result.nameKana
    birthdate = patient.result.birthdate?.text
    consents = Dictionary(uniqueKeysWithValues: patient.views.ends.map { ($0.key.rawValue, $0.value.compact) })
  }

  /// - Parameter reply: what may be shown of it.
  /// - Throws: for a reply about somebody else.
  mutating func add(
    _ reply: MedicalInformationReply, _ form: MedicalInformationForm, _ patient: ConsentedPatient
  ) throws(ProgramFailure) {
    guard reply.isDone else {
      return refuse(form, [reply.resultCode, reply.messageContents].compactMap(\.self).joined(separator: " "))
    }
    // Another's medication on this screen would be worse than none.
    guard reply.person.isSame(as: patient.result) else {
      throw ProgramFailure(.serviceUnavailable, "eligibility.url: the medical information is about another person")
    }
    switch form.subject {
    case .medication:
      let days = reply.months.flatMap { month in month.days.map { (month, $0) } }
      drugs = days.flatMap { month, day in day.drugs.map { Drug($0, day, month) } }
        .sorted { ($0.date ?? "", $1.name ?? "") > ($1.date ?? "", $0.name ?? "") }
      acts = days.flatMap { month, day in day.acts.map { Act($0, day, month) } }
        .sorted { ($0.date ?? "", $1.name ?? "") > ($1.date ?? "", $0.name ?? "") }
    case .checkup:
      checkups = reply.checkups.map(Checkup.init).sorted { ($0.date ?? "") > ($1.date ?? "") }
    }
  }

  /// The service did not give this part.
  mutating func refuse(_ form: MedicalInformationForm, _ reason: String) {
    notObtained[form.subject.rawValue] = reason
  }

  /// With a line's end.
  var text: String { lines.map { InertText($0.text).text }.joined(separator: "\n") + "\n" }

  /// As a screen shows them.
  var lines: [Pager.Line] {
    var lines = [
      Pager.Line(
        [name, nameKana.map { "(\($0))" }, language.day(birthdate.map { MessageDate($0) })].compactMap(\.self)
          .joined(separator: " "), .heading)
    ]
    for view in ConsentedViews.View.allCases {
      if views.ends[view] != nil, notObtained[view.subject.rawValue] != nil {
        // Whether it still holds is not known: it may have been withdrawn since.
        lines.append(Pager.Line("! \(language.words(view)): \(language("取得できませんでした", "not obtained"))", .error))
      } else if let end = views.ends[view] {
        lines.append(Pager.Line("✓ \(language.words(view)): \(language.until(end))", .good))
      } else if let end = views.ended[view] {
        let ended = language(
          "同意は \(end.date.month)月\(end.date.day)日 \(end.clock) に 終わりました", "the consent ended \(end.clock)")
        lines.append(Pager.Line("– \(language.words(view)): \(ended)", .subtle))
      } else {
        lines.append(Pager.Line("– \(language.words(view)): \(words(views.otherFlags[view]))", .subtle))
      }
    }
    if views.medicationForm != nil { lines.append(Pager.Line(language.period(months))) }
    if views.allow(.medication) { lines += part(language("お薬", "Medication"), .medication, drugs?.map(line)) }
    for kind in [ConsentedViews.View.treatment, .operation, .dialysis] where views.allow(kind) {
      lines += part(language.words(kind), .medication, acts?.filter { $0.kind == kind.word }.map(line))
    }
    if views.allow(.checkup) {
      lines += part(
        language("健診", "Check-ups"), .checkup,
        checkups?.flatMap { checkup in
          [language.day(checkup.date.map { MessageDate($0) }) ?? "-"]
            + checkup.items.map { item in
              "  " + [item.name, item.value, item.unit].compactMap(\.self).joined(separator: " ")
            }
        })
    }
    return lines
  }

  /// - Parameter lines: nil where they were not obtained: a doctor must not take that for "none".
  private func part(_ title: String, _ subject: MedicalInformationSubject, _ lines: [String]?) -> [Pager.Line] {
    let head = [Pager.Line(""), Pager.Line("── \(title) ──", .heading)]
    guard let lines else {
      let reason = notObtained[subject.rawValue] ?? ""
      let words = language(
        "! 取得できませんでした（あるかどうか わかりません）: \(reason)", "! not obtained (whether there is any is not known): \(reason)")
      return head + [Pager.Line(words, .error)]
    }
    guard !lines.isEmpty else { return head + [Pager.Line(language("この期間には ありません。", "none in this time"))] }
    return head + lines.map { Pager.Line($0) }
  }

  private func words(_ flag: Coded<ConsentFlag>?) -> String {
    switch flag {
    case .known(.expired): language("同意は 終わりました", "the consent has expired")
    case .known(.couldNotBeObtained): language("同意を 得られませんでした", "consent could not be obtained")
    case .known(.given), .known(.none), nil: language("同意なし", "no consent")
    case .unknown(let code): language("コード \(code)（表にありません）", "code \(code) (in no table)")
    }
  }

  private func line(_ drug: Drug) -> String {
    let amount = [drug.quantity, drug.unit].compactMap(\.self).joined()
    let times = drug.times.map { language("\($0) 日・回分", "× \($0)") }
    return [
      language.day(drug.date.map { MessageDate($0) }), drug.name, amount.isEmpty ? nil : amount, times, drug.usage,
      drug.institution.map { "(\($0))" },
    ].compactMap(\.self).joined(separator: "  ")
  }

  private func line(_ act: Act) -> String {
    [
      language.day(act.date.map { MessageDate($0) }), act.name, act.times.map { "× \($0)" },
      act.institution.map { "(\($0))" },
    ].compactMap(\.self).joined(separator: "  ")
  }
}

extension MedicalSheet.Drug {
  fileprivate init(_ drug: DrugInformation, _ day: MedicationDay, _ month: MedicationMonth) {
    self.init(
      date: day.date?.text, prescribed: day.prescribed?.text, origin: "\(month.origin)",
      institution: month.institutionName, name: drug.name, ingredient: drug.ingredient, quantity: drug.quantity,
      unit: drug.unit, times: drug.times,
      usage: [drug.usage, drug.instruction].compactMap(\.self).joined(separator: " "))
  }
}

extension MedicalSheet.Act {
  fileprivate init(_ act: TreatmentAct, _ day: MedicationDay, _ month: MedicationMonth) {
    self.init(
      date: day.date?.text, institution: month.institutionName, kind: act.kind.word, name: act.name, code: act.code,
      times: act.times)
  }
}

extension MedicalSheet.Checkup {
  fileprivate init(_ checkup: SpecificHealthCheckupInfo) {
    self.init(
      date: checkup.effectiveTime?.text,
      items: checkup.items.map { Item(name: $0.itemName, value: $0.dataValueName ?? $0.dataValue, unit: $0.unit) })
  }
}

extension TreatmentAct.Kind {
  fileprivate var word: String {
    switch self {
    case .treatment: "treatment"
    case .operation: "operation"
    case .dialysis: "dialysis"
    }
  }
}

extension MedicalInformationPerson {
  /// The birth date must be the same; sex, and name or reading, wherever both sides tell of them. A name in which a
  /// character was lost is compared with none.
  fileprivate func isSame(as result: ResultOfQualificationConfirmation) -> Bool {
    guard let birth = birth?.date, birth == result.birthdate?.date else { return false }
    let told = ["1", "2"]
    if let gender, let sex = result.sex1?.text, told.contains(gender), told.contains(sex), gender != sex {
      return false
    }
    func isWhole(_ text: String?) -> Bool { text.map { !BlackCircle.isIn($0) } ?? false }
    let names = [result.name, result.nameOfOther].compactMap(\.self)
    let readings = [result.nameKana, result.nameOfOtherKana].compactMap(\.self)
    var isComparable = false
    if let name, isWhole(name) {
      for own in names where isWhole(own) {
        if PersonComparison.isSameName(own, as: name) { return true }
        isComparable = true
      }
    }
    if let kanaName, isWhole(kanaName) {
      for own in readings where isWhole(own) {
        if PersonComparison.isSameReading(own, as: kanaName) { return true }
        isComparable = true
      }
    }
    return !isComparable
  }
}

extension CounterLanguage {
  fileprivate func period(_ months: ClosedRange<MessageMonth>) -> String {
    self(
      "期間: \(months.lowerBound.inEra) から \(months.upperBound.inEra) まで（お薬・診療・手術・透析）",
      "Months: \(months.lowerBound.text) to \(months.upperBound.text) (medication, treatment, operations, dialysis)")
  }
}

extension ConsentedViews.View {
  fileprivate var subject: MedicalInformationSubject {
    switch self {
    case .medication, .treatment, .operation, .dialysis: .medication
    case .checkup: .checkup
    }
  }

  fileprivate var word: String {
    switch self {
    case .medication: "medication"
    case .treatment: "treatment"
    case .operation: "operation"
    case .checkup: "checkup"
    case .dialysis: "dialysis"
    }
  }
}
