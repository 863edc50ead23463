import CivilTime
import Eligibility

/// One asking of the outside world, before it is given its errand's number.
enum Asking: Equatable, Sendable {
  case readCertificate
  case readTriesLeft
  case fetchNonce
  case verifyPIN(Nonce)
  case compareFace(Nonce)
  case signVisualCheck(Nonce)
  case checkStaff(StaffNumber)
  case recordAttestation(StaffNumber, isPerson: Bool)
  case openSession(SessionRequest)
  case register(SessionID)
  case sendConsents(SessionID, ConsentAnswers)
  case handOver(EligibilityReply)

  func effect(_ errand: Errand) -> Effect {
    switch self {
    case .readCertificate: .readCertificate(errand)
    case .readTriesLeft: .readTriesLeft(errand)
    case .fetchNonce: .fetchNonce(errand)
    case .verifyPIN(let nonce): .verifyPIN(errand, nonce)
    case .compareFace(let nonce): .compareFace(errand, nonce)
    case .signVisualCheck(let nonce): .signVisualCheck(errand, nonce)
    case .checkStaff(let number): .checkStaff(errand, number)
    case .recordAttestation(let number, let isPerson): .recordAttestation(errand, number, isPerson: isPerson)
    case .openSession(let request): .openSession(errand, request)
    case .register(let session): .register(errand, session)
    case .sendConsents(let session, let answers): .sendConsents(errand, session, answers)
    case .handOver(let reply): .handOver(errand, reply)
    }
  }

  /// How long the machine itself waits. Adapters give up sooner, with their reason.
  func limit(in limits: Limits) -> Duration {
    switch self {
    case .readCertificate: limits.readingCard
    case .readTriesLeft, .verifyPIN, .signVisualCheck: limits.cardWork
    case .compareFace: limits.face
    case .fetchNonce, .openSession, .register, .sendConsents: limits.service
    case .checkStaff: limits.staffCheck
    case .recordAttestation, .handOver: limits.journal
    }
  }

  /// The reader is at work, so leaving it means telling it to stop.
  var isCardWork: Bool {
    switch self {
    case .readCertificate, .readTriesLeft, .verifyPIN, .compareFace, .signVisualCheck: true
    case .fetchNonce, .checkStaff, .recordAttestation, .openSession, .register, .sendConsents, .handOver: false
    }
  }
}

/// The asking that the visit waits for. Its answer carries `errand`; every other one is late.
struct Wait: Sendable {
  let errand: Errand
  let screen: Screen
  let isCardWork: Bool
  let isDue: Instant
  /// A chain of askings behind one screen is one wait to the patient, so this is handed from link to link.
  let isSlowFrom: Instant
  var isSlow: Bool

  var deadline: Instant { isSlow ? isDue : min(isDue, isSlowFrom) }
}
