import CardCryptography
import Cards
import EligibilityService
import Runtime

// The same OpenSSL checks, as the kiosk and as the service in process ask for them.

extension CryptographyPort {
  init(_ checks: CertificateChecks, random: @escaping (Int) -> [UInt8] = Randomness.bytes) {
    self.init(
      check: { checks.check($0) }, digest: { $1.digest($0) },
      verify: { checks.verify(signature: $0, message: $1, certificate: $2) },
      verifyChip: { CertificateChecks.verify(chipSignature: $0, digest: $1, key: $2) }, random: random)
  }
}

extension ServicePorts {
  init(_ checks: CertificateChecks, random: @escaping (Int) -> [UInt8]) {
    self.init(
      verifyChain: { der, _ in
        guard let hash = TestCardAuthority.publicKeyHash(der) else { return .failure(.unreadable) }
        return checks.check(der).mapError(ChainFailure.init).map {
          CheckedCertificate(publicKeyHash: hash, notBefore: $0.notBefore, notAfter: $0.notAfter)
        }
      },
      verifySignature: { der, message, signature in
        checks.verify(signature: signature, message: message, certificate: der)
      }, random: random)
  }
}

extension ChainFailure {
  init(_ failure: CertificateFailure) {
    self =
      switch failure {
      case .unreadable: .unreadable
      case .unknownIssuer: .unknownIssuer
      case .wrongKeyUsage, .keyNotSupported: .wrongKeyUsage
      }
  }
}
