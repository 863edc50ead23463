import Crypto
import FoundationEssentials
import Glibc
import SwiftASN1
import X509

/// A CA that issues once: PEM texts of it, of a server and of a client. P-256 throughout.
struct TestCertificates {
  var authority: [UInt8]
  var server: (certificate: [UInt8], key: [UInt8])
  /// Of the server's key; it ran out yesterday.
  var expiredServer: [UInt8]
  var client: (certificate: [UInt8], key: [UInt8])

  /// A little more than a year, as public CAs do.
  static let lifeDays = 397.0
  static let expiredDays = -1.0
  /// So that a machine whose clock is behind accepts them as well.
  static let leadSeconds = 3_600.0

  /// - Parameter hosts: names and addresses of the server.
  init(hosts: [String]) throws(StandinFailure) {
    var names: [GeneralName] = []
    for host in hosts { names.append(try Self.generalName(host)) }
    do {
      let issuer = try Issuer()
      authority = try Self.pem(issuer.certificate)
      let key = P256.Signing.PrivateKey()
      server = try issuer.issue("Uketsuke stand-in server", .serverAuth, names, key: key)
      expiredServer = try issuer.issue(
        "Uketsuke stand-in server", .serverAuth, names, key: key, untilDays: Self.expiredDays
      ).certificate
      client = try issuer.issue("Uketsuke test kiosk", .clientAuth, [])
    } catch {
      throw .inputOutput("cannot make certificates: \(error)")
    }
  }

  private struct Issuer {
    let key = P256.Signing.PrivateKey()
    let certificate: Certificate
    private let from: Date

    init() throws {
      from = Date().addingTimeInterval(-TestCertificates.leadSeconds)
      let until = Date().addingTimeInterval(TestCertificates.lifeDays * 86_400)
      let name = try TestCertificates.name("Uketsuke test CA")
      let hash = SubjectKeyIdentifier(hash: Certificate.PublicKey(key.publicKey))
      certificate = try Certificate(
        version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: .init(key.publicKey), notValidBefore: from,
        notValidAfter: until, issuer: name, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
        extensions: try Certificate.Extensions {
          Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
          Critical(KeyUsage(keyCertSign: true, cRLSign: true))
          hash
        }, issuerPrivateKey: .init(key))
    }

    /// - Parameter untilDays: from now on; before it the certificate begins, too.
    func issue(
      _ common: String, _ usage: ExtendedKeyUsage.Usage, _ names: [GeneralName],
      key own: P256.Signing.PrivateKey = P256.Signing.PrivateKey(), untilDays: Double = TestCertificates.lifeDays
    ) throws -> (certificate: [UInt8], key: [UInt8]) {
      let until = Date().addingTimeInterval(untilDays * 86_400)
      let authority = try certificate.extensions.subjectKeyIdentifier?.keyIdentifier
      let issued = try Certificate(
        version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: .init(own.publicKey),
        notValidBefore: min(from, until.addingTimeInterval(-TestCertificates.lifeDays * 86_400)),
        notValidAfter: until, issuer: certificate.subject, subject: try TestCertificates.name(common),
        signatureAlgorithm: .ecdsaWithSHA256,
        extensions: try Certificate.Extensions {
          Critical(BasicConstraints.notCertificateAuthority)
          Critical(KeyUsage(digitalSignature: true))
          try ExtendedKeyUsage([usage])
          AuthorityKeyIdentifier(keyIdentifier: authority)
          if !names.isEmpty { SubjectAlternativeNames(names) }
        }, issuerPrivateKey: .init(key))
      return (try TestCertificates.pem(issued), Array((own.pemRepresentation + "\n").utf8))
    }
  }

  /// Where `certificates` writes the expired one: `server-expired.pem` for `server.pem`.
  static func expired(_ path: String) -> String {
    path.hasSuffix(".pem") ? "\(path.dropLast(4))-expired.pem" : "\(path)-expired"
  }

  fileprivate static func pem(_ certificate: Certificate) throws -> [UInt8] {
    Array((try certificate.serializeAsPEM().pemString + "\n").utf8)
  }

  fileprivate static func name(_ common: String) throws -> DistinguishedName {
    try DistinguishedName {
      OrganizationName("UKETSUKE-TEST")
      CommonName(common)
    }
  }

  /// An address where it reads as one, otherwise a DNS name.
  private static func generalName(_ host: String) throws(StandinFailure) -> GeneralName {
    var four = in_addr()
    if inet_pton(AF_INET, host, &four) == 1 {
      return .ipAddress(ASN1OctetString(contentBytes: withUnsafeBytes(of: four) { ArraySlice($0) }))
    }
    var six = in6_addr()
    if inet_pton(AF_INET6, host, &six) == 1 {
      return .ipAddress(ASN1OctetString(contentBytes: withUnsafeBytes(of: six) { ArraySlice($0) }))
    }
    let isName =
      (1...253).contains(host.utf8.count)
      && host.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
          || $0 == 0x2E
      }
    guard isName else { throw .configuration("--host \"\(host)\" is neither a host name nor an address") }
    return .dnsName(host)
  }
}
