import Cards
import CivilTime
import DemoPeople
import Eligibility
import EligibilityService
import VirtualCard

/// The people of one episode: a dozen holders of all the kinds that a reception meets, with their cards.
public struct Town {
  /// How many holders there are.
  public static var size: Int { Kind.allCases.count }

  var cards: [SimulatedCard]
  var service: EligibilityService
  /// Whom the service knows, by holder.
  private(set) var people: [Int: DemoPerson]

  /// What is particular about a holder.
  private enum Kind: CaseIterable {
    case adult, child, elderly, withoutPIN, locked, expired, inGrace, expiresSoon, unregistered
    case insurerChanged, several, revoked, faceMismatch, unknown, notMyNumberCard, residentRegisterCard, phone
  }

  init(at today: Timestamp, _ cryptography: Cryptography, random: inout SeededRandom) {
    cards = []
    people = [:]
    for (holder, kind) in Kind.allCases.enumerated() {
      let notAfter = today.advanced(by: .seconds(86_400 * Self.daysLeft(of: kind)))
      let certificate = cryptography.certificate(holder, today.advanced(by: .seconds(-86_400 * 900)), notAfter)
      let pin: [UInt8] = (0..<4).map { _ in UInt8(0x30 + random.next() % 10) }
      cards.append(
        SimulatedCard(
          name: Self.name(of: holder), certificate: certificate, lastDay: CivilMoment(notAfter).date, pin: pin,
          hasPIN: kind != .withoutPIN,
          triesLeft: kind == .locked ? 0 : 3, faceMatches: kind != .faceMismatch,
          token: Self.token(of: kind, &random), signer: cryptography.signer(holder),
          chipModulus: cryptography.chipModulus(holder), hasPhoto: kind != .child))
      // A card of another kind has nobody behind it.
      if ![.unknown, .notMyNumberCard, .residentRegisterCard].contains(kind) {
        people[holder] = Self.person(of: kind, holder: holder, publicKeyHash: cryptography.publicKeyHash(holder))
      }
    }
    var generator = SeededRandom(seed: random.next())
    service = EligibilityService(
      people: DemoPeople(Kind.allCases.indices.compactMap { [people] in people[$0] }),
      ports: cryptography.service { count in
        (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
      })
  }

  private static func name(of holder: Int) -> String { "見本　\(holder < 10 ? "0" : "")\(holder)" }

  private static func daysLeft(of kind: Kind) -> Int64 {
    switch kind {
    case .expired: -150
    case .inGrace: -30
    case .expiresSoon: 40
    case .adult, .child, .elderly, .withoutPIN, .locked, .unregistered, .insurerChanged, .several, .revoked,
      .faceMismatch, .unknown, .notMyNumberCard, .residentRegisterCard, .phone:
      900
    }
  }

  private static func token(of kind: Kind, _ random: inout SeededRandom) -> TokenKind? {
    switch kind {
    case .notMyNumberCard: nil
    case .residentRegisterCard: .residentRegisterCard
    case .phone: random.pick([.androidPhone, .iPhone])
    case .adult, .child, .elderly, .withoutPIN, .locked, .expired, .inGrace, .expiresSoon, .unregistered,
      .insurerChanged, .several, .revoked, .faceMismatch, .unknown:
      .myNumberCard
    }
  }

  private static func person(of kind: Kind, holder: Int, publicKeyHash: [UInt8]) -> DemoPerson {
    var made = DemoPeople()
    made.enrol(publicKeyHash: publicKeyHash, as: "p\(holder)")
    var person = made.people[0]
    person.identity.name = name(of: holder)
    person.insurance.number = "90\(holder)"
    switch kind {
    case .child: person.identity.birth = .aged(8, month: 6, day: 15)
    case .elderly: person.identity.birth = .aged(78, month: 6, day: 15)
    case .unregistered: person.registration?.forInsurance = false
    case .insurerChanged: person.insurance.validity = .invalidNewEligibility
    case .several:
      var other = person.insurance
      other.number += "2"
      person.insurance.validity = .severalMatch
      person.otherInsurance = other
    case .revoked: person.registration?.status = .revoked
    case .adult, .withoutPIN, .locked, .expired, .inGrace, .expiresSoon, .faceMismatch, .unknown,
      .notMyNumberCard, .residentRegisterCard, .phone:
      break
    }
    return person
  }
}
