import CivilTime
import Eligibility
import EligibilityXML

// A search for a person without a card: `POST /v1/persons`, answered with a reply of eligibility (XML). Of the interface
// no such message is public, so this is the service's own, as the sessions are.
//
// `{"institution","request","day","mode","name"?,"kana"?,"birthdate","sex"?,"address"?,"insurerNumber"?,"symbol"?,
// "number"?,"branch"?,"area"?,"from"?,"until"?,"consent"?}`: days are `yyyyMMdd`; `mode` is `recovery`, or `disaster` with the
// last four; insurer number and number are there in place of name and reading.

extension EligibilityWire {
  public static let personsPath = "/v1/persons"

  private static let recovery = "recovery"
  private static let disaster = "disaster"

  // MARK: - The kiosk's side

  public static func encode(_ search: PersonSearch) -> (path: String, contentType: String, body: [UInt8]) {
    var fields: [String: String?] = [
      "institution": search.medicalInstitutionCode, "request": search.arbitraryFileIdentifier,
      "day": search.confirmationDate.compact,
    ]
    switch search.subject {
    case .particulars(let person):
      fields["name"] = person.name
      fields["kana"] = person.kana
      fields["birthdate"] = person.birthdate.compact
      fields["sex"] = person.sex == .notSet ? nil : person.sex.rawValue
      fields["address"] = person.address
    case .certificate(let card):
      fields["insurerNumber"] = card.insurerNumber
      fields["symbol"] = card.insuredCardSymbol
      fields["number"] = card.insuredIdentificationNumber
      fields["branch"] = card.insuredBranchNumber
      fields["birthdate"] = card.birthdate?.text
    }
    switch search.mode {
    case .recovery: fields["mode"] = recovery
    case .disaster(let ground):
      fields["mode"] = disaster
      fields["area"] = ground.area
      fields["from"] = ground.days.lowerBound.compact
      fields["until"] = ground.days.upperBound.compact
      fields["consent"] = ground.consent.rawValue
    }
    let body = JSONValue.object(fields.compactMapValues { $0.map(JSONValue.string) })
    return (personsPath, json, body.bytes)
  }

  /// Whatever is not exactly an answer to *this* search is `.rubbish`; the text is for staff and holds nothing of what
  /// came.
  public static func decode(
    status: Int, contentType: String, body: [UInt8], for search: PersonSearch
  ) -> Result<EligibilityReply, ServiceFailure> {
    guard body.count <= largestAnswerBytes else { return .failure(.rubbish("an answer larger than allowed")) }
    do throws(JSONComplaint) {
      guard status == 200 else { return .failure(try refusal(status, contentType, body)) }
      guard isType(contentType, xml) else { throw JSONComplaint("no XML") }
      let reply: EligibilityReply
      do throws(EligibilityXMLFailure) {
        reply = try EligibilityXML.decodeReply(body)
      } catch {
        throw JSONComplaint(error.sentence)
      }
      if let difference = search.difference(of: reply) { throw JSONComplaint(difference) }
      return .success(reply)
    } catch {
      return .failure(.rubbish(error.words))
    }
  }

  // MARK: - The service's side

  /// - Throws: `.requestMalformed` for everything that is not exactly a search.
  public static func decodePersonSearch(
    contentType: String, body: [UInt8]
  ) throws(ServiceRefusal) -> PersonSearch {
    guard body.count <= largestRequestBytes, isType(contentType, json), let value = JSONValue(body) else {
      throw .requestMalformed
    }
    do throws(JSONComplaint) {
      let fields = try JSONFields(
        value,
        keys: [
          "institution", "request", "day", "mode", "name", "kana", "birthdate", "sex", "address", "insurerNumber",
          "symbol", "number", "branch", "area", "from", "until", "consent",
        ])
      let institution = try fields.string("institution")
      let name = try fields.string("request")
      guard InstitutionCode.isWellFormed(institution), isName(name) else { throw JSONComplaint("a malformed search") }
      return PersonSearch(
        medicalInstitutionCode: institution, arbitraryFileIdentifier: name, confirmationDate: try day("day", fields),
        subject: try subject(fields), mode: try mode(fields))
    } catch {
      throw .requestMalformed
    }
  }

  private static func day(_ key: String, _ fields: JSONFields) throws(JSONComplaint) -> CivilDate {
    guard let day = CivilDate(compact: try fields.string(key)) else { throw JSONComplaint("no day under \(key)") }
    return day
  }

  private static func subject(_ fields: JSONFields) throws(JSONComplaint) -> PersonSearch.Subject {
    let birthdate = try day("birthdate", fields)
    let (name, kana) = (try fields.stringIfAny("name"), try fields.stringIfAny("kana"))
    if let number = try fields.stringIfAny("number") {
      guard name == nil, kana == nil else { throw JSONComplaint("name and number at once") }
      var card = QualificationConfirmSearchInfo()
      card.insurerNumber = try fields.string("insurerNumber")
      card.insuredCardSymbol = try fields.stringIfAny("symbol")
      card.insuredIdentificationNumber = number
      card.insuredBranchNumber = try fields.stringIfAny("branch")
      card.birthdate = MessageDate(birthdate)
      card.limitApplicationCertificateRelatedConsFlg = .known(.no)
      return .certificate(card)
    }
    guard name != nil || kana != nil else { throw JSONComplaint("nobody is named") }
    var sex = Sex.notSet
    if let code = try fields.stringIfAny("sex") {
      guard let known = Sex(rawValue: code) else { throw JSONComplaint("an unknown sex") }
      sex = known
    }
    return .particulars(
      BasicParticulars(
        name: name, kana: kana, birthdate: birthdate, sex: sex, address: try fields.stringIfAny("address")))
  }

  private static func mode(_ fields: JSONFields) throws(JSONComplaint) -> PersonSearch.Mode {
    let mode = try fields.string("mode")
    if mode == recovery { return .recovery }
    let (first, last) = (try day("from", fields), try day("until", fields))
    guard mode == disaster, first <= last, let consent = DisasterConsent(rawValue: try fields.string("consent")) else {
      throw JSONComplaint("an unknown mode")
    }
    return .disaster(DisasterGround(area: try fields.string("area"), days: first...last, consent: consent))
  }
}
