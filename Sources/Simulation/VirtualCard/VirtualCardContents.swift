import Cards

/// What a virtual card is made with.
public struct VirtualCardContents: Sendable {
  /// DER.
  public var userAuthenticationCertificate: [UInt8]
  /// DER of its issuer's certificate.
  public var authorityCertificate: [UInt8]
  /// The four digits in ASCII; `nil`: a card made without PIN, which looks like one whose PIN is locked.
  public var pin: [UInt8]?
  /// 0…3.
  public var triesLeft: Int
  /// DER; `nil` for a child's card, which has none.
  public var signatureCertificate: [UInt8]?
  /// 6…16 characters in ASCII; `nil`: no password is right.
  public var signaturePassword: [UInt8]?
  /// Bytes behind each certificate in its file, as on cards whose files are made larger than their contents.
  public var filler: Int
  /// What it says to be. A phone signs without a PIN once its holder has proven himself to it; the card of before 2016
  /// has no user authentication.
  public var token: TokenKind = .myNumberCard
  /// Of the user-authentication key.
  public var algorithm: SignatureAlgorithm = .rsa2048
  /// `nil`: the card-face applications can be selected, and hold nothing.
  public var face: VirtualCardFace?
  /// Whether extended commands are refused (`6700`), as behind readers that take short ones alone.
  public var takesShortOnly = false
  /// The user-authentication key at work: the signature over `SignatureAlgorithm.input`; `nil` when it cannot.
  public var sign: @Sendable (_ input: [UInt8]) -> [UInt8]?

  public init(
    userAuthenticationCertificate: [UInt8], authorityCertificate: [UInt8], pin: [UInt8]?, triesLeft: Int = 3,
    signatureCertificate: [UInt8]? = nil, signaturePassword: [UInt8]? = nil, filler: Int = 0,
    face: VirtualCardFace? = nil, sign: @escaping @Sendable (_ input: [UInt8]) -> [UInt8]?
  ) {
    self.userAuthenticationCertificate = userAuthenticationCertificate
    self.authorityCertificate = authorityCertificate
    self.pin = pin
    self.triesLeft = triesLeft
    self.signatureCertificate = signatureCertificate
    self.signaturePassword = signaturePassword
    self.filler = filler
    self.face = face
    self.sign = sign
  }
}
