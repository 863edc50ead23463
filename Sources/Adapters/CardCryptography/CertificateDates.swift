import COpenSSL
import CivilTime

/// When the certificates of a PEM file begin and end. Nothing else of them is looked at, and nobody's word is taken for
/// them: `CertificateChecks` and `ClientKeyPair` do that.
public enum CertificateDates {
  public struct Validity: Equatable, Sendable {
    public var notBefore: Timestamp
    public var notAfter: Timestamp
  }

  /// - Returns: in the order of the file; at least one.
  public static func validities(ofFile path: String) throws(CardCryptographyFailure) -> [Validity] {
    let pem = try OrdinaryFile.contents(of: path, limit: CertificateChecks.mostTrustBytes)
    let found = pem.withUnsafeBytes { bytes in
      withPEM(bytes) { bio in forgettingErrors { validities(from: bio) } }
    }
    guard let found, let validities = found, !validities.isEmpty else { throw .certificateUnreadable }
    return validities
  }

  /// Nil when a block is damaged.
  private static func validities(from bio: OpaquePointer) -> [Validity]? {
    var validities: [Validity] = []
    while let object = uk_read_certificate(bio) {
      guard let certificate = Certificate(object), let notBefore = certificate.notBefore,
        let notAfter = certificate.notAfter
      else { return nil }
      validities.append(Validity(notBefore: notBefore, notAfter: notAfter))
    }
    return uk_is_end_of_pem() == 1 ? validities : nil
  }
}
