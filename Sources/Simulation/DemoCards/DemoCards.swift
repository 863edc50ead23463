import CivilTime
import DemoPeople
import Eligibility
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
      pin: card.pin.map { Array($0.utf8) }, triesLeft: card.triesLeft,
      face: issuer.face.flatMap { VirtualCardFace(of: person, on: today, issuer: $0) }, sign: sign)
  }
}

extension VirtualCardFace {
  /// `nil` where the person's card has no face, or nobody drew it.
  init?(of person: DemoPerson, on today: CivilDate, issuer: CardFaceIssuer) {
    guard let card = person.card, let face = card.face, let pictures = issuer.pictures(person.key) else { return nil }
    let birthdate = person.identity.birthdate(on: today)
    self.init(
      birthDate: birthdate, sex: Sex(person.identity.sex), expiry: face.expiry(on: today, birthdate: birthdate),
      name: person.identity.name, address: person.identity.address, namePicture: pictures.name,
      addressPicture: pictures.address, codePicture: pictures.code, photo: face.hasPhoto ? pictures.photo : nil,
      checkNumberB: Array(face.checkNumberB(on: today, birthdate: birthdate).utf8),
      pin: card.pin.map { Array($0.utf8) },
      exponent: issuer.chip.exponent, modulus: issuer.chip.modulus, seal: issuer.seal, certificate: issuer.certificate,
      sign: issuer.sign)
  }
}

extension VirtualCardFace.Sex {
  fileprivate init(_ sex: Sex) {
    switch sex {
    case .male: self = .male
    case .female: self = .female
    case .notSet: self = .notApplicable
    }
  }
}
