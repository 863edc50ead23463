import Cards
import CivilTime
import Foundation
import Testing

@testable import CardCryptography

@Suite struct TestCardAuthorityTests {
  private let workshop: Workshop
  private let authority: TestCardAuthority

  init() throws {
    workshop = try Workshop()
    authority = try TestCardAuthority(folder: SampleCards.folder)
    try workshop.write("ca.pem", authority.caCertificatePEM)
  }

  /// RFC 8017, 9.2, note 1: DigestInfo of SHA-256 with its NULL parameters.
  private func digestInfo(_ message: [UInt8]) -> [UInt8] {
    bytes("3031300d060960864801650304020105000420") + Hashing.sha256(message)
  }

  @Test func theIssuerIsNamedAsOpenSSLNamesIt() throws {
    let name = try #require(AuthorityName(der: authority.caCertificate))
    let said = try workshop.openssl(
      "x509", "-in", "ca.pem", "-noout", "-subject", "-fingerprint", "-sha256", "-nameopt", "RFC2253")
    #expect(said.contains("subject=\(name.subject)\n"), "\(said)")
    #expect(said.replacing(":", with: "").contains(hexadecimal(name.fingerprint)), "\(said)")
    // A holder's certificate names nobody here, whatever stands in it.
    #expect(AuthorityName(der: try SampleCards.certificate()) == nil)
    #expect(AuthorityName(der: [0x30, 0x00]) == nil)
  }

  @Test(arguments: SampleCards.people)
  func opensslAcceptsEveryPersonsCertificate(person: String) throws {
    try workshop.write("card.der", try SampleCards.certificate(person))
    try workshop.openssl("x509", "-inform", "DER", "-in", "card.der", "-out", "card.pem")
    #expect(
      try workshop.openssl("verify", "-x509_strict", "-no_check_time", "-CAfile", "ca.pem", "card.pem")
        == "card.pem: OK\n")
    let text = try workshop.openssl("x509", "-in", "card.pem", "-noout", "-text", "-nameopt", "RFC2253")
    for part in [
      "Issuer: OU=Uketsuke sample issuer,OU=JPKI for user authentication TEST,O=JPKI-TEST,C=JP",
      "Subject: CN=TEST\(person)0001A,C=JP", "Public-Key: (2048 bit)", "sha256WithRSAEncryption",
      "X509v3 Key Usage: critical\n                Digital Signature\n", "Policy: 1.2.392.200149.8.5.1.3.30",
      "Not Before: Jun  1 00:00:00 2025 GMT", "Not After : Jun  1 00:00:00 2030 GMT",
    ] {
      #expect(text.contains(part), "\(part) in \(text)")
    }
    let findings = try SampleCards.checks().check(try SampleCards.certificate(person)).get()
    #expect(findings.notBefore == SampleCards.from)
    #expect(findings.notAfter == SampleCards.to)
  }

  @Test func theIssuerCoversTheYearsOfTheTests() throws {
    let text = try workshop.openssl("x509", "-in", "ca.pem", "-noout", "-dates")
    #expect(text == "notBefore=Jan  1 00:00:00 2020 GMT\nnotAfter=Jan  1 00:00:00 2070 GMT\n")
    try workshop.write("ca.der", authority.caCertificate)
    #expect(try workshop.openssl("x509", "-inform", "DER", "-in", "ca.der") == workshop.text("ca.pem"))
  }

  @Test func theSameOrderGivesTheSameBytes() throws {
    #expect(try SampleCards.certificate() == SampleCards.certificate())
    #expect(try SampleCards.certificate("adult") != SampleCards.certificate("child"))
  }

  @Test func aCardSignsAndOpensslVerifies() throws {
    let message = Array("nonce of the service".utf8)
    let signature = try #require(try authority.signer(key: "adult")(digestInfo(message)))
    try workshop.write("message", message)
    try workshop.write("signature", signature)
    try workshop.write("card.der", try SampleCards.certificate())
    try workshop.openssl("x509", "-inform", "DER", "-in", "card.der", "-noout", "-pubkey", "-out", "card.pub")
    #expect(
      try workshop.openssl("dgst", "-sha256", "-verify", "card.pub", "-signature", "signature", "message")
        == "Verified OK\n")
  }

  @Test func onlyTheRightSignatureVerifies() throws {
    let message = Array("nonce of the service".utf8)
    let sign = try authority.signer(key: "adult")
    let signature = try #require(sign(digestInfo(message)))
    let card = try SampleCards.certificate()
    let checks = try SampleCards.checks()
    #expect(checks.verify(signature: signature, message: message, certificate: card))

    #expect(!checks.verify(signature: signature, message: message + [0], certificate: card))
    #expect(!checks.verify(signature: [], message: message, certificate: card))
    #expect(!checks.verify(signature: signature + [0], message: message, certificate: card))
    #expect(!checks.verify(signature: Array(signature.dropFirst()), message: message, certificate: card))
    #expect(!checks.verify(signature: signature, message: message, certificate: card + [0]))
    #expect(!checks.verify(signature: signature, message: message, certificate: []))
    let other = try SampleCards.certificate("child")
    #expect(!checks.verify(signature: signature, message: message, certificate: other))
    for index in signature.indices {
      var changed = signature
      changed[index] ^= 0x10
      #expect(!checks.verify(signature: changed, message: message, certificate: card))
    }
    // A bare digest is no DigestInfo, and SHA-1's is another algorithm's.
    let bare = try #require(sign(Hashing.sha256(message)))
    #expect(!checks.verify(signature: bare, message: message, certificate: card))
    let sha1 = try #require(sign(bytes("3021300906052b0e03021a05000414") + [UInt8](repeating: 1, count: 20)))
    #expect(!checks.verify(signature: sha1, message: message, certificate: card))
  }

  /// A key of a kind that no card in use has verifies nothing, however right the signature.
  @Test(arguments: [
    ["EC", "ec_paramgen_curve:P-256"], ["EC", "ec_paramgen_curve:brainpoolP384r1"], ["RSA", "rsa_keygen_bits:3072"],
    ["RSA-PSS", "rsa_keygen_bits:2048"],
  ])
  func anUnknownAlgorithmFailsClosed(key: [String]) throws {
    try workshop.makeCA("issuer")
    let card = try workshop.issue(
      "card", by: "issuer", extensions: "keyUsage=critical,digitalSignature", key: key)
    try workshop.write("message", "nonce")
    try workshop.openssl("dgst", "-sha256", "-sign", "card.key", "-out", "signature", "message")
    let checks = try CertificateChecks(trustPEM: try workshop.bytes("issuer.pem"))
    #expect(checks.check(card) == .failure(.keyNotSupported))
    #expect(
      !checks.verify(
        signature: try workshop.bytes("signature"), message: Array("nonce".utf8), certificate: card))
  }

  /// The next generation's key: SHA-384, in DER or as two bare numbers.
  @Test func p384IsReady() throws {
    try workshop.makeCA("issuer")
    let card = try workshop.issue(
      "card", by: "issuer", extensions: "keyUsage=critical,digitalSignature", key: ["EC", "ec_paramgen_curve:P-384"])
    try workshop.write("message", "nonce")
    try workshop.openssl("dgst", "-sha384", "-sign", "card.key", "-out", "signature", "message")
    let checks = try CertificateChecks(trustPEM: try workshop.bytes("issuer.pem"))
    #expect(try checks.check(card).get().algorithm == .ecdsaP384)
    let der = try workshop.bytes("signature")
    let message = Array("nonce".utf8)
    #expect(checks.verify(signature: der, message: message, certificate: card))
    let bare = try #require(Self.bareNumbers(der))
    #expect(checks.verify(signature: bare, message: message, certificate: card))
    #expect(!checks.verify(signature: bare, message: message + [0], certificate: card))
    #expect(!checks.verify(signature: Array(bare.reversed()), message: message, certificate: card))
    #expect(!checks.verify(signature: Array(bare.dropLast()), message: message, certificate: card))
    #expect(SignatureAlgorithm.ecdsaP384.digest(message).count == 48)
  }

  /// Two INTEGERs of a SEQUENCE, each filled up to 48 bytes.
  private static func bareNumbers(_ der: [UInt8]) -> [UInt8]? {
    var numbers: [UInt8] = []
    var rest = der.dropFirst(2)
    while rest.popFirst() == 0x02, let length = rest.popFirst() {
      let number = rest.prefix(Int(length)).drop { $0 == 0 }
      guard number.count <= 48 else { return nil }
      numbers += [UInt8](repeating: 0, count: 48 - number.count) + number
      rest = rest.dropFirst(Int(length))
    }
    return numbers.count == 96 ? numbers : nil
  }

  /// The chip proves itself with the key of its own record.
  @Test func theChipsProof() throws {
    try workshop.openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", "chip.key")
    let said = try workshop.openssl("rsa", "-in", "chip.key", "-noout", "-modulus")
    let modulus = bytes(try #require(said.split(separator: "=").last).filter { $0.isHexDigit }.lowercased())
    let key = CardFaceKey(exponent: [1, 0, 1], modulus: modulus)
    try workshop.write("challenge", "something fresh")
    try workshop.openssl("dgst", "-sha256", "-sign", "chip.key", "-out", "proof", "challenge")
    let proof = try workshop.bytes("proof")
    let digest = Hashing.sha256(Array("something fresh".utf8))
    #expect(CertificateChecks.verify(chipSignature: proof, digest: digest, key: key))
    #expect(!CertificateChecks.verify(chipSignature: proof, digest: Hashing.sha256([1]), key: key))
    #expect(!CertificateChecks.verify(chipSignature: proof.reversed(), digest: digest, key: key))
    var other = key
    other.modulus[10] ^= 1
    #expect(!CertificateChecks.verify(chipSignature: proof, digest: digest, key: other))
    for exponent in [[], [0], [UInt8](repeating: 0xFF, count: 8)] {
      #expect(
        !CertificateChecks.verify(
          chipSignature: proof, digest: digest, key: CardFaceKey(exponent: exponent, modulus: modulus)))
    }
  }

  @Test func whatDoesNotFitIsNotSigned() throws {
    let sign = try authority.signer(key: "adult")
    #expect(sign([UInt8](repeating: 1, count: 246)) == nil)
    #expect(sign([UInt8](repeating: 1, count: 245))?.count == 256)
  }

  @Test func aPersonIsKnownByTheKeyWhateverTheCertificate() throws {
    let early = try authority.issue(
      key: "adult", commonName: "A", serial: 1, notBefore: SampleCards.from, notAfter: SampleCards.to)
    let late = try authority.issue(
      key: "adult", commonName: "B", serial: 9, notBefore: SampleCards.to, notAfter: SampleCards.to)
    let hash = try #require(TestCardAuthority.publicKeyHash(early))
    #expect(TestCardAuthority.publicKeyHash(late) == hash)
    #expect(TestCardAuthority.publicKeyHash(try SampleCards.certificate("child")) != hash)
    #expect(TestCardAuthority.publicKeyHash([1, 2, 3]) == nil)

    try workshop.write("card.der", early)
    try workshop.openssl("x509", "-inform", "DER", "-in", "card.der", "-noout", "-pubkey", "-out", "card.pub")
    try workshop.openssl("pkey", "-pubin", "-in", "card.pub", "-outform", "DER", "-out", "spki.der")
    #expect(Hashing.sha256(try workshop.bytes("spki.der")) == hash)
  }

  @Test(arguments: ["nobody", "", "ca", "../cards/adult", "Adult", "adult.key"])
  func keysThatAreNotPeoplesAreNotUsed(name: String) {
    #expect(throws: CardCryptographyFailure.noSuchTestKey(name)) { _ = try authority.signer(key: name) }
  }

  @Test func everyKeyOfThePeopleIsAnother() throws {
    let hashes = try SampleCards.people.map { TestCardAuthority.publicKeyHash(try SampleCards.certificate($0)) }
    #expect(Set(hashes).count == SampleCards.people.count)
  }
}
