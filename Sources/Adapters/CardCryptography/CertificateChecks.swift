import COpenSSL
import Cards
import CivilTime

/// What the kiosk itself can say about a card's certificate: the chain to an accepted issuer and the key's usage,
/// *without* time (the rule about dates is `CertificateStanding`'s) and without revocation (only the central system
/// knows). And whether a signature was made by the certificate's key. Everything not understood is refused.
// Unchecked because it holds a pointer: the store is filled in init and only read afterwards; OpenSSL counts references
// to it and locks its own caches, and every check has a context of its own (X509_STORE_CTX, EVP_MD_CTX).
public final class CertificateChecks: @unchecked Sendable {
  /// A list of issuers has a handful of certificates.
  public static let mostTrustBytes = 1 << 20
  /// 112 bits: RSA from 2048, SHA-256 and better; the card's generation and no weaker.
  private static let securityLevel: Int32 = 2
  /// Card, sub-issuer, issuer.
  private static let mostIssuersBetween: Int32 = 2

  private let store: OpaquePointer

  /// - Parameter trustPEM: contents of `card.trust`: one or several CA certificates, each accepted as an anchor.
  public init(trustPEM: [UInt8]) throws(CardCryptographyFailure) {
    guard !trustPEM.isEmpty else { throw .trustEmpty }
    guard let store = X509_STORE_new() else { throw .libraryFailed("make a certificate store") }
    self.store = store
    guard let parameters = X509_STORE_get0_param(store),
      X509_VERIFY_PARAM_set_flags(
        parameters, UInt(X509_V_FLAG_NO_CHECK_TIME) | UInt(bitPattern: Int(X509_V_FLAG_PARTIAL_CHAIN))) == 1
    else { throw .libraryFailed("set the certificate rules") }
    X509_VERIFY_PARAM_set_auth_level(parameters, Self.securityLevel)
    X509_VERIFY_PARAM_set_depth(parameters, Self.mostIssuersBetween)
    let failure = trustPEM.withUnsafeBytes { pem in withPEM(pem) { Self.fill(store, from: $0) } }
    // Two optionals: no reader at all, or no complaint.
    switch failure {
    case nil: throw .libraryFailed("read from memory")
    case .some(nil): break
    case .some(let complaint?): throw complaint
    }
  }

  /// Reads the file that `card.trust` names.
  public convenience init(trustFile path: String) throws(CardCryptographyFailure) {
    try self.init(trustPEM: try OrdinaryFile.contents(of: path, limit: Self.mostTrustBytes))
  }

  deinit { X509_STORE_free(store) }

  /// - Parameter der: the user-authentication certificate, exactly its bytes.
  public func check(_ der: [UInt8]) -> Result<CertificateFindings, CertificateFailure> {
    guard let certificate = Certificate(der: der), let notBefore = certificate.notBefore,
      let notAfter = certificate.notAfter
    else { return .failure(.unreadable) }
    if let failure = chainFailure(of: certificate) { return .failure(failure) }
    guard certificate.mayAuthenticate else { return .failure(.wrongKeyUsage) }
    let pointer = certificate.pointer
    guard let algorithm = forgettingErrors({ X509_get0_pubkey(pointer).flatMap(SignatureAlgorithm.init(key:)) }) else {
      return .failure(.keyNotSupported)
    }
    return .success(
      CertificateFindings(
        notBefore: notBefore, notAfter: notAfter, algorithm: algorithm, fingerprint: Hashing.sha256(der)))
  }

  private func chainFailure(of certificate: borrowing Certificate) -> CertificateFailure? {
    let pointer = certificate.pointer
    return forgettingErrors {
      guard let context = Owned(X509_STORE_CTX_new(), X509_STORE_CTX_free),
        X509_STORE_CTX_init(context.pointer, store, pointer, nil) == 1
      else { return .unreadable }
      if X509_verify_cert(context.pointer) == 1 { return nil }
      switch X509_STORE_CTX_get_error(context.pointer) {
      case X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION, X509_V_ERR_INVALID_EXTENSION, X509_V_ERR_UNSPECIFIED,
        X509_V_ERR_OUT_OF_MEM:
        return .unreadable
      default:
        // No issuer, another issuer of the same name, a signature that does not hold, a key too weak: the certificate
        // does not come from an accepted issuer.
        return .unknownIssuer
      }
    }
  }

  /// Fills the store; the answer is the complaint, nil when every block was taken.
  private static func fill(_ store: OpaquePointer, from bio: OpaquePointer) -> CardCryptographyFailure? {
    forgettingErrors {
      var number = 0
      while true {
        number += 1
        guard let certificate = Owned.certificate(uk_read_certificate(bio)) else {
          guard uk_is_end_of_pem() == 1 else { return .trustDamaged(number: number) }
          return number > 1 ? nil : .noCertificateInTrust
        }
        // Every certificate in the store is an anchor: a card's own one there would vouch for itself.
        guard X509_check_ca(certificate.pointer) == 1 else { return .notAnIssuer(number: number) }
        guard X509_STORE_add_cert(store, certificate.pointer) == 1 else {
          return .libraryFailed("keep a certificate")
        }
      }
    }
  }
}
