import CivilTime
import Eligibility

/// One asking of the outside world, before it is given its errand's number.
enum Asking: Equatable, Sendable {
  case readCertificate
  case readPhoneCertificate
  case readTriesLeft
  case fetchNonce
  case verifyPIN(Nonce)
  /// The patient types it on the reader's pad.
  case verifyPINOnReader(Nonce)
  case compareFace(Nonce)
  case signVisualCheck(Nonce)
  case signByPhone(Nonce)
  case checkStaff(StaffNumber)
  case readCheckNumberTries
  case readCardFace(StaffNumber)
  case recordAttestation(StaffNumber, isPerson: Bool, ComparedWith)
  case recordChoice(StaffNumber, number: Int, of: Int)
  case openSession(SessionRequest)
  case register(SessionID)
  case sendConsents(SessionID, ConsentAnswers)
  case handOver(EligibilityReply)

  func effect(_ errand: Errand) -> Effect {
    switch self {
    case .readCertificate: .readCertificate(errand)
    case .readPhoneCertificate: .readPhoneCertificate(errand)
    case .readTriesLeft: .readTriesLeft(errand)
    case .fetchNonce: .fetchNonce(errand)
    case .verifyPIN(let nonce), .verifyPINOnReader(let nonce): .verifyPIN(errand, nonce)
    case .compareFace(let nonce): .compareFace(errand, nonce)
    case .signVisualCheck(let nonce): .signVisualCheck(errand, nonce)
    case .signByPhone(let nonce): .signByPhone(errand, nonce)
    case .checkStaff(let number): .checkStaff(errand, number)
    case .readCheckNumberTries: .readCheckNumberTries(errand)
    case .readCardFace(let number): .readCardFace(errand, number)
    case .recordAttestation(let number, let isPerson, let comparedWith):
      .recordAttestation(errand, number, isPerson: isPerson, comparedWith)
    case .recordChoice(let staff, let number, let count): .recordChoice(errand, staff, number: number, of: count)
    case .openSession(let request): .openSession(errand, request)
    case .register(let session): .register(errand, session)
    case .sendConsents(let session, let answers): .sendConsents(errand, session, answers)
    case .handOver(let reply): .handOver(errand, reply)
    }
  }

  /// How long the machine itself waits. Adapters give up sooner, with their reason.
  func limit(in limits: Limits) -> Duration {
    switch self {
    case .readCertificate, .readPhoneCertificate: limits.readingCard
    case .readTriesLeft, .verifyPIN, .signVisualCheck, .signByPhone, .readCheckNumberTries, .readCardFace:
      limits.cardWork
    case .compareFace: limits.face
    case .verifyPINOnReader: limits.pinOnReader
    case .fetchNonce, .openSession, .register, .sendConsents: limits.service
    case .checkStaff: limits.staffCheck
    case .recordAttestation, .recordChoice, .handOver: limits.journal
    }
  }

  /// The reader is at work, so leaving it means telling it to stop.
  var isCardWork: Bool {
    switch self {
    case .readCertificate, .readPhoneCertificate, .readTriesLeft, .verifyPIN, .verifyPINOnReader, .compareFace,
      .signVisualCheck,
      .signByPhone, .readCheckNumberTries, .readCardFace:
      true
    case .fetchNonce, .checkStaff, .recordAttestation, .recordChoice, .openSession, .register, .sendConsents, .handOver:
      false
    }
  }

  /// The answer waits for what a patient does, so it is asked whether one is there, and nothing is "slow".
  var isPatientsTurn: Bool {
    switch self {
    case .verifyPINOnReader: true
    case .readCertificate, .readPhoneCertificate, .readTriesLeft, .fetchNonce, .verifyPIN, .compareFace,
      .signVisualCheck, .signByPhone, .checkStaff, .readCheckNumberTries, .readCardFace, .recordAttestation,
      .recordChoice, .openSession, .register, .sendConsents, .handOver:
      false
    }
  }
}

/// The asking that the visit waits for. Its answer carries `errand`; every other one is late.
struct Wait: Sendable {
  let errand: Errand
  let screen: Screen
  let isCardWork: Bool
  let isPatientsTurn: Bool
  let isDue: Instant
  /// A chain of askings behind one screen is one wait to the patient, so this is handed from link to link.
  let isSlowFrom: Instant
  var isSlow: Bool

  var deadline: Instant { isSlow ? isDue : min(isDue, isSlowFrom) }
}
