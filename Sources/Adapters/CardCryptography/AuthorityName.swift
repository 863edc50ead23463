import COpenSSL

/// Whom a CA certificate names, for whoever sets a kiosk up: which issuer would have to be in `card.trust`. It proves
/// nothing: the card gave it.
public struct AuthorityName: Equatable, Sendable {
  /// RFC 2253, as OpenSSL writes it.
  public var subject: String
  /// SHA-256 of the whole DER, to be compared with what the issuer publishes.
  public var fingerprint: [UInt8]

  /// The name of an issuer has some 100 characters.
  private static let mostBytes = 512

  /// - Parameter der: exactly the certificate's bytes.
  /// - Returns: nil where it is no certificate of a CA.
  public init?(der: [UInt8]) {
    guard let certificate = Certificate(der: der) else { return nil }
    let pointer = certificate.pointer
    let name = forgettingErrors { () -> String? in
      guard X509_check_ca(pointer) == 1, let bio = Owned(BIO_new(BIO_s_mem()), { BIO_free($0) }) else { return nil }
      guard uk_print_name(bio.pointer, X509_get_subject_name(pointer)) >= 0 else { return nil }
      var bytes = [UInt8](repeating: 0, count: Self.mostBytes)
      let count = BIO_read(bio.pointer, &bytes, Int32(bytes.count))
      return count > 0 ? String(decoding: bytes.prefix(Int(count)), as: UTF8.self) : nil
    }
    guard let name else { return nil }
    subject = name
    fingerprint = Hashing.sha256(der)
  }
}
