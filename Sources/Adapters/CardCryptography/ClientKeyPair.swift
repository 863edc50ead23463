import COpenSSL
import Glibc

/// `eligibility.certificate` and `eligibility.key`: checked at start, because TLS would only say "handshake failed".
public enum ClientKeyPair {
  /// A chain of a few certificates.
  private static let mostBytes = 256 << 10

  /// - Parameters:
  ///   - certificatePEM: the client's certificate, first in the file.
  ///   - keyPEM: its private key, without passphrase.
  public static func check(certificatePEM: [UInt8], keyPEM: [UInt8]) throws(CardCryptographyFailure) {
    let failure = certificatePEM.withUnsafeBytes { certificate in
      keyPEM.withUnsafeBytes { key in complaint(certificate, key) }
    }
    if let failure { throw failure }
  }

  /// The same for two files. The key's bytes are wiped after the check.
  public static func check(certificateFile: String, keyFile: String) throws(CardCryptographyFailure) {
    let certificate = try OrdinaryFile.contents(of: certificateFile, limit: mostBytes)
    let file = try OpenFile(keyFile, flags: O_RDONLY)
    let size = try file.checkedSize(limit: mostBytes)
    let failure = try withWipedBuffer(size) { buffer throws(CardCryptographyFailure) in
      let count = try file.read(into: buffer)
      let key = UnsafeRawBufferPointer(rebasing: buffer.prefix(count))
      return certificate.withUnsafeBytes { complaint($0, key) }
    }
    if let failure { throw failure }
  }

  private static func complaint(
    _ certificatePEM: UnsafeRawBufferPointer, _ keyPEM: UnsafeRawBufferPointer
  ) -> CardCryptographyFailure? {
    forgettingErrors {
      guard let certificate = Owned.certificate(withPEM(certificatePEM) { uk_read_certificate($0) } ?? nil) else {
        return .certificateUnreadable
      }
      ERR_clear_error()
      guard let key = Owned.key(withPEM(keyPEM) { uk_read_private_key($0) } ?? nil) else {
        return uk_wanted_passphrase() == 1 ? .keyHasPassphrase : .keyUnreadable
      }
      return X509_check_private_key(certificate.pointer, key.pointer) == 1 ? nil : .keyOfAnotherCertificate
    }
  }
}
