import CivilTime
import DemoPeople
import Eligibility
import EligibilityService
import Foundation
import Testing

/// The demo's people with value cryptography: a card's certificate is its name and dates, its signature the two said
/// together.
struct Town {
  var service: EligibilityService
  let people: DemoPeople
  var now: Timestamp
  private var visits = 0

  static let today = CivilDate(dayNumber: 20_545)

  static func peopleFile(_ name: String = "people.yaml") throws -> [UInt8] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Assets/people/\(name)")
    return [UInt8](try Data(contentsOf: file))
  }

  static func people() throws -> DemoPeople { try DemoPeople.read(try peopleFile(), file: "people.yaml") }

  init(
    people: DemoPeople? = nil, crowd: Int = 0, limits: ServiceLimits = ServiceLimits(), areas: [String] = []
  ) throws {
    self.people =
      try people ?? Self.people().adding(records: try Self.peopleFile("records.yaml"), file: "records.yaml")
    now = CivilMoment(date: Self.today, hour: 10, minute: 0, second: 0).timestamp
    let counter = Counter()
    service = EligibilityService(
      people: self.people, crowd: DemoCrowd(count: crowd), ports: Self.ports(self.people, counter), limits: limits,
      disasterAreas: areas)
  }

  private final class Counter { var value: UInt64 = 0 }

  private static func ports(_ people: DemoPeople, _ counter: Counter) -> ServicePorts {
    var byCertificate: [[UInt8]: CheckedCertificate] = [:]
    for person in people.people {
      guard let card = person.card, let registration = person.registration else { continue }
      byCertificate[Array("certificate \(person.key)".utf8)] = CheckedCertificate(
        publicKeyHash: registration.publicKeyHash, notBefore: moment(card.validFrom(on: today)),
        notAfter: moment(card.validUntil(on: today)))
    }
    byCertificate[Array("certificate stranger".utf8)] = CheckedCertificate(
      publicKeyHash: [UInt8](repeating: 1, count: 32), notBefore: moment(today.adding(days: -9)),
      notAfter: moment(today.adding(days: 999)))
    byCertificate[Array("certificate tomorrow".utf8)] = CheckedCertificate(
      publicKeyHash: [UInt8](repeating: 2, count: 32), notBefore: moment(today.adding(days: 1)),
      notAfter: moment(today.adding(days: 999)))
    return ServicePorts(
      verifyChain: { der, _ in byCertificate[der].map { .success($0) } ?? .failure(.unknownIssuer) },
      verifySignature: { der, message, signature in signature == der + message },
      random: { count in
        counter.value += 1
        return (0..<count).map { UInt8(truncatingIfNeeded: counter.value >> (8 * UInt64($0 % 8))) }
      })
  }

  private static func moment(_ date: CivilDate) -> Timestamp {
    CivilMoment(date: date, hour: 12, minute: 0, second: 0).timestamp
  }

  static func certificate(_ key: String) -> [UInt8] { Array("certificate \(key)".utf8) }

  mutating func nonce() throws -> Nonce {
    guard case .nonce(let nonce) = try service.handle(.nonce, at: now).get() else {
      throw ServiceRefusal.requestMalformed
    }
    return nonce
  }

  mutating func request(
    _ key: String, visit: String? = nil, by method: IdentityMethod = .pin
  ) throws -> SessionRequest {
    visits += 1
    let nonce = try nonce()
    let certificate = Self.certificate(key)
    let evidence: IdentityEvidence
    switch method {
    case .pin, .face, .phone: evidence = .cardSignature(method, certificate + nonce.bytes)
    case .visual: evidence = .attestation(try #require(StaffNumber("0123")), signature: nil)
    }
    return SessionRequest(visit: visit ?? "visit\(visits)", nonce: nonce, certificate: certificate, evidence: evidence)
  }

  mutating func open(_ request: SessionRequest) throws -> SessionAnswer {
    guard case .session(let session) = try service.handle(.openSession(request), at: now).get() else {
      throw ServiceRefusal.requestMalformed
    }
    return session
  }

  mutating func open(_ key: String, by method: IdentityMethod = .pin) throws -> SessionAnswer {
    try open(try request(key, by: method))
  }

  mutating func register(_ session: SessionID) throws -> SessionAnswer {
    guard case .session(let answer) = try service.handle(.register(session), at: now).get() else {
      throw ServiceRefusal.requestMalformed
    }
    return answer
  }

  mutating func consent(_ session: SessionID, _ answers: [ConsentKind: Bool]) throws -> EligibilityReply {
    var given = ConsentAnswers()
    for kind in ConsentKind.allCases { given[kind] = answers[kind] }
    guard case .message(let reply) = try service.handle(.sendConsents(session, given), at: now).get() else {
      throw ServiceRefusal.requestMalformed
    }
    return reply
  }

  mutating func lookUp(_ key: String, branch: Bool = true, limit: Bool = false) throws -> EligibilityReply {
    let person = try #require(people[key])
    return try lookUp(
      InsuranceCardQuery(
        insurerNumber: person.insurance.insurer.padded, symbol: person.insurance.symbol,
        identificationNumber: person.insurance.number, branchNumber: branch ? person.insurance.branch : nil,
        birthdate: person.identity.birthdate(on: Self.today), limitConsent: limit, arbitraryFileIdentifier: "file"))
  }

  mutating func lookUp(_ query: InsuranceCardQuery) throws -> EligibilityReply {
    let request = QualificationConfirmationRequest(
      confirmationDate: nil, medicalInstitutionCode: EligibilityService.demoInstitution, query: query)
    guard case .eligibility(let reply) = try service.handle(.confirm(request), at: now).get() else {
      throw ServiceRefusal.requestMalformed
    }
    return reply
  }

  static let institution = EligibilityService.demoInstitution

  mutating func eligibility(_ request: InterfaceRequest) throws -> EligibilityReply {
    guard case .eligibility(let reply) = try service.handle(request, at: now).get() else {
      throw ServiceRefusal.requestMalformed
    }
    return reply
  }

  /// A person's card data as a batch asks with them, by the person's key.
  func search(_ person: DemoPerson) -> QualificationConfirmSearchInfo {
    var search = QualificationConfirmSearchInfo()
    search.insurerNumber = person.insurance.insurer.padded
    search.insuredCardSymbol = person.insurance.symbol
    search.insuredIdentificationNumber = person.insurance.number
    search.insuredBranchNumber = person.insurance.branch
    search.birthdate = MessageDate(person.identity.birthdate(on: Self.today))
    search.arbitraryIdentifier = person.key
    return search
  }

  func search(_ key: String) throws -> QualificationConfirmSearchInfo { search(try #require(people[key])) }

  /// Submits a batch and answers its reception number.
  mutating func submit(
    _ query: BatchRequest.Query, file: String = "batch", institution: String = Town.institution
  ) throws -> String {
    let receipt = try eligibility(
      .submitBatch(
        BatchRequest(medicalInstitutionCode: institution, arbitraryFileIdentifier: file, query: query)))
    #expect(receipt.header.segmentOfResult == .known(.normal), "\(receipt.header.errorCode ?? "")")
    return try #require(receipt.receptionNumber)
  }

  mutating func collect(
    _ number: String, _ kind: BatchKind = .eligibility, institution: String = Town.institution
  ) throws -> EligibilityReply {
    try eligibility(
      .collectBatch(
        BatchCollection(
          kind: kind, medicalInstitutionCode: institution, arbitraryFileIdentifier: "collection",
          receptionNumber: number)))
  }

  mutating func records(
    _ key: String, _ form: MedicalInformationForm, months: ClosedRange<MessageMonth>? = nil,
    treatment: MedicalTreatmentFlag = .outpatient, institution: String = Town.institution
  ) throws -> MedicalInformationReply {
    let person = try #require(people[key])
    let request = MedicalInformationRequest(
      form: form, medicalInstitutionCode: institution, arbitraryFileIdentifier: "records",
      insurerNumber: person.insurance.insurer.padded, symbol: person.insurance.symbol,
      identificationNumber: person.insurance.number, branchNumber: person.insurance.branch, months: months,
      treatment: treatment)
    guard case .medicalInformation(let reply) = try service.handle(.medicalInformation(request), at: now).get() else {
      throw ServiceRefusal.requestMalformed
    }
    return reply
  }
}
