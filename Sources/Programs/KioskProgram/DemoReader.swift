import CardCryptography
import Cards
import CivilTime
import CursesTerminal
import DemoCards
import DemoPeople
import Display
import LockedMemory
import Reception
import Runtime
import SampleAssets
import VirtualCard

/// The simulated face-auth reader with the demo people's cards: keys lay a card on it and take it away. It answers
/// after about as long as a card and a camera take, so that every waiting screen can be seen.
final class DemoReader {
  /// A contactless card's certificate takes about so long, a face so long to be looked at.
  static let cardTime: Duration = .milliseconds(600)
  static let faceTime: Duration = .milliseconds(2_500)

  /// Whose cards there are; none until `open`.
  private var people: DemoPeople?
  private var issuer: CardIssuer?
  private let inbox: Inbox
  private let secret: SecretPad
  /// One a person, made when first laid down; counters live on for the program's life.
  private var readers: [Character: SimulatedReader] = [:]
  private var lying: Character?
  private var later: [(at: Instant, delivery: Delivery)] = []

  init(inbox: Inbox, secret: SecretPad) {
    self.inbox = inbox
    self.secret = secret
  }

  /// The reader is there from now on.
  func open(_ assets: SampleAssets) {
    people = assets.people
    issuer = assets.issuer
    inbox.post(.notice(.ready))
  }

  var port: ReaderPort {
    ReaderPort(
      begin: { [unowned self] in begin($0, $1) }, release: {}, cancel: {})
  }

  /// The face on the card that lies there: drawn, of nobody.
  var photo: Picture? {
    guard let key = lying, let card = Strip.cards.first(where: { $0.key == key }) else { return nil }
    return CartoonFace.picture(of: card.person)
  }

  /// What is printed on the card that lies there.
  var checkNumber: String? {
    guard let key = lying, let card = Strip.cards.first(where: { $0.key == key }) else { return nil }
    return people?[card.person]?.checkNumberB(on: CivilMoment(WallClock.now()).date)
  }

  var deadline: Instant? { later.map(\.at).min() }

  func timeReached() {
    let now = Monotonic.now()
    for due in later where due.at <= now { inbox.post(due.delivery) }
    later.removeAll { $0.at <= now }
  }

  /// - Returns: whether the key was one of the strip's.
  func take(_ key: Character) -> Bool {
    if key == Strip.removeKey {
      remove()
      return true
    }
    guard let card = Strip.cards.first(where: { $0.key == key }), let person = people?[card.person] else {
      return false
    }
    remove()
    insert(person, by: key)
    return true
  }

  private func insert(_ person: DemoPerson, by key: Character) {
    if readers[key] == nil {
      let today = CivilMoment(WallClock.now()).date
      guard let issuer, let contents = try? VirtualCardContents(of: person, on: today, issuer: issuer) else { return }
      readers[key] = SimulatedReader(
        card: VirtualCard(contents), abilities: .faceAuthentication, face: SimulatedReader.Face(person.face))
    }
    readers[key]?.insert()
    lying = key
    inbox.post(.notice(.cardInserted))
  }

  private func remove() {
    guard let key = lying else { return }
    readers[key]?.remove()
    lying = nil
    inbox.post(.notice(.cardRemoved))
  }

  private func begin(_ job: CardJob, _ ticket: Ticket) {
    guard let key = lying, var reader = readers[key] else {
      return inbox.post(.completed(ticket, .card(.failure(.removed))))
    }
    let result = reader.run(job, pin: { use in secret.takeOnce(use) })
    readers[key] = reader
    later.append((Monotonic.now().advanced(by: Self.time(of: job)), .completed(ticket, .card(result))))
  }

  private static func time(of job: CardJob) -> Duration {
    switch job {
    case .matchFace: faceTime
    case .readCertificate, .readPhoneCertificate, .readAuthorityCertificate, .readTriesLeft, .verifyAndSign,
      .signByPhone, .signVisualCheck, .readCheckNumberTries, .readCardFace:
      cardTime
    }
  }
}

extension SimulatedReader.Face {
  init(_ face: DemoPerson.Face) {
    self =
      switch face {
      case .matches: .matches
      case .doesNotMatch: .doesNotMatch
      }
  }
}
