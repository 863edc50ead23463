import CardCryptography
import Cards
import CivilTime
import CursesTerminal
import Eligibility
import EligibilityService
import EligibilityXML
import Journal
import LockedMemory
import Reception
import Runtime

/// The demo's outside: the service's own rules in process, a journal that is forgotten with the program, staff 0123
/// with a password that the strip shows, and a hand-over that goes nowhere.
final class DemoWorld {
  static let staffNumber = "0123"
  static let staffPassword = "01230123"
  /// A quick network; long enough to see that something is being asked.
  static let serviceTime: Duration = .milliseconds(700)

  private let checks: CertificateChecks
  private var service: EligibilityService
  private let inbox: Inbox
  private let secret: SecretPad
  private var later: [(at: Instant, delivery: Runtime.Delivery)] = []
  private var records = 0

  init(assets: DemoAssets, inbox: Inbox, secret: SecretPad) throws(ProgramFailure) {
    do {
      checks = try CertificateChecks(trustPEM: assets.authority.caCertificatePEM)
    } catch {
      throw ProgramFailure(error)
    }
    self.inbox = inbox
    self.secret = secret
    let checks = checks
    service = EligibilityService(
      people: assets.people,
      ports: ServicePorts(
        verifyChain: { der, _ in
          guard let hash = TestCardAuthority.publicKeyHash(der) else { return .failure(.unreadable) }
          return checks.check(der).mapError(ChainFailure.init).map {
            CheckedCertificate(publicKeyHash: hash, notBefore: $0.notBefore, notAfter: $0.notAfter)
          }
        },
        verifySignature: { der, message, signature in
          checks.verify(signature: signature, message: message, certificate: der)
        },
        random: { Randomness.bytes($0) }))
  }

  var deadline: Instant? { later.map(\.at).min() }

  func timeReached() {
    let now = Monotonic.now()
    for due in later where due.at <= now { inbox.post(due.delivery) }
    later.removeAll { $0.at <= now }
  }

  func ports(reader: ReaderPort, desk: DeskPort) -> Ports {
    Ports(
      clock: ClockPort(monotonic: { Monotonic.now() }, wall: { WallClock.now() }),
      journal: JournalPort { [unowned self] entries, ticket in
        records += entries.count
        inbox.post(.completed(ticket, .journal(.success(records))))
      },
      reader: reader,
      service: ServicePort { [unowned self] request, ticket in
        let answer = service.handle(request, at: WallClock.now()).mapError(ServiceFailure.refused)
        later.append((Monotonic.now().advanced(by: Self.serviceTime), .completed(ticket, .service(answer))))
      },
      handover: HandoverPort(
        prepare: { reply, visit, now in
          HandoverPayload(
            name: MessageFileName.faceResult(identifier: visit.text, at: CivilMoment(now)),
            bytes: EligibilityXML.encode(reply, encoding: .utf8).bytes)
        },
        stage: { [unowned self] _, ticket in inbox.post(.completed(ticket, .staged(.success(())))) },
        release: { [unowned self] _, ticket in inbox.post(.completed(ticket, .released(.success(())))) }),
      staff: StaffPort { [unowned self] number, ticket in
        let right = secret.takeOnce { $0.elementsEqual(Self.staffPassword.utf8) }
        inbox.post(.completed(ticket, .staff(.success(right && number.digits == Self.staffNumber))))
      },
      cryptography: CryptographyPort(checks), desk: desk)
  }
}

extension ChainFailure {
  init(_ failure: CertificateFailure) {
    self =
      switch failure {
      case .unreadable: .unreadable
      case .unknownIssuer: .unknownIssuer
      case .wrongKeyUsage: .wrongKeyUsage
      }
  }
}
