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
  var reader: SimulatedReader
  /// Wrong PINs that its holders confirmed, for the whole episode.
  var confirmedWrongPINs = 0

  init(
    name: String, certificate: [UInt8], lastDay: CivilDate, pin: [UInt8], hasPIN: Bool, triesLeft: Int,
    faceMatches: Bool,
    isMyNumberCard: Bool, signer: @escaping @Sendable ([UInt8]) -> [UInt8]?
  ) {
    self.name = name
    self.certificate = certificate
    self.lastDay = lastDay
    self.pin = pin
    let contents = VirtualCardContents(
      userAuthenticationCertificate: certificate, authorityCertificate: certificate, pin: hasPIN ? pin : nil,
      triesLeft: triesLeft,
      sign: signer)
    reader = SimulatedReader(
      card: isMyNumberCard ? VirtualCard(contents) : .foreign(), abilities: .faceAuthentication,
      face: faceMatches ? .matches : .doesNotMatch)
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
