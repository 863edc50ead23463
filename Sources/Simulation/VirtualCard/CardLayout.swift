import Cards

/// The applications that a My Number card holds.
enum Application: CaseIterable, Sendable {
  case jpki
  case cardFaceCheck
  case cardFaceInputAid
  case common
  case residentRegister

  var identifier: [UInt8] {
    switch self {
    case .jpki: CardApplication.jpki.identifier
    case .cardFaceCheck: CardApplication.cardFaceCheck.identifier
    case .cardFaceInputAid: [0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x08]
    case .common: [0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x01, 0x00]
    case .residentRegister: [0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x01]
    }
  }

  /// The file that holds the My Number, as text or as picture; the resident register is no business of ours as a whole.
  var myNumberFile: UInt16? {
    switch self {
    case .cardFaceCheck: 0x0005
    case .cardFaceInputAid: 0x0001
    case .jpki, .common, .residentRegister: nil
    }
  }
}

/// An elementary file of the JPKI application.
struct File: Sendable {
  enum Kind: Sendable {
    case readable([UInt8], needsSignaturePassword: Bool)
    case userAuthenticationPIN
    case userAuthenticationKey
    case signaturePassword
    case signatureKey
  }

  let id: UInt16
  let kind: Kind

  /// What token information begins with on a card (other tokens name themselves otherwise).
  static let tokenInformation = Array("JPKIAPICCTOKEN2".utf8)
  static let tokenInformationLength = 0x20

  static func all(of contents: VirtualCardContents) -> [File] {
    func padded(_ bytes: [UInt8]) -> [UInt8] { bytes + [UInt8](repeating: 0xFF, count: contents.filler) }
    let token =
      tokenInformation
      + [UInt8](repeating: 0x20, count: tokenInformationLength - tokenInformation.count)
    var files = [
      File(id: 0x0006, kind: .readable(token, needsSignaturePassword: false)),
      File(
        id: CardFile.userAuthenticationCertificate.identifier,
        kind: .readable(padded(contents.userAuthenticationCertificate), needsSignaturePassword: false)),
      File(id: 0x000B, kind: .readable(padded(contents.authorityCertificate), needsSignaturePassword: false)),
      File(id: CardFile.userAuthenticationPIN.identifier, kind: .userAuthenticationPIN),
      File(id: CardFile.userAuthenticationKey.identifier, kind: .userAuthenticationKey),
      File(id: 0x001A, kind: .signatureKey),
      File(id: 0x001B, kind: .signaturePassword),
    ]
    if let certificate = contents.signatureCertificate {
      files.append(File(id: 0x0001, kind: .readable(padded(certificate), needsSignaturePassword: true)))
      files.append(
        File(id: 0x0002, kind: .readable(padded(contents.authorityCertificate), needsSignaturePassword: false)))
    }
    return files
  }
}
