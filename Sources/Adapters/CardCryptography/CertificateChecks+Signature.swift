import COpenSSL
import Cards

extension SignatureAlgorithm {
  static let bitsOfRSA: Int32 = 2_048
  static let curve = "secp384r1"
  private static let longestCurveName = 64

  /// Of a certificate's key; `nil` for every key that no card in use has or will have.
  init?(key: OpaquePointer) {
    switch EVP_PKEY_get_base_id(key) {
    case EVP_PKEY_RSA where EVP_PKEY_get_bits(key) == Self.bitsOfRSA: self = .rsa2048
    case EVP_PKEY_EC where Self.curveName(of: key) == Self.curve: self = .ecdsaP384
    // OpenSSL's numbers, not ours.
    default: return nil
    }
  }

  private static func curveName(of key: OpaquePointer) -> String? {
    var name = [CChar](repeating: 0, count: longestCurveName)
    var length = 0
    guard EVP_PKEY_get_group_name(key, &name, name.count, &length) == 1, length < name.count else { return nil }
    return String(decoding: name.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The hash that it signs.
  public func digest(_ message: [UInt8]) -> [UInt8] {
    switch self {
    case .rsa2048: Hashing.sha256(message)
    case .ecdsaP384: Hashing.sha384(message)
    }
  }
}

extension CertificateChecks {
  /// Whether the certificate's key signed `message` (the algorithm's own hash is taken of it). False for whatever is
  /// not understood. Says nothing about the certificate itself: that is `check`.
  public func verify(signature: [UInt8], message: [UInt8], certificate: [UInt8]) -> Bool {
    guard let certificate = Certificate(der: certificate) else { return false }
    let pointer = certificate.pointer
    return forgettingErrors {
      guard let key = X509_get0_pubkey(pointer), let algorithm = SignatureAlgorithm(key: key) else { return false }
      return Self.verify(signature, algorithm.digest(message), key, algorithm)
    }
  }

  /// Whether the chip's own key signed `digest` (SHA-256).
  public static func verify(chipSignature signature: [UInt8], digest: [UInt8], key: CardFaceKey) -> Bool {
    forgettingErrors {
      guard
        let key = Owned.key(
          uk_rsa_public_key(key.modulus, key.modulus.count, key.exponent, key.exponent.count))
      else { return false }
      return verify(signature, digest, key.pointer, .rsa2048)
    }
  }

  private static func verify(
    _ signature: [UInt8], _ digest: [UInt8], _ key: OpaquePointer, _ algorithm: SignatureAlgorithm
  ) -> Bool {
    guard digest.count == algorithm.digestLength, algorithm.signatureLengths.contains(signature.count),
      let context = Owned(EVP_PKEY_CTX_new(key, nil), EVP_PKEY_CTX_free), EVP_PKEY_verify_init(context.pointer) == 1
    else { return false }
    func holds(_ signature: [UInt8]) -> Bool {
      EVP_PKEY_verify(context.pointer, signature, signature.count, digest, digest.count) == 1
    }
    switch algorithm {
    case .rsa2048:
      return EVP_PKEY_CTX_set_rsa_padding(context.pointer, RSA_PKCS1_PADDING) == 1
        && EVP_PKEY_CTX_set_signature_md(context.pointer, EVP_sha256()) == 1 && holds(signature)
    case .ecdsaP384: return holds(signature) || der(ofNumbers: signature).map(holds) == true
    }
  }

  /// Cards that give r and s bare, 48 bytes each (as ISO 7816-8 leaves open).
  private static func der(ofNumbers signature: [UInt8]) -> [UInt8]? {
    guard signature.count == 2 * 48 else { return nil }
    var der = [UInt8](repeating: 0, count: SignatureAlgorithm.ecdsaP384.signatureLengths.upperBound)
    let length = uk_ecdsa_der(signature, signature.count, &der, Int32(der.count))
    return length > 0 ? Array(der.prefix(Int(length))) : nil
  }
}
