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
  /// The user-authentication key at work: the signature over a DigestInfo; `nil` when it cannot.
  public var sign: @Sendable (_ digestInfo: [UInt8]) -> [UInt8]?

  public init(
    userAuthenticationCertificate: [UInt8], authorityCertificate: [UInt8], pin: [UInt8]?, triesLeft: Int = 3,
    signatureCertificate: [UInt8]? = nil, signaturePassword: [UInt8]? = nil, filler: Int = 0,
    sign: @escaping @Sendable (_ digestInfo: [UInt8]) -> [UInt8]?
  ) {
    self.userAuthenticationCertificate = userAuthenticationCertificate
    self.authorityCertificate = authorityCertificate
    self.pin = pin
    self.triesLeft = triesLeft
    self.signatureCertificate = signatureCertificate
    self.signaturePassword = signaturePassword
    self.filler = filler
    self.sign = sign
  }
}
