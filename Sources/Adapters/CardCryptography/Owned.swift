import COpenSSL

/// An OpenSSL object that is ours to free, and is freed once.
struct Owned: ~Copyable {
  let pointer: OpaquePointer
  private let free: (OpaquePointer?) -> Void

  /// `nil` when OpenSSL had nothing to give.
  init?(_ pointer: OpaquePointer?, _ free: @escaping (OpaquePointer?) -> Void) {
    guard let pointer else { return nil }
    self.pointer = pointer
    self.free = free
  }

  deinit { free(pointer) }

  static func certificate(_ pointer: OpaquePointer?) -> Owned? { Owned(pointer, X509_free) }
  static func key(_ pointer: OpaquePointer?) -> Owned? { Owned(pointer, EVP_PKEY_free) }
}

/// OpenSSL keeps a queue of errors for each thread; what we have understood must not be found there by somebody else.
func forgettingErrors<R: ~Copyable>(_ body: () -> R) -> R {
  defer { ERR_clear_error() }
  return body()
}

/// Reads PEM blocks one after another from memory.
func withPEM<R>(_ pem: UnsafeRawBufferPointer, _ body: (OpaquePointer) -> R) -> R? {
  guard let count = Int32(exactly: pem.count), let bio = Owned(BIO_new_mem_buf(pem.baseAddress, count), freeBIO)
  else { return nil }
  return body(bio.pointer)
}

private func freeBIO(_ bio: OpaquePointer?) { BIO_free(bio) }
