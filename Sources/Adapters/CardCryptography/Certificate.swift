import COpenSSL
import CivilTime

/// One X.509 certificate, from exactly the bytes of its DER. Used by one thread; every call parses its own.
struct Certificate: ~Copyable {
  private let object: Owned

  /// A user-authentication certificate is about 1.6 kB.
  static let mostBytes = 16 << 10

  /// `nil` for anything but one whole certificate: trailing bytes are refused.
  init?(der: [UInt8]) {
    guard !der.isEmpty, der.count <= Self.mostBytes else { return nil }
    let parsed = forgettingErrors {
      der.withUnsafeBufferPointer { bytes -> OpaquePointer? in
        var position = bytes.baseAddress
        let certificate = d2i_X509(nil, &position, bytes.count)
        guard certificate != nil, let start = bytes.baseAddress, position == start + bytes.count else {
          X509_free(certificate)
          return nil
        }
        return certificate
      }
    }
    guard let object = Owned.certificate(parsed) else { return nil }
    self.object = object
  }

  /// An object that OpenSSL has just made and nobody else frees.
  init?(_ made: OpaquePointer?) {
    guard let object = Owned.certificate(made) else { return nil }
    self.object = object
  }

  var pointer: OpaquePointer { object.pointer }

  var notBefore: Timestamp? { Self.timestamp(X509_get0_notBefore(pointer)) }
  var notAfter: Timestamp? { Self.timestamp(X509_get0_notAfter(pointer)) }

  /// Whether the key may make signatures that prove who is there: the keyUsage extension is present and says
  /// digitalSignature (RFC 5280, 4.2.1.3), and the certificate is not an issuer's.
  var mayAuthenticate: Bool {
    forgettingErrors {
      // Without the extension OpenSSL says "everything allowed"; the card's certificates always have it.
      X509_get_extension_flags(pointer) & UInt32(EXFLAG_KUSAGE) != 0
        && X509_get_key_usage(pointer) & UInt32(X509v3_KU_DIGITAL_SIGNATURE) != 0
        && X509_check_ca(pointer) == 0
    }
  }

  /// DER of the SubjectPublicKeyInfo.
  var publicKeyInfo: [UInt8]? {
    forgettingErrors {
      var der: UnsafeMutablePointer<UInt8>?
      let count = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(pointer), &der)
      guard count > 0, let der else { return nil }
      defer { CRYPTO_free(der, nil, 0) }
      return Array(UnsafeBufferPointer(start: der, count: Int(count)))
    }
  }

  private static func timestamp(_ time: UnsafePointer<ASN1_TIME>?) -> Timestamp? {
    var parts = tm()
    guard let time, forgettingErrors({ ASN1_TIME_to_tm(time, &parts) }) == 1,
      let date = CivilDate(year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday))
    else { return nil }
    // Certificates' times are UTC; CivilMoment would read them as Japan's.
    let seconds = Int64(date.dayNumber) * 86_400 + Int64(parts.tm_hour * 3_600 + parts.tm_min * 60 + parts.tm_sec)
    return Timestamp(milliseconds: seconds * 1_000)
  }
}
