import Eligibility

/// `MessageHeader` of a reply with medical information.
struct MedicalInformationHeader {
  var medicalInstitutionCode: String?
  var arbitraryFileIdentifier: String?
  var person: MedicalInformationPerson?
  var unknown: [UnknownElement] = []

  mutating func exchange(
    _ subject: MedicalInformationSubject, _ elements: inout ElementExchange
  ) throws(EligibilityXMLFailure) {
    try elements.text("MedicalInstitutionCode", &medicalInstitutionCode)
    try elements.text("ArbitraryFileIdentifier", &arbitraryFileIdentifier)
    let name =
      switch subject {
      case .medication: "QuaInf"
      case .checkup: "QualificationsInfo"
      }
    try elements.part(name, &person, MedicalInformationPerson()) {
      (person, elements) throws(EligibilityXMLFailure) in try person.exchange(subject, &elements)
    }
    try elements.rest(&unknown)
  }
}

extension MedicalInformationPerson {
  fileprivate mutating func exchange(
    _ subject: MedicalInformationSubject, _ elements: inout ElementExchange
  ) throws(EligibilityXMLFailure) {
    switch subject {
    case .medication:
      try elements.text("Name", &name)
      try elements.text("KanaName", &kanaName)
      try elements.date("Birth", &birth)
      try elements.text("AdmGendCode", &gender)
    case .checkup:
      try elements.text("Name", &name)
      // So spelled by the interface.
      try elements.text("KanasName", &kanaName)
      try elements.date("Birthday", &birth)
      try elements.text("AdministrativeGenderCode", &gender)
    }
    try elements.rest(&unknown)
  }
}

/// Its `MessageBody`. Which of the two parts the result stands in is not public: it is read anywhere and written here.
struct MedicalInformationBody {
  var resultCode: String?
  var messageContents: String?
  var months: [MedicationMonth] = []
  var checkups: [SpecificHealthCheckupInfo] = []
  var unknown: [UnknownElement] = []

  mutating func exchange(_ elements: inout ElementExchange) throws(EligibilityXMLFailure) {
    try elements.text("ResultCode", &resultCode)
    try elements.text("MessageContents", &messageContents)
    var exchanged: [MedicationMonth] = []
    for origin in MedicationOrigin.allCases {
      var ofOrigin = months.filter { $0.origin == origin }
      try elements.months(origin, &ofOrigin)
      exchanged += ofOrigin
    }
    months = exchanged
    try elements.repeated("SpecificHealthCheckupInfo", &checkups)
    try elements.rest(&unknown)
  }
}

extension ElementExchange {
  fileprivate mutating func months(
    _ origin: MedicationOrigin, _ field: inout [MedicationMonth]
  ) throws(EligibilityXMLFailure) {
    let names = MedicationNames(origin)
    let steps: Steps<MedicationMonth> = { (month, elements) throws(EligibilityXMLFailure) in
      try month.exchange(names, &elements)
    }
    if let list = names.months {
      try parts(list, of: names.month, isOften: true, &field, MedicationMonth(origin: origin), steps)
    } else {
      try repeated(names.month, &field, MedicationMonth(origin: origin), steps)
    }
  }
}

extension MedicationMonth {
  fileprivate mutating func exchange(
    _ names: MedicationNames, _ elements: inout ElementExchange
  ) throws(EligibilityXMLFailure) {
    try elements.text(names.organisation, &organisation)
    try elements.text(names.institutionCode, &institutionCode)
    try elements.text(names.institutionName, &institutionName)
    try elements.text(names.prescriberCode, &prescriberCode)
    try elements.text(names.prescriberName, &prescriberName)
    try elements.month(names.monthOfCare, &month)
    try elements.text(names.isOwnInstitution, &isOwnInstitution)
    try elements.text(names.inOut, &inOut)
    try elements.parts(names.days, of: names.day, &days, MedicationDay()) {
      (day, elements) throws(EligibilityXMLFailure) in try day.exchange(names, &elements)
    }
    try elements.rest(&unknown)
  }
}

extension MedicationDay {
  fileprivate mutating func exchange(
    _ names: MedicationNames, _ elements: inout ElementExchange
  ) throws(EligibilityXMLFailure) {
    if names.date == names.prescribed {
      var only = date ?? prescribed
      try elements.date(names.date, &only)
      date = only
      prescribed = only
    } else {
      try elements.date(names.date, &date)
      try elements.date(names.prescribed, &prescribed)
    }
    try elements.parts(names.drugs, of: names.drug, &drugs, DrugInformation()) {
      (drug, elements) throws(EligibilityXMLFailure) in try drug.exchange(names, &elements)
    }
    try elements.parts("MeTrInfs", of: "MeTrInf", &acts)
    try elements.rest(&unknown)
  }
}

extension DrugInformation {
  fileprivate mutating func exchange(
    _ names: MedicationNames, _ elements: inout ElementExchange
  ) throws(EligibilityXMLFailure) {
    try elements.text(names.drugCode, &code)
    try elements.text(names.drugName, &name)
    try elements.text(names.ingredient, &ingredient)
    try elements.text(names.quantity, &quantity)
    try elements.text(names.unit, &unit)
    try elements.text(names.times, &times)
    try elements.text(names.usage, &usage)
    try elements.text(names.instruction, &instruction)
    try elements.text(names.usageClass, &usageClass)
    try elements.rest(&unknown)
  }
}

extension TreatmentAct: ExchangedStructure {
  mutating func exchange(_ elements: inout ElementExchange) throws(EligibilityXMLFailure) {
    try elements.text("SinInfN", &name)
    try elements.text("SinInfCd", &code)
    try elements.text("MeTrIdCl", &careClass)
    try elements.text("Qua1", &quantity)
    try elements.text("Times", &times)
    try elements.text("Unit", &unit)
    try elements.rest(&unknown)
  }
}

extension SpecificHealthCheckupInfo: ExchangedStructure {
  mutating func exchange(_ elements: inout ElementExchange) throws(EligibilityXMLFailure) {
    try elements.date("EffectiveTime", &effectiveTime)
    try elements.parts(
      "HealthCheckupResultAndQuestionInfos", of: "HealthCheckupResultAndQuestionInfo", &items)
    try elements.rest(&unknown)
  }
}

extension HealthCheckupResultAndQuestionInfo: ExchangedStructure {
  mutating func exchange(_ elements: inout ElementExchange) throws(EligibilityXMLFailure) {
    try elements.text("ItemCode", &itemCode)
    try elements.text("ItemName", &itemName)
    try elements.text("DataType", &dataType)
    try elements.text("DataValue", &dataValue)
    try elements.text("Unit", &unit)
    try elements.text("Oid", &oid)
    try elements.text("DataValueName", &dataValueName)
    try elements.rest(&unknown)
  }
}
