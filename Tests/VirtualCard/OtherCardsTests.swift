import Cards
import Testing
import VirtualCard

@Suite("Other cards than the usual one")
struct OtherCardsTests {
  private func run(_ card: VirtualCard, _ job: CardJob, pin: String = "1234") -> Result<CardResult, CardFailure> {
    var reader = SimulatedReader(card: card, abilities: .ordinary, face: .matches)
    return reader.run(job, pin: { use in Array(pin.utf8).withUnsafeBytes { use($0) } })
  }

  @Test("What it says to be is what the session takes it for")
  func tokens() throws {
    #expect(run(try SampleFace.card(), .readCertificate) == .success(.certificate(SampleCard.certificate)))
    #expect(
      run(try SampleFace.card { $0.token = .residentRegisterCard }, .readCertificate)
        == .failure(.residentRegisterCard))
    for phone in [TokenKind.androidPhone, .iPhone] {
      let card = try SampleFace.card { $0.token = phone }
      #expect(run(card, .readCertificate) == .failure(.phone))
      #expect(run(card, .readPhoneCertificate) == .success(.certificate(SampleCard.certificate)))
    }
  }

  @Test("A phone signs without a PIN, once its holder has proven himself to it")
  func phone() throws {
    var card = try SampleFace.card { $0.token = .iPhone }
    let signed = Result<CardResult, CardFailure>.success(.signature(SampleCard.signature(SampleCard.digestInfo)))
    #expect(run(card, .signByPhone(digest: SampleCard.digest)) == signed)
    card.holderIsProven = false
    #expect(run(card, .signByPhone(digest: SampleCard.digest)) == .failure(.phoneNotUnlocked))
    // A card's PIN is never skipped.
    #expect(run(try SampleFace.card(), .signByPhone(digest: SampleCard.digest)) == .failure(.phoneNotUnlocked))
  }

  @Test("The resident card of before 2016 has no user authentication and no face")
  func resident() throws {
    var card = try SampleFace.card { $0.token = .residentRegisterCard }
    #expect(card.says(Commands.selectJPKI) == "9000")
    for file in ["000A", "000B", "0017", "0018"] { #expect(card.says("00A4020C 02 \(file)") == "6A82") }
    #expect(card.says("00A4040C 0A D3921000310001010402") == "6A82")
    #expect(card.says("00A4040C 0A D3921000310001010401") == "9000")
  }

  @Test("The next generation's key signs a digest of 48 bytes and nothing else")
  func ecdsa() throws {
    let der = [0x30, 0x06, 0x02, 0x01, 0x05, 0x02, 0x01, 0x06] as [UInt8]
    let card = try SampleFace.card {
      $0.algorithm = .ecdsaP384
      $0.sign = { $0.count == 48 ? der : nil }
    }
    #expect(run(card, .verifyAndSign(digest: [UInt8](repeating: 7, count: 48))) == .success(.signature(der)))
    #expect(
      run(card, .verifyAndSign(digest: SampleCard.digest)) == .failure(.rubbish("6A80 to COMPUTE DIGITAL SIGNATURE")))
    #expect(card.signByTerminal([UInt8](repeating: 7, count: 48)) == der)
    #expect(card.signByTerminal(SampleCard.digestInfo) == nil)
    var reader = SimulatedReader(card: card, abilities: .faceAuthentication, face: .matches)
    for job in [
      CardJob.matchFace(digest: [UInt8](repeating: 7, count: 48)),
      .signVisualCheck(digest: [UInt8](repeating: 7, count: 48)),
    ] {
      #expect(reader.run(job, pin: { _ in }) == .success(.signature(der)))
    }
    #expect(reader.run(.matchFace(digest: [7]), pin: { _ in }) == .failure(.notSupported))
  }

  @Test("Extended commands are refused where the card takes short ones alone, whatever they ask")
  func shortOnly() throws {
    var card = try SampleFace.card { $0.takesShortOnly = true }
    #expect(card.says(Commands.selectJPKI) == "9000")
    for command in ["00B08A00 00 2000", "00A4020C 00 0002 0018", "802A0080 000033 00 0100"] {
      #expect(card.says(command) == "6700")
    }
    #expect(card.says("00B08A00 04") == "3082063C9000")
    #expect(run(card, .readCertificate) == .success(.certificate(SampleCard.certificate)))
  }

  @Test("A hollow card: applications, and no files")
  func hollow() {
    var card = VirtualCard.hollow()
    #expect(card.says(Commands.selectJPKI) == "9000")
    for file in ["0006", "000A", "0017", "0018"] { #expect(card.says("00A4020C 02 \(file)") == "6A82") }
    #expect(card.says(Commands.askCounter) == "6986")
    #expect(run(.hollow(), .readTriesLeft) == .failure(.rubbish("6A82 to SELECT of 0018")))
  }

  @Test("Tries set from outside: as if somebody had tried elsewhere")
  func triesSet() throws {
    var card = try SampleFace.card()
    card.setTries(1, of: .userAuthenticationPIN)
    #expect(run(card, .readTriesLeft) == .success(.triesLeft(1)))
    card.setTries(9, of: .userAuthenticationPIN)
    #expect(card.triesLeft == 3)
    card.setTries(0, of: .checkNumberB)
    #expect(
      run(card, .readCardFace(challenge: SampleCard.digest), pin: SampleFace.checkNumberB)
        == .failure(.checkNumberLocked))
    #expect((card.verifications, card.verifications(of: .checkNumberB)) == (0, 0))
  }
}
