import CivilTime
import Eligibility

/// A visit as FHIR R4 (4.0.1): a Bundle of kind `transaction`, so that any FHIR server takes it whole or not at all at
/// its base address; a `message` would need a receiver that is told what to do with it.
///
/// | entry | when | what |
/// |---|---|---|
/// | Patient | always | names in kanji and half-width kana, sex, birth date, address, the reference number |
/// | Coverage | always | insurer, symbol, number and branch (JP Core's extensions), dates, burden, bracket |
/// | Consent | for each answered kind | permit or deny, from when until when; a kind that was not asked has none |
/// | Provenance | always | how the person was identified, and who vouched |
///
/// Every entry is created on the condition that there is none yet of this visit and place (`ifNoneExist`), so that the
/// same bundle sent again changes nothing. Names are as they arrived, a black circle included; where there is one,
/// the Patient is tagged.
public enum FHIRVisit {
  /// Of the bundle, without `charset`: JSON is UTF-8.
  public static let contentType = "application/fhir+json"

  /// - Parameters:
  ///   - reply: the service's, with one result at least; without one the Coverage names no insurance.
  ///   - facts: what the kiosk knows of the visit.
  ///   - institution: its code, 10 digits.
  /// - Returns: JSON, UTF-8; the same for the same visit.
  public static func encode(_ reply: EligibilityReply, _ facts: VisitFacts, institution: String) -> [UInt8] {
    bundle(reply, facts, institution: institution).bytes
  }

  static func bundle(_ reply: EligibilityReply, _ facts: VisitFacts, institution: String) -> FHIRValue {
    let result = reply.result ?? ResultOfQualificationConfirmation()
    let patient = Entry(facts.visit, 1, "Patient")
    let coverage = Entry(facts.visit, 2, "Coverage")
    let consents = facts.answers.map { answer in
      (entry: Entry(facts.visit, 3 + place(of: answer.kind), "Consent"), answer: answer)
    }
    let provenance = Entry(facts.visit, 15, "Provenance")
    let number = result.referenceNumber ?? reply.referenceNumber
    let entries =
      [
        patient.value(self.patient(result, number: number, institution, patient)),
        coverage.value(self.coverage(result, reply.validity, coverage, of: patient)),
      ]
      + consents.map { $0.entry.value(consent($0.answer, result, institution, $0.entry, of: patient)) }
      + [
        provenance.value(
          self.provenance(facts, institution, provenance, about: [patient, coverage] + consents.map(\.entry)))
      ]
    return .fields([
      "resourceType": "Bundle", "type": "transaction",
      "identifier": identifier(FHIRSystem.uri, Entry.urn(facts.visit)),
      "timestamp": instant(facts.at), "entry": .list(entries),
    ])
  }

  private static func place(of kind: ConsentKind) -> Int { ConsentKind.allCases.firstIndex(of: kind) ?? 0 }

  // MARK: - Patient

  private static func patient(
    _ result: ResultOfQualificationConfirmation, number: String?, _ institution: String, _ entry: Entry
  ) -> FHIRValue {
    let holdsCircle = [result.name, result.nameOfOther, result.address].contains { $0?.contains("●") == true }
    return .fields([
      "resourceType": "Patient",
      "meta": holdsCircle
        ? .fields([
          "tag": [
            .fields([
              "system": .text(FHIRSystem.remark), "code": "black-circle",
              "display": "● stands for a character that did not survive: ask, do not guess",
            ])
          ]
        ]) : nil,
      "identifier": .some(
        entry.identifier,
        number.map { identifier(FHIRSystem.patientNumber(institution: institution), $0) }),
      "name": .some(
        name(result.name, "official", "IDE"), name(result.nameKana, "official", "SYL"),
        name(result.nameOfOther, "usual", "IDE"), name(result.nameOfOtherKana, "usual", "SYL")),
      "gender": .optional(result.sex1?.value.map(gender)),
      "birthDate": .optional(date(result.birthdate)),
      "address": result.address.map { address in
        [
          .fields([
            "use": "home", "text": .text(address), "postalCode": .optional(result.postNumber), "country": "JP",
          ])
        ]
      },
    ])
  }

  private static func name(_ text: String?, _ use: String, _ form: String) -> FHIRValue? {
    guard let text, !text.isEmpty else { return nil }
    // Family and given name stand apart by one space, of either width; whatever else there is, nobody shall guess.
    let parts = text.split(whereSeparator: { $0 == " " || $0 == "　" }).map(String.init)
    let isPair = parts.count == 2
    return .fields([
      "extension": [.fields(["url": .text(FHIRSystem.nameForm), "valueCode": .text(form)])],
      "use": .text(use), "text": .text(text), "family": isPair ? .text(parts[0]) : nil,
      "given": isPair ? [.text(parts[1])] : nil,
    ])
  }

  private static func gender(_ sex: Sex) -> String {
    switch sex {
    case .male: "male"
    case .female: "female"
    case .notSet: "unknown"
    }
  }

  // MARK: - Coverage

  private static func coverage(
    _ result: ResultOfQualificationConfirmation, _ validity: QualificationValidity?, _ entry: Entry, of patient: Entry
  ) -> FHIRValue {
    let symbols = [
      (FHIRSystem.symbol, result.insuredCardSymbol), (FHIRSystem.number, result.insuredIdentificationNumber),
      (FHIRSystem.branch, result.insuredBranchNumber),
    ]
    let limit = result.limitApplicationCertificateRelatedInfo
    let classes = [
      ("InsuredCardClassification", result.insuredCardClassification?.text),
      ("LimitApplicationCertificateClassification", limit?.limitApplicationCertificateClassification?.text),
      ("LimitApplicationCertificateClassificationFlag", limit?.limitApplicationCertificateClassificationFlag?.text),
    ]
    let insurer = result.insurerNumber.map { number in String(number.drop { $0 == " " }) }
    return .fields([
      "resourceType": "Coverage",
      "extension": .list(
        symbols.compactMap { url, value in
          filled(value).map { .fields(["url": .text(url), "valueString": .text($0)]) }
        }),
      "identifier": [entry.identifier],
      "status": .text(status(validity)),
      "type": coded(FHIRSystem.actCode, "PUBLICPOL", nil),
      "subscriberId": .optional(filled(result.insuredIdentificationNumber)),
      "beneficiary": patient.reference,
      "dependent": .optional(filled(result.insuredBranchNumber)),
      "relationship": result.personalFamilyClassification?.value.map(relationship),
      "period": .fields([
        "start": .optional(date(result.insuredCardValidDate) ?? date(result.qualificationDate)),
        "end": .optional(date(result.disqualificationDate) ?? date(result.insuredCardExpirationDate)),
      ]),
      "payor": [
        .fields([
          "identifier": filled(insurer).map { identifier(FHIRSystem.insurer, $0) },
          "display": .text(filled(result.insurerName) ?? "保険者名なし"),
        ])
      ],
      "class": .list(
        classes.compactMap { name, code in
          filled(code).map { .fields(["type": .fields(["text": .text(name)]), "value": .text($0)]) }
        }),
      "costToBeneficiary": burden(result).map { percent in
        [
          .fields([
            "type": coded(FHIRSystem.copayType, "copaypct", nil),
            "valueQuantity": .fields([
              "value": .integer(percent), "unit": "%", "system": .text(FHIRSystem.units), "code": "%",
            ]),
          ])
        ]
      },
    ])
  }

  /// Empty is absent: FHIR has no empty texts.
  private static func filled(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }

  private static func status(_ validity: QualificationValidity?) -> String {
    switch validity {
    case .valid, .medicalAidOnly: "active"
    case .invalid, .invalidNewEligibility, .noSuchEligibility: "cancelled"
    // Which of several it is, or whether it is valid, was not said.
    case .severalMatch, nil: "draft"
    }
  }

  private static func relationship(_ classification: PersonalFamilyClassification) -> FHIRValue {
    switch classification {
    case .insured: coded(FHIRSystem.insuredRelationship, "1", "被保険者")
    case .family: coded(FHIRSystem.insuredRelationship, "2", "被扶養者")
    }
  }

  /// Percent: the elderly recipient's, or the late-stage elderly's.
  private static func burden(_ result: ResultOfQualificationConfirmation) -> Int? {
    let elderly = result.elderlyRecipientCertificateInfo?.elderlyRecipientContributionRatio
    return (elderly ?? result.insuredPartialContributionRatio).flatMap { Int($0) }
  }
}
