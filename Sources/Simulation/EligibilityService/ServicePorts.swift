import CivilTime

/// The cryptography that the service's rules are given: certificates and signatures as the world checks them, or as
/// values where a simulator needs speed.
public struct ServicePorts {
  /// Chain and key usage of a DER certificate, without its dates: those are the rules' own business.
  public var verifyChain: (_ der: [UInt8], _ now: Timestamp) -> Result<CheckedCertificate, ChainFailure>
  /// Whether `signature` is the certificate's key's over `message` (PKCS#1 v1.5 with SHA-256 for RSA).
  public var verifySignature: (_ der: [UInt8], _ message: [UInt8], _ signature: [UInt8]) -> Bool
  /// So many random bytes.
  public var random: (_ count: Int) -> [UInt8]

  public init(
    verifyChain: @escaping ([UInt8], Timestamp) -> Result<CheckedCertificate, ChainFailure>,
    verifySignature: @escaping ([UInt8], [UInt8], [UInt8]) -> Bool, random: @escaping (Int) -> [UInt8]
  ) {
    self.verifyChain = verifyChain
    self.verifySignature = verifySignature
    self.random = random
  }
}

/// What a certificate says, once its chain and key usage hold.
public struct CheckedCertificate: Equatable, Sendable {
  /// SHA-256 of the SubjectPublicKeyInfo (DER): 32 bytes.
  public var publicKeyHash: [UInt8]
  public var notBefore: Timestamp
  public var notAfter: Timestamp

  public init(publicKeyHash: [UInt8], notBefore: Timestamp, notAfter: Timestamp) {
    self.publicKeyHash = publicKeyHash
    self.notBefore = notBefore
    self.notAfter = notAfter
  }
}

/// Why a certificate is not accepted, dates apart.
public enum ChainFailure: Error, Equatable, Sendable {
  case unreadable
  case unknownIssuer
  case wrongKeyUsage
}
