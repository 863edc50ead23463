import CivilTime
import DemoPeople
import Eligibility

// The certificates that the people of the file have, as the messages tell of them. Each runs from the first day of this
// month for a year, so that the file does not age.

/// As messages write a percentage: three digits.
func percentDigits(_ value: Int) -> String {
  String(repeating: "0", count: max(0, 3 - String(value).count)) + String(value)
}

/// A year from the first day of this month.
private struct CertificateYear {
  let start: MessageDate
  let end: MessageDate

  init(of today: CivilDate) {
    let first = today.adding(days: 1 - today.day)
    start = MessageDate(first)
    end = MessageDate(first.adding(months: 12).adding(days: -1))
  }
}

extension DemoInsurance.Limit {
  func information(on today: CivilDate) -> LimitApplicationCertificateRelatedInfo {
    let year = CertificateYear(of: today)
    var information = LimitApplicationCertificateRelatedInfo()
    information.limitApplicationCertificateClassification = .known(kind)
    information.limitApplicationCertificateClassificationFlag = .known(bracket)
    information.limitApplicationCertificateDate = year.start
    information.limitApplicationCertificateValidStartDate = year.start
    information.limitApplicationCertificateValidEndDate = year.end
    information.limitApplicationCertificateLongTermDate = isLongTerm ? year.start : nil
    return information
  }
}

extension DemoInsurance.Disease {
  func information(on today: CivilDate) -> SpecificDiseasesCertificateInfo {
    let year = CertificateYear(of: today)
    var information = SpecificDiseasesCertificateInfo()
    information.specificDiseasesDiseaseCategory = .known(category)
    information.specificDiseasesCertificateDate = year.start
    information.specificDiseasesValidStartDate = year.start
    information.specificDiseasesValidEndDate = year.end
    information.specificDiseasesSelfPay = String(selfPay)
    return information
  }
}

extension ElderlyRecipientCertificateInfo {
  init(percent: Int, on today: CivilDate) {
    let year = CertificateYear(of: today)
    self.init()
    elderlyRecipientCertificateDate = year.start
    elderlyRecipientValidStartDate = year.start
    elderlyRecipientValidEndDate = year.end
    elderlyRecipientContributionRatio = percentDigits(percent)
  }
}

extension DemoTicket {
  /// The month of the ticket.
  func month(on today: CivilDate) -> MessageMonth { MessageMonth(firstDay(on: today)) }

  private func firstDay(on today: CivilDate) -> CivilDate {
    today.adding(days: 1 - today.day).adding(months: -monthsAgo)
  }

  /// - Parameter asking: the institution that asks; a ticket that names none is for it.
  func information(on today: CivilDate, to asking: String) -> MedicalTicketInfo {
    let first = firstDay(on: today)
    var information = MedicalTicketInfo()
    information.ticketType = Coded(type)
    information.medicalTicketValidDate = MessageDate(first)
    information.medicalTicketExpirationDate = MessageDate(first.adding(months: 1).adding(days: -1))
    information.issueNumber = issueNumber
    information.medicalTreatmentMonth = month(on: today)
    information.designatedMedicalInstitutionCode = institution?.code ?? asking
    information.designatedMedicalInstitutionFlag = .known(names(asking) ? .matches : .differs)
    information.designatedMedicalInstitutionName = institution?.name
    information.injuryName1 = injuries.first
    information.injuryName2 = injuries.dropFirst().first
    information.injuryName3 = injuries.dropFirst(2).first
    information.medicalTreatmentType = Coded(care)
    information.selfPayAmount = String(selfPay)
    information.districtContactName = "見本　地区員"
    information.handlingContactName = "見本　取扱員"
    information.singleOrCombinedUse = .known(isCombined ? .combined : .alone)
    information.statusOfSocialInsurance = .known(isCombined ? .yes : .no)
    information.statusOfInfection = .known(.no)
    information.statusOfElderlyMedicalCare = .known(.no)
    information.statusOfPrefecturalExpenses = .known(.no)
    information.remarks1 = remarks.first
    information.remarks2 = remarks.dropFirst().first
    information.remarks3 = remarks.dropFirst(2).first
    return information
  }

  /// Whether it is for this institution.
  func names(_ asking: String) -> Bool { institution == nil || institution?.code == asking }
}
