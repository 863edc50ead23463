import CivilTime
import DemoPeople
import Eligibility
import EligibilityService
import Testing

/// Medical information: what was agreed to, for whom, and for how long.
struct RecordTests {
  private func agreed(_ kinds: ConsentKind..., by key: String = "adult") throws -> Town {
    var town = try Town()
    let session = try town.open(key)
    _ = try town.consent(session.session, Dictionary(uniqueKeysWithValues: kinds.map { ($0, true) }))
    return town
  }

  private func drugs(_ reply: MedicalInformationReply) -> [String] {
    reply.months.flatMap(\.days).flatMap(\.drugs).compactMap(\.name)
  }

  private func acts(_ reply: MedicalInformationReply) -> [String] {
    reply.months.flatMap(\.days).flatMap(\.acts).compactMap(\.name)
  }

  @Test func withoutAConsentThereIsNothing() throws {
    var town = try Town()
    for form in MedicalInformationForm.allCases {
      let reply = try town.records("adult", form)
      #expect(!reply.isDone && reply.messageContents == MessageComplaint.notAgreed.words)
      #expect(reply.months.isEmpty && reply.checkups.isEmpty && reply.document == nil && reply.person.name == nil)
    }
  }

  @Test func medicationIsTheDrugsAlone() throws {
    var town = try agreed(.medication)
    for form in [MedicalInformationForm.medication, .medicationAndTreatment] {
      let reply = try town.records("adult", form)
      #expect(reply.isDone && reply.person.name == "見本　花子" && reply.messageContents == nil)
      #expect(Set(reply.months.map(\.origin)) == Set(MedicationOrigin.allCases))
      #expect(drugs(reply).count == 5 && acts(reply).isEmpty)
      // Where it was needs the treatment consent.
      #expect(reply.months.allSatisfy { $0.institutionName == nil && $0.institutionCode == nil })
      #expect(reply.months.allSatisfy { $0.prescriberName == nil && $0.isOwnInstitution == "2" })
    }
    #expect(try town.records("adult", .checkup).messageContents != nil)
  }

  @Test func treatmentsAndOperationsHaveConsentsOfTheirOwn() throws {
    var town = try agreed(.treatment)
    var reply = try town.records("adult", .medicationAndTreatment)
    #expect(drugs(reply).isEmpty && acts(reply) == ["見本血液検査", "見本指導料", "見本処置"])
    #expect(reply.months.map(\.institutionName) == ["見本内科クリニック", "見本市民病院"])
    // A form without treatments has nothing then.
    #expect(try town.records("adult", .medication).messageContents == MessageComplaint.notAgreed.words)

    town = try agreed(.operation)
    reply = try town.records("adult", .medicationAndTreatment)
    #expect(acts(reply) == ["見本縫合術"] && drugs(reply).isEmpty)

    town = try agreed(.medication, .treatment, .operation)
    reply = try town.records("adult", .medicationAndTreatment)
    #expect(acts(reply).count == 4 && drugs(reply).count == 5)
    // The narrower form stays narrow.
    #expect(acts(try town.records("adult", .medication)).isEmpty)
    #expect(try town.records("adult", .medication).months.allSatisfy { $0.institutionName != nil })
  }

  @Test func specificDiseasesHaveAConsentOfTheirOwn() throws {
    // She of the file has no card, and borrows one.
    var people = try Town.people().adding(records: try Town.peopleFile("records.yaml"), file: "records.yaml").people
    let lender = try #require(people.first { $0.key == "adult" })
    people.removeAll { $0.key == "adult" }
    let index = try #require(people.firstIndex { $0.key == "dialysis" })
    people[index].card = lender.card
    people[index].registration = lender.registration
    for kind in [ConsentKind.treatment, .specificDisease] {
      var town = try Town(people: DemoPeople(people))
      let result = try #require(try town.consent(try town.open("dialysis").session, [kind: true]).result)
      let isOwn = kind == .specificDisease
      #expect(result.specificDiseasesCertificateRelatedConsFlg == .known(isOwn ? .given : .none))
      #expect(result.specificDiseasesCertificateList.isEmpty == !isOwn)
      let reply = try town.records("dialysis", .medicationAndTreatment)
      #expect(reply.months.flatMap(\.days).flatMap(\.acts).contains { $0.kind == .dialysis } == isOwn, "\(kind)")
    }
  }

  @Test func checkups() throws {
    var town = try agreed(.checkup)
    let reply = try town.records("adult", .checkup)
    #expect(reply.isDone && reply.checkups.count == 2 && reply.months.isEmpty)
    #expect(reply.checkups.map(\.effectiveTime) == [MessageDate("20250915"), MessageDate("20240920")])
    #expect(reply.checkups[0].items[5].dataValueName == "いいえ" && reply.checkups[0].items[0].dataValueName == "160.5")
    #expect(try town.records("adult", .medication).messageContents != nil)
  }

  @Test func aConsentLivesADayForTheInstitution() throws {
    var town = try agreed(.medication)
    let given = town.now
    #expect(try town.records("adult", .medication, institution: "8888888888").messageContents != nil)
    // Longer than the session, and through a restart.
    town.now = given.advanced(by: .seconds(24 * 3_600))
    town.service.restart()
    #expect(try town.records("adult", .medication).isDone)
    town.now = given.advanced(by: .milliseconds(24 * 3_600_000 + 1))
    #expect(try town.records("adult", .medication).messageContents == MessageComplaint.notAgreed.words)
  }

  @Test func theLatestAnswerCounts() throws {
    var town = try agreed(.medication, .checkup)
    town.now = town.now.advanced(by: .seconds(3_600))
    let session = try town.open("adult")
    _ = try town.consent(session.session, [.medication: false])
    #expect(try town.records("adult", .medication).messageContents != nil)
    // Not asked this time.
    #expect(try town.records("adult", .checkup).isDone)
  }

  @Test func onlyTheMonthsAskedFor() throws {
    var town = try agreed(.medication)
    let two = try town.records("adult", .medication, months: MessageMonth("202602")...MessageMonth("202603"))
    #expect(two.months.map(\.month) == [MessageMonth("202603"), MessageMonth("202602")])
    #expect(two.months[0].origin == .dispensing && two.months[0].days[0].date == MessageDate("20260312"))
    #expect(try town.records("adult", .medication, months: MessageMonth("202001")...MessageMonth("202012")).isDone)
  }

  @Test func agreedAtHome() throws {
    var town = try Town()
    let visit = try town.records("dialysis", .medicationAndTreatment, treatment: .homeVisit)
    // Her treatments are dialysis, and that is told with the consent to specific diseases alone.
    #expect(visit.isDone && acts(visit).isEmpty && drugs(visit) == ["見本顆粒"])
    // Two days ago is too long ago, and at the reception nobody was asked.
    for treatment in [MedicalTreatmentFlag.online, .outpatient, .emergency] {
      #expect(try town.records("dialysis", .medication, treatment: treatment).messageContents != nil)
    }
  }

  @Test("Nobody, several and wrong numbers say so", arguments: [("0000000", "S-322"), ("9000015", "S-323")])
  func unknown(number: String, code: String) throws {
    var town = try Town()
    let request = MedicalInformationRequest(
      form: .medication, medicalInstitutionCode: Town.institution, arbitraryFileIdentifier: "f",
      insurerNumber: "01990019", symbol: "見本", identificationNumber: number, branchNumber: nil, months: nil)
    guard
      case .medicalInformation(let reply) = try town.service.handle(.medicalInformation(request), at: town.now).get()
    else { return #expect(Bool(false), "another reply") }
    #expect(reply.messageContents == MessageComplaint(rawValue: code)?.words && !reply.isDone)
  }

  // MARK: - Documents

  @Test("A document is a PDF that says it is a sample", arguments: MedicalInformationForm.allCases)
  func document(form: MedicalInformationForm) throws {
    var town = try agreed(.medication, .treatment, .operation, .checkup)
    let reply = try town.records("adult", form)
    #expect((reply.document != nil) == form.isDocument)
    guard let document = reply.document else { return }
    #expect(reply.isDone && reply.months.isEmpty && reply.checkups.isEmpty)
    let text = try #require(String(validating: document, as: UTF8.self))
    #expect(text.hasPrefix("%PDF-1.4\n") && text.hasSuffix("%%EOF\n"))
    #expect(text.contains("(SAMPLE - INVENTED RECORDS, NOT A REAL DOCUMENT)"))
    // 見本 in UTF-16.
    #expect(text.contains("<898b672c"))
    #expect(document.count < 8 << 10)
    try hold(text)
  }

  /// Every place of the cross-reference table is where its object begins, and the stream is as long as it says.
  private func hold(_ text: String) throws {
    let bytes = Array(text.utf8)
    let place = try #require(text.split(separator: "\n").dropLast().last.flatMap { Int($0) })
    let table = String(decoding: bytes[place...], as: UTF8.self).split(separator: "\n")
    #expect(table[0] == "xref")
    let count = try #require(table[1].split(separator: " ").last.flatMap { Int($0) })
    #expect(table.contains("<< /Size \(count) /Root 1 0 R >>"))
    for number in 1..<count {
      let entry = table[2 + number]
      #expect(entry.utf8.count == 19 && entry.hasSuffix(" 00000 n "))
      let offset = try #require(Int(entry.prefix(10)))
      #expect(String(decoding: bytes[offset...].prefix(20), as: UTF8.self).hasPrefix("\(number) 0 obj\n"))
    }
    let length = try #require(text.firstMatch(of: /\/Length (\d+) >>\nstream\n/))
    let stream = text[length.range.upperBound...]
    let said = try #require(Int(length.1))
    #expect(Array(stream.utf8.dropFirst(said).prefix(9)) == Array("endstream".utf8))
  }
}
