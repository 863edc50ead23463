import Cards
import CivilTime
import DemoPeople
import Eligibility

/// The rules of the central service as far as a reception meets them: pure, with the cryptography given. Behind
/// `uketsuke demo` and the simulator it runs in process, behind `uketsuke-standin` as a server.
///
/// - A nonce is good once and for 60 seconds, also when what was signed over it turns out wrong.
/// - A session belongs to an institution and its visit: asking again with the same card and the same way of
///   identification answers as the first time.
/// - The card must sign the nonce, except in a visual check, where a staff member's word is accepted *and stated as
///   such*.
public struct EligibilityService {
  var residents: Residents
  let institution: String
  let ports: ServicePorts
  let limits: ServiceLimits
  var nonces: Expiring<Nonce, Void>
  var sessions: Expiring<SessionID, Session>
  var sessionByVisit: [Visit: SessionID] = [:]
  /// Cards that were registered since this service began, by person.
  var registeredHere: Set<Int> = []

  struct Visit: Hashable {
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
    people: DemoPeople, institution: String = EligibilityService.demoInstitution, ports: ServicePorts,
    limits: ServiceLimits = ServiceLimits()
  ) {
    residents = Residents(people)
    self.institution = institution
    self.ports = ports
    self.limits = limits
    nonces = Expiring(life: limits.nonceLife, most: limits.mostNonces)
    sessions = Expiring(life: limits.sessionLife, most: limits.mostSessions)
  }

  /// - Parameters:
  ///   - sender: the institution that the wire names; `nil`: the one given at the beginning.
  ///   - confirmationDate: the day that a lookup asks for; `nil`: today.
  public mutating func handle(
    _ request: ServiceRequest, at now: Timestamp, from sender: String? = nil, for confirmationDate: CivilDate? = nil
  ) -> Result<ServiceAnswer, ServiceRefusal> {
    do throws(ServiceRefusal) {
      switch request {
      case .nonce:
        return .success(.nonce(try issueNonce(at: now)))
      case .openSession(let asked):
        return .success(.session(try openSession(asked, at: now, from: sender ?? institution)))
      case .register(let session):
        return .success(.session(try register(session, at: now)))
      case .sendConsents(let session, let answers):
        return .success(.message(try takeConsents(answers, for: session, at: now)))
      case .lookUp(let query):
        return .success(
          .message(lookUp(query, at: now, from: sender ?? institution, confirmationDate: confirmationDate)))
      }
    } catch {
      return .failure(error)
    }
  }

  private mutating func issueNonce(at now: Timestamp) throws(ServiceRefusal) -> Nonce {
    let nonce = Nonce(bytes: ports.random(ServiceLimits.nonceBytes))
    guard nonces.insert((), for: nonce, at: now) else { throw .busy }
    return nonce
  }
}
