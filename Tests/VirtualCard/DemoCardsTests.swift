import CardCryptography
import Cards
import CivilTime
import DemoCards
import DemoPeople
import Foundation
import Testing
import VirtualCard

@Suite("The demo people's cards")
struct DemoCardsTests {
  private static let assets = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Assets")

  private static func people() throws -> DemoPeople {
    let file = assets.appendingPathComponent("people/people.yaml")
    return try DemoPeople.read(Array(try Data(contentsOf: file)), file: file.path)
  }

  private static func issuer() throws -> CardIssuer {
    let authority = try TestCardAuthority(folder: assets.appendingPathComponent("cards").path)
    let folder = assets.appendingPathComponent("cards/faces").path
    let (chip, seal) = (try authority.facePublicKey(), try authority.sealPublicKey())
    let face = CardFaceIssuer(
      chip: CardFaceIssuer.PublicKey(exponent: chip.exponent, modulus: chip.modulus),
      authority: CardFaceIssuer.PublicKey(exponent: seal.exponent, modulus: seal.modulus),
      sign: try authority.signer(key: TestCardAuthority.faceKeyName), seal: { authority.seal($0) },
      pictures: { person in
        func file(_ kind: String) -> [UInt8]? {
          FileManager.default.contents(atPath: "\(folder)/\(person)-\(kind)").map { Array($0) }
        }
        guard let name = file("name.png"), let address = file("address.png"), let code = file("code.png") else {
          return nil
        }
        return CardPictures(name: name, address: address, code: code, photo: file("photo.jp2"))
      })
    return CardIssuer(
      authorityCertificate: authority.caCertificate,
      issue: { try? authority.issue(key: $0, commonName: $1, serial: $2, notBefore: $3, notAfter: $4) },
      signer: { try? authority.signer(key: $0) }, face: face)
  }

  private let today = CivilDate(dayNumber: 20_778)
  private let digest = (0..<32).map { UInt8($0) }

  @Test("Each has a certificate that the issuer's trust accepts, the key that the service knows, and its own PIN")
  func everyCard() throws {
    let issuer = try Self.issuer()
    var seen: Set<[UInt8]> = []
    for person in try Self.people().people {
      guard let card = person.card else { continue }
      let contents = try VirtualCardContents(of: person, on: today, issuer: issuer)
      #expect(seen.insert(contents.userAuthenticationCertificate).inserted, "\(person.key)")
      #expect(
        TestCardAuthority.publicKeyHash(contents.userAuthenticationCertificate) == person.registration?.publicKeyHash,
        "\(person.key)")
      var reader = SimulatedReader(card: VirtualCard(contents), abilities: .faceAuthentication, face: .matches)
      #expect(
        run(&reader, .readCertificate, "") == .success(.certificate(contents.userAuthenticationCertificate)))
      let tries = card.pin == nil ? 0 : card.triesLeft
      #expect(run(&reader, .readTriesLeft, "") == .success(.triesLeft(tries)), "\(person.key)")
      let signed = run(&reader, .verifyAndSign(digest: digest), card.pin ?? "0000")
      if tries == 0 {
        #expect(signed == .failure(.pinLocked), "\(person.key)")
      } else {
        let expected = contents.sign(DigestInfo.sha256(digest) ?? [])
        #expect(signed == expected.map { .success(.signature($0)) }, "\(person.key)")
      }
      // The reader's own way needs no PIN.
      guard case .success(.signature) = run(&reader, .matchFace(digest: digest), "") else {
        Issue.record("\(person.key) cannot sign for a face-auth reader")
        continue
      }
    }
    #expect(seen.count >= 8)
  }

  @Test("Each has a face that its own check number B opens, drawn, sealed and proven by the chip")
  func everyFace() throws {
    let issuer = try Self.issuer()
    let isPNG = { (bytes: [UInt8]?) in bytes?.starts(with: [0x89, 0x50, 0x4E, 0x47]) == true }
    var withoutPhoto: [String] = []
    for person in try Self.people().people where person.card != nil {
      let number = try #require(person.checkNumberB(on: today), "\(person.key)")
      #expect(number.utf8.count == 14)
      let contents = try VirtualCardContents(of: person, on: today, issuer: issuer)
      var reader = SimulatedReader(card: VirtualCard(contents), abilities: .ordinary, face: .matches)
      guard case .success(.cardFace(let reading)) = run(&reader, .readCardFace(challenge: digest), number) else {
        Issue.record("\(person.key)")
        continue
      }
      #expect(reading.face.birthDate == person.identity.birthdate(on: today))
      #expect(isPNG(reading.face.namePicture) && isPNG(reading.face.addressPicture))
      if let photo = reading.face.photo { #expect(photo.dropFirst(4).starts(with: Array("jP  ".utf8))) }
      if reading.face.photo == nil { withoutPhoto.append(person.key) }
      #expect(
        reading.face.key
          == CardFaceKey(exponent: issuer.face?.chip.exponent ?? [], modulus: issuer.face?.chip.modulus ?? []))
      #expect(reading.proof == issuer.face?.sign(DigestInfo.sha256(digest) ?? []))
      #expect(reading.proof?.count == 256)
    }
    #expect(withoutPhoto == ["child"])
  }

  @Test("Check number B is made of the era's year, or of the western one where the card says so")
  func checkNumbers() throws {
    let people = try Self.people()
    // Seen on 2026-11-21: born 1985-05-20 (Showa 60), 2018-11-03 (Heisei 30), 1990-08-17 (western).
    #expect(people["adult"]?.checkNumberB(on: today) == "60052020309901")
    #expect(people["child"]?.checkNumberB(on: today) == "30110320319902")
    #expect(people["foreign"]?.checkNumberB(on: today) == "90081720339904")
    #expect(people["lost"]?.checkNumberB(on: today) == nil)
  }

  @Test("What cannot be made into a card says why")
  func failures() throws {
    let issuer = CardIssuer(authorityCertificate: [], issue: { _, _, _, _, _ in nil }, signer: { _ in nil })
    var person = try #require(try Self.people()["adult"])
    #expect(throws: DemoCardFailure.noKey(person: "adult", keyFile: "adult")) {
      try VirtualCardContents(of: person, on: today, issuer: issuer)
    }
    person.card?.serial = "none"
    #expect(throws: DemoCardFailure.badSerial(person: "adult")) {
      try VirtualCardContents(of: person, on: today, issuer: issuer)
    }
    person.card = nil
    #expect(throws: DemoCardFailure.noCard(person: "adult")) {
      try VirtualCardContents(of: person, on: today, issuer: issuer)
    }
  }

  private func run(_ reader: inout SimulatedReader, _ job: CardJob, _ pin: String) -> Result<CardResult, CardFailure> {
    reader.run(job, pin: { use in Array(pin.utf8).withUnsafeBytes { use($0) } })
  }
}
