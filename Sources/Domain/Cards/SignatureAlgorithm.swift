/// How a card's key signs: a property of its certificate, never assumed. The next generation of the card signs with
/// ECDSA; its command set is not public, so what is sent and answered then is this project's expectation.
public enum SignatureAlgorithm: CaseIterable, Equatable, Sendable {
  /// RSA-2048, PKCS#1 v1.5 over a DigestInfo for SHA-256.
  case rsa2048
  /// ECDSA on P-384 over a SHA-384 digest.
  case ecdsaP384

  /// The digests have different lengths, so a digest names its algorithm.
  public init?(digestLength: Int) {
    guard let found = Self.allCases.first(where: { $0.digestLength == digestLength }) else { return nil }
    self = found
  }

  public var digestLength: Int {
    switch self {
    case .rsa2048: DigestInfo.digestLength
    case .ecdsaP384: 48
    }
  }

  /// What COMPUTE DIGITAL SIGNATURE is given; `nil` for a digest of another length.
  public func input(_ digest: [UInt8]) -> [UInt8]? {
    guard digest.count == digestLength else { return nil }
    switch self {
    case .rsa2048: return DigestInfo.sha256(digest)
    case .ecdsaP384: return digest
    }
  }

  /// Of a signature: DER of two numbers of 48 bytes is 8 bytes when they are small and 104 at most.
  public var signatureLengths: ClosedRange<Int> {
    switch self {
    case .rsa2048: CardSession.signatureLength...CardSession.signatureLength
    case .ecdsaP384: 8...104
    }
  }
}
