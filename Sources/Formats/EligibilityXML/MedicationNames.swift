import Eligibility

/// The elements of medication by the origin of the data: the same structure three times, under names of its own.
struct MedicationNames {
  /// The list of the months; `nil`: they stand in the body itself.
  let months: String?
  let month: String
  let organisation: String
  let institutionCode: String
  let institutionName: String
  let prescriberCode: String
  let prescriberName: String
  let monthOfCare: String
  let isOwnInstitution: String
  let inOut: String
  let days: String
  let day: String
  let date: String
  let prescribed: String
  let drugs: String
  let drug: String
  let drugCode: String
  let drugName: String
  let ingredient: String
  let quantity: String
  let unit: String
  let times: String
  let usage: String
  let instruction: String
  let usageClass: String

  init(_ origin: MedicationOrigin) {
    switch origin {
    case .claim: self = Self.claim
    case .dispensing: self = Self.dispensing
    case .prescription: self = Self.prescription
    }
  }

  private init(
    prefix: String, months: String?, month: String, organisation: String, institution: String, prescriber: String,
    monthOfCare: String, isOwnInstitution: String, inOut: String, days: String, date: String, prescribed: String,
    usageClass: String
  ) {
    self.months = months
    self.month = month
    self.organisation = organisation
    institutionCode = institution + "HCd"
    institutionName = institution + "HNm"
    prescriberCode = prescriber + "HCd"
    prescriberName = prescriber + "HNm"
    self.monthOfCare = monthOfCare
    self.isOwnInstitution = isOwnInstitution
    self.inOut = inOut
    self.days = days + "Infs"
    day = days + "Inf"
    self.date = date
    self.prescribed = prescribed
    drugs = prefix + "DrugInfs"
    drug = prefix + "DrugInf"
    drugCode = prefix + "DrugC"
    drugName = prefix + "DrugN"
    ingredient = prefix + "IngreN"
    quantity = prefix + "Qua1"
    unit = prefix + "Unit"
    times = prefix + "Times"
    usage = prefix + "UsageN"
    instruction = prefix + "SpInst"
    self.usageClass = usageClass
  }

  private static let claim = MedicationNames(
    prefix: "", months: nil, month: "MeTrMonthInf", organisation: "DiOrg", institution: "MeTrDi", prescriber: "Prls",
    monthOfCare: "MeTrMonth", isOwnInstitution: "PrIsOrg", inOut: "InOut", days: "DiDate", date: "DiDate",
    prescribed: "PrDate", usageClass: "MeTrIdCl")

  private static let dispensing = MedicationNames(
    prefix: "Cz", months: "CzDiInf", month: "CzDiMonthInf", organisation: "CzDiOrg", institution: "CzMeTrDi",
    prescriber: "CzPrls", monthOfCare: "CzDiMonth", isOwnInstitution: "CzPrIsOrg", inOut: "CzPrCl", days: "CzDiDate",
    date: "CzDiDate", prescribed: "CzPrDate", usageClass: "CzUsageCl")

  /// A prescription has one day, its own.
  private static let prescription = MedicationNames(
    prefix: "Sh", months: "ShPrInf", month: "ShPrMonthInf", organisation: "ShPrOrg", institution: "ShMeTrDi",
    prescriber: "ShPr", monthOfCare: "ShPrMonth", isOwnInstitution: "ShPrIsOrg", inOut: "ShPrCl", days: "ShPrDate",
    date: "ShPrDate", prescribed: "ShPrDate", usageClass: "ShUsageCl")
}
