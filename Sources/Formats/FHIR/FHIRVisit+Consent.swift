import CivilTime
import Eligibility

extension FHIRVisit {
  /// One answer. The time is the service's where it gave one; the answer lives a day, a "no" as long as a "yes": to
  /// change it the card is read again.
  static func consent(
    _ answer: AnsweredConsent, _ result: ResultOfQualificationConfirmation, _ institution: String, _ entry: Entry,
    of patient: Entry
  ) -> FHIRValue {
    let (isGiven, given, end) = standing(answer.kind, result)
    let from = given?.timestamp ?? answer.at
    let until = end?.timestamp ?? from.advanced(by: ConsentLife.duration)
    return .fields([
      "resourceType": "Consent",
      "identifier": [entry.identifier],
      // The patient said yes and the service's reply does not: the consent is not in force, and no "no" either.
      "status": answer.agreed && !isGiven ? "inactive" : "active",
      "scope": coded(FHIRSystem.consentScope, "patient-privacy", nil),
      "category": [coded(FHIRSystem.loinc, "59284-0", "Consent Document")],
      "patient": patient.reference,
      "dateTime": moment(from),
      "performer": [patient.reference],
      "organization": [.fields(["identifier": identifier(FHIRSystem.institution, institution)])],
      "policyRule": .fields(["text": "オンライン資格確認の同意"]),
      "provision": .fields([
        "type": answer.agreed ? "permit" : "deny",
        "period": .fields(["start": moment(from), "end": moment(until)]),
        "code": [coded(FHIRSystem.viewConsent, answer.kind.rawValue, answer.kind.japanese)],
      ]),
    ])
  }

  /// What the reply says of a kind: whether the consent is given, since when, and until when.
  private static func standing(
    _ kind: ConsentKind, _ result: ResultOfQualificationConfirmation
  ) -> (isGiven: Bool, given: CivilMoment?, end: CivilMoment?) {
    let view: ViewConsent
    switch kind {
    case .medication: view = result.pharmacistsInfo
    case .treatment: view = result.diagnosisInfo
    case .operation: view = result.operationInfo
    case .checkup: view = result.specificHealthCheckupsInfo
    case .limit:
      return (
        result.limitApplicationCertificateRelatedConsFlg == .known(.yes),
        result.limitApplicationCertificateRelatedConsTime?.moment, nil
      )
    case .specificDisease:
      return (
        result.specificDiseasesCertificateRelatedConsFlg == .known(.given),
        result.specificDiseasesCertificateRelatedConsTime?.moment, nil
      )
    }
    return (view.consFlg == .known(.given), view.consTime?.moment, view.availableTime?.moment)
  }

  /// How the person was identified by the service's own word, and who vouched.
  static func provenance(
    _ facts: VisitFacts, _ institution: String, _ entry: Entry, about entries: [Entry]
  ) -> FHIRValue {
    let site = FHIRValue.fields(["identifier": identifier(FHIRSystem.institution, institution)])
    let identity = facts.identity
    let roles = identity.map { identity -> FHIRValue in
      [
        coded(FHIRSystem.identityMethod, identity.method.rawValue, nil),
        coded(FHIRSystem.identityProof, identity.signed ? "card-signature" : "attestation", nil),
      ]
    }
    let verifier = FHIRValue.fields([
      "type": coded(FHIRSystem.participant, "verifier", nil), "role": roles, "who": site,
    ])
    let attester = identity?.voucher.map { number -> FHIRValue in
      .fields([
        "type": coded(FHIRSystem.participant, "attester", nil),
        "who": .fields(["identifier": identifier(FHIRSystem.staffNumber, number.digits)]), "onBehalfOf": site,
      ])
    }
    return .fields([
      "resourceType": "Provenance",
      // A Provenance has no identifier to be found by; a tag does as well.
      "meta": .fields(["tag": [.fields(["system": .text(FHIRSystem.uri), "code": .text(entry.name)])]]),
      "target": .list(entries.map(\.reference)),
      "recorded": instant(facts.at),
      "agent": .some(verifier, attester),
    ])
  }

  // MARK: - Parts that repeat

  static func identifier(_ system: String, _ value: String) -> FHIRValue {
    .fields(["system": .text(system), "value": .text(value)])
  }

  static func coded(_ system: String, _ code: String, _ display: String?) -> FHIRValue {
    .fields([
      "coding": [.fields(["system": .text(system), "code": .text(code), "display": .optional(display)])]
    ])
  }

  /// `yyyy-MM-dd`; nil where the text names no day.
  static func date(_ date: MessageDate?) -> String? { (date?.date).map(hyphenated) }

  private static func hyphenated(_ date: CivilDate) -> String {
    let digits = date.compact
    return "\(digits.prefix(4))-\(digits.dropFirst(4).prefix(2))-\(digits.suffix(2))"
  }

  /// To the second, with Japan's zone.
  static func moment(_ time: Timestamp) -> FHIRValue {
    let civil = CivilMoment(time)
    return .text("\(hyphenated(civil.date))T\(civil.clock):\(civil.compact.suffix(2))+09:00")
  }

  /// To the millisecond, as FHIR's `instant` wants it.
  static func instant(_ time: Timestamp) -> FHIRValue {
    let civil = CivilMoment(time)
    let past = time.milliseconds - civil.timestamp.milliseconds
    let digits = String(past + 1_000).suffix(3)
    return .text("\(hyphenated(civil.date))T\(civil.clock):\(civil.compact.suffix(2)).\(digits)+09:00")
  }
}

/// One entry's place in the bundle of a visit, and the names that follow from it.
struct Entry: Equatable {
  let kind: String
  /// `urn:uuid:…`, the same whenever the visit is encoded.
  let name: String

  /// - Parameter number: 1 to 15, one for each place.
  init(_ visit: String, _ number: Int, _ kind: String) {
    self.kind = kind
    // The visit's id (version 7) as one of version 8, "made as one likes" (RFC 9562, 5.8), with the place in the four
    // bits behind the version: its time and 70 bits of chance are left to tell visits apart.
    var digits = Array(visit.utf8)
    if digits.count == 32 {
      digits[12] = UInt8(ascii: "8")
      digits[13] = Array("0123456789abcdef".utf8)[number & 15]
    }
    name = Self.urn(String(decoding: digits, as: UTF8.self))
  }

  /// `urn:uuid:` and the hyphens.
  static func urn(_ digits: String) -> String {
    var text = "urn:uuid:"
    for (place, digit) in digits.enumerated() {
      if [8, 12, 16, 20].contains(place) { text.append("-") }
      text.append(digit)
    }
    return text
  }

  var reference: FHIRValue { .fields(["reference": .text(name)]) }

  var identifier: FHIRValue { FHIRVisit.identifier(FHIRSystem.uri, name) }

  func value(_ resource: FHIRValue) -> FHIRValue {
    let condition = kind == "Provenance" ? "_tag" : "identifier"
    return .fields([
      "fullUrl": .text(name), "resource": resource,
      "request": .fields([
        "method": "POST", "url": .text(kind), "ifNoneExist": .text("\(condition)=\(FHIRSystem.uri)|\(name)"),
      ]),
    ])
  }
}

extension ConsentKind {
  fileprivate var japanese: String {
    switch self {
    case .medication: "薬剤情報"
    case .treatment: "診療情報"
    case .operation: "手術情報"
    case .checkup: "健診情報"
    case .limit: "限度額情報"
    case .specificDisease: "特定疾病療養受療証情報"
    }
  }
}
