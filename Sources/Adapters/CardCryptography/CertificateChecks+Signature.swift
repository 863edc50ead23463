import COpenSSL
import Cards

/// How a card signs is a property of its certificate's key, so that the next generation (ECDSA P-384) is a case here.
enum SignatureAlgorithm {
  /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, 8.2) under a key of 2048 bits.
  case rsa2048WithSHA256

  static let bitsOfRSA: Int32 = 2_048

  /// `nil` for every key that no card in use has.
  init?(key: OpaquePointer) {
    guard EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA, EVP_PKEY_get_bits(key) == Self.bitsOfRSA else { return nil }
    self = .rsa2048WithSHA256
  }

  var signatureBytes: Int {
    switch self {
    case .rsa2048WithSHA256: Int(Self.bitsOfRSA) / 8
    }
  }
}

extension CertificateChecks {
  /// Whether the certificate's key signed `message` (the algorithm's own hash is taken of it). False for whatever is
  /// not understood. Says nothing about the certificate itself: that is `check`.
  public func verify(signature: [UInt8], message: [UInt8], certificate: [UInt8]) -> Bool {
    verify(signature: signature, digest: Hashing.sha256(message), certificate: certificate)
  }

  /// The same over a SHA-256 that is already there (32 bytes).
  public func verify(signature: [UInt8], digest: [UInt8], certificate: [UInt8]) -> Bool {
    guard digest.count == Hashing.bytesOfSHA256, let certificate = Certificate(der: certificate) else { return false }
    let pointer = certificate.pointer
    return forgettingErrors {
      guard let key = X509_get0_pubkey(pointer), let algorithm = SignatureAlgorithm(key: key),
        signature.count == algorithm.signatureBytes,
        let context = Owned(EVP_PKEY_CTX_new(key, nil), EVP_PKEY_CTX_free),
        EVP_PKEY_verify_init(context.pointer) == 1
      else { return false }
      switch algorithm {
      case .rsa2048WithSHA256:
        return EVP_PKEY_CTX_set_rsa_padding(context.pointer, RSA_PKCS1_PADDING) == 1
          && EVP_PKEY_CTX_set_signature_md(context.pointer, EVP_sha256()) == 1
          && EVP_PKEY_verify(context.pointer, signature, signature.count, digest, digest.count) == 1
      }
    }
  }
}
