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
import SampleAssets

/// The demo's outside: the service's own rules in process, a journal that is forgotten with the program, staff 0123
/// with a password that the strip shows, and a hand-over that goes nowhere.
final class DemoWorld {
  static let staffNumber = "0123"
  static let staffPassword = "01230123"
  /// A quick network; long enough to see that something is being asked.
  static let serviceTime: Duration = .milliseconds(700)

  /// What stands on Assets/: there from `open` on.
  private var insides: (checks: CertificateChecks, service: EligibilityService)?
  private let inbox: Inbox
  private let secret: SecretPad
  private var later: [(at: Instant, delivery: Runtime.Delivery)] = []
  private var records = 0

  init(inbox: Inbox, secret: SecretPad) {
    self.inbox = inbox
    self.secret = secret
  }

  /// To be called before the first card.
  func open(_ assets: SampleAssets) throws(ProgramFailure) {
    do {
      let checks = try CertificateChecks(trustPEM: assets.authority.caCertificatePEM)
      insides = (
        checks, EligibilityService(people: assets.people, ports: ServicePorts(checks, random: Randomness.bytes))
      )
    } catch {
      throw ProgramFailure(error)
    }
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
        let answer =
          insides?.service.handle(request, at: WallClock.now()).mapError(ServiceFailure.refused)
          ?? .failure(.unreachable("the demo is not open yet"))
        later.append((Monotonic.now().advanced(by: Self.serviceTime), .completed(ticket, .service(answer))))
      },
      handover: HandoverPort(
        prepare: { reply, facts in
          HandoverPayload(
            name: MessageFileName.faceResult(identifier: facts.visit, at: CivilMoment(facts.at)),
            bytes: EligibilityXML.encode(reply, encoding: .utf8).bytes)
        },
        stage: { [unowned self] _, ticket in inbox.post(.completed(ticket, .staged(.success(())))) },
        release: { [unowned self] _, ticket in inbox.post(.completed(ticket, .released(.success(())))) }),
      staff: StaffPort { [unowned self] number, ticket in
        let right = secret.takeOnce { $0.elementsEqual(Self.staffPassword.utf8) }
        inbox.post(.completed(ticket, .staff(.success(right && number.digits == Self.staffNumber))))
      },
      cryptography: CryptographyPort(
        check: { [unowned self] in insides?.checks.check($0) ?? .failure(.unreadable) },
        digest: { $1.digest($0) },
        verify: { [unowned self] signature, message, certificate in
          insides?.checks.verify(signature: signature, message: message, certificate: certificate) ?? false
        },
        verifyChip: { CertificateChecks.verify(chipSignature: $0, digest: $1, key: $2) },
        random: { Randomness.bytes($0) }),
      desk: desk)
  }
}
