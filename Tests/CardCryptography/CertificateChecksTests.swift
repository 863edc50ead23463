import Cards
import CivilTime
import Foundation
import Testing

@testable import CardCryptography

@Suite struct CertificateChecksTests {
  private static let authentication = "keyUsage=critical,digitalSignature"

  private let workshop: Workshop

  init() throws {
    workshop = try Workshop()
    try workshop.makeCA("ca")
  }

  private func checks() throws -> CertificateChecks { try CertificateChecks(trustPEM: try workshop.bytes("ca.pem")) }

  @Test func aGoodCertificateTellsDatesAndFingerprint() throws {
    let der = try workshop.issue("card", by: "ca", extensions: Self.authentication)
    let findings = try checks().check(der).get()
    #expect(findings.notBefore == Timestamp(milliseconds: 1_577_836_800_000))
    #expect(findings.notAfter == Timestamp(milliseconds: 2_208_988_800_000))
    let said = try workshop.openssl("x509", "-in", "card.pem", "-noout", "-fingerprint", "-sha256")
    let fingerprint = try #require(said.split(separator: "=").last)
    #expect(findings.fingerprint == bytes(fingerprint.filter { $0.isHexDigit }.lowercased()))
  }

  /// The rule about dates is not OpenSSL's: the chain holds, the dates are told.
  @Test(arguments: [
    ("20200101000000Z", "20210203040506Z", Int64(1_612_325_106_000)),
    ("20550101000000Z", "20600101000000Z", Int64(2_840_140_800_000)),
  ])
  func datesAreToldAndNotJudged(from: String, to: String, notAfter: Int64) throws {
    let der = try workshop.issue("card", by: "ca", extensions: Self.authentication, from: from, to: to)
    #expect(try checks().check(der).get().notAfter == Timestamp(milliseconds: notAfter))
  }

  @Test(arguments: [
    "keyUsage=critical,keyEncipherment", "keyUsage=critical,nonRepudiation", "basicConstraints=CA:FALSE",
    "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,digitalSignature,keyCertSign",
  ])
  func anotherKeyUsageIsRefused(extensions: String) throws {
    let der = try workshop.issue("card", by: "ca", extensions: extensions)
    #expect(try checks().check(der) == .failure(.wrongKeyUsage))
  }

  @Test func anUnknownIssuerIsRefusedEvenUnderTheSameName() throws {
    try workshop.makeCA("other", subject: "/C=JP/O=JPKI-TEST/CN=Another CA")
    let stranger = try workshop.issue("stranger", by: "other", extensions: Self.authentication)
    #expect(try checks().check(stranger) == .failure(.unknownIssuer))
    try workshop.makeCA("impostor")
    let forged = try workshop.issue("forged", by: "impostor", extensions: Self.authentication)
    #expect(try checks().check(forged) == .failure(.unknownIssuer))
    try workshop.openssl(
      "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "self.key", "-out", "self.der", "-outform", "DER",
      "-subj", "/C=JP/CN=self", "-addext", "keyUsage=critical,digitalSignature")
    #expect(try checks().check(try workshop.bytes("self.der")) == .failure(.unknownIssuer))
  }

  @Test func severalIssuersAreAccepted() throws {
    try workshop.makeCA("other", subject: "/C=JP/O=JPKI-TEST/CN=Another CA")
    let first = try workshop.issue("first", by: "ca", extensions: Self.authentication)
    let second = try workshop.issue("second", by: "other", extensions: Self.authentication)
    let both = try workshop.text("ca.pem") + "a remark between\n" + workshop.text("other.pem")
    let checks = try CertificateChecks(trustFile: try workshop.write("trust.pem", both, mode: 0o644))
    #expect((try? checks.check(first).get()) != nil)
    #expect((try? checks.check(second).get()) != nil)
  }

  @Test func aWeakKeyIsRefused() throws {
    let der = try workshop.issue(
      "weak", by: "ca", extensions: Self.authentication, key: ["RSA", "rsa_keygen_bits:1024"])
    #expect(try checks().check(der) == .failure(.unknownIssuer))
  }

  @Test func anUnknownCriticalExtensionIsRefused() throws {
    let der = try workshop.issue(
      "card", by: "ca", extensions: "\(Self.authentication)\n1.2.3.4.5=critical,ASN1:UTF8String:rubbish")
    #expect(try checks().check(der) == .failure(.unreadable))
  }

  @Test func rubbishIsUnreadable() throws {
    let der = try SampleCards.certificate()
    let checks = try SampleCards.checks()
    #expect((try? checks.check(der).get()) != nil)
    #expect(checks.check([]) == .failure(.unreadable))
    #expect(checks.check([0x30]) == .failure(.unreadable))
    #expect(checks.check(Array("rubbish".utf8)) == .failure(.unreadable))
    #expect(checks.check(der + [0]) == .failure(.unreadable))
    #expect(checks.check(der + der) == .failure(.unreadable))
    #expect(checks.check([UInt8](repeating: 0x30, count: 1 << 20)) == .failure(.unreadable))
    for count in stride(from: 0, to: der.count, by: 7) {
      #expect(checks.check(Array(der.prefix(count))) == .failure(.unreadable))
    }
  }

  /// No byte of a certificate may be changed.
  @Test func everyChangedByteIsNoticed() throws {
    let der = try SampleCards.certificate()
    let checks = try SampleCards.checks()
    for index in der.indices {
      var changed = der
      changed[index] ^= 1
      #expect((try? checks.check(changed).get()) == nil, "byte \(index)")
    }
  }

  @Test func trustFilesThatHoldNoIssuerAreRefused() throws {
    #expect(throws: CardCryptographyFailure.trustEmpty) { try CertificateChecks(trustPEM: []) }
    #expect(throws: CardCryptographyFailure.noCertificateInTrust) {
      try CertificateChecks(trustPEM: Array("rubbish\n".utf8))
    }
    #expect(throws: CardCryptographyFailure.noCertificateInTrust) {
      try CertificateChecks(trustPEM: try workshop.bytes("ca.key"))
    }
    let ca = try workshop.text("ca.pem")
    let damaged = ca + ca.replacingOccurrences(of: "MI", with: "!!")
    #expect(throws: CardCryptographyFailure.trustDamaged(number: 2)) {
      try CertificateChecks(trustPEM: Array(damaged.utf8))
    }
    _ = try workshop.issue("card", by: "ca", extensions: Self.authentication)
    let withCard = try ca + workshop.text("card.pem")
    #expect(throws: CardCryptographyFailure.notAnIssuer(number: 2)) {
      try CertificateChecks(trustPEM: Array(withCard.utf8))
    }
    let missing = #expect(throws: CardCryptographyFailure.self) {
      try CertificateChecks(trustFile: workshop.path("missing"))
    }
    #expect(missing?.isInputOutput == true)
  }

  @Test func manyThreadsMayCheckAtOnce() throws {
    let der = try SampleCards.certificate()
    let checks = try SampleCards.checks()
    let expected = checks.check(der)
    DispatchQueue.concurrentPerform(iterations: 200) { round in
      #expect(
        checks.check(round.isMultiple(of: 2) ? der : der + [0])
          == (round.isMultiple(of: 2) ? expected : .failure(.unreadable)))
    }
  }
}
