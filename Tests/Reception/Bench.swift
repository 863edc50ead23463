import Cards
import CivilTime
import Eligibility
import Journal
import Testing

@testable import Reception

/// A reception with a clock that stands still between steps. Each step returns what the machine wanted, as words, so
/// that a test reads like a transcript.
struct Bench {
  var machine: Reception
  var now = Instant(nanoseconds: 1_000_000_000)
  /// The errand asked last.
  var errand = Errand(visit: 0, attempt: 0)
  private var cards: UInt8 = 0

  init(_ rules: Rules = .classic, inService: Bool = true) {
    machine = Reception(rules: rules)
    if inService { _ = on(.readerReady) }
  }

  // MARK: - Steps

  mutating func on(_ event: Event) -> [String] {
    let effects = machine.handle(event, at: now)
    for effect in effects {
      if let asked = effect.errand { errand = asked }
    }
    return effects.map(\.word)
  }

  mutating func insert() -> [String] {
    cards += 1
    return on(.cardInserted(.numbered(cards)))
  }

  mutating func choose(_ choice: Choice) -> [String] { on(.chosen(choice)) }
  mutating func press(_ key: Key) -> [String] { on(.pressed(key)) }
  mutating func answer(_ answer: Answer) -> [String] { on(.answered(errand, answer)) }
  mutating func fail(_ failure: Failure) -> [String] { answer(.failed(failure)) }
  mutating func fail(_ failure: CardFailure) -> [String] { fail(.card(failure)) }
  mutating func fail(_ failure: ServiceFailure) -> [String] { fail(.service(failure)) }

  /// Types a secret, character by character.
  mutating func type(secret count: Int) -> [String] { (1...count).flatMap { on(.secretTyped(count: $0)) } }

  mutating func type(number: String) -> [String] {
    number.flatMap { on(.pressed(.digit($0.wholeNumberValue ?? 0))) }
  }

  /// Lets time pass, with every deadline on the way.
  mutating func pass(_ duration: Duration) -> [String] {
    let end = now.advanced(by: duration)
    var words: [String] = []
    while let deadline = machine.deadline, deadline <= end {
      now = max(now, deadline)
      words += on(.deadlinePassed)
      if let next = machine.deadline, next <= now {
        Issue.record("the deadline on \(machine.scene.screen.id) does not move on")
        return words
      }
    }
    now = end
    return words
  }

  // MARK: - What is seen

  var scene: Scene { machine.scene }
  var screen: Screen { machine.scene.screen }
  var choices: [Choice] { machine.scene.choices }

  // MARK: - Short ways

  mutating func toIdentity(_ standing: CertificateStanding = .valid) {
    _ = insert()
    _ = answer(.certificate(.sample(cards, standing)))
  }

  mutating func toPIN(tries: Int = 3) {
    toIdentity()
    _ = choose(.pin)
    _ = answer(.triesLeft(tries))
  }

  mutating func toVerify(tries: Int = 3) {
    toPIN(tries: tries)
    _ = type(secret: 4)
    _ = press(.enter)
    _ = answer(.nonce(.sample))
  }

  /// The session is being asked for, by PIN.
  mutating func toInquiry() {
    toVerify()
    _ = answer(.signature([7]))
  }

  mutating func toConsents(_ kinds: [ConsentKind] = [.medication, .treatment, .checkup, .limit]) {
    toInquiry()
    _ = answer(.session(.sample(kinds)))
  }

  /// Several eligibilities, which staff can choose from.
  mutating func toSeveral(_ reply: EligibilityReply = .several) {
    toInquiry()
    _ = answer(.session(.sample(reply: reply)))
  }

  mutating func toChoice() {
    toSeveral()
    _ = choose(.chooseEligibility)
    _ = type(number: "0123")
    _ = press(.enter)
    _ = type(secret: 8)
    _ = press(.enter)
    _ = answer(.staffAccepted)
  }

  mutating func toReview() {
    toConsents()
    for _ in 1...3 { _ = choose(.agree) }
  }

  mutating func toSending() {
    toReview()
    _ = choose(.send)
  }

  mutating func toHandover() {
    toSending()
    _ = answer(.message(.valid))
  }

  mutating func toCompletion() {
    toHandover()
    _ = answer(.handedOver)
  }

  mutating func toPassword() {
    toIdentity()
    _ = choose(.visual)
    _ = type(number: "0123")
    _ = press(.enter)
  }

  mutating func toCompare() {
    toPassword()
    _ = type(secret: 8)
    _ = press(.enter)
    _ = answer(.staffAccepted)
  }
}

// MARK: - Samples

extension Rules {
  static func sample(
    _ profile: ConsentProfile, visual: VisualCheckPolicy = .attested, abilities: ReaderAbilities = .ordinary,
    makersWays: Set<IdentityMethod> = Set(IdentityMethod.allCases), chip: Bool = false, phones: Bool = false
  ) -> Rules {
    var abilities = abilities
    abilities.readsCardFace = chip
    return Rules(
      languages: ["ja", "en"], defaultLanguage: "ja", profile: profile, visualCheck: visual, abilities: abilities,
      makersWays: makersWays, takesPhones: phones)
  }

  static let classic = sample(.classic)
  static let withChip = sample(.classic, chip: true)
  static let withPhones = sample(.classic, phones: true)
  static let faceReader = sample(.classic, abilities: .faceAuthentication)
  static let padReader = sample(
    .classic,
    abilities: ReaderAbilities(
      comparesFaces: true, provesVisualChecks: true, readsCardFace: false, pinPad: .reader))
  static let today = sample(.today)
  static let eligibilityOnly = sample(.eligibilityOnly)
}

extension ConsentProfile {
  static let classic = ConsentProfile(
    name: "classic",
    questions: [
      ConsentQuestion(name: "treatment", kinds: [.treatment, .medication]),
      ConsentQuestion(name: "checkup", kinds: [.checkup]), ConsentQuestion(name: "limit", kinds: [.limit]),
    ], allAtOnce: false, byLaw: [])
  static let today = ConsentProfile(
    name: "2024-10",
    questions: [
      ConsentQuestion(name: "treatment", kinds: [.treatment, .medication]),
      ConsentQuestion(name: "operation", kinds: [.operation]), ConsentQuestion(name: "checkup", kinds: [.checkup]),
    ], allAtOnce: true, byLaw: [.limit])
  static let eligibilityOnly = ConsentProfile(name: "eligibility-only", questions: [], allAtOnce: false, byLaw: [])
}

extension VisitID {
  static func numbered(_ number: UInt8) -> VisitID {
    VisitID(at: Timestamp(milliseconds: 0), random: Array(repeating: number, count: VisitID.randomBytes))
  }
}

extension Nonce {
  static let sample = Nonce(bytes: [1, 2, 3])
}

extension CardIdentity {
  static func sample(_ card: UInt8, _ standing: CertificateStanding = .valid) -> CardIdentity {
    CardIdentity(certificate: [0x30, card], fingerprint: [card], standing: standing)
  }
}

extension EligibilityReply {
  static let valid = sample(.valid)
  /// Two insurances of one person, neither of which the service calls the right one.
  static let several: EligibilityReply = {
    var reply = sample(.severalMatch)
    reply.body.resultList = ["01990019", "06990022"].map { insurer in
      var result = reply.body.resultList[0]
      result.insurerNumber = insurer
      result.insuredIdentificationNumber = "9000022"
      return result
    }
    return reply
  }()
  static let inProgress: EligibilityReply = {
    var reply = EligibilityReply()
    reply.header.segmentOfResult = .known(.inProgress)
    return reply
  }()

  static func sample(
    _ validity: QualificationValidity?, processed: Bool = true, name: String = "見本 花子"
  ) -> EligibilityReply {
    var reply = EligibilityReply()
    reply.header.segmentOfResult = .known(processed ? .normal : .abnormal)
    reply.body.processingResultStatus = .known(processed ? .normal : .error)
    reply.body.qualificationValidity = validity.map { .known($0) }
    var result = ResultOfQualificationConfirmation()
    result.name = name
    reply.body.resultList = [result]
    return reply
  }
}

extension IdentityStatement {
  static let pin = IdentityStatement(method: .pin, signed: true, voucher: nil)
}

extension SessionAnswer {
  static func sample(
    _ consents: [ConsentKind] = [.medication, .treatment, .checkup, .limit], identity: IdentityStatement = .pin,
    reply: EligibilityReply? = .valid
  ) -> SessionAnswer {
    SessionAnswer(
      session: SessionID("S"), identity: identity, consents: consents, needsRegistration: false, reply: reply)
  }

  static let unregistered = SessionAnswer(
    session: SessionID("S"), identity: .pin, consents: [], needsRegistration: true, reply: nil)
}

extension ChipFace {
  static let sample = ChipFace(
    birthDate: CivilDate(year: 1985, month: 4, day: 8), sex: .female,
    expiry: CivilDate(year: 2031, month: 4, day: 8), hasPhoto: true, isProven: true)
}

// MARK: - Words

extension Effect {
  var errand: Errand? {
    switch self {
    case .readCertificate(let errand), .readPhoneCertificate(let errand), .readTriesLeft(let errand),
      .fetchNonce(let errand), .verifyPIN(let errand, _),
      .compareFace(let errand, _), .signVisualCheck(let errand, _), .checkStaff(let errand, _),
      .signByPhone(let errand, _), .readCheckNumberTries(let errand), .readCardFace(let errand, _),
      .recordAttestation(let errand, _, _, _), .recordChoice(let errand, _, _, _), .openSession(let errand, _),
      .register(let errand, _),
      .sendConsents(let errand, _, _), .handOver(let errand, _):
      errand
    case .beginVisit, .recordConsent, .endVisit, .wipeSecret, .releaseCard, .cancelCardWork, .sound, .callStaff: nil
    }
  }

  var word: String {
    switch self {
    case .beginVisit: "beginVisit"
    case .readCertificate: "readCertificate"
    case .readPhoneCertificate: "readPhoneCertificate"
    case .signByPhone: "signByPhone"
    case .readCheckNumberTries: "readCheckNumberTries"
    case .readCardFace(_, let number): "readCardFace \(number.digits)"
    case .readTriesLeft: "readTriesLeft"
    case .fetchNonce: "fetchNonce"
    case .verifyPIN: "verifyPIN"
    case .compareFace: "compareFace"
    case .signVisualCheck: "signVisualCheck"
    case .checkStaff(_, let number): "checkStaff \(number.digits)"
    case .recordAttestation(_, let number, let isPerson, let comparedWith):
      "recordAttestation \(number.digits) \(isPerson ? "is-person" : "is-not-person") \(comparedWith.rawValue)"
    case .recordChoice(_, let staff, let number, let count): "recordChoice \(staff.digits) \(number)/\(count)"
    case .openSession(_, let request):
      "openSession \(request.evidence.method.rawValue) \(request.evidence.signature == nil ? "unsigned" : "signed")"
    case .register: "register"
    case .recordConsent(let question, let kinds, let basis):
      "recordConsent \(question) \(kinds.map(\.rawValue).joined(separator: "+")) \(basis.rawValue)"
    case .sendConsents(_, _, let answers):
      "sendConsents" + answers.listed.map { " \($0.kind.rawValue)\($0.agreed ? "1" : "0")" }.joined()
    case .handOver: "handOver"
    case .endVisit(let outcome): "endVisit \(outcome.word)"
    case .wipeSecret: "wipeSecret"
    case .releaseCard: "releaseCard"
    case .cancelCardWork: "cancelCardWork"
    case .sound(let tone): "sound \(tone.rawValue)"
    case .callStaff(let calling): "callStaff \(calling)"
    }
  }
}
