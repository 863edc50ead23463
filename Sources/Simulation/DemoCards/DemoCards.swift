import CivilTime
import DemoPeople
import VirtualCard

/// Why an invented person has no card to put on a reader.
public enum DemoCardFailure: Error, Equatable, Sendable {
  case noCard(person: String)
  case badSerial(person: String)
  case noKey(person: String, keyFile: String)

  /// For who started the program.
  public var sentence: String {
    switch self {
    case .noCard(let person): "\(person) has no card here"
    case .badSerial(let person): "the certificate serial of \(person) is not a hexadecimal number of up to 16 digits"
    case .noKey(let person, let keyFile): "the card of \(person) needs the key \(keyFile), which cannot be used"
    }
  }
}

extension VirtualCardContents {
  /// The card of an invented person as it is today: the certificate's days are counted from `today`, from the first
  /// day's beginning to the last day's end, Japanese time.
  public init(of person: DemoPerson, on today: CivilDate, issuer: CardIssuer) throws(DemoCardFailure) {
    guard let card = person.card else { throw .noCard(person: person.key) }
    guard let serial = UInt64(card.serial, radix: 16) else { throw .badSerial(person: person.key) }
    let from = CivilMoment(date: card.validFrom(on: today), hour: 0, minute: 0, second: 0).timestamp
    let until = CivilMoment(date: card.validUntil(on: today), hour: 23, minute: 59, second: 59).timestamp
    guard let certificate = issuer.issue(card.keyFile, card.commonName, serial, from, until),
      let sign = issuer.signer(card.keyFile)
    else { throw .noKey(person: person.key, keyFile: card.keyFile) }
    self.init(
      userAuthenticationCertificate: certificate, authorityCertificate: issuer.authorityCertificate,
      pin: card.pin.map { Array($0.utf8) }, triesLeft: card.triesLeft, sign: sign)
  }
}
