/// The names of code systems, identifiers and extensions.
enum FHIRSystem {
  // HL7's own (R4, 4.0.1)
  static let uri = "urn:ietf:rfc:3986"
  static let consentScope = "http://terminology.hl7.org/CodeSystem/consentscope"
  static let loinc = "http://loinc.org"
  static let actCode = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
  static let copayType = "http://terminology.hl7.org/CodeSystem/coverage-copay-type"
  static let units = "http://unitsofmeasure.org"
  static let participant = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
  /// Which form of a Japanese name: IDE as it is written, SYL as it is read.
  static let nameForm = "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation"

  // JP Core's, and the numbers it stands on (JP Core 1.x: Coverage, Organization, Patient)
  private static let japanese = "http://jpfhir.jp/fhir/core/Extension/StructureDefinition"
  static let symbol = "\(japanese)/JP_Coverage_InsuredPersonSymbol"
  static let number = "\(japanese)/JP_Coverage_InsuredPersonNumber"
  static let branch = "\(japanese)/JP_Coverage_InsuredPersonSubNumber"
  static let institution = "http://jpfhir.jp/fhir/core/IdSystem/insurance-medical-institution-no"
  static let insurer = "urn:oid:1.2.392.100495.20.3.61"
  /// 1 the insured person, 2 a dependant.
  static let insuredRelationship = "urn:oid:1.2.392.100495.20.2.62"

  /// A patient's number at an institution (the reference number, 照会番号).
  static func patientNumber(institution: String) -> String { "urn:oid:1.2.392.100495.20.3.51.1\(institution)" }

  // This project's, where nobody has published one; `.example` so that nobody takes them for official.
  private static let own = "http://uketsuke.example/fhir"
  /// The interface's view consent kinds (YZK, SRJ, SHJ, TKK, TSR), and LMT for the high-cost limit.
  static let viewConsent = "\(own)/CodeSystem/view-consent"
  /// face, pin, visual, phone.
  static let identityMethod = "\(own)/CodeSystem/identity-method"
  /// card-signature, attestation.
  static let identityProof = "\(own)/CodeSystem/identity-proof"
  static let staffNumber = "\(own)/IdSystem/staff-number"
  static let remark = "\(own)/CodeSystem/remark"
}
