import CivilTime
import DemoPeople
import Eligibility

// Medical information (`YZK`, `TKK`): only what a living consent to the asking institution covers.

extension EligibilityService {
  mutating func medicalInformation(
    _ asked: MedicalInformationRequest, at now: Timestamp
  ) -> MedicalInformationReply {
    let today = CivilMoment(now).date
    let card = Residents.CardData(
      insurerNumber: asked.insurerNumber, symbol: asked.symbol, number: asked.identificationNumber,
      branch: asked.branchNumber, birthdate: nil)
    guard card.insurer != nil else { return MedicalInformationReply(to: asked, saying: .insurerNumberWrong) }
    let found = residents.matches(card, on: today)
    guard let resident = found.first else { return MedicalInformationReply(to: asked, saying: .noSuchEligibility) }
    guard found.count == 1 else { return MedicalInformationReply(to: asked, saying: .severalMatch) }
    let release = release(of: resident, for: asked, at: now)
    guard release.isAnything else { return MedicalInformationReply(to: asked, saying: .notAgreed) }

    var reply = MedicalInformationReply(to: asked)
    reply.resultCode = MedicalInformationReply.done
    reply.person.name = resident.person.identity.name
    reply.person.kanaName = resident.person.identity.nameKana
    reply.person.birth = MessageDate(resident.birthdate)
    reply.person.gender = resident.person.identity.sex.rawValue
    switch asked.form.subject {
    case .medication:
      reply.months = resident.person.records.months.compactMap { month in
        let told = MedicationMonth(month, on: today, to: asked.medicalInstitutionCode, release)
        if let asked = asked.months, let month = told.month, !asked.contains(month) { return nil }
        return told.days.isEmpty ? nil : told
      }
    case .checkup:
      reply.checkups = resident.person.records.checkups.map { SpecificHealthCheckupInfo($0, on: today) }
    }
    if asked.form.isDocument {
      let document = SampleDocument(of: reply, at: CivilMoment(now)).bytes
      reply = MedicalInformationReply(to: asked)
      reply.resultCode = MedicalInformationReply.done
      reply.document = document
    }
    return reply
  }

  /// What the living consents release of the form that is asked for. At the reception they were given in a session with
  /// this institution; for home visits and online care at home. In an emergency nobody is asked, and this stand-in gives
  /// nothing.
  private func release(
    of resident: Residents.Resident, for asked: MedicalInformationRequest, at now: Timestamp
  ) -> Release {
    let living =
      switch asked.treatment {
      case .outpatient:
        ConsentKind.allCases.filter {
          consentsGiven.isLiving($0, of: resident.name, to: asked.medicalInstitutionCode, at: now)
            || disasterGrounds.isLiving($0, of: resident.name, to: asked.medicalInstitutionCode, at: now)
        }
      case .homeVisit: resident.person.consents(at: .visit, now)
      case .online: resident.person.consents(at: .online, now)
      case .emergency: [ConsentKind]()
      }
    var release = Release()
    switch asked.form {
    case .medication, .medicationDocument:
      release.drugs = living.contains(.medication)
    case .medicationAndTreatment, .medicationAndTreatmentDocument:
      release.drugs = living.contains(.medication)
      release.treatments = living.contains(.treatment)
      release.operations = living.contains(.operation)
      release.dialysis = living.contains(.specificDisease)
    case .checkup, .checkupDocument:
      release.checkups = living.contains(.checkup)
    }
    release.institutions = living.contains(.treatment)
    return release
  }
}

/// What a reply tells.
private struct Release {
  var drugs = false
  var treatments = false
  var operations = false
  /// With the consent to show specific diseases, as the viewer asks for it.
  var dialysis = false
  var checkups = false
  /// The names of other institutions, which are told with the treatment consent alone, whatever is asked for.
  var institutions = false

  var isAnything: Bool { drugs || treatments || operations || dialysis || checkups }
}

extension DemoPerson {
  fileprivate func consents(at care: DemoHomeConsent.Care, _ now: Timestamp) -> [ConsentKind] {
    let today = CivilMoment(now).date
    let living = homeConsents.filter {
      let given = $0.given(on: today)
      return $0.care == care && given <= now && now <= given.advanced(by: ConsentLife.duration)
    }
    return ConsentKind.allCases.filter { kind in living.contains { $0.kinds.contains(kind) } }
  }
}

extension MedicalInformationReply {
  fileprivate init(to asked: MedicalInformationRequest) {
    self.init()
    medicalInstitutionCode = asked.medicalInstitutionCode
    arbitraryFileIdentifier = asked.arbitraryFileIdentifier.isEmpty ? nil : asked.arbitraryFileIdentifier
  }

  fileprivate init(to asked: MedicalInformationRequest, saying complaint: MessageComplaint) {
    self.init(to: asked, saying: complaint.words)
  }

  init(to asked: MedicalInformationRequest, saying words: String) {
    self.init(to: asked)
    resultCode = Self.notDone
    messageContents = words
  }

  /// Everything but 1 is a no; the other values are not public.
  private static let notDone = "9"
}

extension MedicationMonth {
  /// - Parameter institution: who asks.
  fileprivate init(
    _ month: DemoRecords.Month, on today: CivilDate, to institution: String, _ release: Release
  ) {
    self.init(origin: month.origin)
    let first = today.adding(days: 1 - today.day).adding(months: -month.monthsAgo)
    let isOwn = month.institution.code == institution
    // 1: a medical institution.
    organisation = "1"
    self.month = MessageMonth(first)
    isOwnInstitution = isOwn ? "1" : "2"
    // 2: outpatient.
    inOut = "2"
    if isOwn || release.institutions {
      institutionCode = month.institution.code
      institutionName = month.institution.name
      prescriberCode = month.prescriber?.code
      prescriberName = month.prescriber?.name
    }
    days = month.days.compactMap { day in
      let told = MedicationDay(day, of: first, release)
      return told.drugs.isEmpty && told.acts.isEmpty ? nil : told
    }
  }
}

extension MedicationDay {
  fileprivate init(_ day: DemoRecords.Day, of first: CivilDate, _ release: Release) {
    self.init()
    date = MessageDate(first.adding(days: day.day - 1))
    if release.drugs, !day.drugs.isEmpty {
      prescribed = date
      drugs = day.drugs.map { DrugInformation($0) }
    }
    acts = day.acts.map { TreatmentAct($0) }.filter { act in
      switch act.kind {
      case .operation: release.operations
      case .treatment: release.treatments
      case .dialysis: release.dialysis
      }
    }
  }
}

extension DrugInformation {
  fileprivate init(_ drug: DemoRecords.Drug) {
    self.init()
    code = drug.code
    name = drug.name
    ingredient = drug.ingredient
    quantity = drug.quantity
    unit = drug.unit
    times = String(drug.times)
    usage = drug.usage
    instruction = drug.instruction
    // A claim's class of care: 21, drugs to be taken (内服).
    usageClass = "21"
  }
}

extension TreatmentAct {
  fileprivate init(_ act: DemoRecords.Act) {
    self.init()
    name = act.name
    code = act.code
    careClass = act.careClass
    quantity = "1"
    unit = "回"
    times = String(act.times)
  }
}

extension SpecificHealthCheckupInfo {
  fileprivate init(_ checkup: DemoRecords.Checkup, on today: CivilDate) {
    self.init()
    let first = today.adding(days: 1 - today.day).adding(months: -checkup.monthsAgo)
    effectiveTime = MessageDate(first.adding(days: checkup.day - 1))
    items = checkup.items.map { item in
      var told = HealthCheckupResultAndQuestionInfo()
      told.itemCode = item.code
      told.itemName = item.name
      // Physical quantity, or a coded value (HL7).
      told.dataType = item.meaning == nil ? "PQ" : "CD"
      told.dataValue = item.value
      told.unit = item.unit
      told.dataValueName = item.meaning ?? item.value
      return told
    }
  }
}
