import COpenSSL
import Glibc

/// A JSON Web Signature over bytes that travel beside it (RFC 7515, Appendix F), by a kiosk's client key: whoever keeps
/// the bytes and this line can show later which kiosk said so. The bytes are signed as they are sent, so that nobody has
/// to agree on how JSON is written.
///
/// The header names the algorithm by the key's kind (RFC 7518: ES256, ES384, RS256) and the certificate by its SHA-256
/// (`x5t#S256`): the receiver has the certificate from TLS.
public struct DetachedSignature: Sendable {
  private let certificateFile: String
  private let keyFile: String

  /// A chain of a few certificates, or one key.
  private static let mostBytes = 256 << 10
  /// RSA of 4,096 bits; ECDSA has less.
  private static let mostSignatureBytes = 1_024

  /// The files are read for every signature, as TLS reads them for every connection: a renewed certificate holds from
  /// then on for both.
  public init(certificateFile: String, keyFile: String) {
    self.certificateFile = certificateFile
    self.keyFile = keyFile
  }

  /// - Parameter type: the media type of the bytes (`cty`).
  /// - Returns: `header..signature`.
  public func sign(_ bytes: [UInt8], type: String) throws(CardCryptographyFailure) -> String {
    try ClientKeyPair.check(certificateFile: certificateFile, keyFile: keyFile)
    let certificate = try OrdinaryFile.contents(of: certificateFile, limit: Self.mostBytes)
    let file = try OpenFile(keyFile, flags: O_RDONLY)
    let size = try file.checkedSize(limit: Self.mostBytes)
    let read = try withWipedBuffer(size) { buffer throws(CardCryptographyFailure) -> OpaquePointer? in
      let count = try file.read(into: buffer)
      return forgettingErrors {
        withPEM(UnsafeRawBufferPointer(rebasing: buffer.prefix(count))) { uk_read_private_key($0) } ?? nil
      }
    }
    guard let key = Owned.key(read) else { throw .keyUnreadable }
    guard let kind = Kind(key.pointer) else { throw .keyCannotSign(path: keyFile) }
    guard let print = Self.fingerprint(certificate) else { throw .certificateUnreadable }
    let header = #"{"alg":"\#(kind.rawValue)","cty":"\#(type)","x5t#S256":"\#(Self.base64URL(print))"}"#
    let protected = Self.base64URL(Array(header.utf8))
    let input = Array("\(protected).\(Self.base64URL(bytes))".utf8)
    guard let signature = Self.sign(input, key.pointer, kind) else { throw .libraryFailed("sign a hand-over") }
    return "\(protected)..\(Self.base64URL(signature))"
  }

  /// What a key signs with.
  private enum Kind: String {
    case es256 = "ES256"
    case es384 = "ES384"
    case rs256 = "RS256"

    init?(_ key: OpaquePointer) {
      switch EVP_PKEY_get_base_id(key) {
      case EVP_PKEY_RSA:
        // RFC 7518, 3.3: 2,048 bits at least.
        guard EVP_PKEY_get_bits(key) >= 2_048 else { return nil }
        self = .rs256
      case EVP_PKEY_EC:
        var name = [CChar](repeating: 0, count: 64)
        var count = 0
        guard EVP_PKEY_get_group_name(key, &name, name.count, &count) == 1 else { return nil }
        switch String(decoding: name.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self) {
        case "prime256v1", "P-256": self = .es256
        case "secp384r1", "P-384": self = .es384
        default: return nil
        }
      default: return nil
      }
    }

    /// Both numbers of an ECDSA signature; nil for RSA.
    var numberBytes: Int? {
      switch self {
      case .es256: 64
      case .es384: 96
      case .rs256: nil
      }
    }
  }

  private static func sign(_ input: [UInt8], _ key: OpaquePointer, _ kind: Kind) -> [UInt8]? {
    forgettingErrors {
      let digest =
        switch kind {
        case .es256, .rs256: EVP_sha256()
        case .es384: EVP_sha384()
        }
      var count = mostSignatureBytes
      var signature = [UInt8](repeating: 0, count: count)
      guard let context = Owned(EVP_MD_CTX_new(), EVP_MD_CTX_free),
        EVP_DigestSignInit(context.pointer, nil, digest, nil, key) == 1,
        EVP_DigestSign(context.pointer, &signature, &count, input, input.count) == 1
      else { return nil }
      guard let size = kind.numberBytes else { return Array(signature.prefix(count)) }
      // JWS wants the two numbers, OpenSSL gives them in DER (RFC 7518, 3.4).
      var numbers = [UInt8](repeating: 0, count: size)
      return uk_ecdsa_numbers(signature, count, &numbers, size) == 1 ? numbers : nil
    }
  }

  /// SHA-256 of the first certificate's DER.
  private static func fingerprint(_ pem: [UInt8]) -> [UInt8]? {
    forgettingErrors {
      let read = pem.withUnsafeBytes { pem in withPEM(pem) { uk_read_certificate($0) } ?? nil }
      guard let certificate = Owned.certificate(read) else { return nil }
      var digest = [UInt8](repeating: 0, count: Hashing.bytesOfSHA256)
      var count: UInt32 = 0
      guard X509_digest(certificate.pointer, EVP_sha256(), &digest, &count) == 1 else { return nil }
      return Array(digest.prefix(Int(count)))
    }
  }

  /// RFC 4648, 5, without padding.
  static func base64URL(_ bytes: [UInt8]) -> String {
    var encoded = [UInt8](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
    let count = EVP_EncodeBlock(&encoded, bytes, Int32(bytes.count))
    return String(
      decoding: encoded.prefix(Int(count)).compactMap { byte in
        switch byte {
        case UInt8(ascii: "="): nil
        case UInt8(ascii: "+"): UInt8(ascii: "-")
        case UInt8(ascii: "/"): UInt8(ascii: "_")
        default: byte
        }
      }, as: UTF8.self)
  }
}
