import COpenSSL

/// The public half of an RSA key; both numbers big-endian.
public struct TestPublicKey: Equatable, Sendable {
  public var exponent: [UInt8]
  public var modulus: [UInt8]
}

extension TestCardAuthority {
  /// The key that all made-up chips prove themselves with; its file lies beside the cards'.
  public static let faceKeyName = "face"

  /// Of the chips' key.
  public func facePublicKey() throws(CardCryptographyFailure) -> TestPublicKey {
    try Self.publicKey(of: try key(of: Self.faceKeyName))
  }

  /// Of the issuer's key, which stands in for the municipality's.
  public func sealPublicKey() throws(CardCryptographyFailure) -> TestPublicKey { try Self.publicKey(of: caKey) }

  /// What seals a record of the card-face check: PKCS#1 v1.5 over one DigestInfo that holds the SHA-256 digests of all
  /// parts one behind the other, and names their length together (soltia48/myna-card, src/ap/surface.rs).
  ///
  /// - Parameter parts: three at most.
  public func seal(_ parts: [[UInt8]]) -> [UInt8] {
    let digests = parts.flatMap { Hashing.sha256($0) }
    let algorithm: [UInt8] = [
      0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
    ]
    let contents = algorithm + [0x04, UInt8(digests.count)] + digests
    return caKey.sign([0x30, UInt8(contents.count)] + contents) ?? []
  }

  private static func publicKey(of key: SigningKey) throws(CardCryptographyFailure) -> TestPublicKey {
    guard let exponent = number("e", of: key), let modulus = number("n", of: key) else { throw .keyUnreadable }
    return TestPublicKey(exponent: exponent, modulus: modulus)
  }

  /// OSSL_PKEY_PARAM_RSA_E and _N are "e" and "n".
  private static func number(_ name: String, of key: SigningKey) -> [UInt8]? {
    forgettingErrors {
      var found: OpaquePointer?
      guard EVP_PKEY_get_bn_param(key.pointer, name, &found) == 1, let number = Owned(found, BN_free) else {
        return nil
      }
      var bytes = [UInt8](repeating: 0, count: (Int(BN_num_bits(number.pointer)) + 7) / 8)
      return BN_bn2bin(number.pointer, &bytes) == Int32(bytes.count) ? bytes : nil
    }
  }
}
