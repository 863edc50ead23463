import Cards
import Eligibility
import Journal
import Reception

@testable import Runtime

/// Every effect that the world can see, with the records that stand around it.
enum Deed: String, CaseIterable, Sendable {
  case verify
  case matchFace
  case signVisualCheck
  case signByPhone
  case readChip
  case checkStaff
  case openSession
  case register
  case sendConsents
  case stage
  case release

  var intent: JournalKind {
    switch self {
    case .verify: .pinIntent
    case .matchFace: .faceIntent
    case .signVisualCheck: .visualProofIntent
    case .signByPhone: .phoneIntent
    case .readChip: .chipIntent
    case .checkStaff: .staffIntent
    case .openSession: .eligibilityIntent
    case .register: .registrationIntent
    case .sendConsents: .consentIntent
    case .stage: .handoverPrepared
    case .release: .handoverStaged
    }
  }

  var outcome: JournalKind {
    switch self {
    case .verify: .pinOutcome
    case .matchFace: .faceOutcome
    case .signVisualCheck: .visualProofOutcome
    case .signByPhone: .phoneOutcome
    case .readChip: .chipOutcome
    case .checkStaff: .staffOutcome
    case .openSession: .eligibilityOutcome
    case .register: .registrationOutcome
    case .sendConsents: .consentOutcome
    case .stage: .handoverStaged
    case .release: .handoverDelivered
    }
  }

  /// As the log names it.
  var word: String {
    switch self {
    case .verify: "verify"
    case .matchFace: "match face"
    case .signVisualCheck: "sign visual check"
    case .signByPhone: "sign by phone"
    case .readChip: "read card face"
    case .checkStaff: "check staff 0123"
    case .openSession: "open session"
    case .register: "register"
    case .sendConsents: "send consents"
    case .stage: "stage 01"
    case .release: "release 01"
    }
  }

  var goodEnd: Completion {
    switch self {
    case .verify, .matchFace, .signVisualCheck, .signByPhone: .card(.success(.signature([7])))
    case .readChip: .card(.success(.cardFace(.sample)))
    case .checkStaff: .staff(.success(true))
    case .openSession: .service(.success(.session(.sample())))
    case .register: .service(.success(.session(.sample())))
    case .sendConsents: .service(.success(.message(.valid)))
    case .stage: .staged(.success(()))
    case .release: .released(.success(()))
    }
  }

  /// Shown when the outcome is on disk and was good.
  var next: Screen {
    switch self {
    case .verify, .matchFace, .signVisualCheck, .signByPhone: .askingEligibility
    case .checkStaff, .readChip: .compare
    case .openSession, .register: .consent("treatment")
    case .sendConsents, .stage: .handingOver
    case .release: .completion
    }
  }

  /// All but the hand-over's: what its records owe is the outbox's matter.
  static let errands = allCases.filter { $0 != .stage && $0 != .release }

  /// A counter that has come to the step before: `trigger` begins the deed.
  func reached() -> Counter {
    switch self {
    case .matchFace, .signVisualCheck: return reached(on: .inService(.faceReader))
    case .signByPhone: return reached(on: .inService(.withPhones))
    case .readChip: return reached(on: .inService(.withChip))
    case .verify, .checkStaff, .openSession, .register, .sendConsents, .stage, .release:
      return reached(on: .inService())
    }
  }

  private func reached(on counter: Counter) -> Counter {
    if self == .signByPhone { counter.choose(.usePhone) }
    counter.toIdentity()
    switch self {
    case .verify: counter.toNonce()
    // The nonce is asked for already.
    case .signByPhone: break
    case .readChip:
      counter.toStaffPassword()
      counter.on(.pressed(.enter))
      counter.answer(.staff(.success(true)))
      counter.answer(.card(.success(.triesLeft(10))))
      counter.on(.secretTyped(count: 14))
    case .matchFace: counter.choose(.face)
    case .signVisualCheck:
      counter.toStaffPassword()
      counter.on(.pressed(.enter))
      counter.answer(.staff(.success(true)))
      counter.choose(.isPerson)
    case .checkStaff: counter.toStaffPassword()
    case .openSession: counter.toVerify()
    case .register:
      counter.toSession()
      counter.answer(.service(.success(.session(.unregistered))))
    case .sendConsents: counter.toReview()
    case .stage:
      counter.toReview()
      counter.choose(.send)
    case .release:
      counter.toReview()
      counter.choose(.send)
      counter.answer(.service(.success(.message(.valid))))
    }
    _ = counter.take()
    return counter
  }

  /// What makes the kiosk want the deed.
  func trigger(_ counter: Counter) {
    switch self {
    case .verify, .matchFace, .signVisualCheck, .signByPhone: counter.answer(.service(.success(.nonce(.sample))))
    case .checkStaff, .readChip: counter.on(.pressed(.enter))
    case .openSession: counter.answer(.card(.success(.signature([7]))))
    case .register: counter.choose(.register)
    case .sendConsents: counter.choose(.send)
    case .stage: counter.answer(.service(.success(.message(.valid))))
    case .release: counter.answer(.staged(.success(())))
    }
  }
}

// MARK: - Short ways

extension Counter {
  func insert() { receive(.notice(.cardInserted)) }

  /// - Parameter certificate: DER; the fake checks find every one good and valid.
  func toIdentity(certificate: [UInt8] = [0x30]) {
    insert()
    answer(.card(.success(.certificate(certificate))))
  }

  /// A PIN has been confirmed, and the nonce is asked for.
  func toNonce() {
    choose(.pin)
    answer(.card(.success(.triesLeft(3))))
    for count in 1...4 { on(.secretTyped(count: count)) }
    on(.pressed(.enter))
  }

  /// The card is verifying and signing.
  func toVerify() {
    toNonce()
    answer(.service(.success(.nonce(.sample))))
  }

  /// The session is being asked for.
  func toSession() {
    toVerify()
    answer(.card(.success(.signature([7]))))
  }

  func toReview() {
    toSession()
    answer(.service(.success(.session(.sample()))))
    for _ in 1...3 { choose(.agree) }
  }

  func toStaffPassword() {
    choose(.visual)
    for digit in [0, 1, 2, 3] { on(.pressed(.digit(digit))) }
    on(.pressed(.enter))
    on(.secretTyped(count: 8))
  }
}

// MARK: - Samples

extension Rules {
  /// - Parameter chip: whether staff compare with the chip's photo; else with the print.
  static func sample(_ abilities: ReaderAbilities, chip: Bool = false, phones: Bool = false) -> Rules {
    var abilities = abilities
    abilities.readsCardFace = chip
    return Rules(
      languages: ["ja", "en"], defaultLanguage: "ja",
      profile: ConsentProfile(
        name: "classic",
        questions: [
          ConsentQuestion(name: "treatment", kinds: [.treatment, .medication]),
          ConsentQuestion(name: "checkup", kinds: [.checkup]), ConsentQuestion(name: "limit", kinds: [.limit]),
        ], allAtOnce: false, byLaw: []), visualCheck: .attested, abilities: abilities, takesPhones: phones)
  }

  static let classic = sample(.ordinary)
  static let faceReader = sample(.faceAuthentication)
  static let withChip = sample(.ordinary, chip: true)
  static let withPhones = sample(.ordinary, phones: true)
}

extension JournalState {
  static let empty = JournalState(records: 0, pending: [], unfinished: [])
}

extension Nonce {
  static let sample = Nonce(bytes: [1, 2, 3])
}

extension EligibilityReply {
  static let patient = "見本 花子"

  static let valid: EligibilityReply = {
    var reply = EligibilityReply()
    reply.header.segmentOfResult = .known(.normal)
    reply.body.processingResultStatus = .known(.normal)
    reply.body.qualificationValidity = .known(.valid)
    var result = ResultOfQualificationConfirmation()
    result.name = patient
    reply.body.resultList = [result]
    return reply
  }()
}

extension SessionAnswer {
  static func sample(_ identity: IdentityStatement = .pin) -> SessionAnswer {
    SessionAnswer(
      session: SessionID("S"), identity: identity, consents: [.medication, .treatment, .checkup, .limit],
      needsRegistration: false, reply: .valid)
  }

  static let unregistered = SessionAnswer(
    session: SessionID("S"), identity: .pin, consents: [], needsRegistration: true, reply: nil)
}

extension IdentityStatement {
  static let pin = IdentityStatement(method: .pin, signed: true, voucher: nil)
}

extension VisitID {
  static func numbered(_ number: UInt8) -> VisitID {
    VisitID(at: Counter.morning, random: Array(repeating: number, count: VisitID.randomBytes))
  }
}
