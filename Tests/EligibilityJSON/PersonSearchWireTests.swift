import CivilTime
import Eligibility
import EligibilityJSON
import Testing

/// Searches for people without a card on the wire.
struct PersonSearchWireTests {
  private static let institution = "9999999999"
  private static let birthdate = CivilDate(dayNumber: 5_000)

  private static var searches: [PersonSearch] {
    var card = QualificationConfirmSearchInfo()
    card.insurerNumber = "01990019"
    card.insuredCardSymbol = "見本"
    card.insuredIdentificationNumber = "9000001"
    card.birthdate = MessageDate(birthdate)
    card.limitApplicationCertificateRelatedConsFlg = .known(.no)
    let days = CivilDate(dayNumber: 20_000)...CivilDate(dayNumber: 20_009)
    let subjects: [PersonSearch.Subject] = [
      .particulars(
        BasicParticulars(name: "見本　花子", kana: nil, birthdate: birthdate, sex: .female, address: "見本市")),
      .particulars(BasicParticulars(name: nil, kana: "ﾐﾎﾝ", birthdate: birthdate, sex: .notSet, address: nil)),
      .certificate(card),
    ]
    let modes: [PersonSearch.Mode] =
      [.recovery]
      + DisasterConsent.allCases.map { .disaster(DisasterGround(area: "見本県", days: days, consent: $0)) }
    return subjects.flatMap { subject in
      modes.map { mode in
        PersonSearch(
          medicalInstitutionCode: institution, arbitraryFileIdentifier: "p-1",
          confirmationDate: CivilDate(dayNumber: 20_000), subject: subject, mode: mode)
      }
    }
  }

  @Test func aSearchArrivesAsItWasSent() throws {
    #expect(Self.searches.count == 9)
    for search in Self.searches {
      let wire = EligibilityWire.encode(search)
      #expect(wire.path == EligibilityWire.personsPath)
      #expect(try EligibilityWire.decodePersonSearch(contentType: wire.contentType, body: wire.body) == search)
    }
  }

  @Test(
    "What is not exactly a search is refused",
    arguments: [
      ("\"mode\":\"recovery\"", "\"mode\":\"other\""), ("\"mode\":\"recovery\"", "\"mode\":\"disaster\""),
      ("\"name\":\"見本　花子\",", ""), ("\"sex\":\"2\"", "\"sex\":\"7\""), ("\"request\":\"p-1\"", "\"request\":\"../1\""),
      ("\"institution\":\"9999999999\"", "\"institution\":\"1\""), ("\"sex\":\"2\"", "\"sex\":\"2\",\"x\":\"1\""),
      ("\"name\"", "\"number\":\"1\",\"name\""),
    ])
  func refused(old: String, new: String) throws {
    let wire = EligibilityWire.encode(try #require(Self.searches.first))
    let text = String(decoding: wire.body, as: UTF8.self)
    let changed = text.replacing(old, with: new)
    #expect(changed != text)
    #expect(throws: ServiceRefusal.requestMalformed) {
      try EligibilityWire.decodePersonSearch(contentType: wire.contentType, body: Array(changed.utf8))
    }
  }

  @Test func anAnswerIsThisSearchsOrRubbish() throws {
    let search = try #require(Self.searches.first)
    func passed(_ change: (inout MessageHeader, inout MessageBody) -> Void) -> Result<EligibilityReply, ServiceFailure>
    {
      var header = MessageHeader()
      header.medicalInstitutionCode = Self.institution
      header.arbitraryFileIdentifier = "p-1"
      header.characterCodeIdentifier = .known(.utf8)
      var body = MessageBody()
      var result = ResultOfQualificationConfirmation()
      result.birthdate = MessageDate(Self.birthdate)
      body.resultList = [result]
      change(&header, &body)
      let answer = EligibilityWire.encodeAnswer(.success(.message(EligibilityReply(header: header, body: body))))
      return EligibilityWire.decode(
        status: answer.status, contentType: answer.contentType, body: answer.body, for: search)
    }
    #expect(try passed { _, _ in }.get().body.resultList.count == 1)
    #expect(throws: ServiceFailure.self) {
      try passed { header, _ in header.medicalInstitutionCode = "1111111111" }.get()
    }
    #expect(throws: ServiceFailure.self) { try passed { header, _ in header.arbitraryFileIdentifier = "p-2" }.get() }
    #expect(throws: ServiceFailure.self) {
      try passed { _, body in body.resultList[0].birthdate = MessageDate("19850520") }.get()
    }
    let refusal = EligibilityWire.encodeAnswer(.failure(.busy))
    #expect(
      EligibilityWire.decode(
        status: refusal.status, contentType: refusal.contentType, body: refusal.body, for: search)
        == .failure(.refused(.busy)))
  }
}
