import Eligibility

extension Samples {
  /// A medication reply with every element that public sources name, from all three origins.
  static var medication: MedicalInformationReply {
    var reply = MedicalInformationReply()
    reply.medicalInstitutionCode = institution
    reply.arbitraryFileIdentifier = "見本-1"
    reply.resultCode = "1"
    reply.messageContents = "見本の通知"
    reply.person.name = "見本　花子"
    reply.person.kanaName = "ﾐﾎﾝ ﾊﾅｺ"
    reply.person.birth = MessageDate("19840520")
    reply.person.gender = "2"
    reply.person.unknown = [UnknownElement(name: "NewPersonElement", text: "1")]
    reply.months = MedicationOrigin.allCases.flatMap { [month($0), MedicationMonth(origin: $0)] }
    reply.unknown = [UnknownElement(name: "NewBodyElement", text: "1")]
    return reply
  }

  private static func month(_ origin: MedicationOrigin) -> MedicationMonth {
    var month = MedicationMonth(origin: origin)
    month.organisation = "1"
    month.institutionCode = "9910000001"
    month.institutionName = "見本医院 \(origin.rawValue)"
    month.prescriberCode = "9910000002"
    month.prescriberName = "見本病院"
    month.month = MessageMonth("202603")
    month.isOwnInstitution = "2"
    month.inOut = "1"
    month.days = [day(origin), MedicationDay()]
    month.unknown = [UnknownElement(name: "NewMonthElement", text: "1")]
    return month
  }

  private static func day(_ origin: MedicationOrigin) -> MedicationDay {
    var day = MedicationDay()
    day.prescribed = MessageDate("20260301")
    // A prescription has one day alone.
    day.date = origin == .prescription ? day.prescribed : MessageDate("20260302")
    var drug = DrugInformation()
    drug.code = "999999901"
    drug.name = "見本錠５ｍｇ"
    drug.ingredient = "見本成分"
    drug.quantity = "2.5"
    drug.unit = "錠"
    drug.times = "14"
    drug.usage = "１日２回　朝夕食後"
    drug.instruction = "粉砕"
    drug.usageClass = "21"
    drug.unknown = [UnknownElement(name: "NewDrugElement", text: "1")]
    day.drugs = [drug, DrugInformation()]
    var act = TreatmentAct()
    act.name = "見本処置"
    act.code = "999999999"
    act.careClass = "40"
    act.quantity = "1"
    act.unit = "回"
    act.times = "3"
    act.unknown = [UnknownElement(name: "NewActElement", text: "1")]
    day.acts = origin == .claim ? [act, TreatmentAct()] : []
    day.unknown = [UnknownElement(name: "NewDayElement", text: "1")]
    return day
  }

  static var checkup: MedicalInformationReply {
    var reply = MedicalInformationReply()
    reply.medicalInstitutionCode = institution
    reply.arbitraryFileIdentifier = "見本-2"
    reply.resultCode = "1"
    reply.person = medication.person
    var item = HealthCheckupResultAndQuestionInfo()
    item.itemCode = "9N001000000000001"
    item.itemName = "身長"
    item.dataType = "PQ"
    item.dataValue = "150.5"
    item.unit = "cm"
    item.oid = "1.2.392"
    item.dataValueName = "150.5"
    item.unknown = [UnknownElement(name: "NewItemElement", text: "1")]
    var checkup = SpecificHealthCheckupInfo()
    checkup.effectiveTime = MessageDate("20250610")
    checkup.items = [item, HealthCheckupResultAndQuestionInfo()]
    checkup.unknown = [UnknownElement(name: "NewCheckupElement", text: "1")]
    reply.checkups = [checkup, SpecificHealthCheckupInfo()]
    return reply
  }

  static func document(_ content: String) -> [UInt8] { Array("%PDF-1.7\n\(content)\n%%EOF\n".utf8) }
}
