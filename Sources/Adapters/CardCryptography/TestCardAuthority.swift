import COpenSSL
import CivilTime

/// The sample issuer of the made-up cards: issues user-authentication certificates for the keys in `Assets/cards`, as
/// the demo, the virtual card and the tests want them dated. Its certificates have the shape of the real ones
/// (RSA-2048/SHA-256, digitalSignature, the same policy) and are good for nothing.
public final class TestCardAuthority: Sendable {
  /// The policy that user-authentication certificates name.
  static let policy = "1.2.392.200149.8.5.1.3.30"
  private static let mostFileBytes = 16 << 10
  private static let longestName = 32

  /// DER of the issuer's certificate.
  public let caCertificate: [UInt8]
  /// The same in PEM, as `card.trust` takes it.
  public let caCertificatePEM: [UInt8]

  private let folder: String
  let caKey: SigningKey

  /// - Parameter folder: the one with `ca.key`, `ca.pem` and a `PERSON.key` for each card.
  public init(folder: String) throws(CardCryptographyFailure) {
    self.folder = folder
    caCertificatePEM = try OrdinaryFile.contents(of: "\(folder)/ca.pem", limit: Self.mostFileBytes)
    let read = caCertificatePEM.withUnsafeBytes { pem in
      withPEM(pem) { bio in forgettingErrors { uk_read_certificate(bio) } } ?? nil
    }
    guard let certificate = Owned.certificate(read), let der = Self.der(certificate.pointer) else {
      throw .certificateUnreadable
    }
    caCertificate = der
    caKey = try SigningKey(pem: try OrdinaryFile.contents(of: "\(folder)/ca.key", limit: Self.mostFileBytes))
    guard X509_check_private_key(certificate.pointer, caKey.pointer) == 1 else { throw .keyOfAnotherCertificate }
  }

  /// A certificate for a person's key. The same arguments give the same bytes.
  ///
  /// - Parameters:
  ///   - person: the key's name in the folder, such as `adult`.
  ///   - commonName: as the card has it: an identifier, the municipality, a number ending in `A`.
  ///   - isForged: under this issuer's name, by another key.
  /// - Returns: DER.
  public func issue(
    key person: String, commonName: String, serial: UInt64, notBefore: Timestamp, notAfter: Timestamp,
    isForged: Bool = false
  ) throws(CardCryptographyFailure) -> [UInt8] {
    let key = try key(of: person)
    let issuerKey = isForged ? try self.key(of: Self.faceKeyName) : caKey
    let made = forgettingErrors { () -> [UInt8]? in
      guard let certificate = Owned.certificate(X509_new()),
        let issuer = Owned.certificate(parse(caCertificate)),
        X509_set_version(certificate.pointer, Int(X509_VERSION_3)) == 1,
        ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.pointer), serial) == 1,
        ASN1_TIME_set(X509_getm_notBefore(certificate.pointer), Self.seconds(notBefore)) != nil,
        ASN1_TIME_set(X509_getm_notAfter(certificate.pointer), Self.seconds(notAfter)) != nil,
        Self.setSubject(of: certificate.pointer, commonName),
        X509_set_issuer_name(certificate.pointer, X509_get_subject_name(issuer.pointer)) == 1,
        X509_set_pubkey(certificate.pointer, key.pointer) == 1,
        uk_add_extension(certificate.pointer, issuer.pointer, NID_key_usage, "critical,digitalSignature") == 1,
        uk_add_policy(certificate.pointer, Self.policy) == 1,
        uk_add_extension(certificate.pointer, issuer.pointer, NID_authority_key_identifier, "keyid") == 1,
        X509_sign(certificate.pointer, issuerKey.pointer, EVP_sha256()) > 0
      else { return nil }
      return Self.der(certificate.pointer)
    }
    guard let made else { throw .libraryFailed("issue a test certificate") }
    return made
  }

  /// What the chip does with COMPUTE DIGITAL SIGNATURE: PKCS#1 v1.5 over the DigestInfo as it is given, or ECDSA over a
  /// digest. Nil when the input does not fit the key.
  public func signer(
    key person: String
  ) throws(CardCryptographyFailure) -> @Sendable ([UInt8]) -> [UInt8]? {
    let key = try key(of: person)
    return { key.sign($0) }
  }

  /// SHA-256 of a certificate's SubjectPublicKeyInfo: by it the sample service knows a card whose certificate is issued
  /// anew. `nil` for what is no certificate.
  public static func publicKeyHash(_ certificateDER: [UInt8]) -> [UInt8]? {
    guard let certificate = Certificate(der: certificateDER), let info = certificate.publicKeyInfo else { return nil }
    return Hashing.sha256(info)
  }

  func key(of person: String) throws(CardCryptographyFailure) -> SigningKey {
    // The name becomes part of a path.
    guard !person.isEmpty, person.utf8.count <= Self.longestName,
      person.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }), person != "ca"
    else { throw .noSuchTestKey(person) }
    let path = "\(folder)/\(person).key"
    guard PrivateFile.exists(path) else { throw .noSuchTestKey(person) }
    return try SigningKey(pem: try OrdinaryFile.contents(of: path, limit: Self.mostFileBytes))
  }

  private static func setSubject(of certificate: OpaquePointer, _ commonName: String) -> Bool {
    guard let name = X509_get_subject_name(certificate) else { return false }
    return add("C", "JP", to: name) && add("CN", commonName, to: name)
  }

  private static func add(_ field: String, _ value: String, to name: OpaquePointer) -> Bool {
    let bytes = Array(value.utf8)
    return X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, bytes, Int32(bytes.count), -1, 0) == 1
  }

  private static func der(_ certificate: OpaquePointer) -> [UInt8]? {
    var der: UnsafeMutablePointer<UInt8>?
    let count = i2d_X509(certificate, &der)
    guard count > 0, let der else { return nil }
    defer { CRYPTO_free(der, nil, 0) }
    return Array(UnsafeBufferPointer(start: der, count: Int(count)))
  }

  private func parse(_ der: [UInt8]) -> OpaquePointer? {
    der.withUnsafeBufferPointer { bytes in
      var position = bytes.baseAddress
      return d2i_X509(nil, &position, bytes.count)
    }
  }

  private static func seconds(_ moment: Timestamp) -> Int { Int(moment.milliseconds / 1_000) }
}
