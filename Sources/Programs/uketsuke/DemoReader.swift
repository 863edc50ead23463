import CardCryptography
import Cards
import CivilTime
import CursesTerminal
import DemoCards
import DemoPeople
import LockedMemory
import Reception
import Runtime
import VirtualCard

/// The simulated face-auth reader with the demo people's cards: keys lay a card on it and take it away. It answers
/// after about as long as a card and a camera take, so that every waiting screen can be seen.
final class DemoReader {
  /// A contactless card's certificate takes about so long, a face so long to be looked at.
  static let cardTime: Duration = .milliseconds(600)
  static let faceTime: Duration = .milliseconds(2_500)
  /// The keys of the people, in their order; the rest of the alphabet is for the strip's other keys.
  static let keys = Array("abcdefghijklmnopqrstuvw")
  static let removeKey: Character = "x"

  private let people: [DemoPerson]
  private let issuer: CardIssuer
  private let inbox: Inbox
  private let secret: SecretPad
  /// One a person, made when first laid down; counters live on for the program's life.
  private var readers: [Int: SimulatedReader] = [:]
  private var lying: Int?
  private var later: [(at: Instant, delivery: Delivery)] = []

  init(people: [DemoPerson], issuer: CardIssuer, inbox: Inbox, secret: SecretPad) {
    self.people = people
    self.issuer = issuer
    self.inbox = inbox
    self.secret = secret
  }

  var port: ReaderPort {
    ReaderPort(
      begin: { [unowned self] in begin($0, $1) }, release: {}, cancel: {})
  }

  var deadline: Instant? { later.map(\.at).min() }

  func timeReached() {
    let now = Monotonic.now()
    for due in later where due.at <= now { inbox.post(due.delivery) }
    later.removeAll { $0.at <= now }
  }

  /// - Returns: whether the key was one of the strip's.
  func take(_ key: Character) -> Bool {
    if key == Self.removeKey {
      remove()
      return true
    }
    guard let index = Self.keys.firstIndex(of: key), people.indices.contains(index) else { return false }
    remove()
    insert(index)
    return true
  }

  private func insert(_ index: Int) {
    if readers[index] == nil {
      let today = CivilMoment(WallClock.now()).date
      guard let contents = try? VirtualCardContents(of: people[index], on: today, issuer: issuer) else { return }
      readers[index] = SimulatedReader(
        card: VirtualCard(contents), abilities: .faceAuthentication, face: SimulatedReader.Face(people[index].face))
    }
    readers[index]?.insert()
    lying = index
    inbox.post(.notice(.cardInserted))
  }

  private func remove() {
    guard let index = lying else { return }
    readers[index]?.remove()
    lying = nil
    inbox.post(.notice(.cardRemoved))
  }

  private func begin(_ job: CardJob, _ ticket: Ticket) {
    guard let index = lying, var reader = readers[index] else {
      return inbox.post(.completed(ticket, .card(.failure(.removed))))
    }
    let result = reader.run(job, pin: { use in secret.takeOnce(use) })
    readers[index] = reader
    later.append((Monotonic.now().advanced(by: Self.time(of: job)), .completed(ticket, .card(result))))
  }

  private static func time(of job: CardJob) -> Duration {
    switch job {
    case .matchFace: faceTime
    case .readCertificate, .readTriesLeft, .verifyAndSign, .signVisualCheck: cardTime
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
