/// The applications that the reception selects.
public enum CardApplication: CaseIterable, Sendable {
  /// Public key infrastructure (公的個人認証AP).
  case jpki

  public var identifier: [UInt8] {
    switch self {
    case .jpki: [0xD3, 0x92, 0xF0, 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01]
    }
  }
}

/// The elementary files of the JPKI application that the reception selects: no other file exists for it (S5).
public enum CardFile: UInt16, CaseIterable, Sendable {
  case userAuthenticationCertificate = 0x000A
  case userAuthenticationKey = 0x0017
  case userAuthenticationPIN = 0x0018
}
