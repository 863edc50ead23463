import Cards
import CivilTime
import Reception
import VirtualCard

/// A holder's card, with what a simulated reader makes of it and what its holder knows.
struct SimulatedCard {
  /// As the eligibility reply gives it; no holder's name is part of another's.
  var name: String
  var certificate: [UInt8]
  var lastDay: CivilDate
  /// The right four digits in ASCII, whether or not the card has a PIN.
  var pin: [UInt8]
  let isPhone: Bool
  var reader: SimulatedReader
  /// Wrong PINs that its holders confirmed, for the whole episode.
  var confirmedWrongPINs = 0

  /// - Parameter token: what it says to be; nil: a card of another kind.
  init(
    name: String, certificate: [UInt8], lastDay: CivilDate, pin: [UInt8], hasPIN: Bool, triesLeft: Int,
    faceMatches: Bool,
    token: TokenKind?, signer: @escaping @Sendable ([UInt8]) -> [UInt8]?, chipModulus: [UInt8]?, hasPhoto: Bool
  ) {
    self.name = name
    self.certificate = certificate
    self.lastDay = lastDay
    self.pin = pin
    isPhone = token?.isPhone == true
    var contents = VirtualCardContents(
      userAuthenticationCertificate: certificate, authorityCertificate: certificate, pin: hasPIN ? pin : nil,
      triesLeft: triesLeft,
      face: chipModulus.map { Self.face($0, hasPhoto: hasPhoto, lastDay: lastDay, signer) }, sign: signer)
    if let token { contents.token = token }
    reader = SimulatedReader(
      card: token == nil ? .foreign() : VirtualCard(contents), abilities: .faceAuthentication,
      face: faceMatches ? .matches : .doesNotMatch)
  }

  /// Everybody was born on the same day, and has the same code.
  static let checkNumber = Array("60040820311234".utf8)

  private static func face(
    _ modulus: [UInt8], hasPhoto: Bool, lastDay: CivilDate, _ signer: @escaping @Sendable ([UInt8]) -> [UInt8]?
  ) -> VirtualCardFace {
    VirtualCardFace(
      birthDate: CivilDate(dayNumber: 5_576), sex: .female, expiry: lastDay, name: "見本", address: "見本市",
      namePicture: [1], addressPicture: [2], codePicture: [3],
      photo: hasPhoto ? [UInt8](repeating: 0x4A, count: 700) : nil, checkNumberB: checkNumber, pin: nil,
      exponent: [1, 0, 1], modulus: modulus, seal: { _ in [UInt8](repeating: 9, count: 256) }, certificate: [],
      sign: signer)
  }

  /// Differs from the right one in every digit.
  var wrongPIN: [UInt8] { pin.map { $0 == 0x39 ? 0x30 : $0 + 1 } }

  /// Runs a job; the PIN is taken out of `pad` when VERIFY goes out.
  mutating func run(
    _ job: CardJob, pin pad: inout [UInt8], abilities: ReaderAbilities,
    fault: (Int) -> SimulatedReader.Fault?
  ) -> Result<CardResult, CardFailure> {
    reader.abilities = abilities
    var typed = pad
    let result = reader.run(
      job,
      pin: { use in
        typed.withUnsafeBytes(use)
        typed = []
      }, fault: fault)
    pad = typed
    return result
  }
}
