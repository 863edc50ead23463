import Cards
import CivilTime
import DemoPeople
import Eligibility
import EligibilityService
import Runtime

/// Certificates, digests and signatures as plain values: nobody attacks a simulation, and a real RSA signature would be
/// nearly all of its time. Wrong bytes still fail: a signature is bound to its key and to what was signed.
enum ValueCryptography {
  /// As long as RSA-2048's, because the card's machine checks the length.
  static let signatureBytes = 256

  /// A TLV with the holder's number and the two dates.
  static func certificate(holder: Int, from notBefore: Timestamp, until notAfter: Timestamp) -> [UInt8] {
    let content = [UInt8(holder)] + bytes(of: notBefore.milliseconds) + bytes(of: notAfter.milliseconds)
    return [0x30, UInt8(content.count)] + content
  }

  static func contents(
    of certificate: [UInt8]
  ) -> (holder: Int, notBefore: Timestamp, notAfter: Timestamp)? {
    guard certificate.count == 19, certificate[0] == 0x30, certificate[1] == 17 else { return nil }
    return (
      Int(certificate[2]), Timestamp(milliseconds: number(certificate[3..<11])),
      Timestamp(milliseconds: number(certificate[11..<19]))
    )
  }

  static func publicKeyHash(holder: Int) -> [UInt8] { Array(repeating: UInt8(holder), count: 32) }

  /// 32 bytes, as SHA-256 has.
  static func digest(_ message: [UInt8]) -> [UInt8] { spread(mixed(message[...], seed: 1), over: 32) }

  /// What the holder's key makes of a digest: the last 32 bytes of a DigestInfo.
  static func signature(holder: Int, digestInfo: [UInt8]) -> [UInt8] {
    spread(mixed(digestInfo.suffix(32), seed: UInt64(holder) + 2), over: signatureBytes)
  }

  static func verify(_ signature: [UInt8], _ message: [UInt8], _ certificate: [UInt8]) -> Bool {
    guard let holder = contents(of: certificate)?.holder else { return false }
    return signature == self.signature(holder: holder, digestInfo: digest(message))
  }

  /// A chip's key is its holder's number in the modulus' last byte.
  static func chipModulus(holder: Int) -> [UInt8] { Array(repeating: 0xA5, count: 255) + [UInt8(holder)] }

  static func verifyChip(_ signature: [UInt8], _ digest: [UInt8], _ key: CardFaceKey) -> Bool {
    guard let holder = key.modulus.last else { return false }
    return signature == self.signature(holder: Int(holder), digestInfo: digest)
  }

  static func port(random: @escaping (Int) -> [UInt8]) -> CryptographyPort {
    CryptographyPort(
      check: { der in
        guard let found = contents(of: der) else { return .failure(.unreadable) }
        return .success(
          CertificateFindings(
            notBefore: found.notBefore, notAfter: found.notAfter, algorithm: .rsa2048, fingerprint: digest(der)))
      },
      digest: { message, _ in digest(message) }, verify: verify, verifyChip: verifyChip, random: random)
  }

  static func servicePorts(random: @escaping (Int) -> [UInt8]) -> ServicePorts {
    ServicePorts(
      verifyChain: { der, _ in
        guard let found = contents(of: der) else { return .failure(.unreadable) }
        return .success(
          CheckedCertificate(
            publicKeyHash: publicKeyHash(holder: found.holder), notBefore: found.notBefore, notAfter: found.notAfter))
      },
      verifySignature: { der, message, signature in verify(signature, message, der) }, random: random)
  }

  private static func mixed(_ bytes: ArraySlice<UInt8>, seed: UInt64) -> UInt64 {
    var state = 0xCBF2_9CE4_8422_2325 ^ seed &* 0x9E37_79B9_7F4A_7C15
    for byte in bytes { state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return state
  }

  private static func spread(_ value: UInt64, over count: Int) -> [UInt8] {
    var random = SeededRandom(seed: value)
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      for word in stride(from: 0, to: count, by: 8) {
        let bits = random.next()
        for offset in 0..<min(8, count - word) {
          buffer[word + offset] = UInt8(truncatingIfNeeded: bits >> UInt64(8 * offset))
        }
      }
      initialized = count
    }
  }

  private static func bytes(of number: Int64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> Int64(56 - 8 * $0)) }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int64 { bytes.reduce(0) { $0 << 8 | Int64($1) } }
}
