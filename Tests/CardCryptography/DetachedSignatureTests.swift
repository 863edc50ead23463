import Foundation
import Testing

@testable import CardCryptography

/// Signatures over hand-overs, held against the openssl program.
@Suite struct DetachedSignatureTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  /// A key of this kind, and a certificate for it.
  private func sign(_ bytes: [UInt8], _ options: [String]) throws -> (
    header: String, input: [UInt8], signature: [UInt8]
  ) {
    let key = ["-newkey"] + options
    try workshop.run(
      ["req", "-x509", "-nodes", "-subj", "/O=JPKI-TEST/CN=MIHON", "-days", "2", "-keyout", "a.key", "-out", "a.pem"]
        + key)
    try workshop.openssl("x509", "-in", "a.pem", "-pubkey", "-noout", "-out", "a.pub")
    let signer = DetachedSignature(certificateFile: workshop.path("a.pem"), keyFile: workshop.path("a.key"))
    let signed = try signer.sign(bytes, type: "application/fhir+json")
    let parts = signed.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    try #require(parts.count == 3 && parts[1].isEmpty, "\(signed)")
    let input = Array("\(parts[0]).\(Self.encoded(bytes))".utf8)
    return (String(decoding: try Self.decoded(parts[0]), as: UTF8.self), input, try Self.decoded(parts[2]))
  }

  private static func encoded(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  private static func decoded(_ text: String) throws -> [UInt8] {
    let padded =
      text.replacing("-", with: "+").replacing("_", with: "/") + String(repeating: "=", count: (4 - text.count % 4) % 4)
    return Array(try #require(Data(base64Encoded: padded)))
  }

  @Test("Bytes of every length are written as RFC 4648 says", arguments: 0..<8)
  func base64(_ count: Int) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: 251 &* $0 &+ 249) }
    #expect(DetachedSignature.base64URL(bytes) == Self.encoded(bytes))
  }

  @Test func byRSA() throws {
    let (header, input, signature) = try sign(Array("見本".utf8), ["rsa:2048"])
    try workshop.write("input", input)
    try workshop.write("signature", signature)
    try workshop.openssl("dgst", "-sha256", "-verify", "a.pub", "-signature", "signature", "input")
    let print = try workshop.openssl("x509", "-in", "a.pem", "-noout", "-fingerprint", "-sha256")
    let digits = print.split(separator: "=").last.map { $0.split(whereSeparator: { ":\n".contains($0) }) } ?? []
    let fingerprint = Self.encoded(digits.compactMap { UInt8($0, radix: 16) })
    #expect(header == #"{"alg":"RS256","cty":"application/fhir+json","x5t#S256":"\#(fingerprint)"}"#)
  }

  @Test(
    "By ECDSA the two numbers stand one behind the other",
    arguments: [("P-256", "ES256", "-sha256", 32), ("P-384", "ES384", "-sha384", 48)])
  func byECDSA(_ curve: String, _ name: String, _ digest: String, _ size: Int) throws {
    let (header, input, signature) = try sign([], ["ec", "-pkeyopt", "ec_paramgen_curve:\(curve)"])
    #expect(header.hasPrefix(#"{"alg":"\#(name)","#))
    try #require(signature.count == 2 * size)
    // The openssl program wants them in DER.
    func number(_ bytes: ArraySlice<UInt8>) -> String { "0x" + bytes.map { String(format: "%02x", $0) }.joined() }
    try workshop.write(
      "numbers",
      "asn1=SEQUENCE:s\n[s]\nr=INTEGER:\(number(signature[..<size]))\ns=INTEGER:\(number(signature[size...]))\n")
    try workshop.openssl("asn1parse", "-genconf", "numbers", "-noout", "-out", "signature")
    try workshop.write("input", input)
    try workshop.openssl("dgst", digest, "-verify", "a.pub", "-signature", "signature", "input")
  }

  @Test(
    "A key that nothing is signed by is told at once",
    arguments: [["rsa:1024"], ["ec", "-pkeyopt", "ec_paramgen_curve:secp256k1"], ["ed25519"]])
  func refused(_ options: [String]) throws {
    #expect(throws: CardCryptographyFailure.keyCannotSign(path: workshop.path("a.key"))) {
      _ = try sign([], options)
    }
  }
}
