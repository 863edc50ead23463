import CivilTime
import Crypto
import EligibilityService
import FoundationEssentials
import SwiftASN1
import X509
import _CryptoExtras

/// The service's own look at cards: swift-certificates and swift-crypto, on purpose another stack than the kiosk's.
struct CardTrust: Sendable {
  private let roots: CertificateStore

  init(_ roots: [Certificate]) { self.roots = CertificateStore(roots) }

  /// - Parameter file: for the sentence alone.
  init(pem: [UInt8], file: String) throws(StandinFailure) {
    let certificates: [Certificate]
    do {
      certificates = try PEMDocument.parseMultiple(pemString: String(decoding: pem, as: UTF8.self))
        .filter { $0.discriminator == Certificate.defaultPEMDiscriminator }
        .map { try Certificate(pemDocument: $0) }
    } catch {
      throw .configuration("\(file) does not hold certificates in PEM")
    }
    guard !certificates.isEmpty else { throw .configuration("\(file) holds no certificate") }
    self.init(certificates)
  }

  /// Chain and key usage, not the dates: those the service's rules judge.
  func check(_ der: [UInt8]) async -> Result<CheckedCertificate, ChainFailure> {
    guard let certificate = try? Certificate(derEncoded: der) else { return .failure(.unreadable) }
    guard let usage = try? certificate.extensions.keyUsage, usage.digitalSignature, !usage.keyCertSign else {
      return .failure(.wrongKeyUsage)
    }
    var verifier = Verifier(rootCertificates: roots) { CardChainPolicy() }
    switch await verifier.validate(leaf: certificate, intermediates: CertificateStore()) {
    case .validCertificate: break
    case .couldNotValidate: return .failure(.unknownIssuer)
    }
    guard let hash = Self.publicKeyHash(certificate) else { return .failure(.unreadable) }
    return .success(
      CheckedCertificate(
        publicKeyHash: hash, notBefore: Timestamp(certificate.notValidBefore),
        notAfter: Timestamp(certificate.notValidAfter)))
  }

  /// RSA, PKCS#1 v1.5 with SHA-256: what today's card computes.
  static func isSignature(_ signature: [UInt8], over message: [UInt8], by der: [UInt8]) -> Bool {
    guard let certificate = try? Certificate(derEncoded: der),
      let key = _RSA.Signing.PublicKey(certificate.publicKey)
    else { return false }
    return key.isValidSignature(
      _RSA.Signing.RSASignature(rawRepresentation: signature), for: SHA256.hash(data: message),
      padding: .insecurePKCS1v1_5)
  }

  /// SHA-256 of the SubjectPublicKeyInfo.
  static func publicKeyHash(_ certificate: Certificate) -> [UInt8]? {
    guard let pem = try? certificate.publicKey.serializeAsPEM() else { return nil }
    return Array(SHA256.hash(data: pem.derBytes))
  }
}

/// What a chain must hold beyond names and signatures, which the verifier checks itself: issuers that may issue, and a
/// holder who may not. Dates are left out on purpose.
private struct CardChainPolicy: VerifierPolicy {
  let verifyingCriticalExtensions: [ASN1ObjectIdentifier] = [
    .X509ExtensionID.basicConstraints, .X509ExtensionID.keyUsage, .X509ExtensionID.extendedKeyUsage,
    // Certificate policies (RFC 5280, 4.2.1.4), which a card's certificate may mark critical; which policy it names is
    // not checked, since test issuers have their own.
    [2, 5, 29, 32],
  ]

  func chainMeetsPolicyRequirements(chain: UnverifiedCertificateChain) -> PolicyEvaluationResult {
    for (index, certificate) in chain.enumerated() {
      let mayIssue: Bool
      switch try? certificate.extensions.basicConstraints {
      case .isCertificateAuthority(let length): mayIssue = length.map { index - 1 <= $0 } ?? true
      case .notCertificateAuthority, nil: mayIssue = false
      }
      if index == 0 {
        if mayIssue { return .failsToMeetPolicy(reason: "the holder's certificate may issue others") }
      } else if !mayIssue || (try? certificate.extensions.keyUsage)?.keyCertSign == false {
        return .failsToMeetPolicy(reason: "an issuer may not issue")
      }
    }
    return .meetsPolicy
  }
}

extension Timestamp {
  init(_ date: Date) { self.init(milliseconds: Int64((date.timeIntervalSince1970 * 1_000).rounded())) }
}
