import CivilTime
import Eligibility
import FoundationEssentials
import Testing

@testable import FHIR

/// What a visit says as FHIR. That R4's own classes accept it is tested where a real kiosk hands over.
@Suite struct FHIRVisitTests {
  private static let visit = "0190aabbccdd7eef8123456789abcdef"
  /// 2026-04-01 09:00:00.250 in Japan.
  private static let morning = Timestamp(milliseconds: 1_775_001_600_250)

  private static func person() -> ResultOfQualificationConfirmation {
    var result = ResultOfQualificationConfirmation()
    result.insuredCardClassification = .known(.general)
    result.insurerNumber = "01990019"
    result.insurerName = "見本健康保険協会"
    result.insuredCardSymbol = "見本"
    result.insuredIdentificationNumber = "9000001"
    result.insuredBranchNumber = "01"
    result.personalFamilyClassification = .known(.family)
    result.name = "見本　花子"
    result.nameKana = "ﾐﾎﾝ ﾊﾅｺ"
    result.sex1 = .known(.female)
    result.birthdate = MessageDate("19840520")
    result.address = "見本県見本市１−１"
    result.insuredCardValidDate = MessageDate("20200403")
    result.insuredCardExpirationDate = MessageDate("99999999")
    result.pharmacistsInfo = ViewConsent(
      consFlg: .known(.given), consTime: MessageMoment("20260401085959"),
      availableTime: MessageMoment("20260402085959"))
    return result
  }

  private static func entries(
    _ change: (inout ResultOfQualificationConfirmation) -> Void = { _ in }, validity: QualificationValidity = .valid,
    identity: IdentityStatement? = IdentityStatement(method: .pin, signed: true, voucher: nil),
    answers: [AnsweredConsent] = []
  ) throws -> [[String: FHIRValue]] {
    var result = person()
    change(&result)
    var reply = EligibilityReply()
    reply.body.qualificationValidity = .known(validity)
    reply.body.resultList = [result]
    let facts = VisitFacts(visit: visit, at: morning, identity: identity, answers: answers)
    let bundle = FHIRVisit.bundle(reply, facts, institution: "1399999999")
    return try #require(bundle["entry"]?.items).map { try #require($0.members) }
  }

  private static func resource(_ kind: String, _ entries: [[String: FHIRValue]]) throws -> FHIRValue {
    try #require(entries.compactMap { $0["resource"] }.first { $0["resourceType"] == .text(kind) })
  }

  // MARK: - Bundle

  @Test func theBundleIsTheSameForTheSameVisit() {
    let facts = VisitFacts(visit: Self.visit, at: Self.morning, identity: nil, answers: [])
    let once = FHIRVisit.encode(EligibilityReply(), facts, institution: "1399999999")
    #expect(once == FHIRVisit.encode(EligibilityReply(), facts, institution: "1399999999"))
    let text = String(decoding: once, as: UTF8.self)
    #expect(text.contains(#""value":"urn:uuid:0190aabb-ccdd-7eef-8123-456789abcdef""#))
    #expect(text.contains(#""timestamp":"2026-04-01T09:00:00.250+09:00""#))
    #expect(!text.contains("null") && !text.contains("[]") && !text.contains("{}"))
  }

  @Test func everyEntryIsMadeOnceOnly() throws {
    let answers = ConsentKind.allCases.map { AnsweredConsent(kind: $0, agreed: true, at: Self.morning) }
    let entries = try Self.entries(answers: answers)
    #expect(entries.count == 9)
    #expect(Set(entries.compactMap { $0["fullUrl"] }).count == 9, "two entries of one name")
    for entry in entries {
      let name = try #require(entry["fullUrl"]?.text)
      let kind = try #require(entry["resource"]?["resourceType"]?.text)
      let parameter = kind == "Provenance" ? "_tag" : "identifier"
      #expect(entry["request"]?["ifNoneExist"] == .text("\(parameter)=urn:ietf:rfc:3986|\(name)"))
      #expect(entry["request"]?["url"] == .text(kind))
      // A UUID of version 8 by its form (RFC 9562).
      #expect(
        name.wholeMatch(of: /urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
    }
  }

  // MARK: - Patient

  @Test func namesStandInBothForms() throws {
    let names = try #require(Self.resource("Patient", Self.entries())["name"]?.items)
    #expect(names.map { $0["text"]?.text } == ["見本　花子", "ﾐﾎﾝ ﾊﾅｺ"])
    #expect(names.map { $0["family"]?.text } == ["見本", "ﾐﾎﾝ"])
    #expect(names.map { $0["extension"]?.items?.first?["valueCode"]?.text } == ["IDE", "SYL"])
  }

  @Test("A name that is not two parts is not parted", arguments: ["見本", "見本　花子　美", "SAMPLE MIHON HANAKO"])
  func onePart(_ name: String) throws {
    let names = try #require(Self.resource("Patient", Self.entries { $0.name = name })["name"]?.items)
    #expect(names[0]["text"] == .text(name) && names[0]["family"] == nil && names[0]["given"] == nil)
  }

  @Test func aBlackCircleStaysAndIsTold() throws {
    let patient = try Self.resource("Patient", Self.entries { $0.name = "試験　●美" })
    #expect(patient["name"]?.items?.first?["text"] == "試験　●美")
    #expect(patient["meta"]?["tag"]?.items?.first?["code"] == "black-circle")
    #expect(try Self.resource("Patient", Self.entries())["meta"] == nil)
  }

  @Test(
    arguments: [(.known(.male), "male"), (.known(.notSet), "unknown"), (.unknown("9"), nil)] as [(Coded<Sex>, String?)])
  func sex(_ code: Coded<Sex>, _ word: String?) throws {
    #expect(try Self.resource("Patient", Self.entries { $0.sex1 = code })["gender"]?.text == word)
  }

  @Test func theReferenceNumberIsTheInstitutionsPatientNumber() throws {
    let patient = try Self.resource("Patient", Self.entries { $0.referenceNumber = "K-77" })
    let number = patient["identifier"]?.items?.last
    #expect(number?["system"] == "urn:oid:1.2.392.100495.20.3.51.11399999999")
    #expect(number?["value"] == "K-77")
  }

  // MARK: - Coverage

  @Test func coverageNamesSymbolNumberAndBranch() throws {
    let coverage = try Self.resource("Coverage", Self.entries())
    let extensions = try #require(coverage["extension"]?.items)
    #expect(
      extensions.compactMap { $0["url"]?.text?.split(separator: "_").last.map(String.init) } == [
        "InsuredPersonSymbol", "InsuredPersonNumber", "InsuredPersonSubNumber",
      ])
    #expect(extensions.map { $0["valueString"]?.text } == ["見本", "9000001", "01"])
    #expect(coverage["period"]?["start"] == "2020-04-03")
    #expect(coverage["period"]?["end"] == nil, "99999999 is no day")
    #expect(coverage["relationship"]?["coding"]?.items?.first?["code"] == "2")
  }

  @Test("Cards of before October 2020 have no branch; empty is absent", arguments: [nil, ""])
  func noBranch(_ branch: String?) throws {
    let coverage = try Self.resource("Coverage", Self.entries { $0.insuredBranchNumber = branch })
    #expect(coverage["extension"]?.items?.count == 2 && coverage["dependent"] == nil)
  }

  @Test(arguments: [
    (QualificationValidity.valid, "active"), (.invalid, "cancelled"), (.invalidNewEligibility, "cancelled"),
    (.noSuchEligibility, "cancelled"), (.severalMatch, "draft"), (.medicalAidOnly, "active"),
  ])
  func status(_ validity: QualificationValidity, _ word: String) throws {
    #expect(try Self.resource("Coverage", Self.entries(validity: validity))["status"] == .text(word))
  }

  @Test func theBurdenIsAWholeNumber() throws {
    let coverage = try Self.resource("Coverage", Self.entries { $0.insuredPartialContributionRatio = "010" })
    #expect(coverage["costToBeneficiary"]?.items?.first?["valueQuantity"]?["value"] == .integer(10))
  }

  // MARK: - Consent

  @Test func onlyWhatWasAnsweredHasAConsent() throws {
    let entries = try Self.entries(answers: [
      AnsweredConsent(kind: .medication, agreed: true, at: Self.morning),
      AnsweredConsent(kind: .checkup, agreed: false, at: Self.morning),
    ])
    let consents = entries.compactMap { $0["resource"] }.filter { $0["resourceType"] == "Consent" }
    #expect(
      consents.map { $0["provision"]?["code"]?.items?.first?["coding"]?.items?.first?["code"]?.text } == [
        "YZK", "TKK",
      ])
    #expect(consents.map { $0["provision"]?["type"]?.text } == ["permit", "deny"])
    #expect(consents.map { $0["status"]?.text } == ["active", "active"])
    // The service's own times, and the key's with a day from then on.
    #expect(
      consents.map { $0["provision"]?["period"]?["start"]?.text } == [
        "2026-04-01T08:59:59+09:00", "2026-04-01T09:00:00+09:00",
      ])
    #expect(
      consents.map { $0["provision"]?["period"]?["end"]?.text } == [
        "2026-04-02T08:59:59+09:00", "2026-04-02T09:00:00+09:00",
      ])
  }

  @Test func aYesThatTheServiceDoesNotTellBackIsNotInForce() throws {
    let entries = try Self.entries(answers: [AnsweredConsent(kind: .operation, agreed: true, at: Self.morning)])
    let consent = try Self.resource("Consent", entries)
    #expect(consent["status"] == "inactive" && consent["provision"]?["type"] == "permit")
  }

  @Test func specificDiseasesAreAConsentOfTheirOwn() throws {
    let given = MessageMoment("20260401085959")
    let entries = try Self.entries(
      {
        $0.specificDiseasesCertificateRelatedConsFlg = .known(.given)
        $0.specificDiseasesCertificateRelatedConsTime = given
      }, answers: [AnsweredConsent(kind: .specificDisease, agreed: true, at: Self.morning)])
    let consent = try Self.resource("Consent", entries)
    #expect(consent["status"] == "active")
    let provision = consent["provision"]
    #expect(provision?["code"]?.items?.first?["coding"]?.items?.first?["code"] == "TSR")
    #expect(provision?["period"]?["start"]?.text == "2026-04-01T08:59:59+09:00")
    #expect(provision?["period"]?["end"]?.text == "2026-04-02T08:59:59+09:00")
  }

  // MARK: - Provenance

  @Test func whoVouchedIsNamedBesideTheInstitution() throws {
    let number = try #require(StaffNumber("0123"))
    let entries = try Self.entries(identity: IdentityStatement(method: .visual, signed: false, voucher: number))
    let agents = try #require(Self.resource("Provenance", entries)["agent"]?.items)
    #expect(agents.count == 2)
    #expect(agents[0]["role"]?.items?.map { $0["coding"]?.items?.first?["code"]?.text } == ["visual", "attestation"])
    #expect(agents[1]["who"]?["identifier"]?["value"] == "0123")
    #expect(try Self.resource("Provenance", Self.entries())["agent"]?.items?.count == 1)
  }
}

extension FHIRValue: Hashable {
  public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }

  subscript(_ name: String) -> FHIRValue? { members?[name] }

  var members: [String: FHIRValue]? {
    if case .object(let members) = self { return members }
    return nil
  }

  var items: [FHIRValue]? {
    if case .list(let items) = self { return items }
    return nil
  }

  var text: String? {
    if case .text(let text) = self { return text }
    return nil
  }
}
