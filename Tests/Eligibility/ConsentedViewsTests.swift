import CivilTime
import Testing

@testable import Eligibility

@Suite struct ConsentedViewsTests {
  private static let given = MessageMoment("20261122100000")
  private static let lives = ViewConsent(
    consFlg: .known(.given), consTime: given, availableTime: MessageMoment("20261123100000"))

  private func now(_ text: String = "20261122110000") throws -> CivilMoment {
    try #require(MessageMoment(text).moment)
  }

  private func views(
    at moment: String = "20261122110000", _ change: (inout ResultOfQualificationConfirmation) -> Void
  ) throws -> ConsentedViews {
    var result = ResultOfQualificationConfirmation()
    change(&result)
    return ConsentedViews(result, at: try now(moment))
  }

  private func reply() -> MedicalInformationReply {
    var reply = MedicalInformationReply()
    reply.resultCode = "1"
    var month = MedicationMonth(origin: .claim)
    month.institutionName = "見本病院"
    month.institutionCode = "9910000001"
    month.prescriberName = "見本医院"
    month.organisation = "1"
    var day = MedicationDay()
    var drug = DrugInformation()
    drug.name = "見本錠"
    day.drugs = [drug]
    day.acts = ["見本検査", "見本手術", "人工腎臓（見本）"].map { name in
      var act = TreatmentAct()
      act.name = name
      act.careClass = name == "見本手術" ? "50" : "40"
      return act
    }
    day.unknown = [UnknownElement(name: "NobodyKnows", text: "病名")]
    month.days = [day]
    month.unknown = day.unknown
    reply.months = [month]
    reply.checkups = [SpecificHealthCheckupInfo()]
    reply.unknown = day.unknown
    reply.document = [1]
    return reply
  }

  @Test func withoutConsentNothingIsAskedForOrShown() throws {
    for flag in [ConsentFlag.none, .expired, .couldNotBeObtained] {
      let views = try views {
        var consent = Self.lives
        consent.consFlg = .known(flag)
        $0.pharmacistsInfo = consent
        $0.diagnosisInfo = consent
        $0.operationInfo = consent
        $0.specificHealthCheckupsInfo = consent
      }
      #expect(views.ends.isEmpty)
      #expect(views.medicationForm == nil)
      let shown = views.shown(reply())
      #expect(shown.months.isEmpty && shown.checkups.isEmpty && shown.document == nil && shown.unknown.isEmpty)
    }
  }

  @Test func eachConsentShowsItsOwnAndNothingElse() throws {
    let medication = try views { $0.pharmacistsInfo = Self.lives }
    #expect(medication.medicationForm == .medication)
    let drugs = try #require(medication.shown(reply()).months.first)
    #expect(drugs.days.first?.drugs.map(\.name) == ["見本錠"])
    #expect(drugs.days.first?.acts.isEmpty == true)
    #expect(drugs.institutionName == nil && drugs.institutionCode == nil && drugs.prescriberName == nil)
    #expect(drugs.unknown.isEmpty && drugs.days.first?.unknown.isEmpty == true)

    let treatment = try views { $0.diagnosisInfo = Self.lives }
    #expect(treatment.medicationForm == .medicationAndTreatment)
    let acts = try #require(treatment.shown(reply()).months.first)
    #expect(acts.institutionName == "見本病院")
    #expect(acts.days.first?.drugs.isEmpty == true)
    #expect(acts.days.first?.acts.map(\.name) == ["見本検査"])

    let operation = try views { $0.operationInfo = Self.lives }
    #expect(operation.shown(reply()).months.first?.days.first?.acts.map(\.name) == ["見本手術"])
    let dialysis = try views {
      $0.specificDiseasesCertificateRelatedConsFlg = .known(.given)
      $0.specificDiseasesCertificateRelatedConsTime = Self.given
    }
    #expect(dialysis.shown(reply()).months.first?.days.first?.acts.map(\.name) == ["人工腎臓（見本）"])
    let checkup = try views { $0.specificHealthCheckupsInfo = Self.lives }
    #expect(checkup.medicationForm == nil)
    #expect(checkup.shown(reply()).checkups.count == 1)
    #expect(checkup.shown(reply()).months.isEmpty)
  }

  @Test func aConsentLivesADayAndNoLonger() throws {
    let last = try views(at: "20261123095959") { $0.pharmacistsInfo = Self.lives }
    #expect(last.allow(.medication))
    #expect(last.firstEnd?.compact == "20261123100000")
    let over = try views(at: "20261123100000") { $0.pharmacistsInfo = Self.lives }
    #expect(!over.allow(.medication))
    #expect(over.ended[.medication]?.compact == "20261123100000")
    // A message that promises more is not believed; one that promises less is.
    let longer = ViewConsent(
      consFlg: .known(.given), consTime: Self.given, availableTime: MessageMoment("20270101000000"))
    #expect(try views { $0.pharmacistsInfo = longer }.firstEnd?.compact == "20261123100000")
    let shorter = ViewConsent(
      consFlg: .known(.given), consTime: Self.given, availableTime: MessageMoment("20261122120000"))
    #expect(try views { $0.pharmacistsInfo = shorter }.firstEnd?.compact == "20261122120000")
    // Without any time nobody can tell whether it lives.
    #expect(try views { $0.pharmacistsInfo = ViewConsent(consFlg: .known(.given)) }.ends.isEmpty)
    let endAlone = ViewConsent(consFlg: .known(.given), availableTime: MessageMoment("20990101000000"))
    #expect(try views { $0.pharmacistsInfo = endAlone }.ends.isEmpty)
    // Given in the future: a clock that is a little ahead is believed, a message is not.
    let ahead = ViewConsent(consFlg: .known(.given), consTime: MessageMoment("20261122110459"))
    #expect(try views { $0.pharmacistsInfo = ahead }.allow(.medication))
    let future = ViewConsent(consFlg: .known(.given), consTime: MessageMoment("20261122110600"))
    #expect(try views { $0.pharmacistsInfo = future }.ends.isEmpty)
  }
}
