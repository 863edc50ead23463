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
    return CardIssuer(
      authorityCertificate: authority.caCertificate,
      issue: { try? authority.issue(key: $0, commonName: $1, serial: $2, notBefore: $3, notAfter: $4) },
      signer: { try? authority.signer(key: $0) })
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
