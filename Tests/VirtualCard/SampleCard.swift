import Cards
import VirtualCard

/// Reads `00 A4 …`; whatever is no hexadecimal digit is a space.
func bytes(_ text: String) -> [UInt8] {
  let digits = text.compactMap { $0.hexDigitValue }
  return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

enum SampleCard {
  /// A TLV of 1,600 bytes: the card does not look into it.
  static let certificate = [0x30, 0x82, 0x06, 0x3C] + (0..<1_596).map { UInt8(truncatingIfNeeded: $0 &* 7) }
  static let authority = [0x30, 0x82, 0x03, 0xE4] + (0..<996).map { UInt8(truncatingIfNeeded: $0 &* 5) }
  static let digest = (0..<32).map { UInt8($0) }
  static let digestInfo = DigestInfo.sha256(digest) ?? []

  /// No cryptography: which bytes went in can be seen in what comes out.
  static func signature(_ digestInfo: [UInt8]) -> [UInt8] {
    [UInt8](repeating: 0xA5, count: 256 - digestInfo.count) + digestInfo
  }

  static func contents(pin: String? = "1234", triesLeft: Int = 3) -> VirtualCardContents {
    VirtualCardContents(
      userAuthenticationCertificate: certificate, authorityCertificate: authority, pin: pin.map { Array($0.utf8) },
      triesLeft: triesLeft, signatureCertificate: authority, signaturePassword: Array("MIHON1".utf8),
      sign: { signature($0) })
  }

  static func make(pin: String? = "1234", triesLeft: Int = 3) -> VirtualCard {
    VirtualCard(contents(pin: pin, triesLeft: triesLeft))
  }
}

extension VirtualCard {
  /// The answer in hexadecimal.
  mutating func says(_ command: String) -> String {
    respond(to: bytes(command)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
  }
}

enum Commands {
  static let selectJPKI = "00A4040C 0A D392F000260100000001"
  static let selectPIN = "00A4020C 02 0018"
  static let selectKey = "00A4020C 02 0017"
  static let selectCertificate = "00A4020C 02 000A"
  static let askCounter = "00200080"
  static let right = "00200080 04 31323334"
  static let wrong = "00200080 04 39393939"
}
