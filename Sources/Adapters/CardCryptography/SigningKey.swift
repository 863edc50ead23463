import COpenSSL

/// A private test key.
// Unchecked because it holds a pointer: OpenSSL only reads a key when it signs, and every signature has a context of
// its own.
final class SigningKey: @unchecked Sendable {
  let pointer: OpaquePointer

  init(pem: [UInt8]) throws(CardCryptographyFailure) {
    let read = pem.withUnsafeBytes { pem in
      withPEM(pem) { bio in forgettingErrors { uk_read_private_key(bio) } } ?? nil
    }
    guard let read else { throw .keyUnreadable }
    pointer = read
  }

  deinit { EVP_PKEY_free(pointer) }

  /// RSA: RSASSA-PKCS1-v1_5 over a DigestInfo that is already made (RFC 8017, 9.2 from step 3). ECDSA: the signature over
  /// a digest, in DER.
  func sign(_ input: [UInt8]) -> [UInt8]? {
    forgettingErrors {
      var count = Int(EVP_PKEY_get_size(pointer))
      var signature = [UInt8](repeating: 0, count: count)
      let isRSA = EVP_PKEY_get_base_id(pointer) == EVP_PKEY_RSA
      guard let context = Owned(EVP_PKEY_CTX_new(pointer, nil), EVP_PKEY_CTX_free),
        EVP_PKEY_sign_init(context.pointer) == 1,
        !isRSA || EVP_PKEY_CTX_set_rsa_padding(context.pointer, RSA_PKCS1_PADDING) == 1,
        EVP_PKEY_sign(context.pointer, &signature, &count, input, input.count) == 1
      else { return nil }
      return Array(signature.prefix(count))
    }
  }
}
