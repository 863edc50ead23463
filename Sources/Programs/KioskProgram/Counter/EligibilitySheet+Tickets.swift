import Eligibility

// Medical aid (医療扶助): all that a ticket says.

extension EligibilitySheet {
  /// The first row names the ticket; what belongs to it stands below under labels of its own.
  mutating func add(_ ticket: MedicalTicketInfo) {
    let kind = language.words(ticket.ticketType, language.words) ?? language("医療券", "medical ticket")
    let span = language.span(ticket.medicalTicketValidDate, ticket.medicalTicketExpirationDate)
    add(language("医療扶助", "Medical aid"), [kind, span].joined())
    func row(_ japanese: String, _ english: String) -> String { language("  " + japanese, "  " + english) }
    add(row("交付番号", "Issue number"), ticket.issueNumber)
    add(row("診療年月", "Month of care"), ticket.medicalTreatmentMonth?.text)
    add(row("診療の別", "Kind of care"), language.words(ticket.medicalTreatmentType, language.words))
    add(
      row("指定医療機関", "Institution"),
      [ticket.designatedMedicalInstitutionCode, ticket.designatedMedicalInstitutionName].joined())
    add(
      row("この医療機関の券か", "Names this institution"),
      language.words(ticket.designatedMedicalInstitutionFlag, language.words))
    add(
      row("処方箋の交付元", "Prescribed by"),
      [ticket.prescriptionIssuerMedicalInstitutionCode, ticket.prescriptionIssuerMedicalInstitutionName].joined())
    add(
      row("傷病名", "Injury or disease"),
      [ticket.injuryName1, ticket.injuryName2, ticket.injuryName3].joined(separator: language("、", ", ")))
    add(row("本人支払額", "Pays"), ticket.selfPayAmount.map { language("\($0) 円", "\($0) yen") })
    add(row("単独・併用", "Alone or combined"), language.words(ticket.singleOrCombinedUse, language.words))
    add(row("社会保険", "Social insurance"), language.words(ticket.statusOfSocialInsurance, language.words))
    add(row("社会保険の一致", "Agrees with the service"), language.words(ticket.consistencyFlag, language.words))
    add(row("感染症 37 条の 2", "Infectious diseases act 37-2"), language.words(ticket.statusOfInfection, language.words))
    add(row("後期高齢者", "Late-stage elderly"), language.words(ticket.statusOfElderlyMedicalCare, language.words))
    add(row("都道府県費", "Prefectural expenses"), language.words(ticket.statusOfPrefecturalExpenses, language.words))
    add(row("地区担当員", "District contact"), ticket.districtContactName)
    add(row("取扱担当者", "Handled by"), ticket.handlingContactName)
    add(
      row("備考", "Remarks"), [ticket.remarks1, ticket.remarks2, ticket.remarks3].joined(separator: language("、", ", ")))
    add(ticket.unknown, in: "  ")
  }
}

extension CounterLanguage {
  func words(_ type: TicketType) -> String {
    switch type {
    case .medical: self("医療券", "medical ticket")
    case .dispensing: self("調剤券", "dispensing ticket")
    }
  }

  func words(_ flag: DesignatedInstitutionFlag) -> String {
    switch flag {
    case .matches: self("はい", "yes")
    case .differs: self("いいえ（ほかの医療機関の券です）", "no (it is another institution's)")
    }
  }

  func words(_ type: MedicalTreatmentType) -> String {
    switch type {
    case .inpatient: self("入院", "inpatient")
    case .outpatient: self("入院外", "outpatient")
    case .dental: self("歯科", "dental")
    case .dispensing: self("調剤", "dispensing")
    case .homeNursing: self("訪問看護", "home nursing")
    }
  }

  func words(_ use: SingleOrCombinedUse) -> String {
    switch use {
    case .alone: self("単独", "alone")
    case .combined: self("併用", "combined")
    }
  }

  func words(_ status: TicketStatus) -> String {
    switch status {
    case .yes: self("あり", "yes")
    case .no: self("なし", "no")
    }
  }

  func words(_ flag: ConsistencyFlag) -> String {
    switch flag {
    case .inconsistent: self("サービスの記録と 合いません", "does not agree with the service's record")
    }
  }

  func words(_ select: PrescriptionIssueSelect) -> String {
    switch select {
    case .electronic: self("電子", "electronic")
    case .paper: self("紙", "paper")
    }
  }

  func words(_ kind: FurtherConsent.Kind) -> String {
    switch kind {
    case .diagnosisName: self("傷病名", "names of diseases")
    case .infection: self("感染症", "infections")
    case .allergy: self("アレルギー", "allergies")
    case .contraindication: self("薬剤禁忌", "drugs that must not be given")
    case .test: self("検査", "tests")
    case .prescription: self("処方", "prescriptions")
    }
  }
}
