import Cards
import CivilTime
import DemoPeople
import Eligibility

/// The rules of the central service as far as a reception meets them: pure, with the cryptography given. Behind
/// `uketsuke demo` and the simulator it runs in process, behind `uketsuke-standin` as a server.
///
/// - A nonce is good once and for 60 seconds, also when what was signed over it turns out wrong.
/// - A nonce and a session are their caller's alone: to everybody else they do not exist.
/// - A session belongs to an institution and its visit: asking again with the same card and the same way of
///   identification answers as the first time.
/// - The card must sign the nonce, except in a visual check, where a staff member's word is accepted *and stated as
///   such*.
/// - What a visit agreed to lives 24 hours, for the institution and not only for the session: so long its medical
///   information is given to whoever asks in the institution's name.
/// - Batches, reference numbers and consents are the institution's that a message names; another institution's do not
///   exist for it.
public struct EligibilityService {
  var residents: Residents
  let institution: String
  let ports: ServicePorts
  let limits: ServiceLimits
  /// Each with the caller who asked for it.
  var nonces: Expiring<Nonce, Caller>
  var sessions: Expiring<SessionID, Session>
  var sessionByVisit: [Visit: SessionID] = [:]
  /// Cards that were registered since this service began, by person.
  var registeredHere: Set<Int> = []
  var consentsGiven: ConsentsGiven
  /// What may be looked at after a search in a disaster: no answer of the patient's to a card's questions.
  var disasterGrounds: ConsentsGiven
  /// Where searches in a disaster are open.
  let disasterAreas: [String]
  var batches: BatchShelf
  var referenceNumbers: ReferenceNumbers

  /// Who asks: whoever can show the same client certificate.
  public struct Caller: Hashable, Sendable {
    /// SHA-256 of the certificate's DER.
    private let fingerprint: [UInt8]

    public init(fingerprint: [UInt8]) { self.fingerprint = fingerprint }

    /// The one kiosk of the same process, which shows no certificate.
    public static let sameProcess = Caller(fingerprint: [])
  }

  struct Visit: Hashable {
    var caller: Caller
    var institution: String
    var name: String
  }

  struct Session {
    var visit: Visit
    var request: SessionRequest
    var holder: Int
    var standing: CertificateStanding
    var answer: SessionAnswer
    var answers: ConsentAnswers?
    var final: EligibilityReply?
  }

  /// Invented, for a kiosk in the same process.
  public static let demoInstitution = "9999999999"

  /// - Parameter institution: whose requests these are where a request does not say so itself: 10 digits.
  public init(
    people: DemoPeople, crowd: DemoCrowd = DemoCrowd(count: 0),
    institution: String = EligibilityService.demoInstitution, ports: ServicePorts,
    limits: ServiceLimits = ServiceLimits(), disasterAreas: [String] = []
  ) {
    residents = Residents(people, crowd: crowd)
    self.institution = institution
    self.ports = ports
    self.limits = limits
    nonces = Expiring(life: limits.nonceLife, most: limits.mostNonces)
    sessions = Expiring(life: limits.sessionLife, most: limits.mostSessions)
    consentsGiven = ConsentsGiven(most: limits.mostConsents)
    disasterGrounds = ConsentsGiven(most: limits.mostConsents)
    self.disasterAreas = disasterAreas
    batches = BatchShelf(limits)
    referenceNumbers = ReferenceNumbers(most: limits.mostReferenceNumbers)
  }

  /// As after a restart: nonces and sessions lived in memory; registrations, consents, batches and reference numbers lie
  /// on a disk and stay.
  public mutating func restart() {
    nonces = Expiring(life: limits.nonceLife, most: limits.mostNonces)
    sessions = Expiring(life: limits.sessionLife, most: limits.mostSessions)
    sessionByVisit = [:]
  }

  /// - Parameters:
  ///   - sender: the institution that the wire names; `nil`: the one given at the beginning.
  ///   - caller: whose nonces and sessions these are.
  public mutating func handle(
    _ request: ServiceRequest, at now: Timestamp, from sender: String? = nil, by caller: Caller = .sameProcess
  ) -> Result<ServiceAnswer, ServiceRefusal> {
    do throws(ServiceRefusal) {
      switch request {
      case .nonce:
        return .success(.nonce(try issueNonce(to: caller, at: now)))
      case .openSession(let asked):
        let visit = Visit(caller: caller, institution: sender ?? institution, name: asked.visit)
        return .success(.session(try openSession(asked, visit, at: now)))
      case .register(let session):
        return .success(.session(try register(session, by: caller, at: now)))
      case .sendConsents(let session, let answers):
        return .success(.message(try takeConsents(answers, for: session, by: caller, at: now)))
      }
    } catch {
      return .failure(error)
    }
  }

  /// The caller's own session; another's is as unknown as none.
  func session(_ name: SessionID, of caller: Caller, at now: Timestamp) throws(ServiceRefusal) -> Session {
    guard let session = sessions.value(name, at: now), session.visit.caller == caller else { throw .sessionUnknown }
    return session
  }

  private mutating func issueNonce(to caller: Caller, at now: Timestamp) throws(ServiceRefusal) -> Nonce {
    let nonce = Nonce(bytes: ports.random(ServiceLimits.nonceBytes))
    guard nonces.insert(caller, for: nonce, at: now) else { throw .busy }
    return nonce
  }
}
