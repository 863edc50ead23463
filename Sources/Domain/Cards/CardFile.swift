/// The applications that the reception selects. A card is recognised by them, never by its ATR.
public enum CardApplication: CaseIterable, Sendable {
  /// Public key infrastructure (公的個人認証AP).
  case jpki
  /// Card-face check (券面事項確認AP): what is printed on the card, and the photo.
  case cardFaceCheck

  public var identifier: [UInt8] {
    switch self {
    case .jpki: [0xD3, 0x92, 0xF0, 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01]
    case .cardFaceCheck: [0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x02]
    }
  }
}

/// The elementary files that the reception selects: the one list of them (S5). Whatever stands not here can neither be
/// asked for by a `CardSession` nor pass a `CardGate`. The files that hold the My Number (`0005` of the card-face check,
/// `0001` of the input aid, and all of the resident register) are not here, and neither is check number A, which is the
/// My Number.
public enum CardFile: CaseIterable, Sendable {
  case tokenInformation
  case userAuthenticationCertificate
  case authorityCertificate
  case userAuthenticationKey
  case userAuthenticationPIN
  /// Birth date, sex, pictures of name and address, photo, expiry.
  case cardFace
  /// Check number B (照合番号B).
  case checkNumberB

  /// What may be done with the file once it is selected.
  public enum Use: Sendable {
    case read
    case verify(CardSecret)
    case sign
  }

  public var application: CardApplication {
    switch self {
    case .tokenInformation, .userAuthenticationCertificate, .authorityCertificate, .userAuthenticationKey,
      .userAuthenticationPIN:
      .jpki
    case .cardFace, .checkNumberB: .cardFaceCheck
    }
  }

  /// Unique within its application.
  public var identifier: UInt16 {
    switch self {
    case .tokenInformation: 0x0006
    case .userAuthenticationCertificate: 0x000A
    case .authorityCertificate: 0x000B
    case .userAuthenticationKey: 0x0017
    case .userAuthenticationPIN: 0x0018
    case .cardFace: 0x0002
    case .checkNumberB: 0x0012
    }
  }

  public var use: Use {
    switch self {
    case .tokenInformation, .userAuthenticationCertificate, .authorityCertificate, .cardFace: .read
    case .userAuthenticationKey: .sign
    case .userAuthenticationPIN: .verify(.pin)
    case .checkNumberB: .verify(.checkNumberB)
    }
  }

  /// The low five bits of the identifier (ISO 7816-4, 5.3.1.1): READ BINARY selects by it.
  var shortIdentifier: UInt8 { UInt8(identifier & 0x1F) }
}

/// What is typed by people, lies in locked memory, and is sent by VERIFY.
public enum CardSecret: CaseIterable, Equatable, Sendable {
  /// Of user authentication: four digits, by the patient.
  case pin
  /// 照合番号B: what is printed on the card, by staff. Birth date YYMMDD with the year of the era, year of expiry, four
  /// digits of security code.
  case checkNumberB

  /// In ASCII digits.
  public var length: Int {
    switch self {
    case .pin: 4
    case .checkNumberB: 14
    }
  }

  /// A counter above it is rubbish. Of check number B ten are reported by one source alone, so any is believed.
  public var mostTries: Int {
    switch self {
    case .pin: 3
    case .checkNumberB: 15
    }
  }

  /// Whether it can be right at all: what cannot is never sent, because it would cost a try.
  public func isPlausible(_ typed: some Collection<UInt8>) -> Bool {
    guard typed.count == length, typed.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
    switch self {
    case .pin: return true
    case .checkNumberB:
      func number(_ range: Range<Int>) -> Int {
        typed.dropFirst(range.lowerBound).prefix(range.count).reduce(0) { $0 * 10 + Int($1 - 0x30) }
      }
      // My Number cards exist since 2016; months and days count from 1.
      return (1...12).contains(number(2..<4)) && (1...31).contains(number(4..<6)) && number(6..<10) >= 2016
    }
  }
}
